package tables_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
)

// refreshed is an engine over a simulated site, with a session whose stored
// rows are always too old to be used as they are.
func refreshed(t *testing.T, sweepAge time.Duration) (*loader, *sql.Session) {
	t.Helper()
	l := newLoader(t, confluencetest.Config{Spaces: 20, Pages: 3000, Users: 50, Seed: 7}, confluencetest.Account{})
	engine, err := sql.NewEngine(sql.Config{Tables: tables.All(), Dir: t.TempDir(), SweepAge: sweepAge})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	s, err := engine.NewSession(sql.SessionConfig{Account: tables.Account{Client: l.client}, Database: "confluence", User: email,
		Settings: map[string]string{"confluence.max_age": "1ms"}, Client: silent{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return l, s
}

// truth is what pages should be, as one text.
func truth(l *loader) string {
	var b strings.Builder
	for p := range l.sim.TruePages(email) {
		fmt.Fprintf(&b, "%d %s %s %d\n", p.ID, p.SpaceKey, p.Title, p.VersionNumber)
	}
	return b.String()
}

const asTruth = `select string_agg(id || ' ' || space_key || ' ' || title || ' ' || version_number || chr(10), '' order by id) from pages`

func (l *loader) same(s *sql.Session, what string, maxCalls int64) {
	l.t.Helper()
	time.Sleep(2 * time.Millisecond) // older than max_age
	before := l.sim.RequestCount()
	got, err := value(l.t.(*testing.T), s, asTruth)
	if err != nil {
		l.t.Fatalf("%s: %v", what, err)
	}
	if got != truth(l) {
		l.t.Errorf("%s: the rows are not those of the site", what)
	}
	if n := l.sim.RequestCount() - before; n > maxCalls {
		l.t.Errorf("%s: %d requests, want at most %d", what, n, maxCalls)
	}
}

// deleteFirst deletes a page, which leaves no trace among the newest versions.
func (l *loader) deleteFirst() {
	l.t.Helper()
	for p := range l.sim.TruePages(email) {
		if err := l.sim.DeletePage(p.ID); err != nil {
			l.t.Fatal(err)
		}
		return
	}
	l.t.Fatal("the site has no page")
}

func TestRefreshAfterEdits(t *testing.T) {
	l, s := refreshed(t, time.Hour)
	l.same(s, "first", 60)
	l.same(s, "nothing changed", 3)
	n := 0
	for p := range l.sim.TruePages(email) {
		if n++; n > 50 {
			break
		}
		if err := l.sim.UpdatePage(p.ID, confluencetest.PageChange{Title: fmt.Sprintf("Edited %d", n)}); err != nil {
			t.Fatal(err)
		}
	}
	l.same(s, "50 edits", 3)
	for i := range 3 {
		if _, err := l.sim.AddPage(confluencetest.NewPage{SpaceKey: l.sim.TrueSpaces(email)[0].Key, Title: fmt.Sprintf("New %d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	l.same(s, "3 new pages", 3)
	n = 0
	for p := range l.sim.TruePages(email) {
		if n++; n > 600 {
			break
		}
		if err := l.sim.UpdatePage(p.ID, confluencetest.PageChange{Minor: true}); err != nil {
			t.Fatal(err)
		}
	}
	l.same(s, "600 edits", 8)
}

func TestRefreshSweeps(t *testing.T) {
	l, s := refreshed(t, time.Nanosecond)
	l.same(s, "first", 60)
	l.deleteFirst()
	l.same(s, "a deleted page, a sweep being due", 60)
}

// A session that wants no stored rows is never answered by a refresh, which
// does not see deletions.
func TestMaxAgeZeroReadsAll(t *testing.T) {
	l, s := refreshed(t, time.Hour)
	l.same(s, "first", 60)
	l.deleteFirst()
	parsed, err := s.Parse("set confluence.max_age = 0")
	if err != nil {
		t.Fatal(err)
	}
	st, err := s.Prepare(t.Context(), parsed[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Run(t.Context(), st, nil); err != nil {
		t.Fatal(err)
	}
	l.same(s, "a deleted page, max_age 0", 60)
}
