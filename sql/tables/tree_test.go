package tables_test

import (
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/sql"
)

func TestTree(t *testing.T) {
	for _, l := range twoPeople(t, confluencetest.Config{Spaces: 8, Pages: 900, Users: 40, Seed: 7}) {
		archived := map[int64]bool{}
		for _, s := range l.sim.TrueSpaces(l.email) {
			archived[s.ID] = s.Status == "archived"
		}
		under := map[int64]bool{} // what pages hang under
		for p := range l.sim.TruePages(l.email) {
			under[p.ParentID] = true
		}
		tree := l.sim.TrueTree(l.email)
		for changed := true; changed; {
			changed = false
			for _, n := range tree {
				if under[n.ID] && !under[n.ParentID] && n.ParentType == n.Type {
					under[n.ParentID], changed = true, true
				}
			}
		}
		for table, typ := range map[string]string{"folders": "folder", "whiteboards": "whiteboard", "databases": "database", "smart_links": "embed"} {
			columns := []string{"id", "title", "space_id", "parent_id", "parent_type", "position", "author_id", "owner_id", "created_at", "version_number", "version_created_at"}
			if typ == "embed" {
				columns = append(columns, "embed_url")
			}
			var truth, known [][]any
			for _, n := range tree {
				if n.Type != typ {
					continue
				}
				row := []any{n.ID, n.Title, n.SpaceID, num(n.ParentID), opt(n.ParentType), int64(n.Position), opt(n.AuthorID), opt(n.OwnerID), micros(n.CreatedAt), int64(n.VersionNumber), micros(n.VersionCreatedAt)}
				if n.Position < 0 {
					row[5] = nil
				}
				if typ == "embed" {
					row = append(row, opt(n.EmbedURL))
				}
				truth = append(truth, row)
				// What is archived and has nothing below cannot be found, as the
				// documentation says.
				if !archived[n.SpaceID] || under[n.ID] {
					known = append(known, row)
				}
			}
			if len(truth) == 0 {
				t.Fatalf("no %s", table)
			}
			l.wantRows(l.whole(table), columns, known, len(truth)+3+30)
			l.wantRows(l.by(table, "id", truth[0][0], int64(1)), columns, truth[:1], 2)
		}
		ancestors(t, l)
	}
}

func ancestors(t *testing.T, l *loader) {
	columns := []string{"page_id", "ancestor_id", "ancestor_type", "depth"}
	var truth [][]any
	deep := 0
	var deepest int64
	for p := range l.sim.TruePages(l.email) {
		if up := l.sim.TrueAncestors(p.ID); len(up) > deep {
			deep, deepest = len(up), p.ID
		}
	}
	visible := map[int64]bool{}
	for p := range l.sim.TruePages(l.email) {
		visible[p.ID] = true
	}
	for _, n := range l.sim.TrueTree(l.email) {
		visible[n.ID] = true
	}
	for p := range l.sim.TruePages(l.email) {
		for _, up := range l.sim.TrueAncestors(p.ID) {
			truth = append(truth, []any{p.ID, up.ID, up.Type, int64(up.Depth)})
			if !visible[up.ID] {
				break // what is above a thing that cannot be seen is not known
			}
		}
	}
	if l.email == email {
		l.wantRows(sql.Slice{Table: "page_ancestors"}, columns, truth, 4+10+8+200)
		l.wantRows(l.by("page_ancestors", "page_id", deepest, int64(1)), columns, keep(truth, func(r []any) bool { return r[0] == deepest }), 2)
		return
	}
	l.wantRows(sql.Slice{Table: "page_ancestors"}, columns, truth, anyCalls)
}

func TestCustomContentAndLevels(t *testing.T) {
	for _, l := range twoPeople(t, confluencetest.Config{Spaces: 8, Pages: 900, Users: 40, Seed: 7}) {
		types := map[string]bool{}
		for i := range l.sim.TrueCustomContent(l.email, "") {
			types[i.Type] = true
		}
		columns := []string{"id", "type", "status", "title", "space_id", "page_id", "blog_post_id", "author_id", "created_at", "version_number", "version_author_id", "version_created_at"}
		for typ := range types {
			var truth [][]any
			for i := range l.sim.TrueCustomContent(l.email, typ) {
				page, blog := onContent(i)
				truth = append(truth, []any{i.ID, i.Type, i.Status, i.Title, i.SpaceID, page, blog, opt(i.AuthorID), micros(i.CreatedAt), int64(i.VersionNumber), opt(i.VersionAuthorID), micros(i.VersionCreatedAt)})
			}
			l.wantRows(l.by("custom_content", "type", typ, "ac:no:such"), columns, truth, 2+len(truth)/250)
		}
		if len(types) == 0 {
			t.Error("no custom content")
		}
		rows, err := l.load(t.Context(), l.whole("classification_levels"))
		if err != nil || len(rows) == 0 {
			t.Errorf("levels: %d, %v", len(rows), err)
		}
	}
}
