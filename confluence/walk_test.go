package confluence_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
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
		{1, 0}, {1, 1}, {3, 249}, {3, 250}, {3, 251}, {1, 2600}, {2, 3000}, {30, 5000}, {250, 3000}, {120, 20_000}, {12, 20_000},
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

// everyFault is each thing that the simulated site can do wrong.
func everyFault() map[string]confluencetest.Fault {
	return map[string]confluencetest.Fault{
		"429 with seconds": {Status: 429, Header: http.Header{"Retry-After": {"3"}}},
		"429 with zero":    {Status: 429, Header: http.Header{"Retry-After": {"0"}}},
		"429":              {Status: 429},
		"500":              {Status: 500},
		"502":              {Status: 502},
		"503":              {Status: 503},
		"504":              {Status: 504},
		"408":              {Status: 408},
		"400":              {Status: 400},
		"401":              {Status: 401},
		"410":              {Status: 410},
		"204":              {Status: 204},
		"302":              {Status: 302, Header: http.Header{"Location": {"https://evil.example/"}}},
		"200 of nothing":   {Status: 200, Body: "{}"},
		"200 of HTML":      {Status: 200, Body: "<html>"},
		"impostor":         {Impostor: true},
		"drop":             {Drop: true},
		"break":            {BreakAfter: 1000},
		"truncate":         {TruncateAfter: 1000},
		"corrupt":          {Corrupt: true},
		"delay":            {Delay: 5 * time.Second},
		"hang":             {Delay: time.Hour},
		"repeat":           {RepeatPage: true},
		"loop":             {LoopCursor: true},
		"empty":            {EmptyPageWithNext: true},
		"short":            {ShortPage: true},
		"shifted back":     {ShiftPages: -7},
	}
}

// TestFaults holds the loader to its word: under every fault, once, often and
// for ever, at several places and sizes, all pages exactly or a named error.
func TestFaults(t *testing.T) {
	for name, fault := range everyFault() {
		t.Run(name, func(t *testing.T) {
			for _, pages := range []int{200, 1500} {
				for _, f := range [][2]int{{1, 1}, {1, 4}, {6, 3}, {-1, 2}} { // how often, from which
					synctest.Test(t, func(t *testing.T) { oneFault(t, fault, pages, f[0], f[1]) })
				}
			}
		})
	}
}

func oneFault(t *testing.T, fault confluencetest.Fault, pages, count, nth int) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 12, Pages: pages, Users: 20, Latency: time.Millisecond})
	sim.AddAccount(confluencetest.Account{Email: email, Token: token})
	want := truePages(sim, email)
	c := login(t, simulated(t, sim), email, token)
	fault.Path, fault.Count, fault.Nth = "/wiki/api/v2/pages", count, nth
	sim.Inject(fault)
	got, err := readAllPages(t.Context(), c)
	var e *confluence.Error
	switch {
	case err == nil && !slices.Equal(got, want):
		t.Errorf("%d pages, fault %d times from %d: %d rows of %d and no error", pages, count, nth, len(got), len(want))
	case err != nil && (!errors.As(err, &e) || e.Kind == confluence.Other || e.Path == ""):
		t.Errorf("%d pages, fault %d times from %d: error without a name: %v", pages, count, nth, err)
	case err != nil && e.Kind == confluence.BadCredential:
		t.Errorf("a good credential is called bad: %v", err)
	case err != nil && count == 1 && fault.Status != 400 && fault.Status != 410 && fault.Status != 302 && fault.Status != 204:
		t.Errorf("%d pages: one passing fault at call %d: %v", pages, nth, err)
	}
	if n := sim.RequestCount(); n > int64(len(want)/100+400) {
		t.Errorf("%d requests for %d pages", n, len(want))
	}
	// What a failed or troubled walk leaves behind must not spoil the next.
	sim.ClearFaults()
	if got, err := readAllPages(t.Context(), c); err != nil || !slices.Equal(got, want) {
		t.Errorf("afterwards: %d rows of %d, %v", len(got), len(want), err)
	}
}

// TestRandomFaults mixes faults over all routes.
func TestRandomFaults(t *testing.T) {
	var all []confluencetest.Fault
	for _, f := range everyFault() {
		if f.Status == 0 || f.Status == 429 || f.Status >= 500 || f.Status == 401 {
			all = append(all, f)
		}
	}
	good := 0
	for seed := range uint64(24) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			sim := confluencetest.New(confluencetest.Config{Spaces: 1 + r.IntN(40), Pages: r.IntN(3000), Users: 20, Seed: seed, Latency: time.Millisecond})
			sim.AddAccount(confluencetest.Account{Email: email, Token: token})
			want := truePages(sim, email)
			c := login(t, simulated(t, sim), email, token)
			for range 5 {
				f := all[r.IntN(len(all))]
				f.Nth, f.Count = 1+r.IntN(20), 1+r.IntN(2)
				sim.Inject(f)
			}
			got, err := readAllPages(t.Context(), c)
			var e *confluence.Error
			switch {
			case err == nil && !slices.Equal(got, want):
				t.Errorf("seed %d: %d rows of %d and no error", seed, len(got), len(want))
			case err != nil && !errors.As(err, &e):
				t.Errorf("seed %d: %v", seed, err)
			case err == nil:
				good++
			}
		})
	}
	if good < 18 {
		t.Errorf("only %d of 24 walks came through a few passing faults", good)
	}
}

