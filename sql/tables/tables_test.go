package tables_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
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
			if used[c.Name] || c.Comment == "" || c.Source == "" || c.Type == 0 || c.NotNull != (c.Name == d.PrimaryKey[0]) {
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

// bench is a simulated site with a loader that has no store: Read loads.
type loader struct {
	t      testing.TB
	sim    *confluencetest.Site
	client *confluence.Client
	tables map[string]sql.Table

	mu    sync.Mutex
	calls []sql.Call
}

const (
	email = "ann@example.com"
	token = "ATATT3-planted-token"
)

func newLoader(t testing.TB, cfg confluencetest.Config, acct confluencetest.Account) *loader {
	t.Helper()
	sim := confluencetest.New(cfg)
	acct.Email, acct.Token = email, token
	sim.AddAccount(acct)
	site, err := confluence.NewSite(confluence.SiteConfig{BaseURL: "https://site.example", GatewayURL: "https://gateway.example/ex/confluence",
		Transport: sim.Transport(), RequestsPerSecond: 1e6})
	if err != nil {
		t.Fatal(err)
	}
	c, err := site.Login(t.Context(), email, token)
	if err != nil {
		t.Fatal(err)
	}
	l := &loader{t: t, sim: sim, client: c, tables: map[string]sql.Table{}}
	for _, tab := range tables.All() {
		l.tables[tab.Definition().Name] = tab
	}
	return l
}

func (l *loader) load(ctx context.Context, s sql.Slice) (rows [][]any, err error) {
	var mu sync.Mutex
	err = l.tables[s.Table].Load(ctx, &sql.LoadRequest{
		Account: tables.Account{Client: l.client}, Slice: s,
		Emit: func(row []any) error {
			mu.Lock()
			defer mu.Unlock()
			rows = append(rows, slices.Clone(row))
			return nil
		},
		Read: func(ctx context.Context, s sql.Slice, columns ...string) ([][]any, error) {
			all, err := l.load(ctx, s)
			var out [][]any
			for _, row := range all {
				var r []any
				for _, c := range columns {
					r = append(r, row[l.tables[s.Table].Definition().Column(c)])
				}
				out = append(out, r)
			}
			return out, err
		},
		Trace: func(c sql.Call) {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.calls = append(l.calls, c)
		},
	})
	return rows, err
}

// want loads a slice and compares it with the truth, row by row.
func (l *loader) want(s sql.Slice, truth map[any][]any, maxCalls int) {
	l.t.Helper()
	l.calls = nil
	before := l.sim.RequestCount()
	rows, err := l.load(l.t.Context(), s)
	if err != nil {
		l.t.Errorf("%s: %v", s, err)
		return
	}
	n := int(l.sim.RequestCount() - before)
	if n > maxCalls || n != len(l.calls) {
		l.t.Errorf("%s: %d requests, want at most %d; %d traced", s, n, maxCalls, len(l.calls))
	}
	seen := map[any]bool{}
	for _, row := range rows {
		w, ok := truth[row[0]]
		switch {
		case seen[row[0]]:
			l.t.Errorf("%s: row %v twice", s, row[0])
		case !ok:
			l.t.Errorf("%s: row %v is not one", s, row[0])
		case !slices.Equal(row, w):
			l.t.Errorf("%s:\n got %v\nwant %v", s, row, w)
		}
		seen[row[0]] = true
	}
	if len(rows) != len(truth) {
		l.t.Errorf("%s: %d rows, want %d", s, len(rows), len(truth))
	}
}

func opt(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func num(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

func micros(at time.Time) any {
	return at.Sub(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).Microseconds()
}

// truePages are the rows of pages that keep wants, with or without space_key.
func (l *loader) truePages(withKey bool, keep func(confluencetest.PageTruth) bool) map[any][]any {
	out := map[any][]any{}
	for p := range l.sim.TruePages(email) {
		if !keep(p) {
			continue
		}
		var key, position, minor any = p.SpaceKey, nil, int64(0)
		if !withKey {
			key = nil
		}
		if p.Position != nil {
			position = int64(*p.Position)
		}
		if p.VersionMinorEdit {
			minor = int64(1)
		}
		out[p.ID] = []any{p.ID, p.Status, p.Title, p.SpaceID, key, num(p.ParentID), opt(p.ParentType), position, opt(p.AuthorID),
			opt(p.OwnerID), opt(p.LastOwnerID), opt(p.Subtype), micros(p.CreatedAt), int64(p.VersionNumber), p.VersionMessage, minor,
			opt(p.VersionAuthorID), micros(p.VersionCreatedAt), "https://site.example/wiki" + p.WebUI}
	}
	return out
}

func any64(ids ...int64) (out []any) {
	for _, id := range ids {
		out = append(out, id)
	}
	return out
}

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

func TestErrors(t *testing.T) {
	for kind, code := range map[confluence.Kind]string{
		confluence.BadCredential: "28P01", confluence.WrongAccount: "28P01", confluence.NoLicence: "28000", confluence.ScopeMissing: "42501",
		confluence.Forbidden: "42501", confluence.Unreachable: "08006", confluence.Suspended: "08006", confluence.RateLimited: "53400",
		confluence.TooMany: "54000", confluence.Protocol: "58030", confluence.Gone: "58030", confluence.NotFound: "58030", confluence.BadRequest: "58030", confluence.Other: "58030",
	} {
		in := fmt.Errorf("around: %w", &confluence.Error{Kind: kind, Scope: "read:x:confluence", Method: "GET", Path: "/wiki/x", Message: "what it said"})
		var e *sql.Error
		if !errors.As(tables.Error(in), &e) || e.Code != code || e.Hint == "" || !errors.Is(e, in) || !strings.Contains(e.Detail, "what it said") {
			t.Errorf("%v: %+v, want %s", kind, e, code)
		}
		if kind == confluence.ScopeMissing && !strings.Contains(e.Message, "read:x:confluence") {
			t.Errorf("the scope is not named: %v", e)
		}
	}
	for _, err := range []error{nil, context.Canceled, sql.Errorf("22012", "division by zero"), errors.New("other")} {
		if got := tables.Error(err); got != err {
			t.Errorf("%v became %v", err, got)
		}
	}
}

func TestLoadErrors(t *testing.T) {
	l := newLoader(t, confluencetest.Config{Spaces: 5, Pages: 2000, Users: 50}, confluencetest.Account{})
	if err := l.tables["pages"].Load(t.Context(), &sql.LoadRequest{Account: nobody{}}); err == nil {
		t.Error("loaded for an account that is none")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.load(ctx, sql.Slice{Table: "pages"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	l.sim.Revoke(token)
	for name := range l.tables {
		_, err := l.load(t.Context(), sql.Slice{Table: name})
		var e *sql.Error
		if !errors.As(err, &e) || e.Code != "28P01" {
			t.Errorf("%s with a revoked token: %v", name, err)
		}
		if text := fmt.Sprintf("%v %+v", err, e); strings.Contains(text, token) {
			t.Errorf("the token came out: %s", text)
		}
	}
}

func TestScopeMissing(t *testing.T) {
	l := newLoader(t, confluencetest.Config{Spaces: 5, Pages: 200, Users: 50},
		confluencetest.Account{Scoped: true, Scopes: []string{"read:confluence-user", "read:space:confluence"}})
	if rows, err := l.load(t.Context(), sql.Slice{Table: "spaces"}); err != nil || len(rows) == 0 {
		t.Errorf("spaces through the gateway: %d rows, %v", len(rows), err)
	}
	_, err := l.load(t.Context(), sql.Slice{Table: "pages"})
	var e *sql.Error
	if !errors.As(err, &e) || e.Code != "42501" || !strings.Contains(e.Message, "read:page:confluence") {
		t.Errorf("pages without the scope: %v", err)
	}
}

type nobody struct{}

func (nobody) Key() string { return "nobody" }
