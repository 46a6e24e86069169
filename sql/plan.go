package sql

import (
	"fmt"
	"slices"
	"strings"
)

// Plan says which slices of which virtual tables a statement needs. It is made
// once per statement without I/O; the values of parameters and of join keys
// come in when it is bound (see bind.go). Its String is what EXPLAIN prints.
type Plan struct {
	Scans []*Scan
}

// Scan is one appearance of a virtual table in a statement.
type Scan struct {
	N    int // its number in the plan and in the translated SQL
	rel  *relation
	rte  *rte
	With []string // optional column groups that the statement reads; sorted

	// conds are conditions that every row that matters fulfils: the column
	// equals one of the values.
	conds []cond
	// local are conditions on this table alone, used to narrow the keys that
	// other scans take from this one.
	local []expr
	// keys, if set, bounds this scan by the values that another one has.
	keys *keySource
	// edges are all that could become keys.
	edges []keySource
	// used are the columns that the statement reads.
	used map[int]bool
	// top, if set, says that the first rows in an order are enough.
	top *topRows
}

// cond is column = value, column IN (values) or column = ANY (array).
type cond struct {
	col    int
	values []expr // constants and parameters
	array  expr   // instead of values: an array constant or parameter
}

// keySource is column = other.otherCol, from a join or an IN (SELECT ...).
type keySource struct {
	col     int
	from    *Scan
	fromCol int
}

// topRows is ORDER BY order LIMIT limit OFFSET offset with nothing in between.
type topRows struct {
	order  Ordering
	limit  expr
	offset expr // nil = 0
}

// Table is the virtual table's name.
func (s *Scan) Table() string { return s.rel.name }

func (s *Scan) column(i int) string { return s.rel.cols[i].name }

// lookup returns the table's lookup by a column, or nil.
func (s *Scan) lookup(col int) *Lookup {
	for i := range s.rel.def.Lookups {
		if s.rel.def.Lookups[i].Column == s.column(col) {
			return &s.rel.def.Lookups[i]
		}
	}
	return nil
}

// narrow reports whether the scan is known to hold only a part of its table.
func (s *Scan) narrow() bool {
	return len(s.conds) > 0 || len(s.local) > 0 || s.keys != nil || s.top != nil
}

// String is the plan as text, one line per scan.
func (p *Plan) String() string {
	var b strings.Builder
	for _, s := range p.Scans {
		b.WriteString(s.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// String is "pages by space_id from spaces.id", "pages by id (2 values)",
// "pages first rows by -created_at" or "pages".
func (s *Scan) String() string {
	var b strings.Builder
	b.WriteString(s.rel.name)
	if s.rte.name != s.rel.name && s.rte.name != "" {
		b.WriteString(" " + s.rte.name)
	}
	switch {
	case s.bestCond() != nil:
		c := s.bestCond()
		b.WriteString(": by " + s.column(c.col))
		if c.array == nil {
			fmt.Fprintf(&b, " (%d of them)", len(c.values))
		}
	case s.keys != nil:
		fmt.Fprintf(&b, ": by %s, from %s.%s", s.column(s.keys.col), s.keys.from.Table(), s.keys.from.column(s.keys.fromCol))
	case s.top != nil:
		sign := ""
		if s.top.order.Desc {
			sign = "-"
		}
		b.WriteString(": first rows by " + sign + s.top.order.Column)
	default:
		b.WriteString(": all")
	}
	if len(s.With) > 0 {
		b.WriteString(", with " + strings.Join(s.With, ", "))
	}
	return b.String()
}

// bestCond is the condition on the cheapest lookup, or nil.
func (s *Scan) bestCond() *cond {
	for _, l := range s.rel.def.Lookups {
		for i := range s.conds {
			if s.column(s.conds[i].col) == l.Column {
				return &s.conds[i]
			}
		}
	}
	return nil
}

// lookup reports whether every scan is by values of its table's primary key: a
// statement that costs less than keeping its result.
func (p *Plan) lookup() bool {
	for _, s := range p.Scans {
		c, pk := s.bestCond(), s.rel.def.PrimaryKey
		if c == nil || len(pk) != 1 || s.column(c.col) != pk[0] {
			return false
		}
	}
	return len(p.Scans) > 0
}

// order returns the scans so that each comes after the one it takes keys from.
func (p *Plan) order() []*Scan {
	var out []*Scan
	done := map[*Scan]bool{}
	for len(out) < len(p.Scans) {
		for _, s := range p.Scans {
			if !done[s] && (s.keys == nil || done[s.keys.from]) {
				done[s] = true
				out = append(out, s)
			}
		}
	}
	return out
}

// chooseKeys decides which scans are bounded by the keys of others. A scan
// takes keys only from one that is settled, so there are no cycles.
func (p *Plan) chooseKeys() {
	settled := map[*Scan]bool{}
	for _, s := range p.Scans {
		if len(s.edges) == 0 || s.bestCond() != nil || s.top != nil {
			settled[s] = true
		}
	}
	for pass := range 2 {
		// Tables that are best read by keys wait for the others.
		for again := true; again; {
			again = false
			for _, s := range p.Scans {
				if settled[s] || (pass == 0 && s.rel.def.ByKeys) {
					continue
				}
				if k := s.bestEdge(settled); k != nil {
					s.keys = k
					settled[s], again = true, true
				}
			}
		}
		for _, s := range p.Scans {
			if !s.rel.def.ByKeys {
				settled[s] = true
			}
		}
	}
}

// bestEdge is the cheapest usable way to bound the scan, or nil.
func (s *Scan) bestEdge(settled map[*Scan]bool) *keySource {
	for _, l := range s.rel.def.Lookups {
		for i := range s.edges {
			e := &s.edges[i]
			if s.column(e.col) == l.Column && settled[e.from] && e.from != s && (e.from.narrow() || s.rel.def.ByKeys) {
				return e
			}
		}
	}
	return nil
}

// covered reports whether an index whose first column is the given one has all
// that the statement reads of the table.
func (s *Scan) covered(col int) bool {
	for _, index := range s.rel.def.Indexes {
		if index[0] != s.column(col) {
			continue
		}
		all := true
		for c := range s.used {
			if !slices.Contains(index, s.column(c)) && !slices.Contains(s.rel.def.PrimaryKey, s.column(c)) {
				all = false
			}
		}
		if all {
			return true
		}
	}
	return false
}

func (s *Scan) addGroup(g string) {
	if g != "" && !slices.Contains(s.With, g) {
		s.With = append(s.With, g)
		slices.Sort(s.With)
	}
}
