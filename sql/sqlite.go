package sql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-sqlite3"

	"github.com/pgconfluence/pgconfluence/sql/builtin"
)

// sqliteConn is one SQLite connection: an empty memory database to which the
// files of slices are attached as statements need them. One statement runs on
// it at a time.
type sqliteConn struct {
	c        *sqlite3.SQLiteConn
	attached []*snapshot // least recently used first
	stmts    map[string]*sqlite3.SQLiteStmt
	recent   []string // keys of stmts, least recently used first
}

const (
	// maxAttached is SQLite's limit of 10 attached databases (as go-sqlite3 is
	// built), less the one with the system relations.
	maxAttached = 9
	maxStmts    = 64
	mmapBytes   = 1 << 31
	// maxValueBytes bounds one value or row, and so what one function call can
	// make: PostgreSQL's limit is 1 GB.
	maxValueBytes = 256 << 20
)

// openSQLite opens a connection with the system relations attached and all
// functions registered.
func openSQLite(systemFile string, heap int64, functions *systemFunctions) (*sqliteConn, error) {
	c, err := (&sqlite3.SQLiteDriver{}).Open(":memory:")
	if err != nil {
		return nil, err
	}
	s := &sqliteConn{c: c.(*sqlite3.SQLiteConn), stmts: map[string]*sqlite3.SQLiteStmt{}}
	s.c.SetLimit(sqlite3.SQLITE_LIMIT_LENGTH, maxValueBytes)
	if err := builtin.Register(s.c); err != nil {
		s.close()
		return nil, err
	}
	if err := functions.register(s.c); err != nil {
		s.close()
		return nil, err
	}
	for _, p := range []string{
		"PRAGMA temp_store = MEMORY", "PRAGMA cache_size = -4096", fmt.Sprintf("PRAGMA hard_heap_limit = %d", heap),
		attachSQL(systemFile, systemSchema),
	} {
		if err := s.exec(p); err != nil {
			s.close()
			return nil, err
		}
	}
	return s, nil
}

func attachSQL(path, name string) string {
	return "ATTACH " + quote("file:"+path+"?immutable=1&mode=ro") + " AS " + ident(name)
}

func (s *sqliteConn) exec(sql string) error {
	_, err := s.c.Exec(sql, nil)
	return err
}

// close ends the connection and its statements, without which SQLite would
// keep it.
func (s *sqliteConn) close() error {
	for _, st := range s.stmts {
		st.Close()
	}
	return s.c.Close()
}

// attach makes the snapshots' files readable under their alias. Files that
// the store has dropped, and the longest unused ones, make room.
func (s *sqliteConn) attach(need []*snapshot) error {
	if len(need) > maxAttached {
		return Errorf("54000", "statement reads too many parts of tables at once").
			WithDetail("It needs %d; the limit is %d.", len(need), maxAttached)
	}
	missing := 0
	for _, n := range need {
		if i := s.index(n); i >= 0 {
			if i == len(s.attached)-1 {
				continue // the usual case: the newest one again
			}
			s.attached = append(append(s.attached[:i:i], s.attached[i+1:]...), n)
		} else {
			missing++
		}
	}
	if missing == 0 {
		return nil
	}
	if err := s.detachUnwanted(need, missing); err != nil {
		return err
	}
	for _, n := range need {
		if s.index(n) >= 0 {
			continue
		}
		if err := s.exec(attachSQL(n.path, n.alias())); err != nil {
			return fmt.Errorf("attaching %s: %w", n.slice, err)
		}
		if err := s.exec(fmt.Sprintf("PRAGMA %s.mmap_size = %d", ident(n.alias()), mmapBytes)); err != nil {
			return err
		}
		s.attached = append(s.attached, n)
	}
	return nil
}

func (s *sqliteConn) index(n *snapshot) int {
	for i, a := range s.attached {
		if a == n {
			return i
		}
	}
	return -1
}

func (s *sqliteConn) detachUnwanted(need []*snapshot, missing int) error {
	keep := s.attached[:0:0]
	room := maxAttached - missing
	wanted := map[*snapshot]bool{}
	for _, n := range need {
		wanted[n] = true
	}
	excess := len(s.attached) - room
	for _, a := range s.attached {
		if !wanted[a] && (a.gone() || excess > 0) {
			excess--
			if err := s.detach(a); err != nil {
				return err
			}
			continue
		}
		keep = append(keep, a)
	}
	s.attached = keep
	return nil
}

