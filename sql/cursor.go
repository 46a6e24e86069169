package sql

import (
	"context"
	"sort"

	pg "github.com/pganalyze/pg_query_go/v6"
)

const (
	// maxCursors bounds the open cursors of a session: each holds a SQLite
	// connection and the slices that it reads.
	maxCursors = 64
	// maxScrollBytes bounds what a SCROLL cursor keeps to go back to.
	maxScrollBytes = 64 << 20
)

// Bits of DeclareCursorStmt.options.
const (
	cursorBinary   = 1 << 0
	cursorScroll   = 1 << 1
	cursorNoScroll = 1 << 2
	cursorHold     = 1 << 5
)

// cursor is what DECLARE makes: a query whose rows FETCH reads. It runs as its
// rows are asked for; a SCROLL cursor keeps those that it has given.
type cursor struct {
	name    string
	text    string
	options int32
	made    int64
	fields  []Field
	rows    *Rows
	held    bool // it has outlived its transaction
	ctx     context.Context
	cancel  context.CancelCauseFunc

	pos  int64   // 1 is the first row; 0 is before it
	end  int64   // the number of rows, once known; else -1
	last []any   // the row at pos
	kept [][]any // of a SCROLL cursor: the rows read so far
	size int64   // of kept, in bytes, roughly
}

func (c *cursor) scrolls() bool { return c.options&cursorScroll != 0 }

func (c *cursor) close() {
	c.rows.Close()
	c.cancel(nil)
}

// prepareDeclare is DECLARE name CURSOR FOR query.
func (s *Session) prepareDeclare(p *Parsed, n *pg.DeclareCursorStmt, paramTypes []uint32) (*Statement, error) {
	sel := n.Query.GetSelectStmt()
	if sel == nil {
		return nil, Errorf("42601", "DECLARE CURSOR must be of a SELECT")
	}
	if n.Options&cursorScroll != 0 && n.Options&cursorNoScroll != 0 {
		return nil, Errorf("42601", "cannot specify both SCROLL and NO SCROLL")
	}
	inner, _, err := s.analyseSelect(&Parsed{text: p.text, own: p.own, node: n.Query}, sel, paramTypes)
	if err != nil {
		return nil, err
	}
	out := utility(p, func(ctx context.Context, s *Session, _ *Statement, args []any) (*Rows, error) {
		return s.declare(ctx, p, n, inner, args)
	})
	out.params = inner.params
	return out, nil
}

func (s *Session) declare(ctx context.Context, p *Parsed, n *pg.DeclareCursorStmt, st *Statement, args []any) (*Rows, error) {
	if s.tx.status == TxIdle && n.Options&cursorHold == 0 {
		return nil, Errorf("25P01", "DECLARE CURSOR can only be used in transaction blocks")
	}
	if _, dup := s.cursors[n.Portalname]; dup {
		return nil, Errorf("42P03", "cursor \"%s\" already exists", n.Portalname)
	}
	if len(s.cursors) >= maxCursors {
		return nil, Errorf("53400", "too many open cursors in one session").
			WithHint("Close those that are not needed any more; the limit is %d.", maxCursors)
	}
	c := &cursor{name: n.Portalname, text: p.own, options: n.Options, made: s.tx.statement, end: -1}
	c.fields = append(c.fields, st.fields...)
	for i := range c.fields {
		c.fields[i].Binary = n.Options&cursorBinary != 0
	}
	// The cursor outlives this statement; until it is open, this one's end ends it.
	c.ctx, c.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { c.cancel(context.Cause(ctx)) })
	var err error
	if c.rows, err = st.exec(c.ctx, s, st, args); err != nil {
		stop()
		c.cancel(nil)
		return nil, err
	}
	stop()
	s.cursors[c.name] = c
	return command("DECLARE CURSOR"), nil
}

// read reads the row after pos, or the row at pos+1 that is kept; nil at the end.
func (c *cursor) read(ctx context.Context) ([]any, error) {
	if c.end >= 0 && c.pos >= c.end {
		c.pos, c.last = c.end+1, nil
		return nil, nil
	}
	if int64(len(c.kept)) > c.pos {
		c.last = c.kept[c.pos]
		c.pos++
		return c.last, nil
	}
	stop := context.AfterFunc(ctx, func() { c.cancel(context.Cause(ctx)) })
	more := c.rows.Next()
	stop()
	if !more {
		if err := c.rows.Err(); err != nil {
			return nil, err
		}
		c.end = c.pos
		c.pos, c.last = c.end+1, nil
		return nil, nil
	}
	c.last = append([]any(nil), c.rows.Values()...)
	c.pos++
	if c.scrolls() {
		for _, v := range c.last {
			c.size += valueBytes(v)
		}
		if c.size > maxScrollBytes {
			return nil, Errorf("54000", "a scrollable cursor holds too many rows").
				WithHint("Declare it NO SCROLL; %d bytes is the limit.", maxScrollBytes)
		}
		c.kept = append(c.kept, c.last)
	}
	return c.last, nil
}

func valueBytes(v any) int64 {
	switch v := v.(type) {
	case string:
		return int64(len(v)) + 32
	case []byte:
		return int64(len(v)) + 32
	}
	return 24
}

// back goes to the row before pos; nil before the first.
func (c *cursor) back() ([]any, error) {
	if c.pos <= 1 {
		c.pos, c.last = 0, nil
		return nil, nil
	}
	if !c.scrolls() {
		return nil, Errorf("55000", "cursor can only scan forward").
			WithHint("Declare it with SCROLL option to enable backward scan.")
	}
	c.pos--
	c.last = c.kept[c.pos-1]
	return c.last, nil
}

// seek goes to a row by its number and gives it; nil if there is none.
func (c *cursor) seek(ctx context.Context, to int64) ([]any, error) {
	for c.pos < to {
		row, err := c.read(ctx)
		if err != nil || row == nil {
			return nil, err
		}
	}
	for c.pos > to {
		if _, err := c.back(); err != nil {
			return nil, err
		}
		if c.pos == 0 {
			break
		}
	}
	return c.last, nil
}

// cursorRows are the rows of pg_cursor(): name, statement, is_holdable,
// is_binary, is_scrollable, creation_time.
func (s *Session) cursorRows() []any {
	names := make([]string, 0, len(s.cursors))
	for name := range s.cursors {
		names = append(names, name)
	}
	sort.Strings(names)
	var out []any
	for _, name := range names {
		c := s.cursors[name]
		out = append(out, []any{name, c.text, c.options&cursorHold != 0, c.options&cursorBinary != 0, c.scrolls(), c.made})
	}
	return out
}

// closeCursors ends the cursors of a transaction, or all: those WITH HOLD live
// on after a COMMIT.
func (s *Session) closeCursors(all, commit bool) {
	for name, c := range s.cursors {
		if all || !c.held && (!commit || c.options&cursorHold == 0) {
			c.close()
			delete(s.cursors, name)
			continue
		}
		c.held = true
	}
}

// CursorFields are the columns of an open cursor: the protocol shows a cursor
// as a portal.
func (s *Session) CursorFields(name string) ([]Field, bool) {
	if c, ok := s.cursors[name]; ok {
		return c.fields, true
	}
	return nil, false
}

// CloseCursor closes a cursor as the protocol closes a portal.
func (s *Session) CloseCursor(name string) {
	if c, ok := s.cursors[name]; ok {
		c.close()
		delete(s.cursors, name)
	}
}
