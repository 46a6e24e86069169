package confluencetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func editClient(t *testing.T) *client {
	return demoClient(t, Config{Spaces: 6, Pages: 300, Users: 30, Seed: 11})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestEditsShowEverywhere(t *testing.T) {
	c := editClient(t)
	s := c.site
	before := truth(s, c.email)
	key := s.spaces[2].key
	added, err := s.AddPage(NewPage{SpaceKey: strings.ToLower(key), Title: "Ein \"neuer\" Anfang", ParentID: s.spaces[2].homepageID, Text: "Hello & goodbye"})
	must(t, err)
	must(t, s.UpdatePage(before[10].ID, PageChange{Title: "AAA first", Message: "renamed", EditorID: before[3].AuthorID}))
	must(t, s.ArchivePage(before[20].ID))
	must(t, s.DeletePage(before[30].ID))
	must(t, s.TrashPage(before[40].ID))
	must(t, s.MovePage(before[50].ID, key, added))

	after := truth(s, c.email)
	byID := map[int64]PageTruth{}
	for _, p := range after {
		byID[p.ID] = p
	}
	if len(after) != len(before)-1 || after[len(after)-1].ID != added {
		t.Errorf("%d pages after %d", len(after), len(before))
	}
	u := byID[before[10].ID]
	if u.Title != "AAA first" || u.VersionNumber != before[10].VersionNumber+1 || !u.VersionCreatedAt.After(s.config.withDefaults().End) ||
		u.VersionMessage != "renamed" || u.VersionAuthorID != before[3].AuthorID || !u.CreatedAt.Equal(before[10].CreatedAt) {
		t.Errorf("updated: %+v", u)
	}
	if a := byID[before[20].ID]; a.Status != "archived" || a.ParentID != before[20].ParentID || a.VersionNumber != before[20].VersionNumber {
		t.Errorf("archived: %+v", a)
	}
	if m := byID[before[50].ID]; m.SpaceKey != key || m.ParentID != added || !m.VersionCreatedAt.Equal(before[50].VersionCreatedAt) {
		t.Errorf("moved: %+v", m)
	}
	for _, sort := range allSorts {
		if got := pageIDs(t, c.walk(pagesPath+"?limit=40&sort="+sort, nil)); !slices.Equal(got, truthIDs(inOrder(after, sort))) {
			t.Errorf("sort %q: not the truth", sort)
		}
		var want []PageTruth
		for _, p := range after {
			if p.SpaceKey == key {
				want = append(want, p)
			}
		}
		path := fmt.Sprintf("%s/%d/pages?limit=9&sort=%s", spacesPath, s.spaces[2].id, sort)
		if got := pageIDs(t, c.walk(path, nil)); !slices.Equal(got, truthIDs(inOrder(want, sort))) {
			t.Errorf("%s: not the truth", path)
		}
	}
	for id, want := range map[int64]int{before[30].ID: 404, before[40].ID: 200, added: 200} {
		if resp, _ := c.get(pagesPath + "/" + itoa(id)); resp.StatusCode != want {
			t.Errorf("page %d: %s, not %d", id, resp.Status, want)
		}
	}
	if got := pageIDs(t, c.walk(pagesPath+"?status=trashed", nil)); !slices.Equal(got, []int64{before[40].ID}) {
		t.Errorf("the trash has %v", got)
	}
	if got := pageIDs(t, c.walk(pagesPath+"?title="+escaped("aaa FIRST"), nil)); !slices.Equal(got, []int64{before[10].ID}) {
		t.Errorf("by the new title: %v", got)
	}
	var p gotPage
	c.read(pagesPath+"/"+itoa(added)+"?body-format=storage", &p)
	if p.Body["storage"].Value != "<p>Hello &amp; goodbye</p>" || p.Version.Number != 1 {
		t.Errorf("added: %+v", p)
	}
}

func TestEditsThatConfluenceRefuses(t *testing.T) {
	c := editClient(t)
	s := c.site
	pages := truth(s, c.email)
	a := pages[10]
	var child PageTruth
	for _, p := range pages {
		if p.ParentType == "page" {
			child = p
		}
	}
	_, taken := s.AddPage(NewPage{SpaceKey: a.SpaceKey, Title: strings.ToUpper(a.Title)})
	_, noSpace := s.AddPage(NewPage{SpaceKey: "NOPE", Title: "x"})
	_, noTitle := s.AddPage(NewPage{SpaceKey: a.SpaceKey})
	_, noParent := s.AddPage(NewPage{SpaceKey: a.SpaceKey, Title: "x", ParentID: 5})
	_, noAuthor := s.AddPage(NewPage{SpaceKey: a.SpaceKey, Title: "x", AuthorID: "5"})
	for name, err := range map[string]error{
		"taken title": taken, "no space": noSpace, "no title": noTitle, "no parent": noParent, "no author": noAuthor,
		"no page": s.UpdatePage(4, PageChange{}), "long title": s.UpdatePage(a.ID, PageChange{Title: strings.Repeat("é", 256)}),
		"below itself": s.MovePage(child.ParentID, "", child.ID), "no such space": s.MovePage(a.ID, "NOPE", 0),
	} {
		if err == nil {
			t.Errorf("%s: allowed", name)
		}
	}
	if got := truth(s, c.email); len(got) != len(pages) {
		t.Errorf("%d pages, not %d", len(got), len(pages))
	}
}

// TestCursorsStayRight edits between the pages of a walk by id: rows that were
// there all the time come exactly once.
func TestCursorsStayRight(t *testing.T) {
	for _, sort := range []string{"id", "-id", "title", "created-date"} {
		c := editClient(t)
		before := truthIDs(inOrder(truth(c.site, c.email), sort))
		gone := map[int64]bool{}
		got := pageIDs(t, c.walk(pagesPath+"?limit=20&sort="+sort, func(n int) {
			if n >= 5 {
				return
			}
			at := (n + 1) * 20
			// The last row given, the next one, and one in the middle of the rest go.
			for _, i := range []int{at - 1, at, at + 105} {
				gone[before[i]] = true
				must(t, c.site.DeletePage(before[i]))
			}
			_, err := c.site.AddPage(NewPage{SpaceKey: c.site.spaces[0].key, Title: fmt.Sprintf("Added %d", n)})
			must(t, err)
		}))
		seen := map[int64]int{}
		for _, id := range got {
			seen[id]++
		}
		for _, id := range before {
			if seen[id] != 1 && !gone[id] {
				t.Errorf("sort %s: page %d comes %d times", sort, id, seen[id])
			}
		}
		for id, n := range seen {
			if n > 1 {
				t.Errorf("sort %s: page %d comes %d times", sort, id, n)
			}
		}
	}
}
