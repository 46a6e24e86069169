package proxy

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgproto3"
)

var update = flag.Bool("update", false, "write what the real PostgreSQL answers into testdata/wire")

// TestWireScripts sends the message sequences of testdata/wire to this server,
// and to the real PostgreSQL 15 that PGCONFLUENCE_ORACLE names. Both must
// answer with the messages that stand in the script, which came from
// PostgreSQL. With -update the script is written anew from PostgreSQL.
func TestWireScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/wire/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	t.Run("postgres", func(t *testing.T) {
		oracle := connectOracle(t)
		for _, file := range files {
			t.Run(filepath.Base(file), func(t *testing.T) { runScript(t, file, oracle(t), *update) })
		}
	})
	t.Run("us", func(t *testing.T) {
		_, addr := serve(t, Config{})
		for _, file := range files {
			t.Run(filepath.Base(file), func(t *testing.T) {
				c := dial(t, addr)
				c.login("user", "ann@example.com", "database", "confluence", "application_name", "")
				runScript(t, file, c, false)
			})
		}
	})
}

// runScript plays a script. It is a sequence of blocks: the word send and the
// messages up to which answers are read (one ReadyForQuery, if nothing is
// said), the messages to send, a line of dashes, and the answers.
func runScript(t *testing.T, file string, c *client, rewrite bool) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	for i := 0; i < len(lines); {
		until, isSend := strings.CutPrefix(lines[i], "send")
		out = append(out, lines[i])
		i++
		if !isSend {
			continue
		}
		begun := i
		for lines[i] != "----" {
			c.Send(parseMessage(t, lines[i]))
			out = append(out, lines[i])
			i++
		}
		i++
		if err := c.Frontend.Flush(); err != nil {
			t.Fatal(err)
		}
		end := i
		for end < len(lines) && lines[end] != "" {
			end++
		}
		got := collect(c, strings.Fields(until))
		if want := lines[i:end]; !rewrite && !slices.Equal(got, want) {
			t.Errorf("%s:%d: sent\n  %s\ngot\n  %s\nwant\n  %s", file, begun, strings.Join(lines[begun:i-1], "\n  "),
				strings.Join(got, "\n  "), strings.Join(want, "\n  "))
		}
		out = append(append(out, "----"), got...)
		i = end
		if slices.Contains(got, "closed") {
			break
		}
	}
	if rewrite {
		if err := os.WriteFile(file, []byte(strings.Join(out, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// collect reads answers until all of the named messages came, in order.
func collect(c *client, until []string) []string {
	if len(until) == 0 {
		until = []string{"ReadyForQuery"}
	}
	var got []string
	for len(until) > 0 {
		m, err := c.Receive()
		if err != nil {
			return append(got, "closed")
		}
		text := show(m)
		if e, ok := m.(*pgproto3.ErrorResponse); ok {
			// Hints may be better here than there.
			text = fmt.Sprintf("ErrorResponse %s %s %s", e.Severity, e.Code, e.Message)
		}
		got = append(got, text)
		if strings.HasPrefix(text, until[0]) {
			until = until[1:]
		}
	}
	return got
}

func parseMessage(t *testing.T, line string) pgproto3.FrontendMessage {
	t.Helper()
	name, args, _ := strings.Cut(line, " ")
	m, ok := map[string]pgproto3.FrontendMessage{
		"Query": &pgproto3.Query{}, "Parse": &pgproto3.Parse{}, "Bind": &pgproto3.Bind{}, "Describe": &pgproto3.Describe{},
		"Execute": &pgproto3.Execute{}, "Close": &pgproto3.Close{}, "Sync": &pgproto3.Sync{}, "Flush": &pgproto3.Flush{},
		"CopyData": &pgproto3.CopyData{}, "CopyDone": &pgproto3.CopyDone{}, "CopyFail": &pgproto3.CopyFail{},
	}[name]
	if !ok {
		t.Fatalf("unknown message: %s", line)
	}
	if args != "" {
		if err := json.Unmarshal([]byte(args), m); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	return m
}

// skipOrFail skips a test whose other half is not there, but not in CI.
func skipOrFail(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// connectOracle makes a database with the fixtures in the real PostgreSQL and
// returns a function that connects to it.
func connectOracle(t *testing.T) func(*testing.T) *client {
	t.Helper()
	where := os.Getenv("PGCONFLUENCE_ORACLE")
	if where == "" {
		skipOrFail(t, "PGCONFLUENCE_ORACLE is not set: no PostgreSQL 15 to compare with")
	}
	ctx := context.Background()
	cfg, err := pgx.ParseConfig(where)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("pgconfluence_proxy_%d", os.Getpid())
	if _, err := admin.Exec(ctx, "create database "+name+" template template0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin.Exec(ctx, "drop database "+name+" with (force)")
		admin.Close(ctx)
	})
	cfg.Database = name
	filler, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer filler.Close(ctx)
	for _, f := range fixtures() {
		if _, err := filler.PgConn().Exec(ctx, f.ddl()).ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	return func(t *testing.T) *client {
		t.Helper()
		network, addr := pgconnAddress(cfg.Host, cfg.Port)
		sock, err := net.DialTimeout(network, addr, 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		sock.SetDeadline(time.Now().Add(20 * time.Second))
		t.Cleanup(func() { sock.Close() })
		c := &client{t: t, Conn: sock, Frontend: pgproto3.NewFrontend(sock, sock)}
		c.write(startupPacket(protocol30, "user", cfg.User, "database", name, "application_name", ""))
		for {
			switch m := c.next(); m {
			case "AuthenticationCleartextPassword":
				c.put(&pgproto3.PasswordMessage{Password: cfg.Password})
			case "ReadyForQuery I":
				return c
			case "closed":
				t.Fatal("the oracle closed the connection: it must take trust or a clear-text password")
			}
		}
	}
}

func pgconnAddress(host string, port uint16) (network, addr string) {
	if strings.HasPrefix(host, "/") {
		return "unix", fmt.Sprintf("%s/.s.PGSQL.%d", host, port)
	}
	return "tcp", net.JoinHostPort(host, fmt.Sprint(port))
}
