package confluencetest

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// discard is a ResponseWriter that forgets.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header {
	if d.header == nil {
		d.header = http.Header{}
	}
	return d.header
}
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(int)             {}

// inOrder sorts the truth as a list must be.
func inOrder(pages []PageTruth, sort string) []PageTruth {
	name, descending := strings.TrimPrefix(sort, "-"), strings.HasPrefix(sort, "-")
	out := slices.Clone(pages)
	slices.SortFunc(out, func(a, b PageTruth) int {
		n := 0
		switch name {
		case "created-date":
			n = a.CreatedAt.Compare(b.CreatedAt)
		case "modified-date":
			n = a.VersionCreatedAt.Compare(b.VersionCreatedAt)
		case "title":
			n = strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title))
		}
		n = cmp.Or(n, cmp.Compare(a.ID, b.ID))
		if descending {
			return -n
		}
		return n
	})
	return out
}

var allSorts = []string{"", "id", "-id", "created-date", "-created-date", "modified-date", "-modified-date", "title", "-title"}

func TestWalkEverySortGivesAllOnceInOrder(t *testing.T) {
	for _, pages := range []int{0, 1, 7, 700} {
		c := demoClient(t, Config{Spaces: 9, Pages: pages, Users: 30, Seed: 3})
		all := truth(c.site, c.email)
		if len(all) != pages {
			t.Fatalf("the truth has %d pages of %d", len(all), pages)
		}
		for _, sort := range allSorts {
			for _, limit := range []int{1, 97, 250} {
				if limit == 1 && pages > 100 {
					continue
				}
				got := pageIDs(t, c.walk(fmt.Sprintf("/wiki/api/v2/pages?sort=%s&limit=%d", sort, limit), nil))
				if !slices.Equal(got, truthIDs(inOrder(all, sort))) {
					t.Errorf("%d pages, sort %q, limit %d: %d rows, not the truth in order", pages, sort, limit, len(got))
				}
			}
		}
	}
}

func TestSpacePagesUnderEverySort(t *testing.T) {
	c := demoClient(t, Config{Spaces: 9, Pages: 600, Users: 30, Seed: 4})
	all := truth(c.site, c.email)
	for _, sp := range c.site.TrueSpaces(c.email) {
		var want, roots []PageTruth
		for _, p := range all {
			if p.SpaceID == sp.ID {
				want = append(want, p)
				if p.ParentID == 0 {
					roots = append(roots, p)
				}
			}
		}
		if len(want) != sp.Pages {
			t.Errorf("space %s has %d pages, not %d", sp.Key, len(want), sp.Pages)
		}
		for _, sort := range allSorts {
			path := fmt.Sprintf("/wiki/api/v2/spaces/%d/pages?limit=40&sort=%s", sp.ID, sort)
			if got := pageIDs(t, c.walk(path, nil)); !slices.Equal(got, truthIDs(inOrder(want, sort))) {
				t.Errorf("%s: not the truth", path)
			}
		}
		if got := c.walk(fmt.Sprintf("/wiki/api/v2/spaces/%d/pages?depth=root", sp.ID), nil); !slices.Equal(pageIDs(t, got), truthIDs(roots)) {
			t.Errorf("roots of %s: %d, not %d", sp.Key, len(got), len(roots))
		}
	}
}

