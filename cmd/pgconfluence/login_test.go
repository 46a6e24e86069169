package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

func TestLogin(t *testing.T) {
	w := start(t, nil)
	w.site.AddAccount(confluencetest.Account{Email: "jira@example.com", Token: "jira-token", NoLicence: true})
	w.site.AddAccount(confluencetest.Account{Email: "narrow@example.com", Token: "narrow-token", Scoped: true, Scopes: []string{"read:confluence-user", "read:space:confluence"}})

	c := w.login(demoEmail, demoToken)
	if n := number(t, c, "select count(*) from pages"); n != len(truePages(w.site, demoEmail)) {
		t.Errorf("%d pages", n)
	}
	if n := number(t, w.login(demoEmail, scopedToken), "select count(*) from spaces"); n != len(w.site.TrueSpaces(demoEmail)) {
		t.Errorf("%d spaces through the gateway", n)
	}

	for _, test := range []struct{ user, password, code, says string }{
		{demoEmail, "wrong", "28P01", "does not accept this e-mail and API token"},
		{"nobody@example.com", demoToken, "28P01", "does not accept this e-mail and API token"},
		{"jira@example.com", "jira-token", "28000", "may not use Confluence"},
	} {
		e := w.refused(w.dsn(test.user, test.password))
		if e.Code != test.code || !strings.Contains(e.Message, test.says) || e.Hint == "" || e.Severity != "FATAL" {
			t.Errorf("%s: %+v", test.user, e)
		}
	}

	narrow := w.login("narrow@example.com", "narrow-token")
	_, err := narrow.Exec(t.Context(), "select count(*) from pages")
	if e := pgError(t, err); e.Code != "42501" || !strings.Contains(e.Message, "read:page:confluence") {
		t.Errorf("without the scope: %+v", e)
	}
}

func TestUnknownDatabase(t *testing.T) {
	w := start(t, func(c *serviceConfig) { c.sites = append(c.sites, siteSpec{"sales", demoURL}) })
	for name, dsn := range map[string]string{
		"nowhere": strings.Replace(w.dsn(demoEmail, demoToken), "/confluence?", "/nowhere?", 1),
		demoEmail: strings.Replace(w.dsn(demoEmail, demoToken), "/confluence?", "/?", 1),
	} {
		e := w.refused(dsn)
		if e.Code != "3D000" || e.Message != fmt.Sprintf("database %q does not exist", name) ||
			!strings.Contains(e.Detail, `"confluence", "sales"`) {
			t.Errorf("%+v", e)
		}
	}
	if n := w.site.RequestCount(); n != 0 {
		t.Errorf("the site was asked %d times", n)
	}
}

func TestUnreachableSite(t *testing.T) {
	w := start(t, func(c *serviceConfig) {
		c.sites[0].url = "http://127.0.0.1:1"
		c.options.transport = http.DefaultTransport
	})
	e := w.refused(w.dsn(demoEmail, demoToken))
	if e.Code != "08006" || !strings.Contains(e.Detail, "connection refused") || e.Hint == "" {
		t.Errorf("%+v", e)
	}
	if !strings.Contains(w.log.String(), "a login could not be verified") {
		t.Error("the log does not tell the operator")
	}
}
