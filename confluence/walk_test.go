package confluence_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

func readAllPages(ctx context.Context, c *confluence.Client) (ids []int64, err error) {
	err = c.WalkAllPages(ctx, nil, func(rows []confluence.Page) error {
		for i := range rows {
			ids = append(ids, rows[i].ID.N)
		}
		return nil
	})
	slices.Sort(ids)
	return ids, err
}

func truePages(sim *confluencetest.Site, email string) (ids []int64) {
	for p := range sim.TruePages(email) {
		ids = append(ids, p.ID)
	}
	return ids
}

// walks counts the parallel walks in a log: lists that were begun.
func walks(log []confluencetest.Request) (n int) {
	for _, r := range log {
		if strings.HasSuffix(r.Path, "/pages") && !strings.Contains(r.Query, "cursor=") {
			n++
		}
	}
	return n
}

func TestFullWalk(t *testing.T) {
	for _, tt := range []struct{ spaces, pages int }{
		{1, 0}, {1, 1}, {3, 249}, {3, 250}, {3, 251}, {1, 2600}, {2, 3000}, {30, 5000}, {250, 1500}, {12, 15_500},
	} {
		t.Run(fmt.Sprintf("%d spaces %d pages", tt.spaces, tt.pages), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sim := confluencetest.New(confluencetest.Config{Spaces: tt.spaces, Pages: tt.pages, Users: 20, Latency: 100 * time.Millisecond})
				sim.AddAccount(confluencetest.Account{Email: email, Token: token})
				want := truePages(sim, email)
				c := login(t, simulated(t, sim), email, token)
				serial := time.Duration((len(want)+99)/100) * 100 * time.Millisecond
				for round := range 2 { // the second knows the sizes of spaces
					sim.ResetRequests()
					start := time.Now()
					got, err := readAllPages(t.Context(), c)
					took := time.Since(start)
					if err != nil || !slices.Equal(got, want) {
						t.Fatalf("%d pages of %d, %v", len(got), len(want), err)
					}
					log := sim.Requests()
					if bar := (len(want)+249)/250 + 10 + walks(log); len(log) > bar {
						t.Errorf("round %d: %d requests, want at most %d", round, len(log), bar)
					}
					t.Logf("round %d: %d pages, %d requests, %d walks, %v, %.1f times faster than a serial walk",
						round, len(want), len(log), walks(log), took, float64(serial)/float64(took))
					if len(want) >= 15_000 && serial < 8*took {
						t.Errorf("round %d: %v, only %.1f times faster than a serial walk of 100 a page", round, took, float64(serial)/float64(took))
					}
				}
			})
		})
	}
}

func TestTwoAccountsNeverShare(t *testing.T) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 10, Pages: 3000, Users: 20})
	var keys []string
	sim.AddAccount(confluencetest.Account{Email: email, Token: token})
	for _, s := range sim.TrueSpaces(email)[:4] {
		keys = append(keys, s.Key)
	}
	sim.AddAccount(confluencetest.Account{Email: "bob@example.com", Token: "bobs", Spaces: keys, HiddenPages: func(id int64) bool { return id%3 == 0 }})
	site := simulated(t, sim)
	for range 2 {
		for who, tok := range map[string]string{email: token, "bob@example.com": "bobs"} {
			want := truePages(sim, who)
			got, err := readAllPages(t.Context(), login(t, site, who, tok))
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %d of %d, %v", who, len(got), len(want), err)
			}
		}
	}
}

func TestNewSpaceIsFound(t *testing.T) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 10, Pages: 3000, Users: 20})
	sim.AddAccount(confluencetest.Account{Email: email, Token: token})
	c := login(t, simulated(t, sim), email, token)
	spaces := sim.TrueSpaces(email)
	// The caller's list lacks the space of the newest page.
	newest := int64(0)
	var space int64
	for p := range sim.TruePages(email) {
		if p.ID > newest {
			newest, space = p.ID, p.SpaceID
		}
	}
	n := 0
	err := c.WalkAllPages(t.Context(), func(context.Context) (ids []int64, err error) {
		for _, s := range spaces {
			if s.ID != space {
				ids = append(ids, s.ID)
			}
		}
		return ids, nil
	}, func(p []confluence.Page) error { n += len(p); return nil })
	if want := len(truePages(sim, email)); err != nil || n != want {
		t.Errorf("%d of %d, %v", n, want, err)
	}
}

func TestEmitErrorEndsTheWalk(t *testing.T) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 10, Pages: 3000, Users: 20})
	sim.AddAccount(confluencetest.Account{Email: email, Token: token})
	c := login(t, simulated(t, sim), email, token)
	boom := errors.New("boom")
	calls := 0
	err := c.WalkAllPages(t.Context(), nil, func([]confluence.Page) error { calls++; return boom })
	if !errors.Is(err, boom) || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	err = c.WalkAllPages(ctx, nil, func([]confluence.Page) error { cancel(boom); return nil })
	if !errors.Is(err, context.Canceled) && !errors.Is(err, boom) {
		t.Errorf("%v", err)
	}
}

// TestWalkWhileEdited moves, adds, archives and deletes pages while they are
// walked: what did not change is there once, and nothing is there twice.
func TestWalkWhileEdited(t *testing.T) {
	for seed := range uint64(4) {
		walkWhileEdited(t, seed)
	}
}

func walkWhileEdited(t *testing.T, seed uint64) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 8, Pages: 3000, Users: 20, Seed: seed})
	sim.AddAccount(confluencetest.Account{Email: email, Token: token})
	before := truePages(sim, email)
	spaces := sim.TrueSpaces(email)
	touched := map[int64]bool{}
	var mu sync.Mutex
	lists := 0
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		lists++
		id := before[(lists*7919)%len(before)]
		touched[id] = true
		switch lists % 4 {
		case 0:
			_ = sim.DeletePage(id)
		case 1:
			_ = sim.MovePage(id, spaces[lists%len(spaces)].Key, 0)
		case 2:
			_ = sim.UpdatePage(id, confluencetest.PageChange{Title: fmt.Sprintf("edited %d", lists)})
		case 3:
			if id, err := sim.AddPage(confluencetest.NewPage{SpaceKey: spaces[lists%len(spaces)].Key, Title: fmt.Sprintf("new %d", lists)}); err == nil {
				touched[id] = true
			}
		}
		mu.Unlock()
		sim.ServeHTTP(w, r)
	})
	got, err := readAllPages(t.Context(), login(t, newSite(t, h), email, token))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int64]bool{}
	mu.Lock() // a call that the walk no longer needed may still be answered
	defer mu.Unlock()
	for _, id := range got {
		if seen[id] {
			t.Errorf("page %d twice", id)
		}
		seen[id] = true
	}
	for _, id := range before {
		if !seen[id] && !touched[id] {
			t.Errorf("page %d is missing", id)
		}
	}
}
