package sql

import pg "github.com/pganalyze/pg_query_go/v6"

// figureColname is the name PostgreSQL gives an unnamed result column, with
// how good a name it is (2 = a real one, 1 = a fallback, 0 = none): the rules
// of FigureColname in parse_target.c.
func figureColname(n *pg.Node) (string, int) {
	if n == nil {
		return "", 0
	}
	switch n := n.Node.(type) {
	case *pg.Node_ColumnRef:
		if names := stringList(n.ColumnRef.Fields); len(names) > 0 {
			return names[len(names)-1], 2
		}
	case *pg.Node_AIndirection:
		if names := stringList(n.AIndirection.Indirection); len(names) > 0 {
			return names[len(names)-1], 2
		}
		return figureColname(n.AIndirection.Arg)
	case *pg.Node_FuncCall:
		names := stringList(n.FuncCall.Funcname)
		return names[len(names)-1], 2
	case *pg.Node_AExpr:
		if n.AExpr.Kind == pg.A_Expr_Kind_AEXPR_NULLIF {
			return "nullif", 2
		}
	case *pg.Node_TypeCast:
		if name, strength := figureColname(n.TypeCast.Arg); strength > 1 {
			return name, strength
		}
		names := stringList(n.TypeCast.TypeName.Names)
		return names[len(names)-1], 1
	case *pg.Node_CollateClause:
		return figureColname(n.CollateClause.Arg)
	case *pg.Node_GroupingFunc:
		return "grouping", 2
	case *pg.Node_SubLink:
		return subLinkColname(n.SubLink)
	case *pg.Node_CaseExpr:
		if name, strength := figureColname(n.CaseExpr.Defresult); strength > 1 {
			return name, strength
		}
		return "case", 1
	case *pg.Node_AArrayExpr:
		return "array", 2
	case *pg.Node_RowExpr:
		return "row", 2
	case *pg.Node_CoalesceExpr:
		return "coalesce", 2
	case *pg.Node_MinMaxExpr:
		if n.MinMaxExpr.Op == pg.MinMaxOp_IS_GREATEST {
			return "greatest", 2
		}
		return "least", 2
	case *pg.Node_SqlvalueFunction:
		return sqlValueNames[n.SqlvalueFunction.Op], 2
	}
	return "", 0
}

func subLinkColname(l *pg.SubLink) (string, int) {
	switch l.SubLinkType {
	case pg.SubLinkType_EXISTS_SUBLINK:
		return "exists", 2
	case pg.SubLinkType_ARRAY_SUBLINK:
		return "array", 2
	case pg.SubLinkType_EXPR_SUBLINK:
		sel := l.Subselect.GetSelectStmt()
		for sel != nil && sel.Op != pg.SetOperation_SETOP_NONE {
			sel = sel.Larg
		}
		if sel != nil && len(sel.ValuesLists) > 0 {
			return "column1", 2
		}
		if sel == nil || len(sel.TargetList) != 1 {
			return "", 0
		}
		rt := sel.TargetList[0].GetResTarget()
		if rt.Name != "" {
			return rt.Name, 2
		}
		return figureColname(rt.Val)
	}
	return "", 0
}

var sqlValueNames = map[pg.SQLValueFunctionOp]string{
	pg.SQLValueFunctionOp_SVFOP_CURRENT_DATE:        "current_date",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME:        "current_time",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME_N:      "current_time",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP:   "current_timestamp",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP_N: "current_timestamp",
	pg.SQLValueFunctionOp_SVFOP_LOCALTIME:           "localtime",
	pg.SQLValueFunctionOp_SVFOP_LOCALTIME_N:         "localtime",
	pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP:      "localtimestamp",
	pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP_N:    "localtimestamp",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_ROLE:        "current_role",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_USER:        "current_user",
	pg.SQLValueFunctionOp_SVFOP_USER:                "user",
	pg.SQLValueFunctionOp_SVFOP_SESSION_USER:        "session_user",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_CATALOG:     "current_catalog",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_SCHEMA:      "current_schema",
}
