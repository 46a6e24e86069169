package confluencetest

import (
	"net/url"
	"slices"
	"strconv"
)

// versionOfContent makes one version of a content, 1 to its newest. The first
// is its author's, when it was made; the newest is what the content itself
// says.
func (s *Site) versionOfContent(x *content, n int32) version {
	if n >= x.number {
		return version{x.number, x.modified, x.message, x.minor, x.editor}
	}
	v := version{number: n, at: x.created, author: x.author}
	if n > 1 {
		h := s.draw.of(drawVersions, uint64(x.id)*64+uint64(n))
		v.at += int64(float64(x.modified-x.created) * float64(n-1) / float64(x.number-1))
		v.minor = h%8 == 0
		if h>>4%4 == 0 {
			v.message = messages[h>>8%uint64(len(messages))]
		}
		if h>>12%2 == 0 {
			v.author = s.pages.authorOf(x.space, again(h))
		}
	}
	return v
}

// asVersion turns a page into one of its versions.
func (c *call) asVersion(p *page, number string) bool {
	n, err := strconv.ParseInt(number, 10, 32)
	if err != nil {
		c.badParameter("version", "Integer", "")
		return false
	}
	if n < 1 || n > int64(p.number) {
		c.missing("version", number)
		return false
	}
	var x content
	p.content(&x)
	v := c.site.versionOfContent(&x, int32(n))
	p.number, p.modified, p.message, p.minor, p.editor = v.number, v.at, v.message, v.minor, v.author
	return true
}

// versionMember names the member of a version that tells the content's title
// and body.
func versionMember(k kind) string {
	switch k {
	case kindPage:
		return "page"
	case kindBlog:
		return "blogpost"
	case kindAttachment:
		return "attachment"
	case kindCustom:
		return "custom"
	}
	return "comment"
}

func listVersions(k kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if !c.seen(k, id, &x) {
			return
		}
		q := c.request.URL.Query()
		format, ok := "", true
		if k != kindAttachment {
			if format, ok = c.choice(q, "body-format", "PrimaryBodyRepresentation", bodyFormats(k)...); !ok {
				return
			}
		}
		var l list[*version]
		if !readList(c, q, &l, 25, "modified-date") {
			return
		}
		if !q.Has("sort") { // the newest first, unless asked otherwise
			l.descending = true
		}
		rows := make([]version, x.number)
		for i := range rows {
			rows[i] = c.site.versionOfContent(&x, int32(i)+1)
		}
		if l.descending {
			slices.Reverse(rows)
		}
		l.walk = sliced(rows, l.descending, func(_ int, v *version) key { return key{n: v.at, id: int64(v.number)} })
		l.write = func(b []byte, v *version) []byte {
			b = append(appendKey(c.site.appendVersionOpen(b, v), versionMember(k)), '{')
			b = appendString(b, "title", x.title)
			b = appendString(b, "id", x.publicID())
			if format != "" {
				b = append(c.site.appendContentBody(append(appendKey(b, "body"), '{'), &x, v.number, format), '}')
			}
			return append(b, "}}"...)
		}
		sendList(c, &l)
	}
}

func getVersion(k kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if !c.seen(k, id, &x) {
			return
		}
		n, err := strconv.ParseInt(c.second, 10, 32)
		if err != nil {
			c.badParameter("version-number", "Integer", "")
			return
		}
		if n < 1 || n > int64(x.number) {
			c.missing("version", c.second)
			return
		}
		v := c.site.versionOfContent(&x, int32(n))
		b := appendNumber(append(c.body, '{'), "number", n)
		b = c.site.appendUser(b, "authorId", v.author)
		b = appendString(b, "message", v.message)
		b = appendMoment(b, "createdAt", v.at)
		b = appendBool(b, "minorEdit", v.minor)
		b = appendBool(b, "contentTypeModified", false)
		b = append(appendKey(b, "collaborators"), '[')
		if v.author != noUser {
			b = append(c.site.users.appendID(append(b, '"'), v.author), '"')
		}
		b = append(b, ']')
		if n > 1 {
			b = appendNumber(b, "prevVersion", n-1)
		}
		if n < int64(x.number) {
			b = appendNumber(b, "nextVersion", n+1)
		}
		c.header.Set("Content-Type", "application/json")
		c.body = append(b, '}')
	}
}

func bodyFormats(k kind) []string {
	if k == kindCustom {
		return []string{"raw", "storage", "atlas_doc_format"}
	}
	return []string{"storage", "atlas_doc_format"}
}

// maxIncluded is where sub-collections of a single content end.
const maxIncluded = 50

// includes writes the sub-collections that a single page or blog post was asked
// for, at most 50 of each.
func (c *call) includes(q url.Values, p *page) {
	var x content
	p.content(&x)
	c.body = c.appendIncludes(c.body, q, &x)
}

func (c *call) appendIncludes(b []byte, q url.Values, x *content) []byte {
	s := c.site
	if x.kind.inTree() && x.kind != kindPage {
		return b
	}
	comment := x.kind == kindFooter || x.kind == kindInline
	self := "/wiki/api/v2/" + x.collection() + "/" + x.publicID() + "/"
	if q.Get("include-labels") == "true" && !comment {
		b = appendIncluded(b, "labels", self, s.labelsOf(x.id), func(b []byte, l *labelRef) []byte { return s.appendLabel(b, *l) })
	}
	if q.Get("include-properties") == "true" {
		b = appendIncluded(b, "properties", self, s.propertiesOf(x), s.appendProperty)
	}
	if q.Get("include-likes") == "true" && (comment || x.kind <= kindBlog) {
		b = appendIncluded(b, "likes", self, s.likesOf(x), s.appendLike)
	}
	if q.Get("include-versions") == "true" {
		var rows []version
		for n := x.number; n > 0 && len(rows) <= maxIncluded; n-- {
			rows = append(rows, s.versionOfContent(x, n))
		}
		b = appendIncluded(b, "versions", self, rows, s.appendVersion)
	}
	if q.Get("include-operations") == "true" {
		b = appendIncluded(b, "operations", self, operations, func(b []byte, op *string) []byte {
			return append(appendString(appendString(append(b, '{'), "operation", *op), "targetType", x.kind.target()), '}')
		})
	}
	return b
}

var operations = []string{"read", "update", "delete"}

func appendIncluded[T any](b []byte, name, self string, rows []T, write func([]byte, *T) []byte) []byte {
	b = append(appendKey(b, name), `{"results":[`...)
	for i := range rows[:min(len(rows), maxIncluded)] {
		if i > 0 {
			b = append(b, ',')
		}
		b = write(b, &rows[i])
	}
	b = append(b, `],"meta":{`...)
	b = appendBool(b, "hasMore", len(rows) > maxIncluded)
	b = append(b, `},"_links":{`...)
	return append(appendString(b, "self", self+name), "}}"...)
}
