package tables_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
)

// TestRealSite reads a little of every table of a real site, if the environment
// names one: CONFLUENCE_SITE (its address), CONFLUENCE_EMAIL and
// CONFLUENCE_TOKEN. It only reads, at most a few hundred calls.
func TestRealSite(t *testing.T) {
	address := os.Getenv("CONFLUENCE_SITE")
	if address == "" {
		t.Skip("CONFLUENCE_SITE, CONFLUENCE_EMAIL and CONFLUENCE_TOKEN name no real site")
	}
	site, err := confluence.NewSite(confluence.SiteConfig{BaseURL: address, RequestsPerSecond: 10, MaxConcurrent: 4})
	if err != nil {
		t.Fatal(err)
	}
	c, err := site.Login(t.Context(), os.Getenv("CONFLUENCE_EMAIL"), os.Getenv("CONFLUENCE_TOKEN"))
	if err != nil {
		t.Fatal(err)
	}
	l := &loader{t: t, client: c, maxCalls: 500, tables: map[string]sql.Table{}}
	for _, table := range tables.All() {
		l.tables[table.Definition().Name] = table
	}
	access, err := tables.Access(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	newest, err := l.load(t.Context(), sql.Slice{Table: "pages", Order: sql.Ordering{Column: "version_created_at", Desc: true}, Limit: 10})
	if err != nil || len(newest) == 0 {
		t.Fatalf("the newest pages: %d, %v", len(newest), err)
	}
	var pages, spaces []any
	for _, r := range newest[:min(len(newest), 10)] {
		pages, spaces = append(pages, r[0]), append(spaces, r[3])
	}
	keys := map[string][]any{"page_id": pages, "space_id": spaces[:1]}
	for _, a := range access {
		if a.Err != nil {
			t.Logf("%s cannot be read: %v", a.Table, a.Err)
			continue
		}
		def := l.tables[a.Table].Definition()
		s := sql.Slice{Table: a.Table}
		for _, look := range def.Lookups {
			if k, ok := keys[look.Column]; ok && s.By == "" {
				s = sql.NewKeySlice(a.Table, look.Column, k)
			}
		}
		switch a.Table {
		case "pages", "blog_posts":
			s = sql.Slice{Table: a.Table, Order: sql.Ordering{Column: "id"}, Limit: 10}
		case "users", "custom_content", "audit_records", "group_members", "folders", "whiteboards", "databases", "smart_links", "blog_post_versions", "blog_post_bodies":
			continue // large, or found by reading all pages
		}
		rows, err := l.load(t.Context(), l.all(s))
		if err != nil {
			t.Errorf("%s: %v", s, err)
		}
		seen := map[string]bool{}
		for _, r := range rows {
			var key []any
			for _, k := range def.PrimaryKey {
				key = append(key, r[def.Column(k)])
			}
			if k := fmt.Sprint(key); seen[k] {
				t.Errorf("%s: %s comes twice", a.Table, k)
			} else {
				seen[k] = true
			}
		}
		t.Logf("%s: %d rows", s, len(rows))
	}
}
