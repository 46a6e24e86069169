package confluencetest

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// bursts limits how often each operation is called, by everybody together: that
// is how a real site limits calls with API tokens.
type bursts struct {
	mu     sync.Mutex
	limits map[*route]*rate.Limiter
}

func (b *bursts) allow(r *route, perSecond int) bool {
	if perSecond <= 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.limits[r]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(perSecond), perSecond)
		if b.limits == nil {
			b.limits = map[*route]*rate.Limiter{}
		}
		b.limits[r] = l
	}
	return l.Allow()
}

// tooMany answers as a real site does when a burst is used up. The reset is an
// ISO 8601 time, not a number.
func (c *call) tooMany() {
	c.json(http.StatusTooManyRequests, `{"code":429,"message":"Rate limit exceeded"}`)
	h := c.header
	h.Set("Retry-After", "1")
	h.Set("X-RateLimit-Limit", strconv.Itoa(c.site.config.Rate))
	h.Set("X-RateLimit-Remaining", "0")
	h.Set("X-RateLimit-Reset", time.Now().Add(time.Second).UTC().Format(time.RFC3339))
	h.Set("RateLimit-Reason", "confluence-burst-based")
}
