package sql

import (
	"errors"
	"io"
)

// Field is one column of a result as RowDescription tells it.
type Field struct {
	Name    string
	Type    uint32 // type OID
	Typmod  int32  // -1 = none
	TypeLen int16  // pg_type.typlen: negative for variable length

	// Table and Attribute are pg_class.oid and pg_attribute.attnum when the
	// column comes straight from a table, else 0: drivers look them up.
	Table     uint32
	Attribute int16

	// Binary says that the simple protocol sends the column in binary format
	// too: it belongs to a cursor that was DECLAREd BINARY.
	Binary bool
}

// Rows is a running statement's result. Use it as
//
//	defer rows.Close()
//	for rows.Next() { ... rows.Values() ... }
//	err := rows.Err()
//
// It is not safe for concurrent use.
type Rows struct {
	fields []Field
	tag    func(n int64) string
	source rowSource // nil: no rows
	n      int64
	values []any
	err    error
	closed bool
	after  []func() // run once when the rows are closed, last first
}

// rowSource yields the rows of a result, one at a time, into dst. It returns
// io.EOF after the last.
type rowSource interface {
	next(dst []any) error
	close() error
}

// Fields are the result's columns; nil if the statement returns no rows.
func (r *Rows) Fields() []Field { return r.fields }

// Next reads the next row. It returns false after the last and on an error.
func (r *Rows) Next() bool {
	if r.closed || r.source == nil || r.err != nil {
		return false
	}
	if err := r.source.next(r.values); err != nil {
		if !errors.Is(err, io.EOF) {
			r.err = err
		}
		r.Close()
		return false
	}
	r.n++
	return true
}

// Values is the current row in package datum's representation. It is
// overwritten by the next call of Next.
func (r *Rows) Values() []any { return r.values }

// Err is the error that ended the rows, if one did.
func (r *Rows) Err() error { return r.err }

// Tag is the command tag, right once the last row has been read.
func (r *Rows) Tag() string { return r.tag(r.n) }

// Close gives back what the rows hold. It may be called more than once.
func (r *Rows) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	var err error
	if r.source != nil {
		err = r.source.close()
	}
	for i := len(r.after) - 1; i >= 0; i-- {
		r.after[i]()
	}
	return err
}

func (r *Rows) finally(f func()) { r.after = append(r.after, f) }

// command is the result of a statement without rows.
func command(tag string) *Rows {
	return &Rows{tag: func(int64) string { return tag }}
}

// table is a result whose rows are at hand.
func tableRows(fields []Field, rows [][]any, tag func(int64) string) *Rows {
	return &Rows{fields: fields, tag: tag, source: &memoryRows{rows: rows}, values: make([]any, len(fields))}
}

// memoryRows yields rows that are at hand.
type memoryRows struct{ rows [][]any }

func (m *memoryRows) next(dst []any) error {
	if len(m.rows) == 0 {
		return io.EOF
	}
	copy(dst, m.rows[0])
	m.rows = m.rows[1:]
	return nil
}

func (m *memoryRows) close() error { return nil }
