package sql

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/cache"
	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// Config is what an Engine is made of.
type Config struct {
	Tables []Table

	// Dir is where the store makes its private directory, best on tmpfs; ""
	// chooses /dev/shm if it is there, else the system's temporary directory.
	Dir string
	// StoreBytes bounds the files of loaded slices, ResultBytes the cached
	// results of statements; 0 = 1 GiB and 128 MiB.
	StoreBytes, ResultBytes int64
	// SQLiteBytes bounds the memory of all running statements' sorts, joins and
	// temporary results together, in the whole process; 0 = 1 GiB.
	SQLiteBytes int64

	// SweepAge is how long ago a table may have been read whole for what has
	// changed since to be enough; 0 = 30 minutes. It bounds how long a deleted
	// or moved page can still be seen by sessions that accept stored rows.
	SweepAge time.Duration

	Logger *slog.Logger
	// Observe is told of every finished statement; it may be nil.
	Observe func(QueryStats)
	// LogStatements adds the statement's text to its log line. It is off unless
	// asked for, since literals are in it.
	LogStatements bool
	// Version is this server's own version, for version().
	Version string
}

// statementBytes bounds each of the caches of parsed and of analysed statements.
const statementBytes = 64 << 20

// treeBytes estimates what a parsed or analysed statement takes: its text many
// times over, as measured on what BI tools send.
func treeBytes(text string) int64 { return 4096 + 64*int64(len(text)) }

// Engine answers statements over virtual tables. It is safe for concurrent use;
// each connection has a Session of its own.
type Engine struct {
	cfg     Config
	cat     *catalog.Catalog
	rels    *relations
	store   *store
	pool    *connPool
	results *cache.Cache[*cachedResult]
	parsed  *cache.Cache[[]*Parsed]
	stmts   *cache.Cache[*Statement]
	log     *slog.Logger
	seen    *rowCounts
	started int64 // when the engine was made, as a timestamptz
}

// NewEngine makes an engine with its store.
func NewEngine(cfg Config) (*Engine, error) {
	if cfg.StoreBytes == 0 {
		cfg.StoreBytes = 1 << 30
	}
	if cfg.ResultBytes == 0 {
		cfg.ResultBytes = 128 << 20
	}
	if cfg.SQLiteBytes == 0 {
		cfg.SQLiteBytes = 1 << 30
	}
	if cfg.SweepAge == 0 {
		cfg.SweepAge = 30 * time.Minute
	}
	if cfg.Dir == "" {
		cfg.Dir = defaultDir()
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	e := &Engine{cfg: cfg, cat: catalog.PG15(), log: cfg.Logger, seen: newRowCounts(), started: timeNow()}
	e.rels = newRelations(e.cat, cfg.Tables)
	var err error
	if e.store, err = openStore(cfg.Dir, cfg.StoreBytes); err != nil {
		return nil, err
	}
	system, err := writeSystemFile(e.store.dir, e.rels)
	if err != nil {
		e.store.close()
		return nil, fmt.Errorf("the system catalog: %w", err)
	}
	e.pool = &connPool{systemFile: system, functions: newSystemFunctions(e.rels), heap: cfg.SQLiteBytes, max: 16}
	e.store.onDrop = e.pool.dropGone
	e.store.sweepAge = cfg.SweepAge
	if e.results, err = cache.New[*cachedResult](cache.Config{MaxBytes: cfg.ResultBytes, MaxAge: keepAge}); err != nil {
		return nil, err
	}
	if e.parsed, err = cache.New[[]*Parsed](cache.Config{MaxBytes: statementBytes}); err != nil {
		return nil, err
	}
	if e.stmts, err = cache.New[*Statement](cache.Config{MaxBytes: statementBytes}); err != nil {
		return nil, err
	}
	return e, nil
}

func defaultDir() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		if f, err := os.CreateTemp("/dev/shm", "pgconfluence-probe-"); err == nil {
			f.Close()
			os.Remove(f.Name())
			return "/dev/shm"
		}
	}
	return os.TempDir()
}

// Close ends the engine and removes its files. Sessions must be closed before.
func (e *Engine) Close() error {
	e.pool.close()
	return e.store.close()
}

