package confluencetest

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// parseStorage reads storage as XML, which it is but for its entities and
// prefixes, and counts elements by name.
func parseStorage(t *testing.T, storage string) map[string]int {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(`<root xmlns:ac="ac" xmlns:ri="ri">` + storage + "</root>"))
	count := map[string]int{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		if err != nil {
			t.Fatalf("%v in %.500s", err, storage)
		}
		if e, ok := token.(xml.StartElement); ok {
			name := e.Name.Local
			if e.Name.Space != "" {
				name = e.Name.Space + ":" + name
			}
			count[name]++
			for _, a := range e.Attr {
				if e.Name.Local == "structured-macro" && a.Name.Local == "name" {
					count["macro "+a.Value]++
				}
			}
		}
	}
}

func TestBodiesAreWellFormedAndVaried(t *testing.T) {
	c := demoClient(t, Config{Spaces: 5, Pages: 1200, BlogPosts: 50, Users: 50, Seed: 41})
	total := map[string]int{}
	largest, linked := 0, 0
	titles := map[string]bool{}
	for p := range c.site.TruePages(c.email) {
		titles[p.SpaceKey+"\n"+p.Title] = true
	}
	key := map[int64]string{}
	for _, sp := range c.site.TrueSpaces(c.email) {
		key[sp.ID] = sp.Key
	}
	for _, p := range c.walk("/wiki/api/v2/pages?limit=100&body-format=storage", nil) {
		storage := p.Body["storage"].Value
		largest = max(largest, len(storage))
		count := parseStorage(t, storage)
		for name, n := range count {
			total[name] += n
		}
		truth, ok := c.site.TrueBody(p.id(t))
		if !ok || truth.Storage != storage || !json.Valid([]byte(truth.ADF)) {
			t.Fatalf("page %s: not the truth, or no JSON", p.ID)
		}
		if count["table"] != len(truth.Tables) || count["ac:structured-macro"] != len(truth.Macros) {
			t.Fatalf("page %s: %d tables and %d macros, not %d and %d", p.ID, count["table"], count["ac:structured-macro"], len(truth.Tables), len(truth.Macros))
		}
		for _, l := range truth.Links {
			if l.Title != "" {
				space := l.SpaceKey
				if space == "" {
					for id, k := range key {
						if itoa(id) == p.SpaceID {
							space = k
						}
					}
				}
				if !titles[space+"\n"+l.Title] {
					t.Fatalf("page %s links to %q in %s, which is not there", p.ID, l.Title, space)
				}
				linked++
			}
		}
	}
	for _, name := range []string{"h1", "h2", "p", "table", "th", "td", "ul", "a", "time", "strong", "ac:task-list", "ac:task", "ac:link", "ri:page",
		"ri:user", "ac:image", "ac:inline-comment-marker", "macro info", "macro toc", "macro jira", "macro include", "macro details",
		"macro code", "macro status"} {
		if total[name] < 5 {
			t.Errorf("%s: only %d in 1200 pages", name, total[name])
		}
	}
	if largest < 50_000 || linked < 50 {
		t.Errorf("the largest body has %d bytes; %d links by title", largest, linked)
	}
	var adf struct {
		Type    string
		Content []any
	}
	page := c.walk("/wiki/api/v2/pages?limit=1&body-format=atlas_doc_format&id="+itoa(truth(c.site, c.email)[3].ID), nil)[0]
	if err := json.Unmarshal([]byte(page.Body["atlas_doc_format"].Value), &adf); err != nil || adf.Type != "doc" || len(adf.Content) == 0 {
		t.Errorf("ADF: %v %+v", err, adf)
	}
}

func TestLargeRepliesFail(t *testing.T) {
	c := demoClient(t, Config{Spaces: 2, Pages: 600, Users: 10, Seed: 42, MaxBodyReply: 400_000})
	if resp, body := c.get("/wiki/api/v2/pages?limit=250&body-format=storage"); resp.StatusCode != 500 || resp.Header.Get("Link") != "" {
		t.Errorf("%s, %d bytes", resp.Status, len(body))
	}
	if resp, _ := c.get("/wiki/api/v2/pages?limit=250"); resp.StatusCode != 200 {
		t.Errorf("without bodies: %s", resp.Status)
	}
	if n := len(c.walk("/wiki/api/v2/pages?limit=3&body-format=storage", nil)); n != 600 {
		t.Errorf("%d pages with a small limit", n)
	}
}

