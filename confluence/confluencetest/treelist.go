package confluencetest

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// appendTree writes a folder, whiteboard, database or embed.
func (s *Site) appendTree(b []byte, x *content) []byte {
	b = appendID(append(b, '{'), "id", x.id)
	b = appendString(b, "type", x.kind.String())
	b = appendString(b, "status", statusNames[x.status])
	b = appendString(b, "title", x.title)
	b = appendID(b, "parentId", x.parent)
	if x.parent == 0 {
		b = append(b, `,"parentType":null`...)
	} else {
		b = appendString(b, "parentType", x.parentKind.String())
	}
	b = appendPosition(b, "position", x.position)
	b = s.appendUser(b, "authorId", x.author)
	b = s.appendUser(b, "ownerId", x.owner)
	if x.kind == kindFolder { // alone among all, and against the document
		b = appendNumber(b, "createdAt", x.created)
	} else {
		b = appendMoment(b, "createdAt", x.created)
	}
	if x.kind == kindEmbed {
		b = appendString(b, "embedUrl", x.embedURL)
	}
	b = appendID(b, "spaceId", s.spaces[x.space].id)
	b = s.appendVersion(appendKey(b, "version"), &version{x.number, x.modified, x.message, x.minor, x.editor})
	b = append(append(b, `,"_links":{"webui":"/spaces/`...), s.spaces[x.space].key...)
	b = append(append(append(b, '/'), x.kind.String()...), '/')
	return append(strconv.AppendInt(b, x.id, 10), `"}}`...)
}

func getTree(k kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if c.seen(k, id, &x) {
			c.sendSingle(&x, c.request.URL.Query(), func(b []byte) []byte { return c.site.appendTree(b, &x) })
		}
	}
}

// listChildren answers what is directly under a content, of all kinds.
func listChildren(k kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if !c.seen(k, id, &x) {
			return
		}
		var l list[*content]
		if !readList(c, withoutSort(c.request.URL.Query()), &l, 25, "id") {
			return
		}
		rows := slices.DeleteFunc(c.site.childrenOf(&x), func(y content) bool { return !c.site.visible(&c.who.view, &y) })
		l.walk = c.sortedItems(rows, "id", false)
		l.write = func(b []byte, y *content) []byte {
			b = appendID(append(b, '{'), "id", y.id)
			b = appendString(b, "status", statusNames[y.status])
			b = appendString(b, "title", y.title)
			b = appendString(b, "type", y.kind.String())
			b = appendID(b, "spaceId", c.site.spaces[y.space].id)
			return append(appendPosition(b, "childPosition", y.position), '}')
		}
		sendList(c, &l)
	}
}

// listOldChildren is the deprecated list of children: pages only, so that it
// hides folders and all below them.
func (c *call) listOldChildren(id string) {
	var x content
	if !c.seen(kindPage, id, &x) {
		return
	}
	rows := slices.DeleteFunc(c.site.childrenOf(&x), func(y content) bool {
		return y.kind != kindPage || !c.site.visible(&c.who.view, &y)
	})
	sendSlice(c, c.request.URL.Query(), rows, func(b []byte, y *content) []byte {
		b = appendID(append(b, '{'), "id", y.id)
		b = appendString(b, "status", statusNames[y.status])
		b = appendString(b, "title", y.title)
		b = appendID(b, "spaceId", c.site.spaces[y.space].id)
		return append(appendPosition(b, "childPosition", y.position), '}')
	})
}

const (
	defaultDepth = 2
	mostDepth    = 10
)

type descendant struct {
	content
	depth int
}

// descendants walks down a tree, one level after the other.
func (c *call) descendants(x *content, depth int) []descendant {
	var out []descendant
	level := []content{*x}
	for d := 1; d <= depth && len(level) > 0; d++ {
		var below []content
		for i := range level {
			below = append(below, c.site.childrenOf(&level[i])...)
		}
		for _, y := range below {
			if c.site.visible(&c.who.view, &y) {
				out = append(out, descendant{y, d})
			}
		}
		level = below
	}
	return out
}

