package tables

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// contentLabel is that a content has a label.
type contentLabel struct {
	label   confluence.Label
	kind    confluence.ContentType
	content string
}

type labelledKind struct {
	kind   confluence.ContentType
	name   string
	column string
}

// labelledKinds are the kinds of content with labels that can be listed, and
// how content_type names them.
var labelledKinds = []labelledKind{
	{confluence.PageContent, "page", "page_id"},
	{confluence.BlogPostContent, "blogpost", "blog_post_id"},
	{confluence.AttachmentContent, "attachment", "attachment_id"},
}

// of is the content's number if it is of the kind.
func (c *contentLabel) of(kind confluence.ContentType) any {
	if n, err := strconv.ParseInt(c.content, 10, 64); err == nil && c.kind == kind {
		return n
	}
	return nil
}

func (c *contentLabel) kindName() any {
	for _, k := range labelledKinds {
		if k.kind == c.kind {
			return k.name
		}
	}
	return nil
}

func newContentLabels() sql.Table {
	return newTable(sql.Definition{
		Name: "content_labels", Comment: "Which pages, blog posts and attachments have which labels.",
		PrimaryKey:  []string{"label_id", "content_id"},
		ForeignKeys: []sql.ForeignKey{refer("label_id", "labels", "id"), toPage("page_id"), toBlogPost("blog_post_id"), refer("attachment_id", "attachments", "id")},
		Indexes:     [][]string{{"page_id", "name"}, {"name", "page_id"}, {"blog_post_id"}, {"attachment_id"}},
		Lookups: []sql.Lookup{
			{Column: "page_id", PerCall: 1, Max: 200}, {Column: "blog_post_id", PerCall: 1, Max: 200}, {Column: "attachment_id", PerCall: 1, Max: 200},
			{Column: "label_id", PerCall: 1, Max: 100}, {Column: "name", PerCall: 1, Max: 100}, {Column: "content_type", PerCall: 1, Max: 3},
		},
	}, about{
		scopes: []string{"read:label:confluence", "read:page:confluence", "read:attachment:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			if err := c.Labels(ctx, enough); err != nil && !errors.Is(err, errEnough) {
				return err
			}
			for _, k := range labelledKinds {
				if err := c.ContentLabels(ctx, k.kind, []string{strconv.Itoa(probePage)}, enoughOf); err != nil {
					return err
				}
			}
			return nil
		},
		cost: "The whole table takes three calls for each label (for its pages, blog posts and attachments), and one more for every 250 " +
			"of them; by content_type, one call for each label. Up to 200 contents are read one by one, more by the whole table.",
		examples: []string{
			"select name, count(*) from content_labels where content_type = 'page' group by 1 order by 2 desc;",
			"select p.title from content_labels c join pages p on p.id = c.page_id where c.name = 'runbook';",
		},
		schemas: []string{"Label", "PageBulk"},
	}, []column[contentLabel]{
		{name: "label_id", typ: bigintType, source: "id", comment: "The label's number.", get: func(c *contentLabel) any { return id(c.label.ID) }},
		{name: "name", typ: textType, source: "name", comment: "The label itself.", get: func(c *contentLabel) any { return text(c.label.Name) }},
		{name: "prefix", typ: textType, source: "prefix", comment: "The label's prefix: global, my or system. Those of the prefix team are on spaces.", get: func(c *contentLabel) any { return text(c.label.Prefix) }},
		{name: "content_type", typ: textType, source: "asked for", comment: "page, blogpost or attachment.", get: (*contentLabel).kindName},
		{name: "content_id", typ: textType, source: "id", comment: "The content's id: page_id, blog_post_id or attachment_id, whichever it is, as text.", get: func(c *contentLabel) any { return c.content }},
		{name: "page_id", typ: bigintType, source: "id", comment: "The page, if it is one.", get: func(c *contentLabel) any { return c.of(confluence.PageContent) }},
		{name: "blog_post_id", typ: bigintType, source: "id", comment: "The blog post, if it is one.", get: func(c *contentLabel) any { return c.of(confluence.BlogPostContent) }},
		{name: "attachment_id", typ: textType, source: "id", comment: "The attachment, if it is one.", get: func(c *contentLabel) any {
			if c.kind == confluence.AttachmentContent {
				return c.content
			}
			return nil
		}},
	}, perKey, loadContentLabels)
}

func loadContentLabels(ctx context.Context, l *load[contentLabel]) error {
	for _, k := range labelledKinds {
		if !l.by(k.column) {
			continue
		}
		ids := l.texts()
		for _, n := range l.numbers() {
			ids = append(ids, strconv.FormatInt(n, 10))
		}
		return l.client.ContentLabels(ctx, k.kind, ids, func(id string, labels []confluence.Label) error {
			rows := make([]contentLabel, len(labels))
			for i, label := range labels {
				rows[i] = contentLabel{label, k.kind, id}
			}
			return l.emit(rows)
		})
	}
	labels, err := labelsFor(ctx, l)
	if err != nil {
		return err
	}
	ids, byID := make([]int64, 0, len(labels)), make(map[int64]confluence.Label, len(labels))
	for _, label := range labels {
		ids = append(ids, label.ID.N)
		byID[label.ID.N] = label
	}
	kinds := slices.Clone(labelledKinds)
	if l.by("content_type") {
		kinds = slices.DeleteFunc(kinds, func(k labelledKind) bool { return !slices.Contains(l.texts(), k.name) })
	}
	if err := l.afford(len(ids) * len(kinds)); err != nil {
		return err
	}
	for _, k := range kinds {
		err := l.client.Labelled(ctx, k.kind, ids, func(label int64, ids []string) error {
			rows := make([]contentLabel, len(ids))
			for i, id := range ids {
				rows[i] = contentLabel{byID[label], k.kind, id}
			}
			return l.emit(rows)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// labelsFor finds the labels that the slice is about. Those with the prefix
// team are labels of spaces (so Atlassian's document of API v1 has it), which
// no content has.
func labelsFor(ctx context.Context, l *load[contentLabel]) (out []confluence.Label, err error) {
	keep := func(rows []confluence.Label) error {
		for _, label := range rows {
			if label.Prefix.S != "team" && (!l.by("name") || slices.Contains(l.texts(), label.Name.S)) {
				out = append(out, label)
			}
		}
		return nil
	}
	if l.by("label_id") {
		err = l.client.LabelsByID(ctx, l.numbers(), keep)
	} else {
		err = l.client.Labels(ctx, keep)
	}
	return out, err
}
