package confluence

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	pagesPath  = "/wiki/api/v2/pages"
	pagesScope = "read:page:confluence"
	// pageStatus is what a list of pages gives by default, said explicitly, so
	// that a change of the default changes nothing here.
	pageStatus = "current,archived"

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
	var c checker
	c.text("status", p.Status)
	c.text("title", p.Title)
	c.id("spaceId", p.SpaceID)
	c.id("parentId", p.ParentID)
	c.text("parentType", p.ParentType)
	c.int("position", p.Position)
	c.text("authorId", p.AuthorID)
	c.text("ownerId", p.OwnerID)
	c.text("lastOwnerId", p.LastOwnerID)
	c.text("subtype", p.Subtype)
	c.time("createdAt", p.CreatedAt)
	c.int("version.number", p.Version.Number)
	c.text("version.message", p.Version.Message)
	c.bool("version.minorEdit", p.Version.MinorEdit)
	c.text("version.authorId", p.Version.AuthorID)
	c.time("version.createdAt", p.Version.CreatedAt)
	c.text("_links.webui", p.Links.WebUI)
	if c.err != nil {
		return 0, fmt.Errorf("page %d: %w", p.ID.N, c.err)
	}
	return p.ID.N, nil
}

// pageList is the list of pages with the filter, by id.
func (c *Client) pageList(filter url.Values, falling bool) list[Page] {
	q := url.Values{"status": {pageStatus}, "sort": {"id"}}
	if falling {
		q.Set("sort", "-id")
	}
	for k, v := range filter {
		q[k] = v
	}
	return list[Page]{client: c, path: pagesPath, scope: pagesScope, query: q, contract: rising(pageID, falling)}
}

// PagesByID hands the pages with these ids, current and archived, to emit.
// Those that do not exist or may not be seen are left out.
func (c *Client) PagesByID(ctx context.Context, ids []int64, emit func([]Page) error) error {
	wanted := slices.Compact(slices.Sorted(slices.Values(ids)))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(maxBatches)
	out := newFunnel(emit)
	for batch := range slices.Chunk(wanted, maxIDs) {
		g.Go(func() error {
			w := c.pageList(url.Values{"id": {joinIDs(batch)}}, false).walk()
			for !w.done {
				rows, err := w.next(ctx)
				if err != nil {
					return err
				}
				// A filter that is not honoured gives everything: keep to what was asked.
				rows = slices.DeleteFunc(rows, func(p Page) bool {
					_, ok := slices.BinarySearch(batch, p.ID.N)
					return !ok
				})
				if err := out.emit(w.place(rows)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
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

// PageSort is an order in which pages can be walked.
type PageSort string

// The orders of /pages by something else than the title, whose collation is
// the site's own.
const (
	ByID       PageSort = "id"
	ByCreated  PageSort = "created-date"
	ByModified PageSort = "modified-date" // version.createdAt
)

// ErrOrder is the cause of the error of FirstPages where the site's order
// cannot be relied on: it is not the one asked for, or a value is missing.
var ErrOrder = errors.New("the site does not keep the order that was asked for")

// FirstPages returns the first n pages, current and archived, in the order, or
// all if there are fewer; and further ones for as long as they tie with the
// nth. It stops reading there. The order of the site is checked on the way.
func (c *Client) FirstPages(ctx context.Context, sort PageSort, desc bool, n int) ([]Page, error) {
	if n <= 0 {
		return nil, nil
	}
	first, err := c.firstPages(ctx, sort, desc, n)
	// A page that is edited between two answers moves to the front of the
	// newest, behind the walk: look there again, until nothing has moved.
	for round := 0; err == nil && sort == ByModified && desc && first.answers > 1; round++ {
		if round == maxRefetch+1 {
			return nil, &Error{Kind: Protocol, Method: "GET", Path: pagesPath, Message: "pages are edited faster than the newest can be read"}
		}
		again, err2 := c.firstPages(ctx, sort, desc, 1)
		if err2 != nil {
			return nil, err2
		}
		if len(again.rows) > 0 && len(first.rows) > 0 && again.rows[0].Version.CreatedAt.T.Equal(first.rows[0].Version.CreatedAt.T) && again.rows[0].ID == first.rows[0].ID {
			break
		}
		first, err = c.firstPages(ctx, sort, desc, n)
	}
	return first.rows, err
}

type firstRows struct {
	rows    []Page
	answers int
}

func (c *Client) firstPages(ctx context.Context, sort PageSort, desc bool, n int) (firstRows, error) {
	l := c.pageList(nil, desc && sort == ByID)
	l.limit = min(n+1, maxLimit) // one more tells whether the nth has ties
	if sort != ByID {
		l.query.Set("sort", map[bool]string{true: "-"}[desc]+string(sort))
		l.contract = inOrder(sort, desc)
	}
	w := l.walk()
	var out firstRows
	seen := make(map[int64]bool)
	for !w.done {
		rows, err := w.next(ctx)
		if err != nil {
			return out, err
		}
		for _, p := range w.place(rows) {
			if len(out.rows) >= n && (sort == ByID || !orderTime(&p, sort).Equal(orderTime(&out.rows[n-1], sort))) {
				return firstRows{out.rows, w.answers}, nil
			}
			if seen[p.ID.N] {
				return out, w.violation(fmt.Errorf("%w: the id %d is repeated", ErrOrder, p.ID.N))
			}
			seen[p.ID.N] = true
			out.rows = append(out.rows, p)
		}
	}
	out.answers = w.answers
	return out, nil
}

func orderTime(p *Page, sort PageSort) time.Time {
	if sort == ByModified {
		return p.Version.CreatedAt.T
	}
	return p.CreatedAt.T
}

// inOrder is the contract of a list sorted by a time, in which several rows may
// have the same.
func inOrder(sort PageSort, desc bool) func(*Page, []Page) error {
	return func(last *Page, rows []Page) error {
		for i := range rows {
			p := &rows[i]
			if _, err := pageID(p); err != nil {
				return err
			}
			t := orderTime(p, sort)
			if t.IsZero() {
				return fmt.Errorf("%w: page %d has no time", ErrOrder, p.ID.N)
			}
			if last != nil {
				if c := t.Compare(orderTime(last, sort)); desc && c > 0 || !desc && c < 0 || last.ID.N == p.ID.N {
					return fmt.Errorf("%w: page %d after page %d", ErrOrder, p.ID.N, last.ID.N)
				}
			}
			last = p
		}
		return nil
	}
}
