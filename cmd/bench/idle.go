package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/errgroup"
)

// barIdle is how much memory an idle connection may take.
const barIdle = 60 << 10

// idle measures the memory of many idle connections, and, while they are there,
// how soon a revoked token is noticed.
func (b *bench) idle(ctx context.Context) error {
	site, err := startSite(siteSize{spaces: 10, pages: 500, users: 20})
	if err != nil {
		return err
	}
	defer site.stop()
	s := b.report.section("Idle connections", fmt.Sprintf("Resident memory that each of %s connections adds, all logged in (each login verified at "+
		"the site) and then left alone: %v later, and a minute later still, when Go has given back what the logins left. PostgreSQL's is the "+
		"proportional memory of its processes, for %d connections that have asked `SELECT 1`.", thousands(int64(b.sizes.idle)), b.sizes.settle, b.sizes.idlePeer),
		"server", "connections", "logins/s", "memory each", "a minute later")
	for _, mode := range []struct{ name, sslmode string }{{"ours", "disable"}, {"ours, TLS", "require"}} {
		progress("idle: %d connections, %s", b.sizes.idle, mode.name)
		if err := b.idleAs(ctx, s, site, mode.name, mode.sslmode); err != nil {
			return err
		}
	}
	return b.idlePeer(ctx, s)
}

// idleAs fills one row; the revoked token is measured without TLS.
func (b *bench) idleAs(ctx context.Context, s *section, site *site, name, sslmode string) error {
	server, err := b.startServer(ctx, site.url, "--tls-self-signed", "--requests-per-second", "100000")
	if err != nil {
		return err
	}
	defer server.stop()
	config, err := server.config(email, token, sslmode)
	if err != nil {
		return err
	}
	warm, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer warm.Close(ctx)
	pid := server.cmd.Process.Pid
	before, err := memory(pid, "status", "VmRSS")
	if err != nil {
		return err
	}
	started := time.Now()
	conns, err := connectMany(ctx, b.sizes.idle, func(ctx context.Context) (*pgconn.PgConn, error) {
		return pgconn.ConnectConfig(ctx, config)
	})
	defer closeMany(ctx, conns)
	if err != nil {
		return err
	}
	rate := float64(len(conns)) / time.Since(started).Seconds()
	each := func() (int64, error) {
		n, err := memory(pid, "status", "VmRSS")
		return (n - before) / int64(len(conns)), err
	}
	if err := sleep(ctx, b.sizes.settle); err != nil {
		return err
	}
	soon, err := each()
	if err != nil {
		return err
	}
	later := "-"
	settled := time.Now()
	if sslmode == "disable" {
		if err := b.revoke(ctx, server, site); err != nil {
			return err
		}
	}
	if !b.short {
		if err := sleep(ctx, time.Minute-time.Since(settled)); err != nil {
			return err
		}
		n, err := each()
		if err != nil {
			return err
		}
		later = kibibytes(n)
	}
	s.row(name, thousands(int64(len(conns))), fmt.Sprintf("%.0f", rate), kibibytes(soon), later)
	s.bar("idle", fmt.Sprintf("%s idle connections (%s): at most 60 KB each", thousands(int64(len(conns))), name), soon <= barIdle, "%s", kibibytes(soon))
	return nil
}

// idlePeer fills PostgreSQL's row.
func (b *bench) idlePeer(ctx context.Context, s *section) error {
	rows, err := b.withRows(ctx)
	if err != nil {
		return err
	}
	started := time.Now()
	conns, err := connectMany(ctx, b.sizes.idlePeer, rows.postgres.connect)
	defer closeMany(ctx, conns)
	if err != nil {
		return err
	}
	rate := float64(len(conns)) / time.Since(started).Seconds()
	var sum int64
	for _, c := range conns {
		if _, err := drain(ctx, c, "SELECT 1", textFormat); err != nil {
			return err
		}
	}
	for _, c := range conns {
		n, err := memory(int(c.PID()), "smaps_rollup", "Pss")
		if err != nil {
			return err
		}
		sum += n
	}
	s.row("PostgreSQL", fmt.Sprint(len(conns)), fmt.Sprintf("%.0f", rate), kibibytes(sum/int64(len(conns))), "-")
	return nil
}

func kibibytes(n int64) string { return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10)) }

// connectMany opens connections, some at a time. Those that were opened are
// returned with an error too.
func connectMany(ctx context.Context, n int, connect func(context.Context) (*pgconn.PgConn, error)) ([]*pgconn.PgConn, error) {
	all := make([]*pgconn.PgConn, n)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(16)
	for i := range n {
		g.Go(func() (err error) {
			all[i], err = connect(ctx)
			if err != nil {
				err = fmt.Errorf("connection %d of %d: %w", i+1, n, err)
			}
			return err
		})
	}
	err := g.Wait()
	return all, err
}

func closeMany(ctx context.Context, conns []*pgconn.PgConn) {
	for _, c := range conns {
		if c != nil {
			c.Close(ctx)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
