package sql

import (
	"strconv"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/builtin"
)

// query writes a query; its visible columns are c0, c1, ...; columns that are
// there only to sort by come after them.
func (t *translator) query(q *query) string {
	var b strings.Builder
	if len(q.ctes) > 0 {
		b.WriteString("WITH RECURSIVE ")
		for i, c := range q.ctes {
			if i > 0 {
				b.WriteString(", ")
			}
			if c.recursive {
				b.WriteString(c.alias + "(" + columns(len(c.q.targets)) + ")")
			} else {
				b.WriteString(c.alias)
			}
			b.WriteString(" AS ")
			if c.materialized {
				b.WriteString("MATERIALIZED ")
			}
			b.WriteString("(" + t.query(c.q) + ")")
		}
		b.WriteByte(' ')
	}
	body := t.body(q)
	if q.ties {
		b.WriteString(t.withTies(q, body))
		return b.String()
	}
	b.WriteString(body)
	b.WriteString(t.orderBy(q))
	b.WriteString(t.limit(q))
	return b.String()
}

// body writes a query without WITH, ORDER BY and LIMIT.
func (t *translator) body(q *query) string {
	switch {
	case q.setOp != nil:
		return t.setOp(q)
	case q.values != nil:
		return t.valuesQuery(q)
	case q.sets != nil && len(q.on) > 0:
		t.fail(Unsupported("DISTINCT ON with GROUPING SETS"))
	case q.sets != nil:
		return t.groupingSets(q)
	case len(q.on) > 0:
		return t.distinctOn(q, t.plainSelect(q))
	}
	return t.plainSelect(q)
}

func (t *translator) plainSelect(q *query) string {
	list, rest := t.selectList(q), t.rest(q)
	switch {
	case q.having != nil && len(q.group) == 0:
		// Without GROUP BY there is one group of all rows, or of none; SQLite
		// wants an aggregate in the list for that.
		return "SELECT " + columns(max(1, len(q.targets))) + " FROM (SELECT " + list + ", " + t.overGroups(q, q.having) +
			" AS h, count(*) AS n" + rest + ") WHERE h"
	case q.having != nil:
		rest += " HAVING " + t.overGroups(q, q.having)
	}
	if q.distinct {
		list = "DISTINCT " + list
	}
	return "SELECT " + list + rest
}

func (t *translator) selectList(q *query) string {
	if len(q.targets) == 0 {
		return "1 AS c0" // SELECT FROM t: rows without columns
	}
	out := make([]string, len(q.targets))
	for i, g := range q.targets {
		out[i] = collate(t.overGroups(q, g.e), g.e.typ().oid) + " AS c" + strconv.Itoa(i)
	}
	return strings.Join(out, ", ")
}

// overGroups writes an expression over the groups of a query: the keys that its
// grouping set leaves out are NULL there.
func (t *translator) overGroups(q *query, e expr) string {
	outer := t.absent
	t.absent = q.absent
	defer func() { t.absent = outer }()
	return t.expr(e)
}

// rest is FROM, WHERE and GROUP BY.
func (t *translator) rest(q *query) string {
	var b strings.Builder
	if len(q.from) > 0 {
		b.WriteString(" FROM ")
		for i, f := range q.from {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(t.from(f, i > 0))
		}
	}
	if q.where != nil {
		b.WriteString(" WHERE " + t.expr(q.where))
	}
	if len(q.group) > 0 {
		keys := make([]string, len(q.group))
		for i, e := range q.group {
			keys[i] = t.grouped(e)
		}
		b.WriteString(" GROUP BY " + strings.Join(keys, ", "))
	}
	return b.String()
}

// from writes a FROM item; a join that is not the first operand is put in
// parentheses, since SQLite joins from left to right.
func (t *translator) from(f fromItem, paren bool) string {
	switch f := f.(type) {
	case *rte:
		return t.rte(f)
	case *join:
		words := [...]string{joinInner: " JOIN ", joinLeft: " LEFT JOIN ", joinRight: " RIGHT JOIN ",
			joinFull: " FULL JOIN ", joinCross: " JOIN "}
		s := t.from(f.left, false) + words[f.kind] + t.from(f.right, true)
		if f.on != nil {
			s += " ON " + t.expr(f.on)
		}
		if paren {
			return "(" + s + ")"
		}
		return s
	}
	panic("unknown FROM item")
}

