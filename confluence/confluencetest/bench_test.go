package confluencetest

import (
	"net/http/httptest"
	"testing"
)

func BenchmarkPageList(b *testing.B) {
	c := demoClient(b, Config{Spaces: 100, Pages: 200_000, Users: 500})
	paths := map[string]string{
		"id": "/wiki/api/v2/pages?limit=250", "title": "/wiki/api/v2/pages?limit=250&sort=title",
		"space": "/wiki/api/v2/pages?limit=250&space-id=" + itoa(c.site.spaces[0].id) + "," + itoa(c.site.spaces[1].id),
	}
	for name, path := range paths {
		b.Run(name, func(b *testing.B) {
			r := c.request("GET", path, "")
			c.site.ServeHTTP(httptest.NewRecorder(), r)
			b.ReportAllocs()
			for b.Loop() {
				c.site.ServeHTTP(&discard{}, r)
			}
		})
	}
}

// Bulk lists must cost little beside what is measured against them.
func BenchmarkBulkLists(b *testing.B) {
	c := demoClient(b, Config{Spaces: 100, Pages: 200_000, Users: 500})
	for name, path := range map[string]string{
		"footer-comments": "/wiki/api/v2/footer-comments?limit=250&body-format=storage", "attachments": "/wiki/api/v2/attachments?limit=250",
		"comments-newest": "/wiki/api/v2/footer-comments?limit=250&sort=-modified-date", "tasks": "/wiki/api/v2/tasks?limit=250",
		"blogposts": "/wiki/api/v2/blogposts?limit=250", "label": "/wiki/api/v2/labels/163841/pages?limit=250",
		"bodies": "/wiki/api/v2/pages?limit=250&body-format=storage", "custom": "/wiki/api/v2/custom-content?limit=250&type=ac:com.example.forms:form",
		"cql": "/wiki/rest/api/content/search?cql=type=page&limit=200&expand=metadata.labels", "cql-folders": "/wiki/rest/api/content/search?cql=type=folder&limit=250",
		"cql-newest": "/wiki/rest/api/content/search?cql=type=page+order+by+lastmodified+desc&limit=200&expand=version",
	} {
		b.Run(name, func(b *testing.B) {
			r := c.request("GET", path, "")
			w := httptest.NewRecorder()
			c.site.ServeHTTP(w, r)
			if w.Code != 200 {
				b.Fatal(w.Body)
			}
			b.ReportAllocs()
			for b.Loop() {
				c.site.ServeHTTP(&discard{}, r)
			}
		})
	}
}
