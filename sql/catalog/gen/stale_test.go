package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestDataIsCurrent generates the data files anew and compares them with those
// in the repository.
func TestDataIsCurrent(t *testing.T) {
	dsn := os.Getenv("PGCONFLUENCE_ORACLE")
	if dsn == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("PGCONFLUENCE_ORACLE is not set")
		}
		t.Skip("needs a PostgreSQL 15: set PGCONFLUENCE_ORACLE to its address")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	want, err := generate(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob("../data/*")
	if err != nil || len(names) != len(want) {
		t.Errorf("%d data files, the generator writes %d: run go generate (%v)", len(names), len(want), err)
	}
	for name, data := range want {
		have, err := os.ReadFile(filepath.Join("..", "data", name))
		if err != nil {
			t.Error(err)
		} else if a, b := portable(have), portable(data); !slices.Equal(a, b) {
			t.Errorf("%s is stale, run go generate: %s", name, difference(a, b))
		}
	}
}

// assigned are OIDs that initdb gives out as it goes. Which object gets which
// depends on how many collations the machine has, so they are not compared.
var assigned = regexp.MustCompile(`\b1[2-6]\d{3}\b`)

// portable are the lines of a file, sorted, without assigned OIDs.
func portable(data []byte) []string {
	lines := strings.Split(string(bytes.TrimSpace(data)), "\n")
	for i, l := range lines {
		lines[i] = assigned.ReplaceAllString(l, "#")
	}
	slices.Sort(lines)
	return lines
}

func difference(have, want []string) string {
	for i := range min(len(have), len(want)) {
		if have[i] != want[i] {
			return "have " + have[i] + ", want " + want[i]
		}
	}
	return "different numbers of lines"
}
