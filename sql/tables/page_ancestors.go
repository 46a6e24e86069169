package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// ancestry is that a thing stands above a page.
type ancestry struct {
	page, ancestor int64
	typ            string
	depth          int
}

func newPageAncestors() sql.Table {
	return newTable(sql.Definition{
		Name: "page_ancestors", Comment: "Everything that stands above each page, and how far.",
		PrimaryKey: []string{"page_id", "ancestor_id"}, ForeignKeys: []sql.ForeignKey{toPage("page_id")},
		Indexes: [][]string{{"ancestor_id", "depth"}},
		Lookups: []sql.Lookup{{Column: "page_id", PerCall: 1, Max: 10}},
	}, about{
		scopes: []string{"read:page:confluence", "read:content.metadata:confluence", "read:folder:confluence", "read:whiteboard:confluence", "read:database:confluence", "read:embed:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			return c.Ancestors(ctx, []int64{probePage}, func(int64, []confluence.Ancestor) error { return nil })
		},
		cost: "Made from pages, and a call for each folder, whiteboard, database or smart link under which pages hang. Of up to 10 pages, a call for each.",
		examples: []string{
			"select p.* from page_ancestors a join pages p on p.id = a.page_id where a.ancestor_id = 123;",
			"select p.title, string_agg(t.title, ' / ' order by a.depth desc) from pages p join page_ancestors a on a.page_id = p.id join pages t on t.id = a.ancestor_id group by p.id, p.title;",
		},
		schemas: []string{"Ancestor", "PageBulk"},
	}, []column[ancestry]{
		{name: "page_id", typ: bigintType, source: "asked for", comment: "The page.", get: func(a *ancestry) any { return a.page }},
		{name: "ancestor_id", typ: bigintType, source: "id", comment: "What stands above it.", get: func(a *ancestry) any { return a.ancestor }},
		{name: "ancestor_type", typ: textType, source: "type", comment: "page, folder, whiteboard, database or embed.", get: func(a *ancestry) any { return textNotEmpty(a.typ) }},
		{name: "depth", typ: intType, source: "place in the list", comment: "How far above: 1 is the parent.", get: func(a *ancestry) any { return int64(a.depth) }},
	}, func(s sql.Slice, _ int64) int64 {
		if s.By != "" {
			return int64(len(s.Keys))
		}
		return 0 // beside what pages take
	}, func(ctx context.Context, l *load[ancestry]) error {
		if l.by("page_id") {
			return l.client.Ancestors(ctx, l.numbers(), func(page int64, above []confluence.Ancestor) error {
				rows := make([]ancestry, len(above))
				for i, a := range above {
					rows[i] = ancestry{page, a.ID.N, a.Type.S, len(above) - i}
				}
				return l.emit(rows)
			})
		}
		return closure(ctx, l)
	})
}

// above is what a thing hangs under.
type above struct {
	parent int64
	typ    string
}

// closure makes the table from every page's parent.
func closure(ctx context.Context, l *load[ancestry]) error {
	rows, err := l.Read(ctx, sql.Slice{Table: "pages"}, "id", "parent_id", "parent_type")
	if err != nil {
		return err
	}
	parents, pages := make(map[int64]above, len(rows)), make([]int64, 0, len(rows))
	for _, r := range rows {
		page, ok := r[0].(int64)
		if !ok {
			continue
		}
		parent, _ := r[1].(int64)
		typ, _ := r[2].(string)
		parents[page] = above{parent, typ}
		pages = append(pages, page)
	}
	if err := findNodes(ctx, l, parents); err != nil {
		return err
	}
	var out []ancestry
	for _, page := range pages {
		seen := map[int64]bool{page: true}
		for at, depth := parents[page], 1; at.parent != 0 && !seen[at.parent]; at, depth = parents[at.parent], depth+1 {
			seen[at.parent] = true
			out = append(out, ancestry{page, at.parent, at.typ, depth})
		}
		if len(out) > 1000 {
			if err := l.emit(out); err != nil {
				return err
			}
			out = out[:0]
		}
	}
	return l.emit(out)
}

// findNodes adds the parents of what is no page, step by step upwards.
func findNodes(ctx context.Context, l *load[ancestry], parents map[int64]above) error {
	kinds := map[string]confluence.NodeType{}
	for _, t := range []confluence.NodeType{confluence.Folders, confluence.Whiteboards, confluence.Databases, confluence.SmartLinks} {
		kinds[t.Name()] = t
	}
	asked := 0
	for {
		missing := map[confluence.NodeType][]int64{}
		for _, a := range parents {
			_, known := parents[a.parent]
			if t, ok := kinds[a.typ]; ok && !known && a.parent != 0 {
				missing[t] = append(missing[t], a.parent)
			}
		}
		if len(missing) == 0 {
			return nil
		}
		for t, ids := range missing {
			ids = distinctIDs(ids)
			asked += len(ids)
			if err := l.afford(asked); err != nil {
				return err
			}
			for _, id := range ids {
				parents[id] = above{} // so that one that is gone is not asked for again
			}
			err := l.client.NodesByID(ctx, t, ids, func(nodes []confluence.Node) error {
				for _, n := range nodes {
					parents[n.ID.N] = above{n.ParentID.N, n.ParentType.S}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
}
