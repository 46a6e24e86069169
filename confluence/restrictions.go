package confluence

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
)

const (
	restrictionScope = "read:confluence-content.all"
	// restrictionLimit is up to how many people and groups of an operation come
	// with it.
	restrictionLimit = 200
)

// Restriction is who may do an operation with a content, if not everybody.
// Those that a content inherits are not among them.
type Restriction struct {
	Operation    Text `json:"operation"` // read or update
	Restrictions struct {
		User  restricted[User]  `json:"user"`
		Group restricted[Group] `json:"group"`
	} `json:"restrictions"`
}

// restricted is one kind of principals of a Restriction.
type restricted[T any] struct {
	Results []T `json:"results"`
	Size    Int `json:"size"`
	Limit   Int `json:"limit"`
	Total   Int `json:"totalSize"`
}

// whole reports whether these are all.
func (r restricted[T]) whole() bool {
	return (!r.Limit.Valid || r.Limit.N == 0 || int64(len(r.Results)) < r.Limit.N) && r.Total.N <= int64(len(r.Results))
}

// Restrictions hands the restrictions of each content to emit: a call for each,
// and further ones where an operation is for very many.
func (c *Client) Restrictions(ctx context.Context, ids []int64, emit func(id int64, rows []Restriction) error) error {
	out := newFunnel(func(b []restrictionsOf) error { return emit(b[0].id, b[0].rows) })
	return fanOut(ctx, ids, func(ctx context.Context, id int64) error {
		rows, err := c.restrictions(ctx, id)
		if gone(err) {
			return nil
		}
		if err != nil {
			return err
		}
		for i := range rows {
			if err := c.completeRestriction(ctx, id, &rows[i]); err != nil {
				return err
			}
		}
		return out.emit([]restrictionsOf{{id, rows}})
	})
}

type restrictionsOf struct {
	id   int64
	rows []Restriction
}

func restrictionPath(id int64) string {
	return "/wiki/rest/api/content/" + strconv.FormatInt(id, 10) + "/restriction"
}

func (c *Client) restrictions(ctx context.Context, id int64) (rows []Restriction, err error) {
	err = offsetList[Restriction]{client: c, path: restrictionPath(id), scope: restrictionScope,
		query: url.Values{"expand": {"restrictions.user,restrictions.group"}}, limit: 100,
		key: named("restriction", func(r *Restriction) string { return r.Operation.S }),
	}.each(ctx, func(more []Restriction) error {
		rows = append(rows, more...)
		return nil
	})
	return rows, err
}

// completeRestriction reads the rest of those that an operation is restricted
// to, where the list had only the first.
func (c *Client) completeRestriction(ctx context.Context, id int64, r *Restriction) error {
	users, groups := &r.Restrictions.User, &r.Restrictions.Group
	if users.whole() && groups.whole() {
		return nil
	}
	users.Results, groups.Results = nil, nil
	for start := 0; ; start += restrictionLimit {
		call := c.call(http.MethodGet, restrictionPath(id)+"/byOperation/"+url.PathEscape(r.Operation.S), restrictionScope)
		call.query = url.Values{"expand": {"restrictions.user,restrictions.group"}, "start": {strconv.Itoa(start)}, "limit": {strconv.Itoa(restrictionLimit)}}
		more, err := getJSON(ctx, call, func(got *Restriction) error {
			if got.Operation.S != r.Operation.S {
				return errors.New("the restriction of another operation")
			}
			return nil
		})
		if err != nil {
			return err
		}
		users.Results = append(users.Results, more.Restrictions.User.Results...)
		groups.Results = append(groups.Results, more.Restrictions.Group.Results...)
		if len(more.Restrictions.User.Results) < restrictionLimit && len(more.Restrictions.Group.Results) < restrictionLimit {
			return nil
		}
	}
}
