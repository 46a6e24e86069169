package confluencetest

import (
	"net/http"
	"net/url"
	"strconv"
)

// A v1List is a list of API v1 that is paged by start and limit.
type v1List struct {
	count int
	write func(b []byte, i int) []byte
	// maxLimit is where the server cuts the limit silently; strict answers 400
	// beyond it instead.
	defaultLimit, maxLimit int
	strict                 bool
	total                  bool // tell totalSize
	noNext                 bool // tell no next page though there is one
}

// sendV1 answers such a list.
func (c *call) sendV1(l *v1List) {
	q := c.request.URL.Query()
	start, limit, ok := c.v1Page(q, l)
	if !ok {
		return
	}
	from, end, _ := c.fault.bend(min(start, l.count), limit, l.count, start > 0)
	c.header.Set("Content-Type", "application/json")
	b := append(c.body, `{"results":[`...)
	for i := from; i < end; i++ {
		if i > from {
			b = append(b, ',')
		}
		b = l.write(b, i)
	}
	b = append(b, ']')
	b = appendNumber(b, "start", int64(start))
	b = appendNumber(b, "limit", int64(limit))
	b = appendNumber(b, "size", int64(end-from))
	if l.total {
		b = appendNumber(b, "totalSize", int64(l.count))
	}
	b = append(appendKey(b, "_links"), '{')
	if start+limit < l.count && limit > 0 && !l.noNext {
		q.Set("start", strconv.Itoa(start+limit))
		q.Set("limit", strconv.Itoa(limit))
		// Links of API v1 lack the /wiki that its paths have.
		b = appendString(b, "next", c.path[len("/wiki"):]+"?"+q.Encode())
	}
	b = appendString(b, "base", c.origin+"/wiki")
	c.body = append(appendString(b, "context", "/wiki"), "}}"...)
}

func (c *call) v1Page(q url.Values, l *v1List) (start, limit int, ok bool) {
	if start, ok = c.offset(q.Get("start"), 0); !ok {
		return 0, 0, false
	}
	if limit, ok = c.offset(q.Get("limit"), l.defaultLimit); !ok {
		return 0, 0, false
	}
	if limit > l.maxLimit && l.strict {
		c.badV1("limit must not be greater than " + strconv.Itoa(l.maxLimit))
		return 0, 0, false
	}
	return start, min(limit, l.maxLimit), true
}

// denied is API v1's answer to who lacks a right.
func (c *call) denied(why string) { c.failV1(http.StatusForbidden, false, why) }
