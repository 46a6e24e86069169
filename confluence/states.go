package confluence

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// ContentState is the state that a content is said to be in, such as "Rough
// draft".
type ContentState struct {
	ContentState *struct {
		ID    ID   `json:"id"`
		Name  Text `json:"name"`
		Color Text `json:"color"`
	} `json:"contentState"`
	LastUpdated Time `json:"lastUpdated"`
}

// ContentStates hands the state of each content to emit: a call for each.
// status is that of the contents, current or archived. Those without a state
// are left out.
func (c *Client) ContentStates(ctx context.Context, status string, ids []int64, emit func(id int64, s ContentState) error) error {
	type state struct {
		id int64
		s  ContentState
	}
	out := newFunnel(func(b []state) error { return emit(b[0].id, b[0].s) })
	return fanOut(ctx, ids, func(ctx context.Context, id int64) error {
		call := c.call(http.MethodGet, "/wiki/rest/api/content/"+strconv.FormatInt(id, 10)+"/state", "read:confluence-content.summary")
		call.query = url.Values{"status": {status}}
		s, err := getJSON[ContentState](ctx, call, nil)
		if gone(err) || err == nil && s.ContentState == nil {
			return nil
		}
		if err != nil {
			return err
		}
		return out.emit([]state{{id, s}})
	})
}
