package sql

import (
	"strconv"
	"strings"
)

// What PostgreSQL has and SQLite has not is written as a window over the query
// and a condition around it.

// distinctOn keeps the first row of each group of equal ON expressions.
func (t *translator) distinctOn(q *query, inner string) string {
	on := make([]string, len(q.on))
	for i, e := range q.on {
		on[i] = collate(t.groupKey(e), e.typ().oid)
	}
	first := "row_number() OVER (PARTITION BY " + strings.Join(on, ", ")
	if keys := t.targetKeys(q); keys != "" {
		first += " ORDER BY " + keys
	}
	first += ") AS rn"
	body := "SELECT " + first + ", " + strings.TrimPrefix(inner, "SELECT ")
	return "SELECT " + columns(len(q.targets)) + " FROM (" + body + ") WHERE rn = 1"
}

// targetKeys writes ORDER BY's keys by their expressions, for a window.
func (t *translator) targetKeys(q *query) string {
	keys := make([]string, len(q.order))
	for i, k := range q.order {
		e := q.targets[k.target].e
		keys[i] = collate(t.groupKey(e), e.typ().oid) + ordering(k.desc, k.nullsFirst)
	}
	return strings.Join(keys, ", ")
}

// withTies is FETCH FIRST n ROWS WITH TIES: the rows whose rank is within the
// limit; OFFSET skips rows, not ranks.
func (t *translator) withTies(q *query, inner string) string {
	keys := make([]string, len(q.order))
	for i, k := range q.order {
		keys[i] = collate("c"+strconv.Itoa(k.target), q.targets[k.target].e.typ().oid) + ordering(k.desc, k.nullsFirst)
	}
	order := strings.Join(keys, ", ")
	offset, limit := "0", t.count(q.limit, "9223372036854775807", "2201W", "LIMIT must not be negative")
	if q.offset != nil {
		offset = t.count(q.offset, "0", "2201X", "OFFSET must not be negative")
	}
	cols := columns(len(q.targets))
	return "SELECT " + cols + " FROM (SELECT " + cols + ", rank() OVER (ORDER BY " + order + ") AS rk, row_number() OVER (ORDER BY " +
		order + ") AS rn FROM (" + inner + ")) WHERE rk <= " + offset + " + " + limit + " AND rn > " + offset + " ORDER BY rn"
}

// setOpAll is INTERSECT ALL and EXCEPT ALL: equal rows are numbered, so that
// the set operation counts them.
func (t *translator) setOpAll(q *query) string {
	n := len(visibleTargets(q))
	cols := columns(n)
	numbered := func(arm *query) string {
		keys := make([]string, n)
		for i, e := range visibleTargets(arm) {
			keys[i] = collate("c"+strconv.Itoa(i), (*e).typ().oid)
		}
		return "SELECT " + cols + ", row_number() OVER (PARTITION BY " + strings.Join(keys, ", ") + ") AS rn FROM (" + t.arm(arm) + ")"
	}
	return "SELECT " + cols + " FROM (" + numbered(q.setOp.left) + " " + q.setOp.op + " " + numbered(q.setOp.right) + ")"
}

// groupingSets writes one query per set and puts them together.
func (t *translator) groupingSets(q *query) string {
	if windowed(q) {
		t.fail(Unsupported("a window function over GROUPING SETS"))
	}
	for _, e := range append(visibleExprs(q), q.having) {
		eachSubQuery(e, func(*query) { t.fail(Unsupported("a sub-query in the result of GROUPING SETS")) })
	}
	arms := make([]string, len(q.sets))
	for i, set := range q.sets {
		in := map[int]bool{}
		arm := *q
		arm.sets, arm.group, arm.order, arm.distinct, arm.on = nil, nil, nil, false, nil
		for _, k := range set {
			in[k] = true
			arm.group = append(arm.group, q.group[k])
		}
		arm.absent = map[string]bool{}
		for k, e := range q.group {
			if !in[k] {
				arm.absent[exprKey(e)] = true
			}
		}
		if len(set) == 0 && arm.having == nil {
			arm.having = boolConst(true) // (): one group, also of no rows
		}
		arms[i] = t.plainSelect(&arm)
	}
	s := "SELECT "
	if q.distinct {
		s += "DISTINCT "
	}
	return s + columns(len(q.targets)) + " FROM (" + strings.Join(arms, " UNION ALL ") + ")"
}

// groupingBits is the value of GROUPING(...) in the set being written.
func (t *translator) groupingBits(e *grouping) string {
	bits := int64(0)
	for _, arg := range e.args {
		bits <<= 1
		if t.absent[exprKey(arg)] {
			bits |= 1
		}
	}
	return strconv.FormatInt(bits, 10)
}

func visibleExprs(q *query) []expr {
	out := make([]expr, len(q.targets))
	for i, g := range q.targets {
		out[i] = g.e
	}
	return out
}
