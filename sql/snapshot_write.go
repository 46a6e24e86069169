package sql

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/mattn/go-sqlite3"
)

// snapshotWriter builds a slice's file. add is safe for concurrent use.
type snapshotWriter struct {
	mu    sync.Mutex
	path  string
	def   *Definition
	c     *sqlite3.SQLiteConn
	one   *sqlite3.SQLiteStmt
	many  *sqlite3.SQLiteStmt
	batch []driver.NamedValue // rows waiting for a full multi-row INSERT
	rows  int64
	limit int64 // bytes
	err   error

	copied bool // it began as a copy: rows replace those with the same key
}

// batchRows is how many rows one INSERT takes: crossing into C costs more than
// the insertion of a row.
const batchRows = 32

func newSnapshotWriter(path string, def *Definition, limit int64) (*snapshotWriter, error) {
	c, err := (&sqlite3.SQLiteDriver{}).Open("file:" + path)
	if err != nil {
		return nil, err
	}
	w := &snapshotWriter{path: path, def: def, c: c.(*sqlite3.SQLiteConn), limit: limit}
	if err := w.begin(createTable(def)); err != nil {
		return nil, err
	}
	return w, nil
}

// begin readies the file for rows; it is thrown away on an error.
func (w *snapshotWriter) begin(first ...string) error {
	steps := append([]string{
		"PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA locking_mode = EXCLUSIVE",
		"PRAGMA cache_size = -65536", "PRAGMA temp_store = MEMORY", "PRAGMA analysis_limit = 1000",
	}, append(first, "BEGIN")...)
	for _, s := range steps {
		if _, err := w.c.Exec(s, nil); err != nil {
			w.abandon()
			return fmt.Errorf("building a slice of %s: %w", w.def.Name, err)
		}
	}
	var err error
	if w.one, err = w.insert(1); err == nil {
		w.many, err = w.insert(batchRows)
	}
	if err != nil {
		w.abandon()
	}
	return err
}

func (w *snapshotWriter) insert(rows int) (*sqlite3.SQLiteStmt, error) {
	row := "(?" + strings.Repeat(",?", len(w.def.Columns)-1) + ")"
	verb := "INSERT"
	if w.copied {
		verb = "INSERT OR REPLACE"
	}
	st, err := w.c.Prepare(verb + " INTO r VALUES " + row + strings.Repeat(","+row, rows-1))
	if err != nil {
		return nil, err
	}
	return st.(*sqlite3.SQLiteStmt), nil
}

// createTable is the table of a slice: a single integer key becomes the rowid.
func createTable(def *Definition) string {
	var b strings.Builder
	b.WriteString("CREATE TABLE r (")
	for i, c := range def.Columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(ident(c.Name) + " " + storageClass(c.Type))
		if len(def.PrimaryKey) == 1 && def.PrimaryKey[0] == c.Name {
			b.WriteString(" PRIMARY KEY")
		}
	}
	if len(def.PrimaryKey) > 1 {
		b.WriteString(", PRIMARY KEY (" + identList(def.PrimaryKey) + ")")
	}
	b.WriteString(")")
	return b.String()
}

func identList(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = ident(n)
	}
	return strings.Join(out, ", ")
}

// storageClass is the SQLite type of a column: that of package datum's
// representation.
func storageClass(typ uint32) string {
	switch typ {
	case oidBool, oidInt2, oidInt4, oidInt8, oidOid, oidDate, oidTime, oidTimestamp, oidTimestamptz:
		return "INTEGER"
	case oidFloat4, oidFloat8:
		return "REAL"
	case 17: // bytea
		return "BLOB"
	}
	return "TEXT"
}

// add takes one row.
func (w *snapshotWriter) add(row []any) error {
	if len(row) != len(w.def.Columns) {
		return fmt.Errorf("table %s: a row of %d values for %d columns", w.def.Name, len(row), len(w.def.Columns))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return w.err
	}
	for _, v := range row {
		w.batch = append(w.batch, driver.NamedValue{Ordinal: len(w.batch) + 1, Value: v})
	}
	w.rows++
	if len(w.batch) == batchRows*len(row) {
		w.err = w.flush()
	}
	return w.err
}

func (w *snapshotWriter) flush() error {
	n := len(w.def.Columns)
	if len(w.batch) == batchRows*n {
		if err := w.run(w.many, w.batch); err != nil {
			return err
		}
	} else {
		for i := 0; i < len(w.batch); i += n {
			row := w.batch[i : i+n]
			for j := range row {
				row[j].Ordinal = j + 1
			}
			if err := w.run(w.one, row); err != nil {
				return err
			}
		}
	}
	w.batch = w.batch[:0]
	if w.rows%8192 < batchRows {
		return w.checkSize()
	}
	return nil
}

func (w *snapshotWriter) run(st *sqlite3.SQLiteStmt, args []driver.NamedValue) error {
	_, err := st.ExecContext(noCancel, args)
	var se sqlite3.Error
	if errors.As(err, &se) && se.Code == sqlite3.ErrConstraint {
		return &Error{Code: "58030", Message: fmt.Sprintf("table \"%s\": Confluence returned the same row twice in one walk", w.def.Name),
			Hint: "Run the statement again.", Cause: err}
	}
	if err != nil {
		return fromSQLite(err)
	}
	return nil
}

func (w *snapshotWriter) checkSize() error {
	info, err := os.Stat(w.path)
	if err != nil || info.Size() <= w.limit {
		return err
	}
	return Errorf("53200", "table \"%s\" is too large for the server's store", w.def.Name).
		WithDetail("What was read of it has more than %d bytes.", w.limit).
		WithHint("Narrow the statement (a space, an id), or let the administrator raise --store-bytes.")
}

// finish writes the indexes and closes the file, returning its size.
func (w *snapshotWriter) finish() (bytes int64, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = w.flush()
	}
	for i, cols := range w.def.Indexes {
		if w.err == nil && !w.copied {
			_, w.err = w.c.Exec(fmt.Sprintf("CREATE INDEX i%d ON r (%s)", i, identList(cols)), nil)
		}
	}
	if w.err == nil && !w.copied {
		_, w.err = w.c.Exec("ANALYZE", nil)
	}
	if w.err == nil && w.copied {
		w.rows, w.err = w.countRows()
	}
	if w.err == nil {
		_, w.err = w.c.Exec("COMMIT", nil)
	}
	if w.err == nil {
		w.err = w.checkSize()
	}
	if w.err != nil {
		w.abandon()
		return 0, w.err
	}
	if err := w.close(); err != nil {
		os.Remove(w.path)
		return 0, err
	}
	info, err := os.Stat(w.path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// abandon throws the file away.
func (w *snapshotWriter) abandon() {
	w.close()
	os.Remove(w.path)
}

// close ends the statements first: SQLite keeps a connection, its cache
// included, for as long as one of its statements lives.
func (w *snapshotWriter) close() error {
	for _, st := range []*sqlite3.SQLiteStmt{w.one, w.many} {
		if st != nil {
			st.Close()
		}
	}
	return w.c.Close()
}
