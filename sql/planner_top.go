package sql

// topRows pushes LIMIT down to a scan, through sub-queries that only pass rows
// on. LIMIT is the dangerous hint: it may go down only where every row of the
// scan is a row of the result, in the order of the scan.
func (p *planner) topRows(q *query, outer *topRows) {
	top := outer
	if q.limit != nil {
		if outer != nil || !fixed(q.limit) || (q.offset != nil && !fixed(q.offset)) {
			return
		}
		top = &topRows{limit: q.limit, offset: q.offset}
	} else if q.offset != nil {
		return
	}
	if top == nil || !passesRows(q) {
		return
	}
	r, ok := q.from[0].(*rte)
	if !ok {
		return
	}
	if len(q.order) > 0 {
		if top.order.Column != "" {
			return
		}
		o, ok := p.ordering(q)
		if !ok {
			return
		}
		top = &topRows{limit: top.limit, offset: top.offset, order: o}
	}
	switch {
	case r.query != nil:
		p.topRows(r.query, top)
	case r.scan != nil:
		p.setTop(r.scan, top)
	}
}

// passesRows reports whether the query has one FROM item and neither drops,
// adds nor merges its rows.
func passesRows(q *query) bool {
	return q.setOp == nil && q.values == nil && len(q.from) == 1 && q.where == nil && len(q.on) == 0 && !q.ties &&
		!q.grouped && !q.distinct && !windowed(q) && len(q.ctes) == 0
}

// ordering is the query's ORDER BY as an order of its scan. Keys after a
// primary key cannot matter; after any other key they would.
func (p *planner) ordering(q *query) (Ordering, bool) {
	k := q.order[0]
	s, col, ok := p.origin(q.targets[k.target].e)
	if !ok {
		return Ordering{}, false
	}
	name := s.column(col)
	pk := s.rel.def.PrimaryKey
	if len(q.order) > 1 && (len(pk) != 1 || pk[0] != name) {
		return Ordering{}, false
	}
	return Ordering{Column: name, Desc: k.desc}, true
}

func (p *planner) setTop(s *Scan, top *topRows) {
	if len(s.rel.def.Orderings) == 0 {
		return
	}
	t := *top
	if t.order.Column == "" {
		t.order = s.rel.def.Orderings[0]
	}
	for _, o := range s.rel.def.Orderings {
		if o == t.order {
			s.top = &t
			return
		}
	}
}
