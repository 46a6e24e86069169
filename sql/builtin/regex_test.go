package builtin

import (
	"strings"
	"testing"
	"time"
)

// TestRegexIsBounded: no pattern may keep a connection busy, since a running
// function cannot be cancelled.
func TestRegexIsBounded(t *testing.T) {
	text := strings.Repeat("a", 200_000)
	for pattern, limit := range map[string]time.Duration{"a.*b|a": 10 * time.Second, "(a*)*b": 2 * time.Second, "(a|aa)+$": 2 * time.Second} {
		start := time.Now()
		_, err := regexReplace(text, pattern, "x", "g")
		if took := time.Since(start); took > limit {
			t.Errorf("%s took %v", pattern, took)
		}
		if pattern == "a.*b|a" && err == nil {
			t.Errorf("%s went through: the test is too small to show the limit", pattern)
		}
	}
	if c := newCompiled(strings.Repeat("(", 5000), regexOptions{}); c.err == nil {
		t.Error("5,000 open groups were taken")
	}
}
