package proxy

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// rebuild writes, as DDL, the tables that a catalog tells of: what it misses or
// gets wrong, the copy has wrong too.
const rebuild = `
SELECT 'CREATE TABLE ' || c.oid::regclass || ' (' || string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
	|| CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, ', ' ORDER BY a.attnum) || ')'
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 GROUP BY c.oid;
SELECT 'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid)
	FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY contype DESC;
SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid >= 16384 AND NOT indisprimary;
SELECT 'COMMENT ON ' || CASE objsubid WHEN 0 THEN 'TABLE ' ELSE 'COLUMN ' END || objoid::regclass
	|| coalesce('.' || quote_ident((SELECT attname FROM pg_attribute WHERE attrelid = objoid AND attnum = objsubid AND attnum > 0)), '')
	|| ' IS ' || quote_literal(description) FROM pg_description WHERE objoid >= 16384;
SELECT 'GRANT SELECT, REFERENCES ON ' || oid::regclass || ' TO PUBLIC' FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`

// describeCommands are psql's commands that read the catalog. Left out are those
// that tell sizes, other databases and other roles, collations of the machine's
// library, and \dx+.
const describeCommands = `\d
\dt
\di
\dv
\dm
\ds
\dE
\d items
\d+ items
\d items_pkey
\d+ numbers
\dn
\dn+
\df
\df abs
\df+ lower
\df *size*
\dfS array_agg
\da
\dAc
\dAo
\dAp
\dA
\dA+
\db
\dc
\dcS utf8*
\dC
\dC integer
\dd
\dD
\dDS
\ddp
\des
\det
\deu
\dew
\dF
\dF+
\dFd
\dFp
\dFp+
\dFt
\dl
\dL
\dL+
\do
\do =
\dO
\dp
\dp items
\z
\dP
\dRp
\dRs
\drds
\dT
\dTS
\dT int*
\dx
\dX
\dy
\sf abs
\sf+ lower
\sf pg_catalog.obj_description(oid,name)
\sv pg_tables
\sv+ information_schema.columns
\d pg_class
\d+ pg_tables
\d information_schema.columns
\dS pg_type
\dtS
\dvS
\dconfig work_mem
\dconfig enable_*
\lo_list
\encoding`

// TestPsqlDescribes compares what psql's commands print with what they print of
// a real PostgreSQL that has the same tables.
func TestPsqlDescribes(t *testing.T) {
	psql, err := exec.LookPath("psql")
	if err != nil {
		skipOrFail(t, "psql is not installed")
	}
	where := os.Getenv("PGCONFLUENCE_ORACLE")
	if where == "" {
		skipOrFail(t, "PGCONFLUENCE_ORACLE is not set: no PostgreSQL 15 to compare with")
	}
	_, addr := serve(t, Config{})
	host, port, _ := net.SplitHostPort(addr)
	own := func(args ...string) string {
		return runPsql(t, psql, []string{"PGPASSWORD=" + goodPassword, "PGSSLMODE=disable"},
			append([]string{"-h", host, "-p", port, "-U", "ann@example.com", "-d", "confluence"}, args...))
	}
	cfg, database := emptyDatabase(t, where)
	oracle := func(user string, args ...string) string {
		return runPsql(t, psql, nil, append([]string{"-h", cfg.Host, "-p", fmt.Sprint(cfg.Port), "-U", user, "-d", database}, args...))
	}
	oracle(cfg.User, "-c", `DO $$ BEGIN CREATE ROLE "ann@example.com" LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`)
	for _, ddl := range strings.Split(strings.TrimSpace(own("-At", "-c", rebuild)), "\n") {
		if out := oracle(cfg.User, "-q", "-c", ddl); out != "" {
			t.Fatalf("%s: %s", ddl, out)
		}
	}
	for _, command := range strings.Split(describeCommands, "\n") {
		want, got := oracle("ann@example.com", "-c", command), own("-c", command)
		if want != got {
			t.Errorf("%s:\n%s", command, firstDifference(want, got))
		}
	}
}

func runPsql(t *testing.T, psql string, env, args []string) string {
	t.Helper()
	cmd := exec.Command(psql, append([]string{"-X", "-w"}, args...)...)
	cmd.Env = append(append(os.Environ(), "PGCONNECT_TIMEOUT=10"), env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return out.String() + err.Error()
	}
	return out.String()
}

// emptyDatabase makes a database on the oracle, and drops it when the test ends.
func emptyDatabase(t *testing.T, where string) (*pgconn.Config, string) {
	t.Helper()
	ctx := context.Background()
	cfg, err := pgconn.ParseConfig(where)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := pgconn.ConnectConfig(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("psql_%d", os.Getpid())
	if err := admin.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'").Close(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)").Close()
		admin.Close(ctx)
	})
	return cfg, name
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d\n  want %s\n  got  %s", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("%d lines and %d", len(w), len(g))
}
