package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/tokens"
)

// verifyEvery is how long a proof of a credential is good for its live
// sessions. A revoked token must have ended them within 60 seconds; a round and
// the time that its calls take come on top of this.
const verifyEvery = 30 * time.Second

// verifyTimeout bounds one verification, its waits included.
const verifyTimeout = 10 * time.Second

// verifiers is how many credentials are verified at once: they share the site's
// budget of calls with the loading of rows.
const verifiers = 4

// sessions is the part of proxy.Server that the watcher needs.
type sessions interface {
	Accounts() []sql.Account
	EndSessions(account string, why *sql.Error) int
}

// watcher proves the credentials of live sessions again and again, and ends the
// sessions of those that are dead.
type watcher struct {
	every time.Duration
	sites []*served
	log   *slog.Logger
	count func(result string)
	// keeper is told of dead credentials; nil: nothing is saved.
	keeper *tokens.Keeper

	mu      sync.Mutex
	proof   map[string]time.Time // by account key: when it was last proven
	suspect map[string]bool      // refused once
}

func newWatcher(every time.Duration, sites []*served, log *slog.Logger, count func(string)) *watcher {
	return &watcher{every: every, sites: sites, log: log, count: count,
		proof: map[string]time.Time{}, suspect: map[string]bool{}}
}

// proven notes a proof: a login.
func (w *watcher) proven(key string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.proof[key] = time.Now()
	delete(w.suspect, key)
}

// doubt notes a refusal and reports whether it is the second in a row. One is
// not enough: a site in trouble refuses good tokens, for longer than one
// Verify asks again.
func (w *watcher) doubt(key string) (again bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	again = w.suspect[key]
	w.suspect[key] = !again
	return again
}

// run verifies until ctx ends. Rounds are short, so that the calls are spread
// over the interval as the logins were.
func (w *watcher) run(ctx context.Context, live sessions) {
	tick := time.NewTicker(max(w.every/10, time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			w.round(ctx, live)
		}
	}
}

// round verifies every live credential whose last proof is too old.
func (w *watcher) round(ctx context.Context, live sessions) {
	var g errgroup.Group
	g.SetLimit(verifiers)
	for _, a := range w.due(live.Accounts()) {
		g.Go(func() error {
			w.verify(ctx, a, live)
			return nil
		})
	}
	g.Wait()
}

// due are the accounts to verify now. Those that nobody uses are forgotten.
func (w *watcher) due(accounts []sql.Account) []sql.Account {
	w.mu.Lock()
	defer w.mu.Unlock()
	used := map[string]bool{}
	var due []sql.Account
	for _, a := range accounts {
		used[a.Key()] = true
		if _, ok := clientOf(a); ok && (w.suspect[a.Key()] || time.Since(w.proof[a.Key()]) >= w.every) {
			due = append(due, a)
		}
	}
	for key, at := range w.proof {
		// A login that has just been proven has no session yet.
		if !used[key] && time.Since(at) > w.every+time.Minute {
			delete(w.proof, key)
			delete(w.suspect, key)
		}
	}
	return due
}

// verify asks the site. Only two refusals of the credential in two rounds end
// anything. A site that cannot be asked says nothing: it is asked again in the
// next round.
func (w *watcher) verify(ctx context.Context, a sql.Account, live sessions) {
	client, ok := clientOf(a)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, verifyTimeout)
	defer cancel()
	err := client.Verify(ctx)
	var e *confluence.Error
	switch {
	case err == nil:
		w.count("good")
		w.proven(a.Key())
	case errors.As(err, &e) && (e.Kind == confluence.BadCredential || e.Kind == confluence.NoLicence || e.Kind == confluence.WrongAccount):
		if !w.doubt(a.Key()) {
			w.count("doubtful")
			return
		}
		w.count("dead")
		w.end(a, client, e, live)
		if w.keeper != nil {
			w.keeper.Refused(ctx, client)
		}
	case ctx.Err() == nil || errors.Is(ctx.Err(), context.DeadlineExceeded):
		w.count("unknown")
		w.log.Warn("a live login could not be verified again", "account", a.Key()[:12], "error", err)
	}
}

// end ends the sessions of a dead credential and drops what was read with it.
func (w *watcher) end(a sql.Account, c *confluence.Client, why *confluence.Error, live sessions) {
	told := deadToken()
	if why.Kind == confluence.NoLicence {
		told = sql.Errorf("28000", "terminating connection because the account may no longer use Confluence on this site")
	}
	n := w.drop(a, c.Site(), told, live)
	w.log.Warn("a credential died; its sessions were ended", "account", a.Key()[:12], "sessions", n, "kind", why.Kind.String())
}

func deadToken() *sql.Error {
	return sql.Errorf("28P01", "terminating connection because the API token is no longer valid").
		WithHint("It may have been revoked or have expired. Log in with a new one.")
}

// drop ends an account's sessions and drops what was read for it.
func (w *watcher) drop(a sql.Account, site *confluence.Site, told *sql.Error, live sessions) int {
	n := live.EndSessions(a.Key(), told)
	for _, s := range w.sites {
		if s.site == site {
			s.engine.Forget(a.Key())
		}
	}
	return n
}
