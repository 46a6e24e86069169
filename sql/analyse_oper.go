package sql

import (
	"errors"

	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// aExpr analyses everything that is written with an operator.
func (a *analyser) aExpr(s *scope, n *pg.A_Expr) expr {
	pos := int(n.Location)
	names := stringList(n.Name)
	op := ""
	if len(names) > 0 {
		op = names[len(names)-1]
	}
	switch n.Kind {
	case pg.A_Expr_Kind_AEXPR_OP:
		return a.opExpr(s, n, op, pos)
	case pg.A_Expr_Kind_AEXPR_LIKE, pg.A_Expr_Kind_AEXPR_ILIKE:
		return a.makeOp(op, a.expr(s, n.Lexpr), a.expr(s, n.Rexpr), pos)
	case pg.A_Expr_Kind_AEXPR_SIMILAR:
		return a.makeOp(op, a.expr(s, n.Lexpr), a.expr(s, n.Rexpr), pos)
	case pg.A_Expr_Kind_AEXPR_OP_ANY, pg.A_Expr_Kind_AEXPR_OP_ALL:
		return a.arrayOp(op, a.expr(s, n.Lexpr), a.expr(s, n.Rexpr), n.Kind == pg.A_Expr_Kind_AEXPR_OP_ALL, pos)
	case pg.A_Expr_Kind_AEXPR_DISTINCT, pg.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		eq := a.makeOp("=", a.expr(s, n.Lexpr), a.expr(s, n.Rexpr), pos).(*call)
		return &distinctTest{left: eq.args[0], right: eq.args[1], not: n.Kind == pg.A_Expr_Kind_AEXPR_NOT_DISTINCT}
	case pg.A_Expr_Kind_AEXPR_NULLIF:
		eq, ok := a.makeOp("=", a.expr(s, n.Lexpr), a.expr(s, n.Rexpr), pos).(*call)
		if !ok {
			a.fail(Unsupported("NULLIF of rows"), pos)
		}
		return &nullIf{left: eq.args[0], eq: eq, t: eq.args[0].typ()}
	case pg.A_Expr_Kind_AEXPR_IN:
		return a.inExpr(s, n, op == "<>", pos)
	case pg.A_Expr_Kind_AEXPR_BETWEEN, pg.A_Expr_Kind_AEXPR_NOT_BETWEEN,
		pg.A_Expr_Kind_AEXPR_BETWEEN_SYM, pg.A_Expr_Kind_AEXPR_NOT_BETWEEN_SYM:
		return a.between(s, n, pos)
	}
	a.fail(Unsupported("operator %s", op), pos)
	return nil
}

func (a *analyser) opExpr(s *scope, n *pg.A_Expr, op string, pos int) expr {
	if isRow(n.Lexpr) && isRow(n.Rexpr) {
		return a.rowOp(s, op, n.Lexpr.GetRowExpr(), n.Rexpr.GetRowExpr(), pos)
	}
	if l := n.Rexpr.GetSubLink(); l != nil && isRow(n.Lexpr) && l.SubLinkType == pg.SubLinkType_EXPR_SUBLINK {
		a.fail(Unsupported("a row compared with a sub-query by %s", op), pos)
	}
	// "x = NULL" and friends stay comparisons with NULL, as in PostgreSQL.
	var left expr
	if n.Lexpr != nil {
		left = a.expr(s, n.Lexpr)
	}
	return a.fold(a.makeOp(op, left, a.expr(s, n.Rexpr), pos))
}

// makeOp resolves an operator by its operands' types; left is nil for a prefix
// operator.
func (a *analyser) makeOp(op string, left, right expr, pos int) expr {
	var lt uint32
	if left != nil {
		lt = left.typ().oid
	}
	if lt == oidRecord && right.typ().oid == oidRecord {
		a.fail(Unsupported("comparing rows"), pos)
	}
	m, err := a.cat.ResolveOperator(op, lt, right.typ().oid)
	if err != nil {
		a.fail(a.noOperator(err, op, lt, right.typ().oid), pos)
	}
	c := &call{proc: m.Op.Proc, op: op, t: plain(m.Result)}
	if left != nil {
		c.args = append(c.args, a.mustCoerce(left, m.Left, pos))
	}
	c.args = append(c.args, a.mustCoerce(right, m.Right, pos))
	// || with text casts the other side to text, as the SQL functions behind it do.
	switch m.Op.Proc.Signature() {
	case "textanycat(text,anynonarray)":
		c.args[1] = a.coerceType(c.args[1], oidText, catalog.Explicit, pos)
	case "anytextcat(anynonarray,text)":
		c.args[0] = a.coerceType(c.args[0], oidText, catalog.Explicit, pos)
	}
	return c
}

// mustCoerce applies a coercion that resolution has already found possible.
func (a *analyser) mustCoerce(e expr, to uint32, pos int) expr {
	out := a.coerceType(e, to, catalog.Implicit, pos)
	if out == nil {
		a.fail(Errorf("42846", "cannot cast type %s to %s", a.typeName(e), a.cat.FormatTypeName(to)), pos)
	}
	return out
}

func (a *analyser) noOperator(err error, op string, left, right uint32) *Error {
	name := op + " " + a.cat.FormatTypeName(right)
	if left != 0 {
		name = a.cat.FormatTypeName(left) + " " + name
	}
	var amb *catalog.Ambiguous
	if errors.As(err, &amb) {
		return Errorf("42725", "operator is not unique: %s", name).
			WithHint("Could not choose a best candidate operator. You might need to add explicit type casts.")
	}
	e := Errorf("42883", "operator does not exist: %s", name)
	if left == 0 || right == 0 {
		return e.WithHint("No operator matches the given name and argument type. You might need to add an explicit type cast.")
	}
	return e.WithHint("No operator matches the given name and argument types. You might need to add explicit type casts.")
}

// inExpr is left [NOT] IN (list).
func (a *analyser) inExpr(s *scope, n *pg.A_Expr, not bool, pos int) expr {
	op := "="
	if not {
		op = "<>"
	}
	list := n.Rexpr.GetList().GetItems()
	if isRow(n.Lexpr) {
		return a.inRows(s, op, n.Lexpr.GetRowExpr(), list, not, pos)
	}
	left := a.expr(s, n.Lexpr)
	items := make([]expr, len(list))
	consts := true
	for i, it := range list {
		items[i] = a.expr(s, it)
		consts = consts && !hasColumn(items[i])
	}
	if consts {
		if out := a.inConsts(op, left, items, not, pos); out != nil {
			return out
		}
	}
	// Otherwise each item is compared for itself, with its own operator.
	b := &boolOp{op: '|'}
	if not {
		b.op = '&'
	}
	for _, it := range items {
		b.args = append(b.args, a.makeOp(op, left, it, pos))
	}
	if len(b.args) == 1 {
		return b.args[0]
	}
	return b
}

// inConsts makes one list comparison where all items take one common type.
func (a *analyser) inConsts(op string, left expr, items []expr, not bool, pos int) expr {
	types := []uint32{left.typ().oid}
	for _, it := range items {
		types = append(types, it.typ().oid)
	}
	common, ok := a.cat.CommonType(types)
	if !ok || common == oidRecord {
		return nil
	}
	m, err := a.cat.ResolveOperator(op, left.typ().oid, common)
	if err != nil {
		return nil
	}
	out := &inList{op: m.Op.Proc, not: not, left: a.mustCoerce(left, m.Left, pos)}
	for _, it := range items {
		item := a.coerceType(it, common, catalog.Implicit, pos)
		if item == nil {
			return nil
		}
		out.items = append(out.items, a.mustCoerce(item, m.Right, pos))
	}
	return out
}

// arrayOp is left op ANY/ALL (array).
func (a *analyser) arrayOp(op string, left, array expr, all bool, pos int) expr {
	word := "ANY"
	if all {
		word = "ALL"
	}
	at := array.typ().oid
	var elem uint32 = oidUnknown
	if at != oidUnknown {
		t := a.cat.Type(at)
		if t == nil || t.Elem == 0 || t.Category != 'A' {
			a.fail(Errorf("42809", "op %s/ALL (array) requires array on right side", "ANY"), pos)
		}
		elem = t.Elem
	}
	m, err := a.cat.ResolveOperator(op, left.typ().oid, elem)
	if err != nil {
		a.fail(a.noOperator(err, op, left.typ().oid, elem), pos)
	}
	if m.Result != oidBool {
		a.fail(Errorf("42809", "op %s/ALL (array) requires operator to yield boolean", word), pos)
	}
	rt := a.cat.Type(m.Right)
	if rt == nil || rt.Array == 0 {
		a.fail(Errorf("42704", "could not find array type for data type %s", a.cat.FormatTypeName(m.Right)), pos)
	}
	arr := a.coerceArray(array, rt.Array, pos)
	return &anyArray{left: a.mustCoerce(left, m.Left, pos), op: m.Op.Proc, opr: op, array: arr, all: all}
}

// coerceArray coerces an array expression; a written-out ARRAY[...] element by
// element.
func (a *analyser) coerceArray(e expr, to uint32, pos int) expr {
	arr, ok := e.(*arrayExpr)
	if !ok || e.typ().oid == to {
		return a.mustCoerce(e, to, pos)
	}
	elem := a.cat.Type(to).Elem
	out := &arrayExpr{t: plain(to)}
	for _, el := range arr.elems {
		out.elems = append(out.elems, a.mustCoerce(el, elem, pos))
	}
	return out
}

func (a *analyser) between(s *scope, n *pg.A_Expr, pos int) expr {
	bounds := n.Rexpr.GetList().GetItems()
	x := func() expr { return a.expr(s, n.Lexpr) }
	within := func(lo, hi *pg.Node) expr {
		return &boolOp{op: '&', args: []expr{
			a.makeOp(">=", x(), a.expr(s, lo), pos), a.makeOp("<=", x(), a.expr(s, hi), pos)}}
	}
	outside := func(lo, hi *pg.Node) expr {
		return &boolOp{op: '|', args: []expr{
			a.makeOp("<", x(), a.expr(s, lo), pos), a.makeOp(">", x(), a.expr(s, hi), pos)}}
	}
	lo, hi := bounds[0], bounds[1]
	switch n.Kind {
	case pg.A_Expr_Kind_AEXPR_BETWEEN:
		return within(lo, hi)
	case pg.A_Expr_Kind_AEXPR_NOT_BETWEEN:
		return outside(lo, hi)
	case pg.A_Expr_Kind_AEXPR_BETWEEN_SYM:
		return &boolOp{op: '|', args: []expr{within(lo, hi), within(hi, lo)}}
	default:
		return &boolOp{op: '&', args: []expr{outside(lo, hi), outside(hi, lo)}}
	}
}