// Forget drops everything that was fetched or computed for an account.
func (e *Engine) Forget(account string) {
	e.results.RemoveFunc(func(k string) bool { return strings.HasPrefix(k, account+"\x00") })
	e.store.drop(account)
}

// Stats is what the engine holds now.
type Stats struct {
	StoreBytes, ResultBytes   int64
	Slices                    int
	StoreHits, StoreEvictions int64
	ResultHits, ResultMisses  int64
}

// Stats returns the engine's counters.
func (e *Engine) Stats() Stats {
	k, r := e.store.kept.Stats(), e.results.Stats()
	return Stats{StoreBytes: k.Bytes, Slices: k.Entries, StoreHits: k.Hits, StoreEvictions: k.Evictions,
		ResultBytes: r.Bytes, ResultHits: r.Hits, ResultMisses: r.Misses}
}

// acquire gets hold of one slice for a session: what its transaction pinned,
// what the store has young enough, or a fresh load.
func (e *Engine) acquire(ctx context.Context, s *Session, want Slice, rel *relation, trace func(Call)) (*snapshot, sliceUse, error) {
	if snap := s.pinned(want); snap != nil {
		return snap, sliceUse{slice: snap.slice, fromStore: true, age: snap.age(), rows: snap.rows}, nil
	}
	snap, hit, err := e.store.get(ctx, s.account.Key(), want, s.maxAge(), e.source(s.account, want, rel, s.maxCalls(), trace))
	if err != nil {
		if ctx.Err() != nil {
			return nil, sliceUse{}, canceled(ctx)
		}
		return nil, sliceUse{}, err
	}
	s.pin(snap)
	use := sliceUse{slice: snap.slice, fromStore: hit, age: snap.age(), rows: snap.rows}
	if !hit {
		use.calls = snap.calls
	}
	return snap, use, nil
}

// load fetches a slice into a writer.
func (e *Engine) load(ctx context.Context, acct Account, sl Slice, rel *relation, maxCalls int64, w *snapshotWriter, trace func(Call)) (int64, error) {
	if sl.By != "" && len(sl.Keys) == 0 {
		return 0, nil // column = NULL: no row can match
	}
	req, calls := e.request(acct, sl, maxCalls, w, trace)
	if err := rel.table.Load(ctx, req); err != nil {
		return 0, err
	}
	if sl.All() {
		e.seen.set(acct.Key(), rel.name, w.rows)
	}
	return calls.n.Load(), nil
}

// request is what a table is given to load or refresh a slice.
func (e *Engine) request(acct Account, sl Slice, maxCalls int64, w *snapshotWriter, trace func(Call)) (*LoadRequest, *callCount) {
	calls := newCallCount(trace)
	return &LoadRequest{Account: acct, Slice: sl, MaxCalls: maxCalls, Emit: w.add, Trace: calls.add,
		Read: func(ctx context.Context, other Slice, cols ...string) ([][]any, error) {
			return e.read(ctx, acct, other, cols, maxCalls, calls.add)
		}}, calls
}

// read serves LoadRequest.Read: rows of another table for a table that needs
// them to make its own. They may be as old as the default max_age lets them.
func (e *Engine) read(ctx context.Context, acct Account, sl Slice, cols []string, maxCalls int64, trace func(Call)) ([][]any, error) {
	rel := e.rels.byName[[2]string{"public", sl.Table}]
	if rel == nil {
		return nil, fmt.Errorf("no table %q", sl.Table)
	}
	sl.With = unionStrings(sl.With, rel.def.fills(sl))
	snap, _, err := e.store.get(ctx, acct.Key(), sl, defaultMaxAge, e.source(acct, sl, rel, maxCalls, trace))
	if err != nil {
		return nil, err
	}
	defer snap.release()
	c, err := e.pool.get([]*snapshot{snap})
	if err != nil {
		return nil, err
	}
	broken := true
	defer func() { e.pool.put(c, broken) }()
	if err := c.attach([]*snapshot{snap}); err != nil {
		return nil, err
	}
	rows, err := c.query(ctx, "SELECT "+identList(cols)+" FROM "+snap.place(), nil)
	if err != nil {
		return nil, err
	}
	defer rows.close()
	out, err := readAll(rows, len(cols))
	broken = err != nil
	return out, err
}

// defaultMaxAge is confluence.max_age where nothing else is set.
const defaultMaxAge = 5 * time.Minute
