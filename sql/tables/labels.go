package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

func newLabels() sql.Table {
	return newTable(sql.Definition{
		Name: "labels", Comment: "Labels that you may see.", PrimaryKey: []string{"id"}, Indexes: [][]string{{"name"}},
		Lookups: []sql.Lookup{{Column: "id", PerCall: 250, Max: 1000}, {Column: "prefix", PerCall: 10, Max: 10}},
	}, about{
		scopes: []string{"read:label:confluence"},
		probe:  func(ctx context.Context, c *confluence.Client) error { return c.Labels(ctx, enough) },
		cost:   "The whole table takes a call for every 250 labels.",
		examples: []string{
			"select name from labels where prefix = 'global' order by name;",
		},
		schemas: []string{"Label"},
	}, []column[confluence.Label]{
		{name: "id", typ: bigintType, source: "id", comment: "The label's number.", get: func(l *confluence.Label) any { return id(l.ID) }},
		{name: "name", typ: textType, source: "name", comment: "The label itself.", get: func(l *confluence.Label) any { return text(l.Name) }},
		{name: "prefix", typ: textType, source: "prefix", comment: "global; my for a personal one; team for one of spaces; or system.", get: func(l *confluence.Label) any { return text(l.Prefix) }},
	}, func(s sql.Slice, rows int64) int64 {
		if s.By == "" && rows <= 0 {
			return -1
		}
		return max(1, calls(int(rows), 250))
	}, func(ctx context.Context, l *load[confluence.Label]) error {
		switch {
		case l.by("id"):
			return l.client.LabelsByID(ctx, l.numbers(), l.emit)
		case l.by("prefix"):
			return l.client.LabelsByPrefix(ctx, l.texts(), l.emit)
		}
		return l.client.Labels(ctx, l.emit)
	})
}
