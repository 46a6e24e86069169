package builtin

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"math"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	sqlite3 "github.com/mattn/go-sqlite3"
)

var update = flag.Bool("update", false, "write testdata from the oracle's answers")

func init() {
	sql.Register("builtin_test", &sqlite3.SQLiteDriver{ConnectHook: Register})
}

func openSQLite(t testing.TB) *sql.Conn {
	db, err := sql.Open("builtin_test", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); db.Close() })
	return conn
}

func parts(signature string) (name string, types []string) {
	name, args, _ := strings.Cut(strings.TrimSuffix(signature, ")"), "(")
	if args != "" {
		types = strings.Split(args, ",")
	}
	return name, types
}

// tryType is the concrete type with which a polymorphic argument is tried.
func tryType(typ string) string {
	switch typ {
	case "anyelement", "anynonarray", "any", "anycompatible":
		return "text"
	case "anyarray", "anycompatiblearray":
		return "_text"
	}
	return typ
}

func quoteType(typ string) string {
	if typ == "char" {
		return `pg_catalog."char"`
	}
	return `pg_catalog."` + typ + `"`
}

// testCase is one call: arguments as stored values, and the right outcome.
type testCase struct {
	signature, zone string
	args            []any
	want            outcome
}

var placeholder = regexp.MustCompile(`\$([A-Za-z_]+|[0-9]+)`)

// typesOf is what the translator gives for ArgTypes in a call of a signature.
func typesOf(signature string) string {
	_, types := parts(signature)
	b := []byte{'['}
	for i, name := range types {
		if i > 0 {
			b = append(b, ',')
		}
		typ, ok := pgtype.NewMap().TypeForName(tryType(name))
		if !ok {
			panic("no type " + name)
		}
		b = AppendArgType(b, typ.OID, nil)
	}
	return string(append(b, ']'))
}

// expand fills a template: arguments become parameters, session values
// literals.
func expand(signature, template, zone string) string {
	return placeholder.ReplaceAllStringFunc(template, func(m string) string {
		switch m[1:] {
		case ArgTypes:
			return "'" + typesOf(signature) + "'"
		case TimeZone:
			return "'" + zone + "'"
		case Now, StatementNow:
			return "772974123456789"
		case DateStyle:
			return "'ISO, MDY'"
		case IntervalStyle:
			return "'postgres'"
		case ExtraFloatDigits:
			return "1"
		case ByteaOutput:
			return "'hex'"
		}
		return "(?" + m[1:] + ")"
	})
}

var zonedTemplates = map[string]string{}

// zonedOf keeps what Zoned returns, which takes long to make in a test of many
// cases.
func zonedOf(impl *Impl, signature, zone string, consts []any) string {
	key := fmt.Sprint(signature, zone, consts)
	s, ok := zonedTemplates[key]
	if !ok {
		s = impl.Zoned(zone, consts)
		zonedTemplates[key] = s
	}
	return s
}

// forms are the SQL texts by which an entry answers a call.
func forms(signature string, impl *Impl, c testCase) map[string]string {
	out := map[string]string{}
	if impl.SQL != "" {
		out["SQL"] = impl.SQL
	}
	if impl.UTC != "" && c.zone == "UTC" {
		out["UTC"] = impl.UTC
	}
	if impl.Variadic != nil {
		out["Variadic"] = impl.Variadic(len(c.args))
	}
	if impl.Go != nil && !impl.blob { // bytea takes the template with the CAST
		out["Go"] = goCall(signature, impl.Session)
	}
	if impl.Special != nil || impl.Zoned != nil {
		for mask := 1; mask < 1<<len(c.args); mask++ {
			consts := make([]any, len(c.args))
			null := false
			for i := range c.args {
				if mask&(1<<i) != 0 {
					consts[i] = c.args[i]
					null = null || c.args[i] == nil
				}
			}
			if s := ""; !null {
				if impl.Special != nil {
					if s = impl.Special(consts); s != "" {
						out[fmt.Sprintf("Special%b", mask)] = s
					}
				}
				if impl.Zoned != nil {
					if s = zonedOf(impl, c.signature, c.zone, consts); s != "" {
						out[fmt.Sprintf("Zoned%b", mask)] = s
					}
				}
			}
		}
	}
	return out
}

