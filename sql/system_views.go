package sql

import (
	"sync"

	pg "github.com/pganalyze/pg_query_go/v6"
)

// The views of pg_catalog and information_schema are PostgreSQL's own: their
// definitions are analysed where a statement names one, over the relations
// below them, and stand as sub-queries.

// viewQuery is a view's parsed definition.
type viewQuery struct {
	text string
	once sync.Once
	stmt *pg.SelectStmt
}

func (v *viewQuery) parsed() *pg.SelectStmt {
	v.once.Do(func() {
		if tree, err := pg.Parse(v.text); err == nil && len(tree.Stmts) == 1 {
			v.stmt = tree.Stmts[0].Stmt.GetSelectStmt()
		}
	})
	return v.stmt
}

// view makes the sub-query that a view stands for.
func (a *analyser) view(r *rte, rel *relation, pos int) {
	stmt := rel.view.parsed()
	if stmt == nil {
		a.fail(Unsupported("the view %s.%s", rel.schema, rel.name), pos)
	}
	a.definition(func() {
		r.query = a.selectStmt(newScope(nil), stmt)
		a.settleTargets(r.query)
	})
	r.origin, r.rel = rel, nil
}

// definition analyses SQL that PostgreSQL has as the definition of something:
// names in it are those of pg_catalog, and errors have no place in the client's
// text.
func (a *analyser) definition(do func()) {
	path, text, params, inline := a.path, a.text, a.params, a.inline
	a.path, a.text, a.params, a.inline = nil, "", nil, nil
	defer func() { a.path, a.text, a.params, a.inline = path, text, params, inline }()
	do()
}
