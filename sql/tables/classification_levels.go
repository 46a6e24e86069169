package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

func newClassificationLevels() sql.Table {
	type level = confluence.ClassificationLevel
	return newTable(sql.Definition{
		Name: "classification_levels", Comment: "The levels of confidentiality that the organisation has defined.", PrimaryKey: []string{"id"},
	}, about{
		scopes: []string{"read:configuration:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			_, err := c.ClassificationLevels(ctx)
			return err
		},
		cost:     "One call.",
		examples: []string{`select name, color from classification_levels where status = 'PUBLISHED' order by "order";`},
		schemas:  []string{"ClassificationLevel"},
	}, []column[level]{
		{name: "id", typ: textType, source: "id", comment: "The level's id.", get: func(l *level) any { return text(l.ID) }},
		{name: "status", typ: textType, source: "status", comment: "DRAFT, PUBLISHED or ARCHIVED.", get: func(l *level) any { return text(l.Status) }},
		{name: "order", typ: bigintType, source: "order", comment: "Its place among the levels.", get: func(l *level) any { return integer(l.Order) }},
		{name: "name", typ: textType, source: "name", comment: "The level's name.", get: func(l *level) any { return text(l.Name) }},
		{name: "description", typ: textType, source: "description", comment: "What it means.", get: func(l *level) any { return text(l.Description) }},
		{name: "guideline", typ: textType, source: "guideline", comment: "How to treat what has it.", get: func(l *level) any { return text(l.Guideline) }},
		{name: "color", typ: textType, source: "color", comment: "The colour that it is shown in.", get: func(l *level) any { return text(l.Color) }},
	}, func(sql.Slice, int64) int64 { return 1 }, func(ctx context.Context, l *load[level]) error {
		rows, err := l.client.ClassificationLevels(ctx)
		if err != nil {
			return err
		}
		return l.emit(rows)
	})
}
