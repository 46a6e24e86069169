package sql

import (
	"context"
	"errors"
	"io"
	"strconv"
)

// keysOf reads the distinct values that a scan's rows have in a column, those
// rows taken that the scan's own conditions let through. It stops after more
// than max.
func (e *Engine) keysOf(ctx context.Context, s *Session, k *keySource, snap *snapshot, args []any, max int) ([]any, error) {
	p, err := keyProgram(k, e, s, len(args))
	if err != nil {
		return nil, err
	}
	c, err := e.pool.get([]*snapshot{snap})
	if err != nil {
		return nil, err
	}
	broken := true
	defer func() { e.pool.put(c, broken) }()
	if err := c.attach([]*snapshot{snap}); err != nil {
		return nil, err
	}
	sql := p.text(func(int) string { return snap.place() }) + " LIMIT " + strconv.Itoa(max+1)
	rows, err := c.query(ctx, sql, append(args[:len(args):len(args)], s.sessionValues(p.session)...))
	if err != nil {
		return nil, err
	}
	defer rows.close()
	var keys []any
	row := make([]any, 1)
	for {
		if err := rows.next(row); err != nil {
			broken = !errors.Is(err, io.EOF)
			if broken {
				return nil, err
			}
			return keys, nil
		}
		if row[0] != nil {
			keys = append(keys, row[0])
		}
	}
}

// keyProgram is SELECT DISTINCT column FROM the scan WHERE its own conditions.
func keyProgram(k *keySource, e *Engine, s *Session, nparams int) (p *program, err error) {
	defer catch(&err)
	t := &translator{cat: e.cat, style: s.Style(), nparams: nparams, scans: map[*rte]int{k.from.rte: k.from.N}}
	sql := "SELECT DISTINCT " + k.from.rte.alias + "." + ident(k.from.column(k.fromCol)) + " FROM " + t.rte(k.from.rte)
	for i, c := range k.from.local {
		if i == 0 {
			sql += " WHERE "
		} else {
			sql += " AND "
		}
		sql += t.expr(c)
	}
	return t.finish(sql), nil
}
