package sqltest

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql"
)

// Result is what a statement answered, in a form that two servers' answers can
// be compared in.
type Result struct {
	Params  []uint32   // type OIDs of $1 ...
	Columns []Column   // nil: the statement returns no rows
	Text    [][]Cell   // rows in text format
	Binary  [][]Cell   // the same rows in binary format; nil if not asked for
	Tag     string     // command tag
	Err     *sql.Error // Code, Message, Detail, Hint and Position alone
}

// Column is one result column.
type Column struct {
	Name   string
	Type   uint32
	Typmod int32
	Len    int16
}

// Cell is one value of a row.
type Cell struct {
	Null  bool
	Value string
}

func (c Cell) String() string {
	if c.Null {
		return "NULL"
	}
	return c.Value
}

// failed makes a Result of an error.
func failed(err error) *Result {
	var e *sql.Error
	if !errors.As(err, &e) {
		e = sql.Errorf("XX000", "%v", err)
	}
	return &Result{Err: &sql.Error{Code: e.Code, Message: e.Message, Detail: e.Detail, Hint: e.Hint, Position: e.Position, Cause: e.Cause}}
}

// Difference tells how got differs from want, or "". Rows are compared in
// their order if ordered, else as multisets.
func Difference(want, got *Result, ordered bool) string {
	if want.Err != nil || got.Err != nil {
		return differentErrors(want.Err, got.Err)
	}
	if a, b := fmt.Sprint(want.Params), fmt.Sprint(got.Params); a != b {
		return fmt.Sprintf("parameter types: want %s, got %s", a, b)
	}
	if len(want.Columns) != len(got.Columns) {
		return fmt.Sprintf("columns: want %d, got %d", len(want.Columns), len(got.Columns))
	}
	for i := range want.Columns {
		if want.Columns[i] != got.Columns[i] {
			return fmt.Sprintf("column %d: want %+v, got %+v", i+1, want.Columns[i], got.Columns[i])
		}
	}
	if d := differentRows(want.Text, got.Text, ordered); d != "" {
		return d
	}
	if d := differentRows(want.Binary, got.Binary, ordered); d != "" {
		return "binary: " + d
	}
	if want.Tag != got.Tag {
		return fmt.Sprintf("tag: want %q, got %q", want.Tag, got.Tag)
	}
	return ""
}

func differentErrors(want, got *sql.Error) string {
	switch {
	case want == nil:
		return fmt.Sprintf("want rows, got %s", describe(got))
	case got == nil:
		return fmt.Sprintf("want %s, got rows", describe(want))
	case want.Code != got.Code || want.Message != got.Message || want.Position != got.Position || want.Hint != got.Hint ||
		want.Detail != got.Detail:
		return fmt.Sprintf("error:\n  want %s\n  got  %s", describe(want), describe(got))
	}
	return ""
}

func describe(e *sql.Error) string {
	s := fmt.Sprintf("%s %s (at %d)", e.Code, e.Message, e.Position)
	if e.Detail != "" {
		s += " detail: " + e.Detail
	}
	if e.Hint != "" {
		s += " hint: " + e.Hint
	}
	if e.Cause != nil {
		s += fmt.Sprintf(" cause: %v", e.Cause)
	}
	return s
}

func differentRows(want, got [][]Cell, ordered bool) string {
	w, g := keys(want), keys(got)
	if !ordered {
		sort.Strings(w)
		sort.Strings(g)
	}
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("row %d of %d and %d:\n  want %q\n  got  %q", i+1, len(w), len(g), w[i], g[i])
		}
	}
	if len(w) != len(g) {
		return fmt.Sprintf("want %d rows, got %d", len(w), len(g))
	}
	return ""
}

// keys are rows as lines that tell NULL from every text.
func keys(rows [][]Cell) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		var b strings.Builder
		for j, c := range r {
			if j > 0 {
				b.WriteString(" | ")
			}
			if c.Null {
				b.WriteString("\x00NULL")
			}
			b.WriteString(c.Value)
		}
		out[i] = b.String()
	}
	return out
}

// Lines writes rows one a line, cells between " | ".
func Lines(rows [][]Cell) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		cells := make([]string, len(r))
		for j, c := range r {
			cells[j] = c.String()
		}
		out[i] = strings.Join(cells, " | ")
	}
	return out
}
