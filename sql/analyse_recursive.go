package sql

import (
	"strconv"

	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// recursive analyses WITH RECURSIVE name AS (start UNION [ALL] step): the start
// decides the columns, the step sees the name.
func (a *analyser) recursive(s *scope, c *pg.CommonTableExpr, sel *pg.SelectStmt) *cte {
	pos := int(c.Location)
	if len(sel.SortClause) > 0 || sel.LimitCount != nil || sel.LimitOffset != nil {
		a.fail(Errorf("0A000", "ORDER BY, OFFSET and LIMIT in a recursive query are not implemented"), pos)
	}
	if c.SearchClause != nil || c.CycleClause != nil {
		a.fail(Unsupported("SEARCH and CYCLE"), pos)
	}
	start := a.selectStmt(besideScope(s), sel.Larg)
	a.settleTargets(start)
	a.renameTargets(start, stringList(c.Aliascolnames), c)
	a.aliases++
	out := &cte{name: c.Ctename, alias: "c" + strconv.Itoa(a.aliases), recursive: true, q: start}

	inner := besideScope(s)
	inner.parent.ctes = append(inner.parent.ctes[:len(inner.parent.ctes):len(inner.parent.ctes)], out)
	step := a.selectStmt(inner, sel.Rarg)
	lt, rt := visibleTargets(start), visibleTargets(step)
	if len(lt) != len(rt) {
		a.fail(Errorf("42601", "each UNION query must have the same number of columns"), pos)
	}
	q := &query{setOp: &setOp{op: "UNION", all: sel.All, left: start, right: step}}
	for i := range lt {
		want := (*lt[i]).typ()
		e := a.coerceType(*rt[i], want.oid, catalog.Implicit, pos)
		if e == nil || a.widens((*rt[i]).typ().oid, want.oid) {
			a.fail(Errorf("42804", "recursive query \"%s\" column %d has type %s in non-recursive term but type %s overall",
				c.Ctename, i+1, a.cat.FormatTypeName(want.oid), a.cat.FormatTypeName((*rt[i]).typ().oid)).
				WithHint("Cast the output of the non-recursive term to the correct type."), location(sel.Larg.TargetList[min(i, len(sel.Larg.TargetList)-1)]))
		}
		*rt[i] = e
		q.targets = append(q.targets, target{name: start.targets[i].name, e: &outputColumn{n: i, t: want}})
	}
	out.q = q
	return out
}

// widens reports whether UNION would have taken the step's type, not the
// start's.
func (a *analyser) widens(step, start uint32) bool {
	common, ok := a.cat.CommonType([]uint32{start, step})
	return !ok || common != start
}

// refersTo reports whether a statement names a table somewhere.
func refersTo(n *pg.SelectStmt, name string) bool {
	if n == nil {
		return false
	}
	if refersTo(n.Larg, name) || refersTo(n.Rarg, name) {
		return true
	}
	for _, f := range n.FromClause {
		if fromRefersTo(f, name) {
			return true
		}
	}
	return false
}

func fromRefersTo(n *pg.Node, name string) bool {
	switch f := n.Node.(type) {
	case *pg.Node_RangeVar:
		return f.RangeVar.Schemaname == "" && f.RangeVar.Relname == name
	case *pg.Node_JoinExpr:
		return fromRefersTo(f.JoinExpr.Larg, name) || fromRefersTo(f.JoinExpr.Rarg, name)
	case *pg.Node_RangeSubselect:
		return refersTo(f.RangeSubselect.Subquery.GetSelectStmt(), name)
	}
	return false
}
