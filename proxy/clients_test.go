package proxy

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// connectPgx connects with pgx in one of its ways to run a query.
func connectPgx(t *testing.T, addr string, mode pgx.QueryExecMode, sslmode string) *pgx.Conn {
	t.Helper()
	cfg, err := pgx.ParseConfig(fmt.Sprintf("postgres://ann%%40example.com:%s@%s/confluence?sslmode=%s", goodPassword, addr, sslmode))
	if err != nil {
		t.Fatal(err)
	}
	cfg.DefaultQueryExecMode = mode
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	c, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

// TestPgx runs the same statements through every path of the protocol: simple
// and extended, text and binary.
func TestPgx(t *testing.T) {
	_, addr := serve(t, Config{TLS: selfSigned(t)})
	for name, mode := range map[string]pgx.QueryExecMode{
		"simple": pgx.QueryExecModeSimpleProtocol, "extended text": pgx.QueryExecModeExec,
		"prepared binary": pgx.QueryExecModeCacheStatement, "describe binary": pgx.QueryExecModeDescribeExec,
	} {
		t.Run(name, func(t *testing.T) {
			c := connectPgx(t, addr, mode, "require")
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			var id int64
			var title *string
			var flag *bool
			var created *time.Time
			var position *int32
			var score *float64
			row := c.QueryRow(ctx, "select id, name, flag, created, position, score from items where id = $1", int64(1))
			if err := row.Scan(&id, &title, &flag, &created, &position, &score); err != nil {
				t.Fatal(err)
			}
			at := time.Date(2024, 2, 29, 12, 34, 56, 789e6, time.UTC)
			if id != 1 || *title != "first" || !*flag || !created.Equal(at) || *position != -1 || *score != 0.5 {
				t.Errorf("got %v %v %v %v %v %v", id, *title, *flag, *created, *position, *score)
			}
			row = c.QueryRow(ctx, "select id, flag, created, position, score from items where name = $1", "страница 頁 🙂")
			if err := row.Scan(&id, &flag, &created, &position, &score); err != nil {
				t.Fatal(err)
			}
			if id != 3 || flag != nil || created != nil || position != nil || score != nil {
				t.Errorf("NULLs: got %v %v %v %v %v", id, flag, created, position, score)
			}
			_, err := c.Exec(ctx, "select nope from items")
			if e, ok := err.(*pgconn.PgError); !ok || e.Code != "42703" {
				t.Errorf("unknown column: %v", err)
			}
			rows, err := c.Query(ctx, "select n, pad from numbers order by n")
			if err != nil {
				t.Fatal(err)
			}
			n := int64(0)
			for rows.Next() {
				var pad string
				if err := rows.Scan(&id, &pad); err != nil || id != n || len(pad) != 100 {
					t.Fatalf("row %d: %d, %d bytes, %v", n, id, len(pad), err)
				}
				n++
			}
			if rows.Err() != nil || n != 20_000 {
				t.Errorf("%d rows, %v", n, rows.Err())
			}
			tx, err := c.Begin(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if s := c.PgConn().TxStatus(); s != 'T' {
				t.Errorf("status in a block: %c", s)
			}
			if err := tx.Rollback(ctx); err != nil || c.PgConn().TxStatus() != 'I' {
				t.Errorf("rollback: %v, %c", err, c.PgConn().TxStatus())
			}
		})
	}
}

func TestPgxBatch(t *testing.T) {
	_, addr := serve(t, Config{})
	c := connectPgx(t, addr, pgx.QueryExecModeCacheStatement, "disable")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var b pgx.Batch
	for i := range 3 {
		b.Queue("select name from items where id = $1", int64(i+1))
	}
	var got []string
	r := c.SendBatch(ctx, &b)
	for range 3 {
		var s string
		if err := r.QueryRow().Scan(&s); err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
	}
	r.Close()
	if want := []string{"first", `It's "quoted"`, "страница 頁 🙂"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// TestPsql is PostgreSQL's own client.
func TestPsql(t *testing.T) {
	path, err := exec.LookPath("psql")
	if err != nil {
		skipOrFail(t, "psql is not installed")
	}
	_, addr := serve(t, Config{TLS: selfSigned(t)})
	host, port, _ := net.SplitHostPort(addr)
	for _, test := range []struct {
		ssl, password string
		args          []string
		want          string
		fails         bool
	}{
		{"disable", goodPassword, []string{"-c", "select id, name from items order by id limit 2"}, "1|first\n2|It's \"quoted\"\n", false},
		{"require", goodPassword, []string{"-c", "select 1; select 2"}, "1\n2\n", false},
		{"prefer", goodPassword, []string{"-c", "select nope", "-c", "select 'next'"}, "next\n", false},
		{"disable", goodPassword, []string{"-c", "begin", "-c", "select nope", "-c", "rollback", "-c", "select count(*) from numbers"}, "20000\n", false},
		{"disable", goodPassword, []string{"-c", `\conninfo`}, "You are connected to database \"confluence\" as user \"ann@example.com\" on host \"127.0.0.1\" at port \"" + port + "\".\n", false},
		{"disable", "wrong", []string{"-c", "select 1"}, "", true},
	} {
		cmd := exec.Command(path, append([]string{"-XAtq", "-h", host, "-p", port, "-U", "ann@example.com", "-d", "confluence", "-w"}, test.args...)...)
		cmd.Env = append(os.Environ(), "PGPASSWORD="+test.password, "PGSSLMODE="+test.ssl, "PGCONNECT_TIMEOUT=10")
		var stderr strings.Builder
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if string(out) != test.want || (err != nil) != test.fails {
			t.Errorf("psql %q: got %q, %v, %s", test.args, out, err, stderr.String())
		}
		if test.fails && !strings.Contains(stderr.String(), `FATAL:  password authentication failed for user "ann@example.com"`) {
			t.Errorf("psql with a wrong password says %s", stderr.String())
		}
	}
}
