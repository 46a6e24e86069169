package sql

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
	source rowSource
	n      int64
	values []any
	err    error
	closed bool
	onDone func(n int64, err error)
}

// rowSource yields the rows of a result, one at a time, into dst. It returns
// io.EOF after the last.
type rowSource interface {
	next(dst []any) error
	close() error
}
