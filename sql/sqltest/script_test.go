package sqltest

import (
	"strings"
	"testing"
)

const good = `# A comment.
as alice

statement
select count(*) from spaces where id = $1
params
3
plan
spaces: by id (1 of them)
loads
spaces[id=3]
rows
count bigint
1

set TimeZone = 'UTC'
statement
select nosuch
error
42703 column "nosuch" does not exist
position 8
`

func TestScript(t *testing.T) {
	s, err := ParseScript("good", good)
	if err != nil {
		t.Fatal(err)
	}
	if s.String() != good {
		t.Errorf("written again:\n%s", s)
	}
	for _, pushdown := range []bool{true, false} {
		failures, err := s.Run(t.TempDir(), pushdown, false)
		if err != nil || len(failures) > 0 {
			t.Errorf("push-down %v: %v\n%s", pushdown, err, strings.Join(failures, "\n"))
		}
	}
}

// TestScriptFails spoils one expectation at a time.
func TestScriptFails(t *testing.T) {
	for _, spoil := range [][2]string{
		{"plan\nspaces: by id (1 of them)", "plan\nspaces: all"},
		{"loads\nspaces[id=3]", "loads"},
		{"count bigint\n1", "count bigint\n2"},
		{"count bigint", "count integer"},
		{"42703", "42P01"},
		{"position 8", "position 9"},
		{"rows\ncount bigint\n1", "error\n42703 no"},
		{"error\n42703 column \"nosuch\" does not exist\nposition 8", "rows\nx text"},
	} {
		s, err := ParseScript("spoiled", strings.Replace(good, spoil[0], spoil[1], 1))
		if err != nil {
			t.Fatal(err)
		}
		failures, err := s.Run(t.TempDir(), true, false)
		if err != nil || len(failures) != 1 {
			t.Errorf("%q for %q: %d failures, %v", spoil[1], spoil[0], len(failures), err)
		}
		if _, err := s.Run(t.TempDir(), true, true); err != nil || s.String() != good {
			t.Errorf("not repaired, %v:\n%s", err, s)
		}
	}
}

func TestScriptSyntax(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "statment\nselect 1\n", "statement\n\n", "statement\nselect 1\n", "as\n",
		"statement\nselect $1\nparams\n1\n"} {
		if _, err := ParseScript("bad", text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func TestDifference(t *testing.T) {
	row := func(v string) [][]Cell { return [][]Cell{{{Value: v}}, {{Null: true}}} }
	base := func() *Result {
		return &Result{Params: []uint32{23}, Columns: []Column{{Name: "a", Type: 25}}, Text: row("x"), Binary: row("x"), Tag: "SELECT 2"}
	}
	if d := Difference(base(), base(), true); d != "" {
		t.Error(d)
	}
	for name, change := range map[string]func(*Result){
		"params": func(r *Result) { r.Params[0] = 20 },
		"name":   func(r *Result) { r.Columns[0].Name = "b" },
		"type":   func(r *Result) { r.Columns[0].Type = 1043 },
		"typmod": func(r *Result) { r.Columns[0].Typmod = 4 },
		"text":   func(r *Result) { r.Text = row("y") },
		"binary": func(r *Result) { r.Binary = row("y") },
		"fewer":  func(r *Result) { r.Text = r.Text[:1] },
		"tag":    func(r *Result) { r.Tag = "SELECT 3" },
		"error":  func(r *Result) { r.Err = failed(nil).Err },
		"null":   func(r *Result) { r.Text[1][0] = Cell{Value: "NULL"} },
	} {
		r := base()
		change(r)
		if Difference(base(), r, true) == "" {
			t.Errorf("%s: no difference seen", name)
		}
	}
	turned := base()
	turned.Text[0], turned.Text[1] = turned.Text[1], turned.Text[0]
	if Difference(base(), turned, false) != "" || Difference(base(), turned, true) == "" {
		t.Error("the order counts exactly where there is one")
	}
}
