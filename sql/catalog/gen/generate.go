package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// generate reads every source and returns the data files by name.
//
// A file's first line has the columns as name:type_oid; every other line is a
// row in COPY's text format, with arrays as JSON and OID alias types as
// numbers, so that reading it needs no parser for either.
func generate(ctx context.Context, dsn string) (map[string][]byte, error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := checkServer(ctx, conn); err != nil {
		return nil, err
	}
	// Only what is not in pg_catalog is to be printed with its schema.
	if _, err := conn.Exec(ctx, `SET search_path = pg_catalog`); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, s := range sources() {
		data, err := s.read(ctx, conn)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.relation, err)
		}
		files[s.relation+".tsv"] = data
	}
	return files, nil
}

// checkServer refuses a server that is not the one the catalog stands for.
func checkServer(ctx context.Context, conn *pgx.Conn) error {
	var version int
	var encoding, ctype string
	err := conn.QueryRow(ctx, `SELECT current_setting('server_version_num')::int,
		pg_encoding_to_char(encoding), datctype FROM pg_database
		WHERE datname = current_database()`).Scan(&version, &encoding, &ctype)
	if err != nil {
		return err
	}
	if version/10000 != 15 || encoding != "UTF8" || ctype != "C.UTF-8" {
		return fmt.Errorf("want PostgreSQL 15 with UTF8 and C.UTF-8, this is %d with %s and %s",
			version, encoding, ctype)
	}
	return nil
}

func (s source) read(ctx context.Context, conn *pgx.Conn) ([]byte, error) {
	header, query, err := s.statement(ctx, conn)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString(header + "\n")
	_, err = conn.PgConn().CopyTo(ctx, &out, "COPY ("+query+") TO STDOUT")
	return out.Bytes(), err
}

// statement returns the header line and the query of the rows.
func (s source) statement(ctx context.Context, conn *pgx.Conn) (header, query string, err error) {
	from := s.query
	if from == "" {
		from = "SELECT * FROM " + s.relation
	}
	desc, err := conn.Prepare(ctx, "", from)
	if err != nil {
		return "", "", err
	}
	var names, exprs []string
	for _, f := range desc.Fields {
		names = append(names, fmt.Sprintf("%s:%d", f.Name, f.DataTypeOID))
		expr, ok := s.override[f.Name]
		if !ok {
			if expr, err = expression(ctx, conn, f.Name, f.DataTypeOID); err != nil {
				return "", "", err
			}
		}
		exprs = append(exprs, expr+" AS "+pgx.Identifier{f.Name}.Sanitize())
	}
	header = strings.Join(names, "\t")
	if s.query != "" {
		return header, s.query, nil
	}
	query = "SELECT " + strings.Join(exprs, ", ") + " FROM " + s.relation
	if s.where != "" {
		query += " WHERE " + s.where
	}
	return header, query + " ORDER BY " + s.order, nil
}

// expression is the column as the data file holds it.
func expression(ctx context.Context, conn *pgx.Conn, column string, typ uint32) (string, error) {
	var category, elem string
	err := conn.QueryRow(ctx, `SELECT t.typcategory::text, coalesce(e.typname::text, '')
		FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem WHERE t.oid = $1`, typ).Scan(&category, &elem)
	if err != nil {
		return "", err
	}
	name := pgx.Identifier{column}.Sanitize()
	switch {
	case category == "A" && elem == "oid":
		return "to_json(" + name + "::oid[]::int8[])::text", nil
	case category == "A":
		return "to_json(" + name + "::pg_catalog." + pgx.Identifier{elem}.Sanitize() + "[])::text", nil
	case typ == 24: // regproc
		return name + "::oid", nil
	}
	return name, nil
}
