package tables

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/storage"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// This file is the content of pages as data: tables whose rows stand in bodies.

// inPage is a part of a page's body, by its place.
type inPage[T any] struct {
	page   int64
	number int // among the parts of its kind, from 1
	part   T
}

// newContentData makes a table of the parts that find sees in a body.
func newContentData[T any](name, comment, numberColumn, numberComment string, examples []string, columns []column[inPage[T]], find func(body string) []T) sql.Table {
	if numberColumn != "" {
		columns = append([]column[inPage[T]]{{name: numberColumn, typ: intType, source: "body.storage.value", comment: numberComment, get: func(v *inPage[T]) any { return int64(v.number) }}}, columns...)
	}
	columns = append([]column[inPage[T]]{{name: "page_id", typ: bigintType, source: "id", comment: "The page.", get: func(v *inPage[T]) any { return v.page }}}, columns...)
	key := []string{"page_id", columns[1].name}
	if name == "page_tables" {
		key = append(key, columns[2].name)
	}
	def := sql.Definition{Name: name, Comment: comment, PrimaryKey: key, ForeignKeys: []sql.ForeignKey{toPage("page_id")},
		Lookups: []sql.Lookup{{Column: "page_id", PerCall: 50, Max: 5000}}}
	return newTable(def, about{
		scopes: []string{"read:page:confluence", "read:space:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			_, err := c.FirstPages(ctx, confluence.ByID, false, 1)
			return err
		},
		cost:     "A call for every 50 pages, of the whole table or of the pages asked for: their bodies are read.",
		examples: examples, schemas: []string{"PageBulk"},
	}, columns, func(s sql.Slice, rows int64) int64 { return bodyCalls(s, 0) }, func(ctx context.Context, l *load[inPage[T]]) error {
		docs := l.client.Pages().WithBody(confluence.Storage)
		return walkDocuments(ctx, l, docs, "page_id", func(pages []confluence.Page) error {
			for _, p := range pages {
				parts := find(p.Body.Storage.Value.S)
				rows := make([]inPage[T], len(parts))
				for i, part := range parts {
					rows[i] = inPage[T]{p.ID.N, i + 1, part}
				}
				if err := l.emit(rows); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func newPageLinks() sql.Table {
	type link = inPage[storage.Link]
	return newContentData("page_links", "Links in pages: to pages, addresses and attachments, mentions of people, and images.", "number",
		"The place among the page's links, from 1.", []string{
			"select l.account_id, count(*) from page_links l where l.kind = 'user' group by 1 order by 2 desc;",
			"select p.title, l.target_title from page_links l join pages p on p.id = l.page_id left join pages t on t.title = l.target_title where l.kind = 'page' and t.id is null;",
		}, []column[link]{
			{name: "kind", typ: textType, source: "body.storage.value", comment: "page, blogpost, content, attachment, user, space, url, shortcut, or anchor for a place in the page itself.", get: func(l *link) any { return l.part.Kind }},
			{name: "is_image", typ: boolType, source: "body.storage.value", comment: "Whether it is shown in the page and not led to.", get: func(l *link) any { return truth(l.part.Image) }},
			{name: "link_text", typ: textType, source: "body.storage.value", comment: "The words that it stands on.", get: func(l *link) any { return textNotEmpty(l.part.Text) }},
			{name: "url", typ: textType, source: "body.storage.value", comment: "The address, of a url.", get: func(l *link) any { return textNotEmpty(l.part.URL) }},
			{name: "target_title", typ: textType, source: "body.storage.value", comment: "The title of the page or blog post that it leads to.", get: func(l *link) any { return textNotEmpty(l.part.Title) }},
			{name: "target_space_key", typ: textType, source: "body.storage.value", comment: "The key of the space that it leads to; NULL for the page's own.", get: func(l *link) any { return textNotEmpty(l.part.SpaceKey) }},
			{name: "target_id", typ: bigintType, source: "body.storage.value", comment: "The number of the page or blog post that it leads to, where the link has it.", get: func(l *link) any { return notZero(l.part.ContentID) }},
			{name: "filename", typ: textType, source: "body.storage.value", comment: "The name of the attachment.", get: func(l *link) any { return textNotEmpty(l.part.Filename) }},
			{name: "account_id", typ: textType, source: "body.storage.value", comment: "Who is mentioned.", get: func(l *link) any { return textNotEmpty(l.part.AccountID) }},
			{name: "anchor", typ: textType, source: "body.storage.value", comment: "The place in what it leads to.", get: func(l *link) any { return textNotEmpty(l.part.Anchor) }},
		}, storage.Links)
}

func newPageMacros() sql.Table {
	type macro = inPage[storage.Macro]
	return newContentData("page_macros", "Macros in pages.", "number", "The place among the page's macros, from 1.", []string{
		"select name, count(*) from page_macros group by 1 order by 2 desc;",
		"select p.title, m.parameters ->> 'language' from page_macros m join pages p on p.id = m.page_id where m.name = 'code';",
	}, []column[macro]{
		{name: "name", typ: textType, source: "body.storage.value", comment: "The macro's name, such as toc or jira.", get: func(m *macro) any { return textNotEmpty(m.part.Name) }},
		{name: "macro_id", typ: textType, source: "body.storage.value", comment: "The macro's id.", get: func(m *macro) any { return textNotEmpty(m.part.ID) }},
		{name: "parameters", typ: jsonType, source: "body.storage.value", comment: "Its parameters, as an object of texts.", get: func(m *macro) any { return jsonOf(m.part.Parameters) }},
		{name: "body_text", typ: textType, source: "body.storage.value", comment: "Its body as plain text; NULL if it has none.", get: func(m *macro) any {
			if !m.part.HasBody {
				return nil
			}
			return m.part.Body
		}},
		{name: "parent_number", typ: intType, source: "body.storage.value", comment: "The number of the macro that it stands in.", get: func(m *macro) any { return notZero(int64(m.part.Parent)) }},
	}, storage.Macros)
}

// tableRow is a row of a table in a page.
type tableRow struct {
	table, row int
	storage.Row
}

func newPageTables() sql.Table {
	type row = inPage[tableRow]
	return newContentData("page_tables", "Tables in pages, row by row.", "", "", []string{
		"select cells[1], cells[2] from page_tables where page_id = 123 and table_number = 1 and not is_header order by row_number;",
	}, []column[row]{
		{name: "table_number", typ: intType, source: "body.storage.value", comment: "The place among the page's tables, from 1.", get: func(r *row) any { return int64(r.part.table) }},
		{name: "row_number", typ: intType, source: "body.storage.value", comment: "The place in the table, from 1.", get: func(r *row) any { return int64(r.part.row) }},
		{name: "is_header", typ: boolType, source: "body.storage.value", comment: "Whether all cells are headings.", get: func(r *row) any { return truth(r.part.Header) }},
		{name: "cells", typ: textsType, source: "body.storage.value", comment: "The cells' plain text. A cell that spans columns or rows stands in each of them.", get: func(r *row) any { return textsOf(r.part.Cells) }},
	}, func(body string) (out []tableRow) {
		for t, table := range storage.Tables(body) {
			for i, r := range table.Rows {
				out = append(out, tableRow{t + 1, i + 1, r})
			}
		}
		return out
	})
}

func newPageProperties() sql.Table {
	type property = inPage[storage.Property]
	return newContentData("page_properties", "What pages say of themselves in the Page Properties macro.", "number", "The place among the page's properties, from 1.", []string{
		"select p.title, x.value from page_properties x join pages p on p.id = x.page_id where x.name = 'Owner';",
	}, []column[property]{
		{name: "macro_number", typ: intType, source: "body.storage.value", comment: "The place among the page's Page Properties macros, from 1.", get: func(p *property) any { return int64(p.part.Macro) }},
		{name: "macro_id", typ: textType, source: "body.storage.value", comment: "The id that the macro was given, by which reports find it.", get: func(p *property) any { return textNotEmpty(p.part.ID) }},
		{name: "hidden", typ: boolType, source: "body.storage.value", comment: "Whether the page does not show the macro.", get: func(p *property) any { return truth(p.part.Hidden) }},
		{name: "name", typ: textType, source: "body.storage.value", comment: "The heading.", get: func(p *property) any { return p.part.Name }},
		{name: "value", typ: textType, source: "body.storage.value", comment: "The value's plain text.", get: func(p *property) any { return p.part.Value }},
	}, storage.Properties)
}

func truth(b bool) any {
	if b {
		return int64(1)
	}
	return int64(0)
}

func notZero(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// textsOf is an array of texts.
func textsOf(list []string) any {
	b, err := json.Marshal(append([]string{}, list...))
	if err != nil {
		return nil
	}
	return string(b)
}

// jsonOf is a value as jsonb.
func jsonOf(v any) any {
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return rawJSON(b)
}

// rawJSON is JSON of an answer as jsonb, without U+0000, which jsonb cannot
// hold; NULL if there is none or it is nothing that PostgreSQL can read.
func rawJSON(b json.RawMessage) any {
	if len(b) == 0 {
		return nil
	}
	s, err := datum.CanonicalJSONB(string(b))
	if err != nil {
		s, err = datum.CanonicalJSONB(strings.ReplaceAll(string(b), `\u0000`, ""))
	}
	if err != nil {
		return nil
	}
	return s
}
