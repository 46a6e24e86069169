package confluencetest

import (
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
	"time"
)

// appendPage writes a page as PageBulk or, if single, PageSingle. It ends with
// the object _links.
func (s *Site) appendPage(b []byte, p *page, format string, single bool) []byte {
	b = append(b, '{')
	b = appendID(b, "id", p.id)
	b = appendString(b, "status", statusNames[p.status])
	b = appendQuoted(appendKey(b, "title"), p.title)
	b = appendID(b, "spaceId", s.spaces[p.space].id)
	if !p.bare && p.kind == kindPage {
		b = appendID(b, "parentId", p.parent)
		b = appendText(b, "parentType", p.parentType)
	}
	if p.kind == kindPage {
		b = appendPosition(b, "position", p.position)
	}
	b = s.appendUser(b, "authorId", p.author)
	if p.kind == kindPage {
		b = s.appendUser(b, "ownerId", p.owner)
		b = s.appendUser(b, "lastOwnerId", p.lastOwner)
		b = appendText(b, "subtype", p.subtype)
	}
	b = appendMoment(b, "createdAt", p.created)
	b = s.appendVersion(appendKey(b, "version"), &version{p.number, p.modified, p.message, p.minor, p.editor})
	if single {
		b = appendBool(b, "isFavoritedByCurrentUser", false)
	}
	b = s.appendBody(append(appendKey(b, "body"), '{'), p, format)
	b = append(b, "},"...)
	return append(s.appendPageLinks(b, p), '}')
}

func appendPosition(b []byte, name string, position int32) []byte {
	if position < 0 {
		return append(appendKey(b, name), "null"...)
	}
	return appendNumber(b, name, int64(position))
}

// A version is one version of a content.
type version struct {
	number  int32
	at      int64
	message string
	minor   bool
	author  userRef
}

// appendVersion writes a Version; appendVersionOpen leaves it open for more members.
func (s *Site) appendVersion(b []byte, v *version) []byte {
	return append(s.appendVersionOpen(b, v), '}')
}

func (s *Site) appendVersionOpen(b []byte, v *version) []byte {
	b = appendMoment(append(b, '{'), "createdAt", v.at)
	b = appendString(b, "message", v.message)
	b = appendNumber(b, "number", int64(v.number))
	b = appendBool(b, "minorEdit", v.minor)
	return s.appendUser(b, "authorId", v.author)
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
	b = append(append(b, "/spaces/"...), s.spaces[p.space].key...)
	if p.kind == kindBlog {
		b = time.UnixMilli(p.created).UTC().AppendFormat(b, "/blog/2006/01/02/")
	} else {
		b = append(b, "/pages/"...)
	}
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

var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

var sentences = [...]string{
	"The team reviewed this in the weekly meeting.", "Owners are listed in the table below.",
	"Please comment if something is missing & tell the page's owner.", "Latency must stay < 200 ms at the 99th percentile.",
	"Siehe auch die Übersicht im Qualitätshandbuch.", "Подробности в приложении.", "詳細は付録を参照してください。",
	"Rollback takes about ten minutes and needs two people.", "The budget was approved in the second quarter.",
}
