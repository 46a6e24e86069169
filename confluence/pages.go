package confluence

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

const (
	pagesPath  = "/wiki/api/v2/pages"
	pagesScope = "read:page:confluence" // of blog posts, too

	maxIDs      = 250 // ids in one call
	maxSpaceIDs = 100 // space ids in one call
)

// Page is a page as a v2 list gives it (PageBulk), without a body.
type Page struct {
	ID          ID      `json:"id"`
	Status      Text    `json:"status"`
	Title       Text    `json:"title"`
	SpaceID     ID      `json:"spaceId"`
	ParentID    ID      `json:"parentId"`
	ParentType  Text    `json:"parentType"`
	Position    Int     `json:"position"`
	AuthorID    Text    `json:"authorId"`
	OwnerID     Text    `json:"ownerId"`
	LastOwnerID Text    `json:"lastOwnerId"`
	Subtype     Text    `json:"subtype"`
	CreatedAt   Time    `json:"createdAt"`
	Version     Version `json:"version"`
	Body        Body    `json:"body"` // only from Documents.WithBody
	Links       Links   `json:"_links"`

	base string
}

// Version is the newest version of a page: its last modification.
type Version struct {
	Number    Int  `json:"number"`
	Message   Text `json:"message"`
	MinorEdit Bool `json:"minorEdit"`
	AuthorID  Text `json:"authorId"`
	CreatedAt Time `json:"createdAt"`
}

// Links are where a thing can be seen.
type Links struct {
	WebUI Text `json:"webui"` // path below _links.base
}

// URL is the page's address for a browser, "" if the answer had none.
func (p *Page) URL() string { return webURL(p.base, p.Links.WebUI) }

// webURL joins a list's _links.base, which ends in /wiki, and a thing's webui
// path, which lacks it.
func webURL(base string, webui Text) string {
	if webui.S == "" || strings.Contains(webui.S, "://") {
		return webui.S
	}
	return strings.TrimSuffix(base, "/") + "/" + strings.TrimPrefix(webui.S, "/")
}

// pageID checks a page's fields and returns its id.
func pageID(p *Page) (int64, error) {
	if !p.ID.Valid {
		return 0, fmt.Errorf("a page without a numeric id (%q)", p.ID.bad)
	}
	if err := unreadable(p); err != nil {
		return 0, fmt.Errorf("page %d: %w", p.ID.N, err)
	}
	return p.ID.N, nil
}

// PagesByID hands the pages with these ids, current and archived, to emit.
// Those that do not exist or may not be seen are left out.
func (c *Client) PagesByID(ctx context.Context, ids []int64, emit func([]Page) error) error {
	return c.Pages().ByID(ctx, ids, emit)
}

// place gives rows the base of their links.
func (w *walk[T]) place(rows []T) []T {
	for i := range rows {
		if p, ok := any(&rows[i]).(interface{ setBase(string) }); ok {
			p.setBase(w.base)
		}
	}
	return rows
}

func (p *Page) setBase(base string) { p.base = base }

// joinIDs writes a list parameter.
func joinIDs(ids []int64) string {
	var b []byte
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, id, 10)
	}
	return string(b)
}
