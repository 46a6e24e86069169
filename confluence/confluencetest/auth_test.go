package confluencetest

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

const (
	v1Refusal     = `403 FORBIDDEN \"Request rejected because caller cannot access Confluence\"`
	searchRefusal = `Current user not permitted to use Confluence`
	htmlRefusal   = `HTTP Status 401 – Unauthorized`
	scopeRefusal  = `{"code":401,"message":"Unauthorized; scope does not match"}`
	currentPath   = "/wiki/rest/api/user/current"
	searchPath    = "/wiki/rest/api/search/user?cql=type=user"
	pagesPath     = "/wiki/api/v2/pages"
	spacesPath    = "/wiki/api/v2/spaces"
	myselfPath    = "/rest/api/3/myself"
)

func basic(pair string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(pair)) }

func authSite(public bool) *Site {
	s := New(Config{Spaces: 4, Pages: 60, Users: 10, Public: public})
	s.AddAccount(Account{Email: "anna@example.com", Token: "good"})
	s.AddAccount(Account{Email: "anna@example.com", Token: "dead"})
	s.AddAccount(Account{Email: "anna@example.com", Token: "scoped", Scoped: true})
	s.AddAccount(Account{Email: "anna@example.com", Token: "classic", Scoped: true, Scopes: []string{"read:confluence-user"}})
	s.AddAccount(Account{Email: "jira@example.com", Token: "jira", NoLicence: true})
	s.Revoke("dead")
	return s
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name    string
		auth    string
		gateway bool
		path    string
		status  int
		body    string // contained
		kind    string
	}{
		{"good", basic("anna@example.com:good"), false, currentPath, 200, `"type":"known"`, "application/json"},
		{"e-mail in another case", basic("Anna@Example.COM:good"), false, currentPath, 200, `"type":"known"`, "application/json"},
		{"good at the gateway", basic("anna@example.com:good"), true, pagesPath, 200, `"results":[{`, "application/json"},
		{"wrong", basic("anna@example.com:bad"), false, currentPath, 403, v1Refusal, "application/json"},
		{"wrong", basic("anna@example.com:bad"), false, searchPath, 403, searchRefusal, "application/json"},
		{"wrong", basic("anna@example.com:bad"), false, pagesPath, 404, bareNotFound, "application/json"},
		{"wrong", basic("anna@example.com:bad"), false, spacesPath, 404, bareNotFound, "application/json"},
		{"wrong", basic("anna@example.com:bad"), false, "/wiki/api/v2/pages/1", 404, bareNotFound, "application/json"},
		{"wrong", basic("anna@example.com:bad"), false, myselfPath, 401, "Client must be authenticated", "text/plain"},
		{"another's token", basic("jira@example.com:good"), false, pagesPath, 404, bareNotFound, "application/json"},
		{"revoked", basic("anna@example.com:dead"), false, currentPath, 403, v1Refusal, "application/json"},
		{"revoked", basic("anna@example.com:dead"), false, pagesPath, 404, bareNotFound, "application/json"},
		{"revoked", basic("anna@example.com:dead"), false, myselfPath, 401, "Client must be authenticated", "text/plain"},
		{"absent", "", false, currentPath, 403, v1Refusal, "application/json"},
		{"absent", "", false, pagesPath, 404, bareNotFound, "application/json"},
		{"no colon", basic("anna"), false, currentPath, 401, htmlRefusal, "text/html"},
		{"empty token", basic("anna@example.com:"), false, currentPath, 401, htmlRefusal, "text/html"},
		{"empty user", basic(":good"), false, currentPath, 401, htmlRefusal, "text/html"},
		{"extra colon", basic("anna@example.com:good:x"), false, currentPath, 401, htmlRefusal, "text/html"},
		{"not base64", "Basic %%%", false, currentPath, 401, htmlRefusal, "text/html"},
		{"scoped at the site", basic("anna@example.com:scoped"), false, currentPath, 401, htmlRefusal, "text/html"},
		{"scoped at the site", basic("anna@example.com:scoped"), false, pagesPath, 401, htmlRefusal, "text/html"},
		{"scoped at the gateway", basic("anna@example.com:scoped"), true, pagesPath, 200, `"results":[{`, "application/json"},
		{"scoped at the gateway", basic("anna@example.com:scoped"), true, currentPath, 200, `"type":"known"`, "application/json"},
		{"classic scope", basic("anna@example.com:classic"), true, currentPath, 200, `"type":"known"`, "application/json"},
		{"classic scope", basic("anna@example.com:classic"), true, pagesPath, 401, scopeRefusal, "application/json"},
		{"classic scope", basic("anna@example.com:classic"), true, searchPath, 401, scopeRefusal, "application/json"},
		{"no licence", basic("jira@example.com:jira"), false, currentPath, 403, v1Refusal, "application/json"},
		{"no licence", basic("jira@example.com:jira"), false, pagesPath, 404, bareNotFound, "application/json"},
		{"no licence", basic("jira@example.com:jira"), false, myselfPath, 200, `"emailAddress":"jira@example.com"`, "application/json"},
	} {
		cl := &client{t: t, site: authSite(false)}
		if c.gateway {
			cl.prefix = "/ex/confluence/" + cl.site.CloudID()
		}
		r := cl.request("GET", c.path, "")
		if c.auth != "" {
			r.Header.Set("Authorization", c.auth)
		}
		resp, body, err := cl.do(r)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != c.status || !strings.Contains(string(body), c.body) ||
			!strings.HasPrefix(resp.Header.Get("Content-Type"), c.kind) {
			t.Errorf("%s, %s: %s %s %s", c.name, c.path, resp.Status, resp.Header.Get("Content-Type"), body)
		}
		if resp.Header.Get("X-Cache") != "" {
			t.Errorf("%s, %s: a real refusal looks like an impostor", c.name, c.path)
		}
	}
}