// listDescendants answers what is below a content, down to a depth where it
// ends silently.
func listDescendants(k kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if !c.seen(k, id, &x) {
			return
		}
		q := c.request.URL.Query()
		depth := defaultDepth
		if text := q.Get("depth"); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil {
				c.badParameter("depth", "Integer", "")
				return
			}
			if n < 1 || n > mostDepth {
				c.badValue("depth", "it must be between 1 and 10")
				return
			}
			depth = n
		}
		sendSlice(c, q, c.descendants(&x, depth), func(b []byte, y *descendant) []byte {
			b = appendID(append(b, '{'), "id", y.id)
			b = appendString(b, "status", statusNames[y.status])
			b = appendString(b, "title", y.title)
			b = appendString(b, "type", y.kind.String())
			b = appendID(b, "parentId", y.parent)
			b = appendNumber(b, "depth", int64(y.depth))
			return append(appendPosition(b, "childPosition", y.position), '}')
		})
	}
}

// ancestorsOf is what a content is under, the nearest first.
func (s *Site) ancestorsOf(x *content) []content {
	var out []content
	at := *x
	for range maxDepth {
		var up content
		if at.parent == 0 || !s.content(at.parent, &up) || up.status == statusDeleted {
			break
		}
		out = append(out, up)
		at = up
	}
	return out
}

// listAncestors answers the nearest ancestors, the topmost first. It has no
// cursor: more are had by asking again for the first one's.
func listAncestors(k kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if !c.seen(k, id, &x) {
			return
		}
		limit, ok := c.limit(c.request.URL.Query())
		if !ok {
			return
		}
		rows := c.site.ancestorsOf(&x)
		rows = rows[:min(len(rows), limit)]
		slices.Reverse(rows)
		c.beginList()
		for i := range rows {
			if i > 0 {
				c.body = append(c.body, ',')
			}
			b := appendID(append(c.body, '{'), "id", rows[i].id)
			c.body = append(appendString(b, "type", rows[i].kind.String()), '}')
		}
		if k == kindPage {
			c.endList("")
			return
		}
		c.body = append(c.body, "]}"...)
	}
}

// maxConverted is how many ids one call converts.
const maxConverted = 100

// convertIDs tells the type of each id, null for what is not there or not for
// the caller.
func (c *call) convertIDs(string) {
	raw, err := io.ReadAll(http.MaxBytesReader(nil, c.request.Body, maxBulkBody))
	var body struct{ ContentIDs []any }
	if err != nil || json.Unmarshal(raw, &body) != nil {
		c.failure(http.StatusBadRequest, "INVALID_REQUEST_BODY", "The request body could not be read.", "")
		return
	}
	if n := len(body.ContentIDs); n < 1 || n > maxConverted {
		c.failure(http.StatusBadRequest, "INVALID_REQUEST_BODY", "contentIds must have between 1 and 100 elements.", "")
		return
	}
	b := append(c.body, `{"results":{`...)
	seen := map[string]bool{}
	for _, v := range body.ContentIDs {
		id, _ := v.(string)
		if n, ok := v.(float64); ok {
			id = strconv.FormatInt(int64(n), 10)
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		b = append(append(separated(b), string(appendQuoted(nil, id))...), ':')
		var x content
		n, err := strconv.ParseInt(strings.TrimPrefix(id, "att"), 10, 64)
		switch {
		case err != nil || !c.site.content(n, &x) || x.kind == kindTask || !c.site.visible(&c.who.view, &x):
			b = append(b, "null"...)
		case x.kind == kindCustom:
			b = appendQuoted(b, x.customType)
		default:
			b = appendQuoted(b, x.kind.String())
		}
	}
	c.header.Set("Content-Type", "application/json")
	c.body = append(b, "}}"...)
}

// separated adds a comma unless the object or list has just begun.
func separated(b []byte) []byte {
	if last := b[len(b)-1]; last != '{' && last != '[' {
		return append(b, ',')
	}
	return b
}
