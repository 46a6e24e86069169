package confluencetest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// schemas are the documents that Atlassian publishes.
type schemas struct {
	Components struct {
		Schemas map[string]*schema
	}
	Paths map[string]map[string]struct {
		Responses map[string]struct {
			Content map[string]struct{ Schema *schema }
		}
	}
}

type schema struct {
	Ref         string `json:"$ref"`
	Type        string
	Format      string
	Description string
	Nullable    bool
	Enum        []any
	Required    []string
	Properties  map[string]*schema
	Items       *schema
	AllOf       []*schema
	OneOf       []*schema
}

func readSchemas(t *testing.T, name string) *schemas {
	t.Helper()
	shared := os.Getenv("SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	raw, err := os.ReadFile(filepath.Join(shared, "confluence", name))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the OpenAPI document is missing: %v", err)
		}
		t.Skipf("the OpenAPI document is missing, set SHARED to its folder: %v", err)
	}
	doc := new(schemas)
	// Paths hold more than operations, which do not decode; they are not wanted.
	var loose struct {
		Components json.RawMessage
		Paths      map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(raw, &loose); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(loose.Components, &doc.Components); err != nil {
		t.Fatal(err)
	}
	doc.Paths = map[string]map[string]struct {
		Responses map[string]struct {
			Content map[string]struct{ Schema *schema }
		}
	}{}
	for path, operations := range loose.Paths {
		doc.Paths[path] = map[string]struct {
			Responses map[string]struct {
				Content map[string]struct{ Schema *schema }
			}
		}{}
		for method, raw := range operations {
			if !slices.Contains([]string{"get", "post"}, method) {
				continue
			}
			op := doc.Paths[path][method]
			if err := json.Unmarshal(raw, &op); err != nil {
				t.Fatalf("%s %s: %v", method, path, err)
			}
			doc.Paths[path][method] = op
		}
	}
	return doc
}

// nullsOnTheWire are fields that the documents do not call nullable, and that
// real sites send as null (most say so in the description).
var nullsOnTheWire = map[string]bool{
	"parentId": true, "parentType": true, "personalSpaceId": true, "timeZone": true, "email": true, "spaceOwnerId": true,
	"homepageId": true, "description": true, "icon": true, "apiDownloadLink": true,
}

// unlisted are fields that real sites send and the documents leave out.
var unlisted = map[string]bool{"edituiv2": true, "base": true, "subtype": true, "spaceOwnerId": true}

// check compares a decoded value with its schema and gives the differences.
func (d *schemas) check(at string, s *schema, v any) []string {
	name := at[strings.LastIndexByte(at, '.')+1:]
	if s.Ref != "" {
		target := d.Components.Schemas[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]]
		if target == nil {
			return []string{at + ": no schema " + s.Ref}
		}
		return d.check(at, target, v)
	}
	if v == nil {
		if s.Nullable || nullsOnTheWire[name] || s.Type == "" && len(s.Properties)+len(s.AllOf) == 0 { // no type is any value
			return nil
		}
		return []string{at + ": null"}
	}
	if len(s.AllOf) > 0 {
		merged := &schema{Type: "object", Properties: map[string]*schema{}}
		for _, part := range s.AllOf {
			if part.Ref != "" {
				part = d.Components.Schemas[part.Ref[strings.LastIndexByte(part.Ref, '/')+1:]]
			}
			for name, p := range part.Properties {
				if old, ok := merged.Properties[name]; !ok || old.Ref == "" {
					merged.Properties[name] = p
				}
			}
		}
		return d.check(at, merged, v)
	}
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
		return []string{fmt.Sprintf("%s: %v is not one of %v", at, v, s.Enum)}
	}
	return d.checkType(at, s, v)
}

