package builtin

import (
	"context"
	"strings"
	"testing"
	"time"
)

// TestLongArgumentsAreBounded: a call cannot be interrupted, so its time must
// not grow with the product of its arguments' lengths.
func TestLongArgumentsAreBounded(t *testing.T) {
	conn := openSQLite(t)
	text := func(sig, a, b string) string {
		impl, ok := Function(sig)
		if !ok {
			t.Fatal(sig)
		}
		return "SELECT " + strings.NewReplacer("$1", "("+a+")", "$2", "("+b+")").Replace(impl.SQL)
	}
	long := func(c string) string { return "replace(hex(zeroblob(1000000)), '00', '" + c + "')" }
	array := func(c string) string {
		return "'[' || replace(hex(zeroblob(200000)), '00', '" + c + ",') || '" + c + "]'"
	}
	for query, want := range map[string]int64{
		"SELECT length(x) FROM (" + text("btrim(text,text)", "'é' || "+long("a"), long("b")+" || 'é'") + " AS x)":                1000000,
		"SELECT length(x) FROM (" + text("ltrim(text,text)", long("a"), long("b")+" || 'a'") + " AS x)":                          0,
		"SELECT length(x) FROM (" + text("rtrim(text,text)", "'é' || "+long("a"), long("b")+" || 'a'") + " AS x)":                1,
		text("strpos(text,text)", "'é' || "+long("aa")+" || 'b'", long("a")+" || 'b'"):                                           1000002,
		text("strpos(text,text)", long("aa"), long("a")+" || 'b'"):                                                               0,
		"SELECT " + GoName("arrayoverlap(anyarray,anyarray)") + "(" + array("1") + ", " + array("2") + ", '[1007,1007]')":        0,
		"SELECT " + GoName("arraycontains(anyarray,anyarray)") + "(" + array("1") + ", " + array("1") + ", '[1007,1007]')":       1,
		"SELECT " + GoName("arraycontained(anyarray,anyarray)") + "(" + array("1") + ", '[2]', '[1007,1007]')":                   0,
		"SELECT " + GoName("arraycontains(anyarray,anyarray)") + "(" + array("null") + ", " + array("null") + ", '[1007,1007]')": 0,
	} {
		var got int64
		start := time.Now()
		if err := conn.QueryRowContext(context.Background(), query).Scan(&got); err != nil || got != want {
			t.Errorf("%.100s: got %d, %v; want %d", query, got, err, want)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%.100s took %v", query, took)
		}
	}
}
