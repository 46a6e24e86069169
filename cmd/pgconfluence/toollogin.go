package main

import (
	"context"
	"errors"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/proxy"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
	"github.com/pgconfluence/pgconfluence/tokens"
	"github.com/pgconfluence/pgconfluence/tokens/scram"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// toolAccount is a login with a tool password: the person's saved token, under
// the name of the tool, and perhaps limited to some spaces.
type toolAccount struct {
	tables.Account
	tool   vault.Tool
	spaces *spaceLimit // nil: all that the person sees
}

// Key is that of the token where the same rows are seen, so that they are
// fetched and kept once.
func (a toolAccount) Key() string {
	if a.spaces == nil {
		return a.Account.Key()
	}
	return a.Account.Key() + "/" + a.spaces.key
}

// clientOf is the Confluence login behind an account.
func clientOf(a sql.Account) (*confluence.Client, bool) {
	switch a := a.(type) {
	case tables.Account:
		return a.Client, true
	case toolAccount:
		return a.Client, true
	}
	return nil, false
}

// SCRAM takes names like ann@example.com/tableau through SCRAM. It implements
// proxy.SCRAM.
func (a *authenticator) SCRAM(ctx context.Context, l proxy.Login) (proxy.Exchange, error) {
	if _, _, ok := tokens.SplitLogin(l.User); !ok {
		return nil, nil
	}
	s := a.site(l)
	if s == nil {
		return nil, a.unknown(l)
	}
	login, err := a.keeper.ToolLogin(ctx, s.name, l.User)
	if err != nil {
		return nil, err
	}
	return &toolExchange{auth: a, site: s, user: l.User, login: login, binding: scram.EndPoint(l.Certificate)}, nil
}

// toolExchange is one tool proving itself. It implements proxy.Exchange.
type toolExchange struct {
	auth     *authenticator
	site     *served
	user     string
	login    *tokens.ToolLogin
	binding  []byte
	exchange *scram.Exchange
}

func (x *toolExchange) Mechanisms() []string { return scram.Mechanisms(x.binding != nil) }

func (x *toolExchange) Begin(mechanism string) (err error) {
	x.exchange, err = scram.NewExchange(x.login.Verifier, mechanism, x.binding)
	if errors.Is(err, scram.ErrProtocol) {
		return sql.Errorf("08P01", "client selected an invalid SASL authentication mechanism")
	}
	return err
}

func (x *toolExchange) Step(message []byte) ([]byte, bool, error) {
	answer, done, err := x.exchange.Step(message)
	switch {
	case errors.Is(err, scram.ErrPassword):
		return nil, false, x.wrong()
	case errors.Is(err, scram.ErrBinding):
		return nil, false, sql.Errorf("28000", "SCRAM channel binding check failed")
	case err != nil:
		return nil, false, sql.Errorf("08P01", "malformed SCRAM message")
	}
	return answer, done, nil
}

func (x *toolExchange) wrong() *sql.Error {
	return sql.Errorf("28P01", "password authentication failed for user \"%s\"", x.user)
}

// Login logs in at Confluence with the saved token.
func (x *toolExchange) Login(ctx context.Context) (sql.Account, *sql.Engine, error) {
	client, err := x.login.Connect(ctx)
	var e *confluence.Error
	switch {
	case errors.Is(err, tokens.ErrPassword):
		return nil, nil, x.wrong()
	case errors.Is(err, tokens.ErrExpired):
		return nil, nil, sql.Errorf("28P01", "the tool password of \"%s\" has expired", x.user).
			WithHint("Make another one on the Tokens page.")
	case errors.Is(err, tokens.ErrLocked):
		return nil, nil, lockedAccount()
	case errors.As(err, &e) && e.Kind == confluence.BadCredential:
		return nil, nil, sql.Errorf("28P01", "the API token that is saved for \"%s\" is no longer valid", x.user).
			WithHint("It may have been revoked or have expired. Replace it on the Tokens page; the tool password stays as it is.")
	case err != nil:
		return nil, nil, x.auth.refusal(x.site, err)
	}
	_, tool := x.login.Tool()
	account := toolAccount{Account: tables.Account{Client: client}, tool: tool}
	if tool.Spaces != nil {
		account.spaces = newSpaceLimit(tool.Spaces)
	}
	x.auth.watch.proven(account.Key())
	return account, x.site.engine, nil
}

func lockedAccount() *sql.Error {
	return sql.Errorf("28000", "this account is locked by the operator of the server")
}
