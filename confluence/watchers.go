package confluence

import (
	"context"
	"net/url"
	"strconv"
)

// Watch is that a person is told of changes.
type Watch struct {
	Type      Text `json:"type"`
	Watcher   User `json:"watcher"`
	LabelName Text `json:"labelName"` // of a space's watch
}

var watchKey = named("watch", func(w *Watch) string { return w.Watcher.AccountID.S + " " + w.Type.S + " " + w.LabelName.S })

// Watchers hands who watches each content to emit: a call for each.
func (c *Client) Watchers(ctx context.Context, ids []int64, emit func(id int64, rows []Watch) error) error {
	return ofEachOffset(ctx, ids, func(id int64) offsetList[Watch] {
		return offsetList[Watch]{client: c, path: "/wiki/rest/api/content/" + strconv.FormatInt(id, 10) + "/notification/created",
			scope: "read:confluence-content.summary", limit: 200, key: watchKey}
	}, emit)
}

// SpaceWatchers hands who watches each space to emit: a call for each.
func (c *Client) SpaceWatchers(ctx context.Context, keys []string, emit func(key string, rows []Watch) error) error {
	return ofEachOffset(ctx, keys, func(key string) offsetList[Watch] {
		return offsetList[Watch]{client: c, path: "/wiki/rest/api/space/" + url.PathEscape(key) + "/watch",
			scope: "read:watcher:confluence", limit: 200, key: watchKey}
	}, emit)
}
