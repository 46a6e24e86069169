package proxy

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// TestCopyAndCursors reads COPY data and cursors through the protocol: the
// cursor is described as a portal, and a BINARY one comes in binary.
func TestCopyAndCursors(t *testing.T) {
	_, addr := serve(t, Config{})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c, err := pgconn.Connect(ctx, "postgres://ann%40example.com:"+goodPassword+"@"+addr+"/confluence?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	var out strings.Builder
	tag, err := c.CopyTo(ctx, &out, "COPY (SELECT id, name, flag FROM items ORDER BY id LIMIT 3) TO STDOUT WITH (FORMAT csv, HEADER)")
	if want := "id,name,flag\n1,first,t\n2,\"It's \"\"quoted\"\"\",f\n3,страница 頁 🙂,\n"; err != nil || out.String() != want || tag.String() != "COPY 3" {
		t.Errorf("csv: %q, %s, %v", out.String(), tag, err)
	}
	out.Reset()
	if tag, err = c.CopyTo(ctx, &out, "COPY numbers TO STDOUT"); err != nil || strings.Count(out.String(), "\n") != 20_000 || tag.String() != "COPY 20000" {
		t.Errorf("a whole table: %d lines, %s, %v", strings.Count(out.String(), "\n"), tag, err)
	}
	if _, err = c.CopyTo(ctx, &out, "COPY items FROM STDIN"); err == nil || !strings.Contains(err.Error(), "25006") {
		t.Errorf("COPY FROM: %v", err)
	}
	results, err := c.Exec(ctx, "BEGIN; DECLARE c BINARY CURSOR FOR SELECT id FROM items ORDER BY id; FETCH 2 FROM c; FETCH 1 FROM c").ReadAll()
	if err != nil || len(results) != 4 {
		t.Fatalf("%d results, %v", len(results), err)
	}
	if got := string(results[2].Rows[1][0]); got != "\x00\x00\x00\x00\x00\x00\x00\x02" {
		t.Errorf("the second row in binary: %q", got)
	}
	if got := results[3].CommandTag.String(); got != "FETCH 1" || len(results[3].Rows) != 1 {
		t.Errorf("third row: %s", got)
	}
	// Nothing of the cursor outlives its block.
	results, err = c.Exec(ctx, "COMMIT; FETCH c").ReadAll()
	if err == nil || !strings.Contains(err.Error(), "34000") {
		t.Errorf("%d results, %v", len(results), err)
	}
}

// TestCancelWithinFetch ends a statement that a cursor runs.
func TestCancelWithinFetch(t *testing.T) {
	_, addr := serve(t, Config{})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c, err := pgconn.Connect(ctx, "postgres://ann%40example.com:"+goodPassword+"@"+addr+"/confluence?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	for _, statement := range []string{"SELECT pg_sleep(15)", "BEGIN; DECLARE c CURSOR FOR SELECT pg_sleep(15); FETCH c"} {
		go func() {
			time.Sleep(300 * time.Millisecond)
			c.CancelRequest(ctx)
		}()
		start := time.Now()
		_, err := c.Exec(ctx, statement).ReadAll()
		if err == nil || !strings.Contains(err.Error(), "57014") || time.Since(start) > 5*time.Second {
			t.Errorf("%s: %v after %v", statement, err, time.Since(start))
		}
		c.Exec(ctx, "ROLLBACK").ReadAll()
	}
	if _, err := c.Exec(ctx, "SELECT pg_sleep(0.05)").ReadAll(); err != nil {
		t.Error(err)
	}
}
