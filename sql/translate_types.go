package sql

import (
	"strconv"

	"github.com/pgconfluence/pgconfluence/sql/builtin"
)

// argTypes writes the types of a call's arguments for the functions that work
// by them (builtin.ArgTypes).
func argTypes(args []expr) string {
	b := []byte{'['}
	for i, a := range args {
		if i > 0 {
			b = append(b, ',')
		}
		b = builtin.AppendArgType(b, a.typ().oid, fieldTypes(a))
	}
	return quote(string(append(b, ']')))
}

// fieldTypes are the fields of a composite argument, nil for any other.
func fieldTypes(e expr) []builtin.FieldType {
	var out []builtin.FieldType
	switch e := e.(type) {
	case *relabel:
		return fieldTypes(e.arg)
	case *wholeRow:
		for _, f := range e.fields {
			out = append(out, builtin.FieldType{Name: f.name, Type: f.t.oid})
		}
	case *rowExpr:
		for i, f := range e.fields {
			out = append(out, builtin.FieldType{Name: "f" + strconv.Itoa(i+1), Type: f.typ().oid, Fields: fieldTypes(f)})
		}
	}
	return out
}
