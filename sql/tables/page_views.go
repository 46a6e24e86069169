package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

const (
	groupViews   = "views"
	groupViewers = "viewers"
)

// pageViews is how often a page was seen.
type pageViews struct {
	page           int64
	views, viewers confluence.Int
}

func newPageViews() sql.Table {
	return newTable(sql.Definition{
		Name: "page_views", Comment: "How often pages were viewed, as Confluence's analytics count it.",
		PrimaryKey: []string{"page_id"}, ForeignKeys: []sql.ForeignKey{toPage("page_id")},
		Lookups: []sql.Lookup{{Column: "page_id", PerCall: 1, Max: maxPerContent}}, ByKeys: true,
	}, about{
		scopes: []string{"read:confluence-content.summary", "read:page:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			return c.Views(ctx, []int64{probePage}, func(int64, confluence.Int) error { return nil })
		},
		cost: "A call for each page and each of the two numbers that is used: name pages, or join with few. The whole table is refused " +
			"beyond confluence.max_api_calls. Both numbers are NULL where the site has no analytics or you may not see them.",
		examples: []string{"select p.title, v.views from page_views v join pages p on p.id = v.page_id where p.space_key = 'ENG' order by 2 desc nulls last limit 20;"},
		schemas:  []string{},
	}, []column[pageViews]{
		{name: "page_id", typ: bigintType, source: "asked for", comment: "The page.", get: func(v *pageViews) any { return v.page }},
		{name: "views", typ: bigintType, source: "count", comment: "How often it was viewed, in all.", get: func(v *pageViews) any { return integer(v.views) }, group: groupViews},
		{name: "viewers", typ: bigintType, source: "count", comment: "How many people viewed it.", get: func(v *pageViews) any { return integer(v.viewers) }, group: groupViewers},
	}, perKey, func(ctx context.Context, l *load[pageViews]) error {
		ids := []int64(nil)
		if l.by("page_id") {
			ids = l.numbers()
		}
		// A page that is not there has no row, and its 404 is no NULL.
		docs, err := l.docs(ctx, false, ids)
		if err != nil {
			return err
		}
		each := 0
		rows, at := make([]pageViews, len(docs)), make(map[int64]*pageViews, len(docs))
		ids = make([]int64, len(docs))
		for i, d := range docs {
			rows[i].page, ids[i] = d.id, d.id
			at[d.id] = &rows[i]
		}
		for _, g := range []string{groupViews, groupViewers} {
			if l.wants(g) {
				each++
			}
		}
		if err := l.afford(len(ids) * each); err != nil {
			return err
		}
		if l.wants(groupViews) {
			if err := l.client.Views(ctx, ids, func(id int64, n confluence.Int) error { at[id].views = n; return nil }); err != nil {
				return err
			}
		}
		if l.wants(groupViewers) {
			if err := l.client.Viewers(ctx, ids, func(id int64, n confluence.Int) error { at[id].viewers = n; return nil }); err != nil {
				return err
			}
		}
		return l.emit(rows)
	})
}
