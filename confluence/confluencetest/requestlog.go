package confluencetest

import (
	"sync"
	"time"
)

// A Request is one line of the request log. It has nothing of the
// Authorization header.
type Request struct {
	Method    string
	Path      string // as it came, with the gateway's prefix if any
	Query     string
	Status    int           // 0: broken off or never answered
	AccountID string        // "" for nobody
	Took      time.Duration // until the answer was ready
}

// requestLog keeps the newest requests.
type requestLog struct {
	mu   sync.Mutex
	size int
	ring []Request
	at   int // where the oldest is, once the ring is full
}

// maxLogged bounds what one line keeps of a path and of a query.
const maxLogged = 8 << 10

func (l *requestLog) add(c *call, started time.Time) {
	r := Request{Method: c.request.Method, Path: cut(c.request.URL.Path), Query: cut(c.request.URL.RawQuery), Status: c.status,
		Took: time.Since(started)}
	if c.who != nil && c.who.ref != noUser {
		r.AccountID = c.who.AccountID
	}
	if len(c.body) == 0 || c.fault != nil && c.fault.Drop {
		r.Status = 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ring) < l.size {
		l.ring = append(l.ring, r)
		return
	}
	l.ring[l.at] = r
	l.at = (l.at + 1) % l.size
}

func cut(s string) string { return s[:min(len(s), maxLogged)] }

// Requests are the newest requests (Config.LogSize at most), oldest first.
func (s *Site) Requests() []Request {
	l := &s.log
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Request, 0, len(l.ring))
	return append(append(out, l.ring[l.at:]...), l.ring[:l.at]...)
}

// ResetRequests empties the log; RequestCount goes on.
func (s *Site) ResetRequests() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.ring, s.log.at = nil, 0
}
