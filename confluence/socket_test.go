package confluence_test

import (
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

// TestOverSockets goes the whole way with net/http's own transport: both hosts,
// broken connections, a site address as people paste it.
func TestOverSockets(t *testing.T) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 6, Pages: 1200, Users: 20})
	sim.AddAccount(confluencetest.Account{Email: email, Token: token})
	sim.AddAccount(confluencetest.Account{Email: "bob@example.com", Token: "scoped", Scoped: true})
	srv := httptest.NewServer(sim)
	defer srv.Close()
	site, err := confluence.NewSite(confluence.SiteConfig{BaseURL: srv.URL + "/wiki/", GatewayURL: srv.URL + "/ex/confluence/"})
	if err != nil {
		t.Fatal(err)
	}
	for who, tok := range map[string]string{email: token, "bob@example.com": "scoped"} {
		c := login(t, site, who, tok)
		if c.Scoped() != (tok == "scoped") {
			t.Errorf("%s: Scoped = %v", who, c.Scoped())
		}
		for _, f := range []confluencetest.Fault{{Drop: true}, {BreakAfter: 2000}} {
			f.Path, f.Nth = "/wiki/api/v2/pages", 2
			sim.Inject(f)
		}
		got, err := readAllPages(t.Context(), c)
		if want := truePages(sim, who); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %d of %d pages, %v", who, len(got), len(want), err)
		}
		err = c.PagesByID(t.Context(), got[:1], func(p []confluence.Page) error {
			if u := p[0].URL(); u == "" || u[:len(srv.URL)+6] != srv.URL+"/wiki/" {
				t.Errorf("URL %q", u)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestSiteConfig(t *testing.T) {
	for _, cfg := range []confluence.SiteConfig{
		{}, {BaseURL: "example.atlassian.net"}, {BaseURL: "ftp://x"}, {BaseURL: "https://u:p@x"}, {BaseURL: "https://x?y"}, {BaseURL: "https://x/%zz"},
		{BaseURL: "https://x", GatewayURL: "nope"}, {BaseURL: "https://x", MaxConcurrent: -1},
	} {
		if _, err := confluence.NewSite(cfg); err == nil {
			t.Errorf("NewSite(%q, %q) gave no error", cfg.BaseURL, cfg.GatewayURL)
		}
	}
}
