package sql

import ()

// wholeRow is a row of a FROM item as one value: table, or table.*.
type wholeRow struct {
	fields []rteCol
	cols   []expr
	t      typeRef
}

func (e *wholeRow) typ() typeRef { return e.t }

// fieldOf is (composite).field.
type fieldOf struct {
	arg   expr
	field int
	t     typeRef
}

func (e *fieldOf) typ() typeRef { return e.t }

// wholeRowOf makes the whole-row value of a visible FROM item.
func (a *analyser) wholeRowOf(it *nsItem, pos int) expr {
	out := &wholeRow{t: plain(oidRecord)}
	if it.rte != nil {
		rel := it.rte.rel
		if rel == nil {
			rel = it.rte.origin
		}
		if rel != nil && a.cat.Type(rel.rowType) != nil {
			out.t = plain(rel.rowType)
		}
	}
	for _, c := range it.cols {
		out.cols = append(out.cols, at(c.e, pos))
		out.fields = append(out.fields, rteCol{name: c.name, t: c.e.typ()})
	}
	return out
}

// recordFields are the fields of a composite value, nil if they are not known.
func (a *analyser) recordFields(e expr) []rteCol {
	switch e := e.(type) {
	case *wholeRow:
		return e.fields
	case *relabel:
		return a.recordFields(e.arg)
	case *column:
		if e.rte.query != nil {
			n := 0
			for _, t := range e.rte.query.targets {
				if t.junk {
					continue
				}
				if n == e.col {
					return a.recordFields(t.e)
				}
				n++
			}
		}
		at := 0
		for _, fn := range e.rte.fns {
			if fn.record && e.col == at {
				return fn.fields
			}
			at += fn.columns()
		}
	case *rowExpr:
		var out []rteCol
		for _, f := range e.fields {
			out = append(out, rteCol{t: f.typ()})
		}
		return out
	}
	if rel := a.rels.byRowType(e.typ().oid); rel != nil {
		return rel.cols
	}
	return nil
}

// rowResult refuses a query whose result has a row as one value: it is stored in
// a way that is not PostgreSQL's text.
func (a *analyser) rowResult(q *query) error {
	for _, e := range visibleTargets(q) {
		t := a.cat.Type((*e).typ().oid)
		if t != nil && (t.OID == oidRecord || t.Kind == 'c') {
			return Unsupported("a row value in the result").WithHint("Select its columns: (row).* or the names.")
		}
	}
	return nil
}

// selectField is (composite).field.
func (a *analyser) selectField(e expr, name string, pos int) expr {
	fields := a.recordFields(e)
	for i, f := range fields {
		if f.name != name {
			continue
		}
		if w, ok := e.(*wholeRow); ok {
			return w.cols[i]
		}
		return &fieldOf{arg: e, field: i, t: f.t}
	}
	if fields == nil {
		a.fail(Errorf("42809", "column notation .%s applied to type %s, which is not a composite type", name, a.typeName(e)), pos)
	}
	a.fail(Errorf("42703", "column \"%s\" not found in data type %s", name, a.typeName(e)), pos)
	return nil
}
