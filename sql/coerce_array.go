package sql

import (
	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// arrayCast converts an array element by element.
type arrayCast struct {
	arg     expr
	element expr // over arrayElement
	t       typeRef
}

func (e *arrayCast) typ() typeRef { return e.t }

// arrayElement stands for the element that an arrayCast converts.
type arrayElement struct{ t typeRef }

func (e *arrayElement) typ() typeRef { return e.t }

// castElements is the coercion of an array whose elements must be converted.
func (a *analyser) castElements(e expr, to uint32, path catalog.CoercionPath, ctx catalog.Context, pos int) expr {
	from, target := a.cat.Type(e.typ().oid), a.cat.Type(to)
	if path.Element.Method == catalog.NoOp {
		return &relabel{arg: e, t: plain(to)}
	}
	el := a.coerceType(&arrayElement{t: plain(from.Elem)}, target.Elem, ctx, pos)
	if el == nil {
		return nil
	}
	return &arrayCast{arg: e, element: el, t: plain(to)}
}

// namedElements is an array of a reg type as an array of names, which are this
// package's to find.
func namedElements(e expr, elem uint32) expr {
	name := &ioCast{arg: &arrayElement{t: plain(elem)}, t: plain(oidText)}
	return &arrayCast{arg: e, element: name, t: plain(oidTextArray)}
}

// arrayCast writes the conversion over SQLite's JSON functions. A NULL array
// has no elements and stays NULL.
func (t *translator) arrayCast(e *arrayCast) string {
	return "(SELECT json_group_array(" + t.expr(e.element) + ") FROM json_each(" + t.expr(e.arg) + ") AS el HAVING " +
		"max(1) OR " + t.expr(e.arg) + " IS NOT NULL)"
}
