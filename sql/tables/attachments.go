package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// groupAuthor is the column group of what only a first version tells: who made
// a thing and, of comments, when.
const groupAuthor = "author"

// attachment is an attachment with who made it.
type attachment struct {
	confluence.Attachment
	author confluence.Text
}

func newAttachments() sql.Table {
	return newTable(sql.Definition{
		Name: "attachments", Comment: "Files attached to pages and blog posts that you may see, current and archived.",
		PrimaryKey: []string{"id"},
		ForeignKeys: []sql.ForeignKey{toPage("page_id"), toBlogPost("blog_post_id"), refer("custom_content_id", "custom_content", "id"),
			toUser("author_id"), toUser("version_author_id")},
		Indexes: [][]string{{"page_id"}, {"blog_post_id"}, {"media_type", "file_size"}, {"created_at"}},
		Lookups: []sql.Lookup{{Column: "page_id", PerCall: 1, Max: 50}, {Column: "blog_post_id", PerCall: 1, Max: 50}},
	}, about{
		scopes: []string{"read:attachment:confluence", "search:confluence"},
		probe:  func(ctx context.Context, c *confluence.Client) error { return c.Attachments(ctx, enough) },
		cost: "The whole table takes a call for every 250 attachments; of up to 50 pages or blog posts, a call for each. author_id costs " +
			"nothing for attachments of one version; the others are looked up by searches (200 a call) and, where those do not find them, one by one.",
		examples: []string{
			"select media_type, count(*), pg_size_pretty(sum(file_size)) from attachments group by 1 order by sum(file_size) desc;",
			"select p.title, a.title, a.download_url from attachments a join pages p on p.id = a.page_id where p.space_key = 'ENG';",
		},
		schemas: []string{"AttachmentBulk"},
	}, []column[attachment]{
		{name: "id", typ: textType, source: "id", comment: "The attachment's id: att and a number.", get: func(a *attachment) any { return text(a.ID) }},
		{name: "status", typ: textType, source: "status", comment: "current or archived.", get: func(a *attachment) any { return text(a.Status) }},
		{name: "title", typ: textType, source: "title", comment: "The file's name.", get: func(a *attachment) any { return text(a.Title) }},
		{name: "page_id", typ: bigintType, source: "pageId", comment: "The page that it is attached to.", get: func(a *attachment) any { return id(a.PageID) }},
		{name: "blog_post_id", typ: bigintType, source: "blogPostId", comment: "The blog post that it is attached to.", get: func(a *attachment) any { return id(a.BlogPostID) }},
		{name: "custom_content_id", typ: bigintType, source: "customContentId", comment: "The custom content that it is attached to.", get: func(a *attachment) any { return id(a.CustomContentID) }},
		{name: "media_type", typ: textType, source: "mediaType", comment: "Such as image/png.", get: func(a *attachment) any { return text(a.MediaType) }},
		{name: "media_type_description", typ: textType, source: "mediaTypeDescription", comment: "The media type in words.", get: func(a *attachment) any { return text(a.MediaTypeDescription) }},
		{name: "file_id", typ: textType, source: "fileId", comment: "The file's id in the media store.", get: func(a *attachment) any { return text(a.FileID) }},
		{name: "file_size", typ: bigintType, source: "fileSize", comment: "Bytes.", get: func(a *attachment) any { return integer(a.FileSize) }},
		{name: "comment", typ: textType, source: "comment", comment: "What was said about the file.", get: func(a *attachment) any { return text(a.Comment) }},
		{name: "created_at", typ: timeType, source: "createdAt", comment: "When it was attached.", get: func(a *attachment) any { return timestamp(a.CreatedAt) }},
		{name: "author_id", typ: textType, source: "version.authorId", comment: "Who attached it: the author of version 1.", get: func(a *attachment) any { return text(a.author) }, group: groupAuthor},
		{name: "version_number", typ: intType, source: "version.number", comment: "The number of the newest version, from 1.", get: func(a *attachment) any { return integer(a.Version.Number) }},
		{name: "version_message", typ: textType, source: "version.message", comment: "What its author said about the newest version.", get: func(a *attachment) any { return text(a.Version.Message) }},
		{name: "version_minor_edit", typ: boolType, source: "version.minorEdit", comment: "Whether the newest version is a minor edit.", get: func(a *attachment) any { return boolean(a.Version.MinorEdit) }},
		{name: "version_author_id", typ: textType, source: "version.authorId", comment: "Who made the newest version.", get: func(a *attachment) any { return text(a.Version.AuthorID) }},
		{name: "version_created_at", typ: timeType, source: "version.createdAt", comment: "When the newest version was made.", get: func(a *attachment) any { return timestamp(a.Version.CreatedAt) }},
		{name: "url", typ: textType, source: "_links.base + _links.webui", comment: "Where to see it in a browser.", get: func(a *attachment) any { return textNotEmpty(a.URL()) }},
		{name: "download_url", typ: textType, source: "pageId, blogPostId or customContentId + id", comment: "Where an API token gets the file.", get: func(a *attachment) any { return textNotEmpty(a.DownloadURL()) }},
	}, func(s sql.Slice, rows int64) int64 {
		switch {
		case s.By != "":
			return int64(len(s.Keys))
		case rows > 0:
			return calls(int(rows), 250)
		}
		return -1
	}, loadAttachments)
}

func loadAttachments(ctx context.Context, l *load[attachment]) error {
	o := newOrigins(l.client, l.afford)
	take := func(rows []confluence.Attachment) error {
		out := make([]attachment, 0, len(rows))
		for _, a := range rows {
			row := attachment{Attachment: a, author: a.Version.AuthorID}
			if l.wants(groupAuthor) && a.Version.Number.N != 1 {
				o.wait(confluence.AttachmentContent, a.ID.S, func(author confluence.Text, _ confluence.Time) error {
					row.author = author
					return l.emit([]attachment{row})
				})
				continue
			}
			if !l.wants(groupAuthor) {
				row.author = confluence.Text{}
			}
			out = append(out, row)
		}
		return l.emit(out)
	}
	var err error
	switch {
	case l.by("page_id"):
		err = l.client.AttachmentsOf(ctx, confluence.PageContent, l.numbers(), take)
	case l.by("blog_post_id"):
		err = l.client.AttachmentsOf(ctx, confluence.BlogPostContent, l.numbers(), take)
	default:
		err = l.client.Attachments(ctx, take)
	}
	if err != nil {
		return err
	}
	if l.Slice.By != "" {
		return o.resolve(ctx, "")
	}
	return o.resolve(ctx, "type = attachment")
}
