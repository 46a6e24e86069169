package sql

import (
	"fmt"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// expr analyses one expression. Its result may still be of type unknown (an
// untyped literal or parameter): who uses it decides.
func (a *analyser) expr(s *scope, n *pg.Node) expr {
	if n == nil {
		return nil
	}
	a.enter(-1)
	defer a.leave()
	switch n := n.Node.(type) {
	case *pg.Node_AConst:
		return a.aConst(n.AConst)
	case *pg.Node_ColumnRef:
		return a.columnRef(s, n.ColumnRef)
	case *pg.Node_ParamRef:
		return a.param(int(n.ParamRef.Number), int(n.ParamRef.Location))
	case *pg.Node_AExpr:
		return a.aExpr(s, n.AExpr)
	case *pg.Node_BoolExpr:
		return a.boolExpr(s, n.BoolExpr)
	case *pg.Node_FuncCall:
		return a.funcCall(s, n.FuncCall)
	case *pg.Node_TypeCast:
		return a.typeCast(s, n.TypeCast)
	case *pg.Node_CaseExpr:
		return a.caseExpr(s, n.CaseExpr)
	case *pg.Node_CoalesceExpr:
		return a.coalesceExpr(s, n.CoalesceExpr)
	case *pg.Node_MinMaxExpr:
		return a.minMaxExpr(s, n.MinMaxExpr)
	case *pg.Node_NullTest:
		return a.nullTest(s, n.NullTest)
	case *pg.Node_BooleanTest:
		return a.booleanTest(s, n.BooleanTest)
	case *pg.Node_SubLink:
		return a.subLink(s, n.SubLink)
	case *pg.Node_SqlvalueFunction:
		return a.sqlValue(n.SqlvalueFunction)
	case *pg.Node_AArrayExpr:
		return a.arrayExpr(s, n.AArrayExpr)
	case *pg.Node_CollateClause:
		return a.collate(s, n.CollateClause)
	case *pg.Node_RowExpr:
		return a.rowExpr(s, n.RowExpr)
	case *pg.Node_SetToDefault:
		a.fail(Errorf("42601", "DEFAULT is not allowed in this context"), int(n.SetToDefault.Location))
	case *pg.Node_AIndirection:
		return a.subscript(s, n.AIndirection)
	case *pg.Node_GroupingFunc:
		return a.groupingFunc(s, n.GroupingFunc)
	}
	a.fail(Unsupported("this expression (%s)", nodeName(n)), -1)
	return nil
}

// nodeName names a parse node for an 0A000 message.
func nodeName(n *pg.Node) string {
	name := strings.TrimPrefix(strings.TrimPrefix(goTypeName(n.Node), "*pg_query.Node_"), "pg_query.")
	return strings.TrimSuffix(name, "_")
}

func (a *analyser) aConst(c *pg.A_Const) expr {
	if c.Isnull {
		return &constant{t: plain(oidUnknown)}
	}
	switch v := c.Val.(type) {
	case *pg.A_Const_Ival:
		return &constant{val: int64(v.Ival.GetIval()), t: plain(oidInt4)}
	case *pg.A_Const_Fval:
		// Digits too many for an int4 are a bigint if they fit, else numeric. The
		// grammar folds a minus sign into the digits: -2147483648 is an int4.
		if i, err := datum.ParseText(oidInt4, v.Fval.Fval, a.style); err == nil {
			return &constant{val: i, t: plain(oidInt4)}
		}
		if i, err := datum.ParseText(oidInt8, v.Fval.Fval, a.style); err == nil {
			return &constant{val: i, t: plain(oidInt8)}
		}
		d, err := datum.ParseText(oidNumeric, v.Fval.Fval, a.style)
		if err != nil {
			a.failDatum(err, int(c.Location))
		}
		return &constant{val: d, t: plain(oidNumeric)}
	case *pg.A_Const_Boolval:
		return boolConst(v.Boolval.Boolval)
	case *pg.A_Const_Sval:
		return &constant{val: v.Sval.Sval, t: plain(oidUnknown), at: int(c.Location) + 1}
	}
	a.fail(Unsupported("a bit-string constant"), int(c.Location))
	return nil
}

func (a *analyser) columnRef(s *scope, c *pg.ColumnRef) expr {
	pos := int(c.Location)
	names := stringList(c.Fields)
	if len(names) != len(c.Fields) && len(names) > 0 {
		if it := a.lookupItem(s, "", names[len(names)-1], pos); it != nil {
			return a.wholeRowOf(it, pos)
		}
		a.fail(a.noTable(s, names[len(names)-1]), pos)
	}
	if len(names) != len(c.Fields) {
		a.fail(Errorf("42601", "row expansion via \"*\" is not supported here"), pos)
	}
	switch len(names) {
	case 1:
		if e := a.lookup(s, names[0], pos); e != nil {
			return e
		}
		if e := a.inlineName(names[0]); e != nil {
			return e
		}
		if it := a.lookupItem(s, "", names[0], pos); it != nil {
			return a.wholeRowOf(it, pos)
		}
		a.fail(a.noColumn(s, "", names[0]), pos)
	case 2:
		return a.itemColumn(s, "", names[0], names[1], pos)
	case 3:
		return a.itemColumn(s, names[0], names[1], names[2], pos)
	case 4:
		return a.itemColumn(s, names[1], names[2], names[3], pos)
	}
	a.fail(Errorf("42601", "improper qualified name (too many dotted names): %s", strings.Join(names, ".")), pos)
	return nil
}

func (a *analyser) itemColumn(s *scope, schema, table, name string, pos int) expr {
	it := a.lookupItem(s, schema, table, pos)
	if it == nil {
		a.fail(a.noTable(s, table), pos)
	}
	var found expr
	for _, c := range it.cols {
		if c.name == name {
			if found != nil {
				a.fail(Errorf("42702", "column reference \"%s\" is ambiguous", name), pos)
			}
			found = c.e
		}
	}
	if found == nil && name == "tableoid" && it.rte != nil && it.rte.rel != nil {
		return &constant{val: int64(it.rte.rel.oid), t: plain(oidOid)}
	}
	if found == nil {
		a.fail(a.noColumn(s, table, name), pos)
	}
	return at(found, pos)
}

func (a *analyser) noTable(s *scope, name string) *Error {
	e := Errorf("42P01", "missing FROM-clause entry for table \"%s\"", name)
	for sc := s; sc != nil; sc = sc.parent {
		for _, it := range sc.items {
			if it.rte != nil && it.rte.rel != nil && it.rte.rel.name == name && it.name != name {
				e = Errorf("42P01", "invalid reference to FROM-clause entry for table \"%s\"", name)
				return e.WithHint("Perhaps you meant to reference the table alias \"%s\".", it.name)
			}
		}
	}
	return e
}

func (a *analyser) noColumn(s *scope, table, name string) *Error {
	full := "\"" + name + "\""
	if table != "" {
		full = table + "." + name
	}
	e := Errorf("42703", "column %s does not exist", full)
	if hint := closestColumn(s, table, name); hint != "" {
		e.Hint = hint
	}
	return e
}

func (a *analyser) boolExpr(s *scope, b *pg.BoolExpr) expr {
	op, word := byte('&'), "AND"
	switch b.Boolop {
	case pg.BoolExprType_OR_EXPR:
		op, word = '|', "OR"
	case pg.BoolExprType_NOT_EXPR:
		op, word = '!', "NOT"
	}
	out := &boolOp{op: op}
	for _, n := range b.Args {
		out.args = append(out.args, a.toBoolean(a.expr(s, n), word, location(n)))
	}
	return out
}

func (a *analyser) typeCast(s *scope, c *pg.TypeCast) expr {
	t := a.typeOf(c.TypeName)
	var arg expr
	if arr, ok := c.Arg.Node.(*pg.Node_AArrayExpr); ok && len(arr.AArrayExpr.Elements) == 0 {
		arg = &arrayExpr{t: t} // ARRAY[]::int[]
	} else {
		arg = a.expr(s, c.Arg)
	}
	pos := int(c.Location)
	if pos < 0 {
		pos = location(c.Arg)
	}
	if lit, ok := arg.(*constant); ok && lit.t.oid == oidUnknown {
		pos = location(c.Arg)
	}
	out := a.coerce(arg, t, catalog.Explicit, pos)
	if out == nil {
		a.fail(Errorf("42846", "cannot cast type %s to %s", a.typeName(arg), a.cat.FormatTypeName(t.oid)), pos)
	}
	if e, ok := out.(*column); ok { // a cast to the column's own type names the type
		return &relabel{arg: e, t: e.typ()}
	}
	return out
}

func (a *analyser) collate(s *scope, c *pg.CollateClause) expr {
	names := stringList(c.Collname)
	switch strings.ToLower(names[len(names)-1]) {
	case "c", "posix", "default", "ucs_basic", "c.utf-8", "c.utf8":
		return a.expr(s, c.Arg) // all of them sort by code point here
	}
	a.fail(Unsupported("collation \"%s\"", names[len(names)-1]).
		WithHint("Text sorts by code point here: COLLATE \"C\"."), int(c.Location))
	return nil
}

func goTypeName(v any) string { return fmt.Sprintf("%T", v) }