func evaluate(conn *sql.Conn, query string, args []any) outcome {
	var v any
	if strings.Contains(query, "?") {
		max := 0
		for _, m := range regexp.MustCompile(`\?(\d+)`).FindAllStringSubmatch(query, -1) {
			n, _ := strconv.Atoi(m[1])
			if n > max {
				max = n
			}
		}
		args = args[:max]
	} else {
		args = nil
	}
	err := conn.QueryRowContext(context.Background(), "SELECT "+query, args...).Scan(&v)
	if err != nil {
		if e, ok := DecodeError(err); ok {
			return outcome{state: e.Code}
		}
		return outcome{state: err.Error()}
	}
	return outcome{value: v}
}

func same(signature string, got, want outcome) bool {
	if got.state != want.state {
		if got.state == "0A000" && strings.Contains(signature, "reg") || got.state == "0A000" && signature == "substring(text,text)" {
			return true // a pattern that is refused, not answered wrongly
		}
		return false
	}
	x, ok1 := got.value.(float64)
	y, ok2 := want.value.(float64)
	if ok1 && ok2 {
		if strings.HasPrefix(signature, "max(") || strings.HasPrefix(signature, "min(") {
			return x == y // PostgreSQL keeps the later of 0 and -0, SQLite the earlier
		}
		name, _ := parts(signature)
		if slices.Contains(lastDigitFree, name) {
			return x == y || math.Abs(x-y) <= 1e-14*math.Abs(y)
		}
		return math.Float64bits(x) == math.Float64bits(y)
	}
	return literal(got.value) == literal(want.value)
}

// lastDigitFree are the functions that PostgreSQL takes from the C library, of
// which the last digit depends on the platform.
var lastDigitFree = []string{"sin", "cos", "tan", "asin", "acos", "atan", "atan2", "cot", "exp", "dexp", "ln", "dlog1",
	"log", "log10", "dlog10", "pow", "power", "dpow", "cbrt", "dcbrt", "degrees", "radians",
	"sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
	"sind", "cosd", "tand", "cotd", "asind", "acosd", "atand", "atan2d"}

// check runs a case in all forms of its entry.
func (c testCase) check(t *testing.T, conn *sql.Conn) {
	impl, ok := Function(c.signature)
	if !ok {
		t.Errorf("%s: no entry", c.signature)
		return
	}
	all := forms(c.signature, impl, c)
	names := make([]string, 0, len(all))
	for n := range all {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		got := evaluate(conn, expand(c.signature, all[n], c.zone), c.args)
		if !same(c.signature, got, c.want) {
			t.Errorf("%s of %s in %s by %s (%s): got %v, PostgreSQL says %v", c.signature, literals(c.args), c.zone, n,
				expand(c.signature, all[n], c.zone), got, c.want)
		}
	}
}

func literals(args []any) string {
	var s []string
	for _, a := range args {
		s = append(s, literal(a))
	}
	return strings.Join(s, " ")
}

func signatures() []string {
	var out []string
	for s, i := range tables().funcs {
		if !i.Volatile && !strings.Contains(s, "(record") { // sql.TestCompat has those over records
			out = append(out, s)
		}
	}
	sort.Strings(out)
	return out
}

// TestFunctionsAgainstOracle compares every entry, in all its forms, with
// PostgreSQL over the grid. With -update it keeps a part of it in testdata.
func TestFunctionsAgainstOracle(t *testing.T) {
	o := openOracle(t)
	conn := openSQLite(t)
	var kept []testCase
	for _, sig := range signatures() {
		t.Run(sig, func(t *testing.T) {
			cases := oracleCases(t, o, sig)
			for _, c := range cases {
				c.check(t, conn)
			}
			step := len(cases)/16 + 1
			for i := 0; i < len(cases); i += step {
				kept = append(kept, cases[i])
			}
		})
	}
	if *update {
		writeGolden(t, kept)
	}
}

