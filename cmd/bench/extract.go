package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// extract measures reading a whole table, as BI tools do to fill their own
// stores, and how much memory the server takes for it.
func (b *bench) extract(ctx context.Context) error {
	rows, err := b.withRows(ctx)
	if err != nil {
		return err
	}
	server, ours, err := b.warmServer(ctx, rows.site)
	if err != nil {
		return err
	}
	defer server.stop()
	defer ours.Close(ctx)
	theirs, err := rows.postgres.connect(ctx)
	if err != nil {
		return err
	}
	defer theirs.Close(ctx)
	s := b.report.section("Extract", fmt.Sprintf("`SELECT * FROM pages`, %s rows of all columns; medians of %d runs. Memory is the server's "+
		"resident memory while it answers, files of the store included (VmHWM), and without files (RssAnon).",
		thousands(int64(rows.site.pages)), b.sizes.extractRuns),
		"format", "MB", "our rows/s", "PostgreSQL's rows/s", "ratio", "memory before", "at its peak", "without files before", "at its peak")
	for _, f := range []struct {
		name   string
		format int16
	}{{"text", textFormat}, {"binary", binaryFormat}} {
		progress("extract: %s", f.name)
		if err := b.extractAs(ctx, s, f.name, f.format, server, ours, theirs, int64(rows.site.pages)); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) extractAs(ctx context.Context, s *section, name string, format int16, server *server, ours, theirs *pgconn.PgConn, want int64) error {
	var bytes int64
	ask := func(c *pgconn.PgConn) sample {
		return timed(func() error {
			d, err := drain(ctx, c, "SELECT * FROM pages", format)
			if err == nil && d.rows != want {
				err = fmt.Errorf("%d rows instead of %d", d.rows, want)
			}
			bytes = d.bytes
			return err
		})
	}
	peak, err := watchMemory(server.cmd.Process.Pid)
	if err != nil {
		return err
	}
	p, err := inTurns(b.sizes.extractRuns, ask(ours), ask(theirs))
	used, perr := peak()
	if err != nil {
		return err
	}
	if perr != nil {
		return perr
	}
	rate := func(d time.Duration) string { return thousands(int64(float64(want) / d.Seconds())) }
	s.row(name, fmt.Sprintf("%.0f", float64(bytes)/1e6), rate(p.ours), rate(p.theirs), ratio(p.ratio()), mebibytes(used.before),
		mebibytes(used.peak), mebibytes(used.anonBefore), mebibytes(used.anonPeak))
	s.bar("extract "+name, "Extract, "+name+": PostgreSQL's rows per second", p.ratio() >= 1, "ratio %s", ratio(p.ratio()))
	s.bar("extract memory", "Extract, "+name+": memory bounded (less than 64 MiB more than before)",
		used.anonPeak-used.anonBefore < 64<<20, "%s more", mebibytes(used.anonPeak-used.anonBefore))
	return nil
}

// memoryUse is a process's memory in bytes, with and without files.
type memoryUse struct{ before, peak, anonBefore, anonPeak int64 }

// watchMemory looks at a process until the returned function is called.
func watchMemory(pid int) (func() (memoryUse, error), error) {
	var u memoryUse
	var err error
	if u.before, err = memory(pid, "status", "VmRSS"); err != nil {
		return nil, err
	}
	if u.anonBefore, err = memory(pid, "status", "RssAnon"); err != nil {
		return nil, err
	}
	if err = resetPeak(pid); err != nil {
		return nil, err
	}
	var peak atomic.Int64
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			if n, err := memory(pid, "status", "RssAnon"); err == nil && n > peak.Load() {
				peak.Store(n)
			}
			select {
			case <-tick.C:
			case <-done:
				return
			}
		}
	}()
	return func() (memoryUse, error) {
		close(done)
		<-ended
		u.anonPeak = peak.Load()
		var err error
		u.peak, err = memory(pid, "status", "VmHWM")
		return u, err
	}, nil
}
