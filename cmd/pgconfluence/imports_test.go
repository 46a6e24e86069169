package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/pgconfluence/pgconfluence"

// allowed says which packages of ours a package may import, by their folders.
// The arrows are those of docs/architecture.md; a package that is not here must
// not be there either.
var allowed = map[string][]string{
	"cmd/bench":                 {"proxy", "sql", "sql/datum", "sql/tables", "confluence", "confluence/confluencetest"},
	"cmd/pgconfluence":          {"proxy", "sql", "sql/tables", "confluence", "confluence/confluencetest", "tokens", "tokens/page", "tokens/scram", "tokens/vault"},
	"proxy":                     {"sql", "sql/datum", "sql/catalog"},
	"tokens":                    {"tokens/scram", "tokens/vault", "confluence"},
	"tokens/page":               {"tokens", "tokens/vault"},
	"tokens/scram":              {},
	"tokens/vault":              {},
	"sql":                       {"sql/catalog", "sql/datum", "sql/builtin", "cache"},
	"sql/builtin":               {"sql/datum"},
	"sql/catalog":               {"sql/datum"},
	"sql/catalog/gen":           {},
	"sql/datum":                 {},
	"sql/sqltest":               {"sql", "sql/datum", "sql/catalog", "sql/builtin"},
	"sql/tables":                {"sql", "sql/datum", "confluence", "confluence/storage"},
	"confluence":                {"cache"},
	"confluence/confluencetest": {},
	"confluence/storage":        {},
	"cache":                     {},
}

// forTests are packages that only tests, and the commands that simulate a site,
// may import.
var forTests = []string{"sql/sqltest", "confluence/confluencetest"}

// source is one package's files.
type source struct {
	imports map[string]string // folder of ours -> a file that imports it
	docs    []string          // files with a package comment
	name    string
}

// sources parses all Go files of the repository but tests.
func sources(t *testing.T) map[string]*source {
	t.Helper()
	root := filepath.Join("..", "..")
	out := map[string]*source{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "vendor" || len(d.Name()) > 2 && strings.HasPrefix(d.Name(), ".")) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		s := out[path.Dir(rel)]
		if s == nil {
			s = &source{imports: map[string]string{}}
			out[path.Dir(rel)] = s
		}
		s.name = f.Name.Name
		if f.Doc != nil {
			s.docs = append(s.docs, rel)
		}
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if ours, ok := strings.CutPrefix(name, module+"/"); ok {
				s.imports[ours] = rel
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestImports(t *testing.T) {
	all := sources(t)
	for folder, s := range all {
		may, known := allowed[folder]
		if !known {
			t.Errorf("%s is a new package: give it its place in docs/architecture.md and in this test", folder)
			continue
		}
		for ours, file := range s.imports {
			if !slices.Contains(may, ours) {
				t.Errorf("%s imports %s; %s may import %q", file, ours, folder, may)
			}
		}
	}
	for folder := range allowed {
		if all[folder] == nil {
			t.Errorf("%s is no package any more", folder)
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(all)) {
		for _, test := range forTests {
			if file, ok := all[folder].imports[test]; ok && !strings.HasPrefix(folder, "cmd/") {
				t.Errorf("%s imports %s, which is for tests", file, test)
			}
		}
	}
}

// Every package has one comment that says what it is.
func TestDocComments(t *testing.T) {
	for folder, s := range sources(t) {
		if len(s.docs) != 1 {
			t.Errorf("%s has %d package comments: %q", folder, len(s.docs), s.docs)
		}
	}
	if _, err := os.Stat("../../docs/architecture.md"); err != nil {
		t.Error(err)
	}
}
