package sql

import (
	pg "github.com/pganalyze/pg_query_go/v6"
)

// subLink analyses a sub-query in an expression.
func (a *analyser) subLink(s *scope, l *pg.SubLink) expr {
	pos := int(l.Location)
	sel := l.Subselect.GetSelectStmt()
	if sel == nil {
		a.fail(Unsupported("this sub-query"), pos)
	}
	q := a.selectStmt(newScope(s), sel)
	if l.SubLinkType != pg.SubLinkType_EXISTS_SUBLINK {
		a.settleTargets(q)
	}
	cols := queryCols(q)
	switch l.SubLinkType {
	case pg.SubLinkType_EXISTS_SUBLINK:
		a.settleTargets(q)
		return &subLink{kind: subExists, query: q, t: plain(oidBool)}
	case pg.SubLinkType_EXPR_SUBLINK:
		if len(cols) != 1 {
			a.fail(Errorf("42601", "subquery must return only one column"), pos)
		}
		return &subLink{kind: subScalar, query: q, t: cols[0].t}
	case pg.SubLinkType_ARRAY_SUBLINK:
		if len(cols) != 1 {
			a.fail(Errorf("42601", "subquery must return only one column"), pos)
		}
		et := a.cat.Type(cols[0].t.oid)
		if et == nil || et.Array == 0 {
			a.fail(Errorf("42704", "could not find array type for data type %s", a.cat.FormatTypeName(cols[0].t.oid)), pos)
		}
		return &subLink{kind: subArray, query: q, t: plain(et.Array)}
	case pg.SubLinkType_ANY_SUBLINK, pg.SubLinkType_ALL_SUBLINK:
		return a.quantified(s, l, q, cols, pos)
	}
	a.fail(Unsupported("this kind of sub-query"), pos)
	return nil
}

// quantified is left op ANY/ALL (query); IN is = ANY.
func (a *analyser) quantified(s *scope, l *pg.SubLink, q *query, cols []rteCol, pos int) expr {
	op := "="
	if names := stringList(l.OperName); len(names) > 0 {
		op = names[len(names)-1]
	}
	all := l.SubLinkType == pg.SubLinkType_ALL_SUBLINK
	var left []expr
	if isRow(l.Testexpr) {
		for _, n := range l.Testexpr.GetRowExpr().Args {
			left = append(left, a.expr(s, n))
		}
	} else {
		left = []expr{a.expr(s, l.Testexpr)}
	}
	switch {
	case len(cols) > len(left):
		a.fail(Errorf("42601", "subquery has too many columns"), pos)
	case len(cols) < len(left):
		a.fail(Errorf("42601", "subquery has too few columns"), pos)
	}
	out := &subLink{kind: subAny, query: q, opr: op, t: plain(oidBool)}
	if all {
		out.kind = subAll
	}
	targets := visibleTargets(q)
	for i := range left {
		m, err := a.cat.ResolveOperator(op, left[i].typ().oid, cols[i].t.oid)
		if err != nil {
			a.fail(a.noOperator(err, op, left[i].typ().oid, cols[i].t.oid), pos)
		}
		if m.Result != oidBool {
			a.fail(Errorf("42809", "row comparison operator must yield type boolean, not type %s", a.cat.FormatTypeName(m.Result)), pos)
		}
		out.left = append(out.left, a.mustCoerce(left[i], m.Left, pos))
		*targets[i] = a.mustCoerce(*targets[i], m.Right, pos)
		if q.setOp != nil || q.values != nil {
			a.spreadType(q, i, m.Right)
		}
		out.op = m.Op.Proc
	}
	switch {
	case op == "=" && !all:
		out.kind = subIn
	case op == "<>" && all:
		out.kind, out.not = subIn, true
	case len(left) > 1:
		a.fail(Unsupported("a row compared with a sub-query by %s", op), pos)
	}
	return out
}
