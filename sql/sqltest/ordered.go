package sqltest

import pg "github.com/pganalyze/pg_query_go/v6"

// Ordered reports whether a statement's rows come in an order that counts.
func Ordered(text string) bool {
	tree, err := pg.Parse(text)
	if err != nil || len(tree.Stmts) != 1 {
		return true
	}
	sel := tree.Stmts[0].Stmt.GetSelectStmt()
	return sel == nil || len(sel.SortClause) > 0
}
