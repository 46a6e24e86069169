package confluencetest

import "slices"

// sameCursor stands for the link that leads to the page it is on.
const sameCursor = -1

// bend says which rows of a list of n a page of limit rows from start gives,
// and from where the next one goes on: 0 is nowhere. Without a fault that
// concerns lists it is what one expects.
func (f *Fault) bend(start, limit, n int, further bool) (from, end, next int) {
	from, end = start, min(start+limit, n)
	next = end
	if f.rewrites() && (further || f.ShortPage) {
		switch {
		case f.RepeatPage:
			from, end = max(start-limit, 0), start
		case f.EmptyPageWithNext:
			return start, start, start
		case f.ShortPage:
			end = start + (end-start+1)/2
			next = end
		case f.LoopCursor:
			return from, end, sameCursor
		default:
			from = min(max(start+f.ShiftPages, 0), n)
			end = min(from+limit, n)
			next = end
		}
	}
	if next >= n {
		next = 0
	}
	return from, end, next
}

// sendFaultyPages answers a page list with a fault that concerns lists.
func (c *call) sendFaultyPages(pq *pageQuery) {
	f := c.fault
	switch {
	case f.ShortPage:
		n := c.countRows(pq)
		c.writePages(pq, c.source(pq, pq.from, false, pq.descending), pq.limit, (n+1)/2)
	case f.EmptyPageWithNext:
		again := pq.cursor
		again.Again++
		c.beginList()
		c.endList(c.nextPath(again.encode()))
	case f.LoopCursor:
		c.writePages(pq, c.source(pq, pq.from, false, pq.descending), pq.limit, pq.limit)
		c.relink(c.nextPath(c.request.URL.Query().Get("cursor")))
	case f.RepeatPage:
		next := c.linkAfter(pq, pq.from)
		rows := c.rowsBefore(pq, pq.limit)
		c.writePages(pq, &found{runs: rows}, len(rows), len(rows))
		c.relink(next)
	case f.ShiftPages < 0:
		back := c.rowsBefore(pq, -f.ShiftPages)
		c.writePages(pq, &chain{&found{runs: back}, c.source(pq, pq.from, false, pq.descending)}, pq.limit, pq.limit)
	default:
		src := c.source(pq, pq.from, false, pq.descending)
		var p page
		for skip := f.ShiftPages; skip > 0; {
			r := src.next()
			if r == nil {
				break
			}
			if c.takes(pq, r, &p) {
				skip--
			}
		}
		c.writePages(pq, src, pq.limit, pq.limit)
	}
}

// chain gives the pages of one source and then those of another.
type chain struct{ first, second source }

func (c *chain) next() *run {
	if r := c.first.next(); r != nil {
		return r
	}
	return c.second.next()
}

// countRows counts the rows of the page that was asked for.
func (c *call) countRows(pq *pageQuery) int {
	var p page
	n := 0
	src := c.source(pq, pq.from, false, pq.descending)
	for r := src.next(); r != nil && n < pq.limit; r = src.next() {
		if c.takes(pq, r, &p) {
			n++
		}
	}
	return n
}

// rowsBefore gives up to n rows that end with the one the cursor names, in the
// list's order.
func (c *call) rowsBefore(pq *pageQuery, n int) []*run {
	var p page
	var rows []*run
	src := c.source(pq, pq.from, true, !pq.descending)
	for r := src.next(); r != nil && len(rows) < n; r = src.next() {
		if c.takes(pq, r, &p) {
			row := *r
			rows = append(rows, &row)
		}
	}
	slices.Reverse(rows)
	return rows
}

// linkAfter is the next link that the page after the key should have.
func (c *call) linkAfter(pq *pageQuery, from *key) string {
	var p page
	var last key
	n := 0
	src := c.source(pq, from, false, pq.descending)
	for r := src.next(); r != nil; r = src.next() {
		if !c.takes(pq, r, &p) {
			continue
		}
		if n == pq.limit {
			return c.nextPath(pageCursor(pq.order, last).encode())
		}
		last = r.head
		n++
	}
	return ""
}

// relink closes the list again, with another next link.
func (c *call) relink(next string) {
	at := lastLinks(c.body)
	c.body = c.body[:at]
	c.endList(next)
}

// lastLinks finds where the list's own _links begin: after its rows, which have
// _links too.
func lastLinks(body []byte) int {
	const mark = `],"_links":{`
	for i := len(body) - len(mark); i >= 0; i-- {
		if string(body[i:i+len(mark)]) == mark {
			return i
		}
	}
	return len(body)
}
