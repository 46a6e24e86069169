package sql

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// QueryStats is what one execution of a query took, for logs and metrics.
type QueryStats struct {
	Account   string        // the account's key
	Analyse   time.Duration // 0 if the statement was prepared before
	Load      time.Duration // getting hold of slices, API calls included
	Total     time.Duration // until the last row was taken by the client
	Rows      int64
	APICalls  int64
	StoreHits int    // slices answered from the store
	Loads     int    // slices fetched
	Cached    bool   // the result itself came from the cache
	Code      string // SQLSTATE of the error, "" = none
}

// report writes a query's one log line and feeds the metrics.
func (e *Engine) report(r *running, n int64, err error) {
	q := QueryStats{Account: r.s.account.Key(), Load: r.loaded, Total: time.Since(r.start), Rows: n, Cached: r.cached}
	if r.bound != nil {
		for _, u := range r.bound.used {
			q.APICalls += u.calls
			if u.fromStore {
				q.StoreHits++
			} else {
				q.Loads++
			}
		}
	}
	if err == nil && !e.log.Enabled(context.Background(), slog.LevelInfo) {
		if e.cfg.Observe != nil {
			e.cfg.Observe(q)
		}
		return
	}
	attrs := []slog.Attr{slog.Int64("pid", int64(r.s.cfg.PID)), slog.String("user", r.s.cfg.User),
		slog.Duration("analyse", r.st.analyse), slog.Duration("translate", r.st.translate),
		slog.Duration("load", q.Load), slog.Duration("total", q.Total), slog.Int64("rows", n),
		slog.Int64("api_calls", q.APICalls), slog.Int("store_hits", q.StoreHits), slog.Int("loads", q.Loads),
		slog.Bool("cached", q.Cached)}
	level := slog.LevelInfo
	if err != nil {
		q.Code = AsError(err).Code
		attrs, level = e.errorAttrs(attrs, err)
	}
	if e.cfg.LogStatements {
		attrs = append(attrs, slog.String("statement", r.st.parsed.own))
	}
	e.log.LogAttrs(context.Background(), level, "query", attrs...)
	if e.cfg.Observe != nil {
		e.cfg.Observe(q)
	}
}

// errorAttrs adds what the log says of an error. Its message may quote values
// of the statement, so it is left out unless statements are logged too.
func (e *Engine) errorAttrs(attrs []slog.Attr, err error) ([]slog.Attr, slog.Level) {
	pe, level := AsError(err), slog.LevelInfo
	attrs = append(attrs, slog.String("code", pe.Code))
	if e.cfg.LogStatements {
		attrs = append(attrs, slog.String("error", pe.Message))
	}
	if pe.Cause != nil {
		if strings.HasPrefix(pe.Code, "XX") {
			level = slog.LevelError // a fault of ours; the others are told to the client
		}
		attrs = append(attrs, slog.String("cause", pe.Cause.Error()))
	}
	return attrs, level
}

// refused writes the log line of a statement that was not run: it is wrong, it
// writes, or it is beyond what is supported.
func (e *Engine) refused(s *Session, p *Parsed, err error) {
	attrs, level := e.errorAttrs([]slog.Attr{slog.Int64("pid", int64(s.cfg.PID)), slog.String("user", s.cfg.User)}, err)
	if e.cfg.LogStatements {
		attrs = append(attrs, slog.String("statement", p.own))
	}
	e.log.LogAttrs(context.Background(), level, "query", attrs...)
	if e.cfg.Observe != nil {
		e.cfg.Observe(QueryStats{Account: s.account.Key(), Code: AsError(err).Code})
	}
}

// rowCounts remembers how many rows each whole table had, per account, for
// estimates.
type rowCounts struct {
	mu sync.Mutex
	m  map[[2]string]int64
}

func newRowCounts() *rowCounts { return &rowCounts{m: map[[2]string]int64{}} }

func (c *rowCounts) set(account, table string, n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.m) > 100_000 {
		clear(c.m)
	}
	c.m[[2]string{account, table}] = n
}

func (c *rowCounts) get(account, table string) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.m[[2]string{account, table}]
}
