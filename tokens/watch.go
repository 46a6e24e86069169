package tokens

import (
	"context"
	"errors"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

const (
	sweepEvery   = 5 * time.Second         // how soon what another process stopped is felt here
	doubtFor     = 5 * time.Second         // from a refusal to asking again
	recheckWait  = 1500 * time.Millisecond // how long a state waits for its recheck
	recheckLimit = 15 * time.Second
)

// OnRefused has f called when a saved token is found dead: to end the sessions
// of that credential and to drop the rows that were read with it. It must be
// called before the keeper is used.
func (k *Keeper) OnRefused(f func(context.Context, *confluence.Client)) {
	k.refused = append(k.refused, f)
}

// dead reports whether an error disproves a credential. Everything else says
// nothing about it.
func dead(err error) bool {
	var e *confluence.Error
	return errors.As(err, &e) &&
		(e.Kind == confluence.BadCredential || e.Kind == confluence.NoLicence || e.Kind == confluence.WrongAccount)
}

// recheck asks Atlassian about a saved token if nobody has lately. It waits a
// moment for the answer, which may also come later.
func (k *Keeper) recheck(ctx context.Context, s *Site, t vault.Token) error {
	p := k.proof(t.ID)
	p.mu.Lock()
	due := k.every
	if p.doubt {
		due = min(due, doubtFor)
	}
	if p.asking || k.now().Sub(p.at) < due {
		p.mu.Unlock()
		return nil
	}
	p.asking = true
	p.mu.Unlock()
	done := make(chan struct{})
	k.asking.Go(func() {
		defer close(done)
		ctx, cancel := context.WithTimeout(k.life, recheckLimit)
		defer cancel()
		k.ask(ctx, s, t, p)
	})
	select {
	case <-done:
	case <-time.After(recheckWait):
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// ask proves the token again and notes what came out.
func (k *Keeper) ask(ctx context.Context, s *Site, t vault.Token, p *proof) {
	p.mu.Lock()
	c := p.client
	p.mu.Unlock()
	var err error
	if c == nil {
		c, err = k.client(ctx, s, t)
	} else {
		err = c.Verify(ctx)
	}
	p.mu.Lock()
	p.asking = false
	again := p.doubt
	if err == nil || dead(err) {
		p.doubt = err != nil
		p.at = k.now()
	} else {
		p.at = k.now().Add(doubtFor - k.every) // try again soon
	}
	p.mu.Unlock()
	switch {
	case err == nil:
		if !t.RefusedAt.IsZero() {
			err = k.vault.MarkAccepted(ctx, t)
		}
	case dead(err) && (again || !t.RefusedAt.IsZero()):
		err = k.markRefused(ctx, s, t, c)
	case dead(err):
		err = nil // once is not enough: a site in trouble refuses good tokens
	}
	if err != nil && ctx.Err() == nil {
		k.log.Warn("a saved token could not be checked", "site", s.Name, "fingerprint", t.Fingerprint, "error", err)
	}
}

// markRefused turns the sign red and ends what lives by the token.
func (k *Keeper) markRefused(ctx context.Context, s *Site, t vault.Token, c *confluence.Client) error {
	news, err := k.vault.MarkRefused(ctx, t, k.now())
	if err != nil || !news {
		return err
	}
	k.log.Warn("Atlassian refuses a saved token", "site", s.Name, "email", t.Email, "fingerprint", t.Fingerprint)
	if c != nil {
		for _, f := range k.refused {
			f(ctx, c)
		}
	}
	k.activity.endWhere(func(l *Live) bool { return l.ToolID != "" && l.Account == t.Account && k.sameSite(l.Site, s) },
		"the saved API token is no longer accepted by Atlassian")
	return nil
}

// Refused tells the keeper that Atlassian has refused a credential for good, as
// whoever watches the live sessions found out. If it is the one that is saved,
// its sign turns red.
func (k *Keeper) Refused(ctx context.Context, c *confluence.Client) {
	s, ok := k.byURL(c.Site().BaseURL())
	if !ok {
		return
	}
	t, err := k.vault.Token(ctx, s.url(), c.Me().AccountID.S)
	if err != nil {
		return // nothing is saved for it
	}
	p := k.proof(t.ID)
	p.mu.Lock()
	saved := p.client
	p.doubt = true
	p.mu.Unlock()
	switch {
	case saved != nil && saved.Key() == c.Key():
		err = k.markRefused(ctx, s, t, c)
	case saved == nil:
		// Which token the record holds is not known yet: ask with it.
		k.ask(ctx, s, t, p)
	}
	if err != nil {
		k.log.Error("the vault could not be written", "error", err)
	}
}

// Watch ends, until ctx is done, the sessions whose tool password has expired
// or was removed, and those of accounts that the operator has locked or
// forgotten from another process.
func (k *Keeper) Watch(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			k.sweep(ctx)
		}
	}
}

func (k *Keeper) sweep(ctx context.Context) {
	for _, l := range k.activity.all() {
		if why := k.mustEnd(ctx, l); why != "" {
			l.end(why)
		}
	}
}

// mustEnd is the reason for which a session must end, or "". A vault that
// cannot be read ends nothing.
func (k *Keeper) mustEnd(ctx context.Context, l *Live) string {
	s, ok := k.site(l.Site)
	if !ok {
		return ""
	}
	if err := k.vault.CheckLock(ctx, s.url(), l.Email, l.Account); errors.Is(err, vault.ErrLocked) {
		return "the account was locked by the operator of this server"
	}
	if l.ToolID == "" {
		return ""
	}
	t, err := k.vault.Tool(ctx, s.url(), l.Account, l.Tool)
	switch {
	case errors.Is(err, vault.ErrNone), err == nil && t.ID != l.ToolID:
		return "the tool password was removed"
	case err == nil && t.Expired(k.now()):
		return "the tool password has expired"
	}
	return ""
}
