package tokens

import (
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

const (
	keptPeople = 10_000 // of whom activity is remembered; the least recently active is forgotten
	keptLogins = 100    // of each
)

// Attempt is a login that was tried, good or not.
type Attempt struct {
	At          time.Time // zero: now
	Site        string    // its name
	User        string    // the login name: an e-mail, or e-mail/tool
	Address     string
	Application string // application_name, as the client says
	Code        string // SQLSTATE; "" = logged in
}

// Email is whose account the login is for.
func (a Attempt) Email() string { email, _, _ := SplitLogin(a.User); return vault.NormalEmail(email) }

// Tool is the tool password's name; "" for a login with the token itself.
func (a Attempt) Tool() string { _, tool, _ := SplitLogin(a.User); return tool }

// activity is what happened, by person, since the server started. It is kept in
// memory, within bounds.
type activity struct {
	k     *Keeper
	since time.Time

	mu     sync.Mutex
	people *simplelru.LRU[who, *history]
	live   map[string]*Live
}

// who is a person at a site.
type who struct{ site, email string }

type history struct {
	logins []Attempt // the newest last
}

func newActivity(k *Keeper) *activity {
	people, _ := simplelru.NewLRU[who, *history](keptPeople, nil) // fails for sizes below 1 only
	return &activity{k: k, since: time.Now(), people: people, live: map[string]*Live{}}
}

// Tried notes a login, good or not.
func (k *Keeper) Tried(a Attempt) {
	s, ok := k.site(a.Site)
	if !ok {
		return
	}
	if a.At.IsZero() {
		a.At = k.now()
	}
	a.User, a.Application, a.Address = clip(a.User, 400), clip(a.Application, 80), clip(a.Address, 64)
	key := who{s.url(), a.Email()}
	k.activity.mu.Lock()
	defer k.activity.mu.Unlock()
	h, ok := k.activity.people.Get(key)
	if !ok {
		h = &history{}
		k.activity.people.Add(key, h)
	}
	if len(h.logins) >= keptLogins {
		h.logins = slices.Delete(h.logins, 0, len(h.logins)-keptLogins+1)
	}
	h.logins = append(h.logins, a)
}

// Logins are the person's latest, the newest first, and when remembering began.
func (k *Keeper) Logins(p Person) ([]Attempt, time.Time) {
	s, ok := k.site(p.Site)
	if !ok {
		return nil, k.activity.since
	}
	k.activity.mu.Lock()
	defer k.activity.mu.Unlock()
	h, ok := k.activity.people.Get(who{s.url(), vault.NormalEmail(p.Email)})
	if !ok {
		return nil, k.activity.since
	}
	out := slices.Clone(h.logins)
	slices.Reverse(out)
	return out, k.activity.since
}

// LastLogin is the newest good login under a name; ok is false if there was
// none.
func (k *Keeper) LastLogin(p Person, user string) (a Attempt, ok bool) {
	logins, _ := k.Logins(p)
	for _, a := range logins {
		if a.Code == "" && vault.NormalEmail(a.User) == vault.NormalEmail(user) {
			return a, true
		}
	}
	return Attempt{}, false
}

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}
