package datum

import (
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
)

func BenchmarkAppend(b *testing.B) {
	utc, berlin := DefaultStyle(), DefaultStyle()
	berlin.Location, _ = LoadZone("Europe/Berlin")
	for _, c := range []struct {
		name string
		typ  uint32
		v    any
		st   *Style
	}{
		{"integer", pgtype.Int4OID, int64(123456), utc},
		{"bigint", pgtype.Int8OID, int64(1234567890123), utc},
		{"timestamptz UTC", pgtype.TimestamptzOID, int64(758550896789012), utc},
		{"timestamptz Berlin", pgtype.TimestamptzOID, int64(758550896789012), berlin},
		{"text", pgtype.TextOID, "a page's title", utc},
		{"numeric", pgtype.NumericOID, "12345.6789", utc},
		{"float8", pgtype.Float8OID, 12345.6789, utc},
		{"interval", pgtype.IntervalOID, "14 -3 14706789000", utc},
	} {
		buf := make([]byte, 0, 256)
		b.Run(c.name+" text", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				buf, _ = AppendText(buf[:0], c.typ, c.v, c.st)
			}
		})
		b.Run(c.name+" binary", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				buf, _ = AppendBinary(buf[:0], c.typ, c.v, c.st)
			}
		})
	}
}

func BenchmarkNumericAdd(b *testing.B) {
	for b.Loop() {
		x, _ := NumericFromString("12345.67")
		y, _ := NumericFromString("0.015")
		z, _ := x.Add(y)
		_ = z.String()
	}
}
