package tables_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
)

var update = flag.Bool("update", false, "write docs/tables.md anew")

func TestDocs(t *testing.T) {
	const path = "../../docs/tables.md"
	want := tables.Markdown()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("docs/tables.md is stale (%v): run go test ./sql/tables -update", err)
	}
	for _, l := range strings.Split(want, "\n") {
		if strings.Contains(l, "||") || strings.Contains(l, "|  |") {
			t.Errorf("an empty cell: %s", l)
		}
	}
}

// TestDefinitions holds the definitions together.
func TestDefinitions(t *testing.T) {
	byName := map[string]*sql.Definition{}
	for _, tab := range tables.All() {
		byName[tab.Definition().Name] = tab.Definition()
	}
	for name, d := range byName {
		used := map[string]bool{}
		has := func(what string, cols ...string) {
			for _, c := range cols {
				if d.Column(c) < 0 {
					t.Errorf("%s: %s names %s, which is no column", name, what, c)
				}
			}
		}
		for _, c := range d.Columns {
			if used[c.Name] || c.Comment == "" || c.Source == "" || c.Type == 0 || c.NotNull != slices.Contains(d.PrimaryKey, c.Name) {
				t.Errorf("%s.%s: %+v", name, c.Name, c)
			}
			used[c.Name] = true
		}
		has("the primary key", d.PrimaryKey...)
		for _, i := range d.Indexes {
			has("an index", i...)
		}
		for _, l := range d.Lookups {
			has("a lookup", l.Column)
		}
		for _, o := range d.Orderings {
			has("an ordering", o.Column)
		}
		for _, f := range d.ForeignKeys {
			has("a foreign key", f.Columns...)
			ref := byName[f.RefTable]
			if ref == nil || !slices.Equal(ref.PrimaryKey, f.RefColumns) {
				t.Errorf("%s: foreign key to %s%v", name, f.RefTable, f.RefColumns)
				continue
			}
			if a, b := d.Columns[d.Column(f.Columns[0])].Type, ref.Columns[ref.Column(f.RefColumns[0])].Type; a != b {
				t.Errorf("%s.%s has type %d, what it refers to %d", name, f.Columns[0], a, b)
			}
		}
	}
}
