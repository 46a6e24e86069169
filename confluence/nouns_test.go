package confluence_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

func TestUsers(t *testing.T) {
	for _, cut := range []int{0, 37} {
		for name, fault := range everyFault() {
			if fault.ShiftPages != 0 || fault.Status == 400 || fault.Status == 410 || fault.Status == 302 || fault.Status == 204 {
				continue
			}
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					sim := confluencetest.New(confluencetest.Config{Spaces: 5, Pages: 50, Users: 450, UserSearchLimit: cut})
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
