package sql

import (
	pg "github.com/pganalyze/pg_query_go/v6"
)

// groupBy analyses GROUP BY: an input column wins over an output name.
func (a *analyser) groupBy(s *scope, q *query, nodes []*pg.Node) {
	g := s.in("GROUP BY")
	sets := [][]int{{}}
	plainKeys := true
	for _, n := range nodes {
		if gs := n.GetGroupingSet(); gs != nil {
			plainKeys = false
			sets = a.crossSets(sets, a.groupingSet(g, q, gs))
			continue
		}
		sets = a.crossSets(sets, [][]int{{a.addGroupKey(g, q, n)}})
	}
	if !plainKeys {
		q.sets = sets
		*s.aggs++ // GROUP BY () is one group, as with an aggregate
	}
}

// addGroupKey analyses one key and returns its position in q.group.
func (a *analyser) addGroupKey(g *scope, q *query, n *pg.Node) int {
	e := a.groupKey(g, q, n)
	if hasAggregate(e) {
		a.fail(Errorf("42803", "aggregate functions are not allowed in GROUP BY"), location(n))
	}
	if hasWindow(e) {
		a.fail(Errorf("42P20", "window functions are not allowed in GROUP BY"), location(n))
	}
	if a.cat.EqualityOperator(e.typ().oid) == nil {
		a.fail(Errorf("42883", "could not identify an equality operator for type %s", a.typeName(e)), location(n))
	}
	key := exprKey(e)
	for i, have := range q.group {
		if exprKey(have) == key {
			return i
		}
	}
	q.group = append(q.group, e)
	return len(q.group) - 1
}

func (a *analyser) groupKey(s *scope, q *query, n *pg.Node) expr {
	use := func(i int) expr {
		q.targets[i].e = a.settled(q.targets[i].e)
		return q.targets[i].e
	}
	if i, ok := a.ordinal(q, n, "GROUP BY"); ok {
		return use(i)
	}
	if name := soleName(n); name != "" && !a.hasInput(s, name) {
		if i := a.targetNamed(q, name, "GROUP BY", location(n)); i >= 0 {
			return use(i)
		}
	}
	return a.settled(a.expr(s, n))
}

// hasInput reports whether this query's FROM has a column of the name.
func (a *analyser) hasInput(s *scope, name string) bool {
	for _, it := range s.items {
		if !it.colVisible {
			continue
		}
		for _, c := range it.cols {
			if c.name == name {
				return true
			}
		}
	}
	return false
}

// checkGrouping makes sure that every column of this level outside an
// aggregate is grouped by, or depends on a grouped primary key.
func (a *analyser) checkGrouping(s *scope, q *query) {
	keys := map[string]bool{}
	for _, e := range q.group {
		keys[exprKey(e)] = true
	}
	c := &groupCheck{a: a, level: s.level, keys: keys, q: q}
	for _, t := range q.targets {
		c.check(t.e)
	}
	c.check(q.having)
	for _, w := range q.windows {
		for _, e := range windowExprs(w) {
			c.check(e)
		}
	}
}

type groupCheck struct {
	a     *analyser
	level *scopeLevel
	keys  map[string]bool
	q     *query
	sub   bool // inside a sub-query of the level
}

func (c *groupCheck) check(e expr) {
	if e == nil {
		return
	}
	walk(e, func(e expr) bool {
		if c.keys[exprKey(e)] {
			return false
		}
		switch e := e.(type) {
		case *aggregate:
			return e.over != nil // a plain aggregate's arguments are free
		case *column:
			if e.rte.owner == c.level && !c.dependent(e) {
				c.fail(e)
			}
		case *grouping:
			c.checkGroupingArgs(e)
			return false
		case *subLink:
			c.checkQuery(e.query)
		}
		return true
	})
}

func (c *groupCheck) fail(e *column) {
	name := e.rte.cols[e.col].name
	if e.rte.name != "" {
		name = e.rte.name + "." + name
	}
	msg := "column \"%s\" must appear in the GROUP BY clause or be used in an aggregate function"
	if c.sub {
		msg = "subquery uses ungrouped column \"%s\" from outer query"
	}
	c.a.fail(Errorf("42803", msg, name), e.pos)
}

// checkQuery looks for columns of the level inside a sub-query.
func (c *groupCheck) checkQuery(q *query) {
	if q == nil {
		return
	}
	inner := *c
	inner.sub = true
	eachExpr(q, func(e expr) { inner.check(e) })
}

// dependent reports whether the column is fixed by a grouped primary key of
// its table.
func (c *groupCheck) dependent(e *column) bool {
	if e.rte.rel == nil || e.rte.rel.def == nil || len(e.rte.rel.def.PrimaryKey) == 0 {
		return false
	}
	for _, k := range e.rte.rel.def.PrimaryKey {
		i := e.rte.rel.def.Column(k)
		if !c.keys[exprKey(&column{rte: e.rte, col: i})] {
			return false
		}
	}
	return true
}

// eachExpr visits every expression of a query, those of sub-queries in FROM
// and of CTEs included.
func eachExpr(q *query, visit func(expr)) {
	for _, c := range q.ctes {
		eachExpr(c.q, visit)
	}
	for _, f := range q.from {
		eachFromExpr(f, visit)
	}
	for _, t := range q.targets {
		visit(t.e)
	}
	for _, e := range append([]expr{q.where, q.having, q.limit, q.offset}, q.group...) {
		if e != nil {
			visit(e)
		}
	}
	for _, row := range q.values {
		for _, e := range row {
			visit(e)
		}
	}
	if q.setOp != nil {
		eachExpr(q.setOp.left, visit)
		eachExpr(q.setOp.right, visit)
	}
}

func eachFromExpr(f fromItem, visit func(expr)) {
	switch f := f.(type) {
	case *join:
		eachFromExpr(f.left, visit)
		eachFromExpr(f.right, visit)
		if f.on != nil {
			visit(f.on)
		}
	case *rte:
		if f.query != nil {
			eachExpr(f.query, visit)
		}
		for _, fn := range f.fns {
			if fn.query != nil {
				eachExpr(fn.query, visit)
			} else {
				visit(fn.e)
			}
		}
	}
}
