package sql

import (
	"strings"
	"sync"

	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/builtin"
	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// Functions that PostgreSQL has in SQL are analysed where they are called, with
// the arguments in the place of the parameters.

// inlined is a call being analysed.
type inlined struct {
	args  []expr
	names []string
}

// sqlBody is the parsed statement of a function in SQL that has no
// implementation of its own here; nil for any other.
func (a *analyser) sqlBody(p *catalog.Proc) *pg.SelectStmt {
	if _, ok := systemTemplates[p.Signature()]; ok {
		return nil
	}
	if _, ok := systemSets[p.Signature()]; ok {
		return nil
	}
	if _, ok := builtin.Function(p.Signature()); ok {
		return nil
	}
	body := a.cat.Body(p)
	if body == "" {
		return nil
	}
	return a.rels.bodies.parse(p.OID, body)
}

// bodies keeps parsed function bodies.
type bodies struct{ m sync.Map }

func (b *bodies) parse(oid uint32, body string) *pg.SelectStmt {
	if v, ok := b.m.Load(oid); ok {
		return v.(*pg.SelectStmt)
	}
	body = strings.TrimSpace(body)
	if rest, ok := strings.CutPrefix(body, "RETURN "); ok {
		body = "SELECT " + rest
	} else if rest, ok := strings.CutPrefix(body, "BEGIN ATOMIC"); ok {
		body = strings.TrimSuffix(rest, "END")
	}
	var stmt *pg.SelectStmt
	if tree, err := pg.Parse(body); err == nil && len(tree.Stmts) == 1 {
		stmt = tree.Stmts[0].Stmt.GetSelectStmt()
	}
	b.m.Store(oid, stmt)
	return stmt
}

// inlineQuery analyses the body of a function in SQL as a query within s.
func (a *analyser) inlineQuery(s *scope, p *catalog.Proc, body *pg.SelectStmt, args []expr) *query {
	var q *query
	a.definition(func() {
		a.inline = &inlined{args: args}
		for i := range p.Args {
			a.inline.names = append(a.inline.names, p.InputName(i))
		}
		q = a.selectStmt(newScope(&scope{parent: nil, level: s.level, aggs: new(int), wins: new(int)}), body)
		a.settleTargets(q)
	})
	return q
}

// inlineCall is a call of a function in SQL as an expression: its body where
// that is one, else a sub-query.
func (a *analyser) inlineCall(s *scope, p *catalog.Proc, body *pg.SelectStmt, args []expr, result uint32, pos int) expr {
	q := a.inlineQuery(s, p, body, args)
	if len(q.targets) != 1 {
		a.fail(Unsupported("function %s", p.Signature()), pos)
	}
	q.targets[0].e = a.mustCoerce(q.targets[0].e, result, pos)
	if len(q.from) == 0 && q.where == nil && q.setOp == nil && q.values == nil && !q.grouped && cheapArgs(q.targets[0].e, args) {
		return &relabel{arg: q.targets[0].e, t: plain(result)}
	}
	return &subLink{kind: subScalar, query: q, t: plain(result)}
}

// cheapArgs reports whether no costly argument stands in the body more than
// once.
func cheapArgs(body expr, args []expr) bool {
	for _, arg := range args {
		if simple(arg) {
			continue
		}
		n := 0
		walk(body, func(e expr) bool {
			if e == arg {
				n++
			}
			return true
		})
		if n > 1 {
			return false
		}
	}
	return true
}

// parameter is $n or a name of it in an inlined body; nil where it is none.
func (a *analyser) inlineParam(n int) expr {
	if a.inline == nil || n < 1 || n > len(a.inline.args) {
		return nil
	}
	return a.inline.args[n-1]
}

func (a *analyser) inlineName(name string) expr {
	if a.inline == nil {
		return nil
	}
	for i, have := range a.inline.names {
		if have == name && name != "" && i < len(a.inline.args) {
			return a.inline.args[i]
		}
	}
	return nil
}
