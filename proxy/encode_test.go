package proxy

import (
	"testing"

	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

var pageFields = []sql.Field{{Name: "id", Type: 20}, {Name: "title", Type: 25}, {Name: "created", Type: 1184}, {Name: "flag", Type: 16}, {Name: "none", Type: 25}}

func pageRow() []any {
	return []any{int64(123456789), "A page of some title", int64(760000000000000), int64(1), nil}
}

// A row costs no allocation, or a large extract would be one long collection of
// garbage.
func TestRowsAreEncodedWithoutAllocation(t *testing.T) {
	for _, formats := range [][]int16{nil, {1, 1, 1, 1, 1}} {
		e, err := newRowEncoder(pageFields, formats, datum.DefaultStyle())
		if err != nil {
			t.Fatal(err)
		}
		e.values = pageRow()
		buf := make([]byte, 0, 4096)
		if n := testing.AllocsPerRun(100, func() {
			if _, err := e.Encode(buf[:0]); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("formats %v: %v allocations per row", formats, n)
		}
	}
}

func BenchmarkEncodeRow(b *testing.B) {
	for name, formats := range map[string][]int16{"text": nil, "binary": {1, 1, 1, 1, 1}} {
		b.Run(name, func(b *testing.B) {
			e, _ := newRowEncoder(pageFields, formats, datum.DefaultStyle())
			e.values = pageRow()
			buf := make([]byte, 0, 4096)
			b.ReportAllocs()
			for b.Loop() {
				out, err := e.Encode(buf[:0])
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(out)))
			}
		})
	}
}
