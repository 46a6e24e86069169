package main

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Both servers are asked by the functions of this file. They read every row
// and decode none, so that the client costs both the same and little.

const (
	textFormat   = int16(0)
	binaryFormat = int16(1)
)

// drained is how much came.
type drained struct{ rows, bytes int64 }

// drain runs a statement by the extended protocol and reads it to its end.
func drain(ctx context.Context, c *pgconn.PgConn, query string, format int16) (drained, error) {
	return drainResult(c.ExecParams(ctx, query, nil, nil, nil, []int16{format}))
}

func drainResult(r *pgconn.ResultReader) (drained, error) {
	var d drained
	for r.NextRow() {
		d.rows++
		for _, v := range r.Values() {
			d.bytes += int64(len(v))
		}
	}
	_, err := r.Close()
	return d, err
}

// answer is a statement's rows as sorted lines of text, to compare two servers
// where the statement does not say all of the order.
func answer(ctx context.Context, c *pgconn.PgConn, query string) ([]string, error) {
	var lines []string
	r := c.ExecParams(ctx, query, nil, nil, nil, nil)
	for r.NextRow() {
		var line strings.Builder
		for _, v := range r.Values() {
			if v == nil {
				line.WriteString("\\N")
			}
			line.Write(v)
			line.WriteByte('\t')
		}
		lines = append(lines, line.String())
	}
	_, err := r.Close()
	slices.Sort(lines)
	return lines, err
}
