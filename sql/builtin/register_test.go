package builtin

import (
	"context"
	"errors"
	"testing"
	"time"

	sqlite3 "github.com/mattn/go-sqlite3"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

func TestErrorsCrossSQLite(t *testing.T) {
	conn := openSQLite(t)
	for query, want := range map[string]datum.Error{
		"SELECT pg_raise('22012', 'division by zero')":                       {Code: "22012", Message: "division by zero"},
		"SELECT pg_format_text('%I')":                                        {Code: "22023", Message: "too few arguments for format()"},
		"SELECT pg_like_escape_text_text('a', 'ab')":                         {Code: "22025", Message: "invalid escape string", Hint: "Escape string must be a single character."},
		"SELECT ntile(0) OVER () FROM (SELECT 1)":                            {Code: "22014", Message: "argument of ntile must be greater than zero"},
		"SELECT nth_value(1, 0) OVER () FROM (SELECT 1)":                     {Code: "22016", Message: "argument of nth_value must be greater than zero"},
		"SELECT sum(9223372036854775807) FROM (SELECT 1 UNION ALL SELECT 2)": {Code: "22003", Message: "bigint out of range"},
		"SELECT pg_array_agg_anyarray(NULL)":                                 {Code: "22004", Message: "cannot accumulate null arrays"},
	} {
		var v any
		err := conn.QueryRowContext(context.Background(), query).Scan(&v)
		got, ok := DecodeError(err)
		if !ok || *got != want {
			t.Errorf("%s: got %+v from %v, want %+v", query, got, err, want)
		}
	}
	if _, ok := DecodeError(errors.New("no such column: \x01pg\x1f")); ok {
		t.Error("an error of SQLite itself was taken for one of ours")
	}
	if _, ok := DecodeError(nil); ok {
		t.Error("no error was taken for one")
	}
}

// TestPanicStaysInside: a Go function given a value that its types exclude
// must end in an error, not in a crash.
func TestPanicStaysInside(t *testing.T) {
	conn := openSQLite(t)
	for _, query := range []string{"SELECT pg_int4pl_int4_int4('x', 1)", "SELECT pg_initcap_text(1)", "SELECT pg_array_agg_anyarray(1)", "SELECT pg_int4pl_int4_int4(1)"} {
		var v any
		err := conn.QueryRowContext(context.Background(), query).Scan(&v)
		if e, ok := DecodeError(err); !ok || e.Code != "XX000" {
			t.Errorf("%s: got %v, %v", query, v, err)
		}
	}
}

// TestRegisterIsFast: it runs for every connection of the pool.
func TestRegisterIsFast(t *testing.T) {
	best := time.Hour
	for range 5 {
		conn, err := (&sqlite3.SQLiteDriver{}).Open(":memory:")
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if err := Register(conn.(*sqlite3.SQLiteConn)); err != nil {
			t.Fatal(err)
		}
		best = min(best, time.Since(start))
		conn.Close()
	}
	t.Logf("%d functions, %d aggregates: %v", len(entries().funcs), len(entries().aggs), best)
	if best > 20*time.Millisecond { // it takes one; the rest is room for slow machines and -race
		t.Errorf("Register took %v", best)
	}
}

func TestInputAndOutput(t *testing.T) {
	conn := openSQLite(t)
	for query, want := range map[string]string{
		"pg_in(23, -1, ' 42 ', 'UTC', 'ISO, MDY', 'postgres', 0)":                                                                "42",
		"pg_in(23, -1, 'x', 'UTC', 'ISO, MDY', 'postgres', 0)":                                                                   "!22P02",
		"pg_in(1184, -1, '2024-07-01 12:00', 'Europe/Berlin', 'ISO, MDY', 'postgres', 0)":                                        "773143200000000",
		"pg_in(1082, -1, '02/03/2024', 'UTC', 'SQL, DMY', 'postgres', 0)":                                                        "8827",
		"pg_in(1114, -1, 'now', 'UTC', 'ISO, MDY', 'postgres', 86400000000)":                                                     "86400000000",
		"pg_in(1700, 327686, '1.239', 'UTC', 'ISO, MDY', 'postgres', 0)":                                                         `"1.24"`,
		"CAST(pg_in(17, -1, '\\x', 'UTC', 'ISO, MDY', 'postgres', 0) AS BLOB)":                                                   "x",
		"pg_in(25, -1, NULL, 'UTC', 'ISO, MDY', 'postgres', 0)":                                                                  "null",
		"pg_out(16, 1, 'UTC', 'ISO, MDY', 'postgres', 1, 'hex')":                                                                 `"t"`,
		"pg_out(1184, 773143200000000, 'Europe/Berlin', 'ISO, MDY', 'postgres', 1, 'hex')":                                       `"2024-07-01 12:00:00+02"`,
		"pg_out(1186, '1 2 3000000', 'UTC', 'ISO, MDY', 'iso_8601', 1, 'hex')":                                                   `"P1M2DT3S"`,
		"pg_out(701, 'NaN', 'UTC', 'ISO, MDY', 'postgres', 1, 'hex')":                                                            `"NaN"`,
		"pg_out(701, 0.1, 'UTC', 'ISO, MDY', 'postgres', 1, 'hex')":                                                              `"0.1"`,
		"pg_out(17, x'00ff', 'UTC', 'ISO, MDY', 'postgres', 1, 'escape')":                                                        `"\\000\\377"`,
		"pg_array_to_string_anyarray_text_text('[1,null,0]', ',', '*', '[1000,25,25]', 'UTC', 'ISO, MDY', 'postgres', 1, 'hex')": `"t,*,f"`,
		"pg_array_to_string_anyarray_text('[0]', ',', '[1182,25]', 'UTC', 'ISO, MDY', 'postgres', 1, 'hex')":                     `"2000-01-01"`,
		"pg_in(1184, -1, '2024-07-01 12:00', 'Nowhere/Nowhere', 'ISO, MDY', 'postgres', 0)":                                      "!22023",
	} {
		if got := evaluate(conn, query, nil).String(); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
}
