package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/storage"
	"github.com/pgconfluence/pgconfluence/sql"
)

// The column groups of bodies: each representation costs its bytes.
const (
	groupStorage = "storage"
	groupADF     = "atlas_doc_format"
)

// document is a page or blog post with its body.
type document struct {
	confluence.Page
	adf confluence.Text
}

func newPageBodies() sql.Table {
	return newBodies("page_bodies", "page_id", "page", toPage, (*confluence.Client).Pages, "PageBulk")
}

func newBlogPostBodies() sql.Table {
	return newBodies("blog_post_bodies", "blog_post_id", "blog post", toBlogPost, (*confluence.Client).BlogPosts, "BlogPostBulk")
}

func newBodies(name, key, noun string, ref func(string) sql.ForeignKey, docs func(*confluence.Client) confluence.Documents, schema string) sql.Table {
	return newTable(sql.Definition{
		Name: name, Comment: "What the " + noun + "s that you may see say, in three forms; only those that a statement uses are read.",
		PrimaryKey: []string{key}, ForeignKeys: []sql.ForeignKey{ref(key), toSpace("space_id")}, Indexes: [][]string{{"space_id"}},
		Lookups: bodyLookups(key),
	}, about{
		scopes: []string{"read:page:confluence", "read:space:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			_, err := docs(c).First(ctx, confluence.ByID, false, 1)
			return err
		},
		cost: "A call for every 50 " + noun + "s of the whole table, of some spaces or of those asked for; twice as many if both storage (or text) and atlas_doc_format are used.",
		examples: []string{
			"select b.text from " + name + " b where b." + key + " = 123;",
			"select p.title from " + name + " b join " + map[bool]string{true: "pages", false: "blog_posts"}[key == "page_id"] + " p on p.id = b." + key +
				" where p.space_key = 'ENG' and b.text ilike '%password%';",
		},
		schemas: []string{schema},
	}, []column[document]{
		{name: key, typ: bigintType, source: "id", comment: "The " + noun + ".", get: func(d *document) any { return id(d.ID) }},
		{name: "space_id", typ: bigintType, source: "spaceId", comment: "The space that it is in.", get: func(d *document) any { return id(d.SpaceID) }},
		{name: "version_number", typ: intType, source: "version.number", comment: "The version whose body this is.", get: func(d *document) any { return integer(d.Version.Number) }},
		{name: "storage", typ: textType, source: "body.storage.value", comment: "The body in storage format: XHTML with Confluence's own elements.", get: func(d *document) any { return text(d.Body.Storage.Value) }, group: groupStorage},
		{name: "atlas_doc_format", typ: textType, source: "body.atlas_doc_format.value", comment: "The body in Atlassian document format, as JSON text.", get: func(d *document) any { return text(d.adf) }, group: groupADF},
		{name: "text", typ: textType, source: "body.storage.value", comment: "The body as plain text.", get: func(d *document) any {
			if !d.Body.Storage.Value.Valid {
				return nil
			}
			return storage.Text(d.Body.Storage.Value.S)
		}, group: groupText},
	}, bodyCalls, func(ctx context.Context, l *load[document]) error {
		b := bodyLoad{load: l, docs: docs(l.client), key: key}
		return b.run(ctx)
	})
}

func bodyLookups(key string) []sql.Lookup {
	return []sql.Lookup{{Column: key, PerCall: 50, Max: 5000}, {Column: "space_id", PerCall: 100, Max: 1000}}
}

func bodyCalls(s sql.Slice, rows int64) int64 {
	switch {
	case s.By == "page_id" || s.By == "blog_post_id":
		return calls(len(s.Keys), 50)
	case s.By == "" && rows > 0:
		return calls(int(rows), 50) + 10
	}
	return -1
}

// bodyLoad is one load of bodies. They are handed on as they come: no more than
// the answers under way are in memory.
type bodyLoad struct {
	*load[document]
	docs confluence.Documents
	key  string
}

func (b *bodyLoad) run(ctx context.Context) error {
	asStorage, asADF := b.wants(groupStorage) || b.wants(groupText), b.wants(groupADF)
	docs := b.docs
	switch {
	case asStorage:
		docs = docs.WithBody(confluence.Storage)
	case asADF:
		docs = docs.WithBody(confluence.AtlasDocFormat)
	}
	return walkDocuments(ctx, b.load, docs, b.key, func(pages []confluence.Page) error {
		rows := make([]document, len(pages))
		for i, p := range pages {
			rows[i] = document{Page: p, adf: p.Body.AtlasDocFormat.Value}
		}
		if asStorage && asADF {
			var err error
			if rows, err = b.both(ctx, rows); err != nil {
				return err
			}
		}
		// A body is large, and Emit is done with a row when it returns.
		return b.emit(rows)
	})
}

// both adds the second format, which takes calls of their own. A page that was
// edited in between is read again, so that both are of one version.
func (b *bodyLoad) both(ctx context.Context, rows []document) ([]document, error) {
	at := make(map[int64]int, len(rows))
	var ids []int64
	for i := range rows {
		at[rows[i].ID.N] = i
		ids = append(ids, rows[i].ID.N)
	}
	for try := 0; len(ids) > 0; try++ {
		if try == 3 {
			return nil, sql.Errorf("58030", "page %d is edited faster than its body can be read", ids[0]).WithHint("Try again.")
		}
		found := make(map[int64]bool)
		var again []int64
		err := b.docs.WithBody(confluence.AtlasDocFormat).ByID(ctx, ids, func(pages []confluence.Page) error {
			for _, p := range pages {
				r := &rows[at[p.ID.N]]
				found[p.ID.N] = true
				r.adf = p.Body.AtlasDocFormat.Value
				if p.Version.Number != r.Version.Number {
					again = append(again, p.ID.N)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		err = b.docs.WithBody(confluence.Storage).ByID(ctx, again, func(pages []confluence.Page) error {
			for _, p := range pages {
				rows[at[p.ID.N]].Page = p
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		rows, at = withFound(rows, ids, found)
		ids = again
	}
	return rows, nil
}

// withFound drops those of the ids that are not there any more.
func withFound(rows []document, ids []int64, found map[int64]bool) ([]document, map[int64]int) {
	gone := make(map[int64]bool)
	for _, id := range ids {
		if !found[id] {
			gone[id] = true
		}
	}
	kept, at := rows[:0], make(map[int64]int)
	for _, r := range rows {
		if !gone[r.ID.N] {
			at[r.ID.N] = len(kept)
			kept = append(kept, r)
		}
	}
	return kept, at
}

// walkDocuments reads the pages or blog posts that a slice is about, by the key
// or by space_id, or all.
func walkDocuments[T any](ctx context.Context, l *load[T], docs confluence.Documents, key string, take func([]confluence.Page) error) error {
	switch {
	case l.by(key):
		return docs.ByID(ctx, l.numbers(), take)
	case l.by("space_id"):
		return docs.InSpaces(ctx, l.numbers(), take)
	}
	return docs.All(ctx, func(ctx context.Context) ([]int64, error) {
		rows, err := l.Read(ctx, sql.Slice{Table: "spaces"}, "id")
		ids := make([]int64, 0, len(rows))
		for _, r := range rows {
			if n, ok := r[0].(int64); ok {
				ids = append(ids, n)
			}
		}
		return ids, err
	}, take)
}
