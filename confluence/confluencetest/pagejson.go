package confluencetest

import (
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
)

// appendPage writes a page as PageBulk or, if single, PageSingle. It ends with
// the object _links.
func (s *Site) appendPage(b []byte, p *page, format string, single bool) []byte {
	b = append(b, '{')
	b = appendID(b, "id", p.id)
	b = appendString(b, "status", statusNames[p.status])
	b = appendQuoted(appendKey(b, "title"), p.title)
	b = appendID(b, "spaceId", s.spaces[p.space].id)
	if !p.bare {
		b = appendID(b, "parentId", p.parent)
		b = appendText(b, "parentType", p.parentType)
	}
	if p.position < 0 {
		b = append(b, `,"position":null`...)
	} else {
		b = appendNumber(b, "position", int64(p.position))
	}
	b = s.appendUser(b, "authorId", p.author)
	b = s.appendUser(b, "ownerId", p.owner)
	b = s.appendUser(b, "lastOwnerId", p.lastOwner)
	b = appendText(b, "subtype", p.subtype)
	b = appendMoment(b, "createdAt", p.created)
	b = append(appendKey(b, "version"), '{')
	b = appendMoment(b, "createdAt", p.modified)
	b = appendString(b, "message", p.message)
	b = appendNumber(b, "number", int64(p.number))
	b = appendBool(b, "minorEdit", p.minor)
	b = append(s.appendUser(b, "authorId", p.editor), '}')
	if single {
		b = appendBool(b, "isFavoritedByCurrentUser", false)
	}
	b = s.appendBody(append(appendKey(b, "body"), '{'), p, format)
	b = append(b, "},"...)
	return append(s.appendPageLinks(b, p), '}')
}

func (s *Site) appendPageLinks(b []byte, p *page) []byte {
	b = append(b, `"_links":{"webui":"`...)
	b = s.appendWebUI(b, p)
	b = append(b, `","editui":"/pages/resumedraft.action?draftId=`...)
	b = strconv.AppendInt(b, p.id, 10)
	b = append(append(append(b, `","edituiv2":"/spaces/`...), s.spaces[p.space].key...), "/pages/edit-v2/"...)
	b = strconv.AppendInt(b, p.id, 10)
	b = appendTiny(append(b, `","tinyui":"/x/`...), p.id)
	return append(b, `"}`...)
}

// appendWebUI writes a page's address under the site's /wiki.
func (s *Site) appendWebUI(b []byte, p *page) []byte {
	b = append(append(append(b, "/spaces/"...), s.spaces[p.space].key...), "/pages/"...)
	b = append(strconv.AppendInt(b, p.id, 10), '/')
	return appendSlug(b, p.title)
}

// appendTiny writes a page id as tiny links do: base64 of its bytes, low first,
// without the zeros at the end.
func appendTiny(b []byte, id int64) []byte {
	var raw [8]byte
	binary.LittleEndian.PutUint64(raw[:], uint64(id))
	n := len(raw)
	for n > 1 && raw[n-1] == 0 {
		n--
	}
	return base64.RawURLEncoding.AppendEncode(b, raw[:n])
}

// appendBody writes the members of a page's body in the asked representation;
// none asked, none written.
func (s *Site) appendBody(b []byte, p *page, format string) []byte {
	if format == "" {
		return b
	}
	paragraphs := s.paragraphs(p)
	var value strings.Builder
	if format == "atlas_doc_format" {
		value.WriteString(`{"type":"doc","version":1,"content":[`)
		for i, text := range paragraphs {
			if i > 0 {
				value.WriteByte(',')
			}
			value.WriteString(`{"type":"paragraph","content":[{"type":"text","text":`)
			value.Write(appendQuoted(nil, text))
			value.WriteString(`}]}`)
		}
		value.WriteString(`]}`)
	} else {
		for _, text := range paragraphs {
			value.WriteString("<p>" + markup.Replace(text) + "</p>")
		}
	}
	b = append(appendKey(b, format), '{')
	b = appendString(b, "representation", format)
	return append(appendString(b, "value", value.String()), '}')
}

var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

var sentences = [...]string{
	"The team reviewed this in the weekly meeting.", "Owners are listed in the table below.",
	"Please comment if something is missing & tell the page's owner.", "Latency must stay < 200 ms at the 99th percentile.",
	"Siehe auch die Übersicht im Qualitätshandbuch.", "Подробности в приложении.", "詳細は付録を参照してください。",
	"Rollback takes about ten minutes and needs two people.", "The budget was approved in the second quarter.",
}

// paragraphs is a page's text.
func (s *Site) paragraphs(p *page) []string {
	if p.text != "" {
		return strings.Split(p.text, "\n")
	}
	h := s.draw.of(drawBody, uint64(p.id)*31+uint64(p.number))
	out := []string{"About " + string(p.title) + "."}
	for range 1 + h%5 {
		h = again(h)
		out = append(out, sentences[h%uint64(len(sentences))]+" "+sentences[h>>16%uint64(len(sentences))])
	}
	return out
}
