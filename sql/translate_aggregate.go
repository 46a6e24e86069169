package sql

import (
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/builtin"
)

// aggregate writes an aggregate: its template's native calls get DISTINCT,
// ORDER BY, FILTER and OVER.
func (t *translator) aggregate(e *aggregate) string {
	if e.over == nil && t.absent != nil {
		outer := t.absent // an aggregate sees the rows as they were
		t.absent = nil
		defer func() { t.absent = outer }()
	}
	sig := e.proc.Signature()
	impl, ok := builtin.AggregateFunction(sig)
	if !ok {
		t.fail(Unsupported("aggregate %s", sig))
	}
	tmpl, distinct := impl.SQL, e.distinct
	switch {
	case e.over != nil && impl.Window != "":
		tmpl = impl.Window
	case e.distinct && len(e.order) > 0 && impl.DistinctOrdered != "":
		tmpl, distinct = impl.DistinctOrdered, false
	case e.distinct && impl.Distinct != "":
		tmpl, distinct = impl.Distinct, false
	}
	if impl.New != nil && (tmpl == "" || !t.affordable(tmpl, e.args)) {
		if e.over != nil {
			if tmpl == "" {
				t.fail(Unsupported("aggregate %s as a window function", sig))
			}
		} else {
			tmpl, distinct = "@"+builtin.GoName(sig)+"("+argMarks(len(e.args))+")", e.distinct
		}
	}
	if tmpl == "" {
		t.fail(Unsupported("aggregate %s as a window function", sig))
	}
	return t.expand(t.decorate(tmpl, e, distinct), e.args)
}

func argMarks(n int) string {
	marks := []string{"$1", "$2", "$3", "$4", "$5"}
	return strings.Join(marks[:min(n, len(marks))], ", ")
}

// decorate rewrites each @name(...) of a template as SQLite's call with what
// the statement asks of the aggregate.
func (t *translator) decorate(tmpl string, e *aggregate, distinct bool) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(tmpl, "@")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		open := strings.IndexByte(rest, '(')
		end := closing(rest, open)
		name, args := rest[:open], rest[open+1:end]
		b.WriteString(name + "(")
		b.WriteString(t.arguments(t.decorate(args, e, distinct), e, distinct))
		b.WriteString(")")
		if e.filter != nil {
			b.WriteString(" FILTER (WHERE " + t.expr(e.filter) + ")")
		}
		if e.over != nil {
			b.WriteString(" OVER " + t.window(e.over))
		}
		tmpl = rest[end+1:]
	}
}

// arguments writes what stands in an aggregate's parentheses. Where equal
// values are to be left out, PostgreSQL sorts to find them, which shows in what
// keeps the order.
func (t *translator) arguments(args string, e *aggregate, distinct bool) string {
	if args == "*" || len(e.args) == 0 {
		return args
	}
	order := e.order
	if e.distinct && len(order) == 0 && keepsOrder(e.proc.Name) {
		for _, arg := range e.args {
			order = append(order, sortKey{e: arg})
		}
	}
	if distinct {
		if c := builtin.Collation(e.args[0].typ().oid); c != "" && len(e.args) == 1 {
			args = "(" + args + ") COLLATE " + c
		}
		args = "DISTINCT " + args
	}
	if len(order) > 0 {
		args += " ORDER BY " + t.sortKeys(order)
	}
	return args
}

// keepsOrder reports whether an aggregate's result tells the order of its input.
func keepsOrder(name string) bool {
	return strings.HasSuffix(name, "_agg")
}

// closing is the index of the parenthesis that closes the one at open.
func closing(s string, open int) int {
	depth, quoted := 0, false
	for i := open; i < len(s); i++ {
		switch {
		case s[i] == '\'':
			quoted = !quoted
		case quoted:
		case s[i] == '(':
			depth++
		case s[i] == ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(s) - 1
}

func (t *translator) windowCall(e *windowCall) string {
	tmpl, ok := builtin.WindowFunction(e.proc.Signature())
	if !ok {
		t.fail(Unsupported("window function %s", e.proc.Signature()))
	}
	return t.expandBare(tmpl, e.args) + " OVER " + t.window(e.over)
}

// window writes a window definition in full where it is used.
func (t *translator) window(w *window) string {
	var parts []string
	if len(w.partition) > 0 {
		keys := make([]string, len(w.partition))
		for i, e := range w.partition {
			keys[i] = t.grouped(e)
		}
		parts = append(parts, "PARTITION BY "+strings.Join(keys, ", "))
	}
	if len(w.order) > 0 {
		parts = append(parts, "ORDER BY "+t.sortKeys(w.order))
	}
	if w.frame != "" {
		frame := w.frame
		for _, e := range w.frameArgs {
			end := "starting"
			if strings.Index(frame, "%s") > strings.Index(frame, " AND ") {
				end = "ending"
			}
			frame = strings.Replace(frame, "%s", t.frameOffset(e, end), 1)
		}
		parts = append(parts, frame)
	}
	return "(" + strings.Join(parts, " ") + ")"
}

// frameOffset writes an offset of a frame, which may not be NULL or negative.
// SQLite wants it to be constant, so it cannot be checked by a function.
func (t *translator) frameOffset(e expr, end string) string {
	x := e
	if c, ok := e.(*call); ok && len(c.args) == 1 {
		x = c.args[0] // an int4 made an int8
	}
	if c, ok := x.(*constant); ok {
		switch n, ok := c.val.(int64); {
		case !ok:
			t.fail(Errorf("22004", "frame %s offset must not be null", end))
		case n < 0:
			t.fail(Errorf("22013", "frame %s offset must not be negative", end))
		}
	}
	return t.expr(e)
}

func (t *translator) sortKeys(keys []sortKey) string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = collate(t.groupKey(k.e), k.e.typ().oid) + ordering(k.desc, k.nullsFirst)
	}
	return strings.Join(out, ", ")
}

// ordering is the direction of a sort key. SQLite's NULLs are smallest,
// PostgreSQL's largest, so where they go is always said.
func ordering(desc, nullsFirst bool) string {
	s := ""
	if desc {
		s = " DESC"
	}
	if nullsFirst {
		return s + " NULLS FIRST"
	}
	return s + " NULLS LAST"
}

func numericAffinity(t uint32) string {
	if t == oidFloat4 || t == oidFloat8 {
		return "REAL"
	}
	return "INTEGER"
}

// groupKey writes an expression to group, partition or sort by. What SQLite
// folds to an integer would mean a column number to it.
func (t *translator) groupKey(e expr) string {
	if !hasColumn(e) && !storedAsText(e.typ().oid) {
		return "CAST(" + t.expr(e) + " AS " + numericAffinity(e.typ().oid) + ")"
	}
	return t.expr(e)
}
