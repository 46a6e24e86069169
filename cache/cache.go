package cache

import (
	"errors"
	"math"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Overhead is what an entry costs beside the value: the key's header, the
// entry, its place in the list and in the map. It is counted for every entry,
// so that a million empty values are not free.
const Overhead = 160

// Config says how a Cache is bounded.
type Config struct {
	// MaxBytes bounds the sum of all entries: the size given at Put, the key's
	// length and Overhead. It must be positive.
	MaxBytes int64
	// MaxAge is the age that entries get when Put is told none; 0 means that
	// they do not age.
	MaxAge time.Duration
}

// Stats counts what has happened since the cache was made, and what it holds.
type Stats struct {
	Hits, Misses int64 // of Get and Load; an entry found too old is a miss
	Shared       int64 // Loads that waited for another's load
	Evictions    int64 // entries dropped to keep the bound
	Expirations  int64 // entries dropped since they were too old
	Entries      int
	Bytes        int64
}

// Cache holds values by key, the most recently used ones, up to a number of
// bytes. It is safe for concurrent use.
type Cache[V any] struct {
	maxBytes int64
	maxAge   time.Duration

	onDrop func(key string, value V)

	mu      sync.Mutex
	order   *simplelru.LRU[string, *entry[V]]
	flights map[string]*flight[V]
	stats   Stats
}

type entry[V any] struct {
	value   V
	bytes   int64
	expires time.Time // zero: never
}

// New makes an empty cache.
func New[V any](cfg Config) (*Cache[V], error) {
	if cfg.MaxBytes <= 0 {
		return nil, errors.New("cache: MaxBytes must be positive")
	}
	if cfg.MaxAge < 0 {
		return nil, errors.New("cache: MaxAge must not be negative")
	}
	c := &Cache[V]{maxBytes: cfg.MaxBytes, maxAge: cfg.MaxAge, flights: make(map[string]*flight[V])}
	// The bound is in bytes and kept by put; the list's own bound in entries
	// is out of reach (its map grows as it is filled).
	order, err := simplelru.NewLRU[string, *entry[V]](math.MaxInt, nil)
	if err != nil {
		return nil, err
	}
	c.order = order
	return c, nil
}

// OnDrop says what to do with every value that leaves the cache, for whatever
// reason. It must be called before the cache is used; f runs with the cache
// locked: it must be quick and must not use the cache.
func (c *Cache[V]) OnDrop(f func(key string, value V)) { c.onDrop = f }

// Get returns the value of the key, unless there is none or it is too old.
func (c *Cache[V]) Get(key string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.get(key)
}

func (c *Cache[V]) get(key string) (V, bool) {
	e, ok := c.order.Get(key)
	if ok && !e.expires.IsZero() && !time.Now().Before(e.expires) {
		c.drop(key, e)
		c.stats.Expirations++
		ok = false
	}
	if !ok {
		c.stats.Misses++
		var none V
		return none, false
	}
	c.stats.Hits++
	return e.value, true
}

// Put keeps the value, which takes bytes bytes, for the given age (0: as the
// Config says; negative: it is not kept). It replaces what the key had. A value
// that alone is larger than the bound is not kept, and Put reports false.
func (c *Cache[V]) Put(key string, value V, bytes int64, age time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.put(key, value, bytes, age)
}

func (c *Cache[V]) put(key string, value V, bytes int64, age time.Duration) bool {
	if old, ok := c.order.Peek(key); ok {
		c.drop(key, old)
	}
	if age == 0 {
		age = c.maxAge
	}
	if bytes < 0 || bytes > c.maxBytes || age < 0 {
		return false
	}
	e := &entry[V]{value: value, bytes: bytes + int64(len(key)) + Overhead}
	if e.bytes > c.maxBytes {
		return false
	}
	if age > 0 {
		e.expires = time.Now().Add(age)
	}
	for c.stats.Bytes > c.maxBytes-e.bytes {
		k, old, ok := c.order.GetOldest()
		if !ok {
			break
		}
		c.drop(k, old)
		c.stats.Evictions++
	}
	c.order.Add(key, e)
	c.stats.Bytes += e.bytes
	return true
}

// Remove drops the key and reports whether it was there. A load of the key that
// is under way still answers those who wait for it, but is not kept: what was
// removed must not come back.
func (c *Cache[V]) Remove(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.flights[key]; f != nil {
		f.forget = true
		delete(c.flights, key)
	}
	e, ok := c.order.Peek(key)
	if ok {
		c.drop(key, e)
	}
	return ok
}

// RemoveFunc drops every key that match wants dropped, as Remove does, and
// returns how many entries went. It looks at every key, with the cache locked:
// match must be quick and must not use the cache.
func (c *Cache[V]) RemoveFunc(match func(key string) bool) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, f := range c.flights {
		if match(key) {
			f.forget = true
			delete(c.flights, key)
		}
	}
	n := 0
	for _, key := range c.order.Keys() {
		if match(key) {
			e, _ := c.order.Peek(key)
			c.drop(key, e)
			n++
		}
	}
	return n
}

// drop takes the entry out. The lock is held.
func (c *Cache[V]) drop(key string, e *entry[V]) {
	c.order.Remove(key)
	c.stats.Bytes -= e.bytes
	if c.onDrop != nil {
		c.onDrop(key, e.value)
	}
}

// Stats returns the counters as they are now.
func (c *Cache[V]) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.stats
	s.Entries = c.order.Len()
	return s
}
