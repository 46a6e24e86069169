package catalog

import (
	"errors"
	"fmt"
	"strings"
)

// question is something to ask both PostgreSQL and the Catalog. As a line of
// testdata it is "kind what arg arg ...": types are typnames, unknown is a bare
// literal.
//
//	op + int4 numeric        prefix: op - int4
//	func lower text          name=>type, VARIADIC:type
//	explicit int4 text       also assignment, implicit
//	common int4 numeric unknown
//	any = int4 _int8         scalar op ANY (array)
//	sort varchar
type question struct {
	kind, what string
	args       []string
}

func parseQuestion(line string) question {
	f := strings.Fields(line)
	switch f[0] {
	case "op", "func", "any":
		return question{f[0], f[1], f[2:]}
	}
	return question{f[0], "", f[1:]}
}

func (q question) String() string {
	return strings.Join(strings.Fields(q.kind+" "+q.what+" "+strings.Join(q.args, " ")), " ")
}

// ask is the Catalog's answer.
func (q question) ask(c *Catalog) string {
	switch q.kind {
	case "op":
		return q.askOperator(c)
	case "func":
		return q.askFunction(c)
	case "any":
		m, err := c.ResolveScalarArray(q.what, q.oid(c, 0), q.oid(c, 1))
		if err != nil {
			return "error " + codeOf(err)
		}
		return fmt.Sprintf("op %d", m.Op.OID)
	case "common":
		return q.askCommon(c)
	case "sort":
		less, eq := c.LessOperator(q.oid(c, 0)), c.EqualityOperator(q.oid(c, 0))
		if less == nil {
			return "error 42883"
		}
		return fmt.Sprintf("eq %d less %d", eq.OID, less.OID)
	}
	ctx := map[string]Context{"explicit": Explicit, "assignment": Assignment, "implicit": Implicit}[q.kind]
	p, ok := c.FindCoercion(q.oid(c, 0), q.oid(c, 1), ctx)
	if !ok {
		return "none"
	}
	if can := c.CanCoerce([]uint32{q.oid(c, 0)}, []uint32{q.oid(c, 1)}, ctx); !can {
		return "FindCoercion and CanCoerce differ"
	}
	if p.Method == Func {
		return fmt.Sprintf("func %d", p.Proc.OID)
	}
	return map[Method]string{NoOp: "noop", InOut: "inout", Elements: "elements", Row: "row"}[p.Method]
}

func (q question) oid(c *Catalog, i int) uint32 { return typeOID(c, q.args[i]) }

func typeOID(c *Catalog, name string) uint32 {
	schema, n, ok := strings.Cut(name, ".")
	if !ok {
		schema, n = "", name
	}
	t := c.TypeNamed(schema, n)
	if t == nil {
		panic("no type " + name)
	}
	return t.OID
}

func codeOf(err error) string {
	var mismatch *Mismatch
	var ambiguous *Ambiguous
	var missing *NotFound
	switch {
	case errors.As(err, &mismatch):
		return mismatch.Code
	case errors.As(err, &ambiguous):
		return "42725"
	case errors.As(err, &missing):
		return "42883"
	}
	return err.Error()
}

func (q question) askOperator(c *Catalog) string {
	var left uint32
	if len(q.args) == 2 {
		left = q.oid(c, 0)
	}
	m, err := c.ResolveOperator(q.what, left, q.oid(c, len(q.args)-1))
	if err != nil {
		return "error " + codeOf(err)
	}
	args := []uint32{m.Left, m.Right}
	if left == 0 {
		args = args[1:]
	}
	return fmt.Sprintf("op %d %s %s", m.Op.OID, c.Type(m.Result).Name, typeNames(c, args))
}

func (q question) resolve(c *Catalog) (FuncMatch, error) {
	var opts FuncOptions
	types := make([]uint32, len(q.args))
	for i, a := range q.args {
		if name, typ, ok := strings.Cut(a, "=>"); ok {
			opts.ArgNames, a = append(opts.ArgNames, name), typ
		}
		if typ, ok := strings.CutPrefix(a, "VARIADIC:"); ok {
			opts.VariadicCall, a = true, typ
		}
		types[i] = typeOID(c, a)
	}
	return c.ResolveFunction(q.what, types, opts)
}

func (q question) askFunction(c *Catalog) string {
	m, err := q.resolve(c)
	switch {
	case err != nil:
		return "error " + codeOf(err)
	case m.CastTo != 0:
		return "cast " + c.Type(m.CastTo).Name
	}
	args := m.ArgTypes
	if m.Proc.AggKind == 'o' {
		args = args[m.Proc.AggDirectArgs:]
	}
	if from := m.VariadicFrom; from >= 0 {
		args = append(args[:from:from], c.ArrayType(args[from]))
	}
	return fmt.Sprintf("func %d %s %s", m.Proc.OID, c.Type(m.Result).Name, typeNames(c, args))
}

// typeNames lists argument types. PostgreSQL passes a row as a record without
// any conversion in its trees, so here all row types are record.
func typeNames(c *Catalog, types []uint32) string {
	list := make([]string, len(types))
	for i, t := range types {
		switch {
		case c.isComposite(t):
			t = Record
		case c.isCompositeArray(t):
			t = RecordArray
		}
		list[i] = c.Type(t).Name
	}
	return "(" + strings.Join(list, " ") + ")"
}

func (q question) askCommon(c *Catalog) string {
	types := make([]uint32, len(q.args))
	for i := range q.args {
		types[i] = q.oid(c, i)
	}
	t, ok := c.CommonType(types)
	if !ok {
		return "error 42804"
	}
	for _, from := range types {
		if _, ok := c.FindCoercion(from, t, Implicit); !ok {
			return "error 42846"
		}
	}
	return "type " + c.Type(t).Name
}
