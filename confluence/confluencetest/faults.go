package confluencetest

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// A Fault is something that goes wrong on demand. It names the requests that
// it is for and what happens to them; faults are tried in the order in which
// they were injected, and a request draws at most one.
type Fault struct {
	// Method and Path (a prefix, as on the site's host, without the gateway's
	// /ex/...) choose requests; empty is any. Match, if not nil, must hold too.
	Method, Path string
	Match        func(r *http.Request) bool

	// Nth is which of the matching requests is the first to be hit, from 1; 0 is
	// 1. Count is how many in a row are; 0 is one, negative is all from there.
	Nth, Count int

	// Delay is added to the answer; the request's context ends it early. It goes
	// with any of the others, and alone only delays.
	Delay time.Duration

	// Status, if not 0, is answered instead, with Header and Body. An empty Body
	// is what a load balancer says. A Retry-After is given in Header.
	Status int
	Header http.Header
	Body   string

	// Impostor is a refusal that is none: the answer to a dead token (403 on v1,
	// bare 404 on v2) to a good one, with "x-cache: Error from cloudfront".
	Impostor bool

	// Drop ends the connection without an answer (net/http's own Transport then
	// tries a GET again by itself, if the connection was a kept one). BreakAfter ends it after that
	// many bytes of the body, TruncateAfter sends that many as if they were the
	// whole; Corrupt spoils bytes in the middle. None can be told from the status.
	Drop          bool
	BreakAfter    int
	TruncateAfter int
	Corrupt       bool

	// The rest concern lists and hit only requests for a further page (with a
	// cursor, or start above 0), except ShortPage.

	// RepeatPage answers the rows of the page before, with the link to the page
	// after: this page's own rows are lost to who does not notice.
	RepeatPage bool
	// LoopCursor answers rightly, but the next link leads to this page again.
	LoopCursor bool
	// EmptyPageWithNext answers no rows; following the link loses none.
	EmptyPageWithNext bool
	// ShortPage answers half the rows; following the link loses none.
	ShortPage bool
	// ShiftPages moves the rows under the walk by that many: below 0 the page
	// begins with rows that were given already, above 0 it leaves rows out (which
	// nobody can tell from this page alone).
	ShiftPages int
}

func (f *Fault) delay() time.Duration {
	if f == nil {
		return 0
	}
	return f.Delay
}

// replies tells whether the fault answers in the route's place.
func (f *Fault) replies() bool { return f != nil && (f.Status != 0 || f.Impostor) }

// rewrites tells whether the fault changes which rows a list gives.
func (f *Fault) rewrites() bool {
	return f != nil && (f.RepeatPage || f.LoopCursor || f.EmptyPageWithNext || f.ShortPage || f.ShiftPages != 0)
}

func (f *Fault) matches(c *call) bool {
	r := c.request
	if f.Method != "" && f.Method != r.Method || !strings.HasPrefix(c.path, f.Path) {
		return false
	}
	if f.rewrites() && !f.ShortPage {
		if q := r.URL.Query(); !q.Has("cursor") && (q.Get("start") == "" || q.Get("start") == "0") {
			return false
		}
	}
	return f.Match == nil || f.Match(r)
}

// faults are those that wait for their request.
type faults struct {
	mu      sync.Mutex
	waiting []*waitingFault
}

type waitingFault struct {
	Fault
	seen int // matching requests so far
	hits int
}

// Inject makes a fault wait for its requests.
func (s *Site) Inject(f Fault) {
	f.Header = f.Header.Clone()
	f.Nth = max(f.Nth, 1)
	if f.Count == 0 {
		f.Count = 1
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.waiting = append(s.faults.waiting, &waitingFault{Fault: f})
}

// ClearFaults removes all faults.
func (s *Site) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.waiting = nil
}

// PendingFaults counts faults that can still hit; those without end always can.
func (s *Site) PendingFaults() int {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return len(s.faults.waiting)
}

// draw gives the fault that hits a request, or nil. All faults that match count
// the request, also those that do not hit it.
func (fs *faults) draw(c *call) *Fault {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	var drawn *Fault
	left := fs.waiting[:0]
	for _, w := range fs.waiting {
		if w.matches(c) {
			w.seen++
			if drawn == nil && w.seen >= w.Nth {
				w.hits++
				f := w.Fault
				drawn = &f
			}
		}
		if w.Count < 0 || w.hits < w.Count {
			left = append(left, w)
		}
	}
	clear(fs.waiting[len(left):])
	fs.waiting = left
	return drawn
}

// faultReply answers in the route's place.
func (c *call) faultReply() {
	f := c.fault
	if f.Impostor {
		r, _ := c.route()
		if r == nil {
			r = &routes[0]
		}
		c.refuse(r)
		c.header.Set("X-Cache", "Error from cloudfront")
	} else {
		c.text(f.Status, http.StatusText(f.Status))
	}
	for name, values := range f.Header {
		c.header[http.CanonicalHeaderKey(name)] = values
	}
	if f.Body != "" {
		c.body = append(c.body[:0], f.Body...)
	}
}

// spoil gives what is sent of a body, and whether the connection breaks after
// it; broken and nil is no answer at all.
func (f *Fault) spoil(body []byte) (sent []byte, broken bool) {
	switch {
	case f == nil:
	case f.Drop:
		return nil, true
	case f.BreakAfter > 0 && f.BreakAfter < len(body):
		return body[:f.BreakAfter], true
	case f.TruncateAfter > 0 && f.TruncateAfter < len(body):
		return body[:f.TruncateAfter], false
	case f.Corrupt:
		for i := len(body) / 2; i < min(len(body), len(body)/2+16); i++ {
			body[i] ^= 0x15
		}
	}
	return body, false
}