// queryAtNow asks the oracle what a function of the transaction's time answers
// at the time that the tests give to $now.
var queryAtNow = map[string]string{
	"now()":                   "SELECT timestamptz '2000-01-01 00:00+00' + interval '772974123.456789 s'",
	"transaction_timestamp()": "SELECT timestamptz '2000-01-01 00:00+00' + interval '772974123.456789 s'",
	"statement_timestamp()":   "SELECT timestamptz '2000-01-01 00:00+00' + interval '772974123.456789 s'",
	"age(timestamp)":          "SELECT age((timestamptz '2000-01-01 00:00+00' + interval '772974123.456789 s')::date::timestamp, $1::text::timestamp)",
	"age(timestamptz)":        "SELECT age((timestamptz '2000-01-01 00:00+00' + interval '772974123.456789 s')::date::timestamptz, $1::text::timestamptz)",
}

const mostCases = 100 // per signature and zone

// oracleCases asks the oracle for the outcomes of a signature over the grid.
func oracleCases(t *testing.T, o *oracle, signature string) []testCase {
	impl, _ := Function(signature)
	name, types := parts(signature)
	args := make([][][]byte, len(types))
	total := 1
	var params []string
	for i, typ := range types {
		args[i] = valuesFor(signature, i+1, tryType(typ))
		if args[i] == nil {
			t.Fatalf("%s: no grid for argument %d of type %s", signature, i+1, typ)
		}
		total *= len(args[i])
		params = append(params, fmt.Sprintf("$%d::text::%s", i+1, quoteType(tryType(typ))))
	}
	call := `pg_catalog."` + name + `"(` + strings.Join(params, ", ") + ")"
	if strings.Contains(name, "_extract_path") || signature == "jsonb_delete(jsonb,_text)" {
		call = strings.Replace(call, ", $2", ", VARIADIC $2", 1)
	}
	query := "SELECT " + call + asText(t, o, signature)
	if strings.HasPrefix(o.resultType(t, signature), "_") || o.resultType(t, signature) == "anycompatiblearray" || o.resultType(t, signature) == "anyarray" {
		query = "SELECT to_json(" + call + ")::text"
	}
	if typ := o.resultType(t, signature); returnsSet[signature] {
		row := map[string]string{"numeric": "x::text", "timestamp": "(extract(epoch FROM x) * 1000000)::bigint - 946684800000000",
			"timestamptz": "(extract(epoch FROM x) * 1000000)::bigint - 946684800000000",
			"json":        "x::text", "jsonb": "x::text", "_text": "to_json(x)::text", "record": "to_json(ARRAY[key, value::text])"}[typ]
		if row == "" {
			row = "x"
		}
		if impl.NotStrict {
			params = params[:1] // string_to_table: NULL has a meaning in the others
		}
		query = "SELECT CASE WHEN " + strings.Join(notNull(params), " AND ") + " THEN (SELECT coalesce(to_json(array_agg(" + row + "))::text, '[]') FROM " + call + " x) END"
	}
	if q, ok := queryAtNow[signature]; ok {
		query = q
	}
	zones := []string{"UTC"}
	if impl.UTC != "" || slices.Contains(impl.Session, TimeZone) || strings.Contains(impl.SQL, "$"+TimeZone) {
		zones = []string{"UTC", "Europe/Berlin", "America/New_York"}
	}
	var out []testCase
	step := total/mostCases + 1
	for step > 1 && gcd(step, total) != 1 {
		step++
	}
	for _, zone := range zones {
		o.setZone(t, zone)
		for n := 0; n < total; n += step {
			values := make([][]byte, len(types))
			for i, rest := 0, n; i < len(types); i++ {
				values[i] = args[i][rest%len(args[i])]
				rest /= len(args[i])
			}
			c := testCase{signature: signature, zone: zone, args: make([]any, len(types))}
			for i, typ := range types {
				c.args[i] = o.storedArgument(t, tryType(typ), values[i])
			}
			c.want = o.query(t, query, values)
			out = append(out, c)
		}
	}
	return out
}

