package confluencetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
)

// under tells, for everything in the tree that a person may see, what is
// directly under it.
func under(c *client) map[int64][]int64 {
	out := map[int64][]int64{}
	for p := range c.site.TruePages(c.email) {
		out[p.ParentID] = append(out[p.ParentID], p.ID)
	}
	for _, x := range c.site.TrueTree(c.email) {
		out[x.ParentID] = append(out[x.ParentID], x.ID)
	}
	for id := range out {
		slices.Sort(out[id])
	}
	return out
}

// collectionOf is the name in paths of what has an id in the tree.
func collectionOf(s *Site, id int64) string {
	t, _ := s.TrueContent(id)
	return t.Type + "s"
}

func TestTheTree(t *testing.T) {
	c := demoClient(t, Config{Spaces: 5, Pages: 500, Users: 30, Seed: 61})
	pages := truth(c.site, c.email)
	home := pages[0]
	moved := pages[slices.IndexFunc(pages, func(p PageTruth) bool {
		return p.SpaceID == home.SpaceID && len(c.site.TrueAncestors(p.ID)) > 2
	})]
	if err := c.site.MovePage(moved.ID, "", home.ID); err != nil {
		t.Fatal(err)
	}
	if at := c.site.TrueAncestors(moved.ID); len(at) != 1 || at[0].ID != home.ID {
		t.Errorf("the moved page is under %v", at)
	}
	for _, who := range []*client{c, hiding(c)} {
		tree := under(who)
		everything := under(c)
		n := 0
		visible := map[int64]bool{}
		for _, ids := range tree {
			for _, id := range ids {
				visible[id] = true
			}
		}
		for id := range visible {
			path := fmt.Sprintf("/wiki/api/v2/%s/%d/", collectionOf(c.site, id), id)
			if got := rowIDs(t, who.rows(path+"direct-children?limit=3")); !slices.Equal(got, tree[id]) {
				t.Errorf("%s of %s: %v, not %v", path, who.email, got, tree[id])
			}
			if n++; n > 150 {
				continue
			}
			for _, depth := range []int{1, 2, 10} {
				var want []int64
				level := []int64{id}
				for range depth {
					var next []int64
					for _, up := range level {
						next = append(next, everything[up]...)
					}
					for _, x := range next {
						if visible[x] {
							want = append(want, x)
						}
					}
					level = next
				}
				query := fmt.Sprintf("descendants?limit=9&depth=%d", depth)
				if depth == 2 {
					query = "descendants?limit=250"
				}
				got := rowIDs(t, who.rows(path+query))
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Errorf("%s%s: %d, not %d", path, query, len(got), len(want))
				}
			}
			var ancestors []int64
			for _, r := range who.rows(path + "ancestors?limit=250") {
				ancestors = append(ancestors, r.id(t))
			}
			slices.Reverse(ancestors)
			var want []int64
			for _, a := range c.site.TrueAncestors(id) {
				want = append(want, a.ID)
			}
			if !slices.Equal(ancestors, want) {
				t.Errorf("%s: ancestors %v, not %v", path, ancestors, want)
			}
		}
		if n < 100 {
			t.Errorf("%s: only %d", who.email, n)
		}
	}
	deep := pages[slices.IndexFunc(pages, func(p PageTruth) bool { return len(c.site.TrueAncestors(p.ID)) > 3 })]
	near := c.rows("/wiki/api/v2/pages/" + itoa(deep.ID) + "/ancestors?limit=2")
	if len(near) != 2 || near[1].id(t) != deep.ParentID {
		t.Errorf("the two nearest ancestors of %d are %v", deep.ID, near)
	}
	for _, query := range []string{"depth=0", "depth=11", "depth=x"} {
		if resp, _ := c.get("/wiki/api/v2/pages/" + itoa(deep.ID) + "/descendants?" + query); resp.StatusCode != 400 {
			t.Errorf("%s: %s", query, resp.Status)
		}
	}
}

