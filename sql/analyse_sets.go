package sql

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v6"
)

// maxSets bounds what CUBE expands to, as PostgreSQL does.
const maxSets = 4096

// groupingSet expands ROLLUP, CUBE and GROUPING SETS to lists of positions in
// q.group.
func (a *analyser) groupingSet(g *scope, q *query, gs *pg.GroupingSet) [][]int {
	switch gs.Kind {
	case pg.GroupingSetKind_GROUPING_SET_EMPTY:
		return [][]int{{}}
	case pg.GroupingSetKind_GROUPING_SET_SETS:
		var out [][]int
		for _, n := range gs.Content {
			if inner := n.GetGroupingSet(); inner != nil {
				out = append(out, a.groupingSet(g, q, inner)...)
			} else {
				out = append(out, a.keyList(g, q, n))
			}
		}
		return out
	}
	var parts [][]int
	for _, n := range gs.Content {
		parts = append(parts, a.keyList(g, q, n))
	}
	var out [][]int
	if gs.Kind == pg.GroupingSetKind_GROUPING_SET_ROLLUP {
		for i := len(parts); i >= 0; i-- {
			out = append(out, slices.Concat(parts[:i]...))
		}
		return out
	}
	if len(parts) > 12 {
		a.fail(Errorf("54011", "CUBE is limited to 12 elements"), int(gs.Location))
	}
	for mask := 1<<len(parts) - 1; mask >= 0; mask-- {
		var set []int
		for i, p := range parts {
			if mask&(1<<(len(parts)-1-i)) != 0 {
				set = append(set, p...)
			}
		}
		out = append(out, set)
	}
	return out
}

// keyList is one element of a grouping set: a key, or several in parentheses.
func (a *analyser) keyList(g *scope, q *query, n *pg.Node) []int {
	if r := n.GetRowExpr(); r != nil {
		var out []int
		for _, k := range r.Args {
			out = append(out, a.addGroupKey(g, q, k))
		}
		return out
	}
	return []int{a.addGroupKey(g, q, n)}
}

// crossSets combines the sets of two GROUP BY elements, each with each.
func (a *analyser) crossSets(l, r [][]int) [][]int {
	var out [][]int
	for _, x := range l {
		for _, y := range r {
			set := slices.Concat(x, y)
			slices.Sort(set)
			out = append(out, slices.Compact(set))
		}
	}
	if len(out) > maxSets {
		a.fail(Errorf("54001", "too many grouping sets present (maximum %d)", maxSets), -1)
	}
	return out
}

// groupingFunc is GROUPING(...).
func (a *analyser) groupingFunc(s *scope, n *pg.GroupingFunc) expr {
	if s.clause != "" {
		a.fail(Errorf("42803", "grouping operations are not allowed in %s", s.clause), int(n.Location))
	}
	if len(n.Args) > 31 {
		a.fail(Errorf("54023", "GROUPING must have fewer than 32 arguments"), int(n.Location))
	}
	out := &grouping{}
	for _, arg := range n.Args {
		out.args = append(out.args, a.expr(s, arg))
	}
	return out
}

// checkGroupingArgs sees that GROUPING's arguments are keys.
func (c *groupCheck) checkGroupingArgs(e *grouping) {
	for _, arg := range e.args {
		if !c.keys[exprKey(arg)] {
			c.a.fail(Errorf("42803", "arguments to GROUPING must be grouping expressions of the associated query level"), -1)
		}
	}
}
