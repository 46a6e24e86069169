package sql

import pg "github.com/pganalyze/pg_query_go/v6"

func isRow(n *pg.Node) bool { return n != nil && n.GetRowExpr() != nil }

func (a *analyser) rowExpr(s *scope, r *pg.RowExpr) expr {
	out := &rowExpr{t: plain(oidRecord)}
	for _, n := range r.Args {
		out.fields = append(out.fields, a.expr(s, n))
	}
	return out
}

// rowOp compares two written-out rows, as PostgreSQL defines it: = and <>
// field by field, the others by the first fields that differ.
func (a *analyser) rowOp(s *scope, op string, l, r *pg.RowExpr, pos int) expr {
	if len(l.Args) != len(r.Args) {
		a.fail(Errorf("42601", "unequal number of entries in row expressions"), pos)
	}
	if len(l.Args) == 0 {
		a.fail(Errorf("42601", "cannot compare rows of zero length"), pos)
	}
	pair := func(op string, i int) expr {
		return a.makeOp(op, a.expr(s, l.Args[i]), a.expr(s, r.Args[i]), pos)
	}
	switch op {
	case "=", "<>":
		b := &boolOp{op: '&'}
		if op == "<>" {
			b.op = '|'
		}
		for i := range l.Args {
			b.args = append(b.args, pair(op, i))
		}
		return single(b)
	case "<", "<=", ">", ">=":
		// (a, b) < (c, d)  is  a < c OR (a = c AND b < d).
		strict := op[:1]
		last := len(l.Args) - 1
		out := pair(op, last)
		for i := last - 1; i >= 0; i-- {
			out = &boolOp{op: '|', args: []expr{pair(strict, i),
				&boolOp{op: '&', args: []expr{pair("=", i), out}}}}
		}
		return out
	}
	a.fail(Errorf("0A000", "could not determine interpretation of row comparison operator %s", op), pos)
	return nil
}

// inRows is (a, b) [NOT] IN ((1, 2), ...).
func (a *analyser) inRows(s *scope, op string, left *pg.RowExpr, list []*pg.Node, not bool, pos int) expr {
	b := &boolOp{op: '|'}
	if not {
		b.op = '&'
	}
	for _, it := range list {
		if !isRow(it) {
			a.fail(a.noOperator(nil, op, oidRecord, a.expr(s, it).typ().oid), pos)
		}
		b.args = append(b.args, a.rowOp(s, op, left, it.GetRowExpr(), pos))
	}
	return single(b)
}

// single unwraps an AND or OR of one.
func single(b *boolOp) expr {
	if len(b.args) == 1 {
		return b.args[0]
	}
	return b
}
