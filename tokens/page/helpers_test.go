package page

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/tokens"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

const (
	annMail, annToken = "ann@example.com", "ATATT3xFfGF0planted-token-of-ann-Example=AAAA1111"
	bobMail, bobToken = "bob@example.com", "ATATT3xFfGF0planted-token-of-bob-Example=BBBB2222"
	newToken          = "ATATT3xFfGF0planted-newer-token-of-ann=CCCC3333"
	jiraMail, jiraTok = "jira@example.com", "ATATT3xFfGF0planted-token-without-conf=DDDD4444"
	scopedToken       = "ATATT3xFfGF0planted-token-with-scopes=EEEE5555"
	blindToken        = "ATATT3xFfGF0planted-token-few-scopes=FFFF6666"
)

// world is a page over a keeper over a simulated site.
type world struct {
	page   *Page
	keeper *tokens.Keeper
	fake   *confluencetest.Site
	url    string
	vault  string
	log    *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

const siteURL = "https://example.atlassian.net"

// newWorld makes a page; setup may change its configuration.
func newWorld(t testing.TB, setup func(*Config)) *world {
	t.Helper()
	fake := confluencetest.New(confluencetest.Config{Spaces: 4, Pages: 40, Users: 12, Seed: 1})
	for _, a := range []confluencetest.Account{{Email: annMail, Token: annToken, DisplayName: "Ann Example"}, {Email: annMail, Token: newToken},
		{Email: bobMail, Token: bobToken, DisplayName: "Bob Example"}, {Email: jiraMail, Token: jiraTok, NoLicence: true},
		{Email: annMail, Token: scopedToken, Scoped: true, Scopes: []string{"read:confluence-user", "read:page:confluence", "read:space:confluence"}},
		{Email: annMail, Token: blindToken, Scoped: true, Scopes: []string{"read:page:confluence"}}} {
		fake.AddAccount(a)
	}
	w := &world{fake: fake, vault: filepath.Join(t.TempDir(), "tokens.db"), log: &lockedBuffer{}}
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	calls := tokens.NewCalls()
	site, err := confluence.NewSite(confluence.SiteConfig{BaseURL: siteURL, GatewayURL: siteURL + "/ex/confluence",
		Transport: calls.Transport("confluence", fake.Transport()), RequestsPerSecond: 10_000, Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), w.vault, vault.FixedKeys(vault.NewKey()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	w.keeper, err = tokens.New(tokens.Config{Sites: []tokens.Site{{Name: "confluence", Confluence: site}}, Vault: v, Calls: calls,
		CheckEvery: 3 * time.Second, Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.keeper.Close)
	cfg := Config{Keeper: w.keeper, Postgres: Endpoint{Host: "bi.example.com", Port: "5432", SSLMode: "require"}, Logger: log}
	if setup != nil {
		setup(&cfg)
	}
	if w.page, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w.page)
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// request is one request without a network.
func (w *world) request(t testing.TB, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	rec := httptest.NewRecorder()
	w.page.ServeHTTP(rec, r)
	return rec
}
