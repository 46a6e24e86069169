package sql

import (
	"fmt"
	"strconv"
	"strings"
)

// children are the direct sub-expressions of e, sub-queries not included.
func children(e expr) []expr {
	switch e := e.(type) {
	case *call:
		return e.args
	case *boolOp:
		return e.args
	case *nullTest:
		return []expr{e.arg}
	case *boolTest:
		return []expr{e.arg}
	case *distinctTest:
		return []expr{e.left, e.right}
	case *caseExpr:
		var out []expr
		for _, w := range e.whens {
			out = append(out, w.cond, w.result)
		}
		if e.els != nil {
			out = append(out, e.els)
		}
		return out
	case *coalesce:
		return e.args
	case *nullIf:
		return []expr{e.eq} // left is an operand of it
	case *minMax:
		return e.args
	case *relabel:
		return []expr{e.arg}
	case *ioCast:
		return []expr{e.arg}
	case *arrayExpr:
		return e.elems
	case *rowExpr:
		return e.fields
	case *inList:
		return append([]expr{e.left}, e.items...)
	case *anyArray:
		return []expr{e.left, e.array}
	case *subLink:
		return e.left
	case *elementOf:
		return []expr{e.array, e.index}
	case *fieldOf:
		return []expr{e.arg}
	case *arrayCast:
		return []expr{e.arg}
	case *sessionCall:
		return e.args
	case *wholeRow:
		return e.cols
	case *grouping:
		return e.args
	case *aggregate:
		out := append(append([]expr{}, e.args...), sortExprs(e.order)...)
		if e.filter != nil {
			out = append(out, e.filter)
		}
		return append(out, windowExprs(e.over)...)
	case *windowCall:
		return append(append([]expr{}, e.args...), windowExprs(e.over)...)
	}
	return nil
}

func windowExprs(w *window) []expr {
	if w == nil {
		return nil
	}
	return append(append([]expr{}, w.partition...), sortExprs(w.order)...)
}

// walk visits e and, while visit says so, what is below it.
func walk(e expr, visit func(expr) bool) {
	if e == nil || !visit(e) {
		return
	}
	for _, c := range children(e) {
		walk(c, visit)
	}
}

func anyExpr(e expr, is func(expr) bool) bool {
	found := false
	walk(e, func(e expr) bool {
		found = found || is(e)
		return !found
	})
	return found
}

// hasColumn reports whether e depends on a row (or hides a sub-query that may).
func hasColumn(e expr) bool {
	return anyExpr(e, func(e expr) bool {
		switch e.(type) {
		case *column, *subLink, *aggregate, *windowCall:
			return true
		}
		return false
	})
}

// hasAggregate reports whether a plain aggregate stands in e.
func hasAggregate(e expr) bool {
	return anyExpr(e, func(e expr) bool {
		g, ok := e.(*aggregate)
		return ok && g.over == nil
	})
}

func hasWindow(e expr) bool {
	return anyExpr(e, func(e expr) bool {
		switch e := e.(type) {
		case *windowCall:
			return true
		case *aggregate:
			return e.over != nil
		}
		return false
	})
}

// exprKey is equal for two expressions exactly when PostgreSQL's equal() would
// find the trees equal: where they were written does not count.
func exprKey(e expr) string {
	var b strings.Builder
	writeKey(&b, e)
	return b.String()
}

func writeKey(b *strings.Builder, e expr) {
	t := func() typeRef { return e.typ() }
	switch e := e.(type) {
	case nil:
		b.WriteString("nil")
		return
	case *constant:
		fmt.Fprintf(b, "const %T %q %v", e.val, fmt.Sprint(e.val), t())
		return
	case *param:
		b.WriteString("$" + strconv.Itoa(e.n))
		return
	case *sessionValue:
		b.WriteString("session " + e.name)
		return
	case *column:
		fmt.Fprintf(b, "col %s.%d", e.rte.alias, e.col)
		return
	case *call:
		fmt.Fprintf(b, "call %d", e.proc.OID)
	case *boolOp:
		fmt.Fprintf(b, "bool %c", e.op)
	case *nullTest:
		fmt.Fprintf(b, "null %v", e.not)
	case *boolTest:
		fmt.Fprintf(b, "is %v %v", e.want, e.not)
	case *distinctTest:
		fmt.Fprintf(b, "distinct %v", e.not)
	case *minMax:
		fmt.Fprintf(b, "minmax %v", e.greatest)
	case *relabel:
		fmt.Fprintf(b, "relabel %v", t())
	case *ioCast:
		fmt.Fprintf(b, "io %v", t())
	case *inList:
		fmt.Fprintf(b, "in %d %v", e.op.OID, e.not)
	case *anyArray:
		fmt.Fprintf(b, "any %d %v", e.op.OID, e.all)
	case *aggregate:
		fmt.Fprintf(b, "agg %d %v %v %s", e.proc.OID, e.distinct, e.star, windowKey(e.over))
	case *arrayCast:
		fmt.Fprintf(b, "elements %v", t())
	case *fieldOf:
		fmt.Fprintf(b, "field %d", e.field)
	case *windowCall:
		fmt.Fprintf(b, "win %d %s", e.proc.OID, windowKey(e.over))
	case *subLink:
		b.WriteString(subLinkKey(e))
	default:
		fmt.Fprintf(b, "%T", e)
	}
	b.WriteByte('(')
	for _, c := range children(e) {
		writeKey(b, c)
		b.WriteByte(',')
	}
	b.WriteByte(')')
}

// windowKey tells windows apart by what children does not show.
func windowKey(w *window) string {
	if w == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "over %d %q", len(w.partition), w.frame)
	for _, k := range w.order {
		fmt.Fprintf(&b, " %v %v", k.desc, k.nullsFirst)
	}
	for _, e := range w.frameArgs {
		b.WriteString(exprKey(e))
	}
	return b.String()
}
