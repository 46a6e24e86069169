package sql

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/builtin"
)

// What in FROM depends on the rows before it (a function, LATERAL) is written
// as json_each over a JSON array of rows: SQLite lets a table-valued function
// take arguments from the items before it, and has no LATERAL otherwise.

// rowsSource writes such an item.
func (t *translator) rowsSource(r *rte) string {
	arrays := make([]string, len(r.fns))
	for i, fn := range r.fns {
		arrays[i] = t.rowsArray(fn)
	}
	src := arrays[0]
	if len(arrays) > 1 {
		// Several go on together; the shorter ones end in NULLs.
		src = "pgc_zip(" + strings.Join(arrays, ", ") + ")"
	}
	return "json_each(" + src + ") AS " + r.alias
}

// rowsArray is a JSON array with an element per row: the value, or an array of
// the values where there are several columns.
func (t *translator) rowsArray(fn rowsExpr) string {
	if fn.query != nil {
		row := "c0"
		if fn.width != 1 {
			row = "json_array(" + columns(fn.width) + ")"
		}
		return "(SELECT json_group_array(" + row + ") FROM (" + t.query(fn.query) + "))"
	}
	if fn.defs != nil {
		if fn.object {
			return "json_array(json(" + t.expr(fn.e) + "))"
		}
		return t.expr(fn.e)
	}
	if c, ok := fn.e.(*call); ok && (c.proc.ReturnsSet || fn.fields != nil) {
		if tmpl, ok := vectorTemplates[c.proc.Signature()]; ok && len(c.args) > 0 && isVector(c.args[0]) {
			return t.expand(tmpl, c.args)
		}
		if tmpl, ok := systemSets[c.proc.Signature()]; ok {
			return t.expand(tmpl, c.args)
		}
		impl, ok := builtin.Function(c.proc.Signature())
		if !ok {
			t.fail(Unsupported("the set-returning function %s", c.proc.Signature()))
		}
		if tmpl := t.template(impl, c.args); tmpl != "" && (impl.Go == nil || t.affordable(tmpl, c.args)) {
			return t.expand(tmpl, c.args)
		}
		return t.goCall(c.proc.Signature(), impl, c.args)
	}
	return t.expr(fn.e)
}

// rowsColumn reads a column of such an item.
func (t *translator) rowsColumn(r *rte, col int) string {
	if r.ordinal && col == len(r.cols)-1 {
		return "(" + r.alias + ".key + 1)"
	}
	if len(r.fns) == 1 {
		if d := r.fns[0].defs; d != nil {
			return t.member(rawSQL(r.alias+".value"), d[col])
		}
		if r.fns[0].columns() == 1 {
			return r.alias + ".value"
		}
		return "json_extract(" + r.alias + ".value, '$[" + strconv.Itoa(col) + "]')"
	}
	at := col
	for i, fn := range r.fns {
		if at < fn.columns() {
			path := "$[" + strconv.Itoa(i) + "]"
			if fn.columns() > 1 {
				path += "[" + strconv.Itoa(at) + "]"
			}
			return "json_extract(" + r.alias + ".value, '" + path + "')"
		}
		at -= fn.columns()
	}
	panic("column of a function beyond its width")
}

// member reads a member of a JSON object as a column of a definition list:
// its text, read as the column's type.
func (t *translator) member(object expr, c rteCol) string {
	op := "->>"
	if c.t.oid == oidJSON || c.t.oid == oidJSONB {
		op = "->"
	}
	m, err := t.cat.ResolveOperator(op, oidJSON, oidText)
	if err != nil {
		t.fail(Unsupported("operator json %s", op))
	}
	field := &call{proc: m.Op.Proc, op: op, t: plain(oidText), args: []expr{object, &constant{val: c.name, t: plain(oidText)}}}
	text := t.call(field)
	switch {
	case c.t.oid == oidJSON || c.t.oid == oidText || c.t.oid == oidVarchar && c.t.mod < 0:
		return text
	default:
		return t.convertTypmod(text, c.t)
	}
}

// convertTypmod reads text as a type with its modifier.
func (t *translator) convertTypmod(sql string, ref typeRef) string {
	return t.expand(fmt.Sprintf("pg_in(%d, %d, $1, $TimeZone, $DateStyle, $IntervalStyle, $now)", ref.oid, ref.mod), []expr{rawSQL(sql)})
}

// elementOf writes array[index]; an index outside is NULL.
func (t *translator) elementOf(e *elementOf) string {
	array := t.expr(e.array)
	if isVector(e.array) { // counted from 0
		index := t.expr(e.index)
		return "(CASE WHEN " + index + " >= 0 THEN json_extract(" + array + ", '$[' || (" + index + ") || ']') END)"
	}
	if c, ok := unwrap(e.index).(*constant); ok {
		n, _ := c.val.(int64)
		if n < 1 {
			return "NULL"
		}
		return "json_extract(" + array + ", '$[" + strconv.FormatInt(n-1, 10) + "]')"
	}
	index := t.expr(e.index)
	return "(CASE WHEN " + index + " >= 1 THEN json_extract(" + array + ", '$[' || (" + index + " - 1) || ']') END)"
}
