package confluencetest

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

var spaceOrders = []string{"id", "key", "name"}

// spaceKeyText is the text that a space is sorted by; "" where it is by id.
func spaceKeyText(sp *space, by string) string {
	switch by {
	case "key":
		return strings.ToLower(sp.key)
	case "name":
		return strings.ToLower(sp.name)
	}
	return ""
}

type spaceQuery struct {
	by          string
	descending  bool
	ids         []int64
	keys        []string
	kind        string
	status      string
	labels      []string
	none        bool // a filter that nothing passes
	description string
	icon        bool
	limit       int
}

func (c *call) spaceQuery(q url.Values) (sq spaceQuery, ok bool) {
	if sq.limit, ok = c.limit(q); !ok {
		return sq, false
	}
	sort := q.Get("sort")
	sq.by, sq.descending = strings.TrimPrefix(sort, "-"), strings.HasPrefix(sort, "-")
	if sort == "" {
		sq.by = "id"
	}
	if !slices.Contains(spaceOrders, sq.by) {
		c.badParameter("sort", "SpaceSortOrder", "")
		return sq, false
	}
	if sq.ids, ok = c.ids(q, "ids", 250); !ok {
		return sq, false
	}
	if sq.keys = words(q, "keys"); len(sq.keys) > 250 {
		c.badValue("keys", "at most 250 values are allowed")
		return sq, false
	}
	if sq.kind, ok = c.choice(q, "type", "SpaceType", "global", "collaboration", "knowledge_base", "personal", "system",
		"onboarding", "xflow_sample_space"); !ok {
		return sq, false
	}
	if sq.status, ok = c.choice(q, "status", "SpaceStatus", "current", "archived", "trashed"); !ok {
		return sq, false
	}
	sq.labels = words(q, "labels")
	sq.none = q.Get("favorited-by") != "" // nobody has favourites
	ok = c.spaceShape(q, &sq)
	return sq, ok
}

// spaceShape reads what a space shall be shown with.
func (c *call) spaceShape(q url.Values, sq *spaceQuery) (ok bool) {
	if sq.description, ok = c.choice(q, "description-format", "SpaceDescriptionBodyRepresentation", "plain", "view"); !ok {
		return false
	}
	icon, ok := c.choice(q, "include-icon", "boolean", "true", "false")
	sq.icon = icon == "true"
	return ok
}

// takesSpace tells whether a space is one that was asked for and may be seen.
func (c *call) takesSpace(sq *spaceQuery, i int) bool {
	sp := &c.site.spaces[i]
	switch {
	case sq.none || !c.who.view.space(i):
		return false
	case len(sq.ids) > 0 && !slices.Contains(sq.ids, sp.id):
		return false
	case len(sq.keys) > 0 && !slices.ContainsFunc(sq.keys, func(k string) bool { return equalFold(k, sp.key) }):
		return false
	case sq.kind != "" && sp.kind != sq.kind:
		return false
	case len(sq.labels) > 0 && !slices.ContainsFunc(c.site.labels.all, func(l label) bool {
		return l.space == i && slices.Contains(sq.labels, l.name)
	}):
		return false
	}
	return sq.status == "" || sp.status == sq.status
}

func (c *call) compareSpaces(sq *spaceQuery, a *space, text string, id int64) int {
	n := cmp.Or(strings.Compare(spaceKeyText(a, sq.by), text), cmp.Compare(a.id, id))
	if sq.descending {
		return -n
	}
	return n
}

