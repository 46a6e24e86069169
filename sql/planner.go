package sql

import "github.com/pgconfluence/pgconfluence/sql/catalog"

// planner walks an analysed query and collects its scans with what bounds them.
type planner struct {
	plan  *Plan
	scans map[*rte]*Scan
	refs  map[*cte]int // how often each CTE is referenced
}

// planQuery plans a statement. It never fails: what it does not understand it
// reads whole.
func planQuery(q *query) *Plan {
	p := &planner{plan: &Plan{}, scans: map[*rte]*Scan{}, refs: map[*cte]int{}}
	p.collect(q)
	p.query(q, nil)
	p.topRows(q, nil)
	p.columns(q)
	p.plan.chooseKeys()
	return p.plan
}

// collect numbers every scan of the statement and counts CTE references.
func (p *planner) collect(q *query) {
	for _, c := range q.ctes {
		p.collect(c.q)
	}
	if q.setOp != nil {
		p.collect(q.setOp.left)
		p.collect(q.setOp.right)
	}
	for _, f := range q.from {
		p.collectFrom(f)
	}
	for _, e := range ownExprs(q) {
		eachSubQuery(e, p.collect)
	}
}

func (p *planner) collectFrom(f fromItem) {
	switch f := f.(type) {
	case *join:
		p.collectFrom(f.left)
		p.collectFrom(f.right)
		if f.on != nil {
			eachSubQuery(f.on, p.collect)
		}
	case *rte:
		switch {
		case f.query != nil:
			p.collect(f.query)
		case f.cte != nil:
			p.refs[f.cte]++
		case f.fns != nil:
			for _, fn := range f.fns {
				if fn.query != nil {
					p.collect(fn.query)
				} else {
					eachSubQuery(fn.e, p.collect)
				}
			}
		case f.rel.def != nil:
			s := &Scan{N: len(p.plan.Scans), rel: f.rel, rte: f}
			f.scan = s
			p.scans[f] = s
			p.plan.Scans = append(p.plan.Scans, s)
		}
	}
}

// query finds the conditions within a query; outer are conjuncts of the query
// around it that hold for every row of this one that matters. They are written
// in terms of this query's output, which origin sees through.
func (p *planner) query(q *query, outer []expr) {
	if q.setOp != nil {
		p.query(q.setOp.left, nil)
		p.query(q.setOp.right, nil)
	}
	if !transparent(q) {
		outer = nil
	}
	conj := append(conjuncts(q.where), outer...)
	for _, f := range q.from {
		p.from(f, conj)
	}
	for _, c := range q.ctes {
		if !p.inlined(c) {
			p.query(c.q, nil) // otherwise it is visited where it is referenced
		}
	}
	for _, e := range ownExprs(q) {
		eachSubQuery(e, func(sub *query) { p.query(sub, nil) })
	}
}

// inlined reports whether conditions on the one reference to a CTE may be
// applied within it.
func (p *planner) inlined(c *cte) bool { return p.refs[c] == 1 && !c.materialized && !c.recursive }

// from applies the conjuncts that hold for a FROM item to its scans. The
// condition of an outer join bounds only its nullable side.
func (p *planner) from(f fromItem, conj []expr) {
	switch f := f.(type) {
	case *join:
		on := conjuncts(f.on)
		both := append(conj[:len(conj):len(conj)], on...)
		left, right := conj, conj
		switch f.kind {
		case joinInner, joinCross:
			left, right = both, both
		case joinLeft:
			right = both
		case joinRight:
			left = both
		}
		p.from(f.left, left)
		p.from(f.right, right)
		for _, e := range on {
			eachSubQuery(e, func(sub *query) { p.query(sub, nil) })
		}
	case *rte:
		switch {
		case f.query != nil:
			p.query(f.query, conj)
		case f.cte != nil:
			if p.inlined(f.cte) {
				p.query(f.cte.q, conj)
			}
		case f.fns != nil:
			for _, fn := range f.fns {
				if fn.query != nil {
					p.query(fn.query, nil)
				} else {
					eachSubQuery(fn.e, func(sub *query) { p.query(sub, nil) })
				}
			}
		case f.scan != nil:
			for _, e := range conj {
				p.bound(f.scan, e)
			}
		}
	}
}

