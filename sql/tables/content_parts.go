package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// ofContent is a part of a page or blog post.
type ofContent[T any] struct {
	ref  contentRef
	part T
}

// contentPart says how to make a table that takes a call for each page and each
// blog post.
type contentPart[T any] struct {
	name, comment string
	key           []string // beside content_id
	foreign       []sql.ForeignKey
	notes         about
	columns       []column[ofContent[T]]
	callsEach     int
	read          func(c *confluence.Client, ctx context.Context, blog bool, ids []int64, emit func(int64, []T) error) error
}

func (p contentPart[T]) table() sql.Table {
	notes := p.notes
	notes.probe = func(ctx context.Context, c *confluence.Client) error {
		return p.read(c, ctx, false, []int64{probePage}, enoughOf)
	}
	columns := append(contentColumns(func(v *ofContent[T]) contentRef { return v.ref }), p.columns...)
	return newTable(sql.Definition{
		Name: p.name, Comment: p.comment, PrimaryKey: append([]string{"content_id"}, p.key...),
		ForeignKeys: append([]sql.ForeignKey{toPage("page_id"), toBlogPost("blog_post_id")}, p.foreign...),
		Indexes:     [][]string{{"page_id"}, {"blog_post_id"}},
		Lookups:     contentLookups(maxPerContent), ByKeys: true,
	}, notes, columns, perKey, func(ctx context.Context, l *load[ofContent[T]]) error {
		docs, err := l.contents(ctx, max(1, p.callsEach))
		if err != nil {
			return err
		}
		return bothKinds(docs, func(blog bool, ids []int64) error {
			return p.read(l.client, ctx, blog, ids, func(id int64, parts []T) error {
				rows := make([]ofContent[T], len(parts))
				for i, part := range parts {
					rows[i] = ofContent[T]{contentRef{id, blog}, part}
				}
				return l.emit(rows)
			})
		})
	})
}

// typeOf is the type of a page or blog post.
func typeOf(blog bool) confluence.ContentType {
	if blog {
		return confluence.BlogPostContent
	}
	return confluence.PageContent
}

const perContentCost = "A call for each page and blog post: name them, or join with few. The whole table is refused beyond confluence.max_api_calls."

func newLikes() sql.Table {
	type like = ofContent[confluence.Like]
	return contentPart[confluence.Like]{
		name: "likes", comment: "Who likes which page or blog post.", key: []string{"account_id"}, foreign: []sql.ForeignKey{toUser("account_id")},
		notes: about{
			scopes:   []string{"read:page:confluence"},
			cost:     perContentCost,
			examples: []string{"select p.title, count(*) from likes l join pages p on p.id = l.page_id where p.space_key = 'ENG' group by 1 order by 2 desc;"},
			schemas:  []string{"Like"},
		},
		columns: []column[like]{
			{name: "account_id", typ: textType, source: "accountId", comment: "Who likes it.", get: func(l *like) any { return text(l.part.AccountID) }},
		},
		read: func(c *confluence.Client, ctx context.Context, blog bool, ids []int64, emit func(int64, []confluence.Like) error) error {
			return c.Likes(ctx, typeOf(blog), ids, emit)
		},
	}.table()
}

func newContentProperties() sql.Table {
	type property = ofContent[confluence.Property]
	return contentPart[confluence.Property]{
		name: "content_properties", comment: "Values that apps have attached to pages and blog posts.", key: []string{"id"},
		foreign: []sql.ForeignKey{toUser("version_author_id")},
		notes: about{
			scopes:   []string{"read:page:confluence"},
			cost:     perContentCost,
			examples: []string{"select p.title, x.value from content_properties x join pages p on p.id = x.page_id where p.space_key = 'ENG' and x.key = 'content-appearance-published';"},
			schemas:  []string{"ContentProperty"},
		},
		columns: []column[property]{
			{name: "id", typ: bigintType, source: "id", comment: "The property's number.", get: func(p *property) any { return id(p.part.ID) }},
			{name: "key", typ: textType, source: "key", comment: "The property's name.", get: func(p *property) any { return text(p.part.Key) }},
			{name: "value", typ: jsonType, source: "value", comment: "Its value.", get: func(p *property) any { return rawJSON(p.part.Value) }},
			{name: "version_number", typ: intType, source: "version.number", comment: "The number of the newest version, from 1.", get: func(p *property) any { return integer(p.part.Version.Number) }},
			{name: "version_message", typ: textType, source: "version.message", comment: "What was said about it.", get: func(p *property) any { return text(p.part.Version.Message) }},
			{name: "version_minor_edit", typ: boolType, source: "version.minorEdit", comment: "Whether it is a minor edit.", get: func(p *property) any { return boolean(p.part.Version.MinorEdit) }},
			{name: "version_author_id", typ: textType, source: "version.authorId", comment: "Who made the newest version.", get: func(p *property) any { return text(p.part.Version.AuthorID) }},
			{name: "version_created_at", typ: timeType, source: "version.createdAt", comment: "When the newest version was made.", get: func(p *property) any { return timestamp(p.part.Version.CreatedAt) }},
		},
		read: func(c *confluence.Client, ctx context.Context, blog bool, ids []int64, emit func(int64, []confluence.Property) error) error {
			return c.Properties(ctx, typeOf(blog), ids, emit)
		},
	}.table()
}

// restriction is one principal to whom an operation is restricted.
type restriction struct {
	operation, kind, principal, name string
}

func newContentRestrictions() sql.Table {
	type row = ofContent[restriction]
	return contentPart[restriction]{
		name: "content_restrictions", comment: "To whom reading or changing a page or blog post is restricted, if it is. What it inherits is not told.",
		key: []string{"operation", "principal_type", "principal_id"},
		notes: about{
			scopes:   []string{"read:confluence-content.all", "read:page:confluence"},
			cost:     perContentCost,
			examples: []string{"select p.title, r.operation, r.principal_name from content_restrictions r join pages p on p.id = r.page_id where p.space_key = 'ENG';"},
			schemas:  []string{"v1:ContentRestriction"},
		},
		columns: []column[row]{
			{name: "operation", typ: textType, source: "operation", comment: "read or update.", get: func(r *row) any { return r.part.operation }},
			{name: "principal_type", typ: textType, source: "route", comment: "user or group.", get: func(r *row) any { return r.part.kind }},
			{name: "principal_id", typ: textType, source: "restrictions.user.results, restrictions.group.results", comment: "users.account_id or groups.id.", get: func(r *row) any { return r.part.principal }},
			{name: "principal_name", typ: textType, source: "restrictions.user.results, restrictions.group.results", comment: "The name of the person or group, if you may see it.", get: func(r *row) any { return textNotEmpty(r.part.name) }},
		},
		read: func(c *confluence.Client, ctx context.Context, _ bool, ids []int64, emit func(int64, []restriction) error) error {
			return c.Restrictions(ctx, ids, func(id int64, rows []confluence.Restriction) error {
				var out []restriction
				for _, r := range rows {
					for _, u := range r.Restrictions.User.Results {
						out = append(out, restriction{r.Operation.S, "user", u.AccountID.S, u.DisplayName.S})
					}
					for _, g := range r.Restrictions.Group.Results {
						out = append(out, restriction{r.Operation.S, "group", g.ID.S, g.Name.S})
					}
				}
				return emit(id, out)
			})
		},
	}.table()
}
