package sql

import (
	"encoding/json"
	"strings"
)

func (t *translator) subLink(e *subLink) string {
	switch e.kind {
	case subExists:
		return "EXISTS (" + t.query(e.query) + ")"
	case subScalar:
		return t.scalar(e.query)
	case subArray:
		return "(SELECT json_group_array(c0) FROM (" + t.query(e.query) + "))"
	case subIn:
		if t.nativeIn(e) {
			return t.inQuery(e)
		}
	}
	if len(e.left) > 1 {
		t.fail(Unsupported("a row compared with a sub-query"))
	}
	item := rawSQL("c0")
	all := e.kind == subAll || (e.kind == subIn && e.not)
	cmp := t.call(&call{proc: e.op, op: e.opr, args: []expr{e.left[0], item}, t: plain(oidBool)})
	return t.quantify(cmp, "FROM ("+t.query(e.query)+")", all)
}

func (t *translator) nativeIn(e *subLink) bool {
	return len(e.left) > 1 || t.plainEquality(e.op.Signature())
}

func (t *translator) inQuery(e *subLink) string {
	word := " IN ("
	if e.not {
		word = " NOT IN ("
	}
	parts := make([]string, len(e.left))
	for i, l := range e.left {
		parts[i] = collate(t.expr(l), l.typ().oid)
	}
	left := strings.Join(parts, ", ")
	if len(parts) > 1 {
		left = "(" + left + ")"
	}
	return "(" + left + word + t.arm(e.query) + "))"
}

// quantify writes ANY and ALL with their three values: a decisive row decides,
// else a NULL comparison makes the result NULL.
func (t *translator) quantify(cmp, from string, all bool) string {
	if all {
		return "(SELECT CASE WHEN min(b) = 0 THEN 0 WHEN count(*) > count(b) THEN NULL ELSE 1 END FROM (SELECT " +
			cmp + " AS b " + from + "))"
	}
	return "(SELECT CASE WHEN max(b) = 1 THEN 1 WHEN count(*) > count(b) THEN NULL ELSE 0 END FROM (SELECT " +
		cmp + " AS b " + from + "))"
}

// scalar writes a sub-query used as a value: more than one row is an error in
// PostgreSQL, where SQLite would take the first.
func (t *translator) scalar(q *query) string {
	if oneRow(q) {
		return "(" + t.arm(q) + ")"
	}
	return "(SELECT CASE WHEN count(*) > 1 THEN " +
		"pg_raise('21000', 'more than one row returned by a subquery used as an expression') ELSE min(c0) END " +
		"FROM (" + "SELECT c0 FROM (" + t.query(q) + ") LIMIT 2))"
}

// oneRow reports whether a query cannot return more than one row.
func oneRow(q *query) bool {
	if c, ok := q.limit.(*constant); ok {
		if n, ok := c.val.(int64); ok && n <= 1 {
			return true
		}
	}
	if q.setOp != nil || len(q.values) > 1 {
		return false
	}
	return q.values != nil || q.grouped && len(q.group) == 0 || len(q.from) == 0
}

// anyArray writes left op ANY/ALL (array).
func (t *translator) anyArray(e *anyArray) string {
	items, known := arrayItems(e.array)
	equality := (e.opr == "=" && !e.all || e.opr == "<>" && e.all) && t.plainEquality(e.op.Signature())
	if known && equality {
		word := " IN ("
		if e.all {
			word = " NOT IN ("
		}
		return "(" + collate(t.expr(e.left), e.left.typ().oid) + word + t.list(items) + "))"
	}
	if known {
		b := &boolOp{op: '|'}
		if e.all {
			b.op = '&'
		}
		for _, it := range items {
			b.args = append(b.args, &call{proc: e.op, op: e.opr, args: []expr{e.left, it}, t: plain(oidBool)})
		}
		if len(b.args) == 0 {
			return value(boolConst(e.all).val)
		}
		return t.boolOp(b)
	}
	array := t.expr(e.array)
	var body string
	if equality {
		word := " IN ("
		if e.all {
			word = " NOT IN ("
		}
		body = collate(t.expr(e.left), e.left.typ().oid) + word + "SELECT value FROM json_each(" + array + "))"
	} else {
		cmp := t.call(&call{proc: e.op, op: e.opr, args: []expr{e.left, rawSQL("value")}, t: plain(oidBool)})
		body = t.quantify(cmp, "FROM json_each("+array+")", e.all)
	}
	return "(CASE WHEN " + array + " IS NULL THEN NULL ELSE " + body + " END)"
}

// arrayItems are the elements of an array that is written out or constant.
func arrayItems(e expr) ([]expr, bool) {
	switch e := e.(type) {
	case *arrayExpr:
		return e.elems, true
	case *constant:
		s, ok := e.val.(string)
		if !ok {
			return nil, false
		}
		vals, err := decodeArray(s)
		if err != nil {
			return nil, false
		}
		out := make([]expr, len(vals))
		for i, v := range vals {
			out[i] = &constant{val: v, t: plain(oidText)}
		}
		return out, true
	}
	return nil, false
}

// decodeArray reads the one-dimensional JSON form of an array value.
func decodeArray(s string) ([]any, error) {
	dec := json.NewDecoder(strings.NewReader(s))
	dec.UseNumber()
	var raw []any
	if err := dec.Decode(&raw); err != nil {
		return nil, err
	}
	for i, v := range raw {
		switch v := v.(type) {
		case json.Number:
			if n, err := v.Int64(); err == nil {
				raw[i] = n
				continue
			}
			f, err := v.Float64()
			if err != nil {
				return nil, err
			}
			raw[i] = f
		case bool:
			raw[i] = int64(0)
			if v {
				raw[i] = int64(1)
			}
		case []any, map[string]any:
			return nil, errNestedArray
		}
	}
	return raw, nil
}

var errNestedArray = Unsupported("an array of more than one dimension")
