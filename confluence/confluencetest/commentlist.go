package confluencetest

import (
	"net/url"
	"slices"
	"strconv"
)

// Three forms of comments: in the list of all and by id, in the list of a
// page's, and as children of another.
type commentForm uint8

const (
	commentAlone commentForm = iota
	commentOfPage
	commentChild
)

func (c *call) writeComments(form commentForm, format string) func([]byte, *content) []byte {
	return func(b []byte, x *content) []byte { return c.site.appendComment(b, x, form, format) }
}

func (s *Site) appendComment(b []byte, x *content, form commentForm, format string) []byte {
	b = appendID(append(b, '{'), "id", x.id)
	b = appendString(b, "status", statusNames[x.status])
	b = appendString(b, "title", x.title)
	if form != commentChild {
		switch {
		case x.onAttachment != 0:
			b = appendString(b, "attachmentId", "att"+strconv.FormatInt(x.onAttachment, 10))
		case kind(x.container>>kindShift) == kindBlog:
			b = appendID(b, "blogPostId", x.container)
		default:
			b = appendID(b, "pageId", x.container)
		}
	}
	if x.parent != 0 {
		b = appendID(b, "parentCommentId", x.parent)
	}
	b = s.appendVersion(appendKey(b, "version"), &version{x.number, x.modified, x.message, x.minor, x.editor})
	if x.kind == kindInline {
		b = appendString(b, "resolutionStatus", x.resolution)
		if form == commentAlone && x.resolvedAt != 0 {
			b = s.appendUser(b, "resolutionLastModifierId", x.resolvedBy)
			b = appendMoment(b, "resolutionLastModifiedAt", x.resolvedAt)
		}
		b = append(appendKey(b, "properties"), '{')
		b = appendString(b, "inlineMarkerRef", string(markerOf(x.id)))
		b = append(appendString(b, "inlineOriginalSelection", x.selection), '}')
	}
	if format != "" {
		b = append(s.appendContentBody(append(appendKey(b, "body"), '{'), x, x.number, format), '}')
	}
	b = append(b, `,"_links":{"webui":"/pages/`...)
	b = strconv.AppendInt(b, x.container, 10)
	b = append(b, `?focusedCommentId=`...)
	return append(strconv.AppendInt(b, x.id, 10), `"}}`...)
}

// markerOf is a UUID that follows from an id.
func markerOf(id int64) []byte { return appendMarker(nil, id) }

func appendMarker(b []byte, id int64) []byte {
	return appendUUID(b, again(uint64(id)), again(uint64(id)+1))
}

var datedOrders = []string{"id", "created-date", "modified-date"}

// commentList reads what all lists of comments have.
func (c *call) commentList(q url.Values, form commentForm) (l list[*content], ok bool) {
	format, ok := c.choice(q, "body-format", "PrimaryBodyRepresentation", "storage", "atlas_doc_format")
	if !ok {
		return l, false
	}
	l.write = c.writeComments(form, format)
	return l, readList(c, q, &l, 25, datedOrders...)
}

// sees tells of a page or blog post whether the caller may see it.
func (c *call) sees(owner *page) bool { return c.who.view.page(owner.space, owner.id) }

// listComments answers all comments of a kind.
func listComments(k kind) func(*call, string) {
	return func(c *call, _ string) {
		l, ok := c.commentList(c.request.URL.Query(), commentAlone)
		if !ok {
			return
		}
		l.walk = c.site.bin(k).walk(orderNamed(l.order), l.descending, c.sees)
		if c.site.config.RootCommentsOnly {
			l.walk = filtered(l.walk, func(x *content) bool { return x.parent == 0 })
		}
		sendList(c, &l)
	}
}

// listCommentsOf answers the comments of a page, blog post or attachment; those
// that reply to another are left out.
func listCommentsOf(k, of kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if !c.seen(of, id, &x) {
			return
		}
		q := c.request.URL.Query()
		l, ok := c.commentList(q, commentOfPage)
		if !ok {
			return
		}
		keep, ok := c.commentFilter(q, k)
		if !ok {
			return
		}
		var rows []content
		for _, y := range c.itemsOf(k, x.container) {
			onThis := y.onAttachment == 0
			if of == kindAttachment {
				onThis = y.onAttachment == x.id
			}
			if onThis && y.parent == 0 && keep(&y) {
				rows = append(rows, y)
			}
		}
		l.walk = c.sortedItems(rows, l.order, l.descending)
		sendList(c, &l)
	}
}

// commentFilter reads status and resolution-status.
func (c *call) commentFilter(q url.Values, k kind) (func(*content) bool, bool) {
	states, resolutions := words(q, "status"), words(q, "resolution-status")
	for _, w := range states {
		if !slices.Contains([]string{"current", "archived", "trashed", "deleted", "historical", "draft"}, w) {
			c.badParameter("status", "List<ContentStatus>", "")
			return nil, false
		}
	}
	for _, w := range resolutions {
		if k == kindInline && !slices.Contains([]string{"resolved", "open", "dangling", "reopened"}, w) {
			c.badParameter("resolution-status", "List<InlineCommentResolutionStatus>", "")
			return nil, false
		}
	}
	return func(x *content) bool {
		return (len(states) == 0 || slices.Contains(states, statusNames[x.status])) &&
			(k != kindInline || len(resolutions) == 0 || slices.Contains(resolutions, x.resolution))
	}, true
}

// itemsOf are the items of a page or blog post that exists.
func (c *call) itemsOf(k kind, container int64) []content {
	var owner page
	if !c.site.shelfOf(container).byID(container, &owner) {
		return nil
	}
	return c.site.bin(k).of(&owner)
}

// listReplies answers the direct replies to a comment.
func listReplies(k kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if !c.seen(k, id, &x) {
			return
		}
		l, ok := c.commentList(c.request.URL.Query(), commentChild)
		if !ok {
			return
		}
		rows := slices.DeleteFunc(c.itemsOf(k, x.container), func(y content) bool { return y.parent != x.id })
		l.walk = c.sortedItems(rows, l.order, l.descending)
		sendList(c, &l)
	}
}

func getComment(k kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if !c.seen(k, id, &x) {
			return
		}
		q := c.request.URL.Query()
		format, ok := c.choice(q, "body-format", "PrimaryBodyRepresentationSingle", "storage", "atlas_doc_format", "view",
			"export_view", "anonymous_export_view", "styled_view", "editor")
		if ok {
			c.sendSingle(&x, q, func(b []byte) []byte { return c.site.appendComment(b, &x, commentAlone, format) })
		}
	}
}

// sendSingle answers one content: what write writes, with the sub-collections
// that were asked for and the site's base in _links.
func (c *call) sendSingle(x *content, q url.Values, write func([]byte) []byte) {
	b := write(c.body)
	at := lastObject(b)
	links := string(b[at : len(b)-2])
	b = c.appendIncludes(b[:at], q, x)
	b = append(append(b, links...), `,"base":`...)
	c.body = append(appendQuoted(b, c.origin+"/wiki"), "}}"...)
	c.header.Set("Content-Type", "application/json")
}
