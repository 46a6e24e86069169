package confluence

import (
	"context"
	"errors"
	"net/http"
	"strconv"
)

// viewCount is an answer of the analytics routes.
type viewCount struct {
	ID    ID  `json:"id"`
	Count Int `json:"count"`
}

// Views hands to emit how often each content was viewed, not Valid where the
// account may not know or the site does not count. A call for each.
func (c *Client) Views(ctx context.Context, ids []int64, emit func(id int64, n Int) error) error {
	return c.analytics(ctx, "views", ids, emit)
}

// Viewers hands to emit how many people viewed each content, as Views does.
func (c *Client) Viewers(ctx context.Context, ids []int64, emit func(id int64, n Int) error) error {
	return c.analytics(ctx, "viewers", ids, emit)
}

func (c *Client) analytics(ctx context.Context, what string, ids []int64, emit func(int64, Int) error) error {
	type count struct {
		id int64
		n  Int
	}
	out := newFunnel(func(b []count) error { return emit(b[0].id, b[0].n) })
	return fanOut(ctx, ids, func(ctx context.Context, id int64) error {
		call := c.call(http.MethodGet, "/wiki/rest/api/analytics/content/"+strconv.FormatInt(id, 10)+"/"+what, "read:confluence-content.summary")
		got, err := getJSON(ctx, call, func(v *viewCount) error {
			if v.ID.Valid && v.ID.N != id || !v.Count.Valid {
				return errors.New("a count that is not the one asked for")
			}
			return nil
		})
		var e *Error
		if errors.As(err, &e) && (e.Kind == Forbidden || gone(err)) {
			got, err = viewCount{}, nil
		}
		if err != nil {
			return err
		}
		return out.emit([]count{{id, got.Count}})
	})
}
