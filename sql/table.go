package sql

import (
	"context"
	"time"
)

// This file is the one border between SQL and what it is asked about. The
// engine knows nothing of Confluence; a Table knows nothing of SQL.

// Account is the credential through whose eyes rows are seen. Every fetched
// row, every stored slice and every cached answer belongs to exactly one
// Account key and is never shown under another.
//
// The engine uses only Key; a Table finds in the concrete value what it needs
// to fetch with.
type Account interface {
	// Key names the credential (site, person and token) by a keyed hash. It
	// never is, holds or reveals the token. Two credentials of one person have
	// two keys, since they may see different rows.
	Key() string
}

// Column describes one column of a virtual table.
type Column struct {
	Name    string
	Type    uint32 // type OID of pg_type
	NotNull bool   // true for keys only: everything else may be absent in an API answer
	Comment string // col_description; one sentence
	Source  string // where the value comes from in the API, for docs/tables.md

	// Group names an optional part of a row. A column with Group "" is filled
	// in every slice. Others are filled only where Slice.With has their group,
	// because they cost extra calls (a space's key) or bytes (a body).
	Group string
}

// ForeignKey says that Columns refer to RefColumns of RefTable (same schema).
// It goes to the catalog, so that BI tools find joins; it is not enforced.
type ForeignKey struct {
	Columns    []string
	RefTable   string
	RefColumns []string
}

// Lookup says that rows can be fetched by a list of values of Column, more
// cheaply than by reading the whole table.
type Lookup struct {
	Column string
	// PerCall is how many values one API call takes; Max is how many values a
	// slice may name before reading the whole table is the better way.
	PerCall, Max int
	// FoldsCase marks a lookup that ignores the case of its values: a superset
	// comes back, and the statement's own condition is evaluated over it.
	FoldsCase bool
	// Fills names the optional column groups that this lookup fills anyway.
	Fills []string
}

// Ordering is an order in which the API can walk a table, exactly as
// PostgreSQL would sort the column (its values never NULL), so that the first
// n rows can be had without the rest.
type Ordering struct {
	Column string
	Desc   bool
}

// Definition is all that is known of a table without asking Confluence.
// It is immutable once the engine is made.
type Definition struct {
	Schema      string // "public"
	Name        string
	Comment     string
	Columns     []Column
	PrimaryKey  []string
	ForeignKeys []ForeignKey
	Indexes     [][]string // secondary indexes of a stored slice, each a column list
	Lookups     []Lookup   // cheapest first
	Orderings   []Ordering // the first is the natural order of an unordered LIMIT
	// Fills names the optional column groups that reading the whole table fills
	// anyway, so that a later statement that wants them finds them stored.
	Fills []string
	// ByKeys is set where the whole table is dear and its rows are best fetched
	// by the keys that the rest of a statement asks for (people, by account id).
	ByKeys bool
}

// Column returns the index of the named column, or -1.
func (d *Definition) Column(name string) int {
	for i := range d.Columns {
		if d.Columns[i].Name == name {
			return i
		}
	}
	return -1
}

// fills are the optional column groups that loading a slice fills anyway.
func (d *Definition) fills(s Slice) []string {
	if s.All() {
		return d.Fills
	}
	for _, l := range d.Lookups {
		if l.Column == s.By {
			return l.Fills
		}
	}
	return nil
}

// Table is a virtual table: a definition, and how to fetch slices of it.
//
// Push-down is a hint. A slice that is loaded may hold more rows than were
// asked for, never fewer; the whole statement is evaluated again over it. So a
// table that ignores a hint costs time, and one that trusts a filter too much
// loses rows, which is the worst thing that can happen here.
type Table interface {
	Definition() *Definition

	// Calls estimates how many API calls loading the slice takes, given the
	// number of rows the table is believed to hold (0 = not known). It does no
	// I/O. A negative answer means that there is no telling.
	Calls(s Slice, rows int64) int64

	// Load fetches the slice and hands every row to req.Emit, in any order and
	// each row once. Either all rows of the slice have been emitted when Load
	// returns nil, or it returns an error (best an *Error) and the engine
	// throws away what was emitted. It must return soon after ctx is done.
	Load(ctx context.Context, req *LoadRequest) error
}

// LoadRequest is one slice to fetch, and the way back for its rows.
type LoadRequest struct {
	Account Account
	Slice   Slice

	// MaxCalls is how many calls the session allows where a table costs one call
	// per row of another: beyond, Load refuses (54000) before it makes them.
	// 0 is any number.
	MaxCalls int64

	// Emit takes one row: one value per column of the Definition, in the
	// representation that package datum documents for the column's type, nil
	// for NULL. The engine is done with the row when Emit returns. It is safe
	// for concurrent use. An error from it must be returned from Load.
	Emit func(row []any) error

	// Read returns rows of another table's slice under the same account, from
	// the store or by loading it first (pages need the keys of spaces). The
	// wanted columns come back in the given order. It may fetch.
	Read func(ctx context.Context, s Slice, columns ...string) ([][]any, error)

	// Trace is told of every API call made, for EXPLAIN ANALYZE, progress and
	// the query log. It is never nil and safe for concurrent use.
	Trace func(Call)
}

// Call is one API call that a Load made.
type Call struct {
	Method   string
	Path     string // path and query, without host and without any credential
	Status   int    // HTTP status; 0 if there was no answer
	Attempt  int    // 1 for the first try
	Bytes    int64
	Duration time.Duration
}
