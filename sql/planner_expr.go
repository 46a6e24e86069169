package sql

// conjuncts splits a condition at its ANDs.
func conjuncts(e expr) []expr {
	if e == nil {
		return nil
	}
	if b, ok := e.(*boolOp); ok && b.op == '&' {
		var out []expr
		for _, a := range b.args {
			out = append(out, conjuncts(a)...)
		}
		return out
	}
	return []expr{e}
}

// fixed reports whether e is a constant or a parameter, whose value is known
// before any row is read.
func fixed(e expr) bool {
	switch e := e.(type) {
	case *constant, *param:
		return true
	case *relabel:
		return fixed(e.arg)
	case *arrayExpr:
		return allFixed(e.elems)
	}
	return false
}

func allFixed(es []expr) bool {
	for _, e := range es {
		if !fixed(e) {
			return false
		}
	}
	return true
}

// localTo reports whether e depends on columns of one table alone, and can be
// evaluated apart from the statement.
func localTo(r *rte, e expr) bool {
	own := false
	foreign := anyExpr(e, func(e expr) bool {
		switch e := e.(type) {
		case *column:
			if e.rte != r {
				return true
			}
			own = true
		case *subLink, *aggregate, *windowCall:
			return true
		case *call:
			return e.proc.Volatile == 'v'
		}
		return false
	})
	return own && !foreign
}

// ownExprs are the expressions of a query itself, join conditions not included.
func ownExprs(q *query) []expr {
	var out []expr
	add := func(e expr) {
		if e != nil {
			out = append(out, e)
		}
	}
	for _, g := range q.targets {
		add(g.e)
	}
	add(q.where)
	add(q.having)
	add(q.limit)
	add(q.offset)
	for _, e := range q.group {
		add(e)
	}
	for _, row := range q.values {
		for _, e := range row {
			add(e)
		}
	}
	return out
}

// eachSubQuery visits the sub-queries that stand directly in an expression.
func eachSubQuery(e expr, visit func(*query)) {
	walk(e, func(e expr) bool {
		if l, ok := e.(*subLink); ok {
			visit(l.query)
		}
		return true
	})
}
