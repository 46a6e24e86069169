package sql

import (
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// snapshot is one loaded slice: an immutable SQLite file with one table. It
// lives as long as someone refers to it; the file goes with the last reader.
type snapshot struct {
	id      int64
	account string
	slice   Slice
	path    string
	name    string // alias, made once
	rows    int64
	bytes   int64
	fetched time.Time // when its load began: nothing in it is older than that
	swept   time.Time // when it was last read whole: deletions and moves are seen then only
	calls   int64     // API calls that the load took
	drops   int       // store.drops of the account when the load began

	mu   sync.Mutex
	refs int
	dead atomic.Bool // written under mu
}

// alias is the schema name under which connections attach the file.
func (s *snapshot) alias() string { return s.name }

func snapshotName(id int64) string { return "s" + strconv.FormatInt(id, 10) }

// place is the table's name in translated SQL.
func (s *snapshot) place() string { return s.alias() + ".r" }

// acquire adds a reader, unless the file is gone already.
func (s *snapshot) acquire() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dead.Load() {
		return false
	}
	s.refs++
	return true
}

// release takes a reader away; with the last one the file goes.
func (s *snapshot) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refs--; s.refs == 0 && !s.dead.Swap(true) {
		os.Remove(s.path)
	}
}

func (s *snapshot) gone() bool { return s.dead.Load() }

func (s *snapshot) age() time.Duration { return time.Since(s.fetched) }
