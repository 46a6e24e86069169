package sql_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pgconfluence/pgconfluence/sql/sqltest"
)

var update = flag.Bool("update", false, "rewrite the expectations of script tests")

// TestScripts runs every script twice: as it is, and over tables that allow no
// push-down, where the rows must be the same.
func TestScripts(t *testing.T) {
	paths, err := filepath.Glob("testdata/script/*.test")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".test"), func(t *testing.T) {
			t.Parallel()
			s, err := sqltest.ReadScript(path)
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if _, err := s.Run(t.TempDir(), true, true); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(s.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			for _, pushdown := range []bool{true, false} {
				failures, err := s.Run(t.TempDir(), pushdown, false)
				if err != nil {
					t.Error(err)
				}
				for _, f := range failures {
					t.Error(f)
				}
			}
		})
	}
}