func notNull(params []string) []string {
	out := make([]string, len(params))
	for i, p := range params {
		out[i] = p + " IS NOT NULL"
	}
	return out
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// asText is the cast that brings a result whose binary format is not its
// representation.
func asText(t *testing.T, o *oracle, signature string) string {
	typ := o.resultType(t, signature)
	switch {
	case typ == "numeric":
		return "::text"
	case strings.HasPrefix(typ, "_"):
		return "::text"
	}
	return ""
}

var resultTypes map[string]string

// returnsSet are the signatures of set-returning functions, which answer with
// an array of their rows.
var returnsSet = map[string]bool{}

// resultType finds a signature in pg_proc; a signature that is not there is an
// error of the registry.
func (o *oracle) resultType(t *testing.T, signature string) string {
	if resultTypes == nil {
		resultTypes = map[string]string{}
		for _, row := range o.rows(t, procQuery) {
			resultTypes[row[0]] = row[1]
			if row[4] == "t" {
				returnsSet[row[0]] = true
			}
		}
	}
	typ, ok := resultTypes[signature]
	if !ok {
		t.Fatalf("%s is not in pg_proc", signature)
	}
	return typ
}

const procQuery = `SELECT p.proname || '(' || coalesce((SELECT string_agg(t.typname::text, ',' ORDER BY a.o)
	FROM unnest(p.proargtypes) WITH ORDINALITY a(t, o) JOIN pg_type t ON t.oid = a.t), '') || ')', r.typname, p.proisstrict, p.prokind, p.proretset
	FROM pg_proc p JOIN pg_type r ON r.oid = p.prorettype WHERE p.pronamespace = 'pg_catalog'::regnamespace`

var argumentCache = map[string]any{}

func (o *oracle) storedArgument(t *testing.T, typ string, text []byte) any {
	if text == nil {
		return nil
	}
	key := typ + " " + o.zone + " " + string(text)
	if v, ok := argumentCache[key]; ok {
		return v
	}
	cast := ""
	if typ == "numeric" {
		cast = "::text"
	}
	query := "SELECT $1::text::" + quoteType(typ) + cast
	if strings.HasPrefix(typ, "_") {
		query = "SELECT to_json($1::text::" + quoteType(typ) + ")::text"
	}
	res := o.query(t, query, [][]byte{text})
	if res.state != "" {
		t.Fatalf("%q is no %s: %s", text, typ, res.state)
	}
	argumentCache[key] = res.value
	return res.value
}

// TestSignatures holds every key of the registry against pg_proc.
func TestSignatures(t *testing.T) {
	o := openOracle(t)
	kinds := map[string]string{}
	strict := map[string]bool{}
	for _, row := range o.rows(t, procQuery) {
		kinds[row[0]] = row[3]
		strict[row[0]] = row[2] == "t"
	}
	names := map[string]string{}
	for sig, i := range tables().funcs {
		if kinds[sig] != "f" {
			t.Errorf("%s is no function in pg_proc", sig)
		} else if i.Go != nil && i.NotStrict == strict[sig] {
			t.Errorf("%s: proisstrict is %v", sig, strict[sig])
		}
		if other, dup := names[GoName(sig)]; dup {
			t.Errorf("%s and %s are both registered as %s", sig, other, GoName(sig))
		}
		names[GoName(sig)] = sig
	}
	for sig := range tables().aggs {
		if kinds[sig] != "a" {
			t.Errorf("%s is no aggregate in pg_proc", sig)
		}
	}
	for sig := range windowFunctions {
		if kinds[sig] != "w" {
			t.Errorf("%s is no window function in pg_proc", sig)
		}
	}
}
