package confluencetest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A pageQuery is what a page list was asked for.
type pageQuery struct {
	shelf      *shelf
	order      order
	descending bool
	statuses   [len(statusNames)]bool
	ids        []int64 // nil: not asked
	labelled   bool    // ids are sorted, and may be very many
	spaces     []int   // nil and whole: not asked
	whole      bool
	title      []byte // folded; nil: not asked
	subtype    string
	rootsOnly  bool
	body       string
	limit      int
	from       *key // of the last row that the caller has
	cursor     cursor
}

func (c *call) listPages(string) { c.listShelf(&c.site.pages) }

func (c *call) listBlogPosts(string) { c.listShelf(&c.site.blogs) }

func (c *call) listShelf(sh *shelf) {
	q := c.request.URL.Query()
	pq, ok := c.pageQuery(sh, q)
	if !ok {
		return
	}
	if pq.ids, ok = c.ids(q, "id", 250); !ok {
		return
	}
	if !q.Has("id") {
		pq.ids = nil
	}
	spaces, ok := c.ids(q, "space-id", 100)
	if !ok {
		return
	}
	if sh.kind == kindBlog {
		q.Del("subtype")
	}
	if pq.subtype, ok = c.choice(q, "subtype", "PageSubtype", "live", "page"); !ok {
		return
	}
	pq.whole = len(spaces) == 0
	for _, id := range spaces {
		if i, ok := c.site.spaceAt[id]; ok && c.who.view.space(i) {
			pq.spaces = append(pq.spaces, i)
		}
	}
	c.sendPages(&pq)
}

func (c *call) listSpacePages(id string) { c.listSpaceShelf(&c.site.pages, id) }

func (c *call) listSpaceBlogPosts(id string) { c.listSpaceShelf(&c.site.blogs, id) }

func (c *call) listSpaceShelf(sh *shelf, id string) {
	n, ok := c.pathID(id)
	if !ok {
		return
	}
	i, ok := c.site.spaceAt[n]
	if !ok || !c.who.view.space(i) {
		c.missing("space", id)
		return
	}
	q := c.request.URL.Query()
	pq, ok := c.pageQuery(sh, q)
	if !ok {
		return
	}
	depth, ok := c.choice(q, "depth", "Depth", "all", "root")
	if !ok {
		return
	}
	pq.rootsOnly = depth == "root"
	pq.spaces = []int{i}
	c.sendPages(&pq)
}

// pageQuery reads the parameters that all page lists have.
func (c *call) pageQuery(sh *shelf, q url.Values) (pq pageQuery, ok bool) {
	pq.shelf = sh
	if pq.limit, ok = c.limit(q); !ok {
		return pq, false
	}
	sort := q.Get("sort")
	pq.descending = strings.HasPrefix(sort, "-")
	if sort != "" {
		i := slices.Index(orderNames[:], strings.TrimPrefix(sort, "-"))
		if i < 0 || sh.kind == kindBlog && order(i) == byTitle {
			c.badParameter("sort", "PageSortOrder", "")
			return pq, false
		}
		pq.order = order(i)
	}
	states := words(q, "status")
	allowed := statusNames[:]
	if sh.kind == kindBlog {
		allowed = []string{"current", "trashed", "deleted"}
	}
	if len(states) == 0 {
		states = []string{"current", "archived"}
	}
	for _, w := range states {
		if len(words(q, "status")) > 0 && !slices.Contains(allowed, strings.ToLower(w)) {
			c.badParameter("status", "List<ContentStatus>", "")
			return pq, false
		}
		i := slices.Index(statusNames[:], strings.ToLower(w))
		if i < 0 {
			c.badParameter("status", "List<ContentStatus>", "")
			return pq, false
		}
		pq.statuses[i] = true
	}
	if title := q.Get("title"); title != "" {
		pq.title = foldTitle([]byte(title))
	}
	if pq.body, ok = c.choice(q, "body-format", "PrimaryBodyRepresentation", "storage", "atlas_doc_format"); !ok {
		return pq, false
	}
	if text := q.Get("cursor"); text != "" {
		cur, ok := parseCursor(text)
		if !ok {
			c.badCursor()
			return pq, false
		}
		from, ok := pageKeyOf(pq.order, cur)
		if !ok {
			c.badCursor()
			return pq, false
		}
		pq.from, pq.cursor = &from, cur
	}
	return pq, true
}

// source gives pages in order; next gives nil at the end.
type source interface{ next() *run }

