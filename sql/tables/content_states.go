package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// contentState is the state of a page.
type contentState struct {
	page int64
	confluence.ContentState
}

func newContentStates() sql.Table {
	return newTable(sql.Definition{
		Name: "content_states", Comment: "The states that pages are said to be in, such as Rough draft. Pages without one have no row.",
		PrimaryKey: []string{"page_id"}, ForeignKeys: []sql.ForeignKey{toPage("page_id")}, Indexes: [][]string{{"name"}},
		Lookups: []sql.Lookup{{Column: "page_id", PerCall: 1, Max: maxPerContent}}, ByKeys: true,
	}, about{
		scopes: []string{"read:confluence-content.summary", "read:page:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			return c.ContentStates(ctx, "current", []int64{probePage}, func(int64, confluence.ContentState) error { return nil })
		},
		cost:     "A call for each page: name them, or join with few. The whole table is refused beyond confluence.max_api_calls.",
		examples: []string{"select s.name, count(*) from content_states s join pages p on p.id = s.page_id where p.space_key = 'ENG' group by 1;"},
		schemas:  []string{"v1:ContentStateResponse"},
	}, []column[contentState]{
		{name: "page_id", typ: bigintType, source: "asked for", comment: "The page.", get: func(s *contentState) any { return s.page }},
		{name: "state_id", typ: bigintType, source: "contentState.id", comment: "The state's number.", get: func(s *contentState) any { return id(s.ContentState.ContentState.ID) }},
		{name: "name", typ: textType, source: "contentState.name", comment: "The state.", get: func(s *contentState) any { return text(s.ContentState.ContentState.Name) }},
		{name: "color", typ: textType, source: "contentState.color", comment: "The colour that it is shown in, as #rrggbb.", get: func(s *contentState) any { return text(s.ContentState.ContentState.Color) }},
		{name: "last_updated", typ: timeType, source: "lastUpdated", comment: "When the page got it.", get: func(s *contentState) any { return timestamp(s.LastUpdated) }},
	}, perKey, func(ctx context.Context, l *load[contentState]) error {
		ids := []int64(nil)
		if l.by("page_id") {
			ids = l.numbers()
		}
		docs, err := l.docs(ctx, false, ids) // for their status, which the route wants to know
		if err != nil {
			return err
		}
		if err := l.afford(len(docs)); err != nil {
			return err
		}
		byStatus := map[string][]int64{}
		for _, d := range docs {
			byStatus[d.status] = append(byStatus[d.status], d.id)
		}
		for status, ids := range byStatus {
			err := l.client.ContentStates(ctx, status, ids, func(page int64, s confluence.ContentState) error {
				return l.emit([]contentState{{page, s}})
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
