package catalog

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var (
	update = flag.Bool("update", false, "write PostgreSQL's answers to testdata")
	seed   = flag.Uint64("seed", 1, "seed of the random questions")
)

const casesFile = "testdata/cases.txt"

// TestCases asks the questions of testdata/cases.txt, each a line
// "question: answer" with the answer that PostgreSQL gave under -update.
func TestCases(t *testing.T) {
	c := PG15()
	data, err := os.ReadFile(casesFile)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	if *update {
		updateCases(t, c, lines)
	}
	n := 0
	for _, line := range lines {
		text, want, ok := strings.Cut(line, ": ")
		if line == "" || line[0] == '#' {
			continue
		}
		n++
		if got := parseQuestion(text).ask(c); !ok || got != want {
			t.Errorf("%s: got %q, PostgreSQL says %q", text, got, want)
		}
	}
	if n < 150 {
		t.Errorf("only %d cases", n)
	}
}

func updateCases(t *testing.T, c *Catalog, lines []string) {
	o := openOracle(t)
	var types []string
	for _, line := range lines {
		if f := strings.Fields(line); len(f) > 2 && (f[0] == "implicit" || f[0] == "assignment") {
			types = append(types, strings.TrimSuffix(f[2], ":"))
		}
	}
	o.prepare(t, c, storable(c, types))
	for i, line := range lines {
		if line != "" && line[0] != '#' {
			text, _, _ := strings.Cut(line, ": ")
			q := parseQuestion(strings.TrimSuffix(text, ":"))
			lines[i] = q.String() + ": " + q.askOracle(t, o, c)
		}
	}
	if err := os.WriteFile(casesFile, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}
