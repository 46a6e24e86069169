package builtin

import (
	"strings"
	"sync"
)

// Impl is how one function is carried out. At least one of SQL and Go is set.
type Impl struct {
	// SQL is a template of a SQLite expression; "" means: call Go.
	SQL string
	// UTC, if set, takes the place of SQL while the session's TimeZone is UTC.
	UTC string
	// Special, if set, is given the constant arguments (nil where an argument
	// is not constant; never a NULL constant) and returns a better template,
	// or "" if it knows none.
	Special func(consts []any) string
	// Variadic, if set, makes the template for a call with n arguments.
	Variadic func(n int) string
	// Zoned, if set, is Special for entries that depend on the session's
	// TimeZone: it is given the zone too, and is to be asked first. Its template
	// holds for that zone alone.
	Zoned func(zone string, consts []any) string
	// Go is the general form. Arguments are int64, float64, string or []byte
	// (nil for NULL, only if NotStrict), then the session values.
	Go func(args []any) (any, error)
	// NotStrict says that Go wants to be called with NULL arguments.
	NotStrict bool
	// Volatile says that two calls with equal arguments may differ.
	Volatile bool
	// Session names the session values that follow the arguments of Go.
	Session []string

	blob bool // the result is bytea: see registry.add
}

// Names of session values.
const (
	TimeZone         = "TimeZone"           // string, as SHOW prints it
	DateStyle        = "DateStyle"          // string, as SHOW prints it: "ISO, MDY"
	IntervalStyle    = "IntervalStyle"      // string
	ExtraFloatDigits = "extra_float_digits" // int64
	ByteaOutput      = "bytea_output"       // string
	Now              = "now"                // int64, the transaction's start (timestamptz)
	StatementNow     = "statement"          // int64, the statement's start (timestamptz)
)

type registry struct {
	funcs map[string]*Impl
	aggs  map[string]*Aggregate

	// What templates call and PostgreSQL does not have, by registered name.
	internalFuncs map[string]*Impl
	internalAggs  map[string]*Aggregate
}

var tables = sync.OnceValue(func() *registry {
	r := &registry{funcs: make(map[string]*Impl, 1200), aggs: make(map[string]*Aggregate, 200),
		internalFuncs: make(map[string]*Impl), internalAggs: make(map[string]*Aggregate)}
	r.addComparisons()
	r.addIntegers()
	r.addFloats()
	r.addNumerics()
	r.addCasts()
	r.addDateTimeCasts()
	r.addDateTimeComparisons()
	r.addDateTime()
	r.addText()
	r.addToChar()
	r.addLike()
	r.addVariadic()
	r.addArrays()
	r.addRegex()
	r.addJSON()
	r.addNumericFunctions()
	r.addInternal()
	r.addSets()
	r.addAggregates()
	return r
})

// Function finds the implementation of a pg_proc signature.
func Function(signature string) (*Impl, bool) {
	i, ok := tables().funcs[signature]
	return i, ok
}

// GoName is the name under which the Go form of a signature is registered on a
// connection: "pg_date_trunc_text_timestamptz".
func GoName(signature string) string {
	name, args, _ := strings.Cut(strings.TrimSuffix(signature, ")"), "(")
	if args == "" {
		return "pg_" + name
	}
	return "pg_" + name + "_" + strings.ReplaceAll(args, ",", "_")
}

// add enters an implementation. "@go" in a template stands for the call of the
// entry's own Go form with all its arguments.
func (r *registry) add(signature string, i Impl) {
	if _, dup := r.funcs[signature]; dup {
		panic("builtin: " + signature + " entered twice")
	}
	if i.blob && i.SQL == "" {
		// The driver turns an empty []byte into NULL; run hands it over as ''.
		i.SQL = "CAST(@go AS BLOB)"
	}
	if strings.Contains(i.SQL+i.UTC, "@go") {
		call := goCall(signature, i.Session)
		i.SQL = strings.ReplaceAll(i.SQL, "@go", call)
		i.UTC = strings.ReplaceAll(i.UTC, "@go", call)
	}
	r.funcs[signature] = &i
}

// goCall is the template of a call of a signature's Go form.
func goCall(signature string, session []string) string {
	var b strings.Builder
	b.WriteString(GoName(signature))
	b.WriteByte('(')
	for n := 1; n <= arity(signature); n++ {
		if n > 1 {
			b.WriteString(", ")
		}
		b.WriteString("$" + string(rune('0'+n)))
	}
	for i, s := range session {
		if i > 0 || arity(signature) > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + s)
	}
	b.WriteByte(')')
	return b.String()
}

// argumentTypes is what stands in a signature's parentheses.
func argumentTypes(signature string) string {
	_, args, _ := strings.Cut(strings.TrimSuffix(signature, ")"), "(")
	return args
}

func arity(signature string) int {
	if strings.HasSuffix(signature, "()") {
		return 0
	}
	return strings.Count(signature, ",") + 1
}

// sql enters an entry that is a template alone.
func (r *registry) sql(signature, template string) { r.add(signature, Impl{SQL: template}) }

// fn enters an entry that is Go alone.
func (r *registry) fn(signature string, f func(a []any) (any, error)) {
	r.add(signature, Impl{Go: f})
}

// both enters a template and the Go form it is equal to.
func (r *registry) both(signature, template string, f func(a []any) (any, error)) {
	r.add(signature, Impl{SQL: template, Go: f})
}
