package confluencetest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// row is any row of a list, by the names of its members.
type row map[string]any

func (r row) text(name string) string {
	v, _ := r[name].(string)
	return v
}

func (r row) in(name string) row {
	v, _ := r[name].(map[string]any)
	return v
}

func (r row) id(t testing.TB) int64 {
	t.Helper()
	n, err := strconv.ParseInt(strings.TrimPrefix(r.text("id"), "att"), 10, 64)
	if err != nil {
		t.Fatalf("%v: %v", r, err)
	}
	return n
}

// rows walks any list of API v2.
func (c *client) rows(path string) []row {
	c.t.Helper()
	var all []row
	for n := 0; path != ""; n++ {
		var got struct {
			Results []row
			Links   struct{ Next string } `json:"_links"`
		}
		c.read(path, &got)
		all = append(all, got.Results...)
		path = got.Links.Next
		if n > 10_000 {
			c.t.Fatal("the walk does not end")
		}
	}
	return all
}

func rowIDs(t testing.TB, rows []row) []int64 {
	t.Helper()
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.id(t)
	}
	return ids
}

func itemIDs(items []ItemTruth) []int64 {
	ids := make([]int64, len(items))
	for i, x := range items {
		ids[i] = x.ID
	}
	return ids
}

func itemsInOrder(items []ItemTruth, sort string) []ItemTruth {
	out := slices.Clone(items)
	slices.SortFunc(out, func(a, b ItemTruth) int {
		if strings.HasPrefix(sort, "-") {
			a, b = b, a
		}
		n := 0
		switch strings.TrimPrefix(sort, "-") {
		case "created-date":
			n = a.CreatedAt.Compare(b.CreatedAt)
		case "modified-date":
			n = a.VersionCreatedAt.Compare(b.VersionCreatedAt)
		}
		return cmp.Or(n, cmp.Compare(a.ID, b.ID))
	})
	return out
}

var datedSorts = []string{"", "created-date", "-created-date", "modified-date", "-modified-date"}

// bulk are the lists of items that are not of one page.
func bulk(s *Site) map[string]func(string) iter.Seq[ItemTruth] {
	lists := map[string]func(string) iter.Seq[ItemTruth]{"footer-comments": s.TrueFooterComments, "inline-comments": s.TrueInlineComments,
		"attachments": s.TrueAttachments}
	return lists
}

// hiding is a second person, who sees neither all spaces nor all pages.
func hiding(c *client) *client {
	spaces := c.site.TrueSpaces(c.email)
	c.site.AddAccount(Account{Email: "james@example.com", Token: "token-of-james", Spaces: []string{spaces[0].Key, spaces[2].Key},
		HiddenPages: func(id int64) bool { return id%5 == 0 }})
	return &client{t: c.t, site: c.site, email: "james@example.com", token: "token-of-james"}
}

func TestItemWalksGiveAllOnceInOrder(t *testing.T) {
	c := demoClient(t, Config{Spaces: 6, Pages: 400, BlogPosts: 60, Users: 30, Seed: 7})
	for _, who := range []*client{c, hiding(c)} {
		for path, truth := range bulk(c.site) {
			all := slices.Collect(truth(who.email))
			if len(all) < 40 {
				t.Errorf("%s of %s: only %d", path, who.email, len(all))
			}
			for _, sort := range datedSorts {
				for _, limit := range []int{3, 250} {
					if limit == 3 && len(all) > 150 {
						continue
					}
					got := rowIDs(t, who.rows(fmt.Sprintf("/wiki/api/v2/%s?sort=%s&limit=%d", path, sort, limit)))
					if want := itemIDs(itemsInOrder(all, sort)); !slices.Equal(got, want) {
						t.Errorf("%s of %s, sort %q, limit %d: %d rows, not the %d in order", path, who.email, sort, limit, len(got), len(want))
					}
				}
			}
		}
	}
}

