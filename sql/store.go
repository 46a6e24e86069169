package sql

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/pgconfluence/pgconfluence/cache"
)

var noCancel = context.Background()

// store keeps loaded slices, per account, bounded in bytes. Slices are
// immutable files: refreshing one builds the next beside it and publishes it
// at once, so a reader never waits and never sees half of anything.
type store struct {
	dir    string
	lock   *os.File // held while the store is in use: see sweep
	limit  int64    // bytes of all files
	nextID atomic.Int64

	kept    *cache.Cache[*snapshot] // by account and slice
	flights *cache.Cache[*snapshot] // only for sharing loads: keeps nothing

	mu    sync.Mutex
	index map[tableOf][]stored // what kept has
	drops map[string]int       // how often each account was dropped: a load that began before publishes nothing

	sweepAge time.Duration // a slice read whole longer ago is not refreshed but loaded

	onDrop func() // a file may have been dropped
}

// keepAge is how long a slice is kept at most, whatever max_age sessions set.
const keepAge = 24 * time.Hour

// dirPrefix names the store's private directories, so that one left behind by
// a crash can be told and swept.
const dirPrefix = "pgconfluence-store-"

// openStore makes a private directory under parent, after sweeping those of
// processes that are no more.
func openStore(parent string, limit int64) (*store, error) {
	sweep(parent)
	dir, err := os.MkdirTemp(parent, fmt.Sprintf("%s%d-", dirPrefix, os.Getpid()))
	if err != nil {
		return nil, fmt.Errorf("the store's directory: %w", err)
	}
	lock, err := lockDir(dir)
	if err != nil {
		return nil, fmt.Errorf("the store's directory: %w", err)
	}
	st := &store{dir: dir, lock: lock, limit: limit, index: map[tableOf][]stored{}, drops: map[string]int{}}
	if st.kept, err = cache.New[*snapshot](cache.Config{MaxBytes: limit, MaxAge: keepAge}); err != nil {
		return nil, err
	}
	if st.flights, err = cache.New[*snapshot](cache.Config{MaxBytes: 1 << 20}); err != nil {
		return nil, err
	}
	st.kept.OnDrop(func(_ string, s *snapshot) { s.release() })
	return st, nil
}

// sweep removes store directories whose process has ended: nobody holds their
// lock any more.
func sweep(parent string) {
	dirs, _ := filepath.Glob(filepath.Join(parent, dirPrefix+"*"))
	for _, d := range dirs {
		if lock, err := lockDir(d); err == nil {
			os.RemoveAll(d)
			lock.Close()
		}
	}
}

