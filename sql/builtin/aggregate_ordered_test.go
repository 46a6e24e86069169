package builtin

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// TestOrderedSets compares the ordered-set aggregates with PostgreSQL.
func TestOrderedSets(t *testing.T) {
	o := openOracle(t)
	conn := openSQLite(t)
	sets := map[string][]string{
		"float8":   {"3", "1", "2", "10", "NULL", "2.5"},
		"int4":     {"3", "1", "2", "2", "NULL", "1"},
		"text":     {"'b'", "'a'", "'c'", "'b'", "NULL"},
		"numeric":  {"10", "9.5", "100.25", "9.50", "NULL"},
		"interval": {"'1 day'", "'2 hours'", "'1 month'", "'40 days'"},
	}
	try := func(sig, typ, fraction string, n int, desc bool) {
		name, _ := parts(sig)
		order, flag := "", 0
		if desc {
			order, flag = " DESC", 1
		}
		var rows, mine []string
		for _, v := range sets[typ][:n] {
			rows = append(rows, "("+v+"::"+typ+")")
			text := []byte(strings.Trim(v, "'"))
			if v == "NULL" {
				text = nil
			}
			stored := o.storedArgument(t, typ, text)
			lit := "NULL"
			switch s := stored.(type) {
			case string:
				lit = quoteSQL(s)
			case nil:
			case float64:
				lit = fmt.Sprintf("%g + 0.0", s)
			default:
				lit = fmt.Sprint(s)
			}
			mine = append(mine, "SELECT "+lit+" AS v")
		}
		suffix := ""
		if typ == "numeric" {
			suffix = "::text"
		}
		want := o.query(t, fmt.Sprintf("SELECT (%s(%s) WITHIN GROUP (ORDER BY v%s))%s FROM (VALUES %s) r(v)", name, fraction, order, suffix, strings.Join(rows, ",")), nil)
		args := "v"
		if fraction != "" {
			args = strings.TrimSuffix(fraction, "::float8") + ", v"
		}
		collation := map[string]string{"numeric": "pg_numeric", "interval": "pg_interval"}[typ]
		query := fmt.Sprintf("SELECT %s(%s, %d, '%s') FROM (%s)", GoName(sig), args, flag, collation, strings.Join(mine, " UNION ALL "))
		var got outcome
		if err := conn.QueryRowContext(context.Background(), query).Scan(&got.value); err != nil {
			e, _ := DecodeError(err)
			if e == nil {
				t.Fatalf("%s: %v", query, err)
			}
			got.state = e.Code
		}
		if !same(sig, got, want) {
			t.Errorf("%s: got %v, PostgreSQL says %v", query, got, want)
		}
	}
	for _, fraction := range []string{"0", "0.25", "0.5", "0.9", "1", "1.5", "NULL::float8"} {
		for n := 1; n <= 6; n++ {
			for _, desc := range []bool{false, true} {
				try("percentile_cont(float8,float8)", "float8", fraction, n, desc)
				for typ, set := range sets {
					try("percentile_disc(float8,anyelement)", typ, fraction, min(n, len(set)), desc)
					try("mode(anyelement)", typ, "", min(n, len(set)), desc)
				}
				try("percentile_cont(float8,interval)", "interval", fraction, min(n, 4), desc)
			}
		}
	}
}
