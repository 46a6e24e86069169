package proxy

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"math"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/pgconfluence/pgconfluence/sql"
)

// FailureLimits bounds failed logins. A zero value means its default.
type FailureLimits struct {
	// Account is how many logins of one account may fail in a row, over all
	// addresses; one is forgiven every AccountEvery. Default 5, and one a minute.
	Account      int
	AccountEvery time.Duration
	// Address is the same for an address (IPv6: a /64 network), over all
	// accounts. Default 20, and one every 15 seconds. It does not hold for this
	// machine's own addresses: behind a tunnel, everybody comes from there.
	Address      int
	AddressEvery time.Duration
	// Delay is how long the first failure is kept waiting for its answer; each
	// further one twice as long, up to MaxDelay. Default 250 ms, up to 8 s.
	Delay, MaxDelay time.Duration
	// Remembered bounds the accounts and the addresses that are kept in memory,
	// each; the least recently seen are forgotten. Default 10000.
	Remembered int
}

func (l FailureLimits) withDefaults() FailureLimits {
	if l.Account <= 0 {
		l.Account = 5
	}
	if l.Address <= 0 {
		l.Address = 20
	}
	if l.Remembered <= 0 {
		l.Remembered = 10_000
	}
	for _, d := range []struct {
		p *time.Duration
		v time.Duration
	}{{&l.AccountEvery, time.Minute}, {&l.AddressEvery, 15 * time.Second},
		{&l.Delay, 250 * time.Millisecond}, {&l.MaxDelay, 8 * time.Second}} {
		if *d.p <= 0 {
			*d.p = d.v
		}
	}
	return l
}

// provenParallel is how many logins with a password that was just proven may be
// under way at once: a pool that opens all its connections together.
const provenParallel = 64

// throttle holds back failed logins, so that nobody guesses passwords through
// this server and no Atlassian account gets locked by it.
//
// An attempt needs room for its failure beforehand: of an account with 5
// failures left no more than 5 unproven attempts are under way, the others wait
// for their outcome. So the bound holds for parallel attempts too. An attempt
// with the very password that was good last time is no guess: it passes
// whatever others have done to the account. Only a keyed hash of it is kept.
type throttle struct {
	limits FailureLimits
	secret [32]byte

	mu        sync.Mutex
	accounts  *simplelru.LRU[string, *record]
	addresses *simplelru.LRU[string, *record]
}

// record is what is known of an account or an address.
type record struct {
	limit   int
	every   time.Duration
	level   float64 // failures not yet forgiven
	at      time.Time
	pending int                // attempts under way
	changed chan struct{}      // closed when pending or level has changed
	proven  *[sha256.Size]byte // keyed hash of the last good password; accounts only
}

func newThrottle(l FailureLimits) *throttle {
	t := &throttle{limits: l}
	rand.Read(t.secret[:])
	t.accounts, _ = simplelru.NewLRU[string, *record](l.Remembered, nil) // fails for sizes below 1 only
	t.addresses, _ = simplelru.NewLRU[string, *record](l.Remembered, nil)
	return t
}

// outcome is how an attempt ended.
type outcome int

const (
	undecided outcome = iota // nobody could be asked: neither good nor bad
	accepted
	rejected
)

// attempt is a login that may be verified.
type attempt struct {
	t                *throttle
	account, address *record // address is nil for this machine
	hash             [sha256.Size]byte
	proven           bool
}

// begin returns when the login may be verified, or an *sql.Error if it must not
// be, because too many have failed before it.
func (t *throttle) begin(ctx context.Context, l Login) (*attempt, error) {
	a := &attempt{t: t, hash: t.hash(l.Password)}
	for {
		wait, err := t.try(a, l)
		if wait == nil {
			return a, err
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, sql.Errorf("57P03", "too many logins of this account are being verified, try again later")
		}
	}
}

