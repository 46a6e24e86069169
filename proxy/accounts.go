package proxy

import (
	"time"

	"github.com/pgconfluence/pgconfluence/sql"
)

// endWithin is how long a session that must end may take to tell its client so.
// After that its socket is closed, whatever the client leaves unread.
const endWithin = 5 * time.Second

// Accounts are the accounts that are logged in now, each once.
func (s *Server) Accounts() []sql.Account {
	seen := map[string]bool{}
	var out []sql.Account
	for _, c := range s.snapshot() {
		if a := c.owner(); a != nil && !seen[a.Key()] {
			seen[a.Key()] = true
			out = append(out, a)
		}
	}
	return out
}

// EndSessions ends the sessions of the account with this key: its credential is
// no longer good. What they run is cancelled and their clients are told why, as
// FATAL; a session that cannot be told within five seconds is closed all the
// same. It returns their number at once.
func (s *Server) EndSessions(account string, why *sql.Error) int {
	n := 0
	for _, c := range s.snapshot() {
		if a := c.owner(); a != nil && a.Key() == account && c.kill(why) {
			n++
		}
	}
	return n
}

func (s *Server) snapshot() []*conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	conns := make([]*conn, 0, len(s.conns))
	for c := range s.conns {
		conns = append(conns, c)
	}
	return conns
}

// own makes the connection the account's.
func (c *conn) own(a sql.Account) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.account = a
}

// owner is nil before the login and once the session must end.
func (c *conn) owner() sql.Account {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead != nil {
		return nil
	}
	return c.account
}

// kill ends the session between statements or in the midst of one. It reports
// whether it had not been told before.
func (c *conn) kill(why *sql.Error) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead != nil {
		return false
	}
	c.dead = why
	// Between the messages of an extended query nobody waits in await: a read
	// there must end too, and finds why in lost.
	c.raw.SetReadDeadline(time.Unix(1, 0))
	if c.running != nil {
		c.running(why)
	}
	time.AfterFunc(endWithin, func() { c.raw.Close() })
	return true
}
