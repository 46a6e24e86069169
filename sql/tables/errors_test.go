package tables_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
)

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
	for _, name := range []string{"pages", "spaces", "users", "likes", "groups"} {
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