func TestRevokedMidway(t *testing.T) {
	for _, after := range []int{1, 3, 8, 15} {
		synctest.Test(t, func(t *testing.T) {
			sim := confluencetest.New(confluencetest.Config{Spaces: 12, Pages: 4000, Users: 20, Latency: time.Millisecond})
			sim.AddAccount(confluencetest.Account{Email: email, Token: token})
			c := login(t, simulated(t, sim), email, token)
			n := 0
			err := c.WalkAllPages(t.Context(), nil, func([]confluence.Page) error {
				if n++; n == after {
					sim.Revoke(token)
				}
				return nil
			})
			var e *confluence.Error
			if !errors.As(err, &e) || e.Kind != confluence.BadCredential {
				t.Errorf("revoked after %d answers: %v", after, err)
			}
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

func TestUsers(t *testing.T) {
	for _, cut := range []int{0, 37} {
		for name, fault := range everyFault() {
			if fault.ShiftPages != 0 || fault.Status == 400 || fault.Status == 410 || fault.Status == 302 || fault.Status == 204 {
				continue
			}
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					sim := confluencetest.New(confluencetest.Config{Spaces: 5, Pages: 50, Users: 700, UserSearchLimit: cut})
					sim.AddAccount(confluencetest.Account{Email: email, Token: token})
					c := login(t, simulated(t, sim), email, token)
					fault.Path, fault.Nth = "/wiki/rest/api/search/user", 2
					sim.Inject(fault)
					var want, got, all []string
					for _, u := range sim.TrueUsers(email) {
						all = append(all, u.AccountID)
						if u.Listed {
							want = append(want, u.AccountID)
						}
					}
					err := c.SearchUsers(t.Context(), func(rows []confluence.User) error {
						for _, u := range rows {
							got = append(got, u.AccountID.S)
						}
						return nil
					})
					slices.Sort(want)
					slices.Sort(got)
					if err != nil || !slices.Equal(got, want) {
						t.Errorf("%d of %d people, %v", len(got), len(want), err)
					}
					before := sim.RequestCount()
					n := 0
					err = c.UsersByID(t.Context(), append(all, "nobody", ""), func(rows []confluence.User) error { n += len(rows); return nil })
					if calls := sim.RequestCount() - before; err != nil || n != len(all) || calls != int64(len(all)+1+249)/250 {
						t.Errorf("%d of %d users by id in %d calls, %v", n, len(all), calls, err)
					}
				})
			})
		}
	}
}

func TestTooManyPeople(t *testing.T) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 1, Pages: 1, Users: 15_000})
	sim.AddAccount(confluencetest.Account{Email: email, Token: token})
	c := login(t, simulated(t, sim), email, token)
	err := c.SearchUsers(t.Context(), func([]confluence.User) error { return nil })
	var e *confluence.Error
	if !errors.As(err, &e) || e.Kind != confluence.TooMany {
		t.Errorf("%v", err)
	}
}

func TestSpaces(t *testing.T) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 300, Pages: 3000, Users: 20})
	sim.AddAccount(confluencetest.Account{Email: email, Token: token})
	c := login(t, simulated(t, sim), email, token)
	truth := sim.TrueSpaces(email)
	var keys []string
	var ids []int64
	for _, s := range truth {
		keys = append(keys, s.Key, strings.ToLower(s.Key))
		ids = append(ids, s.ID)
	}
	read := func(fn func(func([]confluence.Space) error) error) map[int64]confluence.Space {
		got := map[int64]confluence.Space{}
		if err := fn(func(rows []confluence.Space) error {
			for _, s := range rows {
				if _, again := got[s.ID.N]; again {
					t.Errorf("space %d twice", s.ID.N)
				}
				got[s.ID.N] = s
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
		return got
	}
	ctx := t.Context()
	for name, got := range map[string]map[int64]confluence.Space{
		"all": read(func(emit func([]confluence.Space) error) error { return c.Spaces(ctx, emit) }),
		"ids": read(func(emit func([]confluence.Space) error) error { return c.SpacesByID(ctx, append(ids, 1), emit) }),
		"keys": read(func(emit func([]confluence.Space) error) error {
			return c.SpacesByKey(ctx, append(keys, "NOSUCH", "a,b", ""), emit)
		}),
	} {
		if len(got) != len(truth) {
			t.Errorf("%s: %d of %d spaces", name, len(got), len(truth))
		}
		for _, s := range truth {
			if g := got[s.ID]; g.Key.S != s.Key || g.Name.S != s.Name || g.Description.Plain.Value.S != s.Description || !g.CreatedAt.T.Equal(s.CreatedAt) {
				t.Errorf("%s: %+v, want %+v", name, g, s)
				break
			}
		}
	}
}
