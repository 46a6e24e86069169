package sql_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
	"github.com/pgconfluence/pgconfluence/sql/sqltest"
)

// TestEverySystemRelation reads each relation of pg_catalog and
// information_schema whole, and checks its columns.
func TestEverySystemRelation(t *testing.T) {
	c := newConn(t, sqltest.NewFixture(), "alice", "site")
	n := 0
	for _, r := range catalog.PG15().Relations() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		res := c.Query(ctx, fmt.Sprintf("SELECT * FROM %s.%s", r.Schema, r.Name), nil)
		cancel()
		if res.Err != nil {
			t.Errorf("%s.%s: %s %s", r.Schema, r.Name, res.Err.Code, res.Err.Message)
			continue
		}
		n++
		if len(res.Columns) != len(r.Columns) {
			t.Errorf("%s.%s: %d columns, want %d", r.Schema, r.Name, len(res.Columns), len(r.Columns))
			continue
		}
		for i, col := range r.Columns {
			if got := res.Columns[i]; got.Name != col.Name || got.Type != catalog.PG15().BaseType(col.Type) {
				t.Errorf("%s.%s.%s: column %s of type %d, want type %d", r.Schema, r.Name, col.Name, got.Name, got.Type, col.Type)
			}
		}
	}
	t.Logf("%d relations", n)
}
