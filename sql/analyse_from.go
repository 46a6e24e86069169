package sql

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v6"
)

// from analyses the FROM clause: it adds what becomes visible to the scope and
// returns the join tree.
func (a *analyser) from(s *scope, nodes []*pg.Node) []fromItem {
	var out []fromItem
	for _, n := range nodes {
		item, vis := a.fromItem(s, n)
		a.addItems(s, vis, location(n))
		out = append(out, item)
	}
	return out
}

// leftOf is the scope of a FROM item that may see the items before it: those
// of the FROM list so far, and those of the join it is in.
func leftOf(s *scope, items []*nsItem) *scope {
	c := *s
	c.items = append(slices.Clone(s.items), items...)
	return &c
}

func (a *analyser) addItems(s *scope, items []*nsItem, pos int) {
	for _, it := range items {
		if it.relVisible {
			for _, have := range s.items {
				if have.relVisible && have.name == it.name && (have.schema == it.schema || have.schema == "" || it.schema == "") {
					a.fail(Errorf("42712", "table name \"%s\" specified more than once", it.name), pos)
				}
			}
		}
		s.items = append(s.items, it)
	}
}

func (a *analyser) fromItem(s *scope, n *pg.Node) (fromItem, []*nsItem) {
	a.enter(-1)
	defer a.leave()
	switch n := n.Node.(type) {
	case *pg.Node_RangeVar:
		return a.rangeVar(s, n.RangeVar)
	case *pg.Node_RangeSubselect:
		return a.rangeSubselect(s, n.RangeSubselect)
	case *pg.Node_JoinExpr:
		return a.joinExpr(s, n.JoinExpr)
	case *pg.Node_RangeFunction:
		return a.rangeFunction(s, n.RangeFunction)
	case *pg.Node_RangeTableSample:
		a.fail(Unsupported("TABLESAMPLE"), int(n.RangeTableSample.Location))
	}
	a.fail(Unsupported("this FROM item (%s)", nodeName(n)), -1)
	return nil, nil
}

func (a *analyser) rangeVar(s *scope, v *pg.RangeVar) (fromItem, []*nsItem) {
	pos := int(v.Location)
	if v.Schemaname == "" {
		if c := s.findCTE(v.Relname); c != nil {
			r := a.newRTE(s, v.Relname)
			r.cte = c
			r.cols = queryCols(c.q)
			return r, a.aliased(r, v.Alias, "", pos)
		}
	}
	if v.Catalogname != "" && a.database != "" && v.Catalogname != a.database {
		a.fail(Errorf("0A000", "cross-database references are not implemented: \"%s.%s.%s\"", v.Catalogname, v.Schemaname, v.Relname), pos)
	}
	rel := a.rels.find(v.Schemaname, v.Relname, a.path)
	if rel == nil {
		if sys := a.cat.Relation(systemSchemaOf(v.Schemaname), v.Relname); sys != nil {
			a.fail(Unsupported("the system relation %s.%s", sys.Schema, sys.Name), pos)
		}
		name := v.Relname
		if v.Schemaname != "" {
			name = v.Schemaname + "." + name
		}
		a.fail(Errorf("42P01", "relation \"%s\" does not exist", name), pos)
	}
	r := a.newRTE(s, v.Relname)
	r.rel = rel
	r.cols = rel.cols
	if rel.view != nil {
		a.view(r, rel, pos)
	}
	return r, a.aliased(r, v.Alias, rel.schema, pos)
}

func systemSchemaOf(schema string) string {
	if schema == "" {
		return "pg_catalog"
	}
	return schema
}

func (a *analyser) rangeSubselect(s *scope, v *pg.RangeSubselect) (fromItem, []*nsItem) {
	sub := v.Subquery.GetSelectStmt()
	if sub == nil {
		a.fail(Unsupported("this sub-query in FROM"), -1)
	}
	if v.Lateral {
		return a.lateral(s, v, sub)
	}
	// A sub-query in FROM does not see its neighbours (that would be LATERAL),
	// only what is around this query.
	q := a.selectStmt(besideScope(s), sub)
	a.settleTargets(q)
	r := a.newRTE(s, "")
	r.query = q
	r.cols = queryCols(q)
	return r, a.aliased(r, v.Alias, "", -1)
}

// queryCols are the columns that a query offers to the one around it.
func queryCols(q *query) []rteCol {
	var out []rteCol
	for _, t := range q.targets {
		if !t.junk {
			out = append(out, rteCol{name: t.name, t: t.e.typ()})
		}
	}
	return out
}

