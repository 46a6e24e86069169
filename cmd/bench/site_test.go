package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSerialWalkReadsEverythingAndIsCounted(t *testing.T) {
	site, err := startSite(siteSize{spaces: 4, pages: 450, users: 10})
	if err != nil {
		t.Fatal(err)
	}
	defer site.stop()
	site.ResetRequests()
	n, err := serialWalk(t.Context(), site)
	if err != nil {
		t.Fatal(err)
	}
	want := (site.pages + 99) / 100
	if n != want {
		t.Errorf("%d requests, want %d for %d pages", n, want, site.pages)
	}
	if got := site.traffic(); got != (traffic{requests: want, walks: 1}) {
		t.Errorf("the log tells of %+v, want %d requests of 1 walk", got, want)
	}
}

func TestSerialWalkFailsForAStranger(t *testing.T) {
	site, err := startSite(siteSize{spaces: 1, pages: 5, users: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer site.stop()
	site.Revoke(token)
	if _, err := serialWalk(t.Context(), site); err == nil {
		t.Error("a walk with a revoked token went well")
	}
}

func TestToldAddress(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log")
	if got := toldAddress(file); got != "" {
		t.Errorf("%q told by a log that is not there", got)
	}
	log := `{"level":"INFO","msg":"site","address":"127.0.0.1:1"}
not JSON
{"level":"INFO","msg":"listening for PostgreSQL clients","address":"127.0.0.1:4711","tls":false}
`
	if err := os.WriteFile(file, []byte(log), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := toldAddress(file); got != "127.0.0.1:4711" {
		t.Errorf("the address is %q", got)
	}
}
