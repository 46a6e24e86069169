package confluencetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// readScopes reads, for every operation of a document, the sets of scopes that
// let a token call it.
func readScopes(t *testing.T, name string) map[string][][]string {
	t.Helper()
	shared := os.Getenv("SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	raw, err := os.ReadFile(filepath.Join(shared, "confluence", name))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the OpenAPI document is missing: %v", err)
		}
		t.Skipf("the OpenAPI document is missing, set SHARED to its folder: %v", err)
	}
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	out := map[string][][]string{}
	for path, operations := range doc.Paths {
		for method, raw := range operations {
			var op struct {
				Security []map[string][]string
			}
			if method != "get" && method != "post" || json.Unmarshal(raw, &op) != nil {
				continue
			}
			key := strings.ToUpper(method) + " " + regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, "{}")
			out[key] = [][]string{}
			for _, s := range op.Security {
				if scopes, ok := s["oAuthDefinitions"]; ok {
					out[key] = append(out[key], scopes)
				}
			}
		}
	}
	return out
}

// The documents do not have these, and sites do.
var undocumented = []string{"/_edge/tenant_info", "/rest/api/3/myself", "/wiki/download/attachments/{}/{}"}

func TestEveryRouteIsDocumentedWithItsScopes(t *testing.T) {
	v2, v1 := readScopes(t, "confluence-v2.openapi.json"), readScopes(t, "confluence-v1.swagger.v3.json")
	tried := 0
	for _, r := range routes {
		if slices.Contains(undocumented, r.path) || slices.ContainsFunc(goneRoutes, func(g route) bool { return g.path == r.path }) {
			continue
		}
		doc, path := v1, r.path
		if r.v2 {
			doc, path = v2, strings.TrimPrefix(r.path, "/wiki/api/v2")
		}
		sets, ok := doc[r.method+" "+path]
		if !ok {
			t.Errorf("%s %s is not in the document", r.method, r.path)
			continue
		}
		tried++
		// Any of the route's scopes must be one that the document asks for.
		for _, scope := range r.scopes {
			if r.path == currentPath && scope == "read:content-details:confluence" {
				continue // the granular one, which works too
			}
			if !slices.ContainsFunc(sets, func(set []string) bool { return slices.Contains(set, scope) }) {
				t.Errorf("%s %s: scope %s is not among %v", r.method, r.path, scope, sets)
			}
		}
		if r.all && !slices.ContainsFunc(sets, func(set []string) bool { return len(set) == len(r.scopes) }) ||
			!r.all && !slices.ContainsFunc(sets, func(set []string) bool { return len(set) == 1 }) {
			t.Errorf("%s %s: all of %v, or any: %v", r.method, r.path, sets, r.all)
		}
	}
	if tried < 120 {
		t.Errorf("only %d routes", tried)
	}
}

func TestEveryRouteAsksForItsScope(t *testing.T) {
	s := New(Config{Spaces: 2, Pages: 20, Users: 5})
	s.AddAccount(Account{Email: "a@example.com", Token: "none", Scoped: true, Scopes: []string{"write:page:confluence"}})
	s.AddAccount(Account{Email: "a@example.com", Token: "all", Scoped: true})
	for _, r := range routes {
		if r.open || len(r.scopes) == 0 || !strings.HasPrefix(r.path, "/wiki/") {
			continue
		}
		path := "/ex/confluence/" + s.CloudID() + strings.ReplaceAll(r.path, "{}", "1")
		for token, want := range map[string]bool{"none": false, "all": true} {
			c := &client{t: t, site: s, email: "a@example.com", token: token}
			resp, body, err := c.do(c.request(r.method, path, "{}"))
			if err != nil {
				t.Fatal(err)
			}
			if in := resp.StatusCode != http.StatusUnauthorized; in != want || !in && string(body) != `{"code":401,"message":"Unauthorized; scope does not match"}` {
				t.Errorf("%s with %s scopes: %s %s", path, token, resp.Status, body)
			}
		}
		c := &client{t: t, site: s, email: "a@example.com", token: "wrong"}
		resp, body, err := c.do(c.request(r.method, strings.ReplaceAll(r.path, "{}", "1"), "{}"))
		if err != nil {
			t.Fatal(err)
		}
		if want := map[bool]int{true: 404, false: 403}[r.v2]; resp.StatusCode != want {
			t.Errorf("%s with a wrong token: %s %s", r.path, resp.Status, body)
		}
		if r.v2 && fmt.Sprint(string(body)) != bareNotFound {
			t.Errorf("%s with a wrong token: %s", r.path, body)
		}
	}
}
