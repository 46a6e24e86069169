package builtin

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"
)

// aggregateSets are the rows over which aggregates are tried: the values of a
// type's grid, in several subsets with NULLs among them.
func aggregateSets(values [][]byte) [][][]byte {
	n := len(values) // values[0] is NULL
	sets := [][][]byte{{}, {values[0]}, {values[1]}, {values[0], values[1]}, {values[1], values[1]}}
	if n > 3 {
		sets = append(sets, values[:3], values[1:4], values[n-2:], values[n/2:], append(values[1:3:3], values[1:4]...))
	}
	sets = append(sets, values, append(values[:n:n], values...))
	for i := 2; i+1 < n; i++ {
		sets = append(sets, [][]byte{values[i], values[0], values[i-1], values[i+1], values[i]})
	}
	return sets
}

// inexactWindows are those whose templates differ in a last digit, or in which
// of two equal values they keep: see Aggregate.Window.
var inexactWindows = map[string]bool{
	"sum(float8)": true, "avg(float8)": true, "avg(float4)": true,
	"max(numeric)": true, "min(numeric)": true, "max(interval)": true, "min(interval)": true,
}

var nativeCall = regexp.MustCompile(`@(\w+)\(`)

// aggregateCase is one aggregation: of rows of stored arguments, plainly, with
// DISTINCT or over a window, and the right outcome.
type aggregateCase struct {
	signature, kind string
	rows            [][]any
	want            outcome
}

const overAll = " OVER (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"

// aggregateForms are the SQL texts by which an aggregate answers, per kind.
func aggregateForms(sig string) map[string][]string {
	a, _ := AggregateFunction(sig)
	_, types := parts(sig)
	out := map[string][]string{}
	one := len(types) == 1 && !strings.Contains(sig, "_agg(") // what keeps the order is given an ORDER BY by the translator
	if a.New != nil && types[0] != "bytea" {
		out["plain"] = append(out["plain"], GoName(sig)+"("+strings.Join([]string{"$1", "$2"}[:len(types)], ", ")+")")
		if one && a.Distinct == "" {
			out["DISTINCT"] = append(out["DISTINCT"], GoName(sig)+"(DISTINCT $1)")
		}
	}
	if a.SQL != "" {
		out["plain"] = append(out["plain"], nativeCall.ReplaceAllString(a.SQL, "$1("))
		if one && a.Distinct == "" {
			out["DISTINCT"] = append(out["DISTINCT"], nativeCall.ReplaceAllString(a.SQL, "$1(DISTINCT "))
		}
	}
	if a.Distinct != "" {
		out["DISTINCT"] = append(out["DISTINCT"], nativeCall.ReplaceAllString(a.Distinct, "$1("))
	}
	window := a.Window
	if window == "" {
		window = a.SQL
	}
	if window != "" && !a.NoWindow && !inexactWindows[sig] && !strings.HasPrefix(sig, "array_agg") {
		out["OVER"] = append(out["OVER"], overCalls(window, overAll))
	}
	return out
}