func (d *schemas) checkType(at string, s *schema, v any) (wrong []string) {
	bad := []string{fmt.Sprintf("%s: %T is not %s", at, v, s.Type)}
	switch s.Type {
	case "object":
		object, ok := v.(map[string]any)
		if !ok {
			return bad
		}
		for _, name := range s.Required {
			if _, ok := object[name]; !ok {
				wrong = append(wrong, at+"."+name+": missing")
			}
		}
		for name, value := range object {
			p := s.Properties[name]
			switch {
			case p != nil:
				wrong = append(wrong, d.check(at+"."+name, p, value)...)
			case !unlisted[name] && len(s.Properties) > 0:
				wrong = append(wrong, at+"."+name+": not in the document")
			}
		}
	case "array":
		list, ok := v.([]any)
		if !ok {
			return bad
		}
		for _, value := range list {
			wrong = append(wrong, d.check(at+"[]", s.Items, value)...)
		}
	case "string":
		text, ok := v.(string)
		if !ok {
			return bad
		}
		if _, err := time.Parse("2006-01-02T15:04:05.000Z", text); s.Format == "date-time" && err != nil {
			wrong = append(wrong, at+": "+err.Error())
		}
	case "integer":
		n, ok := v.(float64)
		if !ok || n != float64(int64(n)) || s.Format == "int32" && n != float64(int32(n)) {
			return bad
		}
	case "number":
		if _, ok := v.(float64); !ok {
			return bad
		}
	case "boolean":
		if _, ok := v.(bool); !ok {
			return bad
		}
	}
	return wrong
}

func TestAnswersFollowTheOpenAPIDocuments(t *testing.T) {
	v2, v1 := readSchemas(t, "confluence-v2.openapi.json"), readSchemas(t, "confluence-v1.swagger.v3.json")
	c := demoClient(t, Config{Spaces: 20, Pages: 600, Users: 200, Seed: 2})
	space, page := itoa(c.site.spaces[0].id), itoa(truth(c.site, c.email)[5].ID)
	bulk, _ := json.Marshal(map[string]any{"accountIds": func() (ids []string) {
		for _, u := range c.site.TrueUsers(c.email) {
			ids = append(ids, u.AccountID)
		}
		return ids
	}()})
	for _, r := range []struct {
		doc                        *schemas
		method, path, called, body string
	}{
		{v2, "get", "/pages", "/wiki/api/v2/pages?limit=250&body-format=storage", ""},
		{v2, "get", "/pages", "/wiki/api/v2/pages?limit=250&sort=-id&body-format=atlas_doc_format", ""},
		{v2, "get", "/spaces/{id}/pages", "/wiki/api/v2/spaces/" + space + "/pages", ""},
		{v2, "get", "/pages/{id}", "/wiki/api/v2/pages/" + page + "?body-format=view", ""},
		{v2, "get", "/spaces", "/wiki/api/v2/spaces?limit=250", ""},
		{v2, "get", "/spaces", "/wiki/api/v2/spaces?limit=5&description-format=view&include-icon=true", ""},
		{v2, "get", "/spaces/{id}", "/wiki/api/v2/spaces/" + space + "?description-format=plain", ""},
		{v2, "post", "/users-bulk", "/wiki/api/v2/users-bulk", string(bulk)},
		{v1, "get", "/wiki/rest/api/user/current", "/wiki/rest/api/user/current", ""},
		{v1, "get", "/wiki/rest/api/search/user", "/wiki/rest/api/search/user?cql=type=user&limit=200", ""},
	} {
		s := r.doc.Paths[r.path][r.method].Responses["200"].Content["application/json"].Schema
		if s == nil {
			t.Fatalf("the document has no %s %s", r.method, r.path)
		}
		resp, body, err := c.do(c.request(strings.ToUpper(r.method), r.called, r.body))
		if err != nil || resp.StatusCode != 200 {
			t.Fatalf("%s: %v %v", r.called, err, resp)
		}
		var v any
		if err := json.Unmarshal(body, &v); err != nil {
			t.Fatalf("%s: %v", r.called, err)
		}
		wrong := r.doc.check("", s, v)
		slices.Sort(wrong)
		for _, w := range slices.Compact(wrong) {
			t.Errorf("%s: %s", r.called, w)
		}
	}
	// The check can fail.
	bad := map[string]any{"results": []any{map[string]any{"id": 5.0, "status": "odd", "createdAt": "now", "news": 1.0, "title": nil}}}
	if wrong := v2.check("", v2.Paths["/pages"]["get"].Responses["200"].Content["application/json"].Schema, bad); len(wrong) != 5 {
		t.Errorf("the check finds %v", wrong)
	}
}
