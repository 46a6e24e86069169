package tables

import (
	"context"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

func newBlogPosts() sql.Table {
	return pages{docs: (*confluence.Client).BlogPosts, fill: fillBlogPost, notes: blogPostsNotes(), def: &sql.Definition{
		Schema: "public", Name: "blog_posts",
		Comment: "Published blog posts that you may see, without their bodies.",
		Columns: []sql.Column{
			{Name: "id", Type: pgtype.Int8OID, NotNull: true, Source: "id", Comment: "The blog post's number."},
			{Name: "status", Type: pgtype.TextOID, Source: "status", Comment: "current."},
			{Name: "title", Type: pgtype.TextOID, Source: "title", Comment: "The title."},
			{Name: "space_id", Type: pgtype.Int8OID, Source: "spaceId", Comment: "The space that the blog post is in."},
			{Name: "space_key", Type: pgtype.TextOID, Source: "key of the space", Comment: "The key of the space that the blog post is in.", Group: "space_key"},
			{Name: "author_id", Type: pgtype.TextOID, Source: "authorId", Comment: "Who made the blog post."},
			{Name: "created_at", Type: pgtype.TimestamptzOID, Source: "createdAt", Comment: "When the blog post was made."},
			{Name: "version_number", Type: pgtype.Int4OID, Source: "version.number", Comment: "The number of the newest version, from 1."},
			{Name: "version_message", Type: pgtype.TextOID, Source: "version.message", Comment: "What its author said about the newest version."},
			{Name: "version_minor_edit", Type: pgtype.BoolOID, Source: "version.minorEdit", Comment: "Whether the newest version is a minor edit."},
			{Name: "version_author_id", Type: pgtype.TextOID, Source: "version.authorId", Comment: "Who made the newest version."},
			{Name: "version_created_at", Type: pgtype.TimestamptzOID, Source: "version.createdAt", Comment: "When the newest version was made: the last modification."},
			{Name: "url", Type: pgtype.TextOID, Source: "_links.base + _links.webui", Comment: "Where to see the blog post in a browser."},
		},
		PrimaryKey:  []string{"id"},
		ForeignKeys: []sql.ForeignKey{toSpace("space_id"), toUser("author_id"), toUser("version_author_id")},
		Indexes:     [][]string{{"space_id", "created_at"}, {"space_key"}, {"author_id"}, {"created_at"}},
		Lookups: []sql.Lookup{
			{Column: "id", PerCall: 250, Max: 5000},
			{Column: "space_id", PerCall: 100, Max: 1000, Fills: []string{groupSpaceKey}},
			{Column: "space_key", PerCall: 100, Max: 1000, FoldsCase: true, Fills: []string{groupSpaceKey}},
		},
		Fills: []string{groupSpaceKey},
		Orderings: []sql.Ordering{
			{Column: "id"}, {Column: "id", Desc: true},
			{Column: "created_at"}, {Column: "created_at", Desc: true},
			{Column: "version_created_at"}, {Column: "version_created_at", Desc: true},
		},
	}}
}

func blogPostsNotes() about {
	return about{
		scopes: []string{"read:page:confluence", "read:space:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			_, err := c.BlogPosts().First(ctx, confluence.ByID, false, 1)
			return err
		},
		cost: "As of pages: a call for every 250 blog posts, and a few more.",
		examples: []string{
			"select s.name, b.title, b.created_at from blog_posts b join spaces s on s.id = b.space_id order by b.created_at desc;",
		},
		schemas: []string{"BlogPostBulk"},
	}
}

// fillBlogPost writes a blog post in the order of the definition's columns.
func fillBlogPost(p *confluence.Page, keys map[int64]string, row []any) {
	row[0] = id(p.ID)
	row[1] = text(p.Status)
	row[2] = text(p.Title)
	row[3] = id(p.SpaceID)
	if key, ok := keys[p.SpaceID.N]; ok {
		row[4] = key
	}
	row[5] = text(p.AuthorID)
	row[6] = timestamp(p.CreatedAt)
	row[7] = integer(p.Version.Number)
	row[8] = text(p.Version.Message)
	row[9] = boolean(p.Version.MinorEdit)
	row[10] = text(p.Version.AuthorID)
	row[11] = timestamp(p.Version.CreatedAt)
	row[12] = textNotEmpty(p.URL())
}