func TestItemWalksSurviveEdits(t *testing.T) {
	c := demoClient(t, Config{Spaces: 3, Pages: 200, Users: 30, Seed: 8})
	pages := truth(c.site, c.email)
	comments := slices.Collect(c.site.TrueFooterComments(c.email))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	root, err := c.site.AddComment(NewComment{ContentID: pages[3].ID, Text: "first & new"})
	must(err)
	reply, err := c.site.AddComment(NewComment{ContentID: pages[3].ID, ParentID: root, Text: "a reply"})
	must(err)
	must(c.site.EditComment(comments[2].ID, "changed"))
	must(c.site.DeleteItem(comments[5].ID))
	must(c.site.TrashPage(comments[9].ContainerID))
	if _, err := c.site.AddComment(NewComment{ContentID: pages[4].ID, ParentID: root}); err == nil {
		t.Error("a reply on another page is taken")
	}
	all := slices.Collect(c.site.TrueFooterComments(c.email))
	ids := itemIDs(all)
	for id, want := range map[int64]bool{root: true, reply: true, comments[2].ID: true, comments[5].ID: false, comments[9].ID: false} {
		if slices.Contains(ids, id) != want {
			t.Errorf("comment %d: want %v", id, want)
		}
	}
	for _, sort := range datedSorts {
		for _, limit := range []int{3, 250} {
			got := rowIDs(t, c.rows(fmt.Sprintf("/wiki/api/v2/footer-comments?sort=%s&limit=%d", sort, limit)))
			if !slices.Equal(got, itemIDs(itemsInOrder(all, sort))) {
				t.Errorf("sort %q, limit %d: not the truth", sort, limit)
			}
		}
	}
	newest := c.rows("/wiki/api/v2/footer-comments?sort=-modified-date&limit=3")[0]
	if newest.id(t) != comments[2].ID || newest.in("version")["number"] != float64(comments[2].VersionNumber+1) {
		t.Errorf("the newest is %v", newest)
	}
	if got := rowIDs(t, c.rows("/wiki/api/v2/footer-comments/"+itoa(root)+"/children")); !slices.Equal(got, []int64{reply}) {
		t.Errorf("replies: %v", got)
	}
	if got := rowIDs(t, c.rows("/wiki/api/v2/pages/"+itoa(pages[3].ID)+"/footer-comments")); !slices.Contains(got, root) || slices.Contains(got, reply) {
		t.Errorf("comments of the page: %v", got)
	}
}

func TestCommentsArePlacedAndTold(t *testing.T) {
	c := demoClient(t, Config{Spaces: 4, Pages: 400, BlogPosts: 40, Users: 30, Seed: 9})
	for _, path := range []string{"footer-comments", "inline-comments"} {
		seen := map[string]int{}
		byRoot := map[int64][]int64{}
		roots := map[int64][]int64{} // by container
		for x := range bulk(c.site)[path](c.email) {
			if x.ParentCommentID != 0 {
				byRoot[x.ParentCommentID] = append(byRoot[x.ParentCommentID], x.ID)
				seen["reply"]++
			} else if x.AttachmentID == 0 {
				roots[x.ContainerID] = append(roots[x.ContainerID], x.ID)
			}
			seen[x.ContainerType]++
			seen[x.Resolution]++
			if x.AttachmentID != 0 {
				seen["attachment"]++
			}
			var got row
			c.read("/wiki/api/v2/"+path+"/"+itoa(x.ID)+"?body-format=storage", &got)
			if got.text("title") != x.Title || got.text("createdAt") != "" || got["authorId"] != nil || got["spaceId"] != nil ||
				got.in("version").text("authorId") != x.VersionAuthorID || got.text("resolutionStatus") != x.Resolution {
				t.Fatalf("%v is not %+v", got, x)
			}
			if want := "<p>" + string(appendMarkup(nil, x.Text)) + "</p>"; got.in("body").in("storage").text("value") != want {
				t.Fatalf("body %v, not %s", got["body"], want)
			}
			if seen["versions"] < 20 && x.VersionNumber > 1 {
				seen["versions"]++
				versions := c.rows("/wiki/api/v2/" + path + "/" + itoa(x.ID) + "/versions?sort=modified-date")
				if len(versions) != int(x.VersionNumber) || versions[0].text("authorId") != x.AuthorID ||
					versions[0].text("createdAt") != string(appendTime(nil, x.CreatedAt.UnixMilli())) {
					t.Errorf("versions of %d: %v", x.ID, versions)
				}
			}
		}
		for root, want := range byRoot {
			if got := rowIDs(t, c.rows("/wiki/api/v2/"+path+"/"+itoa(root)+"/children")); !slices.Equal(got, want) {
				t.Errorf("children of %d: %v, not %v", root, got, want)
			}
		}
		for container, want := range roots {
			kind := "pages"
			if container >= kindBase(kindBlog) {
				kind = "blogposts"
			}
			if got := rowIDs(t, c.rows("/wiki/api/v2/"+kind+"/"+itoa(container)+"/"+path)); !slices.Equal(got, want) {
				t.Errorf("%s of %s %d: %v, not %v", path, kind, container, got, want)
			}
		}
		wanted := []string{"reply", "page", "blogpost", "versions"}
		if path == "inline-comments" {
			wanted = append(wanted, "open", "resolved", "reopened", "dangling")
		} else {
			wanted = append(wanted, "attachment")
		}
		for _, w := range wanted {
			if seen[w] == 0 {
				t.Errorf("%s: none is %s", path, w)
			}
		}
	}
}

