package tables

import (
	"context"
	"strconv"
	"sync"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/storage"
	"github.com/pgconfluence/pgconfluence/sql"
)

// The column groups of comments: what only some of the routes tell, or bytes.
const (
	groupResolution = "resolution"
	groupBody       = "body"
	groupText       = "text"
)

// comment is a comment with its kind and who made it when.
type comment struct {
	confluence.Comment
	kind    string
	author  confluence.Text
	created confluence.Time
}

func newComments() sql.Table {
	return newTable(sql.Definition{
		Name: "comments", Comment: "Comments that you may see, footer and inline ones, with the replies.",
		PrimaryKey: []string{"id"},
		ForeignKeys: []sql.ForeignKey{toPage("page_id"), toBlogPost("blog_post_id"), refer("attachment_id", "attachments", "id"),
			refer("custom_content_id", "custom_content", "id"), refer("parent_comment_id", "comments", "id"),
			toUser("author_id"), toUser("version_author_id"), toUser("resolution_last_modifier_id")},
		Indexes: [][]string{{"page_id"}, {"blog_post_id"}, {"parent_comment_id"}, {"author_id", "created_at"}, {"created_at"}},
		Lookups: []sql.Lookup{{Column: "page_id", PerCall: 1, Max: 20}, {Column: "blog_post_id", PerCall: 1, Max: 20},
			{Column: "kind", PerCall: 1, Max: 2, Fills: []string{groupResolution}}},
		Fills: []string{groupResolution},
	}, about{
		scopes: []string{"read:comment:confluence", "search:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			return c.Comments(confluence.FooterComment).All(ctx, enough)
		},
		cost: "The whole table takes a call for every 250 comments (every 50 with body_storage or body_text), where the site lists replies; " +
			"else also one for each comment. Of up to 20 pages or blog posts, two calls for each and one for each comment. author_id and " +
			"created_at cost nothing for comments of one version; the others are looked up by searches (200 a call) and, where those do not " +
			"find them, one by one.",
		examples: []string{
			"select p.title, count(*) from comments c join pages p on p.id = c.page_id where c.kind = 'inline' and c.resolution_status = 'open' group by 1 order by 2 desc;",
			"select u.display_name, count(*) from comments c join users u on u.account_id = c.author_id group by 1 order by 2 desc limit 10;",
		},
		schemas: []string{"FooterCommentModel", "InlineCommentModel"},
	}, commentColumns(), func(s sql.Slice, rows int64) int64 {
		if s.By == "" && rows > 0 {
			return calls(int(rows), 250) + 1
		}
		return -1
	}, loadComments)
}

