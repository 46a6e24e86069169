package confluencetest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

const contentSearch = "/wiki/rest/api/content/search"

type searchReply struct {
	Results []row
	Size    int
	Limit   int
	Total   int                   `json:"totalSize"`
	Links   struct{ Next string } `json:"_links"`
}

// search walks a CQL search; extra parameters are given again on each page, as
// next links drop them.
func (c *client) search(path, cql, extra string) ([]row, int) {
	c.t.Helper()
	var all []row
	next := path + "?cql=" + url.QueryEscape(cql)
	for n := 0; ; n++ {
		var got searchReply
		c.read(next+extra, &got)
		if got.Size != len(got.Results) {
			c.t.Errorf("size %d of %d rows", got.Size, len(got.Results))
		}
		all = append(all, got.Results...)
		if got.Links.Next == "" {
			return all, n + 1
		}
		if !strings.HasPrefix(got.Links.Next, "/rest/api/") || strings.Contains(got.Links.Next, "expand") {
			c.t.Fatalf("next is %s", got.Links.Next)
		}
		next = "/wiki" + got.Links.Next
		if n > 10_000 {
			c.t.Fatal("the walk does not end")
		}
	}
}

func (c *client) found(cql string) []int64 {
	c.t.Helper()
	rows, _ := c.search(contentSearch, cql, "")
	ids := rowIDs(c.t, rows)
	slices.Sort(ids)
	return ids
}

func searchSite(t testing.TB) *client {
	return demoClient(t, Config{Spaces: 8, Pages: 500, BlogPosts: 60, Users: 40, Seed: 21})
}