func TestTheTreesContentsByID(t *testing.T) {
	c := demoClient(t, Config{Spaces: 5, Pages: 600, Users: 30, Seed: 62})
	who := hiding(c)
	seen, hidden := map[string]int{}, 0
	visible := map[int64]bool{}
	for _, x := range c.site.TrueTree(who.email) {
		visible[x.ID] = true
	}
	for _, x := range c.site.TrueTree(c.email) {
		path := fmt.Sprintf("/wiki/api/v2/%ss/%d", x.Type, x.ID)
		var got row
		c.read(path, &got)
		parent := ""
		if x.ParentID != 0 {
			parent = itoa(x.ParentID)
		}
		if got.text("title") != x.Title || got.text("type") != x.Type || got.text("spaceId") != itoa(x.SpaceID) || got.text("parentId") != parent ||
			got.text("authorId") != x.AuthorID || got.text("embedUrl") != x.EmbedURL {
			t.Fatalf("%v is not %+v", got, x)
		}
		if x.Type == "folder" {
			if got["createdAt"] != float64(x.CreatedAt.UnixMilli()) {
				t.Fatalf("a folder's createdAt is %v", got["createdAt"])
			}
		} else if got.text("createdAt") != string(appendTime(nil, x.CreatedAt.UnixMilli())) {
			t.Fatalf("createdAt is %v", got["createdAt"])
		}
		if resp, _ := who.get(path); (resp.StatusCode == 200) != visible[x.ID] {
			t.Errorf("%s for james: %s", path, resp.Status)
		} else if resp.StatusCode == http.StatusNotFound {
			hidden++
		}
		seen[x.Type]++
		if x.ParentID == 0 {
			seen["root"]++
		}
	}
	for _, what := range []string{"folder", "whiteboard", "database", "embed", "root"} {
		if seen[what] == 0 {
			t.Errorf("no %s", what)
		}
	}
	if hidden == 0 {
		t.Error("nothing is hidden")
	}
	// Parents of pages are there, whatever they are; no list has them.
	for p := range c.site.TruePages(c.email) {
		if p.ParentID != 0 && p.ParentType != "page" {
			if resp, _ := c.get(fmt.Sprintf("/wiki/api/v2/%ss/%d", p.ParentType, p.ParentID)); resp.StatusCode != 200 {
				t.Fatalf("the %s over page %d: %s", p.ParentType, p.ID, resp.Status)
			}
		}
	}
	for _, path := range []string{"/folders", "/whiteboards", "/databases", "/embeds"} {
		if resp, _ := c.get("/wiki/api/v2" + path); resp.StatusCode != 404 {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
	var ids []int64
	for _, x := range c.site.TrueTree(c.email) {
		if x.Type == "folder" && c.site.spaces[c.site.spaceAt[x.SpaceID]].status == "current" {
			ids = append(ids, x.ID)
		}
	}
	if got := c.found("type = folder"); !slices.Equal(got, ids) {
		t.Errorf("search finds %d folders, not %d", len(got), len(ids))
	}
}

func TestCustomContentNeedsItsType(t *testing.T) {
	c := demoClient(t, Config{Spaces: 5, Pages: 1500, BlogPosts: 100, Users: 30, Seed: 63})
	if resp, _ := c.get("/wiki/api/v2/custom-content"); resp.StatusCode != 400 {
		t.Errorf("without a type: %s", resp.Status)
	}
	for _, who := range []*client{c, hiding(c)} {
		for _, kind := range CustomContentTypes() {
			all := slices.Collect(c.site.TrueCustomContent(who.email, kind))
			for _, sort := range []string{"", "-id", "created-date", "-modified-date", "title"} {
				got := rowIDs(t, who.rows("/wiki/api/v2/custom-content?limit=5&sort="+sort+"&type="+escaped(kind)))
				want := itemIDs(itemsInOrder(all, sort))
				if sort == "title" {
					slices.Sort(got)
				}
				if !slices.Equal(got, want) || len(want) == 0 {
					t.Errorf("%s of %s, sort %q: %d, not %d", kind, who.email, sort, len(got), len(want))
				}
			}
		}
	}
}

func TestIDsToTypes(t *testing.T) {
	c := demoClient(t, Config{Spaces: 5, Pages: 300, BlogPosts: 30, Users: 30, Seed: 64})
	of := samples(c)
	gone := truth(c.site, c.email)[50].ID
	if err := c.site.DeletePage(gone); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{itoa(gone): nil, "7": nil, "x": nil}
	for k, id := range of {
		if k == kindTask {
			continue
		}
		want[id] = k.String()
		if k == kindCustom {
			var x content
			c.site.content(parseID(t, id), &x)
			want[id] = x.customType
		}
	}
	var ids []any
	for id := range want {
		ids = append(ids, id)
	}
	ids = append(ids, json.Number(of[kindPage]))
	body, err := json.Marshal(map[string]any{"contentIds": ids})
	if err != nil {
		t.Fatal(err)
	}
	var got struct{ Results map[string]any }
	c.post("/wiki/api/v2/content/convert-ids-to-types", string(body), &got)
	if fmt.Sprint(got.Results) != fmt.Sprint(want) {
		t.Errorf("%v, not %v", got.Results, want)
	}
	many, _ := json.Marshal(map[string]any{"contentIds": make([]int, 101)})
	if resp := c.post("/wiki/api/v2/content/convert-ids-to-types", string(many), &got); resp.StatusCode != 400 {
		t.Errorf("101 ids: %s", resp.Status)
	}
}

func parseID(t *testing.T, id string) int64 {
	t.Helper()
	return row{"id": id}.id(t)
}

// The same Config gives the same answers on every route, and two people get
// what each may see.
func TestTheSameSiteTwice(t *testing.T) {
	config := Config{Spaces: 8, Pages: 700, BlogPosts: 40, Users: 40, Seed: 65}
	a, b := demoClient(t, config), demoClient(t, config)
	config.Seed++
	other := demoClient(t, config)
	of, same, differ := samples(a), 0, 0
	for i := range routes {
		r := &routes[i]
		if r.method != "GET" || slices.ContainsFunc(goneRoutes, func(g route) bool { return g.path == r.path }) {
			continue
		}
		for _, path := range calls(a, r, of) {
			respA, x := a.get(path)
			respB, y := b.get(path)
			_, z := other.get(path)
			if respA.StatusCode != respB.StatusCode || !bytes.Equal(x, y) {
				t.Errorf("%s differs", path)
			}
			same++
			if !bytes.Equal(x, z) {
				differ++
			}
		}
	}
	if same < 250 || differ < same*2/3 {
		t.Errorf("%d calls, of which another seed changes %d", same, differ)
	}
}
