package sql

import (
	"errors"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// coerce converts e to t, typmod included, or returns nil where PostgreSQL has
// no such cast in this context.
func (a *analyser) coerce(e expr, t typeRef, ctx catalog.Context, pos int) expr {
	if c, ok := e.(*constant); ok && c.t.oid == oidUnknown && c.val != nil && t.oid == oidInterval && t.mod >= 0 {
		// INTERVAL '1' DAY: the type modifier says what 1 counts.
		v, err := datum.ParseTextTypmod(t.oid, c.val.(string), t.mod, a.style)
		if err != nil {
			a.failDatum(err, pos)
		}
		return &constant{val: v, t: t}
	}
	out := a.coerceType(e, t.oid, ctx, pos)
	if out == nil {
		return nil
	}
	return a.coerceTypmod(out, t, ctx == catalog.Explicit, pos)
}

// coerceType is coerce without the typmod.
func (a *analyser) coerceType(e expr, to uint32, ctx catalog.Context, pos int) expr {
	from := e.typ().oid
	if from == to || isPseudo(to) {
		return e
	}
	if from == oidUnknown {
		switch e := e.(type) {
		case *constant:
			return a.literal(e, to, pos)
		case *param:
			return a.settleParam(e, to, pos)
		}
	}
	path, ok := a.cat.FindCoercion(from, to, ctx)
	if !ok {
		return nil
	}
	if c, ok := e.(*constant); ok && (c.val == nil || widens(from, to)) {
		return &constant{val: c.val, t: plain(to)} // known before any row is read, which the planner wants
	}
	switch path.Method {
	case catalog.NoOp:
		if c, ok := e.(*constant); ok && from != oidInt4 && to != oidInt4 {
			return &constant{val: c.val, t: plain(to)}
		}
		return &relabel{arg: e, t: plain(to)}
	case catalog.Func:
		return &call{proc: path.Proc, args: a.castArgs(path.Proc, e, -1, ctx == catalog.Explicit), t: plain(to)}
	case catalog.InOut:
		return &ioCast{arg: e, t: plain(to), explicit: ctx == catalog.Explicit}
	case catalog.Elements:
		return a.castElements(e, to, path, ctx, pos)
	default:
		a.fail(Unsupported("a cast from %s to %s", a.cat.FormatTypeName(from), a.cat.FormatTypeName(to)), pos)
		return nil
	}
}

// widens reports whether every value of an integer type is one of another,
// stored in the same way.
func widens(from, to uint32) bool {
	size := map[uint32]int{oidInt2: 2, oidInt4: 4, oidInt8: 8}
	return size[from] > 0 && size[to] > size[from]
}

// castArgs are a cast function's arguments: the value and, where it takes
// them, the typmod and whether the cast was written out.
func (a *analyser) castArgs(proc *catalog.Proc, e expr, mod int32, explicit bool) []expr {
	args := []expr{e}
	if len(proc.Args) > 1 {
		args = append(args, &constant{val: int64(mod), t: plain(oidInt4)})
	}
	if len(proc.Args) > 2 {
		args = append(args, boolConst(explicit))
	}
	return args
}

func boolConst(b bool) *constant {
	v := int64(0)
	if b {
		v = 1
	}
	return &constant{val: v, t: plain(oidBool)}
}

// coerceTypmod applies a length, precision or scale.
func (a *analyser) coerceTypmod(e expr, t typeRef, explicit bool, pos int) expr {
	if t.mod < 0 || e.typ().mod == t.mod {
		return e
	}
	if c, ok := e.(*constant); ok {
		if c.val == nil {
			return &constant{t: t}
		}
		v, err := datum.ApplyTypmod(t.oid, t.mod, c.val, explicit)
		if err != nil {
			a.failDatum(err, -1) // PostgreSQL finds out when it runs, and has no position then
		}
		return &constant{val: v, t: t}
	}
	proc := a.cat.TypmodCoercion(t.oid)
	if proc == nil {
		return &relabel{arg: e, t: t}
	}
	return &call{proc: proc, args: a.castArgs(proc, e, t.mod, explicit), t: t}
}

// literal reads an untyped literal as a value of the type.
func (a *analyser) literal(c *constant, to uint32, pos int) expr {
	if c.val == nil {
		return &constant{t: plain(to)}
	}
	s := c.val.(string)
	if c.at > 0 {
		pos = c.at - 1 // a bad literal is pointed to itself, not what it stands in
	}
	if isRegType(to) {
		return a.regLiteral(s, to, pos)
	}
	switch to {
	case oidDate, oidTimestamp, oidTimestamptz, oidTime:
		if relativeWord(s) {
			a.volatile = true
		}
	}
	base := to
	if t := a.cat.Type(to); t != nil && t.BaseType != 0 {
		base = t.BaseType
	}
	v, err := datum.ParseText(base, s, a.style)
	if err != nil {
		a.failDatum(err, pos)
	}
	return &constant{val: v, t: plain(to)}
}

// relativeWord reports whether a date literal depends on when it is read.
func relativeWord(s string) bool {
	s = strings.ToLower(s)
	for _, w := range []string{"now", "today", "tomorrow", "yesterday", "allballs"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// failDatum reports a value error where it was written.
func (a *analyser) failDatum(err error, pos int) {
	a.fail(fromDatum(err), pos)
}

// fromDatum turns package datum's error into this package's.
func fromDatum(err error) *Error {
	var d *datum.Error
	if errors.As(err, &d) {
		return &Error{Code: d.Code, Message: d.Message, Detail: d.Detail, Hint: d.Hint}
	}
	return AsError(err)
}

// toBoolean coerces a condition, naming the clause it stands in when it cannot be.
func (a *analyser) toBoolean(e expr, clause string, pos int) expr {
	if e.typ().oid == oidBool {
		return e
	}
	out := a.coerceType(e, oidBool, catalog.Assignment, pos)
	if out == nil {
		a.fail(Errorf("42804", "argument of %s must be type boolean, not type %s", clause, a.typeName(e)), pos)
	}
	return out
}

func (a *analyser) typeName(e expr) string { return a.cat.FormatTypeName(e.typ().oid) }

// commonType finds the type that all of es can take, as for UNION and CASE. pos
// is where each of es is written; one that does not fit is pointed to.
func (a *analyser) commonType(context string, es []expr, pos ...int) uint32 {
	types := make([]uint32, len(es))
	for i, e := range es {
		types[i] = e.typ().oid
	}
	t, ok := a.cat.CommonType(types)
	if !ok {
		first := types[0]
		place := func(i int) int {
			if i < len(pos) {
				return pos[i]
			}
			return -1
		}
		for i, o := range types {
			if first == oidUnknown {
				first = o
			}
			if _, ok := a.cat.CommonType([]uint32{first, o}); !ok {
				a.fail(Errorf("42804", "%s types %s and %s cannot be matched", context,
					a.cat.FormatTypeName(first), a.cat.FormatTypeName(o)), place(i))
			}
		}
		a.fail(Errorf("42804", "%s could not convert type %s", context, a.cat.FormatTypeName(first)), place(0))
	}
	return t
}

// toCommon coerces e to a common type already found.
func (a *analyser) toCommon(e expr, t uint32, context string, pos int) expr {
	out := a.coerceType(e, t, catalog.Implicit, pos)
	if out == nil {
		a.fail(Errorf("42846", "%s could not convert type %s to %s", context, a.typeName(e), a.cat.FormatTypeName(t)), pos)
	}
	return out
}

// commonMod is the typmod that all of es share, or -1.
func commonMod(es []expr, t uint32) int32 {
	mod := int32(-1)
	for i, e := range es {
		r := e.typ()
		if r.oid != t || (i > 0 && r.mod != mod) {
			return -1
		}
		mod = r.mod
	}
	return mod
}

// isPseudo reports whether a declared argument type takes any value as it is.
func isPseudo(t uint32) bool { return t == catalog.Any || catalog.IsPolymorphic(t) }
