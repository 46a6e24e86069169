package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

func newCustomContent() sql.Table {
	type content = confluence.CustomContent
	return newTable(sql.Definition{
		Name: "custom_content", Comment: "Content of types that apps have defined. Which types there are cannot be asked: name them.",
		PrimaryKey: []string{"id"},
		ForeignKeys: []sql.ForeignKey{toSpace("space_id"), toPage("page_id"), toBlogPost("blog_post_id"), refer("custom_content_id", "custom_content", "id"),
			toUser("author_id"), toUser("version_author_id")},
		Indexes: [][]string{{"page_id"}, {"space_id"}},
		Lookups: []sql.Lookup{{Column: "type", PerCall: 1, Max: 100}},
	}, about{
		scopes: []string{"read:custom-content:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			return c.CustomContent(ctx, []string{"ac:none:none"}, enough)
		},
		cost:     "A call for every 250 of each type that is named. Without a type there is an error (0A000).",
		examples: []string{"select title, page_id from custom_content where type = 'ac:com.example.app:note';"},
		schemas:  []string{"CustomContentBulk"},
	}, []column[content]{
		{name: "id", typ: bigintType, source: "id", comment: "Its number.", get: func(c *content) any { return id(c.ID) }},
		{name: "type", typ: textType, source: "type", comment: "Its type, such as ac:com.example.app:note.", get: func(c *content) any { return text(c.Type) }},
		{name: "status", typ: textType, source: "status", comment: "current, mostly.", get: func(c *content) any { return text(c.Status) }},
		{name: "title", typ: textType, source: "title", comment: "The title.", get: func(c *content) any { return text(c.Title) }},
		{name: "space_id", typ: bigintType, source: "spaceId", comment: "The space that it is in.", get: func(c *content) any { return id(c.SpaceID) }},
		{name: "page_id", typ: bigintType, source: "pageId", comment: "The page that it is on.", get: func(c *content) any { return id(c.PageID) }},
		{name: "blog_post_id", typ: bigintType, source: "blogPostId", comment: "The blog post that it is on.", get: func(c *content) any { return id(c.BlogPostID) }},
		{name: "custom_content_id", typ: bigintType, source: "customContentId", comment: "The custom content that it is in.", get: func(c *content) any { return id(c.CustomContentID) }},
		{name: "author_id", typ: textType, source: "authorId", comment: "Who made it.", get: func(c *content) any { return text(c.AuthorID) }},
		{name: "created_at", typ: timeType, source: "createdAt", comment: "When it was made.", get: func(c *content) any { return timestamp(c.CreatedAt) }},
		{name: "version_number", typ: intType, source: "version.number", comment: "The number of the newest version, from 1.", get: func(c *content) any { return integer(c.Version.Number) }},
		{name: "version_author_id", typ: textType, source: "version.authorId", comment: "Who made the newest version.", get: func(c *content) any { return text(c.Version.AuthorID) }},
		{name: "version_created_at", typ: timeType, source: "version.createdAt", comment: "When the newest version was made.", get: func(c *content) any { return timestamp(c.Version.CreatedAt) }},
		{name: "url", typ: textType, source: "_links.base + _links.webui", comment: "Where to see it in a browser.", get: func(c *content) any { return textNotEmpty(c.URL()) }},
	}, unknownCost, func(ctx context.Context, l *load[content]) error {
		if !l.by("type") {
			return sql.Errorf("0A000", "custom_content cannot be read without its type").
				WithHint("Add a condition such as WHERE type = 'ac:com.example.app:note'. Confluence does not tell which types there are.")
		}
		return l.client.CustomContent(ctx, l.texts(), l.emit)
	})
}
