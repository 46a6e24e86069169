package sql

import "sync"

// connPool keeps idle SQLite connections, so that an idle session holds none.
type connPool struct {
	systemFile string
	functions  *systemFunctions
	heap       int64 // SQLite's bound on memory
	mu         sync.Mutex
	idle       []*sqliteConn
	max        int // idle ones kept
	closed     bool
}

// get returns an idle connection, preferring one that has the snapshots
// attached already, or opens one.
func (p *connPool) get(need []*snapshot) (*sqliteConn, error) {
	p.mu.Lock()
	if c := p.take(need); c != nil {
		p.mu.Unlock()
		return c, nil
	}
	p.mu.Unlock()
	return openSQLite(p.systemFile, p.heap, p.functions)
}

func (p *connPool) take(need []*snapshot) *sqliteConn {
	best, score := -1, -1
	for i := len(p.idle) - 1; i >= 0; i-- {
		n := 0
		for _, s := range need {
			if p.idle[i].index(s) >= 0 {
				n++
			}
		}
		if n > score {
			best, score = i, n
		}
		if n == len(need) {
			break
		}
	}
	if best < 0 {
		return nil
	}
	c := p.idle[best]
	p.idle = append(p.idle[:best], p.idle[best+1:]...)
	return c
}

// put gives a connection back; a broken one is closed instead.
func (p *connPool) put(c *sqliteConn, broken bool) {
	if !broken && c.dropGone() == nil {
		p.mu.Lock()
		if !p.closed && len(p.idle) < p.max {
			p.idle = append(p.idle, c)
			p.mu.Unlock()
			return
		}
		p.mu.Unlock()
	}
	c.close()
}

// dropGone lets idle connections give back the files that the store dropped.
func (p *connPool) dropGone() {
	p.mu.Lock()
	defer p.mu.Unlock()
	kept := p.idle[:0]
	for _, c := range p.idle {
		if c.dropGone() != nil {
			c.close()
			continue
		}
		kept = append(kept, c)
	}
	p.idle = kept
}

func (p *connPool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, c := range p.idle {
		c.close()
	}
	p.idle = nil
}
