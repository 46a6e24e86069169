package confluencetest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

func faultClient(t *testing.T) (*client, []int64) {
	c := demoClient(t, Config{Spaces: 5, Pages: 200, Users: 30, Seed: 8})
	return c, truthIDs(truth(c.site, c.email))
}

func TestFaultStatuses(t *testing.T) {
	c, _ := faultClient(t)
	c.site.Inject(Fault{Path: pagesPath, Nth: 2, Status: 429, Header: http.Header{"Retry-After": {"3"}, "X-RateLimit-Reset": {"2026-11-24T10:00:00Z"}}})
	c.site.Inject(Fault{Method: "POST", Status: 503})
	c.site.Inject(Fault{Path: spacesPath, Count: 2, Status: 502, Body: "<html>bad gateway</html>"})
	for i, want := range []int{200, 429, 200} {
		resp, _ := c.get(pagesPath)
		if resp.StatusCode != want || (resp.Header.Get("Retry-After") == "3") != (want == 429) {
			t.Errorf("request %d: %s, Retry-After %q", i, resp.Status, resp.Header.Get("Retry-After"))
		}
	}
	for i, want := range []int{502, 502, 200} {
		if resp, body := c.get(spacesPath); resp.StatusCode != want || want == 502 && string(body) != "<html>bad gateway</html>" {
			t.Errorf("request %d: %s %s", i, resp.Status, body)
		}
	}
	if n := c.site.PendingFaults(); n != 1 {
		t.Errorf("%d faults wait, not one", n)
	}
	if resp := c.post("/wiki/api/v2/users-bulk", `{"accountIds":["x"]}`, nil); resp.StatusCode != 503 {
		t.Errorf("POST: %s", resp.Status)
	}
	c.site.Inject(Fault{Count: -1, Status: 500})
	c.get(pagesPath)
	if resp, _ := c.get(pagesPath); resp.StatusCode != 500 {
		t.Errorf("an endless fault: %s", resp.Status)
	}
	c.site.ClearFaults()
	if resp, _ := c.get(pagesPath); resp.StatusCode != 200 {
		t.Errorf("after clearing: %s", resp.Status)
	}
}

func TestImpostors(t *testing.T) {
	c, _ := faultClient(t)
	c.site.Inject(Fault{Count: 3, Impostor: true})
	for path, want := range map[string]string{currentPath: v1Refusal, searchPath: searchRefusal, pagesPath + "/9": bareNotFound} {
		resp, body := c.get(path)
		if !strings.Contains(string(body), want) || resp.Header.Get("X-Cache") != "Error from cloudfront" {
			t.Errorf("%s: %s %v %s", path, resp.Status, resp.Header, body)
		}
	}
	if resp, _ := c.get(currentPath); resp.StatusCode != 200 {
		t.Errorf("afterwards: %s", resp.Status)
	}
}

// TestBrokenBodies goes both ways, over a socket and without.
func TestBrokenBodies(t *testing.T) {
	c, _ := faultClient(t)
	server := httptest.NewServer(c.site)
	defer server.Close()
	// On a kept connection net/http would try a dropped GET once more.
	server.Client().Transport.(*http.Transport).DisableKeepAlives = true
	for name, transport := range map[string]http.RoundTripper{"direct": c.site.Transport(), "socket": server.Client().Transport} {
		read := func() (int, []byte, error) {
			r := c.request("GET", pagesPath+"?limit=50", "")
			r.URL.Scheme, r.URL.Host = "http", strings.TrimPrefix(server.URL, "http://")
			resp, err := transport.RoundTrip(r)
			if err != nil {
				return 0, nil, err
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			return resp.StatusCode, body, err
		}
		_, whole, err := read()
		if err != nil || !json.Valid(whole) {
			t.Fatalf("%s: %v %s", name, err, whole)
		}
		c.site.Inject(Fault{BreakAfter: 700})
		if status, body, err := read(); status != 200 || len(body) != 700 || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s, broken: %d, %d bytes, %v", name, status, len(body), err)
		}
		c.site.Inject(Fault{TruncateAfter: 700})
		if status, body, err := read(); status != 200 || len(body) != 700 || err != nil || json.Valid(body) {
			t.Errorf("%s, truncated: %d, %d bytes, %v", name, status, len(body), err)
		}
		c.site.Inject(Fault{Corrupt: true})
		if status, body, err := read(); status != 200 || len(body) != len(whole) || err != nil || slices.Equal(body, whole) {
			t.Errorf("%s, corrupt: %d, %d bytes, %v", name, status, len(body), err)
		}
		c.site.Inject(Fault{Drop: true})
		if _, _, err := read(); err == nil {
			t.Errorf("%s, dropped: an answer came", name)
		}
		if _, body, err := read(); err != nil || !slices.Equal(body, whole) {
			t.Errorf("%s, afterwards: %v", name, err)
		}
	}
}