func commentColumns() []column[comment] {
	return []column[comment]{
		{name: "id", typ: bigintType, source: "id", comment: "The comment's number.", get: func(c *comment) any { return id(c.ID) }},
		{name: "kind", typ: textType, source: "route", comment: "footer or inline.", get: func(c *comment) any { return c.kind }},
		{name: "status", typ: textType, source: "status", comment: "current, mostly.", get: func(c *comment) any { return text(c.Status) }},
		{name: "title", typ: textType, source: "title", comment: "Re: and what it is about.", get: func(c *comment) any { return text(c.Title) }},
		{name: "page_id", typ: bigintType, source: "pageId", comment: "The page that it is on.", get: func(c *comment) any { return id(c.PageID) }},
		{name: "blog_post_id", typ: bigintType, source: "blogPostId", comment: "The blog post that it is on.", get: func(c *comment) any { return id(c.BlogPostID) }},
		{name: "attachment_id", typ: textType, source: "attachmentId", comment: "The attachment that it is on.", get: func(c *comment) any { return text(c.AttachmentID) }},
		{name: "custom_content_id", typ: bigintType, source: "customContentId", comment: "The custom content that it is on.", get: func(c *comment) any { return id(c.CustomContentID) }},
		{name: "parent_comment_id", typ: bigintType, source: "parentCommentId", comment: "The comment that it replies to.", get: func(c *comment) any { return id(c.ParentCommentID) }},
		{name: "author_id", typ: textType, source: "version.authorId", comment: "Who made it: the author of version 1.", get: func(c *comment) any { return text(c.author) }, group: groupAuthor},
		{name: "created_at", typ: timeType, source: "version.createdAt", comment: "When it was made: the time of version 1.", get: func(c *comment) any { return timestamp(c.created) }, group: groupAuthor},
		{name: "version_number", typ: intType, source: "version.number", comment: "The number of the newest version, from 1.", get: func(c *comment) any { return integer(c.Version.Number) }},
		{name: "version_message", typ: textType, source: "version.message", comment: "What its author said about the newest version.", get: func(c *comment) any { return text(c.Version.Message) }},
		{name: "version_minor_edit", typ: boolType, source: "version.minorEdit", comment: "Whether the newest version is a minor edit.", get: func(c *comment) any { return boolean(c.Version.MinorEdit) }},
		{name: "version_author_id", typ: textType, source: "version.authorId", comment: "Who made the newest version.", get: func(c *comment) any { return text(c.Version.AuthorID) }},
		{name: "version_created_at", typ: timeType, source: "version.createdAt", comment: "When the newest version was made.", get: func(c *comment) any { return timestamp(c.Version.CreatedAt) }},
		{name: "resolution_status", typ: textType, source: "resolutionStatus", comment: "Of inline comments: open, reopened, resolved or dangling.", get: func(c *comment) any { return textNotEmpty(c.ResolutionStatus.S) }},
		{name: "resolution_last_modifier_id", typ: textType, source: "resolutionLastModifierId", comment: "Who resolved or reopened it last.", get: func(c *comment) any { return text(c.ResolutionLastModifierID) }, group: groupResolution},
		{name: "resolution_last_modified_at", typ: timeType, source: "resolutionLastModifiedAt", comment: "When it was resolved or reopened last.", get: func(c *comment) any { return timestamp(c.ResolutionLastModifiedAt) }, group: groupResolution},
		{name: "inline_marker_ref", typ: textType, source: "properties.inlineMarkerRef", comment: "Of inline comments: the mark in the page's body.", get: func(c *comment) any { return text(c.Properties.InlineMarkerRef) }},
		{name: "inline_original_selection", typ: textType, source: "properties.inlineOriginalSelection", comment: "Of inline comments: the words that it was made on.", get: func(c *comment) any { return text(c.Properties.InlineOriginalSelection) }},
		{name: "url", typ: textType, source: "_links.base + _links.webui", comment: "Where to see it in a browser.", get: func(c *comment) any { return textNotEmpty(c.URL()) }},
		{name: "body_storage", typ: textType, source: "body.storage.value", comment: "What it says, in storage format.", get: func(c *comment) any { return text(c.Body.Storage.Value) }, group: groupBody},
		{name: "body_text", typ: textType, source: "body.storage.value", comment: "What it says, as plain text.", get: func(c *comment) any {
			if !c.Body.Storage.Value.Valid {
				return nil
			}
			return storage.Text(c.Body.Storage.Value.S)
		}, group: groupText},
	}
}

// commentKinds are the two kinds, as the table and the API name them.
var commentKinds = []struct {
	name string
	kind confluence.ContentType
}{{"footer", confluence.FooterComment}, {"inline", confluence.InlineComment}}

func loadComments(ctx context.Context, l *load[comment]) error {
	o := newOrigins(l.client, l.afford)
	for _, k := range commentKinds {
		if l.by("kind") && !containsText(l.texts(), k.name) {
			continue
		}
		c := &commentLoad{load: l, name: k.name, kind: k.kind, list: l.client.Comments(k.kind), origins: o}
		if l.wants(groupBody) || l.wants(groupText) {
			c.list = c.list.WithBody(confluence.Storage)
		}
		var err error
		switch {
		case l.by("page_id"):
			err = c.of(ctx, confluence.PageContent)
		case l.by("blog_post_id"):
			err = c.of(ctx, confluence.BlogPostContent)
		default:
			err = c.all(ctx)
		}
		if err != nil {
			return err
		}
	}
	if l.by("page_id") || l.by("blog_post_id") {
		return o.resolve(ctx, "")
	}
	return o.resolve(ctx, "type = comment")
}

