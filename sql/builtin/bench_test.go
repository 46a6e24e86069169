package builtin

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
)

// BenchmarkRow measures what the functions that BI tools use most cost per
// row, over 100,000 rows.
func BenchmarkRow(b *testing.B) {
	conn := openSQLite(b)
	ctx := context.Background()
	const rows = 100_000
	for _, q := range []string{
		"CREATE TABLE t (i INTEGER, s TEXT, u TEXT, ts INTEGER, n TEXT, r REAL)",
		fmt.Sprintf(`INSERT INTO t WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %d)
			SELECT i, 'Page number ' || i, 'Straße ' || i, 600000000000000 + i * 1600000000, i || '.' || (10 + i %% 90), i * 1.5 FROM c`, rows),
	} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			b.Fatal(err)
		}
	}
	for _, c := range benchmarks() {
		b.Run(c.name, func(b *testing.B) {
			stmt, err := conn.PrepareContext(ctx, "SELECT "+c.query+" FROM t")
			if err != nil {
				b.Fatal(err)
			}
			defer stmt.Close()
			for b.Loop() {
				var v sql.RawBytes
				r, err := stmt.Query()
				if err != nil {
					b.Fatal(err)
				}
				for r.Next() {
					if err := r.Scan(&v); err != nil {
						b.Fatal(err)
					}
				}
				if err := r.Err(); err != nil {
					b.Fatal(err)
				}
				r.Close()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
		})
	}
}

type benchmark struct{ name, query string }

func benchmarks() []benchmark {
	on := func(template string, args ...string) string {
		for i, a := range args {
			template = strings.ReplaceAll(template, fmt.Sprintf("$%d", i+1), a)
		}
		return "count(" + strings.ReplaceAll(template, "$"+TimeZone, "'Europe/Berlin'") + ")"
	}
	trunc, _ := Function("date_trunc(text,timestamptz)")
	part, _ := Function("extract(text,timestamptz)")
	like, _ := Function("textlike(text,text)")
	ilike, _ := Function("texticlike(text,text)")
	avg, _ := AggregateFunction("avg(int4)")
	sum8, _ := AggregateFunction("sum(int8)")
	plus, _ := Function("int4pl(int4,int4)")
	aggregate := func(t string) string { return strings.ReplaceAll(nativeCall.ReplaceAllString(t, "$1("), "$1", "i") }
	sumNumeric, _ := AggregateFunction("sum(numeric)")
	unicodeLike := strings.ReplaceAll(ilike.Special([]any{nil, "%straße%"}), "$1", "u")
	return []benchmark{
		{"nothing", "count(ts)"},
		{"date_trunc_day_UTC", on(trunc.Zoned("UTC", []any{"day", nil}), "'day'", "ts")},
		{"date_trunc_month_UTC", on(trunc.Zoned("UTC", []any{"month", nil}), "'month'", "ts")},
		{"date_trunc_quarter_UTC", on(trunc.Zoned("UTC", []any{"quarter", nil}), "'quarter'", "ts")},
		{"date_trunc_month_Berlin", on(trunc.Zoned("Europe/Berlin", []any{"month", nil}), "'month'", "ts")},
		{"date_trunc_month_Berlin_Go", "count(pg_date_trunc_text_timestamptz('month', ts, 'Europe/Berlin'))"},
		{"extract_year_UTC", on(part.Zoned("UTC", []any{"year", nil}), "'year'", "ts")},
		{"extract_dow_Berlin", on(part.Zoned("Europe/Berlin", []any{"dow", nil}), "'dow'", "ts")},
		{"lower_ASCII", "count(pg_lower_text(s))"},
		{"lower_Unicode", "count(pg_lower_text(u))"},
		{"LIKE_contains", on(like.Special([]any{nil, "%99%"}), "s")},
		{"LIKE_prefix", on(like.Special([]any{nil, "Page%"}), "s")},
		{"ILIKE_ASCII", on(ilike.Special([]any{nil, "%page%"}), "s")},
		{"ILIKE_Unicode", "count(" + unicodeLike + ")"},
		{"ILIKE_Unicode_Go", "count(pg_texticlike_text_text(u, '%straße%'))"},
		{"regex", "count(pg_textregexeq_text_text(s, '[0-9]+9$'))"},
		{"int4pl", on(plus.SQL, "i", "5")},
		{"avg_int4", aggregate(avg.SQL)},
		{"sum_int8", aggregate(sum8.SQL)},
		{"sum_numeric", strings.ReplaceAll(nativeCall.ReplaceAllString(sumNumeric.SQL, "$1("), "$1", "n")},
		{"sum_numeric_Go", "pg_sum_numeric(n)"},
		{"numeric_order", "max(n COLLATE pg_numeric)"},
		{"sum_float8", "pg_sum_float8(r)"},
		{"numeric_add", "count(pg_numeric_add_numeric_numeric(n, '1.5'))"},
	}
}
