package tokens

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// proof is what is known, in memory, of a saved token's standing.
type proof struct {
	mu     sync.Mutex
	client *confluence.Client // as it last logged in; nil: not yet
	at     time.Time          // of the last answer that said something
	asking bool
	doubt  bool // refused once; a second time in a row is the end
}

// Save keeps a proven token, in the place of the person's older one.
func (k *Keeper) Save(ctx context.Context, p *Proven, expires time.Time) (vault.Token, error) {
	t, err := k.vault.Save(ctx, vault.Token{Site: p.site.url(), Account: p.Person.Account, Email: p.Person.Email,
		DisplayName: p.Person.Name, Lacks: joinLacks(p.Lacks), ExpiresAt: expires}, p.token())
	if err != nil {
		return t, err
	}
	pr := k.proof(t.ID)
	pr.mu.Lock()
	pr.client, pr.at = p.client, k.now()
	pr.mu.Unlock()
	k.log.Info("token saved", "site", p.site.Name, "email", t.Email, "fingerprint", t.Fingerprint)
	return t, nil
}

// Forget removes the person's token and tool passwords and ends the sessions
// that live by them.
func (k *Keeper) Forget(ctx context.Context, who Person) error {
	s, ok := k.site(who.Site)
	if !ok {
		return vault.ErrNone
	}
	if err := k.vault.Forget(ctx, s.url(), who.Account); err != nil {
		return err
	}
	k.log.Info("token forgotten", "site", who.Site, "email", who.Email)
	k.activity.endWhere(func(l *Live) bool {
		return l.ToolID != "" && l.Account == who.Account && k.sameSite(l.Site, s)
	}, "the saved API token was removed")
	return nil
}

func (k *Keeper) sameSite(name string, s *Site) bool {
	other, ok := k.site(name)
	return ok && other.url() == s.url()
}

// Standing is where a saved token stands.
type Standing int

// The standings, and the colour of their sign.
const (
	NoToken Standing = iota // grey
	Saved                   // orange
	Refused                 // red
	Locked                  // red: by the operator
)

// State is all that the person is told of their saved token.
type State struct {
	Standing Standing
	Token    vault.Token // zero if there is none
	Lacks    []Lack
	Now      time.Time
}

// warnFrom is how long before its end a token's expiry is warned of.
const warnFrom = 30 * 24 * time.Hour

// DaysLeft is how many days the token has left, as the person said; ok is false
// if they did not say. A token expires with the end of its last day.
func (s State) DaysLeft() (days int, ok bool) {
	if s.Token.ExpiresAt.IsZero() {
		return 0, false
	}
	left := s.Token.ExpiresAt.Sub(s.Now)
	if left <= 0 {
		return -1 - int(-left/(24*time.Hour)), true
	}
	return int(left / (24 * time.Hour)), true
}

// Expiring reports whether the expiry is near enough to warn, or has passed.
func (s State) Expiring() bool {
	return !s.Token.ExpiresAt.IsZero() && s.Token.ExpiresAt.Sub(s.Now) <= warnFrom
}

// State tells where a person's token stands. It is asked of Atlassian anew if
// the last answer is older than Config.CheckEvery; a site that cannot be asked
// changes nothing.
func (k *Keeper) State(ctx context.Context, who Person) (State, error) {
	s, ok := k.site(who.Site)
	if !ok {
		return State{}, vault.ErrNone
	}
	st := State{Now: k.now()}
	t, err := k.vault.Token(ctx, s.url(), who.Account)
	if errors.Is(err, vault.ErrNone) {
		return st, k.lockedState(ctx, s, who, &st)
	}
	if err != nil {
		return st, err
	}
	if err := k.recheck(ctx, s, t); err != nil {
		return st, err
	}
	if t, err = k.vault.Token(ctx, s.url(), who.Account); err != nil {
		if errors.Is(err, vault.ErrNone) {
			err = nil
		}
		return st, err
	}
	st.Token, st.Lacks, st.Standing = t, splitLacks(t.Lacks), Saved
	if !t.RefusedAt.IsZero() {
		st.Standing = Refused
	}
	return st, k.lockedState(ctx, s, who, &st)
}

func (k *Keeper) lockedState(ctx context.Context, s *Site, who Person, st *State) error {
	err := k.vault.CheckLock(ctx, s.url(), who.Email, who.Account)
	if errors.Is(err, vault.ErrLocked) {
		st.Standing = Locked
		return nil
	}
	return err
}

// proof finds or makes the proof of a record.
func (k *Keeper) proof(id string) *proof {
	k.mu.Lock()
	defer k.mu.Unlock()
	p, ok := k.proofs[id]
	if !ok {
		if len(k.proofs) >= maxProofs {
			clear(k.proofs) // they only save calls
		}
		p = &proof{}
		k.proofs[id] = p
	}
	return p
}

const maxProofs = 10_000

// client logs in with a saved token: live, as every login is.
func (k *Keeper) client(ctx context.Context, s *Site, t vault.Token) (*confluence.Client, error) {
	secret, err := k.vault.Reveal(ctx, t)
	if err != nil {
		return nil, err
	}
	c, err := s.Confluence.Login(ctx, t.Email, secret)
	if err != nil {
		return nil, err
	}
	if c.Me().AccountID.S != t.Account {
		return nil, &confluence.Error{Kind: confluence.WrongAccount, Message: "the saved token belongs to another account now"}
	}
	p := k.proof(t.ID)
	p.mu.Lock()
	p.client, p.at, p.doubt = c, k.now(), false
	p.mu.Unlock()
	if !t.RefusedAt.IsZero() {
		if err := k.vault.MarkAccepted(ctx, t); err != nil {
			return nil, fmt.Errorf("vault: %w", err)
		}
	}
	return c, nil
}
