package proxy

import (
	"testing"

	"github.com/pgconfluence/pgconfluence/sql"
)

// newTestEngine is an engine over the fixtures and what else a test needs.
func newTestEngine(t testing.TB, more ...sql.Table) *sql.Engine {
	t.Helper()
	e, err := sql.NewEngine(sql.Config{Tables: append(fixtureTables(t), more...), Dir: t.TempDir(), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("closing the engine: %v", err)
		}
	})
	return e
}