// check runs the case in all forms.
func (c aggregateCase) check(t *testing.T, conn *sql.Conn) {
	ctx := context.Background()
	exec := func(query string, args ...any) {
		if _, err := conn.ExecContext(ctx, query, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec("DROP TABLE IF EXISTS rows")
	exec("CREATE TABLE rows (n INTEGER PRIMARY KEY, a, b)")
	for n, r := range c.rows {
		exec("INSERT INTO rows VALUES (?, ?, ?)", n, r[0], r[1])
	}
	for _, form := range aggregateForms(c.signature)[c.kind] {
		query := expand(c.signature, strings.NewReplacer("$1", "a", "$2", "b").Replace(form), "UTC")
		var got outcome
		err := conn.QueryRowContext(ctx, "SELECT "+query+" FROM (SELECT * FROM rows ORDER BY n) rows").Scan(&got.value)
		if e, ok := DecodeError(err); ok {
			got = outcome{state: e.Code}
		} else if err != nil {
			got = outcome{state: err.Error()}
		}
		if !same(c.signature, got, c.want) {
			t.Errorf("%s %s over %v by %s: got %v, PostgreSQL says %v", c.signature, c.kind, c.rows, query, got, c.want)
		}
	}
}

func aggregateSignatures() []string {
	var all []string
	for sig := range tables().aggs {
		switch name, _ := parts(sig); {
		case strings.HasPrefix(sig, "percentile_") || name == "mode": // TestOrderedSets has them
		case sig == "max(anyarray)" || sig == "min(anyarray)": // sql.TestCompat has them
		default:
			all = append(all, sig)
		}
	}
	sort.Strings(all)
	return all
}

// TestAggregatesAgainstOracle compares every aggregate in all its forms, with
// and without DISTINCT and as a window, with PostgreSQL.
func TestAggregatesAgainstOracle(t *testing.T) {
	o := openOracle(t)
	conn := openSQLite(t)
	var kept []string
	for _, sig := range aggregateSignatures() {
		t.Run(sig, func(t *testing.T) {
			_, types := parts(sig)
			first := "int4"
			if len(types) > 0 {
				first = tryType(types[0])
			}
			values := valuesFor(sig, 1, first)
			if values == nil {
				t.Fatalf("no grid for %s", first)
			}
			for n, set := range aggregateSets(values) {
				for kind := range aggregateForms(sig) {
					if kind == "OVER" && len(set) == 0 || kind == "DISTINCT" && first == "interval" && len(set) > 9 {
						continue // no row to show a window on; of equal intervals any may stay
					}
					c := o.aggregate(t, sig, kind, set)
					c.check(t, conn)
					if n < 6 || n == 9 {
						kept = append(kept, c.String())
					}
				}
			}
		})
	}
	if *update {
		sort.Strings(kept)
		text := "# signature, kind, rows, and what PostgreSQL 15 answers; written by go test -update\n" + strings.Join(kept, "\n") + "\n"
		if err := os.WriteFile(aggregateFile, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var aggregateFile = filepath.Join("testdata", "aggregates.txt")

func (c aggregateCase) String() string {
	fields := []string{c.signature, c.kind}
	for _, r := range c.rows {
		fields = append(fields, literal(r[0]), literal(r[1]))
	}
	return strings.Join(append(fields, c.want.String()), "\t")
}

// TestAggregates checks every aggregate against the answers kept in testdata.
func TestAggregates(t *testing.T) {
	text, err := os.ReadFile(aggregateFile)
	if err != nil {
		t.Fatal(err)
	}
	conn := openSQLite(t)
	seen := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		field := strings.Split(line, "\t")
		c := aggregateCase{signature: field[0], kind: field[1]}
		for i := 2; i+2 < len(field); i += 2 {
			c.rows = append(c.rows, []any{parseLiteral(t, field[i]), parseLiteral(t, field[i+1])})
		}
		if last := field[len(field)-1]; strings.HasPrefix(last, "!") {
			c.want.state = last[1:]
		} else {
			c.want.value = parseLiteral(t, last)
		}
		seen[c.signature] = true
		c.check(t, conn)
	}
	for _, sig := range aggregateSignatures() {
		if !seen[sig] {
			t.Errorf("%s has no case in %s", sig, aggregateFile)
		}
	}
}

// second is the second argument of the n-th row: a delimiter, or another
// number.
func second(typ string, n int) []byte {
	switch typ {
	case "float8":
		return [][]byte{[]byte("1"), []byte("2.5"), nil, []byte("-3"), []byte("1e10"), []byte("7")}[n%6]
	case "bytea":
		return []byte("\\x2c")
	}
	return []byte(", ")
}

// aggregate asks the oracle.
func (o *oracle) aggregate(t *testing.T, sig, kind string, set [][]byte) aggregateCase {
	name, types := parts(sig)
	pgType := func(i int) string {
		if i >= len(types) {
			return "int4"
		}
		return tryType(types[i])
	}
	c := aggregateCase{signature: sig, kind: kind}
	var values []string
	for n, v := range set {
		w := []byte(nil)
		if len(types) == 2 {
			w = second(types[1], n)
		}
		c.rows = append(c.rows, []any{o.storedArgument(t, pgType(0), v), o.storedArgument(t, pgType(1), w)})
		values = append(values, fmt.Sprintf("(%d, %s, %s)", n, quoted(v), quoted(w)))
	}
	from := "(SELECT NULL::int n, NULL::text a, NULL::text b WHERE false) r"
	if len(values) > 0 {
		from = "(SELECT * FROM (VALUES " + strings.Join(values, ", ") + ") r(n, a, b) ORDER BY n) r"
	}
	call := "count(*)"
	if len(types) > 0 {
		args := strings.Join([]string{"a::" + quoteType(pgType(0)), "b::" + quoteType(pgType(1))}[:len(types)], ", ")
		if kind == "DISTINCT" {
			args = "DISTINCT " + args
		}
		call = name + "(" + args + ")"
	}
	if kind == "OVER" {
		call += overAll
	}
	query := "SELECT (" + call + ")" + asText(t, o, sig) + " FROM " + from
	if strings.HasPrefix(sig, "array_agg") {
		query = "SELECT to_json(" + call + ")::text FROM " + from
	}
	c.want = o.query(t, query, nil)
	return c
}

// overCalls puts OVER after each marked call.
func overCalls(template, over string) string {
	for {
		i := strings.IndexByte(template, '@')
		if i < 0 {
			return template
		}
		j, depth := i+strings.IndexByte(template[i:], '('), 0
		for ; ; j++ {
			if template[j] == '(' {
				depth++
			} else if template[j] == ')' {
				if depth--; depth == 0 {
					break
				}
			}
		}
		template = template[:i] + template[i+1:j+1] + over + template[j+1:]
	}
}

func quoted(v []byte) string {
	if v == nil {
		return "NULL::text"
	}
	return "'" + strings.ReplaceAll(string(v), "'", "''") + "'::text"
}