// detach forgets a file, and first the prepared statements that may read it.
func (s *sqliteConn) detach(n *snapshot) error {
	for key, st := range s.stmts {
		st.Close()
		delete(s.stmts, key)
	}
	s.recent = s.recent[:0]
	return s.exec("DETACH " + ident(n.alias()))
}

// dropGone detaches files that the store has dropped, so that their space is
// given back.
func (s *sqliteConn) dropGone() error {
	for _, a := range s.attached {
		if a.gone() {
			return s.detachUnwanted(nil, 0)
		}
	}
	return nil
}

// prepare returns a prepared statement, kept by its text.
func (s *sqliteConn) prepare(sql string) (*sqlite3.SQLiteStmt, error) {
	if st, ok := s.stmts[sql]; ok {
		return st, nil
	}
	st, err := s.c.Prepare(sql)
	if err != nil {
		return nil, err
	}
	if len(s.stmts) >= maxStmts {
		oldest := s.recent[0]
		s.recent = s.recent[1:]
		s.stmts[oldest].Close()
		delete(s.stmts, oldest)
	}
	out := st.(*sqlite3.SQLiteStmt)
	s.stmts[sql] = out
	s.recent = append(s.recent, sql)
	return out, nil
}

// query runs a statement; the rows must be closed before the next one.
func (s *sqliteConn) query(ctx context.Context, sql string, args []any) (*sqliteRows, error) {
	st, err := s.prepare(sql)
	if err != nil {
		return nil, fromSQLite(err)
	}
	n := min(st.NumInput(), len(args))
	named := make([]driver.NamedValue, n)
	for i := range named {
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: args[i]}
	}
	rows, err := st.QueryContext(ctx, named)
	if err != nil {
		return nil, ctxError(ctx, err)
	}
	return &sqliteRows{ctx: ctx, rows: rows.(*sqlite3.SQLiteRows)}, nil
}

// sqliteRows reads a result.
type sqliteRows struct {
	ctx  context.Context
	rows *sqlite3.SQLiteRows
	buf  []driver.Value
}

// next fills dst with the next row's first columns; io.EOF ends it.
func (r *sqliteRows) next(dst []any) error {
	if r.buf == nil {
		r.buf = make([]driver.Value, len(r.rows.Columns()))
	}
	if err := r.rows.Next(r.buf); err != nil {
		if errors.Is(err, io.EOF) {
			return io.EOF
		}
		return ctxError(r.ctx, err)
	}
	for i := range dst {
		dst[i] = r.buf[i]
	}
	return nil
}

func (r *sqliteRows) close() error { return r.rows.Close() }

// ctxError prefers the reason why the context ended over SQLite's "interrupted".
func ctxError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return canceled(ctx)
	}
	return fromSQLite(err)
}

// fromSQLite turns an error of SQLite into PostgreSQL's terms.
func fromSQLite(err error) error {
	if d, ok := builtin.DecodeError(err); ok {
		return fromDatum(d)
	}
	var se sqlite3.Error
	if errors.As(err, &se) {
		switch se.Code {
		case sqlite3.ErrTooBig:
			return &Error{Code: "54000", Message: "a value or the statement is too large", Cause: err}
		case sqlite3.ErrNomem:
			return &Error{Code: "53200", Message: "out of memory", Cause: err}
		case sqlite3.ErrFull, sqlite3.ErrIoErr:
			return &Error{Code: "53100", Message: "the server's working space is full", Cause: err}
		case sqlite3.ErrError:
			return limitOfSQLite(err)
		}
	}
	return err
}

// limitOfSQLite finds what SQLite only says in words: that a statement is larger
// than it takes. It is no error of this program.
func limitOfSQLite(err error) error {
	for _, limit := range []string{"Expression tree is too large", "parser stack overflow", "nested too deep",
		"too many columns", "tables in a join", "too many terms in", "Recursion limit", "too many arguments on", "too many SQL variables"} {
		if strings.Contains(err.Error(), limit) {
			return &Error{Code: "54001", Message: "statement too complex", Hint: "The engine says: " + err.Error(), Cause: err}
		}
	}
	return err
}
