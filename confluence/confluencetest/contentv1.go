package confluencetest

import (
	"strconv"
	"strings"
)

// An expand is what shall be written of contents of API v1.
type expand struct {
	labels, version, history, space, ancestors, container bool
	bodies                                                []string
	any                                                   bool
}

// parseExpand reads the parameter expand; what it does not know it passes over.
func parseExpand(given []string) expand {
	var e expand
	for _, list := range given {
		for name := range strings.SplitSeq(list, ",") {
			name = strings.TrimPrefix(strings.TrimSpace(name), "content.")
			e.any = e.any || name != ""
			head, rest, _ := strings.Cut(name, ".")
			switch head {
			case "metadata":
				e.labels = e.labels || strings.HasPrefix(rest, "labels")
			case "version":
				e.version = true
			case "history":
				e.history = true
			case "space":
				e.space = true
			case "ancestors":
				e.ancestors = true
			case "container":
				e.container = true
			case "body":
				format, _, _ := strings.Cut(rest, ".")
				switch format {
				case "storage", "view", "atlas_doc_format", "export_view", "styled_view", "anonymous_export_view", "editor":
					e.bodies = append(e.bodies, format)
				}
			}
		}
	}
	return e
}

// limit is the largest page that a search gives with these expansions; a larger
// limit is cut silently.
func (e *expand) limit() int {
	switch {
	case len(e.bodies) > 0 && (strings.Contains(strings.Join(e.bodies, " "), "export_view") || strings.Contains(strings.Join(e.bodies, " "), "styled_view")):
		return 25
	case len(e.bodies) > 0:
		return 50
	case e.any:
		return 200
	}
	return 1000
}

func (s *Site) appendSpaceV1(b []byte, i int) []byte {
	sp := &s.spaces[i]
	b = appendNumber(append(b, '{'), "id", sp.id)
	b = appendString(b, "key", sp.key)
	if sp.alias != "" {
		b = appendString(b, "alias", sp.alias)
	}
	b = appendString(b, "name", sp.name)
	kind := sp.kind
	b = appendString(b, "type", kind)
	b = appendString(b, "status", sp.status)
	b = append(b, `,"_expandable":{"settings":"/rest/api/space/`...)
	b = append(append(b, sp.key...), `/settings","homepage":"","description":""},"_links":{`...)
	b = appendString(b, "webui", "/spaces/"+sp.key)
	return append(appendString(b, "self", s.siteURL()+"/rest/api/space/"+sp.key), "}}"...)
}

func (s *Site) appendVersionV1(b []byte, x *content) []byte {
	b = append(b, '{')
	if x.editor != noUser {
		b = s.appendPerson(appendKey(b, "by"), x.editor)
	}
	b = appendMoment(b, "when", x.modified)
	b = appendString(b, "friendlyWhen", string(appendTime(nil, x.modified)[:10]))
	b = appendString(b, "message", x.message)
	b = appendNumber(b, "number", int64(x.number))
	b = appendBool(b, "minorEdit", x.minor)
	return append(b, `,"_expandable":{"collaborators":"","content":""},"_links":{}}`...)
}

// typeV1 is what API v1 calls the kind.
func (x *content) typeV1() string {
	h := hit{content: *x}
	return h.cqlType()
}

