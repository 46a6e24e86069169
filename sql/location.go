package sql

import pg "github.com/pganalyze/pg_query_go/v6"

// location is the byte offset at which PostgreSQL would point to the node
// (exprLocation): the leftmost part of an expression, -1 if unknown.
func location(n *pg.Node) int {
	if n == nil {
		return -1
	}
	switch n := n.Node.(type) {
	case *pg.Node_AConst:
		return int(n.AConst.Location)
	case *pg.Node_ColumnRef:
		return int(n.ColumnRef.Location)
	case *pg.Node_ParamRef:
		return int(n.ParamRef.Location)
	case *pg.Node_AExpr:
		return leftmost(int(n.AExpr.Location), location(n.AExpr.Lexpr))
	case *pg.Node_BoolExpr:
		if len(n.BoolExpr.Args) > 0 && n.BoolExpr.Boolop != pg.BoolExprType_NOT_EXPR {
			return leftmost(int(n.BoolExpr.Location), location(n.BoolExpr.Args[0]))
		}
		return int(n.BoolExpr.Location)
	case *pg.Node_FuncCall:
		return int(n.FuncCall.Location)
	case *pg.Node_TypeCast:
		return leftmost(int(n.TypeCast.Location), location(n.TypeCast.Arg))
	case *pg.Node_CaseExpr:
		return int(n.CaseExpr.Location)
	case *pg.Node_CoalesceExpr:
		return int(n.CoalesceExpr.Location)
	case *pg.Node_MinMaxExpr:
		return int(n.MinMaxExpr.Location)
	case *pg.Node_NullTest:
		return leftmost(int(n.NullTest.Location), location(n.NullTest.Arg))
	case *pg.Node_BooleanTest:
		return leftmost(int(n.BooleanTest.Location), location(n.BooleanTest.Arg))
	case *pg.Node_SubLink:
		return leftmost(int(n.SubLink.Location), location(n.SubLink.Testexpr))
	case *pg.Node_SqlvalueFunction:
		return int(n.SqlvalueFunction.Location)
	case *pg.Node_AArrayExpr:
		return int(n.AArrayExpr.Location)
	case *pg.Node_RowExpr:
		return int(n.RowExpr.Location)
	case *pg.Node_CollateClause:
		return leftmost(int(n.CollateClause.Location), location(n.CollateClause.Arg))
	case *pg.Node_ResTarget:
		return location(n.ResTarget.Val)
	case *pg.Node_SortBy:
		return location(n.SortBy.Node)
	}
	return -1
}

func leftmost(a, b int) int {
	switch {
	case a < 0:
		return b
	case b < 0 || a < b:
		return a
	}
	return b
}
