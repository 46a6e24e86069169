package tokens

import (
	"net/http"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// Calls counts API calls by person, as they leave: whatever part of the server
// makes them.
type Calls struct {
	mu     sync.Mutex
	people *simplelru.LRU[who, *hourly]
}

// hourly counts calls by the hour, for a day.
type hourly struct {
	hours [24]int64
	last  int64 // the newest hour, since 1970
	total int64
}

// NewCalls counts from now on.
func NewCalls() *Calls {
	people, _ := simplelru.NewLRU[who, *hourly](keptPeople, nil) // fails for sizes below 1 only
	return &Calls{people: people}
}

// Transport counts the calls that go through next to the site of this name.
func (c *Calls) Transport(site string, next http.RoundTripper) http.RoundTripper {
	return &counting{c, site, next}
}

type counting struct {
	calls *Calls
	site  string
	next  http.RoundTripper
}

func (t *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	if email, _, ok := r.BasicAuth(); ok {
		t.calls.add(who{t.site, vault.NormalEmail(email)}, time.Now())
	}
	return t.next.RoundTrip(r)
}

func (c *Calls) add(p who, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.people.Get(p)
	if !ok {
		h = &hourly{}
		c.people.Add(p, h)
	}
	h.forward(now)
	h.hours[h.last%24]++
	h.total++
}

// forward empties the hours that have passed since the last call.
func (h *hourly) forward(now time.Time) {
	hour := now.Unix() / 3600
	for h.last < hour {
		h.last = max(h.last+1, hour-23)
		h.hours[h.last%24] = 0
	}
}

// Used is how many calls were made for a person.
type Used struct{ Hour, Day, Total int64 } // this hour, 24 hours, since the start

// Used tells of a person at the site of this name.
func (c *Calls) Used(site, email string) Used {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.people.Get(who{site, vault.NormalEmail(email)})
	if !ok {
		return Used{}
	}
	h.forward(time.Now())
	u := Used{Hour: h.hours[h.last%24], Total: h.total}
	for _, n := range h.hours {
		u.Day += n
	}
	return u
}
