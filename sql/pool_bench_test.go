package sql

import "testing"

// BenchmarkOpenConnection is what a session pays when no idle connection is at
// hand.
func BenchmarkOpenConnection(b *testing.B) {
	e, err := NewEngine(Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	for b.Loop() {
		c, err := openSQLite(e.pool.systemFile, e.pool.heap, e.pool.functions)
		if err != nil {
			b.Fatal(err)
		}
		c.close()
	}
}