func TestDelayEndsWithTheContext(t *testing.T) {
	c, _ := faultClient(t)
	c.site.Inject(Fault{Delay: 20 * time.Millisecond})
	began := time.Now()
	if c.get(pagesPath); time.Since(began) < 20*time.Millisecond {
		t.Error("no delay")
	}
	c.site.Inject(Fault{Delay: time.Hour})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err := c.site.Transport().RoundTrip(c.request("GET", pagesPath, "").WithContext(ctx))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestListFaults(t *testing.T) {
	for _, sort := range []string{"id", "-title", "modified-date"} {
		for _, f := range []struct {
			name  string
			fault Fault
			want  func(all []int64) []int64 // of a walk by 50, the fault on its third page
		}{
			{"repeat", Fault{RepeatPage: true}, func(all []int64) []int64 { return slices.Concat(all[:100], all[50:100], all[150:]) }},
			{"empty", Fault{EmptyPageWithNext: true}, func(all []int64) []int64 { return all }},
			{"back", Fault{ShiftPages: -7}, func(all []int64) []int64 { return slices.Concat(all[:100], all[93:]) }},
			{"forth", Fault{ShiftPages: 7}, func(all []int64) []int64 { return slices.Concat(all[:100], all[107:]) }},
		} {
			c, _ := faultClient(t)
			all := truthIDs(inOrder(truth(c.site, c.email), sort))
			f.fault.Path, f.fault.Nth = pagesPath, 2
			c.site.Inject(f.fault)
			if got := pageIDs(t, c.walk(pagesPath+"?limit=50&sort="+sort, nil)); !slices.Equal(got, f.want(all)) {
				t.Errorf("%s, sort %s: %d rows, not %d", f.name, sort, len(got), len(f.want(all)))
			}
			if c.site.PendingFaults() != 0 {
				t.Errorf("%s: the fault did not hit", f.name)
			}
		}
	}
}

func TestShortPage(t *testing.T) {
	c, all := faultClient(t)
	c.site.Inject(Fault{ShortPage: true})
	var got gotPages
	c.read(pagesPath+"?limit=50", &got)
	if len(got.Results) != 25 || got.Links.Next == "" {
		t.Errorf("%d rows, next %q", len(got.Results), got.Links.Next)
	}
	c.site.Inject(Fault{ShortPage: true, Nth: 2, Count: 3})
	if got := pageIDs(t, c.walk(pagesPath+"?limit=50", nil)); !slices.Equal(got, all) {
		t.Errorf("%d rows, not %d", len(got), len(all))
	}
}

func TestLoopCursor(t *testing.T) {
	c, all := faultClient(t)
	c.site.Inject(Fault{LoopCursor: true, Count: -1})
	var first, second, third gotPages
	c.read(pagesPath+"?limit=50", &first)
	c.read(first.Links.Next, &second)
	c.read(second.Links.Next, &third)
	if second.Links.Next != first.Links.Next || third.Results[0].ID != itoa(all[50]) {
		t.Errorf("next is %s, then %s", first.Links.Next, second.Links.Next)
	}
}

func TestListFaultsOfSpacesAndPeople(t *testing.T) {
	c := demoClient(t, Config{Spaces: 40, Pages: 40, Users: 200, Seed: 8})
	type spaces struct {
		Results []struct{ ID string }
		Links   struct{ Next string } `json:"_links"`
	}
	walk := func(sort string) (ids []string) {
		for path := spacesPath + "?limit=10&sort=" + sort; path != "" && len(ids) < 200; {
			var got spaces
			c.read(path, &got)
			for _, sp := range got.Results {
				ids = append(ids, sp.ID)
			}
			path = got.Links.Next
		}
		return ids
	}
	for _, sort := range []string{"", "-key", "name"} {
		all := walk(sort)
		if len(all) != 40 {
			t.Fatalf("%d spaces", len(all))
		}
		for _, f := range []struct {
			fault Fault
			want  []string
		}{
			{Fault{RepeatPage: true, Nth: 2}, slices.Concat(all[:20], all[10:20], all[30:])},
			{Fault{EmptyPageWithNext: true, Nth: 2, Count: 2}, all},
			{Fault{ShortPage: true}, all},
			{Fault{ShiftPages: -3}, slices.Concat(all[:10], all[7:])},
		} {
			c.site.Inject(f.fault)
			if got := walk(sort); !slices.Equal(got, f.want) {
				t.Errorf("%+v, sort %q: %v", f.fault, sort, got)
			}
		}
		c.site.Inject(Fault{LoopCursor: true, Count: -1})
		if got := walk(sort); len(got) != 200 || !slices.Equal(got[10:20], got[20:30]) {
			t.Errorf("a loop gives %d", len(got))
		}
		c.site.ClearFaults()
	}
	people := c.searchAll("cql=type=user", 50)
	c.site.Inject(Fault{ShiftPages: -5})
	if got, want := c.searchAll("cql=type=user", 50), slices.Concat(people[:50], people[45:]); len(got) <= len(people)-5 || slices.Equal(got, people) {
		t.Errorf("shifted people: %d of %d, not %d", len(got), len(people), len(want))
	}
}

func TestRequestLog(t *testing.T) {
	c := demoClient(t, Config{Spaces: 2, Pages: 5, Users: 5, LogSize: 4})
	for range 3 {
		c.get(pagesPath + "?limit=7")
	}
	if got := c.site.Requests(); len(got) != 3 || got[0].Method != "GET" || got[0].Path != pagesPath || got[0].Query != "limit=7" ||
		got[0].Status != 200 || got[0].AccountID != c.site.accounts[0].AccountID {
		t.Errorf("log is %+v", got)
	}
	c.token = "another-secret"
	for range 3 {
		c.get(spacesPath)
	}
	got := c.site.Requests()
	if len(got) != 4 || got[0].Path != pagesPath || got[3].Status != 404 || got[3].AccountID != "" {
		t.Errorf("log is %+v", got)
	}
	text, err := json.Marshal(got)
	for _, secret := range []string{"token-of-anna", "another-secret", basic("anna@example.com:token-of-anna")[6:]} {
		if err != nil || strings.Contains(string(text), secret) {
			t.Errorf("the log has a secret: %s", text)
		}
	}
	if c.site.ResetRequests(); len(c.site.Requests()) != 0 || c.site.RequestCount() != 6 {
		t.Errorf("after a reset: %d lines, %d requests", len(c.site.Requests()), c.site.RequestCount())
	}
}

func TestRate(t *testing.T) {
	c := demoClient(t, Config{Spaces: 2, Pages: 5, Users: 5, Rate: 3})
	var refused int
	for range 20 {
		resp, _ := c.get(pagesPath)
		if resp.StatusCode == 429 && resp.Header.Get("Retry-After") == "1" && resp.Header.Get("RateLimit-Reason") == "confluence-burst-based" {
			refused++
		}
	}
	if refused < 10 || refused > 17 {
		t.Errorf("%d of 20 requests at once are too many for 3 a second", refused)
	}
	if resp, _ := c.get(spacesPath); resp.StatusCode != 200 {
		t.Errorf("another operation: %s", resp.Status)
	}
}

func TestLatency(t *testing.T) {
	c := demoClient(t, Config{Spaces: 2, Pages: 5, Users: 5, Latency: 15 * time.Millisecond})
	began := time.Now()
	if c.get(pagesPath); time.Since(began) < 15*time.Millisecond {
		t.Error("no latency")
	}
}
