package builtin

import (
	"context"
	"database/sql"
	"fmt"
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

// TestAggregates compares every aggregate in all its forms, with and without
// DISTINCT and as a window, with PostgreSQL.
func TestAggregates(t *testing.T) {
	o := openOracle(t)
	conn := openSQLite(t)
	var all []string
	for sig := range tables().aggs {
		all = append(all, sig)
	}
	sort.Strings(all)
	for _, sig := range all {
		t.Run(sig, func(t *testing.T) {
			name, types := parts(sig)
			var sets [][][]byte
			switch len(types) {
			case 0:
				sets = aggregateSets(valuesFor(sig, 1, "int4"))
			default:
				if sets = aggregateSets(valuesFor(sig, 1, tryType(types[0]))); len(sets) == 0 {
					t.Fatalf("no grid for %s", types[0])
				}
			}
			for _, set := range sets {
				checkAggregate(t, o, conn, sig, name, types, set)
			}
		})
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

func checkAggregate(t *testing.T, o *oracle, conn *sql.Conn, sig, name string, types []string, set [][]byte) {
	ctx := context.Background()
	var values []string
	if _, err := conn.ExecContext(ctx, "DROP TABLE IF EXISTS rows"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(ctx, "CREATE TABLE rows (n INTEGER PRIMARY KEY, a, b)"); err != nil {
		t.Fatal(err)
	}
	pgType := func(i int) string {
		if i >= len(types) {
			return "int4"
		}
		return tryType(types[i])
	}
	for n, v := range set {
		w := []byte(nil)
		if len(types) == 2 {
			w = second(types[1], n)
		}
		a, b := o.storedArgument(t, pgType(0), v), o.storedArgument(t, pgType(1), w)
		if _, err := conn.ExecContext(ctx, "INSERT INTO rows VALUES (?, ?, ?)", n, a, b); err != nil {
			t.Fatal(err)
		}
		values = append(values, fmt.Sprintf("(%d, %s, %s)", n, quoted(v), quoted(w)))
	}
	from := "(SELECT NULL::int n, NULL::text a, NULL::text b WHERE false) r"
	if len(values) > 0 {
		from = "(SELECT * FROM (VALUES " + strings.Join(values, ", ") + ") r(n, a, b) ORDER BY n) r"
	}
	args := []string{"a::" + quoteType(pgType(0)), "b::" + quoteType(pgType(1))}[:len(types)]
	suffix := asText(t, o, sig)
	if typ := o.resultType(t, sig); typ == "anyarray" {
		suffix = "::text"
	}
	aggregate, _ := AggregateFunction(sig)
	run := func(form, distinct, query, pg string) {
		want := o.query(t, "SELECT ("+pg+")"+suffix+" FROM "+from, nil)
		if len(sig) > 9 && sig[:9] == "array_agg" {
			want = o.query(t, "SELECT to_json("+pg+")::text FROM "+from, nil)
		}
		query = regexp.MustCompile(`\$1`).ReplaceAllString(query, "a")
		query = regexp.MustCompile(`\$2`).ReplaceAllString(query, "b")
		var got outcome
		err := conn.QueryRowContext(ctx, "SELECT "+query+" FROM (SELECT * FROM rows ORDER BY n) rows").Scan(&got.value)
		if err == sql.ErrNoRows {
			got = outcome{state: "no rows"}
		} else if e, ok := DecodeError(err); ok {
			got = outcome{state: e.Code}
		} else if err != nil {
			got = outcome{state: err.Error()}
		}
		if !same(sig, got, want) {
			t.Errorf("%s(%s) over %s by %s (%s): got %v, PostgreSQL says %v", sig, distinct, strings.Join(values, " "), form, query, got, want)
		}
	}
	call := "count(*)"
	if len(types) > 0 {
		call = name + "(" + strings.Join(args, ", ") + ")"
	}
	over := " OVER (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
	if aggregate.New != nil && types[0] != "bytea" {
		run("Go", "", GoName(sig)+"("+strings.Join([]string{"$1", "$2"}[:len(types)], ", ")+")", call)
		if len(types) == 1 && !strings.HasPrefix(sig, "array_agg") && aggregate.Distinct == "" {
			run("Go", "DISTINCT", GoName(sig)+"(DISTINCT $1)", name+"(DISTINCT "+args[0]+")")
		}
	}
	if aggregate.SQL != "" {
		run("SQL", "", nativeCall.ReplaceAllString(aggregate.SQL, "$1("), call)
		if aggregate.Distinct == "" && len(types) == 1 && !strings.HasPrefix(sig, "array_agg") {
			run("SQL", "DISTINCT", nativeCall.ReplaceAllString(aggregate.SQL, "$1(DISTINCT "), name+"(DISTINCT "+args[0]+")")
		}
	}
	if aggregate.Distinct != "" && (types[0] != "interval" || len(set) < 10) { // of equal intervals any may stay
		run("Distinct", "DISTINCT", nativeCall.ReplaceAllString(aggregate.Distinct, "$1("), name+"(DISTINCT "+strings.Join(args, ", ")+")")
	}
	window := aggregate.Window
	if window == "" {
		window = aggregate.SQL
	}
	if window != "" && !aggregate.NoWindow && !inexactWindows[sig] && len(set) > 0 && !strings.HasPrefix(sig, "array_agg") {
		run("Window", "OVER", overCalls(window, over), call+over)
	}
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
