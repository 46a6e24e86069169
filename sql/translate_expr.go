package sql

import (
	"strconv"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/builtin"
)

// expr writes an expression, in parentheses unless it is a plain operand.
//
// SQLite takes a COLLATE anywhere within an expression for the expression's
// own: CASE WHEN n > 1.5 COLLATE pg_numeric THEN 'a' END would compare and sort
// as a number. What is stored as text and has one within says what it is.
func (t *translator) expr(e expr) string {
	sql := t.bounded(t.write(e))
	if !strings.Contains(sql, " COLLATE ") || !storedAsText(e.typ().oid) {
		return sql
	}
	if c := builtin.Collation(e.typ().oid); c != "" {
		return "(" + sql + " COLLATE " + c + ")"
	}
	return "(" + sql + " COLLATE BINARY)"
}

func storedAsText(t uint32) bool {
	switch t {
	case oidBool, oidInt2, oidInt4, oidInt8, oidOid, oidFloat4, oidFloat8, oidDate, oidTime, oidTimestamp, oidTimestamptz:
		return false
	}
	return true
}

func (t *translator) write(e expr) string {
	if len(t.absent) > 0 && t.absent[exprKey(e)] {
		return "NULL"
	}
	switch e := e.(type) {
	case *constant:
		return value(e.val)
	case *param:
		return "?" + strconv.Itoa(e.n)
	case *sessionValue:
		return t.sessionParam(e.name)
	case *column:
		return t.column(e)
	case rawSQL:
		return string(e)
	case *outputColumn:
		return "c" + strconv.Itoa(e.n)
	case *call:
		return t.call(e)
	case *boolOp:
		return t.boolOp(e)
	case *nullTest:
		if e.not {
			return "(" + t.expr(e.arg) + " IS NOT NULL)"
		}
		return "(" + t.expr(e.arg) + " IS NULL)"
	case *boolTest:
		is := " IS "
		if e.not {
			is = " IS NOT "
		}
		return "(" + t.expr(e.arg) + is + value(e.want) + ")"
	case *distinctTest:
		is := " IS NOT "
		if e.not {
			is = " IS "
		}
		return "(" + collate(t.expr(e.left), e.left.typ().oid) + is + t.expr(e.right) + ")"
	case *caseExpr:
		return t.caseExpr(e)
	case *coalesce:
		if len(e.args) == 1 {
			return t.expr(e.args[0])
		}
		return "coalesce(" + t.list(e.args) + ")"
	case *nullIf:
		return "CASE WHEN " + t.expr(e.eq) + " THEN NULL ELSE " + t.expr(e.left) + " END"
	case *minMax:
		return t.minMax(e)
	case *relabel:
		if from := e.arg.typ().oid; e.t.oid == oidOid && from == oidInt4 {
			return "(" + t.expr(e.arg) + " & 4294967295)" // the same bits, without a sign
		} else if e.t.oid == oidInt4 && from != oidInt4 {
			return "((" + t.expr(e.arg) + " << 32) >> 32)"
		}
		return t.expr(e.arg)
	case *ioCast:
		return t.ioCast(e)
	case *arrayExpr:
		return "json_array(" + t.list(e.elems) + ")"
	case *inList:
		return t.inList(e)
	case *anyArray:
		return t.anyArray(e)
	case *subLink:
		return t.subLink(e)
	case *elementOf:
		return t.elementOf(e)
	case *sessionCall:
		return t.sessionCall(e)
	case *arrayCast:
		return t.arrayCast(e)
	case *arrayElement:
		return "el.value"
	case *fieldOf:
		return "json_extract(" + t.expr(e.arg) + ", '$[" + strconv.Itoa(e.field) + "]')"
	case *wholeRow:
		return "json_array(" + t.list(e.cols) + ")"
	case *grouping:
		return t.groupingBits(e)
	case *aggregate:
		return t.aggregate(e)
	case *windowCall:
		return t.windowCall(e)
	case *rowExpr:
		t.fail(Unsupported("a row value"))
	}
	t.fail(Unsupported("this expression"))
	return ""
}

func (t *translator) list(es []expr) string {
	out := make([]string, len(es))
	for i, e := range es {
		out[i] = t.expr(e)
	}
	return strings.Join(out, ", ")
}

func (t *translator) column(e *column) string {
	if e.rte.fns != nil {
		return t.rowsColumn(e.rte, e.col)
	}
	if e.rte.rel != nil {
		return e.rte.alias + "." + ident(e.rte.rel.cols[e.col].name)
	}
	return e.rte.alias + ".c" + strconv.Itoa(e.col)
}

func (t *translator) boolOp(e *boolOp) string {
	if e.op == '!' {
		return "(NOT " + t.expr(e.args[0]) + ")"
	}
	word := " AND "
	if e.op == '|' {
		word = " OR "
	}
	out := make([]string, len(e.args))
	for i, a := range e.args {
		out[i] = t.expr(a)
	}
	return balanced(out, word)
}

// balanced joins operands in a tree of halves: SQLite bounds how deep an
// expression is, not how many conditions it has.
func balanced(parts []string, word string) string {
	if len(parts) <= 8 {
		return "(" + strings.Join(parts, word) + ")"
	}
	half := len(parts) / 2
	return "(" + balanced(parts[:half], word) + word + balanced(parts[half:], word) + ")"
}

func (t *translator) caseExpr(e *caseExpr) string {
	var b strings.Builder
	b.WriteString("CASE")
	for _, w := range e.whens {
		b.WriteString(" WHEN " + t.expr(w.cond) + " THEN " + t.expr(w.result))
	}
	if c, ok := e.els.(*constant); !ok || c.val != nil {
		b.WriteString(" ELSE " + t.expr(e.els))
	}
	b.WriteString(" END")
	return b.String()
}

// minMax writes GREATEST and LEAST: NULL arguments do not count, unlike in
// SQLite's max() and min().
func (t *translator) minMax(e *minMax) string {
	fn := "min"
	if e.greatest {
		fn = "max"
	}
	if len(e.args) == 1 {
		return t.expr(e.args[0])
	}
	if len(e.args) == 2 && simple(e.args[0]) && simple(e.args[1]) {
		a, b := t.expr(e.args[0]), t.expr(e.args[1])
		return fn + "(" + collate("coalesce("+a+", "+b+")", e.t.oid) + ", coalesce(" + b + ", " + a + "))"
	}
	arms := make([]string, len(e.args))
	for i, a := range e.args {
		arms[i] = "SELECT " + t.expr(a) + " AS v"
	}
	return "(SELECT " + fn + "(" + collate("v", e.t.oid) + ") FROM (" + strings.Join(arms, " UNION ALL ") + "))"
}

// simple reports whether writing e more than once costs next to nothing.
func simple(e expr) bool {
	switch e := e.(type) {
	case *column, *constant, *param, *sessionValue:
		return true
	case *relabel:
		return simple(e.arg)
	}
	return false
}

// inList writes IN with SQLite's own where the operator is plain equality, and
// comparison by comparison where it is not.
func (t *translator) inList(e *inList) string {
	if t.plainEquality(e.op.Signature()) {
		word := " IN ("
		if e.not {
			word = " NOT IN ("
		}
		return "(" + collate(t.expr(e.left), e.left.typ().oid) + word + t.list(e.items) + "))"
	}
	b := &boolOp{op: '|'}
	if e.not {
		b.op = '&'
	}
	for _, it := range e.items {
		b.args = append(b.args, &call{proc: e.op, args: []expr{e.left, it}, t: plain(oidBool)})
	}
	return t.boolOp(b)
}
