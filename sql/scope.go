package sql

// scope is what names mean at one query level: the FROM items that are visible,
// the CTEs, and the scope around it.
type scope struct {
	parent *scope
	level  *scopeLevel
	items  []*nsItem
	ctes   []*cte
	clause string // "WHERE", "JOIN/ON" ...: where an aggregate is not allowed; "" where it is

	windows []*window   // named windows of this level
	srfs    *[]rowsExpr // set-returning functions of the select list; nil where none may stand
	srfRTE  *rte        // the range-table entry that they become
	aggs    *int        // counts the aggregates found at this level
	wins    *int        // counts the window calls found at this level
}

// nsItem is one visible name of a FROM clause: a table, or a join with its
// merged columns.
type nsItem struct {
	name       string // "" = an unnamed join
	schema     string
	cols       []nsCol
	relVisible bool // name.column can be written
	colVisible bool // column alone can be written, and * includes it
	rte        *rte // nil for joins
}

type nsCol struct {
	name string
	e    expr
}

func newScope(parent *scope) *scope {
	var lvl *scopeLevel
	s := &scope{parent: parent, aggs: new(int), wins: new(int)}
	if parent != nil {
		lvl = parent.level
	}
	s.level = &scopeLevel{parent: lvl}
	return s
}

// besideScope is the scope of a query written within s that sees the CTEs of s
// and what is around s, but not the FROM items of s.
func besideScope(s *scope) *scope {
	return newScope(&scope{parent: s.parent, level: s.level, ctes: s.ctes, aggs: new(int), wins: new(int)})
}

// in returns the same scope for another clause.
func (s *scope) in(clause string) *scope {
	c := *s
	c.clause = clause
	return &c
}

func (s *scope) findCTE(name string) *cte {
	for sc := s; sc != nil; sc = sc.parent {
		for i := len(sc.ctes) - 1; i >= 0; i-- {
			if sc.ctes[i].name == name {
				return sc.ctes[i]
			}
		}
	}
	return nil
}

// lookup finds an unqualified column: in the innermost level that has it; more
// than one there is 42702.
func (a *analyser) lookup(s *scope, name string, pos int) expr {
	for sc := s; sc != nil; sc = sc.parent {
		var found expr
		for _, it := range sc.items {
			if !it.colVisible {
				continue
			}
			for _, c := range it.cols {
				if c.name != name {
					continue
				}
				if found != nil {
					a.fail(Errorf("42702", "column reference \"%s\" is ambiguous", name), pos)
				}
				found = c.e
			}
		}
		if found != nil {
			return at(found, pos)
		}
	}
	return nil
}

// lookupItem finds a table by the name the statement gave it.
func (a *analyser) lookupItem(s *scope, schema, name string, pos int) *nsItem {
	for sc := s; sc != nil; sc = sc.parent {
		var found *nsItem
		for _, it := range sc.items {
			if it.relVisible && it.name == name && (schema == "" || it.schema == schema) {
				if found != nil {
					a.fail(Errorf("42P09", "table reference \"%s\" is ambiguous", name), pos)
				}
				found = it
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// at returns a column reference that remembers where it was written.
func at(e expr, pos int) expr {
	if c, ok := e.(*column); ok {
		return &column{rte: c.rte, col: c.col, pos: pos}
	}
	return e
}
