package cache

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"
)

// Loaded is what a load yields: the value and how it is to be kept.
type Loaded[V any] struct {
	Value V
	Bytes int64         // its size
	Age   time.Duration // as in Put: 0 is the cache's own, negative is not kept
}

// PanicError is what a load that panicked returns to all who waited for it.
type PanicError struct {
	Value any    // what it panicked with
	Stack []byte // where
}

func (e *PanicError) Error() string { return fmt.Sprintf("cache: a load panicked: %v", e.Value) }

// errGoexit is for a load that ended its goroutine without returning.
var errGoexit = fmt.Errorf("cache: a load ended without an answer")

// flight is one load that is under way. Its counters are guarded by the
// cache's mutex; value and err may be read once done is closed.
type flight[V any] struct {
	waiters int
	forget  bool // the key was removed meanwhile
	cancel  context.CancelFunc
	done    chan struct{}
	value   V
	err     error
}

// Load returns the key's value, or calls fn for it and keeps what it yields.
// While fn runs, all who load the same key wait for the same call.
//
// The call runs under its own context, which has ctx's values but neither its
// deadline nor its end: a waiter whose ctx is done leaves with ctx's error and
// the rest go on waiting; when the last has left, the call is cancelled and
// whoever comes next starts a new one. An error is returned to all who waited
// and is not kept. A panic in fn becomes a *PanicError.
func (c *Cache[V]) Load(ctx context.Context, key string, fn func(context.Context) (Loaded[V], error)) (V, error) {
	var none V
	if err := ctx.Err(); err != nil {
		return none, err
	}
	c.mu.Lock()
	if v, ok := c.get(key); ok {
		c.mu.Unlock()
		return v, nil
	}
	f := c.flights[key]
	if f == nil {
		callCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
		f = &flight[V]{cancel: cancel, done: make(chan struct{})}
		c.flights[key] = f
		go c.fly(callCtx, key, f, fn)
	} else {
		c.stats.Shared++
	}
	f.waiters++
	c.mu.Unlock()

	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		c.leave(key, f)
		return none, ctx.Err()
	}
}

// leave takes one waiter off the flight and cancels it after the last.
func (c *Cache[V]) leave(key string, f *flight[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.waiters--
	if f.waiters > 0 {
		return
	}
	f.forget = true
	f.cancel()
	if c.flights[key] == f {
		delete(c.flights, key)
	}
}

// fly runs the load and hands its result to the waiters.
func (c *Cache[V]) fly(ctx context.Context, key string, f *flight[V], fn func(context.Context) (Loaded[V], error)) {
	var got Loaded[V]
	err := errGoexit
	defer func() {
		if p := recover(); p != nil {
			err = &PanicError{Value: p, Stack: debug.Stack()}
		}
		f.cancel()
		c.mu.Lock()
		defer c.mu.Unlock()
		f.err = err
		if err == nil {
			f.value = got.Value
			if !f.forget {
				c.put(key, got.Value, got.Bytes, got.Age)
			}
		}
		if c.flights[key] == f {
			delete(c.flights, key)
		}
		close(f.done)
	}()
	got, err = fn(ctx)
}
