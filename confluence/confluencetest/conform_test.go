package confluencetest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// samples are contents to call routes with: one of each kind that has much.
func samples(c *client) map[kind]string {
	s := c.site
	out := map[kind]string{}
	best := map[kind]int{}
	offer := func(k kind, id int64) {
		t, ok := s.TrueContent(id)
		if n := 1 + len(t.Labels) + len(t.LikedBy) + len(t.WatchedBy) + 20*min(1, len(t.Properties)) + 5*len(t.Restrictions); ok && n > best[k] && (t.Class != "" || k != kindPage && k != kindBlog && k != kindWhiteboard && k != kindDatabase) {
			best[k] = n
			out[k] = itoa(id)
		}
	}
	for p := range s.TruePages(c.email) {
		if p.Status == "current" {
			offer(kindPage, p.ID)
		}
	}
	for _, x := range s.TrueTree(c.email) {
		offer(kindNamed(x.Type), x.ID)
	}
	for p := range s.TrueBlogPosts(c.email) {
		offer(kindBlog, p.ID)
	}
	for k, items := range map[kind][]ItemTruth{kindFooter: slices.Collect(s.TrueFooterComments(c.email)), kindTask: slices.Collect(s.TrueTasks(c.email)),
		kindInline: slices.Collect(s.TrueInlineComments(c.email)), kindAttachment: slices.Collect(s.TrueAttachments(c.email)),
		kindCustom: slices.Collect(s.TrueCustomContent(c.email, ""))} {
		for _, x := range items {
			offer(k, x.ID)
		}
	}
	return out
}

// calls are the path and query with which to try a route; several, where one
// alone would show little.
func calls(c *client, r *route, of map[kind]string) []string {
	s := c.site
	spaces := s.TrueSpaces(c.email)
	sp := spaces[slices.IndexFunc(spaces, func(sp SpaceTruth) bool { return len(s.TrueSpaceProperties(sp.ID)) > 0 })]
	names := map[string]string{"pages": of[kindPage], "blogposts": of[kindBlog], "folders": of[kindFolder], "whiteboards": of[kindWhiteboard],
		"databases": of[kindDatabase], "embeds": of[kindEmbed], "footer-comments": of[kindFooter], "inline-comments": of[kindInline],
		"comments": of[kindInline], "attachments": "att" + of[kindAttachment], "custom-content": of[kindCustom], "tasks": of[kindTask],
		"labels": itoa(labelID(0)), "content": of[kindPage], "spaces": itoa(sp.ID), "space": sp.Key, "group": s.groupID(0),
		"space-roles": s.roleID(0), "versions": "1", "byOperation": "update"}
	parts := strings.Split(r.path, "/")
	for i := range parts {
		if parts[i] == "{}" {
			parts[i] = names[parts[i-1]]
			if parts[i-1] == "properties" {
				parts[i] = propertyID(c, parts, i)
			}
		}
	}
	path := strings.Join(parts, "/")
	if strings.HasSuffix(path, "classification-level/default") {
		for _, sp := range s.TrueSpaces(c.email) {
			if _, ok := s.defaultClass(s.spaceAt[sp.ID]); ok {
				path = strings.Replace(path, parts[5], itoa(sp.ID), 1)
			}
		}
	}
	cql := url.QueryEscape(`type in (page, blogpost, comment, attachment, folder, whiteboard, database, embed)`)
	expand := "&expand=metadata.labels,body.storage,version,history,space,ancestors,container"
	switch {
	case strings.HasSuffix(path, "/search/user"):
		return []string{path + "?cql=type=user&limit=200"}
	case strings.HasSuffix(path, "/search"):
		return []string{path + "?limit=1000&cql=" + cql, path + "?cql=" + cql + expand,
			path + "?cql=" + url.QueryEscape(`type = folder or type = page and title ~ "plan"`) + "&limit=200"}
	case strings.HasSuffix(path, "/user/memberof"), strings.HasSuffix(path, "/user"), strings.HasSuffix(path, "/user/bulk"):
		return []string{path + "?accountId=" + s.users.id(s.members(firstTeam)[0])}
	case strings.HasSuffix(path, "/group/by-id"):
		return []string{path + "?id=" + s.groupID(1)}
	case strings.HasSuffix(path, "custom-content"):
		return []string{path + "?limit=250&body-format=raw&type=" + url.QueryEscape(customTypes[0])}
	case strings.HasSuffix(path, "state/content"):
		return []string{path + "?state-id=1", path + "?state-id=2" + expand}
	case strings.HasSuffix(path, "template/page"):
		return []string{path, path + "?spaceKey=" + sp.Key}
	case r.v2:
		return []string{path, path + "?limit=250&include-labels=true&include-properties=true&include-likes=true&include-versions=true" +
			"&include-operations=true&body-format=storage", path + "?body-format=atlas_doc_format&limit=100"}
	}
	return []string{path}
}

