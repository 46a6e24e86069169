package sql

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// execSelect is the second half of a query's way: load what is missing, then
// run on SQLite.
func execSelect(ctx context.Context, s *Session, st *Statement, args []any) (*Rows, error) {
	run := &running{s: s, st: st, args: args, start: time.Now()}
	rows, err := run.open(ctx)
	if err != nil {
		run.finish(0, err)
		return nil, err
	}
	rows.finally(func() { run.finish(rows.n, rows.err) })
	return rows, nil
}

// running is one execution of a query.
type running struct {
	s      *Session
	st     *Statement
	args   []any
	start  time.Time
	loaded time.Duration
	bound  *bound
	cached bool
	done   bool
}

func (r *running) open(ctx context.Context) (*Rows, error) {
	b, err := r.s.engine.bind(ctx, r.s, r.st.plan, r.args, func(Call) {})
	r.loaded = time.Since(r.start)
	if err != nil {
		return nil, err
	}
	r.bound = b
	text := r.st.program.text(func(n int) string { return b.snaps[n].place() })
	values, err := r.s.boundValues(r.st.program.session, r.args)
	if err != nil {
		b.release()
		return nil, err
	}
	all := append(r.args[:len(r.args):len(r.args)], values...)
	rows := &Rows{fields: r.st.fields, tag: selectTag, values: make([]any, len(r.st.fields))}
	key := ""
	if r.st.cacheable && !r.st.plan.lookup() {
		key = resultKey(r.s.account, text, all)
		if hit, ok := r.s.engine.results.Get(key); ok {
			r.cached = true
			rows.source = hit.rows()
			rows.finally(b.release)
			return rows, nil
		}
	}
	src, err := r.s.engine.query(ctx, b.distinct, text, all)
	if err != nil {
		b.release()
		return nil, err
	}
	rows.source = src
	if key != "" {
		rows.source = &recorder{rowSource: src, engine: r.s.engine, key: key}
	}
	rows.finally(b.release)
	return rows, nil
}

func selectTag(n int64) string { return "SELECT " + strconv.FormatInt(n, 10) }

// finish reports the execution, once.
func (r *running) finish(n int64, err error) {
	if r.done {
		return
	}
	r.done = true
	r.s.engine.report(r, n, err)
}

// query runs SQL on a pooled connection that goes back when the rows are closed.
func (e *Engine) query(ctx context.Context, snaps []*snapshot, sql string, args []any) (rowSource, error) {
	c, err := e.pool.get(snaps)
	if err != nil {
		return nil, err
	}
	if err := c.attach(snaps); err != nil {
		e.pool.put(c, true)
		return nil, err
	}
	rows, err := c.query(ctx, sql, args)
	if err != nil {
		e.pool.put(c, false)
		return nil, err
	}
	return &pooledRows{sqliteRows: rows, c: c, pool: e.pool}, nil
}

// pooledRows gives its connection back when it is closed.
type pooledRows struct {
	*sqliteRows
	c    *sqliteConn
	pool *connPool
}

func (r *pooledRows) close() error {
	err := r.sqliteRows.close()
	r.pool.put(r.c, err != nil)
	return err
}

// readAll reads a small result whole.
func readAll(src rowSource, width int) ([][]any, error) {
	var out [][]any
	for {
		row := make([]any, width)
		if err := src.next(row); err != nil {
			if errors.Is(err, io.EOF) {
				return out, nil
			}
			return nil, err
		}
		out = append(out, row)
	}
}

// callCount counts the calls of a load on their way to whoever traces it.
type callCount struct {
	n    atomic.Int64
	next func(Call)
}

func newCallCount(next func(Call)) *callCount { return &callCount{next: next} }

func (c *callCount) add(call Call) {
	c.n.Add(1)
	c.next(call)
}

// resultKey names a result by all that it depends on: whose it is, the SQL
// with the immutable slices' numbers in it, and the bound values.
func resultKey(a Account, sql string, args []any) string {
	var b strings.Builder
	b.WriteString(a.Key())
	b.WriteByte(0)
	b.WriteString(sql)
	for _, v := range args {
		switch v := v.(type) {
		case nil:
			b.WriteString("\x00n")
		case int64:
			b.WriteString("\x00i" + strconv.FormatInt(v, 10))
		case string:
			b.WriteString("\x00s" + strconv.Itoa(len(v)) + ":" + v)
		default:
			fmt.Fprintf(&b, "\x00%T:%v", v, v)
		}
	}
	return b.String()
}
