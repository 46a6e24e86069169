package sql

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mattn/go-sqlite3"
)

// Refresher is a Table whose stored rows can be brought up to date for less
// than reading them all again. Not every change has to be seen that way: the
// engine reads the whole slice again when the last whole reading is older than
// Config.SweepAge, or when a session wants no stored rows at all.
type Refresher interface {
	Table

	// Watermark names the column whose largest stored value says up to when
	// changes have been seen, by the site's own clock.
	Watermark() string

	// Refresh emits the rows of the slice that were made or changed since the
	// watermark, whole, as Load does; each replaces the stored row with its
	// primary key. It may begin earlier: a row that has not changed replaces
	// itself. It returns false, and what it emitted is thrown away, if it cannot
	// refresh this slice or if loading it again is the better way.
	Refresh(ctx context.Context, req *LoadRequest, watermark any) (bool, error)
}

// refresh builds the successor of a stored slice from its copy and what has
// changed; nil without an error where that cannot be done.
func (st *store) refresh(ctx context.Context, old *snapshot, want Slice, src sliceSource) (*snapshot, error) {
	s := st.newSnapshot(old.account, want)
	s.swept = old.swept
	w, err := copySnapshot(old.path, s.path, src.def, st.limit)
	if err != nil {
		return nil, err
	}
	calls, ok, err := src.refresh(ctx, w)
	if err != nil || !ok {
		w.abandon()
		return nil, err
	}
	return st.finish(s, w, calls)
}

// refreshable returns the stored slice that can be refreshed instead of loaded
// again, with a reader added, or nil.
func (st *store) refreshable(account string, want Slice, maxAge time.Duration, src sliceSource) *snapshot {
	if src.refresh == nil || maxAge <= 0 || !want.All() {
		return nil
	}
	old, ok := st.kept.Get(storeKey(account, want))
	if !ok || time.Since(old.swept) > st.sweepAge || !old.acquire() {
		return nil
	}
	return old
}

// copySnapshot opens a writer over a copy of a slice's file: rows that are
// added replace those with the same key.
func copySnapshot(from, to string, def *Definition, limit int64) (*snapshotWriter, error) {
	if err := copyFile(from, to); err != nil {
		return nil, fmt.Errorf("copying a slice of %s: %w", def.Name, err)
	}
	c, err := (&sqlite3.SQLiteDriver{}).Open("file:" + to)
	if err != nil {
		os.Remove(to)
		return nil, err
	}
	w := &snapshotWriter{path: to, def: def, c: c.(*sqlite3.SQLiteConn), limit: limit, copied: true}
	return w, w.begin()
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err = io.Copy(out, in); err != nil {
		out.Close()
		os.Remove(to)
		return err
	}
	return out.Close()
}

// value reads one value from the file.
func (w *snapshotWriter) value(query string) (any, error) {
	rows, err := w.c.Query(query, nil)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	v := make([]driver.Value, 1)
	err = rows.Next(v)
	return v[0], err
}

// countRows is how many rows the file has.
func (w *snapshotWriter) countRows() (int64, error) {
	n, err := w.value("SELECT count(*) FROM r")
	if err != nil {
		return 0, err
	}
	return n.(int64), nil
}

// source is how an account's slice is loaded and refreshed.
func (e *Engine) source(acct Account, sl Slice, rel *relation, maxCalls int64, trace func(Call)) sliceSource {
	src := sliceSource{def: rel.def, load: func(ctx context.Context, w *snapshotWriter) (int64, error) {
		return e.load(ctx, acct, sl, rel, maxCalls, w, trace)
	}}
	table, ok := rel.table.(Refresher)
	if !ok {
		return src
	}
	src.refresh = func(ctx context.Context, w *snapshotWriter) (int64, bool, error) {
		mark, err := w.value("SELECT max(" + ident(table.Watermark()) + ") FROM r")
		if err != nil || mark == nil {
			return 0, false, err
		}
		req, calls := e.request(acct, sl, maxCalls, w, trace)
		ok, err := table.Refresh(ctx, req, mark)
		return calls.n.Load(), ok, err
	}
	return src
}