// appendContentV1 writes a content of API v1. Labels may be told, if the index
// has others than there are.
func (c *call) appendContentV1(b []byte, x *content, labels []labelRef, e expand) []byte {
	s := c.site
	b = appendString(append(b, '{'), "id", x.publicID())
	b = appendString(b, "type", x.typeV1())
	b = appendString(b, "status", statusNames[x.status])
	b = appendString(b, "title", x.title)
	if e.space {
		b = s.appendSpaceV1(appendKey(b, "space"), x.space)
	}
	if e.history {
		b = append(appendKey(b, "history"), `{"latest":true`...)
		if x.author != noUser {
			b = s.appendPerson(appendKey(b, "createdBy"), x.author)
		}
		b = appendMoment(b, "createdDate", x.created)
		b = append(s.appendVersionV1(appendKey(b, "lastUpdated"), x), `,"_expandable":{"previousVersion":"","contributors":""},"_links":{}}`...)
	}
	if e.version {
		b = s.appendVersionV1(appendKey(b, "version"), x)
	}
	if e.ancestors {
		b = append(appendKey(b, "ancestors"), '[')
		up := s.ancestorsOf(x)
		for i := len(up) - 1; i >= 0 && x.kind.inTree(); i-- {
			b = c.appendContentV1(separated(b), &up[i], nil, expand{})
		}
		b = append(b, ']')
	}
	if e.container {
		b = c.appendContainer(appendKey(b, "container"), x)
	}
	if e.labels {
		b = s.appendLabelsV1(b, x, labels)
	}
	if len(e.bodies) > 0 {
		b = append(appendKey(b, "body"), '{')
		for _, format := range e.bodies {
			if x.kind <= kindBlog || x.kind >= kindFooter && x.kind != kindAttachment {
				b = s.appendContentBody(b, x, x.number, format)
				b = append(b[:len(b)-1], `,"embeddedContent":[],"_expandable":{"content":""}}`...)
			}
		}
		b = append(b, '}')
	}
	b = appendExtensions(b, x)
	b = append(b, `,"_expandable":{"childTypes":"","restrictions":"","operations":""},"_links":{`...)
	b = appendString(b, "webui", s.webUI(x))
	self := s.siteURL() + "/rest/api/content/" + x.publicID()
	return append(appendString(b, "self", self), "}}"...)
}

func (c *call) appendContainer(b []byte, x *content) []byte {
	if x.container == 0 || x.container == x.id {
		return c.site.appendSpaceV1(b, x.space)
	}
	var owner content
	id := x.container
	if x.onAttachment != 0 {
		id = x.onAttachment
	}
	if !c.site.content(id, &owner) {
		return append(b, "null"...)
	}
	return c.appendContentV1(b, &owner, nil, expand{})
}

func (s *Site) appendLabelsV1(b []byte, x *content, labels []labelRef) []byte {
	if labels == nil {
		labels = s.labelsOf(x.id)
	}
	b = append(appendKey(b, "metadata"), `{"labels":{"results":[`...)
	for _, ref := range labels[:min(len(labels), 200)] {
		l := &s.labels.all[ref]
		b = appendString(append(separated(b), '{'), "prefix", l.prefix)
		b = appendString(b, "name", l.name)
		b = appendID(b, "id", labelID(ref))
		b = append(appendString(b, "label", l.name), '}')
	}
	b = append(b, `],"start":0,"limit":200`...)
	return append(appendNumber(b, "size", int64(min(len(labels), 200))), `},"_expandable":{"currentuser":"","properties":""}}`...)
}

func appendExtensions(b []byte, x *content) []byte {
	b = append(appendKey(b, "extensions"), '{')
	switch x.kind {
	case kindAttachment:
		b = appendString(b, "mediaType", x.mediaType)
		b = appendNumber(b, "fileSize", x.size)
		b = appendString(b, "comment", x.note)
		b = appendString(b, "fileId", string(markerOf(x.id)))
	case kindFooter:
		b = appendString(b, "location", "footer")
	case kindInline:
		b = appendString(b, "location", "inline")
		b = appendString(append(appendKey(b, "resolution"), '{'), "status", x.resolution)
		b = append(b, '}')
	default:
		if x.position >= 0 {
			b = appendNumber(b, "position", int64(x.position))
		}
	}
	return append(b, '}')
}

// webUI is a content's address under the site's /wiki.
func (s *Site) webUI(x *content) string {
	switch x.kind {
	case kindPage, kindBlog:
		p := page{id: x.id, kind: x.kind, space: x.space, title: []byte(x.title), created: x.created}
		return string(s.appendWebUI(nil, &p))
	case kindAttachment:
		return string(appendAttachmentPath(nil, x))
	case kindFooter, kindInline:
		return "/pages/" + strconv.FormatInt(x.container, 10) + "?focusedCommentId=" + strconv.FormatInt(x.id, 10)
	}
	return "/spaces/" + s.spaces[x.space].key + "/" + x.kind.String() + "/" + strconv.FormatInt(x.id, 10)
}
