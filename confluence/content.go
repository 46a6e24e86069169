package confluence

import (
	"fmt"
	"net/url"
	"strconv"
)

// ContentType is a kind of content, as API v2 names it in paths.
type ContentType string

// The kinds of content that have labels, likes, properties or versions.
const (
	PageContent       ContentType = "pages"
	BlogPostContent   ContentType = "blogposts"
	AttachmentContent ContentType = "attachments"
	FooterComment     ContentType = "footer-comments"
	InlineComment     ContentType = "inline-comments"
)

const (
	attachmentScope = "read:attachment:confluence"
	commentScope    = "read:comment:confluence"
)

func (t ContentType) scope() string {
	switch t {
	case AttachmentContent:
		return attachmentScope
	case FooterComment, InlineComment:
		return commentScope
	}
	return pagesScope
}

// path is where a part of a content is.
func (t ContentType) path(id string, part string) string {
	return "/wiki/api/v2/" + string(t) + "/" + url.PathEscape(id) + "/" + part
}

// ofContent is a list below a content.
func ofContent[T any](c *Client, t ContentType, id int64, part string, key func(*T) (string, error)) list[T] {
	return list[T]{client: c, path: t.path(strconv.FormatInt(id, 10), part), scope: t.scope(), key: key}
}

// numbered is the key of rows with a numeric id.
func numbered[T any](what string, id func(*T) ID) func(*T) (string, error) {
	return func(v *T) (string, error) {
		n := id(v)
		if !n.Valid {
			return "", fmt.Errorf("a %s without a numeric id (%q)", what, n.bad)
		}
		if err := unreadable(v); err != nil {
			return "", fmt.Errorf("%s %d: %w", what, n.N, err)
		}
		return strconv.FormatInt(n.N, 10), nil
	}
}

// named is the key of rows that a text tells apart.
func named[T any](what string, id func(*T) string) func(*T) (string, error) {
	return func(v *T) (string, error) {
		k := id(v)
		if k == "" {
			return "", fmt.Errorf("a %s without an id", what)
		}
		if err := unreadable(v); err != nil {
			return "", fmt.Errorf("%s %s: %w", what, clip(k, 100), err)
		}
		return k, nil
	}
}

// distinct checks rows that come all at once.
func distinct[T any](rows []T, key func(*T) (string, error)) error {
	seen := make(map[string]bool, len(rows))
	for i := range rows {
		k, err := key(&rows[i])
		if err != nil {
			return err
		}
		if seen[k] {
			return fmt.Errorf("the row %s is repeated", clip(k, 100))
		}
		seen[k] = true
	}
	return nil
}
