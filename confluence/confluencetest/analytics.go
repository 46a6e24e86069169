package confluencetest

import (
	"net/http"
	"time"
)

// viewsOf is how often a content was viewed, and by how many people, since a
// moment (0: ever).
func (s *Site) viewsOf(x *content, since int64) (views, viewers int64) {
	h := s.draw.of(drawViews, uint64(x.id))
	u := unit(h)
	views = int64(5 + u*u*u*u*20_000)
	if since > x.created {
		views = int64(float64(views) * float64(max(s.calendar.end-since, 0)) / float64(max(s.calendar.end-x.created, 1)))
	}
	return views, min(1+views/3, int64(s.config.Users)) * min(views, 1)
}

// hidesViews tells whether a space keeps its views to administrators.
func (s *Site) hidesViews(space int) bool { return s.draw.of(drawViews, uint64(space)+1<<50)%12 == 0 }

func (c *call) countViews(id string) { c.sendViews(id, false) }

func (c *call) countViewers(id string) { c.sendViews(id, true) }

func (c *call) sendViews(id string, people bool) {
	if c.site.config.NoAnalytics {
		c.json(http.StatusForbidden, `{"reason":"ViewAnalyticsRestricted"}`)
		return
	}
	var x content
	if !c.seenAny(id, &x) {
		return
	}
	if c.who.NoViews || c.site.hidesViews(x.space) && !c.who.Admin {
		c.json(http.StatusForbidden, `{"reason":"ViewAnalyticsRestricted"}`)
		return
	}
	var since int64
	if text := c.request.URL.Query().Get("fromDate"); text != "" {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			if at, err = time.Parse("2006-01-02", text); err != nil {
				c.badV1("Could not parse fromDate")
				return
			}
		}
		since = at.UnixMilli()
	}
	views, viewers := c.site.viewsOf(&x, since)
	if people {
		views = viewers
	}
	b := appendNumber([]byte{'{'}, "id", x.id)
	c.json(http.StatusOK, string(append(appendNumber(b, "count", views), '}')))
}