func propertyID(c *client, parts []string, i int) string {
	rows := c.rows(strings.Join(parts[:i], "/"))
	if len(rows) == 0 {
		return "0"
	}
	return rows[0].text("id")
}

// Where sites and documents differ, as the measurements of others say.
var deviations = []*regexp.Regexp{
	regexp.MustCompile(`^/wiki/api/v2/folders/\{\}: \.createdAt: float64 is not string`),
	// Nulls of the tasks that are not due, not assigned, not complete.
	regexp.MustCompile(`/tasks.*\.(pageId|blogPostId|assignedTo|completedBy|dueAt|completedAt): null$`),
	regexp.MustCompile(`/attachments.*\.mediaTypeDescription: null$`),
	// No state is told as null.
	regexp.MustCompile(`/content/\{\}/state: \.(contentState|lastUpdated): null$`),
	// A comment on an attachment in a list whose document has no attachmentId;
	// the parent of a reply where there is none.
	regexp.MustCompile(`/inline-comments.*\.attachmentId: not in the document$`),
	// The document gives watchers of contents the form of watchers of spaces.
	regexp.MustCompile(`notification/created: \.results\[\]\.contentId: not in the document$`),
	regexp.MustCompile(`/user/bulk: \.results\[\]\.operations: null$`),
	regexp.MustCompile(`\.metadata\._expandable: not in the document$`),
}

func TestEveryRouteFollowsItsDocument(t *testing.T) {
	v2, v1 := readSchemas(t, "confluence-v2.openapi.json"), readSchemas(t, "confluence-v1.swagger.v3.json")
	c := demoClient(t, Config{Spaces: 12, Pages: 500, BlogPosts: 60, Users: 80, Seed: 31})
	c.site.AddAccount(Account{Email: c.email, Token: c.token, Admin: true})
	for _, k := range []kind{kindPage, kindBlog} {
		for p := range c.site.trueOn(c.site.shelves()[k], c.email) {
			if err := c.site.AddLabel(p.ID, "extra"); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	of := samples(c)
	for k := range kindTask {
		if of[k] == "" {
			t.Fatalf("no %s to try", k)
		}
	}
	tried := 0
	for i := range routes {
		r := &routes[i]
		if slices.Contains(undocumented, r.path) || slices.ContainsFunc(goneRoutes, func(g route) bool { return g.path == r.path }) ||
			strings.HasSuffix(r.path, "/download") {
			continue
		}
		doc, path := v1, r.path
		if r.v2 {
			doc, path = v2, strings.TrimPrefix(r.path, "/wiki/api/v2")
		}
		s := schemaOf(doc, r.method, path)
		if s == nil {
			t.Errorf("the document has no %s %s", r.method, r.path)
			continue
		}
		for _, called := range calls(c, r, of) {
			body := ""
			if r.method == "POST" {
				body = `{"accountIds":["` + c.site.users.id(1) + `"],"contentIds":["` + of[kindPage] + `"]}`
			}
			resp, raw, err := c.do(c.request(r.method, called, body))
			if err != nil || resp.StatusCode != http.StatusOK {
				t.Errorf("%s: %v %v %.200s", called, err, resp.Status, raw)
				continue
			}
			var v any
			if err := json.Unmarshal(raw, &v); err != nil {
				t.Fatalf("%s: %v in %.300s", called, err, raw)
			}
			if object, ok := v.(map[string]any); ok {
				if rows, ok := object["results"].([]any); ok && len(rows) == 0 && !mayBeEmpty(r.path) {
					t.Errorf("%s shows nothing", called)
				}
			}
			tried++
			wrong := doc.check("", s, v)
			slices.Sort(wrong)
			for _, w := range slices.Compact(wrong) {
				if !slices.ContainsFunc(deviations, func(d *regexp.Regexp) bool { return d.MatchString(r.path + ": " + w) }) {
					t.Errorf("%s: %s", r.path, w)
				}
			}
		}
	}
	if tried < 250 {
		t.Errorf("only %d calls", tried)
	}
}

// mayBeEmpty names routes that show nothing of the sample.
func mayBeEmpty(path string) bool {
	for _, end := range []string{"/custom-content/{}/attachments", "/attachments/{}/footer-comments", "/children", "-comments", "/attachments",
		"/custom-content/{}/labels", "/attachments/{}/labels", "/properties", "/{}/likes/users", "/spaces/{}/labels", "/{}/custom-content",
		"children", "descendants", "ancestors", "/template/page", "state/content", "notification/created", "/watch"} {
		if strings.HasSuffix(path, end) {
			return true
		}
	}
	return false
}

func schemaOf(d *schemas, method, path string) *schema {
	for p, operations := range d.Paths {
		if regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(p, "{}") != path {
			continue
		}
		for code, r := range operations[strings.ToLower(method)].Responses {
			if s := r.Content["application/json"].Schema; s != nil && strings.HasPrefix(code, "2") {
				return s
			}
		}
	}
	return nil
}