// source of a query: the pages by id or title where it names them, else a walk
// of the spaces that the caller may see.
func (c *call) source(pq *pageQuery, from *key, inclusive, descending bool) source {
	s, v := pq.shelf, &c.who.view
	switch {
	case pq.labelled && pq.order == byID:
		return s.idsInOrder(pq.ids, from, inclusive, descending)
	case pq.ids != nil:
		return s.pagesByID(pq, from, inclusive, descending)
	case pq.title != nil:
		return s.pagesByTitle(pq, from, inclusive, descending)
	case pq.whole && v.seen != nil && len(v.seen) <= 128:
		return s.newWalk(pq.order, descending, v.seen, false, from, inclusive)
	}
	return s.newWalk(pq.order, descending, pq.spaces, pq.whole, from, inclusive)
}

// takes makes the page at the head of a run and tells whether it is one that
// was asked for and that the caller may see.
func (c *call) takes(pq *pageQuery, r *run, p *page) bool {
	space, st := r.spaceStatus()
	if !pq.statuses[st] || !c.who.view.page(space, r.head.id) {
		return false
	}
	if !pq.whole && !slices.Contains(pq.spaces, space) {
		return false
	}
	r.fill(p)
	if pq.subtype != "" && (pq.subtype == "live") != (p.subtype == "live") {
		return false // ordinary pages may have no subtype
	}
	return !pq.rootsOnly || p.parent == 0
}

// sendPages answers a page list.
func (c *call) sendPages(pq *pageQuery) {
	if c.fault.rewrites() {
		c.sendFaultyPages(pq)
		return
	}
	c.writePages(pq, c.source(pq, pq.from, false, pq.descending), pq.limit, pq.limit)
}

// writePages writes rows up to a limit; show of them at most are written as if
// the list broke off there.
func (c *call) writePages(pq *pageQuery, src source, limit, show int) {
	c.status = http.StatusOK
	c.beginList()
	var p page
	var last key
	shown, more := 0, false
	for r := src.next(); r != nil; r = src.next() {
		if !c.takes(pq, r, &p) {
			continue
		}
		if shown == min(limit, show) {
			more = true
			break
		}
		if shown > 0 {
			c.body = append(c.body, ',')
		}
		c.body = c.site.appendPage(c.body, &p, pq.body, false)
		last = r.head
		shown++
	}
	next := ""
	if more {
		next = c.nextPath(pageCursor(pq.order, last).encode())
	}
	c.endList(next)
	c.tooLarge(pq.body, shown)
}

func (c *call) getPage(id string) { c.getFrom(&c.site.pages, id) }

func (c *call) getBlogPost(id string) { c.getFrom(&c.site.blogs, id) }

func (c *call) getFrom(sh *shelf, id string) {
	q := c.request.URL.Query()
	format, ok := c.choice(q, "body-format", "PrimaryBodyRepresentationSingle", "storage", "atlas_doc_format", "view",
		"export_view", "anonymous_export_view", "styled_view", "editor")
	if !ok {
		return
	}
	var p page
	if !c.seenPage(sh, id, &p) {
		return
	}
	if allowed := words(q, "status"); len(allowed) > 0 && !slices.Contains(allowed, statusNames[p.status]) {
		c.missing(sh.kind.noun(), id)
		return
	}
	if number := q.Get("version"); number != "" && !c.asVersion(&p, number) {
		return
	}
	c.header.Set("Content-Type", "application/json")
	b := c.site.appendPage(c.body, &p, format, true)
	at := lastObject(b)
	links := string(b[at:])
	c.body = b[:at]
	c.includes(q, &p)
	// A single page's _links also name the site.
	c.body = append(append(c.body, links[:len(links)-2]...), `,"base":`...)
	c.body = append(appendQuoted(c.body, c.origin+"/wiki"), "}}"...)
}

// lastObject finds where the last member, _links, of an object begins.
func lastObject(b []byte) int { return strings.LastIndex(string(b), `,"_links":{`) }

// seenPage makes the page that a path names, if the caller may see it; else it
// answers 404.
func (c *call) seenPage(sh *shelf, id string, p *page) bool {
	n, ok := c.pathID(id)
	if !ok {
		return false
	}
	if !sh.byID(n, p) || p.status == statusDeleted || !c.who.view.page(p.space, p.id) {
		c.missing(sh.kind.noun(), strconv.FormatInt(n, 10))
		return false
	}
	return true
}
