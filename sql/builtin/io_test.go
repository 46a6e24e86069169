package builtin

import (
	"fmt"
	"strconv"
	"testing"
)

// TestInputAndOutputAgainstOracle takes every value of the grid in from text
// and out to text, in the template and in Go, as PostgreSQL does it.
func TestInputAndOutputAgainstOracle(t *testing.T) {
	o := openOracle(t)
	conn := openSQLite(t)
	extra := map[string][]string{
		"int4": {" 7 ", "+5", "007", "2147483648", "", "x", "1.5", "-0"},
		"int2": {"32768", "99999"}, "int8": {"9223372036854775808", "123456789012345678"},
		"bool": {"yes", "off", "maybe", " true "}, "float8": {"", "1e400", "x", " 1.5 "}, "date": {"2024-02-30", "today"},
		"uuid": {"123E4567E89B12D3A456426614174000", "nope"}, "numeric": {"1e5", "x", " -0 "}, "bytea": {"abc", "\\xzz", "\\001"},
	}
	for typ, values := range grid {
		if typ == "cid" || typ == "xid" {
			continue
		}
		oid, err := strconv.Atoi(o.rows(t, "SELECT oid FROM pg_type WHERE typname = '"+typ+"'")[0][0])
		if err != nil {
			t.Fatal(err)
		}
		in, out := Input(uint32(oid), -1), Output(uint32(oid))
		for _, zone := range []string{"UTC", "Europe/Berlin"} {
			o.setZone(t, zone)
			for _, text := range append(values, extra[typ]...) {
				if text == "today" {
					continue
				}
				cast := "$1::text::" + quoteType(typ)
				suffix := ""
				if typ == "numeric" {
					suffix = "::text"
				} else if typ[0] == '_' {
					cast = "to_json(" + cast + ")::text"
				}
				want := o.query(t, "SELECT "+cast+suffix, [][]byte{[]byte(text)})
				check := func(form string, got, want outcome) {
					if !same(typ, got, want) {
						t.Errorf("%s of %q in %s, %s: got %v, PostgreSQL says %v", typ, text, zone, form, got, want)
					}
				}
				check("input", evaluate(conn, expand("()", in.SQL, zone), []any{text}), want)
				if want.state != "" {
					continue
				}
				stored := want.value
				want = o.query(t, "SELECT concat($1::text::"+quoteType(typ)+")", [][]byte{[]byte(text)})
				check("output", evaluate(conn, expand("()", out.SQL, zone), []any{stored}), want)
				if s, ok := stored.(float64); ok {
					check("output of "+fmt.Sprint(s), evaluate(conn, expand("()", out.SQL, zone), []any{s}), want)
				}
			}
		}
	}
}
