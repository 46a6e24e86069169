package confluencetest

import (
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

func (s *Site) appendAttachment(b []byte, x *content) []byte {
	b = append(appendPublicID(append(b, `{"id":"`...), x), '"')
	b = appendString(b, "status", statusNames[x.status])
	b = appendString(b, "title", x.title)
	b = appendMoment(b, "createdAt", x.created)
	if kind(x.container>>kindShift) == kindBlog {
		b = appendID(b, "blogPostId", x.container)
	} else {
		b = appendID(b, "pageId", x.container)
	}
	b = appendString(b, "mediaType", x.mediaType)
	b = appendText(b, "mediaTypeDescription", x.mediaNote)
	b = appendString(b, "comment", x.note)
	b = append(appendKey(b, "fileId"), '"')
	b = append(appendMarker(b, x.id), '"')
	b = appendNumber(b, "fileSize", x.size)
	b = append(appendAttachmentPath(append(b, `,"webuiLink":"`...), x), '"')
	b = append(appendDownloadPath(append(b, `,"downloadLink":"`...), x), '"')
	b = s.appendVersion(appendKey(b, "version"), &version{x.number, x.modified, x.message, x.minor, x.editor})
	b = appendAttachmentPath(append(b, `,"_links":{"webui":"`...), x)
	return append(appendDownloadPath(append(b, `","download":"`...), x), `"}}`...)
}

// appendAttachmentPath writes the address at which a browser shows an
// attachment, as part of a JSON string.
func appendAttachmentPath(b []byte, x *content) []byte {
	b = append(b, "/pages/viewpageattachments.action?pageId="...)
	b = append(strconv.AppendInt(b, x.container, 10), "&preview=%2F"...)
	b = append(strconv.AppendInt(b, x.container, 10), "%2F"...)
	b = append(strconv.AppendInt(b, x.id, 10), "%2F"...)
	return appendSlug(b, x.title)
}

// appendDownloadPath writes the address that no longer works with tokens.
func appendDownloadPath(b []byte, x *content) []byte {
	b = append(strconv.AppendInt(append(b, "/download/attachments/"...), x.container, 10), '/')
	b = append(appendSlug(b, x.title), "?version="...)
	b = append(strconv.AppendInt(b, int64(x.number), 10), "&modificationDate="...)
	return append(strconv.AppendInt(b, x.modified, 10), "&cacheVersion=1&api=v2"...)
}

// attachmentList reads what all lists of attachments have.
func (c *call) attachmentList(q url.Values) (l list[*content], keep func(*content) bool, ok bool) {
	states := words(q, "status")
	for _, w := range states {
		if w != "current" && w != "archived" && w != "trashed" {
			c.badParameter("status", "List<ContentStatus>", "")
			return l, nil, false
		}
	}
	if len(states) == 0 {
		states = []string{"current", "archived"}
	}
	mediaType, name := q.Get("mediaType"), q.Get("filename")
	keep = func(x *content) bool {
		return slices.Contains(states, statusNames[x.status]) && (mediaType == "" || x.mediaType == mediaType) &&
			(name == "" || strings.EqualFold(x.title, name))
	}
	l.write = c.site.appendAttachment
	return l, keep, readList(c, q, &l, 50, datedOrders...)
}

func (c *call) listAttachments(string) {
	l, keep, ok := c.attachmentList(c.request.URL.Query())
	if ok {
		l.walk = filtered(c.site.bin(kindAttachment).walk(orderNamed(l.order), l.descending, c.sees), keep)
		sendList(c, &l)
	}
}

func listAttachmentsOf(of kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if !c.seen(of, id, &x) {
			return
		}
		l, keep, ok := c.attachmentList(c.request.URL.Query())
		if !ok {
			return
		}
		var rows []content
		if of != kindCustom {
			rows = slices.DeleteFunc(c.itemsOf(kindAttachment, x.id), func(y content) bool { return !keep(&y) })
		}
		l.walk = c.sortedItems(rows, l.order, l.descending)
		sendList(c, &l)
	}
}

func (c *call) getAttachment(id string) {
	var x content
	if c.seen(kindAttachment, id, &x) {
		c.sendSingle(&x, c.request.URL.Query(), func(b []byte) []byte { return c.site.appendAttachment(b, &x) })
	}
}

// downloadAttachment leads to where the file is: another host, where the
// caller's credential has no business.
func (c *call) downloadAttachment(id string) {
	var x content
	n, err := strconv.ParseInt(strings.TrimPrefix(c.second, "att"), 10, 64)
	if err != nil || !c.site.content(n, &x) || x.kind != kindAttachment || !c.site.visible(&c.who.view, &x) ||
		strconv.FormatInt(x.container, 10) != id {
		c.missingV1("No attachment found with id " + c.second)
		return
	}
	c.header.Set("Location", "https://api.media.atlassian.com/file/"+string(markerOf(x.id))+"/binary?token="+
		string(appendHex(nil, again(uint64(x.id)), 16))+"&name="+url.QueryEscape(x.title))
	c.text(http.StatusFound, "")
}

// downloadLegacy refuses the old address, as it does for any token.
func (c *call) downloadLegacy(string) {
	c.header.Set("Www-Authenticate", `OAuth realm="`+c.origin+`/wiki"`)
	c.page(http.StatusUnauthorized)
}

// filtered leaves out the rows of a walk that keep does not take.
func filtered(walk func(*key, bool, bool) iter.Seq2[key, *content], keep func(*content) bool) func(*key, bool, bool) iter.Seq2[key, *content] {
	return func(from *key, inclusive, backwards bool) iter.Seq2[key, *content] {
		return func(yield func(key, *content) bool) {
			for k, x := range walk(from, inclusive, backwards) {
				if keep(x) && !yield(k, x) {
					return
				}
			}
		}
	}
}
