package vault

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

const (
	site   = "https://example.atlassian.net"
	secret = "ATATT3xFfGF0planted-secret-of-the-vault-tests=1A2B3C4D"
)

func newKeyFile(t testing.TB, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "master.key")
	if err := os.WriteFile(path, []byte(NewKey()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// newVault makes a vault and returns its file too.
func newVault(t testing.TB) (*Vault, string, string) {
	t.Helper()
	dir := t.TempDir()
	keyFile, path := newKeyFile(t, dir), filepath.Join(dir, "tokens.db")
	return reopen(t, path, KeyFile(keyFile)), path, keyFile
}

func reopen(t testing.TB, path string, keys KeySource) *Vault {
	t.Helper()
	v, err := Open(context.Background(), path, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

func save(t testing.TB, v *Vault, account, email, token string) Token {
	t.Helper()
	saved, err := v.Save(t.Context(), Token{Site: site, Account: account, Email: email, DisplayName: "Somebody",
		ExpiresAt: time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC)}, token)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func reveal(t testing.TB, v *Vault, account string) string {
	t.Helper()
	tok, err := v.Token(t.Context(), site, account)
	if err != nil {
		t.Fatal(err)
	}
	text, err := v.Reveal(t.Context(), tok)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
