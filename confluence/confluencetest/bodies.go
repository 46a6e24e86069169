package confluencetest

import (
	"net/http"
)

// appendBody writes the members of a page's body in the asked representation;
// none asked, none written.
func (s *Site) appendBody(b []byte, p *page, format string) []byte {
	if format == "" {
		return b
	}
	return appendBodyValue(b, format, s.bodyText(p, p.number, format))
}

func appendBodyValue(b []byte, format string, value []byte) []byte {
	b = append(appendKey(b, format), '{')
	b = appendString(b, "representation", format)
	return append(appendQuoted(appendKey(b, "value"), value), '}')
}

// bodyText writes a page's body; what is neither storage nor ADF is shown as
// HTML, for which storage must do.
func (s *Site) bodyText(p *page, number int32, format string) []byte {
	if p.storage != "" {
		if format == "atlas_doc_format" {
			return appendADF(nil, []block{paragraphOf(inline{text: plainText(p.storage)})})
		}
		return []byte(p.storage)
	}
	blocks := s.bodyOf(p, number)
	if format == "atlas_doc_format" {
		return appendADF(nil, blocks)
	}
	return appendStorage(nil, blocks)
}

// plainText drops the tags of storage.
func plainText(storage string) string {
	var out []byte
	in := false
	for i := range len(storage) {
		switch c := storage[i]; {
		case c == '<':
			in = true
		case c == '>':
			in = false
			out = append(out, ' ')
		case !in:
			out = append(out, c)
		}
	}
	return string(out)
}

// appendContentBody writes the body of any content as of a version.
func (s *Site) appendContentBody(b []byte, x *content, number int32, format string) []byte {
	if x.kind == kindPage || x.kind == kindBlog {
		var p page
		s.shelfOf(x.id).byID(x.id, &p)
		if number != p.number {
			p.text, p.storage = "", ""
		}
		return appendBodyValue(b, format, s.bodyText(&p, number, format))
	}
	text := x.text
	if number < x.number {
		text += " (draft)"
	}
	blocks := []block{paragraphOf(inline{text: text})}
	switch format {
	case "atlas_doc_format":
		return appendBodyValue(b, format, appendADF(nil, blocks))
	case "raw":
		return appendBodyValue(b, format, []byte(`{"note":`+string(appendQuoted(nil, text))+`}`))
	}
	return appendBodyValue(b, format, appendStorage(nil, blocks))
}

// tooLarge answers 500 where a list with bodies has become larger than the
// configuration allows: a smaller limit helps.
func (c *call) tooLarge(format string, rows int) bool {
	if c.site.config.MaxBodyReply <= 0 || format == "" || rows <= 1 || len(c.body) <= c.site.config.MaxBodyReply {
		return false
	}
	c.header.Del("Link")
	c.failure(http.StatusInternalServerError, "INTERNAL_SERVER_ERROR", "Internal Server Error", "")
	return true
}