// bound takes from one conjunct what bounds the scan.
func (p *planner) bound(s *Scan, e expr) {
	switch e := e.(type) {
	case *call:
		p.boundEqual(s, e)
	case *inList:
		if col, ok := p.columnOf(s, e.left); ok && !e.not && sameKeys(e.op) && allFixed(e.items) {
			s.conds = append(s.conds, cond{col: col, values: e.items})
		}
	case *anyArray:
		if col, ok := p.columnOf(s, e.left); ok && e.opr == "=" && !e.all && sameKeys(e.op) && fixed(e.array) {
			s.conds = append(s.conds, cond{col: col, array: e.array})
		}
	case *subLink:
		if e.kind == subIn && !e.not && len(e.left) == 1 && sameKeys(e.op) {
			if col, ok := p.columnOf(s, e.left[0]); ok {
				p.boundBySub(s, col, e.query)
			}
		}
	}
	if localTo(s.rte, e) {
		s.local = append(s.local, e)
	}
}

func (p *planner) boundEqual(s *Scan, e *call) {
	if e.op != "=" || len(e.args) != 2 || !sameKeys(e.proc) {
		return
	}
	for i := range 2 {
		col, ok := p.columnOf(s, e.args[i])
		if !ok {
			continue
		}
		other := e.args[1-i]
		if fixed(other) {
			s.conds = append(s.conds, cond{col: col, values: []expr{other}})
		} else if from, fromCol, ok := p.origin(other); ok && from != s {
			s.edges = append(s.edges, keySource{col: col, from: from, fromCol: fromCol})
		}
	}
}

// sameKeys reports whether an equality holds only between values that are
// written the same way, so that one side's values can be looked up as the
// other's. It does not for bpchar (trailing blanks) or numeric (scales).
func sameKeys(p *catalog.Proc) bool {
	for _, t := range p.Args {
		switch t {
		case oidInt2, oidInt4, oidInt8, oidText, oidName:
		default:
			return false
		}
	}
	return true
}

// boundBySub takes keys from column IN (SELECT key FROM ...).
func (p *planner) boundBySub(s *Scan, col int, q *query) {
	if !transparent(q) {
		return
	}
	if from, fromCol, ok := p.origin(q.targets[0].e); ok && from != s {
		s.edges = append(s.edges, keySource{col: col, from: from, fromCol: fromCol})
	}
}

// columnOf reports whether e is a column of the scan, seen through sub-queries
// that only pass it on.
func (p *planner) columnOf(s *Scan, e expr) (int, bool) {
	from, col, ok := p.origin(e)
	return col, ok && from == s
}

// origin follows a column through transparent sub-queries to its scan.
func (p *planner) origin(e expr) (*Scan, int, bool) {
	for {
		switch x := e.(type) {
		case *relabel:
			e = x.arg
		case *column:
			inner := x.rte.query
			if x.rte.cte != nil {
				inner = x.rte.cte.q
			}
			if inner == nil {
				return x.rte.scan, x.col, x.rte.scan != nil
			}
			if !transparent(inner) || x.col >= len(inner.targets) {
				return nil, 0, false
			}
			e = inner.targets[x.col].e
		default:
			return nil, 0, false
		}
	}
}

// transparent reports whether a condition on the query's output may as well be
// applied to its input.
func transparent(q *query) bool {
	if len(q.on) > 0 || q.ties {
		return false
	}
	return q.setOp == nil && q.values == nil && !q.grouped && !q.distinct && q.limit == nil && q.offset == nil &&
		!windowed(q)
}

func windowed(q *query) bool {
	for _, g := range q.targets {
		if hasWindow(g.e) {
			return true
		}
	}
	return false
}

// columns notes which optional column groups the statement reads.
func (p *planner) columns(q *query) {
	var visit func(e expr)
	visit = func(e expr) {
		walk(e, func(e expr) bool {
			switch e := e.(type) {
			case *column:
				if s := e.rte.scan; s != nil {
					if s.used == nil {
						s.used = map[int]bool{}
					}
					s.used[e.col] = true
					s.addGroup(s.rel.def.Columns[e.col].Group)
				}
			case *subLink:
				eachExpr(e.query, visit)
			}
			return true
		})
	}
	eachExpr(q, visit)
}
