package catalog

import "testing"

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		load()
	}
}

func BenchmarkResolveOperator(b *testing.B) {
	c := PG15()
	for _, bb := range []struct {
		name, op    string
		left, right uint32
	}{
		{"exact", "=", Int4, Int4},
		{"unknown", "=", Timestamptz, Unknown},
		{"converted", "=", Int4, Numeric},
		{"domainless varchar", "=", Varchar, Varchar},
		{"concat", "||", Text, Int4},
		{"array", "=", 1007, 1007},
		{"none", "+", Bool, Bool},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.ResolveOperator(bb.op, bb.left, bb.right)
			}
		})
	}
}

func BenchmarkResolveFunction(b *testing.B) {
	c := PG15()
	for _, bb := range []struct {
		name, fn string
		args     []uint32
	}{
		{"exact", "lower", []uint32{Text}},
		{"unknown", "date_trunc", []uint32{Unknown, Timestamptz}},
		{"aggregate", "sum", []uint32{Varchar}},
		{"count", "count", []uint32{Int4}},
		{"variadic any", "concat", []uint32{Text, Unknown, Int4}},
		{"polymorphic", "array_agg", []uint32{Text}},
		{"cast", "text", []uint32{Int4}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.ResolveFunction(bb.fn, bb.args, FuncOptions{})
			}
		})
	}
}
