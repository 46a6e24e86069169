package sql

import (
	"errors"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/builtin"
	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// funcCall analyses a call of a function, an aggregate or a window function.
func (a *analyser) funcCall(s *scope, f *pg.FuncCall) expr {
	pos := int(f.Location)
	names := stringList(f.Funcname)
	schema, name := "", names[len(names)-1]
	if len(names) > 1 {
		schema = names[len(names)-2]
	}
	args, argNames := a.callArgs(s, f)
	if f.AggWithinGroup {
		for _, n := range f.AggOrder {
			args = append(args, a.expr(s, n.GetSortBy().Node))
		}
	}
	types := make([]uint32, len(args))
	for i, e := range args {
		types[i] = e.typ().oid
	}
	m, err := a.cat.ResolveFunction(name, types, catalog.FuncOptions{
		Schema: schema, ArgNames: argNames, VariadicCall: f.FuncVariadic})
	var mismatch *catalog.Mismatch
	if errors.As(err, &mismatch) {
		a.fail(&Error{Code: mismatch.Code, Message: mismatch.Message}, -1)
	}
	if err != nil {
		a.fail(a.noFunction(err, strings.Join(names, "."), types, f), pos)
	}
	if m.CastTo != 0 {
		out := a.coerceType(args[0], m.CastTo, catalog.Explicit, pos)
		if out == nil {
			a.fail(Errorf("42846", "cannot cast type %s to %s", a.typeName(args[0]), a.cat.FormatTypeName(m.CastTo)), pos)
		}
		return out
	}
	if f.FuncVariadic && m.Proc.Variadic == catalog.Any {
		a.fail(Unsupported("VARIADIC with %s", name), pos)
	}
	args = a.withDefaults(s, m, a.coerceArgs(m, args, pos))
	switch m.Proc.Kind {
	case 'a':
		return a.aggregate(s, f, m, args, pos)
	case 'w':
		return a.windowFunc(s, f, m, args, pos)
	case 'p':
		a.fail(Errorf("42809", "%s is a procedure", name).WithHint("To call a procedure, use CALL."), pos)
	}
	a.plainOnly(f, name, pos)
	if m.Proc.ReturnsSet {
		return a.targetSet(s, m, args, pos)
	}
	if e := a.systemCall(m.Proc, args, pos); e != nil {
		return e
	}
	if body := a.sqlBody(m.Proc); body != nil {
		return a.inlineCall(s, m.Proc, body, args, m.Result, pos)
	}
	return a.fold(&call{proc: m.Proc, args: args, t: plain(m.Result)})
}

// callArgs analyses the arguments; names are those of the last ones, if they
// are named.
func (a *analyser) callArgs(s *scope, f *pg.FuncCall) (args []expr, names []string) {
	for _, n := range f.Args {
		if na := n.GetNamedArgExpr(); na != nil {
			names = append(names, na.Name)
			n = na.Arg
		} else if len(names) > 0 {
			a.fail(Errorf("42601", "positional argument cannot follow named argument"), location(n))
		}
		args = append(args, a.expr(s, n))
	}
	return args, names
}

// plainOnly refuses on a plain function what only aggregates can have.
func (a *analyser) plainOnly(f *pg.FuncCall, name string, pos int) {
	switch {
	case f.AggStar:
		a.fail(Errorf("42809", "%s(*) specified, but %s is not an aggregate function", name, name), pos)
	case f.AggDistinct:
		a.fail(Errorf("42809", "DISTINCT specified, but %s is not an aggregate function", name), pos)
	case len(f.AggOrder) > 0:
		a.fail(Errorf("42809", "ORDER BY specified, but %s is not an aggregate function", name), pos)
	case f.AggFilter != nil:
		a.fail(Errorf("42809", "FILTER specified, but %s is not an aggregate function", name), pos)
	case f.Over != nil:
		a.fail(Errorf("42809", "OVER specified, but %s is not a window function nor an aggregate function", name), pos)
	}
}

// coerceArgs brings the arguments to what the resolved function takes and
// gathers variadic ones.
func (a *analyser) coerceArgs(m catalog.FuncMatch, args []expr, pos int) []expr {
	out := make([]expr, 0, len(args))
	for i, e := range args {
		switch {
		case m.Proc.Args[0] == catalog.AnyElement && (m.Proc.Name == "quote_literal" || m.Proc.Name == "quote_nullable"):
			out = append(out, a.coerceType(e, oidText, catalog.Explicit, pos)) // as the SQL functions behind them do
		case m.Proc.Variadic == catalog.Any && i >= len(m.Proc.Args)-1 && writesText(m.Proc.Name):
			if p, ok := e.(*param); ok && p.t.oid == oidUnknown {
				out = append(out, e) // "any" does not give a parameter its type
				continue
			}
			out = append(out, a.toText(e, pos))
		default:
			out = append(out, a.coerceArg(e, m.ArgTypes[i], pos))
		}
	}
	if m.VariadicFrom >= 0 && m.Proc.Variadic != catalog.Any {
		arr := &arrayExpr{t: plain(m.Proc.Args[len(m.Proc.Args)-1]), elems: out[m.VariadicFrom:]}
		if len(arr.elems) > 0 {
			if et := a.cat.Type(arr.elems[0].typ().oid); et != nil && et.Array != 0 {
				arr.t = plain(et.Array)
			}
		}
		out = append(out[:m.VariadicFrom:m.VariadicFrom], arr)
	}
	return out
}

// writesText reports whether a function of VARIADIC "any" writes its arguments
// by their output functions.
func writesText(name string) bool {
	return name == "concat" || name == "concat_ws" || name == "format"
}

// withDefaults puts the arguments in the order of the parameters, and fills in
// the defaults of those that the call left out.
func (a *analyser) withDefaults(s *scope, m catalog.FuncMatch, args []expr) []expr {
	if m.DefaultsUsed == 0 && m.Params == nil {
		return args
	}
	out := make([]expr, len(m.Proc.Args))
	for i, e := range args {
		if m.Params != nil {
			i = m.Params[i]
		}
		out[i] = e
	}
	for i := range out {
		if out[i] != nil {
			continue
		}
		tree, err := pg.Parse("SELECT " + m.Proc.Default(i))
		if err != nil {
			a.fail(Unsupported("the default of parameter %d of %s", i+1, m.Proc.Name), -1)
		}
		val := tree.Stmts[0].Stmt.GetSelectStmt().TargetList[0].GetResTarget().Val
		out[i] = a.mustCoerce(a.expr(newScope(nil), val), m.Proc.Args[i], -1)
	}
	return out
}

func (a *analyser) coerceArg(e expr, to uint32, pos int) expr {
	if arr, ok := e.(*arrayExpr); ok && !isPseudo(to) && arr.t.oid != to {
		return a.coerceArray(arr, to, pos)
	}
	if e.typ().oid == oidUnknown && isPseudo(to) {
		return a.mustCoerce(e, oidText, pos)
	}
	return a.mustCoerce(e, to, pos)
}

// toText converts through the type's output function, as concat() does.
func (a *analyser) toText(e expr, pos int) expr {
	switch e.typ().oid {
	case oidText:
		return e
	case oidUnknown, oidVarchar, oidName, oidBpchar:
		return a.mustCoerce(e, oidText, pos)
	}
	return &ioCast{arg: e, t: plain(oidText), explicit: true}
}

func (a *analyser) noFunction(err error, name string, types []uint32, f *pg.FuncCall) *Error {
	list := make([]string, len(types))
	for i, t := range types {
		list[i] = a.cat.FormatTypeName(t)
	}
	sig := name + "(" + strings.Join(list, ", ") + ")"
	var amb *catalog.Ambiguous
	if errors.As(err, &amb) {
		return Errorf("42725", "function %s is not unique", sig).
			WithHint("Could not choose a best candidate function. You might need to add explicit type casts.")
	}
	return Errorf("42883", "function %s does not exist", sig).
		WithHint("No function matches the given name and argument types. You might need to add explicit type casts.")
}

// aggregate analyses a call of an aggregate, plain or over a window.
func (a *analyser) aggregate(s *scope, f *pg.FuncCall, m catalog.FuncMatch, args []expr, pos int) expr {
	if f.AggWithinGroup != (m.Proc.AggKind != 'n') {
		if f.AggWithinGroup {
			a.fail(Errorf("42809", "%s is not an ordered-set aggregate, so it cannot have WITHIN GROUP", m.Proc.Name), pos)
		}
		a.fail(Errorf("42809", "WITHIN GROUP is required for ordered-set aggregate %s", m.Proc.Name), pos)
	}
	if len(args) == 0 && !f.AggStar {
		a.fail(Errorf("42809", "%s(*) must be used to call a parameterless aggregate function", m.Proc.Name), pos)
	}
	out := &aggregate{proc: m.Proc, args: args, star: f.AggStar, distinct: f.AggDistinct, t: plain(m.Result), pos: pos}
	if f.AggWithinGroup {
		a.withinGroup(f, out, pos)
	} else {
		for _, n := range f.AggOrder {
			out.order = append(out.order, a.sortKey(s, n.GetSortBy()))
		}
	}
	if f.AggFilter != nil {
		out.filter = a.toBoolean(a.expr(s.in("FILTER"), f.AggFilter), "FILTER", location(f.AggFilter))
	}
	if f.AggDistinct && len(out.order) > 0 && (len(out.order) != 1 || exprKey(out.order[0].e) != exprKey(args[0])) {
		a.fail(Errorf("42P10", "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list"),
			location(f.AggOrder[0].GetSortBy().Node))
	}
	if f.Over != nil {
		if f.AggDistinct {
			a.fail(Errorf("0A000", "DISTINCT is not implemented for window functions"), pos)
		}
		if len(out.order) > 0 {
			a.fail(Errorf("0A000", "aggregate ORDER BY is not implemented for window functions"), pos)
		}
		a.windowAllowed(s, pos)
		for _, e := range args {
			a.refuseInner(e, "", "42P20", "window function calls cannot be nested")
		}
		out.over = a.overClause(s, f.Over)
		*s.wins++
		return out
	}
	if s.clause != "" {
		a.fail(Errorf("42803", "aggregate functions are not allowed in %s", s.clause), pos)
	}
	for _, e := range append(args[:len(args):len(args)], sortExprs(out.order)...) {
		a.refuseInner(e, "aggregate function calls cannot be nested", "42803",
			"aggregate function calls cannot contain window function calls")
	}
	if len(args) > 0 && onlyOuter(s, args) {
		a.fail(Unsupported("an aggregate over columns of an outer query"), pos)
	}
	*s.aggs++
	return out
}

// refuseInner fails where e holds an aggregate or a window call; a message may
// be "" for what is allowed.
func (a *analyser) refuseInner(e expr, aggregates, code, windows string) {
	walk(e, func(e expr) bool {
		switch e := e.(type) {
		case *aggregate:
			if e.over == nil && aggregates != "" {
				a.fail(Errorf("42803", "%s", aggregates), e.pos)
			}
			if e.over != nil && windows != "" {
				a.fail(Errorf(code, "%s", windows), e.pos)
			}
		case *windowCall:
			if windows != "" {
				a.fail(Errorf(code, "%s", windows), e.pos)
			}
		}
		return true
	})
}

func sortExprs(keys []sortKey) []expr {
	out := make([]expr, len(keys))
	for i, k := range keys {
		out[i] = k.e
	}
	return out
}

// onlyOuter reports whether the arguments refer to columns, all of an outer
// query: such an aggregate belongs to that query.
func onlyOuter(s *scope, args []expr) bool {
	seen, own := false, false
	for _, e := range args {
		walk(e, func(e expr) bool {
			if c, ok := e.(*column); ok {
				seen = true
				own = own || c.rte.owner == s.level
			}
			return true
		})
	}
	return seen && !own
}

// withinGroup gives an ordered-set aggregate what package builtin's take: the
// direct argument, the ordered value, whether it is descending, its collation.
func (a *analyser) withinGroup(f *pg.FuncCall, g *aggregate, pos int) {
	if g.proc.AggKind != 'o' || len(f.AggOrder) != 1 {
		a.fail(Unsupported("the hypothetical-set aggregate %s", g.proc.Name), pos)
	}
	if f.Over != nil {
		a.fail(Errorf("0A000", "OVER is not supported for ordered-set aggregate %s", g.proc.Name), pos)
	}
	desc, _ := direction(f.AggOrder[0].GetSortBy())
	ordered := g.args[len(g.args)-1]
	a.sortable(ordered, pos)
	g.args = append(g.args[:len(g.args):len(g.args)], boolConst(desc),
		&constant{val: builtin.Collation(ordered.typ().oid), t: plain(oidText)})
}
