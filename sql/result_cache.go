package sql

import (
	"errors"
	"io"
)

// cachedResult is a whole result, kept so that a dashboard drawn again costs
// next to nothing. Its key has the numbers of the slices that it was computed
// from, which never change, so it cannot be stale.
type cachedResult struct {
	width int
	flat  []any
}

func (c *cachedResult) rows() rowSource { return &cachedRows{c: c} }

type cachedRows struct {
	c  *cachedResult
	at int
}

func (r *cachedRows) next(dst []any) error {
	if r.at >= len(r.c.flat) || r.c.width == 0 {
		return io.EOF
	}
	copy(dst, r.c.flat[r.at:r.at+r.c.width])
	r.at += r.c.width
	return nil
}

func (r *cachedRows) close() error { return nil }

// maxCachedResult bounds one result: larger ones are extracts, not tiles of a
// dashboard, and are read once.
const maxCachedResult = 1 << 20

// recorder passes rows on and keeps them; a result that was read to its end and
// stayed small goes to the cache.
type recorder struct {
	rowSource
	engine *Engine
	key    string
	flat   []any
	width  int
	bytes  int64
	over   bool
}

func (r *recorder) next(dst []any) error {
	err := r.rowSource.next(dst)
	switch {
	case errors.Is(err, io.EOF):
		if !r.over && r.width > 0 || !r.over && len(r.flat) == 0 && len(dst) > 0 {
			r.engine.results.Put(r.key, &cachedResult{width: max(r.width, len(dst)), flat: r.flat}, r.bytes, 0)
			r.over = true
		}
	case err == nil && !r.over:
		r.keep(dst)
	}
	return err
}

func (r *recorder) keep(row []any) {
	r.width = len(row)
	for _, v := range row {
		r.bytes += 16
		switch v := v.(type) {
		case string:
			r.bytes += int64(len(v)) + 16
		case []byte:
			r.bytes += int64(len(v)) + 24
		default:
			r.bytes += 8
		}
	}
	if r.bytes > maxCachedResult {
		r.over, r.flat = true, nil
		return
	}
	r.flat = append(r.flat, row...)
}
