package datum

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// oracle connects to the PostgreSQL 15 that PGCONFLUENCE_ORACLE names, or skips.
func oracle(t *testing.T) *pgconn.PgConn {
	t.Helper()
	dsn := os.Getenv("PGCONFLUENCE_ORACLE")
	if dsn == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("PGCONFLUENCE_ORACLE must name a PostgreSQL 15 when CI=true")
		}
		t.Skip("PGCONFLUENCE_ORACLE does not name a PostgreSQL 15: skipped")
	}
	ctx := context.Background()
	c, err := pgconn.Connect(ctx, dsn)
	if err != nil {
		t.Fatalf("oracle: %v", err)
	}
	t.Cleanup(func() { c.Close(ctx) })
	ask(t, c, "set timezone = 'UTC'")
	return c
}

// answer is one value or one error of the oracle.
type answer struct {
	null          bool
	text          string
	code, message string
	detail, hint  string
}

func (a answer) String() string {
	if a.code != "" {
		return a.code + " " + a.message + " | " + a.detail + " | " + a.hint
	}
	if a.null {
		return "NULL"
	}
	return a.text
}

// ask runs a statement and returns its first value in text format.
func ask(t *testing.T, c *pgconn.PgConn, query string, args ...string) answer {
	t.Helper()
	return askFormat(t, c, 0, query, args...)
}

func askFormat(t *testing.T, c *pgconn.PgConn, format int16, query string, args ...string) answer {
	t.Helper()
	var params [][]byte
	for _, a := range args {
		params = append(params, []byte(a))
	}
	r := c.ExecParams(context.Background(), query, params, nil, nil, []int16{format}).Read()
	if r.Err != nil {
		var pe *pgconn.PgError
		if !errors.As(r.Err, &pe) {
			t.Fatalf("%s %q: %v", query, args, r.Err)
		}
		return answer{code: pe.Code, message: pe.Message, detail: pe.Detail, hint: pe.Hint}
	}
	if len(r.Rows) == 0 {
		return answer{}
	}
	if r.Rows[0][0] == nil {
		return answer{null: true}
	}
	return answer{text: string(r.Rows[0][0])}
}

// failure is an error of this package as an answer.
func failure(t *testing.T, err error) answer {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("not an *Error: %v", err)
	}
	return answer{code: e.Code, message: e.Message, detail: e.Detail, hint: e.Hint}
}
