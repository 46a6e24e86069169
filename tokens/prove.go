package tokens

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// Proven is a pair of e-mail and token that the site has just accepted. It
// holds the token where no way of printing it shows it.
type Proven struct {
	Person Person
	Lacks  []Lack // what the token may not read, for lack of a scope

	site   *Site
	client *confluence.Client
	token  func() string
}

// Refusal is a pair that was not accepted, in words for the person: what is
// wrong and what to do.
type Refusal struct {
	Kind    confluence.Kind // confluence.Other where Confluence was not asked
	Field   string          // "email" or "token": the field it is about; "" neither
	Problem string          // one sentence
	Advice  string          // what to do
}

func (r *Refusal) Error() string { return r.Problem }

// NewTokenURL is where people make API tokens.
const NewTokenURL = "https://id.atlassian.com/manage-profile/security/api-tokens"

// Prove asks the site whether the pair is good. Any error is a *Refusal.
func (k *Keeper) Prove(ctx context.Context, site, email, token string) (*Proven, error) {
	s, ok := k.site(site)
	if !ok {
		return nil, &Refusal{Problem: "There is no such site on this server.", Advice: "Choose one of the list."}
	}
	email, token = strings.TrimSpace(email), strings.TrimSpace(token)
	switch {
	case email == "":
		return nil, &Refusal{Field: "email", Problem: "The e-mail is missing.", Advice: "Enter the e-mail that you log in to Atlassian with."}
	case !strings.Contains(email, "@"):
		return nil, &Refusal{Field: "email", Problem: "This is not an e-mail address.", Advice: "Enter the e-mail that you log in to Atlassian with, such as ann@example.com."}
	case token == "":
		return nil, &Refusal{Field: "token", Problem: "The API token is missing.", Advice: "Paste the token that Atlassian showed you when you made it."}
	}
	if err := k.vault.CheckLock(ctx, s.url(), email, ""); err != nil {
		return nil, k.refusal(s, err)
	}
	client, err := s.Confluence.Login(ctx, email, token)
	if err != nil {
		return nil, k.refusal(s, err)
	}
	me := client.Me()
	p := &Proven{site: s, client: client, token: func() string { return token },
		Person: Person{Site: s.Name, Account: me.AccountID.S, Email: vault.NormalEmail(email), Name: me.DisplayName.S}}
	if err := k.vault.CheckLock(ctx, s.url(), email, p.Person.Account); err != nil {
		return nil, k.refusal(s, err)
	}
	if client.Scoped() {
		p.Lacks = k.lacks(ctx, client)
	}
	return p, nil
}

// refusal finds the words for a failed login.
func (k *Keeper) refusal(s *Site, err error) *Refusal {
	if errors.Is(err, vault.ErrLocked) {
		return &Refusal{Problem: "The operator of this server has locked your account here.",
			Advice: "Nothing was saved. Ask the people who run this server why."}
	}
	host := hostOf(s.url())
	var e *confluence.Error
	if !errors.As(err, &e) {
		if !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
			k.log.Error("a token could not be checked", "site", s.Name, "error", err)
			return &Refusal{Problem: "This server could not check the token.", Advice: "Nothing was saved. The fault is here, not with your token; tell the people who run this server."}
		}
		e = &confluence.Error{Kind: confluence.Unreachable}
	}
	r := &Refusal{Kind: e.Kind}
	switch e.Kind {
	case confluence.BadCredential:
		r.Field, r.Problem = "token", "Atlassian does not accept this e-mail and token together."
		r.Advice = "Check that the e-mail is the one you log in to Atlassian with, and that the token was copied whole. " +
			"A token that was revoked or has expired is refused in the same way: if in doubt, make a new one."
		if e.Status == 0 { // not even asked: the pair cannot be one
			r.Problem = capital(e.Message) + "."
			r.Advice = "Copy the token again, whole and alone, and check the e-mail."
		}
	case confluence.WrongAccount:
		r.Field, r.Problem = "email", "This token belongs to another Atlassian account than the e-mail you entered."
		r.Advice = "Enter the e-mail of the account in which you made the token. You can only save a token of your own."
	case confluence.NoLicence:
		r.Problem = fmt.Sprintf("The token is good, but its account may not use Confluence on %s.", host)
		r.Advice = "Ask your Confluence administrators for access to Confluence, then try again with the same token."
	case confluence.ScopeMissing:
		r.Field, r.Problem = "token", fmt.Sprintf("This token has scopes, and lacks %s, without which nobody can tell whose it is.", e.Scope)
		r.Advice = "Make a new token: either one without scopes, or one with the scopes " + strings.Join(k.scopes(), ", ") + "."
	case confluence.RateLimited:
		r.Problem = "Atlassian asks to wait: it has had too many requests."
		r.Advice = "Your token was not checked and nothing was saved. Try again in a minute."
	case confluence.Suspended:
		r.Problem = fmt.Sprintf("The site %s is switched off at Atlassian.", host)
		r.Advice = "Ask your Confluence administrators. Nothing was saved."
	case confluence.Unreachable:
		r.Problem = fmt.Sprintf("%s could not be reached, so the token was not checked.", host)
		r.Advice = "Nothing was saved, and nothing is known to be wrong with your token. Try again in a moment; if it stays so, tell the people who run this server."
	default:
		k.log.Warn("a token could not be checked", "site", s.Name, "error", err)
		r.Problem = fmt.Sprintf("%s answered in a way that this server does not understand.", host)
		r.Advice = "Nothing was saved. Tell the people who run this server: its log has the details."
	}
	return r
}

func hostOf(base string) string {
	if u, err := url.Parse(base); err == nil {
		return u.Host
	}
	return base
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
