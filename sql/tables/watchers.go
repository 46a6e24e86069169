package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// watcher is that a person watches a page, blog post or space.
type watcher struct {
	id    int64 // of what is watched
	space bool
	blog  bool
	watch confluence.Watch
}

func (w *watcher) ref() contentRef { return contentRef{w.id, w.blog} }

// watchKinds are the types of what is watched, as the table names them.
func (w *watcher) kind() any {
	switch {
	case w.space:
		return "space"
	case w.blog:
		return "blogpost"
	}
	return "page"
}

func newWatchers() sql.Table {
	return newTable(sql.Definition{
		Name: "watchers", Comment: "Who watches which page, blog post or space.",
		PrimaryKey:  []string{"watched_type", "watched_id", "account_id", "label_name", "type"},
		ForeignKeys: []sql.ForeignKey{toPage("page_id"), toBlogPost("blog_post_id"), toSpace("space_id"), toUser("account_id")},
		Indexes:     [][]string{{"page_id"}, {"blog_post_id"}, {"space_id"}, {"account_id"}},
		Lookups: []sql.Lookup{{Column: "page_id", PerCall: 1, Max: maxPerContent}, {Column: "blog_post_id", PerCall: 1, Max: maxPerContent},
			{Column: "space_id", PerCall: 1, Max: maxPerContent}, {Column: "watched_type", PerCall: 1, Max: 3}},
		ByKeys: true,
	}, about{
		scopes: []string{"read:confluence-content.summary", "read:watcher:confluence", "read:user:confluence", "read:page:confluence", "read:space:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			if err := c.Watchers(ctx, []int64{probePage}, enoughOf); err != nil {
				return err
			}
			return c.SpaceWatchers(ctx, []string{"~no-such-space"}, enoughOf)
		},
		cost: "A call for each page, blog post and space: name them, or join with few. The whole table is refused beyond confluence.max_api_calls.",
		examples: []string{
			"select u.display_name, count(*) from watchers w join pages p on p.id = w.page_id join users u on u.account_id = w.account_id where p.space_key = 'ENG' group by 1;",
		},
		schemas: []string{"v1:Watch", "v1:SpaceWatch"},
	}, []column[watcher]{
		{name: "watched_type", typ: textType, source: "route", comment: "page, blogpost or space.", get: (*watcher).kind},
		{name: "watched_id", typ: bigintType, source: "asked for", comment: "What is watched: page_id, blog_post_id or space_id, whichever it is.", get: func(w *watcher) any { return w.id }},
		{name: "page_id", typ: bigintType, source: "asked for", comment: "The page.", get: func(w *watcher) any {
			if w.space {
				return nil
			}
			return w.ref().pageID()
		}},
		{name: "blog_post_id", typ: bigintType, source: "asked for", comment: "The blog post.", get: func(w *watcher) any { return w.ref().blogPostID() }},
		{name: "space_id", typ: bigintType, source: "asked for", comment: "The space; NULL for a page or blog post.", get: func(w *watcher) any {
			if !w.space {
				return nil
			}
			return w.id
		}},
		{name: "account_id", typ: textType, source: "watcher.accountId", comment: "Who watches it.", get: func(w *watcher) any { return w.watch.Watcher.AccountID.S }},
		{name: "type", typ: textType, source: "type", comment: "The kind of watching.", get: func(w *watcher) any { return w.watch.Type.S }},
		{name: "label_name", typ: textType, source: "labelName", comment: "The label that is watched in the space; empty if it is not a label.", get: func(w *watcher) any { return w.watch.LabelName.S }},
	}, perKey, loadWatchers)
}

func loadWatchers(ctx context.Context, l *load[watcher]) error {
	wanted := func(column, kind string) bool {
		return l.Slice.By == "" || l.by(column) || l.by("watched_type") && containsText(l.texts(), kind)
	}
	var docs []doc
	for _, d := range []struct {
		column, kind string
		blog         bool
	}{{"page_id", "page", false}, {"blog_post_id", "blogpost", true}} {
		if !wanted(d.column, d.kind) {
			continue
		}
		ids := []int64(nil)
		if l.by(d.column) {
			for _, id := range l.numbers() {
				docs = append(docs, doc{id: id, blog: d.blog})
			}
			continue
		}
		more, err := l.docs(ctx, d.blog, ids)
		if err != nil {
			return err
		}
		docs = append(docs, more...)
	}
	keys, spaces, err := spaceKeysOf(ctx, l, wanted("space_id", "space"))
	if err != nil {
		return err
	}
	if err := l.afford(len(docs) + len(keys)); err != nil {
		return err
	}
	err = bothKinds(docs, func(blog bool, ids []int64) error {
		return l.client.Watchers(ctx, ids, func(id int64, watches []confluence.Watch) error {
			rows := make([]watcher, len(watches))
			for i, w := range watches {
				rows[i] = watcher{id: id, blog: blog, watch: w}
			}
			return l.emit(rows)
		})
	})
	if err != nil {
		return err
	}
	return l.client.SpaceWatchers(ctx, keys, func(key string, watches []confluence.Watch) error {
		rows := make([]watcher, len(watches))
		for i, w := range watches {
			rows[i] = watcher{id: spaces[key], space: true, watch: w}
		}
		return l.emit(rows)
	})
}

// spaceKeysOf are the keys of the spaces that the slice is about, and their
// ids by key.
func spaceKeysOf[T any](ctx context.Context, l *load[T], wanted bool) ([]string, map[string]int64, error) {
	if !wanted {
		return nil, nil, nil
	}
	s := sql.Slice{Table: "spaces"}
	only := make(map[int64]bool)
	if l.by("space_id") {
		s = sql.NewKeySlice("spaces", "id", l.Slice.Keys)
		for _, id := range l.numbers() {
			only[id] = true
		}
	}
	rows, err := l.Read(ctx, s, "id", "key")
	if err != nil {
		return nil, nil, err
	}
	var keys []string
	ids := make(map[string]int64)
	for _, r := range rows {
		id, _ := r[0].(int64)
		key, ok := r[1].(string)
		if ok && (!l.by("space_id") || only[id]) {
			keys = append(keys, key)
			ids[key] = id
		}
	}
	return keys, ids, nil
}
