package tables_test

import (
	"errors"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
)

// TestJoins asks for dear tables in SQL: the rest of the statement bounds them.
func TestJoins(t *testing.T) {
	l := newLoader(t, confluencetest.Config{Spaces: 20, Pages: 12_000, Users: 100, Seed: 4}, confluencetest.Account{Admin: true})
	engine, err := sql.NewEngine(sql.Config{Tables: tables.All(), Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	s, err := engine.NewSession(sql.SessionConfig{Account: tables.Account{Client: l.client}, Database: "confluence", User: email, Client: silent{}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	// The smallest space with some pages.
	var key string
	pages := 0
	count := map[string]int{}
	for p := range l.sim.TruePages(email) {
		count[p.SpaceKey]++
	}
	for k, n := range count {
		if n > 20 && (pages == 0 || n < pages) {
			key, pages = k, n
		}
	}
	likes, versions, links, labels, macros, comments := int64(0), int64(0), int64(0), int64(0), int64(0), int64(0)
	var ids []int64
	for p := range l.sim.TruePages(email) {
		if p.SpaceKey == key {
			ids = append(ids, p.ID)
		}
	}
	on := map[int64]bool{}
	for _, id := range ids {
		on[id] = true
		c, _ := l.sim.TrueContent(id)
		likes += int64(len(c.LikedBy))
		labels += int64(len(c.Labels))
		versions += int64(len(l.sim.TrueVersions(id)))
		b, _ := l.sim.TrueBody(id)
		links += int64(len(b.Tables))
		for _, m := range b.Macros {
			if m == "code" {
				macros++
			}
		}
	}
	for c := range l.sim.TrueFooterComments(email) {
		if on[c.ContainerID] && c.AttachmentID == 0 {
			comments++
		}
	}
	first := pages/250 + 5 // the space and its pages
	for _, tt := range []struct {
		query    string
		want     any
		maxCalls int
	}{
		{"select count(*) from likes l join pages p on p.id = l.page_id where p.space_key = '" + key + "'", likes, first + pages},
		{"select count(*) from page_versions v join pages p on p.id = v.page_id where p.space_key = '" + key + "'", versions, pages + 20},
		{"select count(*) from page_versions v where v.page_id in (select id from pages where space_key = '" + key + "')", versions, 1},
		{"select count(*) from page_tables t join pages p on p.id = t.page_id where p.space_key = '" + key + "' and t.row_number = 1", links, pages/50 + 1},
		{"select count(*) from page_macros m join pages p on p.id = m.page_id where p.space_key = '" + key + "' and m.name = 'code'", macros, pages/50 + 1},
		{"select count(*) from content_labels c join pages p on p.id = c.page_id where p.space_key = '" + key + "'", labels, max(pages, 3*220+40)},
		{"select count(*) from comments c join pages p on p.id = c.page_id where p.space_key = '" + key + "' and c.kind = 'footer'", comments, anyCalls},
		{"select count(*) from page_bodies b join pages p on p.id = b.page_id where p.space_key = '" + key + "' and b.text is not null", int64(pages), pages/50 + 1},
	} {
		before := l.sim.RequestCount()
		got, err := value(t, s, tt.query)
		if err != nil || got != tt.want {
			t.Errorf("%s = %v, %v; want %v", tt.query, got, err, tt.want)
		}
		n := int(l.sim.RequestCount() - before)
		t.Logf("%d requests: %s", n, tt.query)
		if n > tt.maxCalls {
			t.Errorf("%s: %d requests, want at most %d", tt.query, n, tt.maxCalls)
		}
	}
	// More than may be asked for is refused before anything is asked but what
	// there is: the list of pages.
	before := l.sim.RequestCount()
	for _, query := range []string{"select count(*) from likes", "select count(views) from page_views", "select count(*) from likes l join pages p on p.id = l.page_id"} {
		_, err := value(t, s, query)
		var e *sql.Error
		if !errors.As(err, &e) || e.Code != "54000" || e.Hint == "" {
			t.Errorf("%s: %v", query, err)
		}
	}
	if n := l.sim.RequestCount() - before; n > 12_000/250+10+24+10 {
		t.Errorf("refusing took %d requests", n)
	}
}
