package tokens

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"sync"
	"time"
)

// Session is an open connection of somebody's tool.
type Session struct {
	Site        string // its name
	Account     string // Atlassian's account id
	Email       string
	Tool        string // the tool password's name; "" if it logged in with the token
	ToolID      string // the tool password's id, as vault.Tool has it
	Address     string
	Application string
	Started     time.Time

	// End ends the connection and tells its client the reason, a clause without
	// a full stop. It returns soon, and may be called more than once.
	End func(reason string)
}

// Live is a session from Opened to Close.
type Live struct {
	Session
	ID string // for the page

	a    *activity
	once sync.Once
}

// Opened tells that a session has begun. Close must be called when it is over.
func (k *Keeper) Opened(s Session) *Live {
	b := make([]byte, 12)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	s.Application, s.Address = clip(s.Application, 80), clip(s.Address, 64)
	if s.Started.IsZero() {
		s.Started = k.now()
	}
	l := &Live{Session: s, ID: hex.EncodeToString(b), a: k.activity}
	k.activity.mu.Lock()
	defer k.activity.mu.Unlock()
	k.activity.live[l.ID] = l
	return l
}

// Close tells that the session is over.
func (l *Live) Close() {
	l.once.Do(func() {
		l.a.mu.Lock()
		defer l.a.mu.Unlock()
		delete(l.a.live, l.ID)
	})
}

func (l *Live) end(reason string) {
	if l.End != nil {
		l.End(reason)
	}
}

// all are the sessions that are open.
func (a *activity) all() []*Live {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make([]*Live, 0, len(a.live))
	for _, l := range a.live {
		out = append(out, l)
	}
	return out
}

// endWhere ends the sessions that match.
func (a *activity) endWhere(match func(*Live) bool, reason string) {
	for _, l := range a.all() {
		if match(l) {
			l.end(reason)
		}
	}
}

// Live are the person's open sessions, the newest first.
func (k *Keeper) Live(p Person) []*Live {
	s, ok := k.site(p.Site)
	if !ok {
		return nil
	}
	out := slices.DeleteFunc(k.activity.all(), func(l *Live) bool { return l.Account != p.Account || !k.sameSite(l.Site, s) })
	slices.SortFunc(out, func(a, b *Live) int { return cmp.Or(b.Started.Compare(a.Started), cmp.Compare(a.ID, b.ID)) })
	return out
}

// EndSession ends one of the person's own sessions. It reports whether there is
// such a one.
func (k *Keeper) EndSession(p Person, id string) bool {
	for _, l := range k.Live(p) {
		if l.ID == id {
			l.end("you have ended this session on the Tokens page")
			return true
		}
	}
	return false
}
