package sql

import (
	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// rangeFunction analyses a function in FROM, or several in ROWS FROM. Its
// arguments see the items before it.
func (a *analyser) rangeFunction(s *scope, f *pg.RangeFunction) (fromItem, []*nsItem) {
	r := a.newRTE(s, "")
	r.ordinal = f.Ordinality
	if f.Ordinality && len(f.Coldeflist) > 0 {
		a.fail(Errorf("42601", "WITH ORDINALITY cannot be used with a column definition list").
			WithHint("Put the column definition list inside ROWS FROM()."), int(f.Coldeflist[0].GetColumnDef().GetLocation()))
	}
	for _, n := range splitUnnest(f.Functions) {
		items := n.GetList().GetItems()
		defs := f.Coldeflist
		if len(items) > 1 && items[1].GetList() != nil && len(items[1].GetList().Items) > 0 {
			defs = items[1].GetList().Items
		}
		if len(defs) > 0 {
			if len(f.Functions) > 1 {
				a.fail(Unsupported("a column definition list in ROWS FROM with other functions"), location(items[0]))
			}
			fn := a.recordFunction(s, items[0], defs)
			r.fns = append(r.fns, fn)
			r.cols = append(r.cols, fn.defs...)
			continue
		}
		cols, fn := a.fromFunction(s, items[0])
		r.fns = append(r.fns, fn)
		r.cols = append(r.cols, cols...)
	}
	if r.name == "" {
		r.name, _ = figureColname(f.Functions[0].GetList().GetItems()[0])
	}
	if f.Alias != nil && len(r.fns) == 1 && r.fns[0].width == 1 && r.fns[0].defs == nil && scalarSet(r.fns[0].e) {
		r.cols[0].name = f.Alias.Aliasname // FROM f() AS x names the column too
	}
	if r.ordinal {
		r.cols = append(r.cols, rteCol{name: "ordinality", t: plain(oidInt8)})
	}
	return r, a.aliased(r, f.Alias, "", -1)
}

// splitUnnest makes of unnest(a, b) in FROM the several calls that it means.
func splitUnnest(fns []*pg.Node) []*pg.Node {
	var out []*pg.Node
	for _, n := range fns {
		items := n.GetList().GetItems()
		f := items[0].GetFuncCall()
		if f == nil || len(f.Args) < 2 {
			out = append(out, n)
			continue
		}
		if names := stringList(f.Funcname); names[len(names)-1] != "unnest" {
			out = append(out, n)
			continue
		}
		for _, arg := range f.Args {
			one := &pg.FuncCall{Funcname: f.Funcname, Args: []*pg.Node{arg}, Location: f.Location}
			out = append(out, pg.MakeListNode([]*pg.Node{{Node: &pg.Node_FuncCall{FuncCall: one}}}))
		}
	}
	return out
}

// scalarSet reports whether a function gives rows of one unnamed column.
func scalarSet(e expr) bool {
	c, ok := e.(*call)
	return !ok || len(outColumns(c.proc)) == 0
}

func (a *analyser) fromFunction(s *scope, n *pg.Node) ([]rteCol, rowsExpr) {
	name, _ := figureColname(n)
	fs := s.in("functions in FROM")
	fs.srfs = &[]rowsExpr{}
	var e expr
	if f := n.GetFuncCall(); f != nil {
		e = a.setCall(fs, f)
	}
	if e == nil {
		e = a.expr(fs, n)
		return []rteCol{{name: name, t: e.typ()}}, rowsExpr{e: &arrayExpr{elems: []expr{e}, t: plain(oidTextArray)}, width: 1}
	}
	c := e.(*call)
	if len(outColumns(c.proc)) > 0 {
		fn := a.setRows(s, catalog.FuncMatch{Proc: c.proc, Result: c.t.oid}, c.args, false)
		return fn.fields, fn
	}
	if c.t.oid == oidRecord {
		a.fail(Errorf("42601", "a column definition list is required for functions returning \"record\""), location(n))
	}
	return []rteCol{{name: name, t: c.t}}, rowsExpr{e: c, width: 1}
}

// setCall analyses a call of a set-returning function, nil if it is another.
func (a *analyser) setCall(s *scope, f *pg.FuncCall) expr {
	pos := int(f.Location)
	names := stringList(f.Funcname)
	schema := ""
	if len(names) > 1 {
		schema = names[len(names)-2]
	}
	args, argNames := a.callArgs(s, f)
	types := make([]uint32, len(args))
	for i, e := range args {
		types[i] = e.typ().oid
	}
	m, err := a.cat.ResolveFunction(names[len(names)-1], types, catalog.FuncOptions{
		Schema: schema, ArgNames: argNames, VariadicCall: f.FuncVariadic})
	if err != nil || m.Proc == nil || !m.Proc.ReturnsSet && len(outColumns(m.Proc)) < 2 {
		return nil // the ordinary way words the error, or takes the function
	}
	return &call{proc: m.Proc, args: a.coerceArgs(m, args, pos), t: plain(m.Result)}
}

// outColumns are the columns of a function with OUT parameters.
func outColumns(p *catalog.Proc) []rteCol {
	var out []rteCol
	for i, mode := range p.ArgModes {
		if mode == "o" || mode == "t" {
			name := ""
			if i < len(p.ArgNames) {
				name = p.ArgNames[i]
			}
			out = append(out, rteCol{name: name, t: plain(p.AllArgs[i])})
		}
	}
	return out
}

// lateral analyses LATERAL (SELECT ...): it sees the items before it.
func (a *analyser) lateral(s *scope, v *pg.RangeSubselect, sub *pg.SelectStmt) (fromItem, []*nsItem) {
	q := a.selectStmt(newScope(s), sub)
	a.settleTargets(q)
	r := a.newRTE(s, "")
	r.cols = queryCols(q)
	r.fns = []rowsExpr{{query: q, width: len(r.cols)}}
	return r, a.aliased(r, v.Alias, "", -1)
}

// targetSet is a set-returning function in the select list: it becomes a FROM
// item that all of them share, going on together, and a column of it.
func (a *analyser) targetSet(s *scope, m catalog.FuncMatch, args []expr, pos int) expr {
	name := m.Proc.Name
	if s.clause != "" || s.srfs == nil {
		where := s.clause
		if where == "" {
			where = "this place"
		}
		a.fail(Errorf("0A000", "set-returning functions are not allowed in %s", where), pos)
	}
	for _, e := range args {
		if hasAggregate(e) || hasWindow(e) {
			a.fail(Unsupported("a set-returning function over an aggregate").
				WithHint("Put the aggregate in a sub-query in FROM."), pos)
		}
	}
	if s.srfRTE == nil {
		s.srfRTE = a.newRTE(s, "")
	}
	fn := a.setRows(s, m, args, true)
	if fn.record && fn.e != nil {
		// (f(x)).a, (f(x)).b: one call serves both.
		at := 0
		for _, have := range *s.srfs {
			if have.e != nil && exprKey(have.e) == exprKey(fn.e) && m.Proc.Volatile != 'v' {
				return &column{rte: s.srfRTE, col: at, pos: pos}
			}
			at += have.columns()
		}
	}
	*s.srfs = append(*s.srfs, fn)
	s.srfRTE.fns = *s.srfs
	s.srfRTE.cols = append(s.srfRTE.cols, rteCol{name: name, t: plain(m.Result)})
	return &column{rte: s.srfRTE, col: len(s.srfRTE.cols) - 1, pos: pos}
}

// setRows are the rows of a set-returning function; record makes each of them
// one value where they have several columns.
func (a *analyser) setRows(s *scope, m catalog.FuncMatch, args []expr, record bool) rowsExpr {
	fn := rowsExpr{width: 1}
	if out := outColumns(m.Proc); len(out) > 0 {
		fn.width, fn.fields, fn.record = len(out), out, record
	}
	if body := a.sqlBody(m.Proc); body != nil {
		fn.query = a.inlineQuery(s, m.Proc, body, args)
		for i, c := range queryCols(fn.query) {
			if i < len(fn.fields) {
				fn.fields[i].t = c.t // a polymorphic parameter has its type now
			}
		}
		return fn
	}
	fn.e = &call{proc: m.Proc, args: args, t: plain(m.Result)}
	for i := range fn.fields {
		if catalog.IsPolymorphic(fn.fields[i].t.oid) && len(args) > 0 {
			if elem := a.cat.ElementType(args[0].typ().oid); elem != 0 {
				fn.fields[i].t = plain(elem)
			}
		}
	}
	return fn
}

// targetSets adds the select list's set-returning functions to FROM.
func (a *analyser) targetSets(s *scope, q *query) {
	if s.srfs == nil || len(*s.srfs) == 0 {
		return
	}
	if len(q.group) > 0 || q.having != nil || *s.aggs > 0 || *s.wins > 0 {
		a.fail(Unsupported("a set-returning function in the select list of a query with aggregates or windows").
			WithHint("Put it in FROM of a query around it."), -1)
	}
	s.srfRTE.fns = *s.srfs
	q.from = append(q.from, s.srfRTE)
}

// subscript is array[index].
func (a *analyser) subscript(s *scope, n *pg.A_Indirection) expr {
	e := a.expr(s, n.Arg)
	for _, ind := range n.Indirection {
		if f := ind.GetString_(); f != nil {
			e = a.selectField(e, f.Sval, location(n.Arg))
			continue
		}
		ix := ind.GetAIndices()
		if ix == nil {
			a.fail(Unsupported("selecting a field"), location(n.Arg))
		}
		if e.typ().oid == oidJSONB && !ix.IsSlice {
			e = a.makeOp("->", e, a.expr(s, ix.Uidx), location(n.Arg))
			continue
		}
		if ix.IsSlice {
			a.fail(Unsupported("an array slice"), location(n.Arg))
		}
		t := a.cat.Type(e.typ().oid)
		elem := a.cat.ElementType(e.typ().oid)
		if t == nil || elem == 0 {
			a.fail(Errorf("42804", "cannot subscript type %s because it does not support subscripting", a.typeName(e)), location(n.Arg))
		}
		i := a.coerceType(a.expr(s, ix.Uidx), oidInt4, catalog.Assignment, location(ix.Uidx))
		if i == nil {
			a.fail(Errorf("42804", "array subscript must have type integer"), location(ix.Uidx))
		}
		e = &elementOf{array: e, index: i, t: plain(elem)}
	}
	return e
}
