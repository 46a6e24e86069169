package sql

import (
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// selectStmt analyses a SELECT, VALUES or set operation in a scope of its own.
// Untyped literals in the result stay untyped: see settleTargets.
func (a *analyser) selectStmt(s *scope, n *pg.SelectStmt) *query {
	a.enter(-1)
	defer a.leave()
	if n.IntoClause != nil {
		a.fail(Errorf("25006", "cannot execute SELECT INTO in a read-only transaction"), -1)
	}
	if len(n.LockingClause) > 0 {
		a.fail(Errorf("25006", "cannot execute SELECT FOR UPDATE in a read-only transaction"), -1)
	}
	q := &query{}
	if n.WithClause != nil {
		a.with(s, q, n.WithClause)
	}
	switch {
	case n.Op != pg.SetOperation_SETOP_NONE:
		a.setOperation(s, q, n)
	case len(n.ValuesLists) > 0:
		a.valuesLists(s, q, n)
	default:
		a.plainSelect(s, q, n)
	}
	a.limits(s, q, n)
	return q
}

func (a *analyser) with(s *scope, q *query, w *pg.WithClause) {
	for _, n := range w.Ctes {
		c := n.GetCommonTableExpr()
		for _, have := range q.ctes {
			if have.name == c.Ctename {
				a.fail(Errorf("42712", "WITH query name \"%s\" specified more than once", c.Ctename), int(c.Location))
			}
		}
		sel := c.Ctequery.GetSelectStmt()
		if sel == nil {
			a.fail(Errorf("25006", "cannot execute a data-modifying WITH in a read-only transaction"), int(c.Location))
		}
		if w.Recursive && sel.Op == pg.SetOperation_SETOP_UNION && refersTo(sel.Rarg, c.Ctename) {
			out := a.recursive(s, c, sel)
			q.ctes = append(q.ctes, out)
			s.ctes = append(s.ctes, out)
			continue
		}
		sub := a.selectStmt(besideScope(s), sel)
		a.settleTargets(sub)
		a.renameTargets(sub, stringList(c.Aliascolnames), c)
		a.aliases++
		out := &cte{name: c.Ctename, q: sub, alias: "c" + strconv.Itoa(a.aliases),
			materialized: c.Ctematerialized == pg.CTEMaterialize_CTEMaterializeAlways}
		q.ctes = append(q.ctes, out)
		s.ctes = append(s.ctes, out)
	}
}

func (a *analyser) renameTargets(q *query, names []string, c *pg.CommonTableExpr) {
	i := 0
	for t := range q.targets {
		if q.targets[t].junk {
			continue
		}
		if i < len(names) {
			q.targets[t].name = names[i]
		}
		i++
	}
	if len(names) > i {
		a.fail(Errorf("42P10", "WITH query \"%s\" has %d columns available but %d columns specified",
			c.Ctename, i, len(names)), int(c.Location))
	}
}

func (a *analyser) plainSelect(s *scope, q *query, n *pg.SelectStmt) {
	q.from = a.from(s, n.FromClause)
	s.srfs = &[]rowsExpr{}
	for _, w := range n.WindowClause {
		def := w.GetWindowDef()
		for _, have := range s.windows {
			if have.name == def.Name {
				a.fail(Errorf("42P20", "window \"%s\" is already defined", def.Name), int(def.Location))
			}
		}
		s.windows = append(s.windows, a.windowDef(s, def))
	}
	q.windows = s.windows
	a.targetList(s, q, n.TargetList)
	if n.WhereClause != nil {
		q.where = a.toBoolean(a.expr(s.in("WHERE"), n.WhereClause), "WHERE", location(n.WhereClause))
	}
	if n.HavingClause != nil {
		h := s.in("")
		q.having = a.toBoolean(a.expr(h, n.HavingClause), "HAVING", location(n.HavingClause))
		if hasWindow(q.having) {
			a.fail(Errorf("42P20", "window functions are not allowed in HAVING"), location(n.HavingClause))
		}
	}
	a.orderBy(s, q, n.SortClause)
	a.groupBy(s, q, n.GroupClause)
	a.distinctClause(s, q, n.DistinctClause)
	a.targetSets(s, q)
	q.grouped = len(q.group) > 0 || q.having != nil || *s.aggs > 0
	if q.grouped {
		a.checkGrouping(s, q)
	}
}

func (a *analyser) targetList(s *scope, q *query, nodes []*pg.Node) {
	for _, n := range nodes {
		rt := n.GetResTarget()
		if cr := rt.Val.GetColumnRef(); cr != nil && cr.Fields[len(cr.Fields)-1].GetAStar() != nil {
			a.star(s, q, cr)
			continue
		}
		name := rt.Name
		if name == "" {
			name, _ = figureColname(rt.Val)
		}
		if name == "" {
			name = "?column?"
		}
		q.targets = append(q.targets, target{name: name, e: a.expr(s, rt.Val)})
	}
	if len(q.targets) > maxTargets {
		a.fail(Errorf("54011", "target lists can have at most %d entries", maxTargets), -1)
	}
}

// maxTargets is PostgreSQL's MaxTupleAttributeNumber.
const maxTargets = 1664

// star expands * or table.*.
func (a *analyser) star(s *scope, q *query, c *pg.ColumnRef) {
	pos := int(c.Location)
	add := func(it *nsItem) {
		for _, col := range it.cols {
			q.targets = append(q.targets, target{name: col.name, e: at(col.e, pos)})
		}
	}
	names := stringList(c.Fields)
	if len(names) == 0 {
		if len(s.items) == 0 {
			a.fail(Errorf("42601", "SELECT * with no tables specified is not valid"), pos)
		}
		for _, it := range s.items {
			if it.colVisible {
				add(it)
			}
		}
		return
	}
	schema := ""
	if len(names) > 1 {
		schema = names[len(names)-2]
	}
	it := a.lookupItem(s, schema, names[len(names)-1], pos)
	if it == nil {
		a.fail(a.noTable(s, names[len(names)-1]), pos)
	}
	add(it)
}

// settleTargets makes untyped results text.
func (a *analyser) settleTargets(q *query) {
	for i := range q.targets {
		q.targets[i].e = a.settled(q.targets[i].e)
	}
	if q.setOp != nil {
		a.settleTargets(q.setOp.left)
		a.settleTargets(q.setOp.right)
	}
	for _, row := range q.values {
		for i := range row {
			row[i] = a.settled(row[i])
		}
	}
}

func (a *analyser) limits(s *scope, q *query, n *pg.SelectStmt) {
	limit := func(n *pg.Node, word string) expr {
		if n == nil {
			return nil
		}
		if c := n.GetAConst(); c != nil && c.Isnull {
			return nil // LIMIT ALL, LIMIT NULL
		}
		ls := s.in(word)
		e := a.expr(ls, n)
		out := a.coerceType(e, oidInt8, catalog.Assignment, location(n))
		if out == nil {
			a.fail(Errorf("42804", "argument of %s must be type bigint, not type %s", word, a.typeName(e)), location(n))
		}
		if anyExpr(e, func(e expr) bool { c, ok := e.(*column); return ok && c.rte.owner == s.level }) {
			a.fail(Errorf("42P10", "argument of %s must not contain variables", word), location(n))
		}
		return out
	}
	q.limit = limit(n.LimitCount, "LIMIT")
	q.offset = limit(n.LimitOffset, "OFFSET")
	if n.LimitOption == pg.LimitOption_LIMIT_OPTION_WITH_TIES {
		if len(q.order) == 0 {
			a.fail(Errorf("42601", "WITH TIES cannot be specified without ORDER BY clause"), -1)
		}
		q.ties = true
	}
}

// valuesLists analyses VALUES (...), (...).
func (a *analyser) valuesLists(s *scope, q *query, n *pg.SelectStmt) {
	var rows [][]expr
	for _, l := range n.ValuesLists {
		var row []expr
		for _, it := range l.GetList().GetItems() {
			row = append(row, a.expr(s.in("VALUES"), it))
		}
		if len(rows) > 0 && len(row) != len(rows[0]) {
			a.fail(Errorf("42601", "VALUES lists must all be the same length"), location(l.GetList().GetItems()[0]))
		}
		rows = append(rows, row)
	}
	for c := range rows[0] {
		col, places := make([]expr, len(rows)), make([]int, len(rows))
		for r := range rows {
			col[r], places[r] = rows[r][c], location(n.ValuesLists[r].GetList().GetItems()[c])
		}
		t := a.commonType("VALUES", col, places...)
		for r := range rows {
			rows[r][c] = a.toCommon(rows[r][c], t, "VALUES", -1)
		}
	}
	q.values = rows
	a.valuesTargets(s, q)
	a.orderBy(s, q, n.SortClause)
}

// valuesTargets gives VALUES its columns column1, column2 ...
func (a *analyser) valuesTargets(s *scope, q *query) {
	for c := range q.values[0] {
		t := q.values[0][c].typ()
		for _, row := range q.values {
			if row[c].typ() != t {
				t.mod = -1
			}
		}
		q.targets = append(q.targets, target{name: "column" + strconv.Itoa(c+1), e: &outputColumn{n: c, t: t}})
	}
}

// outputColumn stands for a column of VALUES or of a set operation.
type outputColumn struct {
	n int
	t typeRef
}

func (e *outputColumn) typ() typeRef { return e.t }

func (a *analyser) setOperation(s *scope, q *query, n *pg.SelectStmt) {
	arm := func(n *pg.SelectStmt) *query {
		return a.selectStmt(besideScope(s), n)
	}
	word := strings.TrimPrefix(n.Op.String(), "SETOP_")
	op := &setOp{op: word, all: n.All, left: arm(n.Larg), right: arm(n.Rarg)}
	q.setOp = op
	lt, rt := visibleTargets(op.left), visibleTargets(op.right)
	if len(lt) != len(rt) {
		a.fail(Errorf("42601", "each %s query must have the same number of columns", word), targetPosition(n.Rarg, 0))
	}
	for i := range lt {
		pair := []expr{*lt[i], *rt[i]}
		t := a.commonType(word, pair, targetPosition(n.Larg, i), targetPosition(n.Rarg, i))
		*lt[i] = a.toCommon(*lt[i], t, word, -1)
		*rt[i] = a.toCommon(*rt[i], t, word, -1)
		a.spreadType(op.left, i, t)
		a.spreadType(op.right, i, t)
		ref := typeRef{oid: t, mod: commonMod([]expr{*lt[i], *rt[i]}, t)}
		q.targets = append(q.targets, target{name: op.left.targets[i].name, e: &outputColumn{n: i, t: ref}})
	}
	a.orderBy(s, q, n.SortClause)
}

// targetPosition is where the i-th result column of a query is written, in its
// leftmost arm.
func targetPosition(n *pg.SelectStmt, i int) int {
	for n.Op != pg.SetOperation_SETOP_NONE {
		n = n.Larg
	}
	if i < len(n.TargetList) {
		return location(n.TargetList[i].GetResTarget().Val)
	}
	if len(n.ValuesLists) > 0 {
		if row := n.ValuesLists[0].GetList().GetItems(); i < len(row) {
			return location(row[i])
		}
	}
	return -1
}

func visibleTargets(q *query) []*expr {
	var out []*expr
	for i := range q.targets {
		if !q.targets[i].junk {
			out = append(out, &q.targets[i].e)
		}
	}
	return out
}

// spreadType carries a column's common type down into nested set operations
// and VALUES, whose arms' columns still have their own.
func (a *analyser) spreadType(q *query, i int, t uint32) {
	if q.setOp != nil {
		for _, arm := range []*query{q.setOp.left, q.setOp.right} {
			ts := visibleTargets(arm)
			*ts[i] = a.toCommon(*ts[i], t, q.setOp.op, -1)
			a.spreadType(arm, i, t)
		}
	}
	for _, row := range q.values {
		row[i] = a.toCommon(row[i], t, "VALUES", -1)
	}
	if q.setOp != nil || q.values != nil {
		q.targets[i].e = &outputColumn{n: i, t: plain(t)}
	}
}
