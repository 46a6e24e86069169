package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/sql"
)

// This file is for tables that cost one call for each page, blog post or space:
// it finds those, and refuses before it costs too much.

// afford refuses n calls where the session allows fewer.
func (l *load[T]) afford(n int) error {
	if l.MaxCalls <= 0 || int64(n) <= l.MaxCalls {
		return nil
	}
	by := "page_id"
	if l.table.def.Column(by) < 0 && len(l.table.def.Lookups) > 0 {
		by = l.table.def.Lookups[0].Column
	}
	hint := "Ask for fewer rows by " + by + ", or raise confluence.max_api_calls."
	if by == "page_id" {
		hint = "Ask for fewer rows: WHERE page_id IN (...), or a join with few pages, such as JOIN pages p ON p.id = page_id AND p.space_id = 1. Or raise confluence.max_api_calls."
	}
	return sql.Errorf("54000", "reading this part of %s would take %d calls of Confluence, more than confluence.max_api_calls (%d)",
		l.table.def.Name, n, l.MaxCalls).WithHint("%s", hint)
}

// doc is a page or blog post, as far as a table below it needs it.
type doc struct {
	id      int64
	blog    bool
	status  string
	version row // number, author, time, message, minor edit
}

// row is a part of a stored row.
type row []any

// docColumns are those that make a doc.
var docColumns = []string{"id", "status", "version_number", "version_author_id", "version_created_at", "version_message", "version_minor_edit"}

// docs reads pages or blog posts: those with the ids, or all if ids is nil.
func (l *load[T]) docs(ctx context.Context, blog bool, ids []int64) ([]doc, error) {
	name := "pages"
	if blog {
		name = "blog_posts"
	}
	s := sql.Slice{Table: name}
	wanted := make(map[int64]bool, len(ids))
	if ids != nil {
		keys := make([]any, 0, len(ids))
		for _, id := range ids {
			wanted[id] = true
			keys = append(keys, id)
		}
		if len(keys) == 0 {
			return nil, nil
		}
		s = sql.NewKeySlice(name, "id", keys)
	}
	rows, err := l.Read(ctx, s, docColumns...)
	if err != nil {
		return nil, err
	}
	out := make([]doc, 0, len(rows))
	for _, r := range rows {
		id, ok := r[0].(int64)
		// What is read may be more than was asked for.
		if !ok || ids != nil && !wanted[id] {
			continue
		}
		status, _ := r[1].(string)
		out = append(out, doc{id: id, blog: blog, status: status, version: r[2:]})
	}
	return out, nil
}

// contents finds the pages and blog posts that the slice is about: by page_id,
// blog_post_id or content_id, or all. Each will take so many calls.
func (l *load[T]) contents(ctx context.Context, callsEach int) (out []doc, err error) {
	switch l.Slice.By {
	case "page_id", "blog_post_id":
		for _, id := range l.numbers() {
			out = append(out, doc{id: id, blog: l.by("blog_post_id")})
		}
	default:
		var ids []int64
		if l.by("content_id") {
			ids = append([]int64{}, l.numbers()...)
		}
		for _, blog := range []bool{false, true} {
			if l.table.def.Column("blog_post_id") < 0 && blog {
				continue
			}
			more, err := l.docs(ctx, blog, ids)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		}
	}
	return out, l.afford(len(out) * callsEach)
}

// spaceIDs finds the spaces that the slice is about: by space_id, or all.
func (l *load[T]) spaceIDs(ctx context.Context) ([]int64, error) {
	ids := l.numbers()
	if !l.by("space_id") {
		rows, err := l.Read(ctx, sql.Slice{Table: "spaces"}, "id")
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if id, ok := r[0].(int64); ok {
				ids = append(ids, id)
			}
		}
	}
	return ids, l.afford(len(ids))
}

// split parts pages from blog posts.
func split(docs []doc) (pages, blogPosts []int64) {
	for _, d := range docs {
		if d.blog {
			blogPosts = append(blogPosts, d.id)
		} else {
			pages = append(pages, d.id)
		}
	}
	return pages, blogPosts
}

// bothKinds calls fn for pages and for blog posts, where there are any.
func bothKinds(docs []doc, fn func(blog bool, ids []int64) error) error {
	pages, blogPosts := split(docs)
	if len(pages) > 0 {
		if err := fn(false, pages); err != nil {
			return err
		}
	}
	if len(blogPosts) > 0 {
		return fn(true, blogPosts)
	}
	return nil
}

// contentLookups are the ways to a table with one call for each content.
func contentLookups(max int) []sql.Lookup {
	return []sql.Lookup{{Column: "page_id", PerCall: 1, Max: max}, {Column: "blog_post_id", PerCall: 1, Max: max},
		{Column: "content_id", PerCall: 1, Max: max}}
}

// maxPerContent is how many contents may be named to a table that takes a call
// for each; more are the whole table, which refuses.
const maxPerContent = 10_000

// contentRef is the content that a row belongs to.
type contentRef struct {
	content int64
	blog    bool
}

func (r contentRef) contentID() any { return r.content }

func (r contentRef) pageID() any {
	if r.blog {
		return nil
	}
	return r.content
}

func (r contentRef) blogPostID() any {
	if r.blog {
		return r.content
	}
	return nil
}

// contentColumns are the columns that tell a row's content.
func contentColumns[T any](ref func(*T) contentRef) []column[T] {
	return []column[T]{
		{name: "content_id", typ: bigintType, source: "asked for", comment: "The page or blog post: page_id or blog_post_id, whichever it is.", get: func(v *T) any { return ref(v).contentID() }},
		{name: "page_id", typ: bigintType, source: "asked for", comment: "The page; NULL for a blog post.", get: func(v *T) any { return ref(v).pageID() }},
		{name: "blog_post_id", typ: bigintType, source: "asked for", comment: "The blog post; NULL for a page.", get: func(v *T) any { return ref(v).blogPostID() }},
	}
}

// probePage is a page that does not exist: asking for it shows whether one may
// ask at all.
const probePage = 1
