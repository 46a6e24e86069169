package proxy

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"sync"
)

// registry finds sessions by the process id of their BackendKeyData.
type registry struct {
	mu    sync.Mutex
	byPID map[uint32]*conn
}

// add gives the connection a process id and a secret. Ids are random, so that
// an attacker has to guess them along with the secret.
func (r *registry) add(c *conn) {
	var b [8]byte
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		rand.Read(b[:]) // never fails
		pid := binary.BigEndian.Uint32(b[:4]) >> 1
		if _, taken := r.byPID[pid]; pid == 0 || taken {
			continue
		}
		c.pid, c.secret = pid, [4]byte(b[4:])
		if r.byPID == nil {
			r.byPID = map[uint32]*conn{}
		}
		r.byPID[pid] = c
		return
	}
}

func (r *registry) remove(c *conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byPID[c.pid] == c {
		delete(r.byPID, c.pid)
	}
}

// cancel interrupts what the session runs, if the secret is its own. Nobody is
// told whether it was.
func (r *registry) cancel(pid uint32, secret []byte) bool {
	r.mu.Lock()
	c := r.byPID[pid]
	r.mu.Unlock()
	if c == nil || subtle.ConstantTimeCompare(c.secret[:], secret) != 1 {
		return false
	}
	c.interrupt(errCanceled)
	return true
}