func TestAttachments(t *testing.T) {
	c := demoClient(t, Config{Spaces: 4, Pages: 300, Users: 30, Seed: 10})
	all := slices.Collect(c.site.TrueAttachments(c.email))
	keep := func(f func(ItemTruth) bool) []int64 {
		return itemIDs(slices.DeleteFunc(slices.Clone(all), func(x ItemTruth) bool { return !f(x) }))
	}
	for query, want := range map[string][]int64{
		"mediaType=image/png":          keep(func(x ItemTruth) bool { return x.MediaType == "image/png" }),
		"filename=ARCHITECTURE.png":    keep(func(x ItemTruth) bool { return x.Title == "architecture.png" }),
		"status=archived":              keep(func(x ItemTruth) bool { return x.Status == "archived" }),
		"status=current&limit=250":     keep(func(x ItemTruth) bool { return x.Status == "current" }),
		"status=current,archived":      itemIDs(all),
		"limit=250":                    itemIDs(all),
		"filename=nothing-of-the-kind": {},
	} {
		if got := rowIDs(t, c.rows("/wiki/api/v2/attachments?"+query)); !slices.Equal(got, want) {
			t.Errorf("%s: %d rows, not %d", query, len(got), len(want))
		}
	}
	if len(c.rows("/wiki/api/v2/attachments?status=trashed")) == 0 {
		t.Error("none is in the trash")
	}
	var first struct{ Results []row }
	c.read("/wiki/api/v2/attachments", &first)
	if len(first.Results) != 50 {
		t.Errorf("the default limit is %d", len(first.Results))
	}
	x := all[slices.IndexFunc(all, func(x ItemTruth) bool { return x.ContainerType == "page" })]
	resp, _ := c.get("/wiki/rest/api/content/" + itoa(x.ContainerID) + "/child/attachment/" + AttachmentID(x.ID) + "/download")
	if resp.StatusCode != 302 || !strings.HasPrefix(resp.Header.Get("Location"), "https://api.media.atlassian.com/file/"+x.FileID) {
		t.Errorf("download: %s %v", resp.Status, resp.Header)
	}
	if resp, _ := c.get("/wiki/download/attachments/1/x.png"); resp.StatusCode != 401 || resp.Header.Get("Www-Authenticate") == "" {
		t.Errorf("the old address: %s", resp.Status)
	}
	if resp, _ := c.get("/wiki/rest/api/content/7/child/attachment/" + AttachmentID(x.ID) + "/download"); resp.StatusCode != 404 {
		t.Errorf("of another page: %s", resp.Status)
	}
	if got := rowIDs(t, c.rows("/wiki/api/v2/pages/"+itoa(x.ContainerID)+"/attachments")); !slices.Contains(got, x.ID) {
		t.Errorf("attachments of the page: %v", got)
	}
}

