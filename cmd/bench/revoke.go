package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/errgroup"
)

// barRevoked is how soon a revoked token's sessions must be gone.
const barRevoked = 60 * time.Second

// revoke measures how soon a token that dies opens nothing any more. The token
// is revoked right after its logins: the proof that they gave is then as fresh
// as can be, which is the worst case for the sessions.
func (b *bench) revoke(ctx context.Context, server *server, site *site) error {
	progress("revoke: a token dies")
	ctx, cancel := context.WithTimeout(ctx, 2*barRevoked)
	defer cancel()
	config, err := server.config(leaverEmail, leaverToken, "disable")
	if err != nil {
		return err
	}
	conns, err := connectMany(ctx, 3, func(ctx context.Context) (*pgconn.PgConn, error) { return pgconn.ConnectConfig(ctx, config) })
	defer closeMany(ctx, conns)
	if err != nil {
		return err
	}
	const query = "SELECT count(*) FROM spaces"
	idler, busy, reader := conns[0], conns[1], conns[2]
	if _, err := drain(ctx, busy, query, textFormat); err != nil {
		return err // nothing to read from the site after this
	}
	if _, err := drain(ctx, reader, "SET confluence.max_age = 0", textFormat); err != nil {
		return err
	}
	site.Revoke(leaverToken)
	dead := time.Now()
	var login, idle, stored, fetched time.Duration
	var g errgroup.Group
	g.Go(func() (err error) {
		tries := 0
		login, err = until(ctx, dead, func() error {
			if tries++; tries > 1 {
				return errors.New("a login with a revoked token was let in")
			}
			c, err := pgconn.ConnectConfig(ctx, config)
			if err == nil {
				c.Close(ctx)
			}
			return err
		})
		return err
	})
	g.Go(func() (err error) {
		idle, err = until(ctx, dead, func() error { return idler.WaitForNotification(ctx) })
		return err
	})
	ask := func(c *pgconn.PgConn) func() error {
		return func() error { _, err := drain(ctx, c, query, textFormat); return err }
	}
	g.Go(func() (err error) { stored, err = until(ctx, dead, ask(busy)); return err })
	g.Go(func() (err error) { fetched, err = until(ctx, dead, ask(reader)); return err })
	if err := g.Wait(); err != nil {
		return err
	}
	s := b.report.section("A revoked token", "From the moment that the site no longer takes the token, right after a login with it. One session asks for "+
		"nothing, one asks ten times a second for rows that are in the store, one as often for rows anew.", "what", "after")
	s.row("a new login is refused", duration(login))
	s.row("a statement that must read from the site is refused", duration(fetched))
	s.row("a session that asks for stored rows is ended", duration(stored))
	s.row("an idle session is ended", duration(idle))
	s.bar("revoked login", "A revoked token: refused at login", true, "the first login after it, in %s", duration(login))
	s.bar("revoked session", "A revoked token: live sessions ended within 60 s", max(idle, stored) <= barRevoked, "%s", duration(max(idle, stored)))
	return nil
}

// until repeats something until the server refuses it for its credential, and
// returns when that was. Any other error is one of the measurement.
func until(ctx context.Context, since time.Time, try func() error) (time.Duration, error) {
	for {
		err := try()
		var refused *pgconn.PgError
		switch {
		case errors.As(err, &refused) && refused.Code == "28P01":
			return time.Since(since), nil
		case err != nil:
			return 0, fmt.Errorf("waiting for the end of a revoked token: %w", err)
		}
		if err := sleep(ctx, 100*time.Millisecond); err != nil {
			return 0, err
		}
	}
}
