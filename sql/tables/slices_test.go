package tables_test

import (
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/sql"
)

func TestPages(t *testing.T) {
	l := newLoader(t, confluencetest.Config{Spaces: 30, Pages: 5000, Users: 50}, confluencetest.Account{})
	everything := func(confluencetest.PageTruth) bool { return true }
	all := slices.Collect(l.sim.TruePages(email))
	spaces := l.sim.TrueSpaces(email)
	slices.SortFunc(spaces, func(a, b confluencetest.SpaceTruth) int { return b.Pages - a.Pages })

	l.want(sql.Slice{Table: "pages"}, l.truePages(true, everything), 20+10+24)
	l.want(sql.Slice{Table: "pages", With: []string{"space_key"}}, l.truePages(true, everything), 20+10+24)

	one := all[77]
	isOne := func(p confluencetest.PageTruth) bool { return p.ID == one.ID }
	byID := sql.NewKeySlice("pages", "id", any64(one.ID, 1, -5))
	l.want(byID, l.truePages(false, isOne), 1)
	byID.With = []string{"space_key"}
	l.want(byID, l.truePages(true, isOne), 2)
	l.want(sql.NewKeySlice("pages", "id", any64(1)), nil, 1)

	var some []int64
	isSome := map[int64]bool{}
	for i := 0; i < len(all); i += 4 {
		some = append(some, all[i].ID)
		isSome[all[i].ID] = true
	}
	l.want(sql.NewKeySlice("pages", "id", any64(some...)), l.truePages(false, func(p confluencetest.PageTruth) bool { return isSome[p.ID] }), (len(some)+249)/250)

	big, small := spaces[0], spaces[len(spaces)-1]
	in := func(ss ...confluencetest.SpaceTruth) func(confluencetest.PageTruth) bool {
		return func(p confluencetest.PageTruth) bool {
			return slices.ContainsFunc(ss, func(s confluencetest.SpaceTruth) bool { return s.ID == p.SpaceID })
		}
	}
	l.want(sql.NewKeySlice("pages", "space_id", any64(small.ID)), l.truePages(false, in(small)), 1)
	l.want(sql.NewKeySlice("pages", "space_id", any64(big.ID)), l.truePages(false, in(big)), big.Pages/250+3)
	l.want(sql.NewKeySlice("pages", "space_id", any64(big.ID, small.ID, 12)), l.truePages(false, in(big, small)), big.Pages/250+5)
	l.want(sql.NewKeySlice("pages", "space_key", []any{small.Key}), l.truePages(true, in(small)), 2)
	l.want(sql.NewKeySlice("pages", "space_key", []any{strings.ToLower(small.Key), small.Key}), l.truePages(true, in(small)), 2)
	l.want(sql.NewKeySlice("pages", "space_key", []any{"NOSUCH"}), nil, 1)
}

func TestFirstPages(t *testing.T) {
	l := newLoader(t, confluencetest.Config{Spaces: 10, Pages: 3000, Users: 50}, confluencetest.Account{})
	def := l.tables["pages"].Definition()
	truth := l.truePages(false, func(confluencetest.PageTruth) bool { return true })
	for _, o := range def.Orderings {
		for _, n := range []int64{1, 20, 300, 3000} {
			at := def.Column(o.Column)
			rows, err := l.load(t.Context(), sql.Slice{Table: "pages", Order: o, Limit: n})
			if err != nil {
				t.Fatal(err)
			}
			got := map[any]bool{}
			for _, row := range rows {
				got[row[0]] = true
			}
			// Every page that comes before the nth is there.
			var values []int64
			for _, row := range truth {
				values = append(values, row[at].(int64))
			}
			sort.Slice(values, func(i, j int) bool { return values[i] < values[j] != o.Desc })
			nth := values[min(int(n), len(values))-1]
			for id, row := range truth {
				if v := row[at].(int64); (v == nth || v < nth != o.Desc) && !got[id] {
					t.Errorf("first %d by %+v: %v is missing", n, o, id)
				}
			}
			if n == 20 && len(rows) > 25 {
				t.Errorf("first %d by %+v: %d rows were read", n, o, len(rows))
			}
		}
	}
}

func TestSpaces(t *testing.T) {
	l := newLoader(t, confluencetest.Config{Spaces: 300, Pages: 1000, Users: 50}, confluencetest.Account{})
	truth := map[any][]any{}
	var ids, keys []any
	for _, s := range l.sim.TrueSpaces(email) {
		truth[s.ID] = []any{s.ID, s.Key, s.Name, s.Type, s.Status, opt(s.AuthorID), opt(s.SpaceOwnerID), opt(s.CurrentActiveAlias),
			micros(s.CreatedAt), num(s.HomepageID), s.Description, "https://site.example/wiki" + s.WebUI}
		ids, keys = append(ids, s.ID), append(keys, strings.ToLower(s.Key))
	}
	l.want(sql.Slice{Table: "spaces"}, truth, 2)
	l.want(sql.NewKeySlice("spaces", "id", append(ids, int64(1))), truth, 2)
	l.want(sql.NewKeySlice("spaces", "key", append(keys, "NOSUCH")), truth, 4)
}

func TestUsers(t *testing.T) {
	l := newLoader(t, confluencetest.Config{Spaces: 20, Pages: 3000, Users: 600}, confluencetest.Account{})
	named := map[string]bool{}
	for p := range l.sim.TruePages(email) {
		for _, id := range []string{p.AuthorID, p.OwnerID, p.LastOwnerID, p.VersionAuthorID} {
			named[id] = true
		}
	}
	for _, s := range l.sim.TrueSpaces(email) {
		named[s.AuthorID], named[s.SpaceOwnerID] = true, true
	}
	truth, left := map[any][]any{}, 0
	for _, u := range l.sim.TrueUsers(email) {
		if !u.Listed && !named[u.AccountID] {
			continue
		}
		if !u.Listed {
			left++
		}
		var mail, external any = u.Email, int64(0)
		if u.EmailNull {
			mail = nil
		}
		if u.IsExternalCollaborator {
			external = int64(1)
		}
		truth[u.AccountID] = []any{u.AccountID, opt(u.AccountType), opt(u.AccountStatus), opt(u.DisplayName), opt(u.PublicName), mail,
			opt(u.TimeZone), num(u.PersonalSpaceID), external}
	}
	if left == 0 {
		t.Fatal("nobody has left: the test shows nothing")
	}
	l.want(sql.Slice{Table: "users"}, truth, 12+10+24+1+4+4)
	one := map[any][]any{}
	var keys []any
	for id, row := range truth {
		if len(one) < 3 {
			one[id] = row
			keys = append(keys, id)
		}
	}
	l.want(sql.NewKeySlice("users", "account_id", append(keys, "nobody")), one, 1)
}
