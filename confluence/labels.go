package confluence

import (
	"context"
	"net/url"
	"slices"
	"strconv"
)

const labelsPath = "/wiki/api/v2/labels"

// Label is a label of the site.
type Label struct {
	ID     ID   `json:"id"`
	Name   Text `json:"name"`
	Prefix Text `json:"prefix"` // global, my, team or system
}

var labelKey = numbered("label", func(l *Label) ID { return l.ID })

func (c *Client) labelList(filter url.Values) list[Label] {
	return list[Label]{client: c, path: labelsPath, scope: "read:label:confluence", query: filter, key: labelKey}
}

// Labels hands every label that the account can see to emit.
func (c *Client) Labels(ctx context.Context, emit func([]Label) error) error {
	return c.labelList(nil).each(ctx, emit)
}

// LabelsByPrefix hands the labels with these prefixes to emit.
func (c *Client) LabelsByPrefix(ctx context.Context, prefixes []string, emit func([]Label) error) error {
	return c.labelList(url.Values{"prefix": prefixes}).each(ctx, emit)
}

// LabelsByID hands the labels with these ids to emit; unknown ones are left out.
func (c *Client) LabelsByID(ctx context.Context, ids []int64, emit func([]Label) error) error {
	out := newFunnel(emit)
	batches := slices.Collect(slices.Chunk(slices.Compact(slices.Sorted(slices.Values(ids))), maxIDs))
	return fanOut(ctx, batches, func(ctx context.Context, batch []int64) error {
		return c.labelList(url.Values{"label-id": {joinIDs(batch)}}).each(ctx, func(rows []Label) error {
			return out.emit(slices.DeleteFunc(rows, func(l Label) bool {
				_, asked := slices.BinarySearch(batch, l.ID.N)
				return !asked
			}))
		})
	})
}

// ContentLabels hands the labels of each content to emit: one call for each.
func (c *Client) ContentLabels(ctx context.Context, t ContentType, ids []string, emit func(id string, labels []Label) error) error {
	return ofEach(ctx, ids, func(id string) list[Label] {
		return list[Label]{client: c, path: t.path(id, "labels"), scope: t.scope(), key: labelKey}
	}, emit)
}

// Labelled hands the ids of the contents of one type that have each label to
// emit: a call for each label, and one more for every 250 contents.
func (c *Client) Labelled(ctx context.Context, t ContentType, labelIDs []int64, emit func(label int64, ids []string) error) error {
	return ofEach(ctx, labelIDs, func(id int64) list[contentRow] {
		l := list[contentRow]{client: c, path: labelsPath + "/" + strconv.FormatInt(id, 10) + "/" + string(t), scope: t.scope(), key: contentRowKey}
		if t != AttachmentContent {
			l.query = url.Values{"sort": {"id"}}
		}
		return l
	}, func(label int64, rows []contentRow) error {
		ids := make([]string, len(rows))
		for i := range rows {
			ids[i] = rows[i].ID.S
		}
		return emit(label, ids)
	})
}

// contentRow is the one field of a content that counts here.
type contentRow struct {
	ID Text `json:"id"`
}

var contentRowKey = named("content", func(r *contentRow) string { return r.ID.S })
