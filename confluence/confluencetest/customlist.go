package confluencetest

import (
	"net/url"
	"slices"
	"strconv"
)

func (s *Site) appendCustom(b []byte, x *content, format string) []byte {
	b = appendID(append(b, '{'), "id", x.id)
	b = appendString(b, "type", x.customType)
	b = appendString(b, "status", statusNames[x.status])
	b = appendString(b, "title", x.title)
	b = appendID(b, "spaceId", s.spaces[x.space].id)
	if kind(x.container>>kindShift) == kindBlog {
		b = appendID(b, "blogPostId", x.container)
	} else {
		b = appendID(b, "pageId", x.container)
	}
	b = s.appendUser(b, "authorId", x.author)
	b = appendMoment(b, "createdAt", x.created)
	b = s.appendVersion(appendKey(b, "version"), &version{x.number, x.modified, x.message, x.minor, x.editor})
	b = append(appendKey(b, "body"), '{')
	if format != "" {
		b = s.appendContentBody(b, x, x.number, format)
	}
	b = append(b, `},"_links":{"webui":"/spaces/`...)
	b = append(append(b, s.spaces[x.space].key...), "/custom-content/"...)
	return append(strconv.AppendInt(b, x.id, 10), `"}}`...)
}

// customList reads what all lists of custom content have; the type must be
// named.
func (c *call) customList(q url.Values) (l list[*content], keep func(*content) bool, ok bool) {
	kind := q.Get("type")
	if kind == "" {
		c.badValue("type", "it is required")
		return l, nil, false
	}
	format, ok := c.choice(q, "body-format", "CustomContentBodyRepresentation", "raw", "storage", "atlas_doc_format")
	if !ok {
		return l, nil, false
	}
	l.write = func(b []byte, x *content) []byte { return c.site.appendCustom(b, x, format) }
	keep = func(x *content) bool { return x.customType == kind && x.status <= statusArchived }
	return l, keep, readList(c, q, &l, 25, "id", "created-date", "modified-date", "title")
}

func (c *call) listCustom(string) { c.listCustomIn(-1) }

func (c *call) listSpaceCustom(id string) {
	if i, ok := c.seenSpace(id); ok {
		c.listCustomIn(i)
	}
}

func (c *call) listCustomIn(space int) {
	q := c.request.URL.Query()
	l, keep, ok := c.customList(q)
	if !ok {
		return
	}
	ids, ok := c.ids(q, "id", 250)
	if !ok {
		return
	}
	spaces, whole, ok := c.spaceFilter(q)
	if !ok {
		return
	}
	if space >= 0 {
		spaces, whole = []int{space}, false
	}
	takes := func(x *content) bool {
		return keep(x) && (whole || slices.Contains(spaces, x.space)) && (len(ids) == 0 || slices.Contains(ids, x.id))
	}
	o := orderNamed(l.order)
	if o != byTitle {
		l.walk = filtered(c.site.bin(kindCustom).walk(o, l.descending, c.sees), takes)
		sendList(c, &l)
		return
	}
	var rows []content
	for _, x := range c.site.bin(kindCustom).walk(byID, false, c.sees)(nil, false, false) {
		if takes(x) {
			rows = append(rows, *x)
		}
	}
	l.walk = c.sortedItems(rows, l.order, l.descending)
	sendList(c, &l)
}

func listCustomOf(of kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if !c.seen(of, id, &x) {
			return
		}
		l, keep, ok := c.customList(c.request.URL.Query())
		if !ok {
			return
		}
		rows := slices.DeleteFunc(c.itemsOf(kindCustom, x.id), func(y content) bool { return !keep(&y) })
		l.walk = c.sortedItems(rows, l.order, l.descending)
		sendList(c, &l)
	}
}

func (c *call) getCustom(id string) {
	q := c.request.URL.Query()
	format, ok := c.choice(q, "body-format", "CustomContentBodyRepresentationSingle", "raw", "storage", "atlas_doc_format", "view",
		"export_view", "anonymous_export_view")
	if !ok {
		return
	}
	var x content
	if c.seen(kindCustom, id, &x) {
		c.sendSingle(&x, q, func(b []byte) []byte { return c.site.appendCustom(b, &x, format) })
	}
}