func TestAnEditedBodyIsANewVersion(t *testing.T) {
	c := demoClient(t, Config{Spaces: 2, Pages: 60, Users: 10, Seed: 43})
	p := truth(c.site, c.email)[7]
	const storage = `<p>See <ac:link><ri:page ri:content-title="X &amp; Y" /></ac:link></p>`
	if err := c.site.UpdatePage(p.ID, PageChange{Storage: storage, Message: "new"}); err != nil {
		t.Fatal(err)
	}
	rows := c.rows("/wiki/api/v2/pages/" + itoa(p.ID) + "/versions?limit=3&body-format=storage")
	want := c.site.TrueVersions(p.ID)
	slices.Reverse(want)
	if len(rows) != len(want) || len(rows) != int(p.VersionNumber)+1 {
		t.Fatalf("%d versions, not %d", len(rows), len(want))
	}
	for i, r := range rows {
		w := want[i]
		if r["number"] != float64(w.Number) || r.text("authorId") != w.AuthorID || r.text("message") != w.Message ||
			r.text("createdAt") != string(appendTime(nil, w.CreatedAt.UnixMilli())) {
			t.Errorf("version %v is not %+v", r, w)
		}
		if got := r.in("page").in("body").in("storage").text("value"); (got == storage) != (i == 0) || got == "" {
			t.Errorf("the body of version %d is %.100s", w.Number, got)
		}
	}
	oldest := want[len(want)-1]
	if oldest.AuthorID != p.AuthorID || !oldest.CreatedAt.Equal(p.CreatedAt) {
		t.Errorf("version 1 is %+v", oldest)
	}
	var one row
	c.read("/wiki/api/v2/pages/"+itoa(p.ID)+"/versions/1", &one)
	if one["number"] != 1.0 || one["prevVersion"] != nil || one["nextVersion"] != 2.0 {
		t.Errorf("version 1: %v", one)
	}
	for _, path := range []string{"/versions/0", "/versions/9999"} {
		if resp, _ := c.get("/wiki/api/v2/pages/" + itoa(p.ID) + path); resp.StatusCode != 404 {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
}

func TestTasksAndTheirFilters(t *testing.T) {
	c := demoClient(t, Config{Spaces: 5, Pages: 500, BlogPosts: 60, Users: 40, Seed: 44})
	all := slices.Collect(c.site.TrueTasks(c.email))
	x := all[slices.IndexFunc(all, func(x ItemTruth) bool {
		return x.Status == "complete" && x.AssignedTo != "" && !x.DueAt.IsZero() && x.ContainerType == "page"
	})]
	ms := func(at ItemTruth) string { return itoa(at.DueAt.UnixMilli()) }
	for query, keep := range map[string]func(ItemTruth) bool{
		"":                                                           func(ItemTruth) bool { return true },
		"include-blank-tasks=false":                                  func(y ItemTruth) bool { return y.Text != "" },
		"status=complete":                                            func(y ItemTruth) bool { return y.Status == "complete" },
		"task-id=" + itoa(x.ID) + ",7":                               func(y ItemTruth) bool { return y.ID == x.ID },
		"space-id=" + itoa(x.SpaceID):                                func(y ItemTruth) bool { return y.SpaceID == x.SpaceID },
		"page-id=" + itoa(x.ContainerID):                             func(y ItemTruth) bool { return y.ContainerID == x.ContainerID },
		"blogpost-id=5":                                              func(y ItemTruth) bool { return false },
		"assigned-to=" + x.AssignedTo:                                func(y ItemTruth) bool { return y.AssignedTo == x.AssignedTo },
		"created-by=" + x.AuthorID:                                   func(y ItemTruth) bool { return y.AuthorID == x.AuthorID },
		"completed-by=" + x.CompletedBy:                              func(y ItemTruth) bool { return y.CompletedBy == x.CompletedBy },
		"due-at-from=" + ms(x) + "&due-at-to=" + ms(x):               func(y ItemTruth) bool { return y.DueAt.Equal(x.DueAt) },
		"created-at-from=" + itoa(x.CreatedAt.UnixMilli()):           func(y ItemTruth) bool { return !y.CreatedAt.Before(x.CreatedAt) },
		"completed-at-to=" + itoa(x.CompletedAt.UnixMilli()):         func(y ItemTruth) bool { return !y.CompletedAt.IsZero() && !y.CompletedAt.After(x.CompletedAt) },
		"status=incomplete&space-id=" + itoa(x.SpaceID) + "&limit=2": func(y ItemTruth) bool { return y.Status == "incomplete" && y.SpaceID == x.SpaceID },
	} {
		var want []int64
		for _, y := range all {
			if keep(y) {
				want = append(want, y.ID)
			}
		}
		got := rowIDs(t, c.rows("/wiki/api/v2/tasks?"+query))
		if !slices.Equal(got, want) && len(got)+len(want) > 0 {
			t.Errorf("%s: %d tasks, not %d", query, len(got), len(want))
		}
	}
	for _, query := range []string{"status=done", "task-id=x", "due-at-from=2024-01-01", "include-blank-tasks=maybe", "assigned-to=" + strings.Repeat("a,", 251)} {
		if resp, _ := c.get("/wiki/api/v2/tasks?" + query); resp.StatusCode != 400 {
			t.Errorf("%.40s: %s", query, resp.Status)
		}
	}
	open := all[slices.IndexFunc(all, func(x ItemTruth) bool { return x.Status == "incomplete" })]
	if err := c.site.CompleteTask(open.ID, x.AssignedTo); err != nil {
		t.Fatal(err)
	}
	var got row
	c.read("/wiki/api/v2/tasks/"+itoa(open.ID)+"?body-format=storage", &got)
	if got.text("status") != "complete" || got.text("completedBy") != x.AssignedTo {
		t.Errorf("the completed task is %v", got)
	}
	body, _ := c.site.TrueBody(x.ContainerID)
	if !strings.Contains(body.Storage, "<ac:task-id>"+itoa(int64(x.VersionNumber))+"</ac:task-id>") {
		t.Errorf("task %d is not in its page", x.ID)
	}
}
