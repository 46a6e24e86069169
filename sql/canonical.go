package sql

import "strings"

// canonical reports whether equal values of the expression are always written
// alike, so that grouping may compare bytes instead of calling a collation,
// which for numbers is a call into Go for each comparison.
//
// Numbers of one fixed scale are: whole numbers cast to numeric, the fields of
// extract() that are whole, and numeric(p,s).
func canonical(e expr) bool {
	t := e.typ()
	if t.oid != oidNumeric {
		return false
	}
	if t.mod >= 0 {
		return true
	}
	c, ok := unwrap(e).(*call)
	if !ok {
		return false
	}
	switch sig := c.proc.Signature(); {
	case sig == "numeric(int2)", sig == "numeric(int4)", sig == "numeric(int8)":
		return true
	case strings.HasPrefix(sig, "extract(text,"):
		f, ok := unwrap(c.args[0]).(*constant)
		if !ok {
			return false
		}
		field, _ := f.val.(string)
		switch strings.ToLower(field) {
		case "year", "month", "day", "hour", "minute", "quarter", "doy", "dow", "isodow", "week", "isoyear":
			return true
		}
	}
	return false
}

// grouped adds the collation that grouping by the expression needs.
//
// A column is written as +column where no index has all that the statement
// reads: SQLite would otherwise walk the column's index to save a sort, and
// fetch every row of the table in that order, which takes much longer.
func (t *translator) grouped(e expr) string {
	sql := t.groupKey(e)
	if c, ok := e.(*column); ok && c.rte.scan != nil && !c.rte.scan.covered(c.col) {
		sql = "+" + sql
	}
	if canonical(e) {
		return sql
	}
	return collate(sql, e.typ().oid)
}
