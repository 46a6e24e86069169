package sql

import (
	pg "github.com/pganalyze/pg_query_go/v6"
)

// orderBy analyses ORDER BY: each key is a result column, by ordinal, by
// output name (which wins over an input column), or by its expression.
func (a *analyser) orderBy(s *scope, q *query, nodes []*pg.Node) {
	for _, n := range nodes {
		sb := n.GetSortBy()
		if len(sb.UseOp) > 0 {
			a.fail(Unsupported("ORDER BY ... USING"), int(sb.Location))
		}
		k := orderKey{target: a.orderTarget(s, q, sb.Node), pos: location(sb.Node)}
		k.desc, k.nullsFirst = direction(sb)
		a.sortable(q.targets[k.target].e, location(sb.Node))
		q.order = append(q.order, k)
	}
}

// direction is a sort key's direction and where PostgreSQL puts its NULLs.
func direction(sb *pg.SortBy) (desc, nullsFirst bool) {
	desc = sb.SortbyDir == pg.SortByDir_SORTBY_DESC
	switch sb.SortbyNulls {
	case pg.SortByNulls_SORTBY_NULLS_FIRST:
		return desc, true
	case pg.SortByNulls_SORTBY_NULLS_LAST:
		return desc, false
	}
	return desc, desc
}

func (a *analyser) orderTarget(s *scope, q *query, n *pg.Node) int {
	if i, ok := a.ordinal(q, n, "ORDER BY"); ok {
		return i
	}
	if name := soleName(n); name != "" {
		if i := a.targetNamed(q, name, "ORDER BY", location(n)); i >= 0 {
			return i
		}
	}
	if q.setOp != nil {
		out := newScope(nil) // only the result's columns are known here, which is told first
		it := &nsItem{colVisible: true}
		for _, g := range q.targets {
			it.cols = append(it.cols, nsCol{name: g.name, e: g.e})
		}
		out.items = append(out.items, it)
		a.expr(out, n)
		a.fail(Errorf("0A000", "invalid UNION/INTERSECT/EXCEPT ORDER BY clause").
			WithDetail("Only result column names can be used, not expressions or functions.").
			WithHint("Add the expression/function to every SELECT, or move the UNION into a FROM clause."), location(n))
	}
	e := a.settled(a.expr(s, n))
	key := exprKey(e)
	for i := range q.targets {
		if exprKey(q.targets[i].e) == key {
			return i
		}
	}
	q.targets = append(q.targets, target{name: "?column?", e: e, junk: true})
	return len(q.targets) - 1
}

// ordinal reads ORDER BY 2 and GROUP BY 2.
func (a *analyser) ordinal(q *query, n *pg.Node, clause string) (int, bool) {
	c := n.GetAConst()
	if c == nil {
		return 0, false
	}
	iv, ok := c.Val.(*pg.A_Const_Ival)
	if !ok || c.Isnull {
		a.fail(Errorf("42601", "non-integer constant in %s", clause), int(c.Location))
	}
	want, i := int(iv.Ival.GetIval()), 0
	for t := range q.targets {
		if q.targets[t].junk {
			continue
		}
		if i++; i == want {
			return t, true
		}
	}
	a.fail(Errorf("42P10", "%s position %d is not in select list", clause, want), int(c.Location))
	return 0, false
}

// soleName is the name in an unqualified column reference, or "".
func soleName(n *pg.Node) string {
	if c := n.GetColumnRef(); c != nil && len(c.Fields) == 1 {
		return c.Fields[0].GetString_().GetSval()
	}
	return ""
}

func (a *analyser) targetNamed(q *query, name, clause string, pos int) int {
	found := -1
	for i, t := range q.targets {
		if t.junk || t.name != name {
			continue
		}
		if found >= 0 && exprKey(q.targets[found].e) != exprKey(t.e) {
			a.fail(Errorf("42702", "%s \"%s\" is ambiguous", clause, name), pos)
		}
		if found < 0 {
			found = i
		}
	}
	return found
}

func (a *analyser) sortKey(s *scope, sb *pg.SortBy) sortKey {
	k := sortKey{e: a.settled(a.expr(s, sb.Node))}
	k.desc, k.nullsFirst = direction(sb)
	a.sortable(k.e, location(sb.Node))
	return k
}

func (a *analyser) sortable(e expr, pos int) {
	t := e.typ().oid
	if t == oidUnknown {
		return
	}
	if a.cat.LessOperator(t) == nil {
		a.fail(Errorf("42883", "could not identify an ordering operator for type %s", a.typeName(e)).
			WithHint("Use an explicit ordering operator or modify the query."), pos)
	}
}

func (a *analyser) distinctClause(s *scope, q *query, nodes []*pg.Node) {
	if len(nodes) == 0 {
		return
	}
	if nodes[0] != nil && nodes[0].Node != nil {
		a.distinctOn(s, q, nodes)
		return
	}
	q.distinct = true
	for _, k := range q.order {
		if q.targets[k.target].junk {
			a.fail(Errorf("42P10", "for SELECT DISTINCT, ORDER BY expressions must appear in select list"), k.pos)
		}
	}
	for _, t := range q.targets {
		if a.cat.EqualityOperator(t.e.typ().oid) == nil && t.e.typ().oid != oidUnknown {
			a.fail(Errorf("42883", "could not identify an equality operator for type %s", a.typeName(t.e)), -1)
		}
	}
}

// distinctOn analyses DISTINCT ON: its expressions must be the first keys of
// ORDER BY, in any order.
func (a *analyser) distinctOn(s *scope, q *query, nodes []*pg.Node) {
	keys := map[string]bool{}
	for _, n := range nodes {
		var e expr
		if i, ok := a.ordinal(q, n, "DISTINCT ON"); ok {
			e = q.targets[i].e
		} else if name := soleName(n); name != "" && a.targetNamed(q, name, "DISTINCT ON", location(n)) >= 0 {
			e = q.targets[a.targetNamed(q, name, "DISTINCT ON", location(n))].e
		} else {
			e = a.expr(s, n)
		}
		e = a.settled(e)
		if a.cat.EqualityOperator(e.typ().oid) == nil {
			a.fail(Errorf("42883", "could not identify an equality operator for type %s", a.typeName(e)), location(n))
		}
		if !keys[exprKey(e)] {
			keys[exprKey(e)] = true
			q.on = append(q.on, e)
		}
	}
	seen := map[string]bool{}
	for _, k := range q.order {
		key := exprKey(q.targets[k.target].e)
		if len(seen) < len(keys) && !keys[key] {
			a.fail(Errorf("42P10", "SELECT DISTINCT ON expressions must match initial ORDER BY expressions"), location(nodes[0]))
		}
		seen[key] = true
	}
}
