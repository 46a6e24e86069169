package sql_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// move is a statement that belongs to another file of the corpus now.
type move struct {
	st       *statement
	from, to string
}

func corpusPath(chapter string) string {
	return filepath.Join("testdata", "compat", chapter+".test")
}

// moveStatements cuts statements out of their files and appends them to those
// where they belong. In unsupported.test their chapter is noted.
func moveStatements(t *testing.T, moves []move) {
	t.Helper()
	files := map[string][]string{}
	lines := func(path string) []string {
		if _, ok := files[path]; !ok {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files[path] = strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		}
		return files[path]
	}
	cut := map[string]map[int]bool{}
	added := map[string][]string{}
	for _, m := range moves {
		if cut[m.from] == nil {
			cut[m.from] = map[int]bool{}
		}
		for n := m.st.line; n <= m.st.end; n++ {
			cut[m.from][n] = true
		}
		if chapterOf(m.to) == "unsupported" {
			added[m.to] = append(added[m.to], "# chapter: "+m.st.chapter)
		}
		added[m.to] = append(added[m.to], lines(m.from)[m.st.line-1:m.st.end]...)
		lines(m.to)
	}
	for path, all := range files {
		var kept []string
		for i, l := range all {
			if !cut[path][i+1] {
				kept = append(kept, l)
			}
		}
		text := strings.Join(slices.Concat(kept, added[path]), "\n") + "\n"
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
