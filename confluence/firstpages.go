package confluence

import (
	"context"
	"errors"
	"fmt"
	"time"
)

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
	return c.Pages().First(ctx, sort, desc, n)
}

// First returns the first n documents in the order, as FirstPages does.
func (d Documents) First(ctx context.Context, sort PageSort, desc bool, n int) ([]Page, error) {
	if n <= 0 {
		return nil, nil
	}
	first, err := d.first(ctx, sort, desc, n)
	// A page that is edited between two answers moves to the front of the
	// newest, behind the walk: look there again, until nothing has moved.
	for round := 0; err == nil && sort == ByModified && desc && first.answers > 1; round++ {
		if round == maxRefetch+1 {
			return nil, &Error{Kind: Protocol, Method: "GET", Path: d.path, Message: "pages are edited faster than the newest can be read"}
		}
		again, err2 := d.first(ctx, sort, desc, 1)
		if err2 != nil {
			return nil, err2
		}
		if len(again.rows) > 0 && len(first.rows) > 0 && again.rows[0].Version.CreatedAt.T.Equal(first.rows[0].Version.CreatedAt.T) && again.rows[0].ID == first.rows[0].ID {
			break
		}
		first, err = d.first(ctx, sort, desc, n)
	}
	return first.rows, err
}

type firstRows struct {
	rows    []Page
	answers int
}

func (d Documents) first(ctx context.Context, sort PageSort, desc bool, n int) (firstRows, error) {
	l := d.list(nil, desc && sort == ByID)
	l.limit = min(n+1, l.limit) // one more tells whether the nth has ties
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
