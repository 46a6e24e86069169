package sql

import (
	pg "github.com/pganalyze/pg_query_go/v6"
)

// recordFunction analyses a function with a column definition list:
// jsonb_to_recordset(...) AS t(a integer, b text) and its kin.
func (a *analyser) recordFunction(s *scope, n *pg.Node, defs []*pg.Node) rowsExpr {
	f := n.GetFuncCall()
	if f == nil {
		a.fail(Errorf("42601", "a column definition list is only allowed for functions returning \"record\""), location(n))
	}
	name, _ := figureColname(n)
	args, _ := a.callArgs(s.in("functions in FROM"), f)
	var arg expr
	switch name {
	case "json_to_record", "json_to_recordset":
		arg = a.jsonArg(args, oidJSON, name, f)
	case "jsonb_to_record", "jsonb_to_recordset":
		arg = a.jsonArg(args, oidJSONB, name, f)
	default:
		a.fail(Unsupported("a column definition list for %s", name), int(f.Location))
	}
	fn := rowsExpr{e: arg, width: len(defs)}
	fn.object = name == "json_to_record" || name == "jsonb_to_record"
	for _, d := range defs {
		c := d.GetColumnDef()
		t := a.typeOf(c.TypeName)
		if a.cat.Type(t.oid).Category == 'A' || a.cat.Type(t.oid).Kind == 'c' {
			a.fail(Unsupported("a column of type %s in a column definition list", a.cat.FormatTypeName(t.oid)), int(c.Location))
		}
		fn.defs = append(fn.defs, rteCol{name: c.Colname, t: t})
	}
	return fn
}

func (a *analyser) jsonArg(args []expr, typ uint32, name string, f *pg.FuncCall) expr {
	if len(args) != 1 {
		types := make([]uint32, len(args))
		for i, e := range args {
			types[i] = e.typ().oid
		}
		a.fail(a.noFunction(nil, name, types, f), int(f.Location))
	}
	return a.mustCoerce(args[0], typ, int(f.Location))
}
