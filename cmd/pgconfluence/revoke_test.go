package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

// A revoked token ends every live session that it opened, and no other.
func TestRevokedToken(t *testing.T) {
	w := start(t, func(c *serviceConfig) { c.verifyEvery = 300 * time.Millisecond })
	idle, inBlock, other := w.login(leaEmail, leaToken), w.login(leaEmail, leaToken), w.login(demoEmail, demoToken)
	slices := func() int { return w.s.sites[0].engine.Stats().Slices }
	number(t, other, "select count(*) from pages")
	others := slices()
	number(t, idle, "select count(*) from pages")
	if slices() <= others {
		t.Fatal("nothing was stored")
	}
	if _, err := inBlock.Exec(t.Context(), "begin"); err != nil {
		t.Fatal(err)
	}
	w.site.Revoke(leaToken)
	begun := time.Now()
	for _, c := range []*pgx.Conn{idle, inBlock} {
		said := farewell(t, c)
		if !strings.HasPrefix(said, "FATAL 28P01 terminating connection because the API token is no longer valid") {
			t.Errorf("a session ended with %q", said)
		}
	}
	t.Logf("ended after %v, verifying every %v", time.Since(begun), w.s.watch.every)
	if e := w.refused(w.dsn(leaEmail, leaToken)); e.Code != "28P01" {
		t.Errorf("logging in again: %+v", e)
	}
	if n := number(t, other, "select count(*) from pages"); n == 0 {
		t.Error("another person's session is gone")
	}
	wait(t, "the rows of the dead credential to be dropped", func() bool { return slices() == others })
	if !strings.Contains(w.log.String(), "a credential died") {
		t.Error("the log does not tell")
	}
}

// A site in trouble, or one that refuses good tokens for a moment, ends no session.
func TestPassingRefusals(t *testing.T) {
	for name, fault := range map[string]confluencetest.Fault{
		"impostor":    {Impostor: true, Count: 3},
		"unavailable": {Status: http.StatusServiceUnavailable, Count: 5},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, func(c *serviceConfig) { c.verifyEvery = 300 * time.Millisecond })
			c := w.login(demoEmail, demoToken)
			fault.Path = "/wiki/rest/api/user/current"
			w.site.Inject(fault)
			wait(t, "the faults to be used up", func() bool { return w.site.PendingFaults() == 0 })
			_, before := w.get("/metrics")
			wait(t, "a good verification", func() bool {
				_, after := w.get("/metrics")
				return metric(after, `pgconfluence_verifications_total{result="good"}`) > metric(before, `pgconfluence_verifications_total{result="good"}`)
			})
			if n := number(t, c, "select count(*) from spaces"); n == 0 {
				t.Error("no spaces")
			}
		})
	}
}

// The interval that ships keeps the promise of 60 seconds, with room for the
// second opinion and for slow answers.
func TestVerifyEvery(t *testing.T) {
	if rounds := verifyEvery + 2*verifyEvery/10 + 2*verifyTimeout; rounds > time.Minute {
		t.Errorf("a revoked token may live for %v", rounds)
	}
}

// farewell reads what the server says unasked before it closes a connection.
func farewell(t *testing.T, c *pgx.Conn) string {
	t.Helper()
	raw := c.PgConn().Conn()
	raw.SetReadDeadline(time.Now().Add(20 * time.Second))
	m, err := pgproto3.NewFrontend(raw, raw).Receive()
	if err != nil {
		t.Fatalf("a session lives on, or ended without a word: %v", err)
	}
	e, ok := m.(*pgproto3.ErrorResponse)
	if !ok {
		t.Fatalf("%#v", m)
	}
	return e.Severity + " " + e.Code + " " + e.Message
}

func wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for !done() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited too long for %s", what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}
