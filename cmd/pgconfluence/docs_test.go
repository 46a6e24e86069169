package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every test that docs/compatibility.md names is there, and every row of its
// tables names one.
func TestCompatibilityPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/compatibility.md")
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile("`([a-z/]+): (Test[A-Za-z0-9]+)`")
	n := 0
	for line := range strings.Lines(string(page)) {
		named := name.FindAllStringSubmatch(line, -1)
		if strings.HasPrefix(line, "| ") && !strings.Contains(line, "---") && !strings.Contains(line, "shown by |") && len(named) == 0 {
			t.Errorf("a claim without a test: %s", line)
		}
		for _, m := range named {
			n++
			if !declares(t, m[1], m[2]) {
				t.Errorf("%s has no %s", m[1], m[2])
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d tests were found", n)
	}
}

func declares(t *testing.T, folder, test string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(folder), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "\nfunc "+test+"(") {
			return true
		}
	}
	return false
}
