package page

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/pgconfluence/pgconfluence/tokens"
)

const (
	idleFor  = 30 * time.Minute // a session that nobody uses ends
	liveFor  = 4 * time.Hour    // and any after this
	kept     = 10_000           // sessions, of people and of passers-by, each
	csrfName = "csrf"
)

// session is a browser: a passer-by's, or of a person who has proven a token.
type session struct {
	person *tokens.Person // nil for a passer-by; never changes
	csrf   string
	begun  time.Time

	mu    sync.Mutex
	seen  time.Time
	flash *flash
}

// flash is told once, by the next page that is shown.
type flash struct {
	done     string // what was done
	refusal  *tokens.Refusal
	form     map[string]string // what had been entered, without secrets
	tool     string            // a new tool password's name
	password string            // and the password
}

// sessions are kept in memory: a restart signs everybody out. Passers-by have a
// place of their own, so that they cannot push people out.
type sessions struct {
	now func() time.Time

	mu      sync.Mutex
	people  *simplelru.LRU[[sha256.Size]byte, *session]
	passing *simplelru.LRU[[sha256.Size]byte, *session]
}

func newSessions() *sessions {
	people, _ := simplelru.NewLRU[[sha256.Size]byte, *session](kept, nil) // fails for sizes below 1 only
	passing, _ := simplelru.NewLRU[[sha256.Size]byte, *session](kept, nil)
	return &sessions{now: time.Now, people: people, passing: passing}
}

func random() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b)
}

// begin makes a session and its cookie's value. Only a hash of that is kept, by
// which it is found: no comparison of it depends on how much of a guess fits.
func (s *sessions) begin(person *tokens.Person) (value string, ses *session) {
	value, now := random(), s.now()
	ses = &session{person: person, csrf: random(), begun: now, seen: now}
	s.mu.Lock()
	defer s.mu.Unlock()
	if person != nil {
		s.people.Add(sha256.Sum256([]byte(value)), ses)
	} else {
		s.passing.Add(sha256.Sum256([]byte(value)), ses)
	}
	return value, ses
}

// find returns nil for a cookie that is none, or no more.
func (s *sessions) find(value string) *session {
	key, now := sha256.Sum256([]byte(value)), s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	ses, ok := s.people.Get(key)
	if !ok {
		ses, ok = s.passing.Get(key)
	}
	if !ok {
		return nil
	}
	ses.mu.Lock()
	defer ses.mu.Unlock()
	if now.Sub(ses.seen) > idleFor || now.Sub(ses.begun) > liveFor {
		s.people.Remove(key)
		s.passing.Remove(key)
		return nil
	}
	return ses
}

func (s *sessions) end(value string) {
	key := sha256.Sum256([]byte(value))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people.Remove(key)
	s.passing.Remove(key)
}

// touch keeps the session alive. What asks by itself, without the person doing
// anything, must not call it.
func (ses *session) touch(now time.Time) {
	ses.mu.Lock()
	defer ses.mu.Unlock()
	ses.seen = now
}

func (ses *session) setFlash(f *flash) {
	ses.mu.Lock()
	defer ses.mu.Unlock()
	ses.flash = f
}

// takeFlash returns what is to be told once; never nil.
func (ses *session) takeFlash() *flash {
	ses.mu.Lock()
	defer ses.mu.Unlock()
	f := ses.flash
	ses.flash = nil
	if f == nil {
		f = &flash{}
	}
	return f
}

// goodForm reports whether a form was made for this session.
func (ses *session) goodForm(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.PostFormValue(csrfName)), []byte(ses.csrf)) == 1
}

func (p *Page) cookieName() string {
	if p.secure {
		return "__Host-pgconfluence"
	}
	return "pgconfluence"
}

func (p *Page) cookie(value string, age int) *http.Cookie {
	return &http.Cookie{Name: p.cookieName(), Value: value, Path: "/", HttpOnly: true, Secure: p.secure,
		SameSite: http.SameSiteStrictMode, MaxAge: age}
}

// current finds the session of a request, or nil.
func (p *Page) current(r *http.Request) *session {
	c, err := r.Cookie(p.cookieName())
	if err != nil {
		return nil
	}
	return p.sessions.find(c.Value)
}

// start begins a session and ends the one that was. The cookie's value is new,
// so that nobody can have planted it.
func (p *Page) start(w http.ResponseWriter, r *http.Request, person *tokens.Person) *session {
	if c, err := r.Cookie(p.cookieName()); err == nil {
		p.sessions.end(c.Value)
	}
	value, ses := p.sessions.begin(person)
	http.SetCookie(w, p.cookie(value, 0))
	return ses
}

// handler is a route that knows its session.
type handler func(w http.ResponseWriter, r *http.Request, ses *session)

// with gives a route a session, a new one if need be.
func (p *Page) with(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ses := p.current(r)
		if ses == nil {
			ses = p.start(w, r, nil)
		}
		ses.touch(p.sessions.now())
		h(w, r, ses)
	}
}

// form is a route that changes something: only with a form of this session.
func (p *Page) form(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			p.fail(w, r, http.StatusBadRequest, "The form could not be read.", "It may have been too long. Go back and try again.")
			return
		}
		ses := p.current(r)
		if ses == nil || !ses.goodForm(r) {
			p.fail(w, r, http.StatusForbidden, "This form is too old.",
				"You were signed out meanwhile, or the browser keeps no cookies. Nothing was changed. Open the page again.")
			return
		}
		ses.touch(p.sessions.now())
		h(w, r, ses)
	}
}

// personal lets only a person in.
func (p *Page) personal(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request, ses *session) {
		if ses.person == nil {
			http.Redirect(w, r, "/token", http.StatusSeeOther)
			return
		}
		h(w, r, ses)
	}
}

// signedIn is for what a shown page asks by itself: no session, no answer, and
// it keeps none alive.
func (p *Page) signedIn(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ses := p.current(r)
		if ses == nil || ses.person == nil {
			http.Error(w, "signed out", http.StatusUnauthorized)
			return
		}
		h(w, r, ses)
	}
}
