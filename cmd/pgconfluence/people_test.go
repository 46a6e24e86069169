package main

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

// Two people of different rights, the same statements, again and again so that
// the second answers come from the store and from the result cache: neither
// sees a row, or a total, of the other's.
func TestPeopleSeeTheirOwn(t *testing.T) {
	w := start(t, nil)
	demo, lea := truePages(w.site, demoEmail), truePages(w.site, leaEmail)
	if len(lea) == 0 || len(lea) >= len(demo) {
		t.Fatalf("lea sees %d of %d pages: the test shows nothing", len(lea), len(demo))
	}
	check := func(c *pgx.Conn, email string, want map[int64]string) {
		t.Helper()
		if n := number(t, c, "select count(*) from pages"); n != len(want) {
			t.Errorf("%s counts %d pages, want %d", email, n, len(want))
		}
		rows, err := c.Query(t.Context(), "select id, space_key from pages")
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		var id int64
		var key string
		_, err = pgx.ForEachRow(rows, []any{&id, &key}, func() error {
			got++
			if want[id] != key {
				t.Errorf("%s sees page %d in %s, which is %q", email, id, key, want[id])
			}
			return nil
		})
		if err != nil || got != len(want) {
			t.Errorf("%s sees %d pages, want %d: %v", email, got, len(want), err)
		}
		if n := number(t, c, "select count(*) from spaces"); n != len(w.site.TrueSpaces(email)) {
			t.Errorf("%s counts %d spaces", email, n)
		}
	}
	for range 3 {
		check(w.login(demoEmail, demoToken), demoEmail, demo)
		check(w.login(leaEmail, leaToken), leaEmail, lea)
	}
	// By id, of a page that one may not see.
	for id := range demo {
		if lea[id] != "" {
			continue
		}
		for range 2 {
			if n := number(t, w.login(demoEmail, demoToken), "select count(*) from pages where id = $1", id); n != 1 {
				t.Errorf("demo sees page %d %d times", id, n)
			}
			if n := number(t, w.login(leaEmail, leaToken), "select count(*) from pages where id = $1", id); n != 0 {
				t.Errorf("lea sees page %d", id)
			}
		}
		break
	}
	if s := w.s.sites[0].engine.Stats(); s.ResultHits == 0 && s.StoreHits == 0 {
		t.Errorf("nothing came from the store or a cache: the test shows nothing: %+v", s)
	}
}