func TestPublicSite(t *testing.T) {
	for _, auth := range []string{"", basic("anna@example.com:bad"), basic("anna@example.com:dead")} {
		s := authSite(true)
		s.config.PublicSpaces = []string{s.spaces[1].key}
		c := &client{t: t, site: s}
		get := func(path string) (*http.Response, string) {
			r := c.request("GET", path, "")
			if auth != "" {
				r.Header.Set("Authorization", auth)
			}
			resp, body, err := c.do(r)
			if err != nil {
				t.Fatal(err)
			}
			return resp, string(body)
		}
		resp, body := get(currentPath)
		if resp.StatusCode != 200 || !strings.Contains(body, `"type":"anonymous"`) || strings.Contains(body, "accountId") {
			t.Errorf("current user of a public site: %s %s", resp.Status, body)
		}
		var pages gotPages
		if resp, body = get(pagesPath + "?limit=250"); json.Unmarshal([]byte(body), &pages) != nil || resp.StatusCode != 200 {
			t.Fatalf("%s %s", resp.Status, body)
		}
		if n := int(s.layout.sizes[1]); len(pages.Results) != n || n == 0 {
			t.Errorf("anonymous sees %d pages of %d", len(pages.Results), n)
		}
		if want := len(truth(s, "")); want != len(pages.Results) {
			t.Errorf("the anonymous truth has %d pages", want)
		}
		if resp, _ = get("/wiki/api/v2/spaces/" + itoa(s.spaces[0].id)); resp.StatusCode != 404 {
			t.Errorf("a space that is not public: %s", resp.Status)
		}
		if resp, body = get(searchPath); resp.StatusCode != 200 || !strings.Contains(body, `"results":[]`) {
			t.Errorf("people on a public site: %s %s", resp.Status, body)
		}
		if resp, body = get(myselfPath); resp.StatusCode != 401 {
			t.Errorf("Jira's current user: %s %s", resp.Status, body)
		}
	}
	s := authSite(true)
	c := &client{t: t, site: s, email: "anna@example.com", token: "scoped"}
	if resp, _ := c.get(pagesPath); resp.StatusCode != 401 {
		t.Errorf("a scoped token at a public site: %s", resp.Status)
	}
}

func TestHostsAndPaths(t *testing.T) {
	c := demoClient(t, Config{Spaces: 2, Pages: 10, Users: 5})
	for path, want := range map[string]int{
		"/": 404, "/wiki/wiki/api/v2/pages": 404, "/wiki/api/v2/pages/": 404, "/wiki/api/v2/unknown": 404,
		"/ex/confluence/00000000-0000-0000-0000-000000000000/wiki/api/v2/pages": 404,
		"/ex/confluence/" + c.site.CloudID() + "/rest/api/3/myself":             404,
		"/ex/jira/" + c.site.CloudID() + "/rest/api/3/myself":                   200,
		"/ex/confluence/" + c.site.CloudID() + "/wiki/rest/api/user/current":    200,
		"/wiki/rest/api/space":       410,
		"/wiki/rest/api/content/123": 410,
		"/wiki/api/v2/users-bulk":    405,
	} {
		if resp, _ := c.get(path); resp.StatusCode != want {
			t.Errorf("%s: %s, not %d", path, resp.Status, want)
		}
	}
	c.token = ""
	var tenant struct{ CloudID string }
	c.read("/_edge/tenant_info", &tenant)
	if tenant.CloudID != c.site.CloudID() || len(tenant.CloudID) != 36 {
		t.Errorf("tenant info is %+v", tenant)
	}
}

