package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/errgroup"
)

// lookup measures one page by its id, by a prepared statement, on some
// connections at once.
func (b *bench) lookup(ctx context.Context) error {
	rows, err := b.withRows(ctx)
	if err != nil {
		return err
	}
	server, first, err := b.warmServer(ctx, rows.site)
	if err != nil {
		return err
	}
	defer server.stop()
	defer first.Close(ctx)
	ids, err := answer(ctx, first, "SELECT id FROM pages")
	if err != nil {
		return err
	}
	for i := range ids {
		ids[i] = strings.TrimSpace(ids[i])
	}
	s := b.report.section("Lookup by id", fmt.Sprintf("`SELECT * FROM pages WHERE id = $1`, prepared, ids at random; medians of %d rounds "+
		"of %v each, in turns.", b.sizes.lookupRounds, b.sizes.lookupRound.Round(time.Millisecond)),
		"connections", "our transactions/s", "PostgreSQL's transactions/s", "ratio")
	for _, n := range b.sizes.lookupConnections {
		progress("lookup: %d connections", n)
		ours, err := newLookups(ctx, n, ids, server.connect)
		if err != nil {
			return err
		}
		defer ours.close(ctx)
		theirs, err := newLookups(ctx, n, ids, rows.postgres.connect)
		if err != nil {
			return err
		}
		defer theirs.close(ctx)
		// A sample is the mean time of one transaction.
		p, err := inTurns(b.sizes.lookupRounds, ours.round(ctx, b.sizes.lookupRound), theirs.round(ctx, b.sizes.lookupRound))
		if err != nil {
			return err
		}
		rate := func(d time.Duration) string { return thousands(int64(time.Second / d)) }
		s.row(fmt.Sprint(n), rate(p.ours), rate(p.theirs), ratio(p.ratio()))
		s.bar("lookup", fmt.Sprintf("Lookup by id, %d connections: PostgreSQL's transactions per second", n), p.ratio() >= 1, "ratio %s", ratio(p.ratio()))
	}
	return nil
}

// lookups are connections with the statement prepared.
type lookups struct {
	conns []*pgconn.PgConn
	ids   []string
}

func newLookups(ctx context.Context, n int, ids []string, connect func(context.Context) (*pgconn.PgConn, error)) (*lookups, error) {
	l := &lookups{ids: ids}
	for range n {
		c, err := connect(ctx)
		if err != nil {
			l.close(ctx)
			return nil, err
		}
		l.conns = append(l.conns, c)
		if _, err := c.Prepare(ctx, "page", "SELECT * FROM pages WHERE id = $1", nil); err != nil {
			l.close(ctx)
			return nil, err
		}
	}
	return l, nil
}

func (l *lookups) close(ctx context.Context) {
	for _, c := range l.conns {
		c.Close(ctx)
	}
}

// round has all connections look up for a while.
func (l *lookups) round(ctx context.Context, d time.Duration) sample {
	return func() (time.Duration, error) {
		counts := make([]int64, len(l.conns))
		g, ctx := errgroup.WithContext(ctx)
		started := time.Now()
		for i, c := range l.conns {
			g.Go(func() error {
				random := rand.New(rand.NewPCG(uint64(i), 20))
				for time.Since(started) < d {
					id := l.ids[random.IntN(len(l.ids))]
					got, err := drainResult(c.ExecPrepared(ctx, "page", [][]byte{[]byte(id)}, nil, nil))
					if err == nil && got.rows != 1 {
						err = fmt.Errorf("%d pages have the id %s", got.rows, id)
					}
					if err != nil {
						return err
					}
					counts[i]++
				}
				return nil
			})
		}
		if err := g.Wait(); err != nil {
			return 0, err
		}
		took, n := time.Since(started), int64(0)
		for _, c := range counts {
			n += c
		}
		return took / time.Duration(n), nil
	}
}