func TestEveryFieldIsTheTruth(t *testing.T) {
	c := demoClient(t, Config{Spaces: 6, Pages: 2000, Users: 60, Seed: 5})
	want := truth(c.site, c.email)
	stamp := func(t time.Time) string { return t.Format("2006-01-02T15:04:05.000Z") }
	for i, p := range c.walk("/wiki/api/v2/pages?limit=250", nil) {
		w := want[i]
		parent := ""
		if w.ParentID != 0 {
			parent = itoa(w.ParentID)
		}
		expect := gotPage{ID: itoa(w.ID), Status: w.Status, Title: w.Title, SpaceID: itoa(w.SpaceID), ParentID: parent,
			ParentType: w.ParentType, AuthorID: w.AuthorID, OwnerID: w.OwnerID, LastOwnerID: w.LastOwnerID, Subtype: w.Subtype,
			CreatedAt: stamp(w.CreatedAt), Version: gotVersion{CreatedAt: stamp(w.VersionCreatedAt), Message: w.VersionMessage,
				AuthorID: w.VersionAuthorID, Number: w.VersionNumber, MinorEdit: w.VersionMinorEdit}}
		position := "null"
		if w.Position != nil {
			position = itoa(int64(*w.Position))
		}
		got := "null"
		if p.Position != nil {
			got = itoa(int64(*p.Position))
		}
		if position != got || p.Links["webui"] != w.WebUI {
			t.Fatalf("position %s, not %s; webui %s, not %s", got, position, p.Links["webui"], w.WebUI)
		}
		p.Position, p.Body, p.Links = nil, nil, nil
		if fmt.Sprintf("%+v", p) != fmt.Sprintf("%+v", expect) {
			t.Fatalf("got  %+v\nwant %+v", p, expect)
		}
	}
}

func TestPageFilters(t *testing.T) {
	c := demoClient(t, Config{Spaces: 8, Pages: 900, Users: 30, Seed: 6})
	all := truth(c.site, c.email)
	spaces := c.site.TrueSpaces(c.email)
	keep := func(f func(PageTruth) bool) []int64 {
		var ids []int64
		for _, p := range all {
			if f(p) {
				ids = append(ids, p.ID)
			}
		}
		return ids
	}
	s0, s1 := spaces[0].ID, spaces[3].ID
	a, b := all[17], all[555]
	inSpaces := keep(func(p PageTruth) bool { return p.SpaceID == s0 || p.SpaceID == s1 })
	byID := []int64{a.ID, b.ID}
	for query, want := range map[string][]int64{
		fmt.Sprintf("space-id=%d&space-id=%d", s0, s1):  inSpaces,
		fmt.Sprintf("space-id=%d,%d,%d,99", s1, s0, s0): inSpaces,
		"space-id=99": nil,
		fmt.Sprintf("id=%d,%d&id=%d,12", b.ID, a.ID, a.ID):    byID,
		fmt.Sprintf("id=%d&space-id=%d", a.ID, a.SpaceID):     {a.ID},
		fmt.Sprintf("id=%d&title=%s", b.ID, escaped(a.Title)): nil,
		"status=archived":                            keep(func(p PageTruth) bool { return p.Status == "archived" }),
		"status=current":                             keep(func(p PageTruth) bool { return p.Status == "current" }),
		"status=archived&status=current,trashed":     truthIDs(all),
		"status=deleted":                             nil,
		"subtype=live":                               keep(func(p PageTruth) bool { return p.Subtype == "live" }),
		"subtype=page":                               keep(func(p PageTruth) bool { return p.Subtype != "live" }),
		"title=" + escaped(strings.ToUpper(a.Title)): keep(func(p PageTruth) bool { return strings.EqualFold(p.Title, a.Title) }),
		"title=" + escaped(a.Title[:len(a.Title)-1]): nil,
	} {
		if got := pageIDs(t, c.walk("/wiki/api/v2/pages?limit=100&"+query, nil)); !slices.Equal(got, want) {
			t.Errorf("%s: %d rows, not %d", query, len(got), len(want))
		}
	}
	if len(inSpaces) == 0 || len(inSpaces) == len(all) {
		t.Error("the space filter tries nothing")
	}
}

