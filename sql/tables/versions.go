package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// version is a version of a page or blog post.
type version struct {
	content int64
	number  any
	author  any
	created any
	message any
	minor   any
}

func newPageVersions() sql.Table {
	return newVersions("page_versions", "page_id", "page", toPage, confluence.PageContent, false)
}

func newBlogPostVersions() sql.Table {
	return newVersions("blog_post_versions", "blog_post_id", "blog post", toBlogPost, confluence.BlogPostContent, true)
}

func newVersions(name, column1, noun string, ref func(string) sql.ForeignKey, kind confluence.ContentType, blog bool) sql.Table {
	return newTable(sql.Definition{
		Name: name, Comment: "Every version of the " + noun + "s that you may see, without bodies.",
		PrimaryKey:  []string{column1, "number"},
		ForeignKeys: []sql.ForeignKey{ref(column1), toUser("author_id")},
		Indexes:     [][]string{{"author_id", "created_at"}, {"created_at"}},
		Lookups:     []sql.Lookup{{Column: column1, PerCall: 1, Max: maxPerContent}},
		ByKeys:      true,
	}, about{
		scopes: []string{"read:page:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			return c.Versions(ctx, kind, []int64{probePage}, enoughOf)
		},
		cost: "A call for each " + noun + " that has more than one version; those of one version are known from " + map[bool]string{false: "pages", true: "blog_posts"}[blog] + ".",
		examples: []string{
			"select u.display_name, count(*) from " + name + " v join " + map[bool]string{false: "pages", true: "blog_posts"}[blog] +
				" p on p.id = v." + column1 + " join users u on u.account_id = v.author_id where p.space_key = 'ENG' group by 1 order by 2 desc;",
		},
		schemas: []string{"PageVersion"},
	}, []column[version]{
		{name: column1, typ: bigintType, source: "asked for", comment: "The " + noun + ".", get: func(v *version) any { return v.content }},
		{name: "number", typ: intType, source: "number", comment: "The version's number, from 1.", get: func(v *version) any { return v.number }},
		{name: "author_id", typ: textType, source: "authorId", comment: "Who made the version.", get: func(v *version) any { return v.author }},
		{name: "created_at", typ: timeType, source: "createdAt", comment: "When the version was made.", get: func(v *version) any { return v.created }},
		{name: "message", typ: textType, source: "message", comment: "What its author said about it.", get: func(v *version) any { return v.message }},
		{name: "minor_edit", typ: boolType, source: "minorEdit", comment: "Whether it is a minor edit.", get: func(v *version) any { return v.minor }},
	}, perKey, func(ctx context.Context, l *load[version]) error {
		ids := []int64(nil)
		if l.by(column1) {
			ids = l.numbers()
		}
		docs, err := l.docs(ctx, blog, ids)
		if err != nil {
			return err
		}
		var many []int64
		var rows []version
		for _, d := range docs {
			// The columns of docColumns, from the version's number on.
			if v := d.version; v[0] == int64(1) {
				rows = append(rows, version{d.id, v[0], v[1], v[2], v[3], v[4]})
			} else {
				many = append(many, d.id)
			}
		}
		if err := l.afford(len(many)); err != nil {
			return err
		}
		if err := l.emit(rows); err != nil {
			return err
		}
		return l.client.Versions(ctx, kind, many, func(content int64, versions []confluence.Version) error {
			rows := make([]version, len(versions))
			for i, v := range versions {
				rows[i] = version{content, integer(v.Number), text(v.AuthorID), timestamp(v.CreatedAt), text(v.Message), boolean(v.MinorEdit)}
			}
			return l.emit(rows)
		})
	})
}
