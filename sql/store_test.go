package sql_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/sqltest"
)

// countTable is a table of n rows whose loads are counted and can be held up.
type countTable struct {
	def   sql.Definition
	n     atomic.Int64
	loads atomic.Int64
	hold  chan struct{} // a load waits for it, if set
	fail  atomic.Pointer[error]
	once  bool // every load but the first fails, as with a token that has died
}

func newCountTable(name string, n int64) *countTable {
	t := &countTable{def: sql.Definition{Schema: "public", Name: name, PrimaryKey: []string{"id"},
		Columns: []sql.Column{{Name: "id", Type: pgtype.Int8OID, NotNull: true}, {Name: "owner", Type: pgtype.TextOID}},
		Lookups: []sql.Lookup{{Column: "id", PerCall: 250, Max: 1000}}}}
	t.n.Store(n)
	return t
}

func (t *countTable) Definition() *sql.Definition  { return &t.def }
func (t *countTable) Calls(sql.Slice, int64) int64 { return 1 }
func (t *countTable) Load(ctx context.Context, req *sql.LoadRequest) error {
	if n := t.loads.Add(1); t.once && n > 1 {
		return sql.Errorf("28P01", "the token is dead")
	}
	if t.hold != nil {
		select {
		case <-t.hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for i := int64(1); i <= t.n.Load(); i++ {
		if err := req.Emit([]any{i, req.Account.Key()}); err != nil {
			return err
		}
	}
	if err := t.fail.Load(); err != nil {
		return *err
	}
	return nil
}

func newEngine(t *testing.T, cfg sql.Config) *sql.Engine {
	t.Helper()
	cfg.Dir = t.TempDir()
	e, err := sql.NewEngine(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func newSession(t *testing.T, e *sql.Engine, account string) *sql.Session {
	t.Helper()
	s, err := e.NewSession(sql.SessionConfig{Account: sqltest.Account(account), Database: "confluence", User: account, Client: sqltest.Client{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// ask runs a query string and returns the rows of its last statement.
func ask(ctx context.Context, s *sql.Session, query string) ([][]any, error) {
	parsed, err := s.Parse(query)
	if err != nil {
		return nil, err
	}
	var out [][]any
	for _, p := range parsed {
		st, err := s.Prepare(ctx, p, nil)
		if err != nil {
			s.Fail()
			return nil, err
		}
		rows, err := s.Run(ctx, st, nil)
		if err != nil {
			s.Fail()
			return nil, err
		}
		out = nil
		for rows.Next() {
			out = append(out, append([]any{}, rows.Values()...))
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			s.Fail()
			return nil, err
		}
	}
	return out, nil
}

func mustCount(t *testing.T, s *sql.Session, query string, want int64) {
	t.Helper()
	rows, err := ask(t.Context(), s, query)
	if err != nil {
		t.Fatalf("%s: %v (%v)", query, err, sql.AsError(err).Cause)
	}
	if len(rows) != 1 || rows[0][0] != want {
		t.Fatalf("%s: got %v, want %d", query, rows, want)
	}
}

func TestConcurrentSessionsShareOneLoad(t *testing.T) {
	table := newCountTable("t", 100)
	table.hold = make(chan struct{})
	e := newEngine(t, sql.Config{Tables: []sql.Table{table}})
	var wg sync.WaitGroup
	for range 20 {
		s := newSession(t, e, "ann")
		wg.Add(1)
		go func() {
			defer wg.Done()
			rows, err := ask(context.Background(), s, "select count(*) from t")
			if err != nil || rows[0][0] != int64(100) {
				t.Errorf("got %v, %v", rows, err)
			}
		}()
	}
	for table.loads.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	close(table.hold)
	wg.Wait()
	if n := table.loads.Load(); n != 1 {
		t.Errorf("20 sessions asking at once made %d loads, want 1", n)
	}
}

func TestAccountsNeverShareRows(t *testing.T) {
	table := newCountTable("t", 10)
	e := newEngine(t, sql.Config{Tables: []sql.Table{table}})
	for range 2 { // the second time from the store and the result cache
		for _, who := range []string{"ann", "bob"} {
			rows, err := ask(t.Context(), newSession(t, e, who), "select distinct owner from t")
			if err != nil || len(rows) != 1 || rows[0][0] != who {
				t.Fatalf("%s sees %v, %v", who, rows, err)
			}
		}
	}
	if n := table.loads.Load(); n != 2 {
		t.Errorf("two accounts made %d loads, want 2", n)
	}
}

func TestMaxAge(t *testing.T) {
	table := newCountTable("t", 1)
	e := newEngine(t, sql.Config{Tables: []sql.Table{table}})
	s := newSession(t, e, "ann")
	mustCount(t, s, "select count(*) from t", 1)
	table.n.Store(2)
	mustCount(t, s, "select count(*) from t", 1) // young enough
	mustCount(t, s, "set confluence.max_age = 0; select count(*) from t", 2)
	table.n.Store(3)
	mustCount(t, s, "select count(*) from t", 3)
	mustCount(t, s, "reset confluence.max_age; select count(*) from t", 3)
	if n := table.loads.Load(); n != 3 {
		t.Errorf("%d loads, want 3", n)
	}
}

func TestBlockSeesOneState(t *testing.T) {
	table := newCountTable("t", 1)
	e := newEngine(t, sql.Config{Tables: []sql.Table{table}})
	s, other := newSession(t, e, "ann"), newSession(t, e, "ann")
	mustCount(t, s, "begin; select count(*) from t", 1)
	table.n.Store(2)
	mustCount(t, other, "set confluence.max_age = 0; select count(*) from t", 2)
	mustCount(t, s, "set confluence.max_age = 0; select count(*) from t", 1)
	mustCount(t, s, "select count(*) from t where id = 1", 1)
	mustCount(t, s, "commit; select count(*) from t", 2)
}

func TestFailedLoadLeavesNothing(t *testing.T) {
	table := newCountTable("t", 5000)
	e := newEngine(t, sql.Config{Tables: []sql.Table{table}})
	s := newSession(t, e, "ann")
	failure := error(sql.Errorf("58030", "the walk broke"))
	table.fail.Store(&failure)
	_, err := ask(t.Context(), s, "select count(*) from t")
	if got := sql.AsError(err); got.Code != "58030" {
		t.Fatalf("got %v", err)
	}
	table.fail.Store(nil)
	mustCount(t, s, "select count(*) from t", 5000)
}

func TestForget(t *testing.T) {
	table := newCountTable("t", 10)
	e := newEngine(t, sql.Config{Tables: []sql.Table{table}})
	s := newSession(t, e, "ann")
	mustCount(t, s, "select count(*) from t", 10)
	if e.Stats().Slices != 1 {
		t.Fatalf("%+v", e.Stats())
	}
	e.Forget("ann")
	if st := e.Stats(); st.Slices != 0 || st.StoreBytes != 0 || st.ResultBytes != 0 {
		t.Errorf("after Forget: %+v", st)
	}
	mustCount(t, s, "select count(*) from t", 10)
	if n := table.loads.Load(); n != 2 {
		t.Errorf("%d loads, want 2", n)
	}
}

// What is loaded while its account is forgotten does not come back.
func TestForgetWhileLoading(t *testing.T) {
	table := newCountTable("t", 10)
	table.hold, table.once = make(chan struct{}), true
	e := newEngine(t, sql.Config{Tables: []sql.Table{table}})
	s := newSession(t, e, "ann")
	done := make(chan error)
	go func() {
		_, err := ask(context.Background(), s, "select count(*) from t")
		done <- err
	}()
	for table.loads.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	e.Forget("ann")
	close(table.hold)
	if err := <-done; sql.AsError(err).Code != "28P01" {
		t.Errorf("got %v", err)
	}
	if st := e.Stats(); st.Slices != 0 || st.StoreBytes != 0 {
		t.Errorf("a forgotten account's slice was stored: %+v", st)
	}
}

func TestStoreIsBounded(t *testing.T) {
	var tables []sql.Table
	for i := range 8 {
		tables = append(tables, newCountTable(fmt.Sprintf("t%d", i), 20_000))
	}
	e := newEngine(t, sql.Config{Tables: tables, StoreBytes: 3 << 20})
	s := newSession(t, e, "ann")
	for range 2 {
		for i := range tables {
			mustCount(t, s, fmt.Sprintf("select count(*) from t%d", i), 20_000)
			if st := e.Stats(); st.StoreBytes > 3<<20 {
				t.Fatalf("the store holds %d bytes", st.StoreBytes)
			}
		}
	}
	big := newCountTable("big", 200_000)
	e2 := newEngine(t, sql.Config{Tables: []sql.Table{big}, StoreBytes: 1 << 20})
	_, err := ask(t.Context(), newSession(t, e2, "ann"), "select count(*) from big")
	if got := sql.AsError(err); got.Code != "53200" {
		t.Errorf("a slice larger than the store: %v", err)
	}
}

func TestCancelWhileLoading(t *testing.T) {
	table := newCountTable("t", 10)
	table.hold = make(chan struct{})
	e := newEngine(t, sql.Config{Tables: []sql.Table{table}})
	s := newSession(t, e, "ann")
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for table.loads.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	_, err := ask(ctx, s, "select count(*) from t")
	if got := sql.AsError(err); got.Code != "57014" {
		t.Fatalf("got %v", err)
	}
	close(table.hold)
	mustCount(t, s, "select count(*) from t", 10)
}

func TestStatementTimeout(t *testing.T) {
	table := newCountTable("t", 3000)
	e := newEngine(t, sql.Config{Tables: []sql.Table{table}})
	s := newSession(t, e, "ann")
	_, err := ask(t.Context(), s, "set statement_timeout = '100ms'; select count(*) from t a, t b, t c")
	var pe *sql.Error
	if !errors.As(err, &pe) || pe.Code != "57014" {
		t.Fatalf("got %v", err)
	}
	mustCount(t, s, "set statement_timeout = 0; select count(*) from t", 3000)
}

func TestFilesGoWithTheEngine(t *testing.T) {
	dir := t.TempDir()
	stale := filepath.Join(dir, "pgconfluence-store-999999999-1")
	if err := os.Mkdir(stale, 0o700); err != nil {
		t.Fatal(err)
	}
	e, err := sql.NewEngine(sql.Config{Tables: []sql.Table{newCountTable("t", 10)}, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(stale); !os.IsNotExist(err) {
		t.Error("what a dead process left behind was not swept")
	}
	s := newSession(t, e, "ann")
	mustCount(t, s, "select count(*) from t", 10)
	entries, _ := os.ReadDir(dir)
	if len(entries) != 1 {
		t.Fatalf("%v", entries)
	}
	if info, _ := entries[0].Info(); info.Mode().Perm() != 0o700 {
		t.Errorf("the store's directory has mode %v", info.Mode())
	}
	s.Close()
	e.Close()
	if entries, _ = os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
}

// SQLite's memory is bounded for the whole process, so a slice must leave none
// of it behind, whether it was loaded or thrown away.
func TestSlicesLeaveNoMemory(t *testing.T) {
	table := newCountTable("t", 2000)
	e := newEngine(t, sql.Config{Tables: []sql.Table{table}, SQLiteBytes: 128 << 20})
	s := newSession(t, e, "ann")
	mustCount(t, s, "set confluence.max_age = 0; select count(*) from t", 2000)
	failure := error(sql.Errorf("58030", "the walk broke"))
	for i := range 1500 {
		if i%3 == 0 {
			table.fail.Store(&failure)
			if _, err := ask(t.Context(), s, "select count(*) from t"); sql.AsError(err).Code != "58030" {
				t.Fatalf("load %d: %v", i, err)
			}
			table.fail.Store(nil)
			continue
		}
		mustCount(t, s, "select count(*) from t", 2000)
	}
}