// aliased makes the visible name of a range-table entry, its columns renamed
// by the alias's column list.
func (a *analyser) aliased(r *rte, alias *pg.Alias, schema string, pos int) []*nsItem {
	if alias != nil {
		r.name, schema = alias.Aliasname, ""
		names := stringList(alias.Colnames)
		if len(names) > len(r.cols) {
			a.fail(Errorf("42P10", "table \"%s\" has %d columns available but %d columns specified",
				r.name, len(r.cols), len(names)), pos)
		}
		if len(names) > 0 {
			r.cols = slices.Clone(r.cols)
			for i, n := range names {
				r.cols[i].name = n
			}
		}
	}
	it := &nsItem{name: r.name, schema: schema, rte: r, relVisible: r.name != "", colVisible: true}
	for i, c := range r.cols {
		it.cols = append(it.cols, nsCol{name: c.name, e: &column{rte: r, col: i}})
	}
	return []*nsItem{it}
}

func (a *analyser) joinExpr(s *scope, j *pg.JoinExpr) (fromItem, []*nsItem) {
	left, lvis := a.fromItem(s, j.Larg)
	right, rvis := a.fromItem(leftOf(s, lvis), j.Rarg)
	out := &join{left: left, right: right}
	switch j.Jointype {
	case pg.JoinType_JOIN_LEFT:
		out.kind = joinLeft
	case pg.JoinType_JOIN_RIGHT:
		out.kind = joinRight
	case pg.JoinType_JOIN_FULL:
		out.kind = joinFull
	}
	using := stringList(j.UsingClause)
	if j.IsNatural {
		using = commonNames(lvis, rvis)
	}
	merged := a.using(out, using, lvis, rvis)
	switch {
	case j.Quals != nil:
		inner := *s
		inner.items = nil
		inner.clause = "JOIN conditions"
		a.addItems(&inner, append(slices.Clone(lvis), rvis...), -1)
		out.on = a.toBoolean(a.expr(&inner, j.Quals), "JOIN/ON", location(j.Quals))
	case len(using) == 0 && out.kind == joinInner:
		out.kind = joinCross
	}
	return out, a.joinItems(j, using, merged, lvis, rvis)
}

// commonNames are the column names that both sides have, in the left's order.
func commonNames(l, r []*nsItem) []string {
	var out []string
	for _, c := range visibleCols(l) {
		for _, d := range visibleCols(r) {
			if c.name == d.name && !slices.Contains(out, c.name) {
				out = append(out, c.name)
			}
		}
	}
	return out
}

func visibleCols(items []*nsItem) []nsCol {
	var out []nsCol
	for _, it := range items {
		if it.colVisible {
			out = append(out, it.cols...)
		}
	}
	return out
}

// using makes the join condition of USING or NATURAL and the merged columns.
func (a *analyser) using(j *join, names []string, l, r []*nsItem) []nsCol {
	var merged []nsCol
	var conds []expr
	for _, name := range names {
		lc := a.usingColumn(name, "left", l)
		rc := a.usingColumn(name, "right", r)
		conds = append(conds, a.makeOp("=", lc, rc, -1))
		t := a.commonType("JOIN/USING", []expr{lc, rc})
		lc, rc = a.toCommon(lc, t, "JOIN/USING", -1), a.toCommon(rc, t, "JOIN/USING", -1)
		var e expr
		switch j.kind {
		case joinRight:
			e = rc
		case joinFull:
			e = &coalesce{args: []expr{lc, rc}, t: plain(t)}
		default:
			e = lc
		}
		merged = append(merged, nsCol{name: name, e: e})
	}
	if len(conds) > 0 {
		j.on = single(&boolOp{op: '&', args: conds})
	}
	return merged
}

func (a *analyser) usingColumn(name, side string, items []*nsItem) expr {
	var found expr
	for _, c := range visibleCols(items) {
		if c.name == name {
			if found != nil {
				a.fail(Errorf("42702", "common column name \"%s\" appears more than once in %s table", name, side), -1)
			}
			found = c.e
		}
	}
	if found == nil {
		a.fail(Errorf("42703", "column \"%s\" specified in USING clause does not exist in %s table", name, side), -1)
	}
	return found
}

// joinItems is what a join makes visible: its inputs by their own names, and
// one item with the merged columns first for unqualified names and *.
func (a *analyser) joinItems(j *pg.JoinExpr, using []string, merged []nsCol, l, r []*nsItem) []*nsItem {
	cols := slices.Clone(merged)
	for _, c := range append(visibleCols(l), visibleCols(r)...) {
		if !slices.Contains(using, c.name) {
			cols = append(cols, c)
		}
	}
	it := &nsItem{cols: cols, colVisible: true}
	if j.Alias != nil {
		it.name, it.relVisible = j.Alias.Aliasname, true
		for i, n := range stringList(j.Alias.Colnames) {
			if i < len(it.cols) {
				it.cols[i].name = n
			}
		}
		return []*nsItem{it} // the alias hides the names below it
	}
	out := []*nsItem{it}
	for _, side := range append(slices.Clone(l), r...) {
		if side.relVisible {
			hidden := *side
			hidden.colVisible = false
			out = append(out, &hidden)
		}
	}
	return out
}
