package proxy

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
)

// Sessions of a dead credential end wherever they are; others go on.
func TestEndSessions(t *testing.T) {
	srv, addr, slow := serveSlow(t, Config{TLS: selfSigned(t)})
	idle, secure, inBlock, busy, batch, other := dial(t, addr), dial(t, addr), dial(t, addr), dial(t, addr), dial(t, addr), dial(t, addr)
	secure.write(requestPacket(sslCode))
	if secure.readByte() != 'S' {
		t.Fatal("no TLS")
	}
	secure.secure(clientTLS())
	for _, c := range []*client{idle, secure, inBlock, busy, batch} {
		c.login("user", "ann")
	}
	other.login("user", "bob")
	inBlock.put(&pgproto3.Query{String: "begin"})
	inBlock.untilReady()
	busy.put(&pgproto3.Query{String: "select * from slow"})
	wait(t, "the statement to start", slow.started)
	batch.put(&pgproto3.Parse{Query: "select 'batch'"}, &pgproto3.Flush{})
	if got := batch.next(); got != "ParseComplete" {
		t.Fatal(got)
	}

	var names []string
	for _, a := range srv.Accounts() {
		names = append(names, a.Key())
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"ann", "bob"}) {
		t.Errorf("Accounts: %q", names)
	}
	why := sql.Errorf("28P01", "the token is no longer good")
	if n := srv.EndSessions("ann", why); n != 5 {
		t.Errorf("%d sessions were ended", n)
	}
	if n := srv.EndSessions("ann", why); n != 0 {
		t.Errorf("%d sessions were ended twice", n)
	}
	for i, c := range []*client{idle, secure, inBlock, busy, batch} {
		var last []string
		for {
			m := c.next()
			last = append(last, m)
			if m == "closed" || len(last) > 9 {
				break
			}
		}
		if len(last) < 2 || !strings.HasPrefix(last[len(last)-2], "FATAL 28P01 the token is no longer good") {
			t.Errorf("session %d got %q", i, last)
		}
	}
	other.put(&pgproto3.Query{String: "select 1"})
	if got := other.untilReady(); !slices.Contains(got, "CommandComplete SELECT 1") {
		t.Errorf("another account's session got %q", got)
	}
	if got := srv.Accounts(); len(got) != 1 {
		t.Errorf("Accounts afterwards: %v", got)
	}
}