func (t *translator) rte(r *rte) string {
	switch {
	case r.fns != nil:
		return t.rowsSource(r)
	case r.query != nil:
		return "(" + t.query(r.query) + once(r.query) + ") AS " + r.alias
	case r.cte != nil:
		return r.cte.alias + " AS " + r.alias
	case r.rel.def == nil:
		return t.systemTable(r.rel) + " AS " + r.alias
	}
	return slotMark + strconv.Itoa(t.scans[r]) + slotMark + " AS " + r.alias
}

// once keeps SQLite from merging a sub-query into the query around it where
// its set-returning functions would be called again for each row there.
func once(q *query) string {
	if q.limit != nil || q.offset != nil || q.ties {
		return ""
	}
	for _, f := range q.from {
		if r, ok := f.(*rte); ok && len(r.fns) > 0 && r.fns[0].query == nil {
			return " LIMIT -1"
		}
	}
	return ""
}

// valuesQuery writes VALUES with the names that the query around it expects.
func (t *translator) valuesQuery(q *query) string {
	var b strings.Builder
	b.WriteString("SELECT ")
	for i, g := range q.targets {
		if i > 0 {
			b.WriteString(", ")
		}
		if o, ok := g.e.(*outputColumn); ok {
			b.WriteString(collate("column"+strconv.Itoa(o.n+1), g.e.typ().oid))
		} else {
			t.fail(Unsupported("ORDER BY an expression over VALUES"))
		}
		b.WriteString(" AS c" + strconv.Itoa(i))
	}
	b.WriteString(" FROM (VALUES ")
	for i, row := range q.values {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("(" + t.list(row) + ")")
	}
	b.WriteString(")")
	return b.String()
}

func (t *translator) setOp(q *query) string {
	if q.setOp.all && q.setOp.op != "UNION" {
		return t.setOpAll(q)
	}
	word := " " + q.setOp.op + " "
	if q.setOp.all {
		word = " UNION ALL "
	}
	if q.setOp.op == "UNION" && !q.setOp.all && variedTargets(q) {
		// SQLite's UNION keeps the last of equal values, PostgreSQL the first,
		// as DISTINCT does here.
		return "SELECT DISTINCT * FROM (" + t.arm(q.setOp.left) + " UNION ALL " + t.arm(q.setOp.right) + ")"
	}
	return t.arm(q.setOp.left) + word + t.arm(q.setOp.right)
}

// variedTargets reports whether a column's equal values may be written in more
// than one way.
func variedTargets(q *query) bool {
	for _, g := range visibleTargets(q) {
		if builtin.Collation((*g).typ().oid) != "" {
			return true
		}
	}
	return false
}

// arm writes one side of a set operation, its sort-only columns cut off.
func (t *translator) arm(q *query) string {
	if q.setOp == nil && q.values == nil && len(q.ctes) == 0 && len(q.on) == 0 && q.sets == nil && len(q.order) == 0 && q.limit == nil && q.offset == nil {
		return t.plainSelect(q)
	}
	return "SELECT " + columns(len(visibleTargets(q))) + " FROM (" + t.query(q) + ")"
}

func columns(n int) string {
	names := make([]string, n)
	for i := range names {
		names[i] = "c" + strconv.Itoa(i)
	}
	return strings.Join(names, ", ")
}

func (t *translator) orderBy(q *query) string {
	if len(q.order) == 0 {
		return ""
	}
	keys := make([]string, len(q.order))
	for i, k := range q.order {
		keys[i] = collate(strconv.Itoa(k.target+1), q.targets[k.target].e.typ().oid) + ordering(k.desc, k.nullsFirst)
	}
	return " ORDER BY " + strings.Join(keys, ", ")
}

// limit writes LIMIT and OFFSET: NULL is none, a negative number an error,
// where SQLite would take it for none.
func (t *translator) limit(q *query) string {
	if q.limit == nil && q.offset == nil {
		return ""
	}
	s := " LIMIT -1"
	if q.limit != nil {
		s = " LIMIT " + t.count(q.limit, "-1", "2201W", "LIMIT must not be negative")
	}
	if q.offset != nil {
		s += " OFFSET " + t.count(q.offset, "0", "2201X", "OFFSET must not be negative")
	}
	return s
}

func (t *translator) count(e expr, none, code, message string) string {
	if c, ok := e.(*constant); ok {
		if n, ok := c.val.(int64); ok && n >= 0 {
			return strconv.FormatInt(n, 10)
		}
	}
	sql := t.expr(e)
	if !simple(e) {
		sql = "(SELECT " + sql + ")"
	}
	return "(CASE WHEN " + sql + " < 0 THEN pg_raise(" + quote(code) + ", " + quote(message) +
		") ELSE coalesce(" + sql + ", " + none + ") END)"
}
