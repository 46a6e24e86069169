package confluencetest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// client calls a site as one person.
type client struct {
	t            testing.TB
	site         *Site
	email, token string
	prefix       string // of the gateway
}

func demoClient(t testing.TB, c Config) *client {
	t.Helper()
	s := New(c)
	s.AddAccount(Account{Email: "anna@example.com", Token: "token-of-anna"})
	return &client{t: t, site: s, email: "anna@example.com", token: "token-of-anna"}
}

func (c *client) request(method, path, body string) *http.Request {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, "https://acme.example"+c.prefix+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if c.token != "" {
		r.SetBasicAuth(c.email, c.token)
	}
	return r
}

// do gives the answer and its body; err is the connection's.
func (c *client) do(r *http.Request) (*http.Response, []byte, error) {
	resp, err := c.site.Transport().RoundTrip(r)
	if err != nil {
		return nil, nil, err
	}
	body, err := io.ReadAll(resp.Body)
	return resp, body, err
}

func (c *client) get(path string) (*http.Response, []byte) {
	c.t.Helper()
	resp, body, err := c.do(c.request("GET", path, ""))
	if err != nil {
		c.t.Fatalf("GET %s: %v", path, err)
	}
	return resp, body
}

// read wants a 200 and decodes it.
func (c *client) read(path string, into any) *http.Response {
	c.t.Helper()
	resp, body := c.get(path)
	if resp.StatusCode != http.StatusOK {
		c.t.Fatalf("GET %s: %s %s", path, resp.Status, body)
	}
	if err := json.Unmarshal(body, into); err != nil {
		c.t.Fatalf("GET %s: %v in %s", path, err, body)
	}
	return resp
}

func (c *client) post(path, body string, into any) *http.Response {
	c.t.Helper()
	resp, raw, err := c.do(c.request("POST", path, body))
	if err != nil {
		c.t.Fatal(err)
	}
	if resp.StatusCode == http.StatusOK {
		if err := json.Unmarshal(raw, into); err != nil {
			c.t.Fatalf("POST %s: %v in %s", path, err, raw)
		}
	}
	return resp
}

type gotVersion struct {
	CreatedAt, Message, AuthorID string
	Number                       int32
	MinorEdit                    bool
}

type gotPage struct {
	ID, Status, Title, SpaceID, ParentID, ParentType   string
	AuthorID, OwnerID, LastOwnerID, Subtype, CreatedAt string
	Position                                           *int32
	Version                                            gotVersion
	Body                                               map[string]struct{ Representation, Value string }
	Links                                              map[string]string `json:"_links"`
}

type gotPages struct {
	Results []gotPage
	Links   struct{ Next, Base string } `json:"_links"`
}

func (p gotPage) id(t testing.TB) int64 {
	t.Helper()
	n, err := strconv.ParseInt(p.ID, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// walk follows next links to the end; between is called after each page.
func (c *client) walk(path string, between func(n int)) []gotPage {
	c.t.Helper()
	var all []gotPage
	for n := 0; path != ""; n++ {
		var got gotPages
		c.read(path, &got)
		all = append(all, got.Results...)
		path = got.Links.Next
		if between != nil {
			between(n)
		}
		if n > 10_000 {
			c.t.Fatal("the walk does not end")
		}
	}
	return all
}

func pageIDs(t testing.TB, pages []gotPage) []int64 {
	t.Helper()
	ids := make([]int64, len(pages))
	for i, p := range pages {
		ids[i] = p.id(t)
	}
	return ids
}

func truth(s *Site, email string) []PageTruth { return slices.Collect(s.TruePages(email)) }

func truthIDs(pages []PageTruth) []int64 {
	ids := make([]int64, len(pages))
	for i, p := range pages {
		ids[i] = p.ID
	}
	return ids
}

func escaped(s string) string { return url.QueryEscape(s) }