func TestBadParameters(t *testing.T) {
	c := demoClient(t, Config{Spaces: 3, Pages: 50, Users: 5})
	many := strings.Repeat("1,", 251)
	for _, path := range []string{
		"/pages?limit=0", "/pages?limit=251", "/pages?limit=x", "/pages?limit=-1", "/pages?sort=key", "/pages?sort=--id",
		"/pages?status=draft", "/pages?status=any", "/pages?id=x", "/pages?id=" + many, "/pages?space-id=1.5",
		"/pages?space-id=" + strings.Repeat("1,", 101), "/pages?subtype=blog", "/pages?body-format=view",
		"/pages?cursor=x", "/pages?cursor=%2Fwiki%2Fapi%2Fv2%2Fpages", "/pages?cursor=e30=",
		"/pages?cursor=" + pageCursor(byTitle, key{id: 3, text: []byte("a")}).encode(), "/pages/x", "/pages/1?body-format=raw",
		"/spaces?sort=title", "/spaces?type=wiki", "/spaces?status=any", "/spaces?ids=a", "/spaces?limit=500", "/spaces?cursor=1",
		"/spaces?keys=" + many, "/spaces/x", "/spaces/x/pages", "/spaces?description-format=storage",
	} {
		resp, body := c.get("/wiki/api/v2" + path)
		if resp.StatusCode != 400 || !bytes.Contains(body, []byte(`"code":"INVALID_REQUEST_PARAMETER"`)) {
			t.Errorf("%.80s: %s %s", path, resp.Status, body)
		}
	}
	_, body := c.get("/wiki/api/v2/pages?cursor=nonsense")
	want := `{"errors":[{"status":400,"code":"INVALID_REQUEST_PARAMETER","title":"Provided value for 'cursor' is not the correct type. ` +
		`Expected type is Cursor.","detail":"The provided cursor was not valid. You can get a new valid cursor by making the original pagination request again."}]}`
	if string(body) != want {
		t.Errorf("a bad cursor gives %s", body)
	}
}

func TestOnePage(t *testing.T) {
	c := demoClient(t, Config{Spaces: 3, Pages: 50, Users: 5})
	p := truth(c.site, c.email)[20]
	var got gotPage
	c.read("/wiki/api/v2/pages/"+itoa(p.ID)+"?body-format=storage", &got)
	if got.Title != p.Title || got.Links["base"] != "https://acme.example/wiki" || !strings.HasPrefix(got.Body["storage"].Value, "<p>") {
		t.Errorf("got %+v", got)
	}
	c.read("/wiki/api/v2/pages/"+itoa(p.ID), &got)
	resp, body := c.get("/wiki/api/v2/pages/4")
	if resp.StatusCode != 404 || !bytes.Contains(body, []byte("Cannot find a page with id [4]")) {
		t.Errorf("no page: %s %s", resp.Status, body)
	}
}

func TestNextLinks(t *testing.T) {
	c := demoClient(t, Config{Spaces: 3, Pages: 100, Users: 5, BaseURL: "https://acme.atlassian.net"})
	c.prefix = "/ex/confluence/" + c.site.CloudID()
	var got gotPages
	resp := c.read("/wiki/api/v2/pages?status=current&limit=10&space-id="+itoa(c.site.spaces[1].id), &got)
	if !strings.HasPrefix(got.Links.Next, "/wiki/api/v2/pages?cursor=ey") || !strings.Contains(got.Links.Next, "&limit=10&") {
		t.Errorf("next is %s", got.Links.Next)
	}
	if got.Links.Base != "https://acme.atlassian.net/wiki" {
		t.Errorf("base is %s", got.Links.Base)
	}
	if want := "<" + got.Links.Next + `>; rel="next", <https://acme.atlassian.net/wiki>; rel="base"`; resp.Header.Get("Link") != want {
		t.Errorf("Link is %s", resp.Header.Get("Link"))
	}
	last := c.read("/wiki/api/v2/pages?limit=250", &got)
	if want := `<https://acme.atlassian.net/wiki>; rel="base"`; last.Header.Get("Link") != want {
		t.Errorf("the last Link is %s", last.Header.Get("Link"))
	}
}