// lockDir takes the lock of a store directory, which goes with the process.
func lockDir(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (st *store) close() error {
	defer st.lock.Close()
	return os.RemoveAll(st.dir)
}

func storeKey(account string, s Slice) string { return account + "\x00" + s.String() }

// tableOf names an account's table.
type tableOf struct{ account, table string }

// stored is a slice that kept has, with its key there.
type stored struct {
	slice Slice
	key   string
}

// find returns a stored slice that covers the wanted one and is young enough,
// with a reader added, or nil.
func (st *store) find(account string, want Slice, maxAge time.Duration) *snapshot {
	st.mu.Lock()
	have := st.index[tableOf{account, want.Table}] // never changed in place
	st.mu.Unlock()
	var best *snapshot
	for _, s := range have {
		if !s.slice.Covers(want) {
			continue
		}
		snap, ok := st.kept.Get(s.key)
		if !ok {
			st.forget(account, s)
			continue
		}
		if snap.age() > maxAge || (best != nil && best.rows <= snap.rows) || !snap.acquire() {
			continue
		}
		if best != nil {
			best.release()
		}
		best = snap
	}
	return best
}

func (st *store) forget(account string, s stored) {
	st.mu.Lock()
	defer st.mu.Unlock()
	k := tableOf{account, s.slice.Table}
	st.index[k] = slices.DeleteFunc(slices.Clone(st.index[k]), func(o stored) bool { return o.key == s.key })
	if len(st.index[k]) == 0 {
		delete(st.index, k)
	}
}

// get returns a slice from the store or loads it; all who want the same slice
// at once wait for one load. The caller releases what it gets. fromStore says
// that nothing was fetched.
func (st *store) get(ctx context.Context, account string, want Slice, maxAge time.Duration,
	src sliceSource) (snap *snapshot, fromStore bool, err error) {
	for range 3 {
		if s := st.find(account, want, maxAge); s != nil {
			return s, true, nil
		}
		s, err := st.flights.Load(ctx, storeKey(account, want), func(ctx context.Context) (cache.Loaded[*snapshot], error) {
			s, err := st.renew(ctx, account, want, maxAge, src)
			return cache.Loaded[*snapshot]{Value: s, Age: -1}, err
		})
		if err != nil {
			return nil, false, err
		}
		if s.acquire() {
			return s, false, nil
		}
		// It was pushed out before we got hold of it: try again.
	}
	return nil, false, Errorf("53200", "the server's store is too small for what its sessions read at once").
		WithHint("Try again later, or let the administrator raise --store-bytes.")
}

// sliceSource is where a slice's rows come from; both report their API calls.
type sliceSource struct {
	def  *Definition
	load func(ctx context.Context, w *snapshotWriter) (calls int64, err error)
	// refresh adds what has changed since; nil if the table cannot tell.
	refresh func(ctx context.Context, w *snapshotWriter) (calls int64, ok bool, err error)
}

// renew brings a slice up to date, by what has changed where that is enough,
// else by loading it.
func (st *store) renew(ctx context.Context, account string, want Slice, maxAge time.Duration, src sliceSource) (*snapshot, error) {
	if old := st.refreshable(account, want, maxAge, src); old != nil {
		defer old.release()
		if s, err := st.refresh(ctx, old, want, src); s != nil || err != nil {
			return s, err
		}
	}
	return st.build(ctx, account, want, src)
}

func (st *store) newSnapshot(account string, want Slice) *snapshot {
	id := st.nextID.Add(1)
	st.mu.Lock()
	defer st.mu.Unlock()
	return &snapshot{id: id, name: snapshotName(id), drops: st.drops[account], account: account, slice: want, fetched: time.Now(), refs: 1,
		path: filepath.Join(st.dir, fmt.Sprintf("%d.sqlite", id))}
}

// build loads a slice into a new file and publishes it.
func (st *store) build(ctx context.Context, account string, want Slice, src sliceSource) (*snapshot, error) {
	s := st.newSnapshot(account, want)
	s.swept = s.fetched
	w, err := newSnapshotWriter(s.path, src.def, st.limit)
	if err != nil {
		return nil, err
	}
	calls, err := src.load(ctx, w)
	if err != nil {
		w.abandon()
		return nil, err
	}
	return st.finish(s, w, calls)
}

// finish closes a slice's file and publishes it.
func (st *store) finish(s *snapshot, w *snapshotWriter, calls int64) (*snapshot, error) {
	var err error
	if s.bytes, err = w.finish(); err != nil {
		return nil, err
	}
	s.rows, s.calls = w.rows, calls
	st.publish(s)
	return s, nil
}

// publish puts a finished snapshot in the place of what it replaces.
func (st *store) publish(s *snapshot) {
	st.mu.Lock()
	if st.drops[s.account] != s.drops || !st.kept.Put(storeKey(s.account, s.slice), s, s.bytes, 0) {
		st.mu.Unlock()
		s.release()
		return
	}
	k, entry := tableOf{s.account, s.slice.Table}, stored{s.slice, storeKey(s.account, s.slice)}
	if !slices.ContainsFunc(st.index[k], func(o stored) bool { return o.key == entry.key }) {
		st.index[k] = append(slices.Clone(st.index[k]), entry)
	}
	st.mu.Unlock()
	if st.onDrop != nil {
		st.onDrop()
	}
}

// drop removes everything of an account.
func (st *store) drop(account string) {
	st.mu.Lock()
	st.drops[account]++
	st.kept.RemoveFunc(func(key string) bool { return strings.HasPrefix(key, account+"\x00") })
	for k := range st.index {
		if k.account == account {
			delete(st.index, k)
		}
	}
	st.mu.Unlock()
	if st.onDrop != nil {
		st.onDrop()
	}
}
