package confluence

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

var versionKey = numbered("version", func(v *Version) ID { return ID(v.Number) })

// Versions hands the versions of each content to emit, without bodies: one call
// for each content, and one more for every 250 versions.
func (c *Client) Versions(ctx context.Context, t ContentType, ids []int64, emit func(id int64, versions []Version) error) error {
	return ofEach(ctx, ids, func(id int64) list[Version] {
		l := ofContent(c, t, id, "versions", versionKey)
		l.query = url.Values{"sort": {"modified-date"}}
		return l
	}, emit)
}

// FirstVersions hands the first version of each content to emit: when it was
// made, and by whom. One call for each.
func (c *Client) FirstVersions(ctx context.Context, t ContentType, ids []string, emit func(id string, v Version) error) error {
	type first struct {
		id string
		v  Version
	}
	out := newFunnel(func(b []first) error { return emit(b[0].id, b[0].v) })
	return fanOut(ctx, ids, func(ctx context.Context, id string) error {
		v, err := getJSON[Version](ctx, c.call(http.MethodGet, t.path(id, "versions/"+strconv.Itoa(1)), t.scope()), nil)
		if gone(err) {
			return nil // removed by an administrator, or the content is
		}
		if err != nil {
			return err
		}
		return out.emit([]first{{id, v}})
	})
}