func TestLabels(t *testing.T) {
	c := demoClient(t, Config{Spaces: 5, Pages: 600, BlogPosts: 50, Users: 20, Seed: 11})
	who := hiding(c)
	pages := truth(c.site, who.email)
	for _, do := range []error{c.site.AddLabel(pages[0].ID, "brand-new"), c.site.AddLabel(pages[1].ID, "runbook"),
		c.site.RemoveLabel(firstLabelled(c.site, who.email).ContentID, firstLabelled(c.site, who.email).Name)} {
		if do != nil {
			t.Fatal(do)
		}
	}
	if c.site.AddLabel(pages[0].ID, "Two words") == nil || c.site.RemoveLabel(pages[0].ID, "never") == nil || c.site.AddLabel(5, "x") == nil {
		t.Error("a bad label is taken")
	}
	want := map[string]bool{} // content:label
	n := map[kind]int{}
	for l := range c.site.TrueContentLabels(who.email) {
		want[itoa(l.ContentID)+":"+itoa(l.LabelID)] = true
		n[kind(l.ContentID>>kindShift)]++
	}
	if n[kindPage] < 100 || n[kindBlog] < 3 || n[kindAttachment] < 2 {
		t.Fatalf("labels: %v", n)
	}
	reverse, forward := map[string]bool{}, map[string]bool{}
	labels := who.rows("/wiki/api/v2/labels?limit=250")
	truth := c.site.TrueLabels(who.email)
	if len(labels) != len(truth) {
		t.Errorf("%d labels, not %d", len(labels), len(truth))
	}
	for _, l := range labels {
		for _, of := range []string{"pages", "blogposts", "attachments"} {
			for _, r := range who.rows("/wiki/api/v2/labels/" + l.text("id") + "/" + of + "?limit=3") {
				reverse[itoa(r.id(t))+":"+l.text("id")] = true
			}
		}
	}
	for _, p := range pages {
		for _, l := range who.rows("/wiki/api/v2/pages/" + itoa(p.ID) + "/labels") {
			forward[itoa(p.ID)+":"+l.text("id")] = true
		}
	}
	for pair := range want {
		if !reverse[pair] || strings.Index(pair, ":") < 13 && !forward[pair] {
			t.Errorf("%s: reverse %v, forward %v", pair, reverse[pair], forward[pair])
		}
	}
	if len(reverse) != len(want) || len(forward) != n[kindPage] {
		t.Errorf("%d reverse and %d forward, not %d and %d", len(reverse), len(forward), len(want), n[kindPage])
	}
	for _, l := range labels {
		if l.text("prefix") == "team" {
			if spaces := who.rows("/wiki/api/v2/spaces?labels=" + l.text("name")); len(spaces) != 1 ||
				rowIDs(t, who.rows("/wiki/api/v2/spaces/"+spaces[0].text("id")+"/labels"))[0] != l.id(t) {
				t.Errorf("spaces with %s: %v", l.text("name"), spaces)
			}
			n[kindFolder]++
		}
	}
	space := who.rows("/wiki/api/v2/spaces/" + itoa(pages[0].SpaceID) + "/content/labels?limit=5")
	if len(space) < 5 || n[kindFolder] == 0 {
		t.Errorf("%d labels in a space, %d team labels", len(space), n[kindFolder])
	}
	top := labels[0].text("id")
	for _, sort := range []string{"-id", "title", "-modified-date"} {
		a, b := who.rows("/wiki/api/v2/labels/"+top+"/pages?sort="+sort+"&limit=4"), who.rows("/wiki/api/v2/labels/"+top+"/pages?limit=250")
		x, y := rowIDs(t, a), rowIDs(t, b)
		slices.Sort(x)
		if len(y) < 8 || !slices.Equal(x, y) {
			t.Errorf("sort %s: %d of %d", sort, len(x), len(y))
		}
	}
}

func firstLabelled(s *Site, email string) LabelTruth {
	for l := range s.TrueContentLabels(email) {
		return l
	}
	return LabelTruth{}
}

func TestBlogPosts(t *testing.T) {
	c := demoClient(t, Config{Spaces: 5, Pages: 100, BlogPosts: 300, Users: 20, Seed: 12})
	id, err := c.site.AddBlogPost(NewPage{SpaceKey: c.site.spaces[0].key, Title: "News & more", Text: "Hello"})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []*client{c, hiding(c)} {
		all := slices.Collect(c.site.TrueBlogPosts(who.email))
		for _, sort := range []string{"", "id", "-id", "created-date", "-created-date", "modified-date", "-modified-date"} {
			got := pageIDs(t, who.walk("/wiki/api/v2/blogposts?limit=40&sort="+sort, nil))
			if want := truthIDs(inOrder(all, sort)); !slices.Equal(got, want) || len(want) < 50 {
				t.Errorf("sort %q: %d rows, not %d", sort, len(got), len(want))
			}
		}
	}
	if resp, _ := c.get("/wiki/api/v2/blogposts?sort=title"); resp.StatusCode != 400 {
		t.Errorf("by title: %s", resp.Status)
	}
	if resp, _ := c.get("/wiki/api/v2/blogposts?status=archived"); resp.StatusCode != 400 {
		t.Errorf("archived: %s", resp.Status)
	}
	_, body := c.get("/wiki/api/v2/blogposts/" + itoa(id) + "?body-format=storage&include-labels=true&include-versions=true")
	var got row
	if json.Unmarshal(body, &got) != nil || got.in("body").in("storage").text("value") != "<p>Hello</p>" || got["parentId"] != nil ||
		!strings.Contains(got.in("_links").text("webui"), "/blog/") || len(got.in("versions")["results"].([]any)) != 1 {
		t.Errorf("the post is %s", body)
	}
	if resp, _ := c.get("/wiki/api/v2/pages/" + itoa(id)); resp.StatusCode != 404 {
		t.Errorf("a blog post as a page: %s", resp.Status)
	}
	if err := c.site.TrashPage(id); err != nil {
		t.Fatal(err)
	}
	if got := pageIDs(t, c.walk("/wiki/api/v2/blogposts?status=trashed", nil)); !slices.Equal(got, []int64{id}) {
		t.Errorf("the trash has %v", got)
	}
}
