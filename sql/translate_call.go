package sql

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/builtin"
)

// call writes a function or operator by its implementation in package builtin.
func (t *translator) call(e *call) string {
	sig := e.proc.Signature()
	if tmpl, ok := vectorTemplates[sig]; ok && len(e.args) > 0 && isVector(e.args[0]) {
		return t.expand(tmpl, e.args)
	}
	if tmpl, ok := systemTemplates[sig]; ok {
		return t.expand(tmpl, e.args)
	}
	impl, ok := builtin.Function(sig)
	if !ok && strings.HasPrefix(sig, "pg_stat_get_") && !e.proc.ReturnsSet {
		if e.t.oid == oidInt8 || e.t.oid == oidInt4 || e.t.oid == oidFloat8 {
			return "0" // nothing is counted of relations that take no room
		}
		return "NULL"
	}
	if !ok {
		t.fail(unsupportedCall(e))
	}
	if tmpl := t.template(impl, e.args); tmpl != "" && (impl.Go == nil || t.affordable(tmpl, e.args)) {
		return t.expand(tmpl, e.args)
	}
	return t.goCall(sig, impl, e.args)
}

func unsupportedCall(e *call) *Error {
	if e.op != "" {
		return Unsupported("operator %s in the form %s", e.op, e.proc.Signature())
	}
	return Unsupported("function %s", e.proc.Signature())
}

// template chooses the best template for these arguments, "" = none.
func (t *translator) template(impl *builtin.Impl, args []expr) string {
	if impl.Variadic != nil {
		return impl.Variadic(len(args))
	}
	consts := constants(args)
	if impl.Zoned != nil {
		if s := impl.Zoned(t.zone(), consts); s != "" {
			return s
		}
	}
	if impl.Special != nil {
		if s := impl.Special(consts); s != "" {
			return s
		}
	}
	if impl.UTC != "" && t.zone() == "UTC" {
		return impl.UTC
	}
	return impl.SQL
}

// constants are the values of the constant arguments, nil for the others.
func constants(args []expr) []any {
	out := make([]any, len(args))
	for i, a := range args {
		if c, ok := unwrap(a).(*constant); ok {
			out[i] = c.val
		}
	}
	return out
}

// affordable reports whether no costly argument is written more than once.
func (t *translator) affordable(tmpl string, args []expr) bool {
	for i, a := range args {
		if n := countArg(tmpl, i+1); n > 1 && (!simple(a) || n*t.weight(a) > maxRepeated) {
			return false
		}
	}
	return true
}

func countArg(tmpl string, n int) int {
	count, mark := 0, "$"+strconv.Itoa(n)
	for rest := tmpl; ; {
		i := strings.Index(rest, mark)
		if i < 0 {
			return count
		}
		rest = rest[i+len(mark):]
		if rest == "" || rest[0] < '0' || rest[0] > '9' {
			count++
		}
	}
}

func (t *translator) goCall(sig string, impl *builtin.Impl, args []expr) string {
	parts := make([]string, 0, len(args)+len(impl.Session))
	for _, a := range args {
		parts = append(parts, t.expr(a))
	}
	for _, s := range impl.Session {
		if s == builtin.ArgTypes {
			parts = append(parts, argTypes(args))
			continue
		}
		parts = append(parts, t.sessionParam(s))
	}
	return builtin.GoName(sig) + "(" + strings.Join(parts, ", ") + ")"
}

// expand writes a template: $1 is an argument, $name a session value, text in
// quotes stays as it is.
func (t *translator) expand(tmpl string, args []expr) string {
	return "(" + t.expandBare(tmpl, args) + ")"
}

func (t *translator) expandBare(tmpl string, args []expr) string {
	var b strings.Builder
	inQuote := false
	for i := 0; i < len(tmpl); i++ {
		c := tmpl[i]
		if c == '\'' {
			inQuote = !inQuote
		}
		if c != '$' || inQuote {
			b.WriteByte(c)
			continue
		}
		j := i + 1
		for j < len(tmpl) && (tmpl[j] == '_' || isAlnum(tmpl[j])) {
			j++
		}
		name := tmpl[i+1 : j]
		if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(args) {
			b.WriteString(t.expr(args[n-1]))
		} else if name == builtin.ArgTypes {
			b.WriteString(argTypes(args))
		} else {
			b.WriteString(t.sessionParam(name))
		}
		i = j - 1
	}
	return b.String()
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// plainEquality reports whether a comparison function is SQLite's own = or <>
// (with the type's collation), so that IN can be used for it.
func (t *translator) plainEquality(sig string) bool {
	impl, ok := builtin.Function(sig)
	if !ok {
		return false
	}
	s := impl.SQL
	if i := strings.Index(s, " COLLATE "); i >= 0 {
		s = s[:i]
	}
	return s == "$1 = $2" || s == "$1 <> $2"
}

// ioCast writes a conversion through the text form.
func (t *translator) ioCast(e *ioCast) string {
	from, to := e.arg.typ().oid, e.t.oid
	if isText(to) {
		return t.output(e.arg, from)
	}
	if isText(from) {
		return t.input(e.arg, to)
	}
	return t.input(rawSQL(t.output(e.arg, from)), to)
}

func isText(t uint32) bool {
	return t == oidText || t == oidVarchar || t == oidBpchar || t == oidName || t == oidUnknown
}

// output and input are the types' output and input functions, with the
// session's styles.
func (t *translator) output(e expr, typ uint32) string {
	if isText(typ) {
		return t.expr(e)
	}
	if elem := t.cat.ElementType(typ); isRegType(elem) {
		return t.output(namedElements(e, elem), oidTextArray)
	}
	if isRegType(typ) {
		return t.expand(fmt.Sprintf("pgc_regout(%d, $1, $search_path, $user)", typ), []expr{e})
	}
	return t.convert(builtin.Output(typ), fmt.Sprintf("pg_out(%d, $1, $TimeZone, $DateStyle, $IntervalStyle, $extra_float_digits, $bytea_output)", typ), e)
}

func (t *translator) input(e expr, typ uint32) string {
	if isRegType(typ) {
		return t.expand(fmt.Sprintf("pgc_regin(%d, $1, $search_path, $user)", typ), []expr{e})
	}
	return t.convert(builtin.Input(typ, -1), fmt.Sprintf("pg_in(%d, -1, $1, $TimeZone, $DateStyle, $IntervalStyle, $now)", typ), e)
}

// convert uses the quick template unless it would evaluate a costly argument
// more than once.
func (t *translator) convert(impl *builtin.Impl, general string, e expr) string {
	if t.affordable(impl.SQL, []expr{e}) {
		return t.expand(impl.SQL, []expr{e})
	}
	return t.expand(general, []expr{e})
}

// rawSQL is an expression that is already written.
type rawSQL string

func (rawSQL) typ() typeRef { return plain(oidText) }
