package confluencetest

import (
	"errors"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// searchCounted is how many contents a search looks at to tell how many hits
// there are; beyond that it guesses.
const searchCounted = 50_000

// beginSearch reads cql, limit, cursor and expand. start is not heeded.
func (c *call) beginSearch() (s *search, l list[*hit], e expand, ok bool) {
	q := c.request.URL.Query()
	e = parseExpand(q["expand"])
	if _, ok = c.offset(q.Get("start"), 0); !ok {
		return nil, l, e, false
	}
	if l.limit, ok = c.offset(q.Get("limit"), 25); !ok {
		return nil, l, e, false
	}
	l.limit = min(l.limit, e.limit())
	text := q.Get("cql")
	parsed, err := parseCQL(text)
	if err == nil {
		s, err = c.newSearch(parsed)
	}
	switch {
	case errors.Is(err, errEmptyTerm):
		c.failV1(http.StatusInternalServerError, true, "java.lang.IllegalArgumentException: "+err.Error())
		return nil, l, e, false
	case err != nil:
		c.badV1("com.atlassian.confluence.api.service.exceptions.BadRequestException: Could not parse cql : " + text + ": " + err.Error())
		return nil, l, e, false
	}
	s.archived = q.Get("includeArchivedSpaces") == "true"
	l.order, l.descending = orderNames[s.order], s.down
	if cur := q.Get("cursor"); cur != "" {
		if ok = c.readCursorV1(cur, &l); !ok {
			return nil, l, e, false
		}
	}
	l.walk = s.walk
	return s, l, e, true
}

func (c *call) readCursorV1(text string, l *list[*hit]) bool {
	cur, ok := parseCursor(text)
	var k key
	if ok {
		k, ok = pageKeyOf(orderNamed(l.order), cur)
	}
	if !ok || cur.Order != l.order {
		c.badV1("com.atlassian.confluence.api.service.exceptions.BadRequestException: Invalid cursor")
		return false
	}
	l.cursor, l.from = cur, &k
	return true
}

// shortened is how many rows a page gives of a limit: sometimes fewer, though
// more follow.
func (c *call) shortened(limit int, from *key) int {
	if limit < 20 {
		return limit
	}
	h := c.site.draw.of(drawShelf, 1<<60)
	if from != nil {
		h = c.site.draw.of(drawShelf, uint64(from.id)+1<<60)
	}
	if h%3 == 0 {
		return limit - 1 - int(h>>8%uint64(limit/10))
	}
	return limit
}

// endSearch closes a reply. Its next link keeps cql and limit, and drops the
// rest.
func (c *call) endSearch(rows, limit int, cursor, path string) {
	b := append(c.body, ']')
	b = appendNumber(b, "start", 0)
	b = appendNumber(b, "limit", int64(limit))
	b = appendNumber(b, "size", int64(rows))
	b = append(appendKey(b, "_links"), '{')
	if cursor != "" {
		next := path + "?next=true&cursor=" + url.QueryEscape(cursor) + "&limit=" + strconv.Itoa(limit) +
			"&cql=" + url.QueryEscape(c.request.URL.Query().Get("cql"))
		b = appendString(b, "next", next)
	}
	b = appendString(b, "base", c.origin+"/wiki")
	c.body = append(appendString(b, "context", "/wiki"), "}}"...)
	c.header.Set("Content-Type", "application/json")
}

// searchContents is /content/search: bare contents.
func (c *call) searchContents(string) {
	_, l, e, ok := c.beginSearch()
	if !ok {
		return
	}
	l.write = func(b []byte, h *hit) []byte { return c.appendContentV1(b, &h.content, h.labels, e) }
	c.body = append(c.body, `{"results":[`...)
	sendRows(c, &l, c.shortened(l.limit, l.from), func(rows int, cursor string) {
		c.endSearch(rows, l.limit, cursor, "/rest/api/content/search")
	})
}

// searchAll is /search: contents in rows that also tell where and what.
func (c *call) searchAll(string) {
	s, l, e, ok := c.beginSearch()
	if !ok {
		return
	}
	q := c.request.URL.Query()
	marks := s.query.marks()
	excerpt := q.Get("excerpt")
	l.write = func(b []byte, h *hit) []byte { return c.appendResult(b, h, e, marks, excerpt) }
	if l.cursor.Total == 0 {
		l.cursor.Total = s.estimate(l.from)
	}
	c.body = append(c.body, `{"results":[`...)
	sendRows(c, &l, c.shortened(l.limit, l.from), func(rows int, cursor string) {
		c.endSearch(rows, l.limit, cursor, "/rest/api/search")
		at := strings.LastIndex(string(c.body), `,"_links":{`)
		links := string(c.body[at:])
		total := l.cursor.Total
		if l.from != nil { // one page and the next do not agree on it
			total = max(total-int(uint64(l.from.id)%4), 0)
		}
		b := appendNumber(c.body[:at], "totalSize", int64(total))
		b = appendString(b, "cqlQuery", q.Get("cql"))
		c.body = append(append(b, `,"searchDuration":31,"archivedResultCount":0`...), links...)
	})
}

// estimate says about how many hits there are.
func (s *search) estimate(from *key) int {
	n := 0
	s.scanned = 0
	for range s.walk(from, false, false) {
		n++
		if s.scanned > searchCounted {
			site := s.call.site
			all := site.pages.layout.pages + site.blogs.layout.pages
			return n * max(1, all/s.scanned)
		}
	}
	if n > 100 {
		n += n / 60 // it is never quite right
	}
	return n
}

// appendResult writes a row of /search. Its title is HTML, with marks around
// what was found.
func (c *call) appendResult(b []byte, h *hit, e expand, marks []cqlTerm, excerpt string) []byte {
	s := c.site
	b = c.appendContentV1(append(append(b, '{'), `"content":`...), &h.content, h.labels, e)
	b = appendString(b, "title", marked(h.title, marks))
	text := ""
	if excerpt != "none" {
		text = s.excerpt(h)
	}
	b = appendString(b, "excerpt", text)
	b = appendString(b, "url", s.webUI(&h.content))
	sp := &s.spaces[h.space]
	b = appendString(append(appendKey(b, "resultGlobalContainer"), '{'), "title", sp.name)
	b = append(appendString(b, "displayUrl", "/spaces/"+sp.key), '}')
	b = append(b, `,"breadcrumbs":[],"entityType":"content"`...)
	b = appendString(b, "iconCssClass", "aui-icon content-type-"+h.cqlType())
	b = appendMoment(b, "lastModified", h.modified)
	b = appendString(b, "friendlyLastModified", string(appendTime(nil, h.modified)[:10]))
	return append(b, `,"score":0.0}`...)
}

func (s *Site) excerpt(h *hit) string {
	if h.kind > kindBlog {
		return h.text
	}
	for _, b := range s.hitBody(h) {
		if b.kind == blockParagraph && len(b.text) > 0 {
			return b.text[0].text
		}
	}
	return ""
}

// marked escapes a title for HTML and puts marks around the words that were
// looked for.
func marked(title string, marks []cqlTerm) string {
	var b strings.Builder
	for len(title) > 0 {
		end := strings.IndexFunc(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if end == 0 {
			end = strings.IndexFunc(title, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
			if end < 0 {
				end = len(title)
			}
			b.WriteString(html.EscapeString(title[:end]))
			title = title[end:]
			continue
		}
		if end < 0 {
			end = len(title)
		}
		word := title[:end]
		found := false
		for _, m := range marks {
			found = found || m.in(stem(strings.ToLower(word))) || m.in(strings.ToLower(word))
		}
		if found {
			b.WriteString("@@@hl@@@" + word + "@@@endhl@@@")
		} else {
			b.WriteString(word)
		}
		title = title[end:]
	}
	return b.String()
}

// warmSearch builds the orders that a query will need.
func warmSearch(c *call) {
	q, err := parseCQL(c.request.URL.Query().Get("cql"))
	if err != nil {
		return
	}
	by := byID
	if len(q.order) > 0 {
		by = map[string]order{"created": byCreated, "lastmodified": byModified, "title": byTitle}[q.order[0].field]
	}
	for _, k := range treeKinds {
		c.site.treesBy(k, by)
	}
	if by != byID {
		for _, sh := range c.site.shelves() {
			sh.sortedBy(by)
		}
		for k := kindFooter; k <= kindCustom && by != byTitle; k++ {
			c.site.bins[k].sortedBy(by)
		}
	}
	c.site.warmClauses(q.where)
}

func (s *Site) warmClauses(n *cqlNode) {
	switch {
	case n == nil:
	case n.clause == nil:
		s.warmClauses(n.left)
		s.warmClauses(n.right)
	case n.clause.field == "label":
		for _, k := range []kind{kindPage, kindBlog, kindAttachment} {
			s.posts(k)
		}
	case n.clause.field == "parent" || n.clause.field == "ancestor":
		s.childrenIndex()
	}
}
