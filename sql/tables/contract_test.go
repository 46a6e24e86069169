package tables_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
)

// object is a piece of an OpenAPI document.
type object = map[string]any

// document is an OpenAPI document of Atlassian's.
type document struct {
	object
	prefix string // of its paths, in those of requests
}

// documents reads both documents from the folder that the environment variable
// SHARED names, or skips the test.
func documents(t *testing.T) (v1, v2 document) {
	t.Helper()
	dir := os.Getenv("SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	read := func(name, prefix string) document {
		b, err := os.ReadFile(filepath.Join(dir, "confluence", name))
		if err != nil && os.Getenv("CI") == "true" {
			t.Fatal(err)
		} else if err != nil {
			t.Skipf("Atlassian's OpenAPI documents are not here (set SHARED): %v", err)
		}
		d := document{prefix: prefix}
		if err := json.Unmarshal(b, &d.object); err != nil {
			t.Fatal(err)
		}
		return d
	}
	return read("confluence-v1.swagger.v3.json", ""), read("confluence-v2.openapi.json", "/wiki/api/v2")
}

// resolve follows a reference within the document.
func (d document) resolve(v any) object {
	o, _ := v.(object)
	ref, ok := o["$ref"].(string)
	if !ok {
		return o
	}
	at := any(d.object)
	for _, part := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		at = at.(object)[part]
	}
	return d.resolve(at)
}

// operation finds the operation that a request is of: the pattern with the
// fewest variables that fits.
func (d document) operation(method, path string) object {
	path, ok := strings.CutPrefix(path, d.prefix)
	if !ok {
		return nil
	}
	parts := strings.Split(path, "/")
	var best object
	vars := 99
	for pattern, item := range d.object["paths"].(object) {
		segments := strings.Split(pattern, "/")
		if len(segments) != len(parts) {
			continue
		}
		n := 0
		fits := true
		for i, s := range segments {
			if strings.HasPrefix(s, "{") {
				n++
			} else if s != parts[i] {
				fits = false
			}
		}
		if op, ok := item.(object)[strings.ToLower(method)].(object); ok && fits && n < vars {
			best, vars = op, n
		}
	}
	return best
}

// deviations are the parameters that the documents lack, with where they are
// known from.
var deviations = map[string]string{}

// checkRequest compares a request with its operation.
func (d document) checkRequest(t *testing.T, method, path, query string) {
	t.Helper()
	op := d.operation(method, path)
	if op == nil {
		t.Errorf("%s %s is not in Atlassian's document", method, path)
		return
	}
	q, err := url.ParseQuery(query)
	if err != nil {
		t.Error(err)
	}
	params, _ := op["parameters"].([]any)
	for name, values := range q {
		at := slices.IndexFunc(params, func(p any) bool { return d.resolve(p)["name"] == name && d.resolve(p)["in"] == "query" })
		if at < 0 {
			if deviations[name] == "" {
				t.Errorf("%s %s has no parameter %s", method, path, name)
			}
			continue
		}
		schema := d.resolve(d.resolve(params[at])["schema"])
		if schema["type"] == "array" {
			if most, ok := schema["maxItems"].(float64); ok && float64(len(strings.Split(values[0], ","))) > most {
				t.Errorf("%s %s: more than %v values of %s", method, path, most, name)
			}
			schema, values = d.resolve(schema["items"]), strings.Split(values[0], ",")
		}
		if enum, ok := schema["enum"].([]any); ok {
			for _, v := range values {
				if !slices.Contains(enum, any(v)) {
					t.Errorf("%s %s: %s=%s is none of %v", method, path, name, v, enum)
				}
			}
		}
	}
}

// TestRequestsAreInTheDocuments loads every table by every way and compares all
// requests with Atlassian's documents.
func TestRequestsAreInTheDocuments(t *testing.T) {
	v1, v2 := documents(t)
	l := newLoader(t, confluencetest.Config{Spaces: 5, Pages: 300, Users: 40}, confluencetest.Account{Admin: true})
	l.sim.ResetRequests()
	for name, table := range l.tables {
		rows, err := l.load(t.Context(), l.whole(name))
		if err != nil && name != "custom_content" {
			t.Fatal(err)
		}
		def := table.Definition()
		for _, look := range def.Lookups {
			key := any(int64(1))
			if c := def.Columns[def.Column(look.Column)]; c.Type == 25 {
				key = "ac:app:x"
			}
			for _, r := range rows {
				if v := r[def.Column(look.Column)]; v != nil {
					key = v
				}
			}
			if _, err := l.load(t.Context(), l.by(name, look.Column, key)); err != nil {
				t.Errorf("%s by %s: %v", name, look.Column, err)
			}
		}
		for _, o := range def.Orderings {
			if _, err := l.load(t.Context(), sql.Slice{Table: name, Order: o, Limit: 3}); err != nil {
				t.Errorf("%s by %v: %v", name, o, err)
			}
		}
	}
	if _, err := tables.Access(t.Context(), l.client); err != nil {
		t.Error(err)
	}
	seen := map[string]bool{}
	for _, r := range l.sim.Requests() {
		d := v2
		if strings.HasPrefix(r.Path, "/wiki/rest/") {
			d = v1
		}
		d.checkRequest(t, r.Method, r.Path, r.Query)
		seen[r.Path] = true
	}
	if len(seen) < 500 {
		t.Errorf("only %d paths were asked for", len(seen))
	}
}

// ownSources are the sources of columns that no answer has.
var ownSources = []string{"asked for", "route", "place in the list", "key of the space"}

// TestSourcesAreInTheDocuments holds every column's source against the schemas
// of the answers.
func TestSourcesAreInTheDocuments(t *testing.T) {
	v1, v2 := documents(t)
	for _, table := range tables.All() {
		def := table.Definition()
		for _, c := range def.Columns {
			if slices.Contains(ownSources, c.Source) || def.Name == "page_views" {
				continue // the answer of analytics has no named schema
			}
			for _, source := range strings.FieldsFunc(strings.ReplaceAll(c.Source, " or ", ", "), func(r rune) bool { return strings.ContainsRune("+, ", r) }) {
				if source == "_links.base" {
					continue // of the list
				}
				if !slices.ContainsFunc(tables.Schemas(table), func(name string) bool {
					d, bare := v2, name
					if rest, ok := strings.CutPrefix(name, "v1:"); ok {
						d, bare = v1, rest
					}
					schema := d.resolve(object{"$ref": "#/components/schemas/" + bare})
					return d.has(schema, strings.Split(source, "."))
				}) {
					t.Errorf("%s.%s: %s is not in %v", def.Name, c.Name, source, tables.Schemas(table))
				}
			}
		}
	}
}

// has reports whether a schema has a field, by its path.
func (d document) has(schema object, path []string) bool {
	if len(path) == 0 {
		return true
	}
	schema = d.resolve(schema)
	if items, ok := schema["items"]; ok {
		return d.has(d.resolve(items), path)
	}
	if all, ok := schema["allOf"].([]any); ok {
		for _, part := range all {
			if d.has(d.resolve(part), path) {
				return true
			}
		}
	}
	fields, _ := schema["properties"].(object)
	next, ok := fields[path[0]]
	return ok && d.has(d.resolve(next), path[1:])
}
