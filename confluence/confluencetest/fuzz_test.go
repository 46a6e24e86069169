package confluencetest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func FuzzQuery(f *testing.F) {
	c := demoClient(f, Config{Spaces: 3, Pages: 60, Users: 10})
	for _, seed := range [][2]string{{"pages", "limit=3&sort=-title&cursor=e30="}, {"spaces", "keys=eng,HR&ids=1"},
		{"pages", "id=1,2&space-id=3&title=x&status=current"}, {"pages/4", "status=trashed"}, {"spaces/1/pages", "depth=root"},
		{"footer-comments", "sort=-modified-date&limit=2"}, {"tasks", "page-id=1&due-at-to=5"}, {"custom-content", "type=x&sort=title"},
		{"pages/98305/descendants", "depth=3&cursor=eyJpZCI6IjEiLCJjb250ZW50T3JkZXIiOiJwbGFjZSIsImNvbnRlbnRPcmRlclZhbHVlIjotOX0="},
		{"labels/163841/pages", "sort=title"}, {"attachments/att1/labels", ""}, {"pages/1/versions/2", ""},
		{"inline-comments", "cursor=eyJpZCI6Ii05MjIzMzcyMDM2ODU0Nzc1ODA4IiwiY29udGVudE9yZGVyIjoiaWQiLCJjb250ZW50T3JkZXJWYWx1ZSI6MX0="},
		{"pages", "cursor=" + pageCursor(byTitle, key{id: 3, text: []byte("m")}).encode() + "&sort=title&limit=2"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, path, query string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL = &url.URL{Path: "/wiki/api/v2/" + path, RawQuery: query}
		r.SetBasicAuth(c.email, c.token)
		w := httptest.NewRecorder()
		c.site.ServeHTTP(w, r)
		if w.Code >= 500 || strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") && !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s?%s: %d %s", path, query, w.Code, w.Body)
		}
		if w.Code == http.StatusOK && strings.ContainsAny(w.Header().Get("Link"), "\r\n") {
			t.Errorf("Link is %q", w.Header().Get("Link"))
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add("eyJpZCI6IjMwMjczNyIsImNvbnRlbnRPcmRlciI6ImlkIiwiY29udGVudE9yZGVyVmFsdWUiOjMwMjczN30=")
	f.Add(pageCursor(byTitle, key{id: 3, text: []byte("größe")}).encode())
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := parseCursor(text)
		if !ok {
			return
		}
		for o := range orderCount {
			k, ok := pageKeyOf(o, c)
			if !ok {
				continue
			}
			again, ok := parseCursor(pageCursor(o, k).encode())
			if back, ok2 := pageKeyOf(o, again); !ok || !ok2 || back.compare(k) != 0 {
				t.Errorf("%q becomes %+v", text, again)
			}
		}
	})
}

func FuzzUserCQL(f *testing.F) {
	for _, seed := range []string{"type=user", `user in ("a", 'b')`, `user.fullname ~ "jo\"hn"`, "user not in (a)", "user != 5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if q, err := parseUserCQL(text); err == nil && !q.everybody && len(q.values) == 0 {
			t.Errorf("%q asks for nothing", text)
		}
	})
}

func FuzzAuthorization(f *testing.F) {
	s := authSite(false)
	f.Add(basic("anna@example.com:good"))
	f.Add("Basic !")
	f.Add("Bearer x")
	f.Fuzz(func(t *testing.T, value string) {
		r := httptest.NewRequest("GET", currentPath, nil)
		r.Header["Authorization"] = []string{value}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if _, pair, _ := r.BasicAuth(); w.Code == 200 && pair != "good" {
			t.Errorf("%q gets in", value)
		}
	})
}

func FuzzCQL(f *testing.F) {
	c := demoClient(f, Config{Spaces: 3, Pages: 60, BlogPosts: 10, Users: 10})
	for _, seed := range []string{"type = page", `type in (page, "blogpost") and (label = a or label != "b") order by created desc, title`,
		`title ~ "pl* x" and not space = ENG`, `lastmodified > now("-9000000m") and created < "2024-05-31 17:30"`, `text ~ ""`, `((id=1))`,
		`ancestor in (98305, 2) or parent = 3`, `creator = currentUser()`, `created >= startOfWeek("-1w")`, `"a" = b`, `type=page and x`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cql string) {
		for _, path := range []string{"/wiki/rest/api/content/search", "/wiki/rest/api/search"} {
			r := httptest.NewRequest("GET", "/", nil)
			r.URL = &url.URL{Path: path, RawQuery: "limit=3&expand=metadata.labels&cql=" + url.QueryEscape(cql)}
			r.SetBasicAuth(c.email, c.token)
			w := httptest.NewRecorder()
			c.site.ServeHTTP(w, r)
			if w.Code > 500 || w.Code == 500 && !strings.Contains(w.Body.String(), "empty search term") || !json.Valid(w.Body.Bytes()) {
				t.Errorf("%s: %d %s", cql, w.Code, w.Body)
			}
		}
	})
}
