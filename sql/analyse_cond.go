package sql

import (
	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

func (a *analyser) caseExpr(s *scope, c *pg.CaseExpr) expr {
	pos := int(c.Location)
	out := &caseExpr{}
	var results []expr
	// PostgreSQL takes the ELSE result first when it looks for the common type.
	var els expr = &constant{t: plain(oidUnknown)}
	if c.Defresult != nil {
		els = a.expr(s, c.Defresult)
	}
	results = append(results, els)
	places := []int{location(c.Defresult)}
	for _, n := range c.Args {
		w := n.GetCaseWhen()
		var cond expr
		if c.Arg != nil {
			arg := a.expr(s, c.Arg)
			if arg.typ().oid == oidUnknown {
				arg = a.mustCoerce(arg, oidText, pos)
			}
			cond = a.makeOp("=", arg, a.expr(s, w.Expr), int(w.Location))
		} else {
			cond = a.expr(s, w.Expr)
		}
		cond = a.toBoolean(cond, "CASE/WHEN", location(w.Expr))
		r := a.expr(s, w.Result)
		out.whens = append(out.whens, when{cond: cond, result: r})
		results = append(results, r)
		places = append(places, location(w.Result))
	}
	t := a.commonType("CASE", results, places...)
	out.els = a.toCommon(els, t, "CASE/ELSE", pos)
	for i := range out.whens {
		out.whens[i].result = a.toCommon(out.whens[i].result, t, "CASE/WHEN", pos)
		results[i+1] = out.whens[i].result
	}
	results[0] = out.els
	out.t = typeRef{oid: t, mod: commonMod(results, t)}
	return out
}

// exprs analyses a list and brings it to its common type.
func (a *analyser) exprs(s *scope, context string, nodes []*pg.Node, pos int) ([]expr, typeRef) {
	es, places := make([]expr, len(nodes)), make([]int, len(nodes))
	for i, n := range nodes {
		es[i], places[i] = a.expr(s, n), location(n)
	}
	t := a.commonType(context, es, places...)
	for i := range es {
		es[i] = a.toCommon(es[i], t, context, pos)
	}
	return es, typeRef{oid: t, mod: commonMod(es, t)}
}

func (a *analyser) coalesceExpr(s *scope, c *pg.CoalesceExpr) expr {
	args, t := a.exprs(s, "COALESCE", c.Args, int(c.Location))
	return &coalesce{args: args, t: t}
}

func (a *analyser) minMaxExpr(s *scope, m *pg.MinMaxExpr) expr {
	word, greatest := "LEAST", false
	if m.Op == pg.MinMaxOp_IS_GREATEST {
		word, greatest = "GREATEST", true
	}
	args, t := a.exprs(s, word, m.Args, int(m.Location))
	return &minMax{greatest: greatest, args: args, t: t}
}

func (a *analyser) nullTest(s *scope, n *pg.NullTest) expr {
	arg := a.expr(s, n.Arg)
	if arg.typ().oid == oidRecord {
		return a.rowNullTest(arg, n)
	}
	return &nullTest{arg: arg, not: n.Nulltesttype == pg.NullTestType_IS_NOT_NULL}
}

// rowNullTest is IS [NOT] NULL of a row: every field is, or none.
func (a *analyser) rowNullTest(arg expr, n *pg.NullTest) expr {
	var fields []expr
	switch arg := arg.(type) {
	case *rowExpr:
		fields = arg.fields
	case *wholeRow:
		fields = arg.cols
	default:
		a.fail(Unsupported("IS NULL of a row"), int(n.Location))
	}
	out := &boolOp{op: '&', args: []expr{boolConst(true)}}
	for _, f := range fields {
		out.args = append(out.args, &nullTest{arg: a.settled(f), not: n.Nulltesttype == pg.NullTestType_IS_NOT_NULL})
	}
	return out
}

func (a *analyser) booleanTest(s *scope, n *pg.BooleanTest) expr {
	words := map[pg.BoolTestType]struct {
		clause string
		want   any
		not    bool
	}{
		pg.BoolTestType_IS_TRUE:        {"IS TRUE", int64(1), false},
		pg.BoolTestType_IS_NOT_TRUE:    {"IS NOT TRUE", int64(1), true},
		pg.BoolTestType_IS_FALSE:       {"IS FALSE", int64(0), false},
		pg.BoolTestType_IS_NOT_FALSE:   {"IS NOT FALSE", int64(0), true},
		pg.BoolTestType_IS_UNKNOWN:     {"IS UNKNOWN", nil, false},
		pg.BoolTestType_IS_NOT_UNKNOWN: {"IS NOT UNKNOWN", nil, true},
	}
	w := words[n.Booltesttype]
	arg := a.toBoolean(a.expr(s, n.Arg), w.clause, int(n.Location))
	return &boolTest{arg: arg, want: w.want, not: w.not}
}

func (a *analyser) arrayExpr(s *scope, n *pg.A_ArrayExpr) expr {
	pos := int(n.Location)
	if len(n.Elements) == 0 {
		a.fail(Errorf("42P18", "cannot determine type of empty array").
			WithHint("Explicitly cast to the desired type, for example ARRAY[]::integer[]."), pos)
	}
	elems, t := a.exprs(s, "ARRAY", n.Elements, pos)
	et := a.cat.Type(t.oid)
	if et == nil || et.Array == 0 {
		a.fail(Unsupported("an array of %s", a.cat.FormatTypeName(t.oid)), pos)
	}
	return &arrayExpr{elems: elems, t: typeRef{oid: et.Array, mod: t.mod}}
}

// sqlValue is CURRENT_DATE and its kin.
func (a *analyser) sqlValue(f *pg.SQLValueFunction) expr {
	pos := int(f.Location)
	now := &sessionValue{name: "now", t: plain(oidTimestamptz)}
	cast := func(t uint32) expr {
		e := a.coerceType(now, t, catalog.Explicit, pos)
		if f.Typmod >= 0 {
			e = a.coerceTypmod(e, typeRef{oid: t, mod: f.Typmod}, false, pos)
		}
		return e
	}
	switch f.Op {
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_DATE:
		return cast(oidDate)
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP, pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP_N:
		return cast(oidTimestamptz)
	case pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP, pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP_N:
		return cast(oidTimestamp)
	case pg.SQLValueFunctionOp_SVFOP_LOCALTIME, pg.SQLValueFunctionOp_SVFOP_LOCALTIME_N:
		return cast(oidTime)
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_USER, pg.SQLValueFunctionOp_SVFOP_USER,
		pg.SQLValueFunctionOp_SVFOP_CURRENT_ROLE, pg.SQLValueFunctionOp_SVFOP_SESSION_USER:
		return &sessionValue{name: "user", t: plain(oidName)}
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_CATALOG:
		return &sessionValue{name: "database", t: plain(oidName)}
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_SCHEMA:
		return &sessionValue{name: "schema", t: plain(oidName)}
	}
	a.fail(Unsupported("CURRENT_TIME"), pos)
	return nil
}
