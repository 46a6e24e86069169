package confluencetest

import (
	"strconv"
	"strings"
)

// publicID is the id as the API shows it: an attachment's begins with "att".
func (x *content) publicID() string { return string(appendPublicID(nil, x)) }

func appendPublicID(b []byte, x *content) []byte {
	if x.kind == kindAttachment {
		b = append(b, "att"...)
	}
	return strconv.AppendInt(b, x.id, 10)
}

// collection is the kind's name in the paths of API v2.
func (x *content) collection() string {
	if x.kind == kindCustom {
		return "custom-content"
	}
	return x.kind.String() + "s"
}

// target is how operations name the kind.
func (k kind) target() string {
	switch k {
	case kindFooter, kindInline:
		return "comment"
	case kindCustom:
		return "page"
	}
	return k.String()
}

// seen makes the content of a kind that a path names, if the caller may see it;
// else it answers 404, or 400 for what cannot be an id.
func (c *call) seen(k kind, id string, x *content) bool {
	text := id
	if k == kindAttachment {
		text = strings.TrimPrefix(id, "att")
	}
	n, ok := c.pathID(text)
	if !ok {
		return false
	}
	if !c.site.content(n, x) || x.kind != k || !c.site.visible(&c.who.view, x) {
		c.missing(k.noun(), id)
		return false
	}
	return true
}

// seenAny is seen for contents of any kind, in API v1's form.
func (c *call) seenAny(id string, x *content) bool {
	n, err := strconv.ParseInt(strings.TrimPrefix(id, "att"), 10, 64)
	if err == nil && c.site.content(n, x) && x.kind != kindTask && c.site.visible(&c.who.view, x) {
		return true
	}
	c.missingV1("No content found with id: ContentId{id=" + id + "}")
	return false
}

func (c *call) seenSpace(id string) (int, bool) {
	n, ok := c.pathID(id)
	if !ok {
		return 0, false
	}
	i, ok := c.site.spaceAt[n]
	if !ok || !c.who.view.space(i) {
		c.missing("space", id)
		return 0, false
	}
	return i, true
}
