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