func TestTwoPeopleSeeTheirOwn(t *testing.T) {
	s := New(Config{Spaces: 10, Pages: 800, Users: 40, Seed: 9})
	keys := func(ids ...int) (out []string) {
		for _, i := range ids {
			out = append(out, strings.ToLower(s.spaces[i].key))
		}
		return out
	}
	s.AddAccount(Account{Email: "a@example.com", Token: "a", Spaces: keys(0, 1, 2, 3)})
	s.AddAccount(Account{Email: "b@example.com", Token: "b", Spaces: keys(3, 4), HiddenPages: func(id int64) bool { return id%3 == 0 }})
	s.AddAccount(Account{Email: "none@example.com", Token: "c", Spaces: []string{}})
	for email, token := range map[string]string{"a@example.com": "a", "b@example.com": "b", "none@example.com": "c"} {
		c := &client{t: t, site: s, email: email, token: token}
		mine := truth(s, email)
		seen := map[int64]bool{}
		for _, p := range mine {
			seen[p.ID] = true
		}
		var others []string
		for p := range New(s.config).everything() {
			if !seen[p.ID] {
				others = append(others, itoa(p.ID))
			}
		}
		if (len(mine) == 0) != (token == "c") || len(others) == 0 {
			t.Fatalf("%s sees %d pages, not %d", email, len(mine), len(others))
		}
		for _, sort := range allSorts {
			got := pageIDs(t, c.walk(pagesPath+"?limit=33&sort="+sort, nil))
			if want := truthIDs(inOrder(mine, sort)); len(got) != len(want) || len(want) > 0 && itoa(got[0]) != itoa(want[0]) {
				t.Errorf("%s, sort %s: %d pages, not %d", email, sort, len(got), len(want))
			}
		}
		if got := c.walk(pagesPath+"?id="+strings.Join(others[:200], ","), nil); len(got) != 0 {
			t.Errorf("%s sees others' pages by id: %v", email, got)
		}
		for _, id := range others[:20] {
			if resp, body := c.get("/wiki/api/v2/pages/" + id); resp.StatusCode != 404 || !strings.Contains(string(body), "Cannot find a page") {
				t.Errorf("%s gets page %s: %s", email, id, resp.Status)
			}
		}
		spaces := s.TrueSpaces(email)
		visible := map[int64]bool{}
		for _, sp := range spaces {
			visible[sp.ID] = true
		}
		var got struct{ Results []struct{ ID string } }
		c.read(spacesPath+"?limit=250", &got)
		if len(got.Results) != len(spaces) {
			t.Errorf("%s sees %d spaces, not %d", email, len(got.Results), len(spaces))
		}
		for _, sp := range s.spaces {
			id := itoa(sp.id)
			for _, path := range []string{spacesPath + "/" + id, spacesPath + "/" + id + "/pages"} {
				if resp, _ := c.get(path); (resp.StatusCode == 200) != visible[sp.id] {
					t.Errorf("%s, %s: %s", email, path, resp.Status)
				}
			}
			if rows := c.walk(pagesPath+"?limit=250&space-id="+id, nil); !visible[sp.id] && len(rows) > 0 {
				t.Errorf("%s sees pages of space %s", email, sp.key)
			}
		}
	}
	s.AddAccount(Account{Email: "a@example.com", Token: "a", Spaces: keys(1)})
	c := &client{t: t, site: s, email: "a@example.com", token: "a"}
	if got, want := len(c.walk(pagesPath+"?limit=250", nil)), int(s.layout.sizes[1]); got != want {
		t.Errorf("after a loss of rights: %d pages, not %d", got, want)
	}
	if len(s.accounts) != 3 {
		t.Errorf("%d accounts", len(s.accounts))
	}
}
