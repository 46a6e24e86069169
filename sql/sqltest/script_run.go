package sqltest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// Run runs a script on a new engine over the fixture and returns what differs,
// a message each. If update is set the script's expectations are replaced by
// what came, and only what cannot be expected is returned. Without pushdown the
// tables allow none, and what depends on it is not looked at.
func (s *Script) Run(dir string, pushdown, update bool) (failures []string, err error) {
	f := NewFixture()
	if !pushdown {
		f.NoPushdown()
	}
	var tables []sql.Table
	for _, t := range f.Tables() {
		tables = append(tables, t)
	}
	e, err := sql.NewEngine(sql.Config{Tables: tables, Dir: dir})
	if err != nil {
		return nil, err
	}
	defer e.Close()
	r := &scriptRun{fixture: f, engine: e, conns: map[string]*Conn{}, account: "alice", pushdown: pushdown, update: update}
	defer r.close()
	for _, b := range s.blocks {
		r.failures, r.where = failures, fmt.Sprintf("%s:%d", s.path, b.line)
		if err := r.block(b); err != nil {
			return r.failures, fmt.Errorf("%s: %w", r.where, err)
		}
		failures = r.failures
	}
	return failures, nil
}

type scriptRun struct {
	fixture          *Fixture
	engine           *sql.Engine
	conns            map[string]*Conn
	account          string
	pushdown, update bool
	where            string
	failures         []string
}

func (r *scriptRun) close() {
	for _, c := range r.conns {
		c.Session.Close()
	}
}

func (r *scriptRun) conn() (*Conn, error) {
	if c := r.conns[r.account]; c != nil {
		return c, nil
	}
	c, err := NewConn(r.engine, r.account, "confluence", r.account+"@example.com")
	if err == nil {
		r.conns[r.account] = c
	}
	return c, err
}

func (r *scriptRun) block(b *block) error {
	switch b.kind {
	case "as":
		r.account = b.arg
		return nil
	case "forget":
		r.engine.Forget(r.account)
		return nil
	}
	c, err := r.conn()
	if err != nil {
		return err
	}
	if b.kind == "set" {
		if res := c.Query(context.Background(), "SET "+b.arg, nil); res.Err != nil {
			return res.Err
		}
		return nil
	}
	r.statement(c, b)
	return nil
}

// statement runs one statement and looks at each section.
func (r *scriptRun) statement(c *Conn, b *block) {
	ctx, query := context.Background(), strings.Join(b.sql, "\n")
	var params []*string
	if sec := b.section("params"); sec != nil {
		for _, l := range sec.lines {
			if l == "NULL" {
				params = append(params, nil)
			} else {
				params = append(params, &l)
			}
		}
	}
	got := map[string][]string{}
	if b.section("plan") != nil || b.section("explain") != nil {
		res := c.Query(ctx, "EXPLAIN "+query, params)
		got["explain"] = Lines(res.Text)
		if res.Err != nil {
			got["explain"] = errorLines(res.Err)
		}
		got["plan"] = slices.DeleteFunc(slices.Clone(got["explain"]), func(l string) bool { return strings.HasPrefix(l, "  ") })
	}
	r.loads()
	c.Notices()
	res := c.Query(ctx, query, params)
	got["loads"], got["notice"] = r.loads(), c.Notices()
	outcome := "rows"
	if res.Err != nil {
		outcome = "error"
		got["error"] = errorLines(res.Err)
	} else {
		got["rows"] = resultLines(res)
	}
	r.compare(b, got, outcome, res)
}

// compare compares the sections, or rewrites them.
func (r *scriptRun) compare(b *block, got map[string][]string, outcome string, res *Result) {
	other := map[string]string{"rows": "error", "error": "rows"}[outcome]
	if sec := b.section(other); sec != nil {
		if !r.update {
			r.fail(b, other, sec.lines, got[outcome])
			return
		}
		sec.name = outcome
	}
	if outcome == "error" && b.section("error") == nil {
		r.fail(b, "error", nil, got["error"])
		return
	}
	for i := range b.sections {
		sec := &b.sections[i]
		switch sec.name {
		case "params":
			continue
		case "plan", "explain", "loads":
			if !r.pushdown {
				continue
			}
		case "rows":
			if !Ordered(strings.Join(b.sql, " ")) && len(res.Text) > 1 && len(got["rows"]) > 1 {
				slices.Sort(got["rows"][1:])
			}
		}
		if r.update {
			sec.lines = got[sec.name]
		} else if !slices.Equal(sec.lines, got[sec.name]) {
			r.fail(b, sec.name, sec.lines, got[sec.name])
		}
	}
}

func (r *scriptRun) fail(b *block, section string, want, got []string) {
	how := ""
	if !r.pushdown {
		how = " (without push-down)"
	}
	r.failures = append(r.failures, fmt.Sprintf("%s%s: %s\n%s\nwant:\n  %s\ngot:\n  %s", r.where, how, section,
		strings.Join(b.sql, "\n"), strings.Join(want, "\n  "), strings.Join(got, "\n  ")))
}

// loads are the slices loaded since it was last called, in the order of the
// fixture's tables.
func (r *scriptRun) loads() []string {
	var out []string
	for _, t := range r.fixture.Tables() {
		for _, s := range t.Loads() {
			out = append(out, s.String())
		}
	}
	return out
}

func errorLines(e *sql.Error) []string {
	out := []string{e.Code + " " + e.Message}
	if e.Position > 0 {
		out = append(out, "position "+strconv.Itoa(e.Position))
	}
	if e.Detail != "" {
		out = append(out, "detail "+e.Detail)
	}
	if e.Hint != "" {
		out = append(out, "hint "+e.Hint)
	}
	return out
}

// resultLines are a line of names and types and one for each row, or the
// command tag of a statement without columns.
func resultLines(res *Result) []string {
	if res.Columns == nil {
		return []string{res.Tag}
	}
	cols := make([]string, len(res.Columns))
	for i, c := range res.Columns {
		cols[i] = c.Name + " " + catalog.PG15().FormatTypeName(c.Type)
	}
	out := []string{strings.Join(cols, " | ")}
	for _, row := range res.Text {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = scriptCell(c)
		}
		out = append(out, strings.Join(cells, " | "))
	}
	return out
}

// scriptCell writes a value, in quotes where it could be taken for something
// else or would not stay on its line.
func scriptCell(c Cell) string {
	v := c.Value
	switch {
	case c.Null:
		return "NULL"
	case v == "" || v == "NULL" || strings.TrimSpace(v) != v || strings.ContainsAny(v, "|\n\r\t\"") || strings.HasPrefix(v, "#") ||
		slices.Contains(sectionNames, v):
		return strconv.Quote(v)
	}
	return v
}
