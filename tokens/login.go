package tokens

import (
	"context"
	"errors"
	"strings"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/tokens/scram"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// ToolLogin is a login name like ann@example.com/tableau that a client has
// given, before it has proven anything.
//
// A name that nobody has looks the same from outside: it has a verifier that no
// password fits.
type ToolLogin struct {
	Verifier scram.Verifier

	k      *Keeper
	site   *Site
	token  vault.Token
	tool   vault.Tool
	exists bool
}

// Errors of a login that has proven its password.
var (
	// ErrPassword: there is no such tool, or its password is another.
	ErrPassword = errors.New("tokens: wrong tool password")
	// ErrExpired: the tool password's own time is over.
	ErrExpired = errors.New("tokens: the tool password has expired")
	// ErrLocked: the operator has locked the account.
	ErrLocked = vault.ErrLocked
)

// SplitLogin takes a login name apart. ok is false for one that is no tool's: a
// person's own e-mail.
func SplitLogin(user string) (email, tool string, ok bool) {
	i := strings.LastIndexByte(user, '/')
	if i < 0 || !strings.Contains(user[:i], "@") {
		return user, "", false
	}
	return user[:i], user[i+1:], true
}

// ToolLogin finds what a login must be proven with. It makes no call. Its only
// errors are those of a vault that cannot be read.
func (k *Keeper) ToolLogin(ctx context.Context, site, user string) (*ToolLogin, error) {
	l := &ToolLogin{k: k, Verifier: scram.Mock(k.vault.Derive("mock verifier", site+"\x00"+strings.ToLower(user)))}
	email, name, ok := SplitLogin(user)
	s, known := k.site(site)
	if !ok || !known {
		return l, nil
	}
	t, err := k.vault.TokenOf(ctx, s.url(), email)
	if err != nil {
		return l, ignoreNone(err)
	}
	tool, err := k.vault.Tool(ctx, s.url(), t.Account, strings.ToLower(name))
	if err != nil {
		return l, ignoreNone(err)
	}
	text, err := k.vault.Verifier(tool)
	if err != nil {
		return nil, err
	}
	v, err := scram.ParseVerifier(text)
	if err != nil {
		return nil, err
	}
	l.Verifier, l.site, l.token, l.tool, l.exists = v, s, t, tool, true
	return l, nil
}

func ignoreNone(err error) error {
	if errors.Is(err, vault.ErrNone) {
		return nil
	}
	return err
}

// Tool is the tool password that the login is for, and whose it is. Both are
// zero for a name that nobody has.
func (l *ToolLogin) Tool() (Person, vault.Tool) {
	if !l.exists {
		return Person{}, vault.Tool{}
	}
	return Person{Site: l.site.Name, Account: l.token.Account, Email: l.token.Email, Name: l.token.DisplayName}, l.tool
}

// Connect logs in at Confluence with the person's saved token. It must be
// called only when the client has proven that it knows the password. Errors:
// ErrPassword, ErrExpired, ErrLocked, *confluence.Error, and those of the vault.
func (l *ToolLogin) Connect(ctx context.Context) (*confluence.Client, error) {
	if !l.exists {
		return nil, ErrPassword
	}
	if l.tool.Expired(l.k.now()) {
		return nil, ErrExpired
	}
	c, err := l.k.client(ctx, l.site, l.token)
	if dead(err) {
		// The login fails at once; whether the token is dead for good is asked
		// once more before the sign turns red.
		p := l.k.proof(l.token.ID)
		p.mu.Lock()
		p.doubt, p.at = true, l.k.now()
		p.mu.Unlock()
	}
	if err != nil {
		return nil, err
	}
	if err := l.k.vault.UsedTool(ctx, l.tool, l.k.now()); err != nil {
		l.k.log.Error("the vault could not be written", "error", err)
	}
	return c, nil
}

// Locked returns ErrLocked for a login that the operator has locked, by its
// e-mail or by its account id ("" if that is not known yet).
func (k *Keeper) Locked(ctx context.Context, site, email, account string) error {
	s, ok := k.site(site)
	if !ok {
		return nil
	}
	return k.vault.CheckLock(ctx, s.url(), email, account)
}
