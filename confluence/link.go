package confluence

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// This file reads where a list goes on. A list is followed by its cursor alone:
// the cursor is taken out of the next link and put into our own query, so that
// a link that dropped a parameter, or leads elsewhere, cannot change the walk.

// maxCursor bounds a cursor that is sent back. Real ones are some 100 bytes.
const maxCursor = 8 << 10

// nextCursor returns the cursor of the next page of a list at path, "" if there
// is none. bodyNext is _links.next; the Link header is asked where it is empty.
// siteHost is the host that an absolute link may name.
func nextCursor(bodyNext string, header http.Header, path, siteHost string) (string, error) {
	link := bodyNext
	if link == "" {
		link = linkRel(header.Values("Link"), "next")
	}
	if link == "" {
		return "", nil
	}
	u, err := url.Parse(link)
	if err != nil {
		return "", errors.New("its next link is not a URL")
	}
	if (u.Host != "" || u.Scheme != "") && !strings.EqualFold(u.Host, siteHost) {
		return "", fmt.Errorf("its next link leads to another host, %q", clip(u.Host, 100))
	}
	if !samePath(u.Path, path) {
		return "", fmt.Errorf("its next link leads to another list, %q", clip(u.Path, 100))
	}
	cursor := queryCursor(u.RawQuery)
	if cursor == "" {
		return "", errors.New("its next link has no cursor")
	}
	if len(cursor) > maxCursor {
		return "", fmt.Errorf("its next link has a cursor of %d bytes", len(cursor))
	}
	return cursor, nil
}

// samePath compares a link's path with the one that was asked for. v2 links
// have the /wiki prefix; a gateway's prefix may or may not be there.
func samePath(link, asked string) bool {
	bare := strings.TrimPrefix(asked, "/wiki")
	return link == bare || strings.HasSuffix(link, asked)
}

// queryCursor finds the cursor wherever it stands in a query. The value may
// hold unescaped "=", and a "+" is a plus sign there (base64), not a blank.
func queryCursor(query string) string {
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		if value, ok := strings.CutPrefix(pair, "cursor="); ok {
			if plain, err := url.PathUnescape(value); err == nil {
				return plain
			}
			return value
		}
	}
	return ""
}

// linkRel returns the target of the link with the relation in Link headers
// (RFC 8288), or "". Confluence always sends a rel="base" beside rel="next".
func linkRel(headers []string, rel string) string {
	for _, h := range headers {
		for {
			open := strings.IndexByte(h, '<')
			if open < 0 {
				break
			}
			end := strings.IndexByte(h[open:], '>')
			if end < 0 {
				break
			}
			target := h[open+1 : open+end]
			var params string
			params, h = cutUnquoted(h[open+end+1:], ',')
			if hasRel(params, rel) {
				return strings.TrimSpace(target)
			}
		}
	}
	return ""
}

// cutUnquoted splits at the first separator that is outside a quoted string.
func cutUnquoted(s string, sep byte) (before, after string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// hasRel reports whether a link's parameters give it the relation; rel may
// list several, and only the first rel counts (RFC 8288, 3.3).
func hasRel(params, rel string) bool {
	for params != "" {
		var p string
		p, params = cutUnquoted(params, ';')
		name, value, ok := strings.Cut(p, "=")
		if !ok || !strings.EqualFold(strings.TrimSpace(name), "rel") {
			continue
		}
		for _, r := range strings.Fields(strings.Trim(strings.TrimSpace(value), `"`)) {
			if strings.EqualFold(r, rel) {
				return true
			}
		}
		return false
	}
	return false
}

// clip shortens a text from outside for a message.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "..."
}
