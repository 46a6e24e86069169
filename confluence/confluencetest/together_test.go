package confluencetest

import (
	"sync"
	"testing"
)

// Readers of every kind of route and all edits run together; the race detector
// watches.
func TestReadersAndEditsOfAllKindsTogether(t *testing.T) {
	c := demoClient(t, Config{Spaces: 4, Pages: 120, BlogPosts: 20, Users: 20, Seed: 71, IndexLag: 1})
	pages := truth(c.site, c.email)
	anna := pages[0].AuthorID
	of := samples(c)
	var paths []string
	for i := range routes {
		if r := &routes[i]; r.method == "GET" && len(r.scopes) > 0 {
			paths = append(paths, calls(c, r, of)[0])
		}
	}
	var all sync.WaitGroup
	for part := range 3 {
		all.Go(func() {
			for i := part; i < len(paths); i += 3 {
				if resp, body, err := c.do(c.request("GET", paths[i], "")); err != nil || resp.StatusCode >= 500 {
					t.Errorf("%s: %v %v %s", paths[i], err, resp, body)
				}
			}
		})
	}
	all.Go(func() {
		for i := range 40 {
			id := pages[i].ID
			comment, err := c.site.AddComment(NewComment{ContentID: id, Text: "x", AuthorID: anna})
			if err != nil {
				t.Error(err)
				return
			}
			for _, err := range []error{c.site.EditComment(comment, "y"), c.site.AddLabel(id, "together"), c.site.Like(id, anna),
				c.site.Watch(id, anna), c.site.SetProperty(id, "k", "1"), c.site.UpdatePage(id, PageChange{Text: "z"}), c.site.Restrict(id, anna)} {
				if err != nil {
					t.Error(err)
				}
			}
			if i%2 == 0 {
				c.site.Unrestrict(id)
			}
			if _, err := c.site.AddAttachment(NewAttachment{ContentID: id, Name: "a.txt", MediaType: "text/plain", Size: 3}); err != nil {
				t.Error(err)
			}
		}
	})
	all.Wait()
	if n := len(c.rows("/wiki/api/v2/footer-comments?limit=250")); n < 20 {
		t.Errorf("%d comments", n)
	}
}
