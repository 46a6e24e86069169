package tokens

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

const (
	annToken = "ATATT3xFfGF0-planted-token-of-ann=AAAA1111"
	bobToken = "ATATT3xFfGF0-planted-token-of-bob=BBBB2222"
	baseURL  = "https://example.atlassian.net"
)

// fixture is a keeper over a simulated site.
type fixture struct {
	*Keeper
	fake *confluencetest.Site
	path string // of the vault
	log  *syncBuffer

	mu     sync.Mutex
	offset time.Duration // of the keeper's clock
}

// syncBuffer is a log that is read while it is written.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// forward lets time pass for the keeper.
func (f *fixture) forward(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.offset += d
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	fake := confluencetest.New(confluencetest.Config{Spaces: 4, Pages: 40, Users: 10, Seed: 1})
	fake.AddAccount(confluencetest.Account{Email: "ann@example.com", Token: annToken, DisplayName: "Ann Example"})
	fake.AddAccount(confluencetest.Account{Email: "bob@example.com", Token: bobToken, DisplayName: "Bob Example"})
	calls := NewCalls()
	site, err := confluence.NewSite(confluence.SiteConfig{BaseURL: baseURL, GatewayURL: baseURL + "/ex/confluence",
		Transport: calls.Transport("confluence", fake.Transport()), RequestsPerSecond: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{fake: fake, path: filepath.Join(t.TempDir(), "tokens.db"), log: &syncBuffer{}}
	v, err := vault.Open(t.Context(), f.path, vault.FixedKeys(vault.NewKey()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	f.Keeper, err = New(Config{Sites: []Site{{"confluence", site}}, Vault: v, Calls: calls,
		Logger: slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	f.now = func() time.Time {
		f.mu.Lock()
		defer f.mu.Unlock()
		return time.Now().Add(f.offset)
	}
	return f
}

// save proves and saves.
func (f *fixture) save(t testing.TB, email, token string) Person {
	t.Helper()
	p, err := f.Prove(t.Context(), "confluence", email, token)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Save(t.Context(), p, time.Time{}); err != nil {
		t.Fatal(err)
	}
	return p.Person
}

func (f *fixture) state(t testing.TB, who Person) State {
	t.Helper()
	st, err := f.State(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	return st
}
