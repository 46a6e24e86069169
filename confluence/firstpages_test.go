package confluence_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

func TestFirstPages(t *testing.T) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 10, Pages: 2000, Users: 20})
	sim.AddAccount(confluencetest.Account{Email: email, Token: token})
	c := login(t, simulated(t, sim), email, token)
	all := slices.Collect(sim.TruePages(email))
	for _, sort := range []confluence.PageSort{confluence.ByID, confluence.ByCreated, confluence.ByModified} {
		value := func(p confluencetest.PageTruth) int64 {
			return map[confluence.PageSort]int64{confluence.ByID: p.ID, confluence.ByCreated: p.CreatedAt.UnixMilli(), confluence.ByModified: p.VersionCreatedAt.UnixMilli()}[sort]
		}
		for _, desc := range []bool{false, true} {
			for _, n := range []int{1, 20, 249, 250, 600, 5000} {
				want := slices.Clone(all)
				slices.SortFunc(want, func(a, b confluencetest.PageTruth) int {
					if desc {
						a, b = b, a
					}
					return int(value(a)/1 - value(b))
				})
				nth := want[min(n, len(want))-1]
				before := sim.RequestCount()
				rows, err := c.FirstPages(t.Context(), sort, desc, n)
				if err != nil {
					t.Fatal(err)
				}
				got := map[int64]bool{}
				for _, p := range rows {
					got[p.ID.N] = true
				}
				wanted := 0
				for _, p := range want {
					if v, last := value(p), value(nth); v == last || (v < last) != desc {
						wanted++
						if !got[p.ID] {
							t.Errorf("%s desc=%v first %d: page %d is missing", sort, desc, n, p.ID)
						}
					}
				}
				if len(got) != len(rows) || len(rows) != wanted {
					t.Errorf("%s desc=%v first %d: %d rows, %d distinct, want %d", sort, desc, n, len(rows), len(got), wanted)
				}
				if calls, most := int(sim.RequestCount()-before), n/250+3; calls > most || n < 250 && calls != 1 {
					t.Errorf("%s desc=%v first %d: %d calls, want at most %d", sort, desc, n, calls, most)
				}
			}
		}
	}
}

// TestNewestWhileEdited edits a page behind the walk between two answers: it
// must not be missing from the newest.
func TestNewestWhileEdited(t *testing.T) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 3, Pages: 2000, Users: 20})
	sim.AddAccount(confluencetest.Account{Email: email, Token: token})
	all := slices.SortedFunc(sim.TruePages(email), func(a, b confluencetest.PageTruth) int {
		return b.VersionCreatedAt.Compare(a.VersionCreatedAt)
	})
	victim := all[400] // on the second answer
	lists := 0
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/pages") {
			if lists++; lists == 2 {
				if err := sim.UpdatePage(victim.ID, confluencetest.PageChange{Message: "meanwhile"}); err != nil {
					t.Error(err)
				}
			}
		}
		sim.ServeHTTP(w, r)
	})
	c := login(t, newSite(t, h), email, token)
	rows, err := c.FirstPages(t.Context(), confluence.ByModified, true, 600)
	if err != nil {
		t.Fatal(err)
	}
	got := map[int64]bool{}
	for _, p := range rows {
		got[p.ID.N] = true
	}
	for _, p := range all[:600] {
		if !got[p.ID] {
			t.Errorf("page %d is missing (the one edited is %d)", p.ID, victim.ID)
		}
	}
	if len(got) != len(rows) {
		t.Error("a page came twice")
	}
}

// TestOrderNotKept: a site that ignores sort is found out, not believed.
func TestOrderNotKept(t *testing.T) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 3, Pages: 600, Users: 20})
	sim.AddAccount(confluencetest.Account{Email: email, Token: token})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if strings.Contains(q.Get("sort"), "-date") {
			q.Set("sort", "id")
			r.URL.RawQuery = q.Encode()
		}
		sim.ServeHTTP(w, r)
	})
	c := login(t, newSite(t, h), email, token)
	for _, sort := range []confluence.PageSort{confluence.ByCreated, confluence.ByModified} {
		if _, err := c.FirstPages(t.Context(), sort, true, 100); !errors.Is(err, confluence.ErrOrder) {
			t.Errorf("%s: %v", sort, err)
		}
	}
}
