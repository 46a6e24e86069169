package sql

const (
	oidPgType      = 1247
	oidPgNamespace = 2615
)

// depends are a table's rows of pg_depend, which information_schema looks for
// keys in: what is part of what, and what refers to what.
func (o *ownRows) depends(t *relation) {
	add := func(class, object, refClass, ref uint32, column int, kind string) {
		o.add("pg_depend", map[string]any{"classid": int64(class), "objid": int64(object), "objsubid": int64(0),
			"refclassid": int64(refClass), "refobjid": int64(ref), "refobjsubid": int64(column), "deptype": kind})
	}
	add(oidPgClass, t.oid, oidPgNamespace, nsPublic, 0, "n")
	add(oidPgType, t.rowType, oidPgClass, t.oid, 0, "i")
	add(oidPgType, t.arrayType, oidPgType, t.rowType, 0, "i")
	for _, ix := range t.indexes {
		if ix.primary {
			continue // it is part of its constraint
		}
		for _, c := range ix.cols {
			add(oidPgClass, ix.oid, oidPgClass, t.oid, c+1, "a")
		}
	}
	for _, c := range t.constraints {
		for _, col := range c.cols {
			add(oidPgConstraint, c.oid, oidPgClass, t.oid, col+1, "a")
		}
		if c.primary {
			add(oidPgClass, c.index.oid, oidPgConstraint, c.oid, 0, "i")
			continue
		}
		for _, col := range c.refCols {
			add(oidPgConstraint, c.oid, oidPgClass, c.ref.oid, col+1, "n")
		}
		add(oidPgConstraint, c.oid, oidPgClass, c.index.oid, 0, "n")
	}
}