// currentPages are those that CQL can see: current, in spaces that are.
func currentPages(c *client, keep func(p PageTruth) bool) []int64 {
	archived := map[int64]bool{}
	for _, sp := range c.site.TrueSpaces(c.email) {
		archived[sp.ID] = sp.Status == "archived"
	}
	var ids []int64
	for p := range c.site.TruePages(c.email) {
		if p.Status == "current" && !archived[p.SpaceID] && keep(p) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func TestSearchFindsWhatTheTruthSays(t *testing.T) {
	c := searchSite(t)
	for _, who := range []*client{c, hiding(c)} {
		pages := truth(c.site, who.email)
		p := pages[20]
		labels := map[int64][]string{}
		for l := range c.site.TrueContentLabels(who.email) {
			labels[l.ContentID] = append(labels[l.ContentID], l.Name)
		}
		below := func(id int64, depth int) func(PageTruth) bool {
			return func(q PageTruth) bool {
				return slices.ContainsFunc(c.site.TrueAncestors(q.ID), func(a AncestorTruth) bool { return a.ID == id && a.Depth <= depth })
			}
		}
		home := pages[0].ID
		for cql, keep := range map[string]func(PageTruth) bool{
			`type = page`: func(PageTruth) bool { return true },
			fmt.Sprintf(`type=page and space = "%s"`, strings.ToLower(p.SpaceKey)): func(q PageTruth) bool { return q.SpaceKey == p.SpaceKey },
			fmt.Sprintf(`type=page and space != "%s"`, p.SpaceKey):                 func(q PageTruth) bool { return q.SpaceKey != p.SpaceKey },
			`type = page and space = "NOSUCH"`:                                     func(PageTruth) bool { return false },
			fmt.Sprintf(`id in (%d, "%d", 7)`, p.ID, pages[1].ID):                  func(q PageTruth) bool { return q.ID == p.ID || q.ID == pages[1].ID },
			fmt.Sprintf(`type=page and creator = "%s"`, p.AuthorID):                func(q PageTruth) bool { return q.AuthorID == p.AuthorID },
			fmt.Sprintf(`title = %s and type = page`, quoteCQL(strings.ToUpper(p.Title))): func(q PageTruth) bool {
				return strings.EqualFold(q.Title, p.Title)
			},
			`type=page and label = "runbook"`: func(q PageTruth) bool { return slices.Contains(labels[q.ID], "runbook") },
			`label in ("runbook", "policy") and type = page`: func(q PageTruth) bool {
				return slices.Contains(labels[q.ID], "runbook") || slices.Contains(labels[q.ID], "policy")
			},
			`type=page and not label = "runbook"`:            func(q PageTruth) bool { return !slices.Contains(labels[q.ID], "runbook") },
			fmt.Sprintf(`type=page and ancestor = %d`, home): below(home, 1000),
			fmt.Sprintf(`type=page and parent = %d`, home):   below(home, 1),
			`type=page and lastmodified >= now("-200d")`:     func(q PageTruth) bool { return !q.VersionCreatedAt.Before(c.site.config.End.AddDate(0, 0, -200)) },
			`type=page and title ~ "plan"`:                   func(q PageTruth) bool { return slices.Contains(stems(q.Title), "plan") },
			`type=page and title ~ "meas* risk"`:             func(q PageTruth) bool { return false },
			`type=page and (title ~ "plan" or title ~ "polic*")`: func(q PageTruth) bool {
				return slices.ContainsFunc(stems(q.Title), func(w string) bool { return w == "plan" || strings.HasPrefix(w, "polic") })
			},
		} {
			if got, want := who.found(cql), currentPages(who, keep); !slices.Equal(got, want) {
				t.Errorf("%s for %s: %d, not %d", cql, who.email, len(got), len(want))
			}
		}
	}
}

func quoteCQL(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func TestSearchEvaluatesFromLeftToRight(t *testing.T) {
	c := searchSite(t)
	// (page or blogpost) and label, not page or (blogpost and label).
	a := c.found(`type = page or type = blogpost and label = "runbook"`)
	b := c.found(`(type = page or type = blogpost) and label = "runbook"`)
	d := c.found(`type = page or (type = blogpost and label = "runbook")`)
	if !slices.Equal(a, b) || len(d) <= len(b) || len(b) == 0 {
		t.Errorf("%d, %d and %d", len(a), len(b), len(d))
	}
}

func TestSearchWalksAndOrders(t *testing.T) {
	c := searchSite(t)
	all := `type in (page, blogpost, comment, attachment, folder, whiteboard, database, embed)`
	want := c.found(all)
	if len(want) < 900 {
		t.Fatalf("only %d", len(want))
	}
	kinds := map[string]int{}
	for _, order := range []string{"", " order by created", " order by lastmodified desc", " order by title", " ORDER BY title DESC, created"} {
		for _, limit := range []int{61, 1000} {
			if limit == 61 && strings.Contains(order, "itle") {
				continue // each page sorts all comments by title
			}
			rows, pages := c.search(contentSearch, all+order, "&expand=version,history&limit="+strconv.Itoa(limit))
			ids := rowIDs(t, rows)
			for i := range rows {
				kinds[rows[i].text("type")]++
				if i == 0 {
					continue
				}
				a, b := rows[i-1], rows[i]
				bad := strings.Contains(order, "created") && !strings.Contains(order, "title") && a.in("history").text("createdDate") > b.in("history").text("createdDate") ||
					strings.Contains(order, "lastmodified") && a.in("version").text("when") < b.in("version").text("when") ||
					strings.Contains(order, "by title") && strings.ToLower(a.text("title")) > strings.ToLower(b.text("title"))
				if bad {
					t.Errorf("%s, limit %d: row %d is out of order", order, limit, i)
					break
				}
			}
			slices.Sort(ids)
			if !slices.Equal(ids, want) {
				t.Errorf("%s, limit %d: %d rows, not %d", order, limit, len(ids), len(want))
			}
			if limit == 1000 && pages < 5 { // cut to 200
				t.Errorf("limit 1000 with expand took %d pages", pages)
			}
		}
	}
	if len(kinds) != 8 {
		t.Errorf("types: %v", kinds)
	}
}

func TestSearchCapsAndShortPages(t *testing.T) {
	c := demoClient(t, Config{Spaces: 4, Pages: 3000, Users: 40, Seed: 23})
	for extra, limit := range map[string]int{"": 1000, "&expand=metadata.labels": 200, "&expand=body.storage": 50, "&expand=version,body.export_view": 25} {
		var got searchReply
		c.read(contentSearch+"?cql=type=page&limit=5000"+extra, &got)
		if got.Limit != limit || len(got.Results) > limit || len(got.Results) < limit*8/10 || got.Links.Next == "" {
			t.Errorf("%s: limit %d, %d rows, next %q", extra, got.Limit, len(got.Results), got.Links.Next)
		}
	}
	short, next := 0, contentSearch+"?cql=type=page&limit=100"
	for next != "" {
		var got searchReply
		c.read(next, &got)
		if next = ""; got.Links.Next != "" {
			next = "/wiki" + got.Links.Next
			if len(got.Results) < 100 {
				short++
			}
		}
	}
	if short == 0 {
		t.Error("no page in the middle is short")
	}
	var a, b searchReply
	c.read("/wiki/rest/api/search?cql=type=page&limit=30", &a)
	c.read("/wiki/rest/api/search?cql=type=page&limit=30&start=25", &b)
	if a.Results[0].in("content").text("id") != b.Results[0].in("content").text("id") {
		t.Error("start is heeded")
	}
	if n := len(c.found("type=page")); a.Total == n || a.Total < n*9/10 || a.Total > n*11/10 {
		t.Errorf("totalSize %d of %d", a.Total, n)
	}
}

func TestSearchBlindSpotsAndLag(t *testing.T) {
	c := demoClient(t, Config{Spaces: 4, Pages: 200, Users: 20, Seed: 24, IndexLag: 300 * time.Millisecond})
	pages := currentPages(c, func(PageTruth) bool { return true })
	one := func(id int64) bool { return len(c.found("id = "+itoa(id))) == 1 }
	added, err := c.site.AddPage(NewPage{SpaceKey: c.site.spaces[0].key, Title: "Fresh"})
	for _, err := range []error{err, c.site.ArchivePage(pages[3]), c.site.TrashPage(pages[4]), c.site.AddLabel(pages[5], "fresh-label")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	label := func() int { return len(c.found(`label = "fresh-label"`)) }
	if one(added) || !one(pages[3]) || !one(pages[4]) || label() != 0 {
		t.Error("the index knows at once")
	}
	deadline := time.Now().Add(10 * time.Second)
	for !one(added) && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
	}
	if !one(added) || one(pages[3]) || one(pages[4]) || label() != 1 {
		t.Errorf("after the lag: %v %v %v %d", one(added), one(pages[3]), one(pages[4]), label())
	}
}

func TestSearchDatesAreTheCallersZone(t *testing.T) {
	c := searchSite(t)
	p := truth(c.site, c.email)[30]
	c.site.AddAccount(Account{Email: "kenji@example.com", Token: "k", TimeZone: "Asia/Tokyo"})
	c.site.AddAccount(Account{Email: "emily@example.com", Token: "e", TimeZone: "America/New_York"})
	for email, zone := range map[string]string{"kenji@example.com": "Asia/Tokyo", "emily@example.com": "America/New_York"} {
		who := &client{t: t, site: c.site, email: email, token: email[:1]}
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		minute := p.VersionCreatedAt.In(loc).Truncate(time.Minute)
		for cql, want := range map[string]bool{
			`lastmodified = "` + minute.Format("2006-01-02 15:04") + `"`:                                   true,
			`lastmodified >= "` + minute.Format("2006/01/02 15:04") + `"`:                                  true,
			`lastmodified > "` + minute.Format("2006-01-02 15:04") + `"`:                                   false,
			`lastmodified < "` + minute.Format("2006-01-02 15:04") + `"`:                                   false,
			`lastmodified < "` + minute.Add(time.Minute).Format("2006-01-02 15:04") + `"`:                  true,
			`lastmodified = "` + p.VersionCreatedAt.Truncate(time.Minute).Format("2006-01-02 15:04") + `"`: false,
			`lastmodified = "` + minute.Format("2006-01-02") + `"`:                                         true,
		} {
			if got := len(who.found(fmt.Sprintf("id = %d and %s", p.ID, cql))) == 1; got != want {
				t.Errorf("%s in %s: %v", cql, zone, got)
			}
		}
	}
}

func TestSearchRefusesBadQueries(t *testing.T) {
	c := searchSite(t)
	for _, cql := range []string{"", "status = current", "type = wiki", "not type = page", "type != page", "type not in (page)", "type = page and",
		"(type = page", "type = page)", "type > page", "created ~ x", "type = page order by label", "type = page order", "id = x", "id in ()",
		`created > "yesterday"`, `created > now("-9q")`, "title = \"a", "foo()", "created > soon()", strings.Repeat("(", 100) + "type=page"} {
		resp, body := c.get(contentSearch + "?cql=" + url.QueryEscape(cql))
		if resp.StatusCode != 400 || !json.Valid(body) {
			t.Errorf("%q: %s %.200s", cql, resp.Status, body)
		}
	}
	if resp, _ := c.get(contentSearch + `?cql=text~""`); resp.StatusCode != 500 {
		t.Errorf("an empty term: %s", resp.Status)
	}
	if resp, _ := c.get(contentSearch + "?cql=type=page&cursor=x"); resp.StatusCode != 400 {
		t.Errorf("a bad cursor: %s", resp.Status)
	}
	if resp, _ := c.get(contentSearch + "?cql=type=page&limit=-1"); resp.StatusCode != 400 {
		t.Errorf("a bad limit: %s", resp.Status)
	}
}

func TestSearchRowsAreMarked(t *testing.T) {
	c := searchSite(t)
	id, err := c.site.AddPage(NewPage{SpaceKey: c.site.spaces[0].key, Title: `Plans & <risks> "x"`})
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := c.search("/wiki/rest/api/search", fmt.Sprintf(`id = %d and title ~ "plan"`, id), "")
	if len(rows) != 1 || rows[0].text("title") != `@@@hl@@@Plans@@@endhl@@@ &amp; &lt;risks&gt; &#34;x&#34;` ||
		rows[0].in("content").text("title") != `Plans & <risks> "x"` || rows[0]["score"] != 0.0 {
		t.Errorf("rows: %v", rows)
	}
}

func TestSearchExpandsLabels(t *testing.T) {
	c := searchSite(t)
	want := map[int64][]string{}
	for l := range c.site.TrueContentLabels(c.email) {
		want[l.ContentID] = append(want[l.ContentID], l.Name)
	}
	rows, pages := c.search(contentSearch, "type in (page, blogpost)", "&limit=200&expand=metadata.labels")
	if pages > 5 {
		t.Errorf("%d pages for %d rows", pages, len(rows))
	}
	for _, r := range rows {
		var got []string
		for _, l := range r.in("metadata")["labels"].(map[string]any)["results"].([]any) {
			got = append(got, row(l.(map[string]any)).text("name"))
		}
		if !slices.Equal(got, want[r.id(t)]) {
			t.Fatalf("%s has %v, not %v", r.text("id"), got, want[r.id(t)])
		}
	}
}

func TestSearchUnderFaults(t *testing.T) {
	c := searchSite(t)
	want := c.found("type = page")
	for name, f := range map[string]Fault{"empty": {EmptyPageWithNext: true}, "short": {ShortPage: true}} {
		f.Path, f.Nth = contentSearch, 2
		c.site.Inject(f)
		if got := c.found("type = page"); !slices.Equal(got, want) {
			t.Errorf("%s: %d rows, not %d", name, len(got), len(want))
		}
		c.site.ClearFaults()
	}
	c.site.Inject(Fault{Path: "/wiki/api/v2/footer-comments", RepeatPage: true})
	all := rowIDs(t, c.rows("/wiki/api/v2/footer-comments?limit=50"))
	if n := len(all); n != len(slices.Collect(c.site.TrueFooterComments(c.email))) || len(slices.Compact(slices.Sorted(slices.Values(all)))) != n-50 {
		t.Errorf("a repeated page: %d rows", n)
	}
}
