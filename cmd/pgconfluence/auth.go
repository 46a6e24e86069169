package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/pgconfluence/pgconfluence/proxy"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
	"github.com/pgconfluence/pgconfluence/tokens"
)

// authenticator proves logins at the site that the database name chooses. It
// implements proxy.Authenticator.
type authenticator struct {
	sites  []*served
	watch  *watcher
	keeper *tokens.Keeper // nil: nothing is saved
	log    *slog.Logger
}

// Login asks the site, every time. The password goes nowhere else.
func (a *authenticator) Login(ctx context.Context, l proxy.Login) (sql.Account, *sql.Engine, error) {
	s := a.site(l)
	if s == nil {
		return nil, nil, a.unknown(l)
	}
	if err := a.locked(ctx, s, l.User, ""); err != nil {
		return nil, nil, err
	}
	client, err := s.site.Login(ctx, l.User, l.Password)
	if err != nil {
		return nil, nil, a.refusal(s, err)
	}
	if err := a.locked(ctx, s, l.User, client.Me().AccountID.S); err != nil {
		return nil, nil, err
	}
	account := tables.Account{Client: client}
	a.watch.proven(account.Key())
	return account, s.engine, nil
}

// locked is the operator's word against an account.
func (a *authenticator) locked(ctx context.Context, s *served, email, account string) error {
	if a.keeper == nil {
		return nil
	}
	err := a.keeper.Locked(ctx, s.name, email, account)
	if errors.Is(err, tokens.ErrLocked) {
		return lockedAccount()
	}
	return err
}

func (a *authenticator) site(l proxy.Login) *served {
	name := database(l)
	for _, s := range a.sites {
		if s.name == name {
			return s
		}
	}
	return nil
}

// database is PostgreSQL's rule: who names none means the one named like the user.
func database(l proxy.Login) string {
	if l.Database == "" {
		return l.User
	}
	return l.Database
}

// unknown is 3D000. Unlike PostgreSQL it comes before the password is checked:
// without a site there is nobody to check it.
func (a *authenticator) unknown(l proxy.Login) error {
	names := make([]string, len(a.sites))
	for i, s := range a.sites {
		names[i] = `"` + s.name + `"`
	}
	return sql.Errorf("3D000", "database \"%s\" does not exist", database(l)).
		WithDetail("Databases of this server: %s.", strings.Join(names, ", ")).
		WithHint("A database is a Confluence site, by the name that the server was started with.")
}

// refusal is what a client is told of a failed login.
func (a *authenticator) refusal(s *served, err error) error {
	err = tables.Error(err)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		e := sql.Errorf("08006", "Confluence did not answer in time")
		e.Cause = err
		return e
	}
	var told *sql.Error
	if errors.As(err, &told) && told.Code == "08006" {
		a.log.Warn("a login could not be verified", "site", s.name, "message", told.Message, "detail", told.Detail)
	}
	return err
}
