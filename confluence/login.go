package confluence

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

const (
	currentUserPath = "/wiki/rest/api/user/current"
	myselfPath      = "/rest/api/3/myself"
	currentScope    = "read:confluence-user"

	// probeCalls is how many calls one login may cost, however it ends: a
	// login must not hammer, and must not be a means to hammer.
	probeCalls = 3
	// verifyCalls is the same for a credential that has been good: it is not
	// given up as fast, since refusals that pass were seen to last a while.
	verifyCalls = 5
	probeDelay  = 300 * time.Millisecond
)

// Login proves the pair live: the site's user/current must know it as a person.
// A token that works only through the gateway is found out and used there. It
// makes at most three calls. Errors are of the kinds BadCredential, NoLicence,
// WrongAccount, ScopeMissing, RateLimited, Suspended and Unreachable.
func (s *Site) Login(ctx context.Context, email, token string) (*Client, error) {
	if why := malformed(email, token); why != "" {
		return nil, &Error{Kind: BadCredential, Message: why}
	}
	p := &probe{site: s, cred: &credential{email: email, token: NewToken(token)}, base: s.base, left: probeCalls}
	me, err := p.run(ctx)
	if err != nil {
		return nil, err
	}
	if me.Email.S != "" && !strings.EqualFold(me.Email.S, email) {
		return nil, &Error{Kind: WrongAccount, Message: "the token belongs to another account than the e-mail given"}
	}
	return s.newClient(p.cred, p.base, me), nil
}

// Verify proves the credential again, as Login did, a little more patiently: it
// makes five calls within some five seconds at most, and one if all is well. An
// error of the kind BadCredential or WrongAccount means that the client is to
// be let go. So does NoLicence, if it comes twice in a row: the token is alive,
// and the refusal may pass. Unreachable and RateLimited say nothing about the
// credential.
func (c *Client) Verify(ctx context.Context) error {
	p := &probe{site: c.site, cred: c.cred, base: c.base, left: verifyCalls, known: true}
	me, err := p.run(ctx)
	if err != nil {
		return err
	}
	if me.AccountID.S != c.me.AccountID.S {
		return &Error{Kind: WrongAccount, Message: "the token now belongs to another account"}
	}
	return nil
}

// malformed says what is wrong with a pair that cannot be one, without asking
// anybody. A colon in the e-mail would move the border between the two.
func malformed(email, token string) string {
	switch {
	case email == "":
		return "the e-mail is empty"
	case token == "":
		return "the token is empty"
	case len(email) > 320 || len(token) > 16<<10:
		return "the e-mail or token is too long"
	case strings.ContainsFunc(email, func(r rune) bool { return r <= ' ' || r == ':' || r == 0x7f }):
		return "the e-mail holds a character that no e-mail has"
	case strings.ContainsFunc(token, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "the token holds a control character"
	}
	return ""
}

// probe is one check of a credential.
type probe struct {
	site  *Site
	cred  *credential
	base  string
	left  int  // calls that may still be made
	made  int  // calls made
	known bool // base is known to be the right one
	round int
}

// run asks user/current until it knows.
func (p *probe) run(ctx context.Context) (User, error) {
	for {
		me, f, err := p.current(ctx)
		if err != nil || f == nil {
			return me, err
		}
		switch {
		case f.class == refused && f.err.Status == 401 && p.base == p.site.base && !p.known:
			// A scoped token is told 401 at the site and works at the gateway.
			if p.left == 0 {
				return User{}, p.dead(f.err)
			}
			if err := p.toGateway(ctx); err != nil {
				return User{}, err
			}
			if p.left == 0 {
				return User{}, p.dead(f.err)
			}
			continue
		case f.class == fatal:
			return User{}, f.err
		case p.left == 0 && f.class == refused:
			return User{}, p.dead(f.err)
		case p.left == 0:
			return User{}, f.err
		case p.left == 1 && f.class == refused && p.base == p.site.base:
			return User{}, p.licence(ctx, f.err)
		}
		p.round++
		delay := f.delay(p.round)
		if !f.hasAfter {
			delay = min(delay, probeDelay<<(p.round-1))
		}
		if f.class != limited {
			if err := sleep(ctx, delay); err != nil {
				return User{}, err
			}
		}
	}
}

// once makes one call with the probe's credential. The failure is returned
// apart from errors that end the probe.
func (p *probe) once(ctx context.Context, c *call) (*failure, error) {
	p.left--
	p.made++
	f := p.site.attempt(ctx, c, p.made)
	if f == nil {
		return nil, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f.err.Method, f.err.Path = c.method, c.path
	f.err.Message = p.cred.scrub(f.err.Message)
	if f.class == limited {
		p.site.budget.pause(f.delay(p.round + 1))
	}
	if f.err.Kind == ScopeMissing {
		f.err.Scope, f.err.Message = c.scope, scopeMessage(c.scope)
	}
	return f, nil
}

// current asks who the credential is. Only a known person with an account id is
// somebody: a public site answers 200 to anyone.
func (p *probe) current(ctx context.Context) (User, *failure, error) {
	var me User
	c := &call{site: p.site, cred: p.cred, base: p.base, method: http.MethodGet, path: currentUserPath, scope: currentScope}
	c.accept = func(a *answer) error {
		me = User{}
		if err := json.Unmarshal(a.body, &me); err != nil {
			return err
		}
		if me.Type.S == "" {
			return errors.New("no type in user/current")
		}
		return nil
	}
	f, err := p.once(ctx, c)
	if f != nil || err != nil {
		return User{}, f, err
	}
	if me.Type.S != "known" || me.AccountID.S == "" {
		return User{}, nil, p.dead(&Error{Status: 200, Method: c.method, Path: c.path})
	}
	return me, nil, nil
}

// dead is the error for a credential that is none.
func (p *probe) dead(e *Error) error {
	return &Error{Kind: BadCredential, Message: "the site does not accept this e-mail and API token",
		Status: e.Status, Method: e.Method, Path: e.Path}
}

// licence tells a dead token from one whose account has no Confluence: the
// account itself still answers for the latter.
func (p *probe) licence(ctx context.Context, refusal *Error) error {
	c := &call{site: p.site, cred: p.cred, base: p.base, method: http.MethodGet, path: myselfPath}
	c.accept = func(a *answer) error {
		var me User
		if err := json.Unmarshal(a.body, &me); err != nil {
			return err
		}
		if me.AccountID.S == "" {
			return errors.New("no accountId in myself")
		}
		return nil
	}
	f, err := p.once(ctx, c)
	switch {
	case err != nil:
		return err
	case f == nil:
		return &Error{Kind: NoLicence, Message: "the token is good, but its account may not use Confluence on this site",
			Status: refusal.Status, Method: refusal.Method, Path: refusal.Path}
	}
	return p.dead(refusal)
}