// try starts the attempt, refuses it, or returns a channel to wait for.
func (t *throttle) try(a *attempt, l Login) (wait <-chan struct{}, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	a.account = remember(t.accounts, accountKey(l), t.limits.Account, t.limits.AccountEvery)
	if key, ok := addressKey(l.Remote); ok {
		a.address = remember(t.addresses, key, t.limits.Address, t.limits.AddressEvery)
	}
	a.account.forgive(now)
	a.proven = a.account.proven != nil && hmac.Equal(a.account.proven[:], a.hash[:])
	if a.proven {
		if a.account.pending >= provenParallel {
			return a.account.wait(), nil
		}
		a.start()
		return nil, nil
	}
	for _, r := range []*record{a.account, a.address} {
		if r == nil {
			continue
		}
		r.forgive(now)
		if again := r.full(); again > 0 {
			return nil, refuseLogin(l.User, again)
		}
		if r.level+float64(r.pending)+1 > float64(r.limit) {
			return r.wait(), nil
		}
	}
	a.start()
	return nil, nil
}

func (a *attempt) start() {
	a.account.pending++
	if a.address != nil {
		a.address.pending++
	}
}

// end must be called once, with what came out.
func (a *attempt) end(o outcome) {
	a.t.mu.Lock()
	defer a.t.mu.Unlock()
	now := time.Now()
	a.account.settle(now, o)
	switch {
	case o == accepted:
		a.account.level, a.account.proven = 0, &a.hash
	case o == rejected && a.proven:
		a.account.proven = nil
	}
	if a.address != nil {
		// Someone else's good login from the same address forgives nothing:
		// an attacker may have an account of his own.
		a.address.settle(now, o)
	}
}

// pause keeps a failed login waiting, longer with each failure. It is called
// before end, so that the attempt still takes its room meanwhile.
func (a *attempt) pause(ctx context.Context) {
	a.t.mu.Lock()
	failures := a.account.level
	if a.address != nil {
		failures = max(failures, a.address.level)
	}
	a.t.mu.Unlock()
	delay := min(float64(a.t.limits.Delay)*math.Pow(2, math.Round(failures)), float64(a.t.limits.MaxDelay))
	select {
	case <-time.After(time.Duration(delay)):
	case <-ctx.Done():
	}
}

// remember finds a record or makes one.
func remember(lru *simplelru.LRU[string, *record], key string, limit int, every time.Duration) *record {
	if r, ok := lru.Get(key); ok {
		return r
	}
	r := &record{limit: limit, every: every, at: time.Now()}
	lru.Add(key, r)
	return r
}

// forgive lets the failures fade that are old enough.
func (r *record) forgive(now time.Time) {
	r.level = max(0, r.level-float64(now.Sub(r.at))/float64(r.every))
	r.at = now
}

// full reports how long it takes until there is room for a failure; 0 if there
// is some now.
func (r *record) full() time.Duration {
	over := r.level + 1 - float64(r.limit)
	if over <= 0 {
		return 0
	}
	return time.Duration(math.Ceil(over * float64(r.every)))
}

func (r *record) settle(now time.Time, o outcome) {
	r.forgive(now)
	r.pending--
	if o == rejected {
		r.level++
	}
	if r.changed != nil {
		close(r.changed)
		r.changed = nil
	}
}

func (r *record) wait() <-chan struct{} {
	if r.changed == nil {
		r.changed = make(chan struct{})
	}
	return r.changed
}

func (t *throttle) hash(password string) [sha256.Size]byte {
	h := hmac.New(sha256.New, t.secret[:])
	h.Write([]byte(password))
	return [sha256.Size]byte(h.Sum(nil))
}

// accountKey names an account: e-mail addresses ignore case. All databases
// count together, since it is one Atlassian account behind them.
func accountKey(l Login) string { return strings.ToLower(strings.TrimSpace(l.User)) }

// addressKey names an address; ok is false for this machine's own.
func addressKey(a net.Addr) (key string, ok bool) {
	tcp, isTCP := a.(*net.TCPAddr)
	if !isTCP || tcp.IP.IsLoopback() {
		return "", false
	}
	ip := tcp.AddrPort().Addr().Unmap()
	if ip.Is6() {
		if p, err := ip.WithZone("").Prefix(64); err == nil {
			return p.String(), true
		}
	}
	return netip.Addr.String(ip), true
}

// refuseLogin is what a client is told that may not try again yet.
func refuseLogin(user string, again time.Duration) *sql.Error {
	seconds := int(math.Ceil(again.Seconds()))
	return sql.Errorf("28P01", "password authentication failed for user \"%s\"", user).
		WithDetail("Too many logins have failed; this one was not verified.").
		WithHint("Check the e-mail address and the API token, and try again in %d seconds.", seconds)
}
