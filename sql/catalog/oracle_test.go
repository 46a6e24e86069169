package catalog

import (
	"context"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// oracle is a real PostgreSQL 15 that analyses statements, runs none of them,
// and tells the tree that it has made of them.
type oracle struct {
	conn *pgx.Conn
	tree string
}

// openOracle connects to PGCONFLUENCE_ORACLE. Without it the test is skipped,
// but fails in CI.
func openOracle(t testing.TB) *oracle {
	t.Helper()
	dsn := os.Getenv("PGCONFLUENCE_ORACLE")
	if dsn == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("PGCONFLUENCE_ORACLE is not set")
		}
		t.Skip("needs a PostgreSQL 15: set PGCONFLUENCE_ORACLE to its address")
	}
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	o := &oracle{}
	config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
		if strings.HasPrefix(n.Message, "parse tree") {
			o.tree = strings.Join(strings.Fields(n.Detail), " ")
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if o.conn, err = pgx.ConnectConfig(ctx, config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.conn.Close(context.Background()) })
	o.exec(t, `SET search_path = pg_catalog`)
	return o
}

func (o *oracle) exec(t testing.TB, sql string) {
	t.Helper()
	if _, err := o.conn.Exec(context.Background(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// analyse returns the parse tree of a statement, or the SQLSTATE that PostgreSQL
// refuses it with.
func (o *oracle) analyse(t testing.TB, sql string) (tree, code string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	o.tree = ""
	_, err := o.conn.Prepare(ctx, "", sql)
	var refused *pgconn.PgError
	switch {
	case errors.As(err, &refused):
		return "", refused.Code
	case err != nil:
		t.Fatalf("%s: %v", sql, err)
	case o.tree == "":
		t.Fatalf("%s: no parse tree came", sql)
	}
	return o.tree, ""
}

// traceTrees makes PostgreSQL send the parse tree of every statement.
func (o *oracle) traceTrees(t testing.TB) {
	o.exec(t, `SET debug_pretty_print = off; SET client_min_messages = log; SET debug_print_parse = on`)
}

var (
	outerNode  = regexp.MustCompile(`:targetList \(\{TARGETENTRY :expr \{(\w+) (.*)`)
	firstOID   = regexp.MustCompile(`:(?:opno|funcid|aggfnoid|winfnoid) (\d+)`)
	resultType = regexp.MustCompile(`:(?:opresulttype|funcresulttype|aggtype|wintype|coalescetype|resulttype|consttype) (\d+)`)
	sortClause = regexp.MustCompile(`:sortClause \(\{SORTGROUPCLAUSE :tleSortGroupRef \d+ :eqop (\d+) :sortop (\d+)`)
)

// outer takes the outermost expression of a tree's first result column: its
// node, the operator or function in it, and its type.
func outer(t testing.TB, tree string) (node, id, result string) {
	t.Helper()
	m := outerNode.FindStringSubmatch(tree)
	if m == nil {
		t.Fatalf("no expression in %s", tree)
	}
	if f := firstOID.FindStringSubmatch(m[2]); f != nil {
		id = f[1]
	}
	if f := resultType.FindStringSubmatch(m[2]); f != nil {
		result = f[1]
	}
	return m[1], id, result
}
