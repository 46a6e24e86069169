package sql_test

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/sqltest"
)

var only = flag.String("compat", "", "run only statements that contain this text")

// statement is one statement of a corpus file.
type statement struct {
	line, end int    // the lines it stands on, its parameters included
	chapter   string // where it belongs: the file's name, or what a "# chapter:" line says
	text      string
	params    []*string
}

// readCorpus reads statements that end with a semicolon at the end of a line;
// lines that begin with # are comments, and a line "params [...]" after a
// statement gives its parameters as a JSON array of strings and nulls.
func readCorpus(t *testing.T, path string) []*statement {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []*statement
	var cur []string
	start := 0
	chapter := chapterOf(path)
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		switch {
		case len(cur) == 0 && strings.HasPrefix(line, "# chapter: "):
			chapter = strings.TrimPrefix(line, "# chapter: ")
		case len(cur) == 0 && (strings.HasPrefix(line, "#") || strings.TrimSpace(line) == ""):
		case len(cur) == 0 && strings.HasPrefix(line, "params "):
			last := out[len(out)-1]
			last.end = n
			if err := json.Unmarshal([]byte(line[len("params "):]), &last.params); err != nil {
				t.Fatalf("%s:%d: %v", path, n, err)
			}
		default:
			if len(cur) == 0 {
				start = n
			}
			cur = append(cur, line)
			if strings.HasSuffix(line, ";") {
				text := strings.Join(cur, "\n")
				out = append(out, &statement{line: start, end: n, chapter: chapter, text: strings.TrimSuffix(text, ";")})
				cur = nil
			}
		}
	}
	if len(cur) > 0 {
		t.Fatalf("%s:%d: the last statement has no semicolon", path, start)
	}
	return out
}

func chapterOf(path string) string { return strings.TrimSuffix(filepath.Base(path), ".test") }

// pair is a session on the engine and one on PostgreSQL over the same rows.
type pair struct {
	fixture *sqltest.Fixture
	conn    *sqltest.Conn
	oracle  *sqltest.Oracle
}

func newPair(t testing.TB, settings ...string) *pair {
	t.Helper()
	f := sqltest.NewFixture()
	o := sqltest.NewOracle(t, f, "alice")
	p := &pair{fixture: f, conn: newConn(t, f, "alice", o.Database), oracle: o}
	for _, s := range settings {
		if a, b := p.oracle.Query(context.Background(), s, nil), p.conn.Query(context.Background(), s, nil); a.Err != nil || b.Err != nil {
			t.Fatalf("%s: %v, %v", s, a.Err, b.Err)
		}
	}
	return p
}

func newConn(t testing.TB, f *sqltest.Fixture, account, database string) *sqltest.Conn {
	t.Helper()
	var tables []sql.Table
	for _, tb := range f.Tables() {
		tables = append(tables, tb)
	}
	e, err := sql.NewEngine(sql.Config{Tables: tables, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	c, err := sqltest.NewConn(e, account, database, "postgres")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Session.Close)
	return c
}

// compare runs a statement on both and tells how they differ, or "".
func (p *pair) compare(st *statement) (diff string, got *sqltest.Result) {
	ctx := context.Background()
	want := p.oracle.Query(ctx, st.text, st.params)
	got = p.conn.Query(ctx, st.text, st.params)
	return sqltest.Difference(want, got, sqltest.Ordered(st.text)), got
}

// TestCompat compares every statement of the corpus with PostgreSQL, in two
// time zones.
func TestCompat(t *testing.T) {
	for _, zone := range []string{"UTC", "Europe/Berlin"} {
		t.Run(strings.ReplaceAll(zone, "/", "-"), func(t *testing.T) {
			p := newPair(t, fmt.Sprintf("SET TimeZone = '%s'", zone))
			var moves []move
			for _, path := range corpusFiles(t) {
				t.Run(chapterOf(path), func(t *testing.T) { moves = append(moves, p.compareFile(t, path)...) })
			}
			if *update && zone == "UTC" {
				moveStatements(t, moves)
			}
		})
	}
}

func corpusFiles(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/compat/*.test")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	return paths
}

// compareFile compares a file's statements. In unsupported.test each of them
// must be refused with 0A000 where PostgreSQL answers; in differences.test each
// must still be an error, and a different one; anywhere else they must agree.
// With -update those that went from one to the other are moved, not failures.
func (p *pair) compareFile(t *testing.T, path string) (moves []move) {
	refused := map[string]int{}
	n := 0
	for _, st := range readCorpus(t, path) {
		if *only != "" && !strings.Contains(st.text, *only) {
			continue
		}
		n++
		diff, got := p.compare(st)
		unsupported := diff != "" && got.Err != nil && got.Err.Code == "0A000"
		fail := func(what string) {
			t.Errorf("%s:%d: %s\n%s", path, st.line, what, st.text)
		}
		switch chapter := chapterOf(path); {
		case chapter == "differences":
			if diff == "" || got.Err == nil {
				fail("is no error that differs from PostgreSQL's any more: " + diff)
			}
		case chapter == "unsupported" && unsupported:
			refused[got.Err.Message]++
		case chapter == "unsupported" && *update && diff == "":
			moves = append(moves, move{st, path, corpusPath(st.chapter)})
		case chapter == "unsupported":
			fail("is not refused with 0A000 any more; -update moves it to its chapter: " + diff)
		case unsupported && *update:
			moves = append(moves, move{st, path, corpusPath("unsupported")})
		case diff != "":
			fail(diff)
		}
	}
	t.Logf("%s: %d statements", filepath.Base(path), n)
	for _, message := range slices.Sorted(maps.Keys(refused)) {
		t.Logf("| %s | %d |", strings.TrimSuffix(message, " is not supported yet"), refused[message])
	}
	return moves
}
