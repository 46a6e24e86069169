package cache_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pgconfluence/pgconfluence/cache"
)

func newCache(t testing.TB, bytes int64, age time.Duration) *cache.Cache[string] {
	t.Helper()
	c, err := cache.New[string](cache.Config{MaxBytes: bytes, MaxAge: age})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestConfig(t *testing.T) {
	for _, cfg := range []cache.Config{{}, {MaxBytes: -1}, {MaxBytes: 1, MaxAge: -1}} {
		if _, err := cache.New[int](cfg); err == nil {
			t.Errorf("New(%+v) gave no error", cfg)
		}
	}
}

func TestEvictsLeastRecentlyUsed(t *testing.T) {
	size := int64(100)
	one := size + 1 + cache.Overhead
	c := newCache(t, 3*one, 0)
	for _, k := range []string{"a", "b", "c"} {
		if !c.Put(k, k, size, 0) {
			t.Fatalf("Put(%q) was refused", k)
		}
	}
	c.Get("a")
	c.Put("d", "d", size, 0)
	for k, want := range map[string]bool{"a": true, "b": false, "c": true, "d": true} {
		if v, ok := c.Get(k); ok != want || ok && v != k {
			t.Errorf("Get(%q) = %q, %v; want found = %v", k, v, ok, want)
		}
	}
	if s := c.Stats(); s.Bytes != 3*one || s.Entries != 3 || s.Evictions != 1 || s.Hits != 4 || s.Misses != 1 {
		t.Errorf("Stats = %+v", s)
	}
}

func TestPutReplacesAndRefuses(t *testing.T) {
	c := newCache(t, 1000, 0)
	c.Put("k", "old", 500, 0)
	c.Put("k", "new", 10, 0)
	if v, _ := c.Get("k"); v != "new" {
		t.Errorf("Get = %q after replacing", v)
	}
	if got, want := c.Stats().Bytes, int64(10+1+cache.Overhead); got != want {
		t.Errorf("Bytes = %d, want %d", got, want)
	}
	for _, size := range []int64{1001, 1000, -1, 1 << 62} {
		if c.Put("k", "huge", size, 0) {
			t.Errorf("a value of %d bytes was kept in a cache of 1000", size)
		}
		if v, ok := c.Get("k"); ok {
			t.Errorf("Get = %q: the older value outlived its replacement", v)
		}
	}
	if s := c.Stats(); s.Bytes != 0 || s.Entries != 0 {
		t.Errorf("Stats = %+v", s)
	}
}

func TestBoundHolds(t *testing.T) {
	const bound = 20_000
	c := newCache(t, bound, 0)
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		c.Put(fmt.Sprint(r.IntN(300)), "v", r.Int64N(3000), 0)
		if s := c.Stats(); s.Bytes > bound || s.Bytes < 0 {
			t.Fatalf("Bytes = %d, bound %d", s.Bytes, bound)
		}
	}
	c.RemoveFunc(func(string) bool { return true })
	if s := c.Stats(); s.Bytes != 0 || s.Entries != 0 {
		t.Fatalf("empty cache counts %+v", s)
	}
}

func TestAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, 1<<20, time.Minute)
		c.Put("default", "v", 1, 0)
		c.Put("short", "v", 1, time.Second)
		c.Put("none", "v", 1, -1)
		if _, ok := c.Get("none"); ok {
			t.Error("a value with a negative age was kept")
		}
		time.Sleep(time.Second)
		if _, ok := c.Get("short"); ok {
			t.Error("got an entry of its full age")
		}
		time.Sleep(59*time.Second - 1)
		if _, ok := c.Get("default"); !ok {
			t.Error("an entry went before its time")
		}
		time.Sleep(1 * time.Nanosecond)
		if _, ok := c.Get("default"); ok {
			t.Error("got an entry that is too old")
		}
		if s := c.Stats(); s.Expirations != 2 || s.Entries != 0 || s.Bytes != 0 {
			t.Errorf("Stats = %+v", s)
		}
	})
}

func TestRemove(t *testing.T) {
	c := newCache(t, 1<<20, 0)
	for _, k := range []string{"x/1", "x/2", "y/1"} {
		c.Put(k, k, 1, 0)
	}
	if !c.Remove("y/1") || c.Remove("y/1") {
		t.Error("Remove does not tell whether the key was there")
	}
	if n := c.RemoveFunc(func(k string) bool { return strings.HasPrefix(k, "x/") }); n != 2 {
		t.Errorf("RemoveFunc = %d", n)
	}
}

func TestLoadIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, 1<<20, 0)
		var calls atomic.Int64
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				v, err := c.Load(t.Context(), "k", func(context.Context) (cache.Loaded[string], error) {
					calls.Add(1)
					time.Sleep(time.Second)
					return cache.Loaded[string]{Value: "v", Bytes: 1}, nil
				})
				if v != "v" || err != nil {
					t.Errorf("Load = %q, %v", v, err)
				}
			})
		}
		wg.Wait()
		if calls.Load() != 1 {
			t.Errorf("%d calls, want 1", calls.Load())
		}
		if s := c.Stats(); s.Shared != 49 {
			t.Errorf("Shared = %d, want 49", s.Shared)
		}
		if v, ok := c.Get("k"); v != "v" || !ok {
			t.Error("what was loaded was not kept")
		}
	})
}

func TestWaiterLeavesAndLoadGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, 1<<20, 0)
		fn := func(ctx context.Context) (cache.Loaded[string], error) {
			select {
			case <-time.After(time.Minute):
				return cache.Loaded[string]{Value: "v", Bytes: 1}, nil
			case <-ctx.Done():
				return cache.Loaded[string]{}, ctx.Err()
			}
		}
		first, cancel := context.WithCancel(t.Context())
		left := make(chan error, 1)
		go func() { _, err := c.Load(first, "k", fn); left <- err }()
		synctest.Wait()
		stayed := make(chan error, 1)
		go func() { _, err := c.Load(t.Context(), "k", fn); stayed <- err }()
		synctest.Wait()
		cancel()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("who left got %v", err)
		}
		if err := <-stayed; err != nil {
			t.Errorf("who stayed got %v: the load died with the one who started it", err)
		}
	})
}

func TestLastWaiterCancels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, 1<<20, 0)
		cancelled := make(chan time.Time, 1)
		stuck := func(ctx context.Context) (cache.Loaded[string], error) {
			<-ctx.Done()
			cancelled <- time.Now()
			time.Sleep(time.Hour) // slow to notice
			return cache.Loaded[string]{Value: "late", Bytes: 1}, nil
		}
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Load(ctx, "k", stuck); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Load = %v", err)
		}
		if at := <-cancelled; at.Sub(start) != time.Second {
			t.Errorf("the load was cancelled after %v", at.Sub(start))
		}
		// The next starts afresh and does not wait for the abandoned one.
		v, err := c.Load(t.Context(), "k", func(context.Context) (cache.Loaded[string], error) {
			return cache.Loaded[string]{Value: "fresh", Bytes: 1}, nil
		})
		if v != "fresh" || err != nil {
			t.Errorf("Load = %q, %v", v, err)
		}
		time.Sleep(2 * time.Hour)
		if v, _ := c.Get("k"); v != "fresh" {
			t.Errorf("the abandoned load put %q over the newer value", v)
		}
	})
}

func TestRemoveDuringLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, 1<<20, 0)
		done := make(chan string)
		go func() {
			v, _ := c.Load(t.Context(), "k", func(context.Context) (cache.Loaded[string], error) {
				time.Sleep(time.Second)
				return cache.Loaded[string]{Value: "v", Bytes: 1}, nil
			})
			done <- v
		}()
		synctest.Wait()
		c.Remove("k")
		if v := <-done; v != "v" {
			t.Errorf("the waiter got %q", v)
		}
		if _, ok := c.Get("k"); ok {
			t.Error("a removed key came back when its load ended")
		}
	})
}

func TestLoadErrors(t *testing.T) {
	c := newCache(t, 1<<20, 0)
	boom := errors.New("boom")
	for name, fn := range map[string]func(context.Context) (cache.Loaded[string], error){
		"error":  func(context.Context) (cache.Loaded[string], error) { return cache.Loaded[string]{Bytes: 1}, boom },
		"panic":  func(context.Context) (cache.Loaded[string], error) { panic("ouch") },
		"goexit": func(context.Context) (cache.Loaded[string], error) { runtime.Goexit(); panic("not reached") },
	} {
		_, err := c.Load(t.Context(), name, fn)
		var p *cache.PanicError
		switch {
		case err == nil:
			t.Errorf("%s: no error", name)
		case name == "error" && !errors.Is(err, boom):
			t.Errorf("error: %v", err)
		case name == "panic" && (!errors.As(err, &p) || p.Value != "ouch" || len(p.Stack) == 0):
			t.Errorf("panic: %v", err)
		}
		if _, ok := c.Get(name); ok {
			t.Errorf("%s: something was kept", name)
		}
	}
}

func TestLoadWithDoneContext(t *testing.T) {
	c := newCache(t, 1<<20, 0)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Load(ctx, "k", func(context.Context) (cache.Loaded[string], error) {
		t.Error("loaded for one who had already left")
		return cache.Loaded[string]{}, nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Load = %v", err)
	}
}