func (c *call) listSpaces(string) {
	q := c.request.URL.Query()
	sq, ok := c.spaceQuery(q)
	if !ok {
		return
	}
	var rows []int
	for i := range c.site.spaces {
		if c.takesSpace(&sq, i) {
			rows = append(rows, i)
		}
	}
	slices.SortFunc(rows, func(a, b int) int {
		other := &c.site.spaces[b]
		return c.compareSpaces(&sq, &c.site.spaces[a], spaceKeyText(other, sq.by), other.id)
	})
	start := 0
	var cur cursor
	if text := q.Get("cursor"); text != "" {
		var value string
		if cur, ok = parseCursor(text); !ok || cur.Order != sq.by || json.Unmarshal(cur.Value, &value) != nil {
			c.badCursor()
			return
		}
		id, _ := strconv.ParseInt(cur.ID, 10, 64) // parseCursor has seen to it
		if sq.by == "id" {
			value = ""
		}
		for start < len(rows) && c.compareSpaces(&sq, &c.site.spaces[rows[start]], value, id) <= 0 {
			start++
		}
	}
	c.sendSpaces(&sq, rows, start, cur)
}

func (c *call) sendSpaces(sq *spaceQuery, rows []int, start int, cur cursor) {
	q := c.request.URL.Query()
	from, end, next := c.fault.bend(start, sq.limit, len(rows), q.Has("cursor"))
	c.beginList()
	for n, i := range rows[from:end] {
		if n > 0 {
			c.body = append(c.body, ',')
		}
		c.body = c.site.appendSpace(c.body, &c.site.spaces[i], sq, false)
	}
	link := ""
	switch {
	case next == sameCursor:
		link = c.nextPath(q.Get("cursor"))
	case next == start && start > 0: // an empty page that leads on
		cur.Again++
		link = c.nextPath(cur.encode())
	case next > 0 && next < len(rows):
		last := &c.site.spaces[rows[next-1]]
		value := spaceKeyText(last, sq.by)
		if sq.by == "id" {
			value = strconv.FormatInt(last.id, 10)
		}
		link = c.nextPath(cursor{ID: strconv.FormatInt(last.id, 10), Order: sq.by, Value: appendQuoted(nil, value)}.encode())
	}
	c.endList(link)
}

func (c *call) getSpace(id string) {
	n, ok := c.pathID(id)
	if !ok {
		return
	}
	var sq spaceQuery
	if !c.spaceShape(c.request.URL.Query(), &sq) {
		return
	}
	i, ok := c.site.spaceAt[n]
	if !ok || !c.who.view.space(i) {
		c.missing("space", strconv.FormatInt(n, 10))
		return
	}
	c.header.Set("Content-Type", "application/json")
	c.body = c.site.appendSpace(c.body, &c.site.spaces[i], &sq, true)
	c.body = append(appendString(c.body[:len(c.body)-2], "base", c.origin+"/wiki"), "}}"...)
}

// appendSpace writes a space as SpaceBulk or, if single, SpaceSingle. It ends
// with the object _links.
func (s *Site) appendSpace(b []byte, sp *space, sq *spaceQuery, single bool) []byte {
	b = append(b, '{')
	b = appendID(b, "id", sp.id)
	b = appendString(b, "key", sp.key)
	b = appendString(b, "name", sp.name)
	b = appendString(b, "type", sp.kind)
	b = appendString(b, "status", sp.status)
	b = s.appendUser(b, "authorId", sp.author)
	b = s.appendUser(b, "spaceOwnerId", sp.owner)
	if !single && sp.alias != "" {
		b = appendString(b, "currentActiveAlias", sp.alias)
	}
	b = appendMoment(b, "createdAt", sp.createdAt)
	b = appendID(b, "homepageId", sp.homepageID)
	b = appendKey(b, "description")
	if sq.description == "" {
		b = append(b, "null"...)
	} else {
		value := sp.description
		if sq.description == "view" && value != "" {
			value = "<p>" + markup.Replace(value) + "</p>"
		}
		b = append(appendKey(append(b, '{'), sq.description), '{')
		b = appendString(b, "value", value)
		b = append(appendString(b, "representation", sq.description), "}}"...)
	}
	b = appendKey(b, "icon")
	if sq.icon {
		b = append(b, `{"path":"/images/logo/default-space-logo.svg","apiDownloadLink":null}`...)
	} else {
		b = append(b, "null"...)
	}
	b = append(b, `,"_links":{"webui":"/spaces/`...)
	return append(append(b, sp.key...), `"}}`...)
}
