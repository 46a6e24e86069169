package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
)

// rows are the large site and PostgreSQL with what the site holds.
type rows struct {
	site     *site
	postgres *postgres
}

// withRows brings up the site and PostgreSQL, once. PostgreSQL gets its rows
// from a server of ours, so that both have the same, and the same indexes.
func (b *bench) withRows(ctx context.Context) (*rows, error) {
	if b.rows != nil {
		return b.rows, nil
	}
	progress("a site of %d pages, and PostgreSQL with the same rows", b.sizes.rows.pages)
	r := &rows{}
	b.rows = r
	var err error
	if r.site, err = startSite(b.sizes.rows); err != nil {
		return nil, err
	}
	if r.postgres, err = startPostgres(ctx, b.pgBin, b.dir); err != nil {
		return nil, err
	}
	s, conn, err := b.warmServer(ctx, r.site)
	if err != nil {
		return nil, err
	}
	defer s.stop()
	defer conn.Close(ctx)
	to, err := r.postgres.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer to.Close(ctx)
	for _, t := range asked() {
		if err := copyTable(ctx, conn, to, t.Definition()); err != nil {
			return nil, fmt.Errorf("%s: %w", t.Definition().Name, err)
		}
	}
	return r, to.Exec(ctx, "VACUUM ANALYZE").Close()
}

func (r *rows) stop() error {
	if r.site != nil {
		r.site.stop()
	}
	if r.postgres != nil {
		return r.postgres.stop()
	}
	return nil
}

// warmServer starts a server and has it read all there is. The simulated site
// needs no sparing.
func (b *bench) warmServer(ctx context.Context, site *site, flags ...string) (*server, *pgconn.PgConn, error) {
	s, err := b.startServer(ctx, site.url, append([]string{"--requests-per-second", "100000"}, flags...)...)
	if err != nil {
		return nil, nil, err
	}
	conn, err := s.connect(ctx)
	if err == nil {
		for _, t := range asked() {
			if _, err = drain(ctx, conn, "SELECT * FROM "+t.Definition().Name, textFormat); err != nil {
				break
			}
		}
	}
	if err != nil {
		s.stop()
		return nil, nil, err
	}
	return s, conn, nil
}

// typeNames are the types that tables have columns of.
var typeNames = map[uint32]string{16: "boolean", 20: "bigint", 23: "integer", 25: "text", 701: "double precision",
	1114: "timestamp", 1184: "timestamptz"}

// copyTable makes a table in PostgreSQL and fills it from our server.
func copyTable(ctx context.Context, from, to *pgconn.PgConn, def *sql.Definition) error {
	var columns []string
	for _, c := range def.Columns {
		name, ok := typeNames[c.Type]
		if !ok {
			return fmt.Errorf("column %s: type %d is not known here", c.Name, c.Type)
		}
		columns = append(columns, c.Name+" "+name)
	}
	create := fmt.Sprintf("CREATE TABLE %s (%s)", def.Name, strings.Join(columns, ", "))
	if err := to.Exec(ctx, create).Close(); err != nil {
		return err
	}
	r, w := io.Pipe()
	go func() { w.CloseWithError(copyText(ctx, w, from, def.Name)) }()
	_, err := to.CopyFrom(ctx, r, "COPY "+def.Name+" FROM STDIN")
	r.CloseWithError(errors.New("the reader has ended"))
	if err != nil {
		return err
	}
	indexes := []string{fmt.Sprintf("ALTER TABLE %s ADD PRIMARY KEY (%s)", def.Name, strings.Join(def.PrimaryKey, ", "))}
	for _, columns := range def.Indexes {
		indexes = append(indexes, fmt.Sprintf("CREATE INDEX ON %s (%s)", def.Name, strings.Join(columns, ", ")))
	}
	return to.Exec(ctx, strings.Join(indexes, ";")).Close()
}

// copyText writes a table in COPY's text format.
func copyText(ctx context.Context, w io.Writer, from *pgconn.PgConn, table string) error {
	out := bufio.NewWriterSize(w, 1<<16)
	escape := strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)
	result := from.ExecParams(ctx, "SELECT * FROM "+table, nil, nil, nil, nil)
	for result.NextRow() {
		for i, v := range result.Values() {
			if i > 0 {
				out.WriteByte('\t')
			}
			if v == nil {
				out.WriteString(`\N`)
				continue
			}
			escape.WriteString(out, string(v))
		}
		out.WriteByte('\n')
	}
	if _, err := result.Close(); err != nil {
		return err
	}
	return out.Flush()
}

// asked are the tables that the measured statements read; reading the others
// would take one call per page.
func asked() []sql.Table {
	var out []sql.Table
	for _, t := range tables.All() {
		switch t.Definition().Name {
		case "pages", "spaces", "users":
			out = append(out, t)
		}
	}
	return out
}
