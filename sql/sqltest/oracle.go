package sqltest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// Oracle is a real PostgreSQL 15 holding a fixture's rows in a database of its
// own.
type Oracle struct {
	conn     *pgconn.PgConn
	Database string
}

// NewOracle makes a database on the server that PGCONFLUENCE_ORACLE names, with
// the tables and rows that the account sees, and drops it when the test ends.
// Without the variable the test is skipped; when CI=true it fails.
func NewOracle(t testing.TB, f *Fixture, account string) *Oracle {
	t.Helper()
	dsn := os.Getenv("PGCONFLUENCE_ORACLE")
	if dsn == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("PGCONFLUENCE_ORACLE must name a PostgreSQL 15 when CI=true")
		}
		t.Skip("PGCONFLUENCE_ORACLE does not name a PostgreSQL 15: skipped")
	}
	ctx := context.Background()
	admin, err := pgconn.Connect(ctx, dsn)
	if err != nil {
		t.Fatalf("oracle: %v", err)
	}
	defer admin.Close(ctx)
	o := &Oracle{Database: fmt.Sprintf("compat_%d_%d", os.Getpid(), time.Now().UnixNano()%1_000_000_000)}
	must(t, admin, "CREATE DATABASE "+o.Database+" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
	t.Cleanup(func() {
		if c, err := pgconn.Connect(ctx, dsn); err == nil {
			c.Exec(ctx, "DROP DATABASE "+o.Database+" WITH (FORCE)").Close()
			c.Close(ctx)
		}
	})
	cfg, err := pgconn.ParseConfig(dsn)
	if err != nil {
		t.Fatalf("oracle: %v", err)
	}
	cfg.Database = o.Database
	if o.conn, err = pgconn.ConnectConfig(ctx, cfg); err != nil {
		t.Fatalf("oracle: %v", err)
	}
	t.Cleanup(func() { o.conn.Close(ctx) })
	must(t, o.conn, "SET statement_timeout = '30s'")
	for _, tb := range f.Tables() {
		o.load(t, tb, account)
	}
	must(t, o.conn, "ANALYZE")
	return o
}

func must(t testing.TB, c *pgconn.PgConn, query string) {
	t.Helper()
	if err := c.Exec(context.Background(), query).Close(); err != nil {
		t.Fatalf("oracle: %s: %v", query, err)
	}
}

var typeNames = map[uint32]string{16: "boolean", 20: "bigint", 23: "integer", 25: "text", 1184: "timestamptz"}

func (o *Oracle) load(t testing.TB, tb *Table, account string) {
	t.Helper()
	var cols []string
	for _, c := range tb.Def.Columns {
		cols = append(cols, c.Name+" "+typeNames[c.Type])
	}
	must(t, o.conn, fmt.Sprintf("CREATE TABLE %s (%s, PRIMARY KEY (%s))", tb.Def.Name, strings.Join(cols, ", "),
		strings.Join(tb.Def.PrimaryKey, ", ")))
	_, err := o.conn.CopyFrom(context.Background(), copyText(tb, account), "COPY "+tb.Def.Name+" FROM STDIN")
	if err != nil {
		t.Fatalf("oracle: loading %s: %v", tb.Def.Name, err)
	}
}

// copyText writes a table's rows in COPY's text format.
func copyText(tb *Table, account string) io.Reader {
	escape := strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)
	var b strings.Builder
	for _, r := range tb.Rows(account) {
		for i, v := range r {
			if i > 0 {
				b.WriteByte('\t')
			}
			if v == nil {
				b.WriteString(`\N`)
				continue
			}
			text, err := datum.AppendText(nil, tb.Def.Columns[i].Type, v, datum.DefaultStyle())
			if err != nil {
				panic(err) // a fixture's value does not fit its column
			}
			b.WriteString(escape.Replace(string(text)))
		}
		b.WriteByte('\n')
	}
	return strings.NewReader(b.String())
}

// Query runs one statement by the extended protocol, once for each format.
func (o *Oracle) Query(ctx context.Context, query string, params []*string) *Result {
	desc, err := o.conn.Prepare(ctx, "", query, nil)
	if err != nil {
		return failed(fromPg(err))
	}
	r := &Result{Params: desc.ParamOIDs}
	if desc.Fields != nil {
		r.Columns = []Column{}
	}
	for _, f := range desc.Fields {
		r.Columns = append(r.Columns, Column{Name: f.Name, Type: f.DataTypeOID, Typmod: f.TypeModifier, Len: f.DataTypeSize})
	}
	args := make([][]byte, len(params))
	for i, p := range params {
		if p != nil {
			args[i] = []byte(*p)
		}
	}
	for format := int16(0); format < 2; format++ {
		if format == 1 && len(r.Columns) == 0 {
			break
		}
		res := o.conn.ExecPrepared(ctx, "", args, nil, []int16{format}).Read()
		if res.Err != nil {
			return failed(fromPg(res.Err))
		}
		r.Tag = res.CommandTag.String()
		rows := cells(res.Rows)
		if format == 0 {
			r.Text = rows
		} else {
			r.Binary = rows
		}
	}
	return r
}

func cells(rows [][][]byte) [][]Cell {
	var out [][]Cell
	for _, row := range rows {
		line := make([]Cell, len(row))
		for i, v := range row {
			line[i] = Cell{Null: v == nil, Value: string(v)}
		}
		out = append(out, line)
	}
	return out
}

func fromPg(err error) error {
	var p *pgconn.PgError
	if !errors.As(err, &p) {
		return err
	}
	return &sql.Error{Code: p.Code, Message: p.Message, Detail: p.Detail, Hint: p.Hint, Position: int(p.Position)}
}
