package tables_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
)

// loader is a simulated site with a loader that has no store: Read loads.
type loader struct {
	t      testing.TB
	sim    *confluencetest.Site
	client *confluence.Client
	tables map[string]sql.Table

	email    string // who asks
	maxCalls int64

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
	return loginTo(t, sim, acct)
}

// loginTo adds the account to the site and logs in with it.
func loginTo(t testing.TB, sim *confluencetest.Site, acct confluencetest.Account) *loader {
	t.Helper()
	sim.AddAccount(acct)
	site, err := confluence.NewSite(confluence.SiteConfig{BaseURL: "https://site.example", GatewayURL: "https://gateway.example/ex/confluence",
		Transport: sim.Transport(), RequestsPerSecond: 1e6})
	if err != nil {
		t.Fatal(err)
	}
	c, err := site.Login(t.Context(), acct.Email, acct.Token)
	if err != nil {
		t.Fatal(err)
	}
	l := &loader{t: t, sim: sim, client: c, email: acct.Email, maxCalls: 10_000, tables: map[string]sql.Table{}}
	for _, tab := range tables.All() {
		l.tables[tab.Definition().Name] = tab
	}
	return l
}

func (l *loader) load(ctx context.Context, s sql.Slice) (rows [][]any, err error) {
	var mu sync.Mutex
	err = l.tables[s.Table].Load(ctx, &sql.LoadRequest{
		Account: tables.Account{Client: l.client}, Slice: s, MaxCalls: l.maxCalls,
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
