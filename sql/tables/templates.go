package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// template is a template with the space that it is for.
type template struct {
	confluence.Template
	space int64
	key   string
}

func newTemplates() sql.Table {
	return newTable(sql.Definition{
		Name: "templates", Comment: "Templates of pages: of the site, and of the spaces that you may see.",
		PrimaryKey: []string{"template_id"}, ForeignKeys: []sql.ForeignKey{toSpace("space_id")}, Indexes: [][]string{{"space_id"}},
		Lookups: []sql.Lookup{{Column: "space_id", PerCall: 1, Max: maxPerContent}},
	}, about{
		scopes: []string{"read:confluence-content.summary", "read:space:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			return c.Templates(ctx, []string{""}, false, enoughOf)
		},
		cost:     "A call for the site's and one for each space's, and more for every 100 of them (25 with body_storage).",
		examples: []string{"select s.key, t.name from templates t left join spaces s on s.id = t.space_id order by 1, 2;"},
		schemas:  []string{"v1:ContentTemplate"},
	}, []column[template]{
		{name: "template_id", typ: textType, source: "templateId", comment: "The template's id.", get: func(t *template) any { return text(t.TemplateID) }},
		{name: "space_id", typ: bigintType, source: "asked for", comment: "The space that it is for; NULL for one of the site.", get: func(t *template) any { return notZero(t.space) }},
		{name: "name", typ: textType, source: "name", comment: "The template's name.", get: func(t *template) any { return text(t.Name) }},
		{name: "description", typ: textType, source: "description", comment: "What it is for.", get: func(t *template) any { return text(t.Description) }},
		{name: "template_type", typ: textType, source: "templateType", comment: "page, mostly.", get: func(t *template) any { return text(t.TemplateType) }},
		{name: "editor_version", typ: textType, source: "editorVersion", comment: "The editor that it is for.", get: func(t *template) any { return text(t.EditorVersion) }},
		{name: "referencing_blueprint", typ: textType, source: "referencingBlueprint", comment: "The blueprint that uses it.", get: func(t *template) any { return text(t.ReferencingBlueprint) }},
		{name: "body_storage", typ: textType, source: "body.storage.value", comment: "What a page made of it begins with, in storage format.", get: func(t *template) any { return text(t.Body.Storage.Value) }, group: groupBody},
	}, perKey, func(ctx context.Context, l *load[template]) error {
		keys, ids, err := spaceKeysOf(ctx, l, true)
		if err != nil {
			return err
		}
		if !l.by("space_id") {
			keys = append(keys, "")
		}
		if err := l.afford(len(keys)); err != nil {
			return err
		}
		var seen once[string]
		return l.client.Templates(ctx, keys, l.wants(groupBody), func(key string, templates []confluence.Template) error {
			var rows []template
			for _, t := range templates {
				if seen.first(t.TemplateID.S) {
					rows = append(rows, template{Template: t, space: ids[key], key: key})
				}
			}
			return l.emit(rows)
		})
	})
}
