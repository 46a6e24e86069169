package confluence

import (
	"context"
	"net/url"
	"slices"
)

const (
	customContentPath  = "/wiki/api/v2/custom-content"
	customContentScope = "read:custom-content:confluence"
)

// CustomContent is content of a type that an app has defined.
type CustomContent struct {
	ID              ID      `json:"id"`
	Type            Text    `json:"type"`
	Status          Text    `json:"status"`
	Title           Text    `json:"title"`
	SpaceID         ID      `json:"spaceId"`
	PageID          ID      `json:"pageId"`
	BlogPostID      ID      `json:"blogPostId"`
	CustomContentID ID      `json:"customContentId"`
	AuthorID        Text    `json:"authorId"`
	CreatedAt       Time    `json:"createdAt"`
	Version         Version `json:"version"`
	Links           Links   `json:"_links"`

	base string
}

// URL is the content's address for a browser, "" if the answer had none.
func (c *CustomContent) URL() string { return webURL(c.base, c.Links.WebUI) }

func (c *CustomContent) setBase(base string) { c.base = base }

// CustomContent hands the contents of each type to emit. There is no way to ask
// which types there are.
func (c *Client) CustomContent(ctx context.Context, types []string, emit func([]CustomContent) error) error {
	id := func(v *CustomContent) (int64, error) {
		_, err := numbered("custom content", func(v *CustomContent) ID { return v.ID })(v)
		return v.ID.N, err
	}
	return ofEach(ctx, slices.Compact(slices.Sorted(slices.Values(types))), func(typ string) list[CustomContent] {
		return list[CustomContent]{client: c, path: customContentPath, scope: customContentScope,
			query: url.Values{"type": {typ}, "sort": {"id"}}, contract: rising(id, false)}
	}, func(_ string, rows []CustomContent) error { return emit(rows) })
}
