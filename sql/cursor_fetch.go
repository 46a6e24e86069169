package sql

import (
	"context"
	"fmt"
	"io"
	"math"

	pg "github.com/pganalyze/pg_query_go/v6"
)

// prepareFetch is FETCH and MOVE.
func (s *Session) prepareFetch(p *Parsed, n *pg.FetchStmt) (*Statement, error) {
	out := utility(p, func(ctx context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
		c, ok := s.cursors[n.Portalname]
		if !ok {
			return nil, Errorf("34000", "cursor \"%s\" does not exist", n.Portalname)
		}
		word := "FETCH"
		if n.Ismove {
			word = "MOVE"
		}
		src, err := c.fetch(ctx, n.Direction, n.HowMany)
		if err != nil {
			return nil, err
		}
		tag := func(n int64) string { return fmt.Sprintf("%s %d", word, n) }
		if n.Ismove {
			return moved(src, tag)
		}
		return &Rows{fields: c.fields, tag: tag, source: src, values: make([]any, len(c.fields))}, nil
	})
	if c, ok := s.cursors[n.Portalname]; ok && !n.Ismove {
		out.fields = c.fields
	}
	return out, nil
}

// moved runs over the rows of a MOVE.
func moved(src rowSource, tag func(int64) string) (*Rows, error) {
	n := int64(0)
	for {
		err := src.next(nil)
		if err == io.EOF {
			return &Rows{tag: func(int64) string { return tag(n) }}, nil
		}
		if err != nil {
			return nil, err
		}
		n++
	}
}

// fetch makes the rows of one FETCH.
func (c *cursor) fetch(ctx context.Context, dir pg.FetchDirection, n int64) (rowSource, error) {
	switch dir {
	case pg.FetchDirection_FETCH_BACKWARD:
		n = -n
		if n == -math.MaxInt64 {
			n = math.MinInt64
		}
	case pg.FetchDirection_FETCH_ABSOLUTE, pg.FetchDirection_FETCH_RELATIVE:
		return c.fetchOne(ctx, dir == pg.FetchDirection_FETCH_ABSOLUTE, n)
	}
	switch {
	case n == 0: // the row again, where there is one
		if c.last == nil {
			return &memoryRows{}, nil
		}
		return &memoryRows{rows: [][]any{c.last}}, c.canGoBack()
	case n > 0:
		return &fetchRows{left: n, step: func() ([]any, error) { return c.read(ctx) }}, nil
	case n == math.MinInt64:
		return &fetchRows{left: math.MaxInt64, step: c.back}, c.canGoBack()
	}
	return &fetchRows{left: -n, step: c.back}, c.canGoBack()
}

func (c *cursor) canGoBack() error {
	if c.scrolls() {
		return nil
	}
	return Errorf("55000", "cursor can only scan forward").
		WithHint("Declare it with SCROLL option to enable backward scan.")
}

// fetchOne is ABSOLUTE and RELATIVE.
func (c *cursor) fetchOne(ctx context.Context, absolute bool, n int64) (rowSource, error) {
	to := n
	switch {
	case !absolute && n == 0:
		if c.last != nil {
			return &memoryRows{rows: [][]any{c.last}}, c.canGoBack()
		}
		return &memoryRows{}, nil
	case !absolute:
		to = max(c.pos+n, 0)
	case n < 0: // from the end, which must be found first
		if err := c.canGoBack(); err != nil {
			return nil, err
		}
		if _, err := c.seek(ctx, math.MaxInt64); err != nil {
			return nil, err
		}
		to = max(c.end+1+n, 0)
	}
	row, err := c.seek(ctx, to)
	if err != nil || row == nil {
		return &memoryRows{}, err
	}
	return &memoryRows{rows: [][]any{row}}, nil
}

// fetchRows gives up to left rows, one step at a time.
type fetchRows struct {
	left int64
	step func() ([]any, error)
}

func (f *fetchRows) next(dst []any) error {
	if f.left <= 0 {
		return io.EOF
	}
	f.left--
	row, err := f.step()
	if err != nil {
		return err
	}
	if row == nil {
		f.left = 0
		return io.EOF
	}
	copy(dst, row)
	return nil
}

func (f *fetchRows) close() error { return nil }

// prepareClose is CLOSE name and CLOSE ALL.
func (s *Session) prepareClose(p *Parsed, n *pg.ClosePortalStmt) (*Statement, error) {
	return utility(p, func(_ context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
		if n.Portalname == "" {
			s.closeCursors(true, false)
			return command("CLOSE CURSOR ALL"), nil
		}
		if _, ok := s.cursors[n.Portalname]; !ok {
			return nil, Errorf("34000", "cursor \"%s\" does not exist", n.Portalname)
		}
		s.CloseCursor(n.Portalname)
		return command("CLOSE CURSOR"), nil
	}), nil
}
