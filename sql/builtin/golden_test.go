package builtin

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var goldenFile = filepath.Join("testdata", "functions.txt")

func writeGolden(t *testing.T, cases []testCase) {
	var b strings.Builder
	b.WriteString("# signature, time zone, arguments, and what PostgreSQL 15 answers; written by go test -update\n")
	for _, c := range cases {
		fmt.Fprintf(&b, "%s\t%s\t", c.signature, c.zone)
		for _, a := range c.args {
			b.WriteString(literal(a) + "\t")
		}
		b.WriteString(c.want.String() + "\n")
	}
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(goldenFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestFunctions checks every entry against the answers kept in testdata.
func TestFunctions(t *testing.T) {
	f, err := os.Open(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	conn := openSQLite(t)
	seen := map[string]bool{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		field := strings.Split(lines.Text(), "\t")
		c := testCase{signature: field[0], zone: field[1]}
		for _, s := range field[2 : len(field)-1] {
			c.args = append(c.args, parseLiteral(t, s))
		}
		if last := field[len(field)-1]; strings.HasPrefix(last, "!") {
			c.want.state = last[1:]
		} else {
			c.want.value = parseLiteral(t, last)
		}
		seen[c.signature] = true
		c.check(t, conn)
	}
	for _, sig := range signatures() {
		if !seen[sig] {
			t.Errorf("%s has no case in %s", sig, goldenFile)
		}
	}
}

func parseLiteral(t *testing.T, s string) any {
	switch {
	case s == "null":
		return nil
	case s[0] == '"':
		v, err := strconv.Unquote(s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	case s[0] == 'x':
		b := make([]byte, len(s)/2)
		fmt.Sscanf(s[1:], "%x", &b)
		return b
	case s[0] == 'f':
		f, err := strconv.ParseFloat(strings.Replace(s[1:], "+Inf", "Inf", 1), 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