func containsText(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

// commentLoad is the load of one kind of comments.
type commentLoad struct {
	*load[comment]
	name    string
	kind    confluence.ContentType
	list    confluence.Comments
	origins *origins
}

// take emits what is complete; the rest waits for who made it.
func (c *commentLoad) take(rows []confluence.Comment) error {
	out := make([]comment, 0, len(rows))
	for _, r := range rows {
		if r.AttachmentID.Valid {
			// It is on the attachment, whatever page that is on.
			r.PageID, r.BlogPostID = confluence.ID{}, confluence.ID{}
		}
		row := comment{Comment: r, kind: c.name}
		switch {
		case !c.wants(groupAuthor):
		case r.Version.Number.N == 1:
			row.author, row.created = r.Version.AuthorID, r.Version.CreatedAt
		default:
			c.origins.wait(c.kind, strconv.FormatInt(r.ID.N, 10), func(author confluence.Text, created confluence.Time) error {
				row.author, row.created = author, created
				return c.emit([]comment{row})
			})
			continue
		}
		out = append(out, row)
	}
	return c.emit(out)
}

// all reads the site's list, and the replies where it turns out to lack them.
func (c *commentLoad) all(ctx context.Context) error {
	var roots []confluence.Comment
	replies := false
	seen := make(map[string]bool)
	err := c.list.All(ctx, func(rows []confluence.Comment) error {
		for _, r := range rows {
			replies = replies || r.ParentCommentID.Valid
			if !replies {
				roots = append(roots, bare(r))
			}
			seen[strconv.FormatInt(r.ID.N, 10)] = true
		}
		return c.take(rows)
	})
	if err != nil {
		return err
	}
	if !replies && len(roots) > 0 {
		lacking, err := c.lacksReplies(ctx, len(roots), seen)
		if err != nil {
			return err
		}
		if lacking {
			if err := c.afford(len(roots)); err != nil {
				return err
			}
			if err := c.list.Children(ctx, roots, c.take); err != nil {
				return err
			}
		}
	}
	return nil
}

// bare is what a comment's replies need of it.
func bare(r confluence.Comment) confluence.Comment {
	return confluence.Comment{ID: r.ID, PageID: r.PageID, BlogPostID: r.BlogPostID, AttachmentID: r.AttachmentID, CustomContentID: r.CustomContentID}
}

// of reads the comments of some pages or blog posts, comment by comment.
func (c *commentLoad) of(ctx context.Context, t confluence.ContentType) error {
	var mu sync.Mutex
	var resolved []int64
	rows := make(map[int64]confluence.Comment)
	take := func(more []confluence.Comment) error {
		if !c.wants(groupResolution) || c.name != "inline" {
			return c.take(more)
		}
		// These lists do not tell who resolved a comment.
		mu.Lock()
		defer mu.Unlock()
		var rest []confluence.Comment
		for _, r := range more {
			if s := r.ResolutionStatus.S; s == "" || s == "open" {
				rest = append(rest, r)
				continue
			}
			rows[r.ID.N] = r
			resolved = append(resolved, r.ID.N)
		}
		return c.take(rest)
	}
	if err := c.list.Of(ctx, t, c.numbers(), take); err != nil {
		return err
	}
	return c.client.InlineCommentsByID(ctx, resolved, func(one confluence.Comment) error {
		r := rows[one.ID.N]
		delete(rows, one.ID.N)
		r.ResolutionStatus, r.ResolutionLastModifierID, r.ResolutionLastModifiedAt = one.ResolutionStatus, one.ResolutionLastModifierID, one.ResolutionLastModifiedAt
		return c.take([]confluence.Comment{r})
	})
}
