package tables

import (
	"context"
	"sync"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// The types of columns.
const (
	bigintType  = pgtype.Int8OID
	intType     = pgtype.Int4OID
	textType    = pgtype.TextOID
	boolType    = pgtype.BoolOID
	timeType    = pgtype.TimestamptzOID
	jsonType    = pgtype.JSONBOID
	textsType   = pgtype.TextArrayOID
	numericType = pgtype.NumericOID
)

// column is a column of a table whose rows are made of a T.
type column[T any] struct {
	name    string
	typ     uint32
	source  string // the field of the API's answer
	comment string
	get     func(*T) any
	group   string // of columns that are filled only where they are asked for
}

// about is what the documentation and the check of rights need to know.
type about struct {
	// scopes are what a scoped token needs to read all of the table's columns.
	scopes []string
	// probe makes the cheapest call that shows whether the table can be read.
	probe func(context.Context, *confluence.Client) error
	// cost says in words what reading the table takes.
	cost string
	// examples are statements that show what the table is good for.
	examples []string
	// schemas names the answers' schemas in Atlassian's OpenAPI documents, whose
	// fields the columns' sources are; "v1:" goes before those of API v1.
	schemas []string
}

// documented is a table that knows what about says.
type documented interface{ about() *about }

// table is a virtual table whose rows are made of a T.
type table[T any] struct {
	def   *sql.Definition
	get   []func(*T) any
	notes about
	calls func(s sql.Slice, rows int64) int64
	load  func(ctx context.Context, l *load[T]) error
}

// newTable completes a definition with its columns, of which those of the
// primary key are never NULL.
func newTable[T any](def sql.Definition, notes about, columns []column[T], calls func(sql.Slice, int64) int64,
	load func(context.Context, *load[T]) error) sql.Table {
	t := &table[T]{def: &def, notes: notes, calls: calls, load: load}
	def.Schema = "public"
	key := make(map[string]bool)
	for _, k := range def.PrimaryKey {
		key[k] = true
	}
	for _, c := range columns {
		def.Columns = append(def.Columns, sql.Column{Name: c.name, Type: c.typ, NotNull: key[c.name], Comment: c.comment, Source: c.source, Group: c.group})
		t.get = append(t.get, c.get)
	}
	return t
}

func (t *table[T]) Definition() *sql.Definition { return t.def }

func (t *table[T]) about() *about { return &t.notes }

func (t *table[T]) Calls(s sql.Slice, rows int64) int64 { return t.calls(s, rows) }

func (t *table[T]) Load(ctx context.Context, req *sql.LoadRequest) error {
	c, err := client(req)
	if err != nil {
		return err
	}
	return Error(t.load(traced(ctx, req), &load[T]{LoadRequest: req, table: t, client: c}))
}

// load is one load of a table.
type load[T any] struct {
	*sql.LoadRequest
	table  *table[T]
	client *confluence.Client
}

// emit hands rows on.
func (l *load[T]) emit(rows []T) error {
	return emitAll(l.LoadRequest, rows, len(l.table.get), l.fill)
}

func (l *load[T]) fill(v *T, row []any) {
	for i, get := range l.table.get {
		row[i] = get(v)
	}
}

// by reports whether the slice is of rows whose column has one of some values.
func (l *load[T]) by(column string) bool { return l.Slice.By == column }

// numbers and texts are the values that a slice names.
func (l *load[T]) numbers() []int64 { return int64Keys(l.Slice.Keys) }
func (l *load[T]) texts() []string  { return stringKeys(l.Slice.Keys) }

// wants reports whether the columns of a group are to be filled.
func (l *load[T]) wants(group string) bool {
	for _, g := range l.Slice.With {
		if g == group {
			return true
		}
	}
	return false
}

// once lets through what has not been let through before: rows that two ways
// lead to.
type once[K comparable] struct {
	mu   sync.Mutex
	seen map[K]bool
}

func (o *once[K]) first(k K) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.seen == nil {
		o.seen = make(map[K]bool)
	}
	if o.seen[k] {
		return false
	}
	o.seen[k] = true
	return true
}

// user and space, page and blogPost are foreign keys.
func toUser(column string) sql.ForeignKey  { return refer(column, "users", "account_id") }
func toSpace(column string) sql.ForeignKey { return refer(column, "spaces", "id") }
func toPage(column string) sql.ForeignKey  { return refer(column, "pages", "id") }
func toBlogPost(column string) sql.ForeignKey {
	return refer(column, "blog_posts", "id")
}

func refer(column, table, ref string) sql.ForeignKey {
	return sql.ForeignKey{Columns: []string{column}, RefTable: table, RefColumns: []string{ref}}
}

// unknownCost is an estimate that cannot be made.
func unknownCost(sql.Slice, int64) int64 { return -1 }

// perKey estimates a table of which a key takes one call, and the whole more
// than anybody can tell.
func perKey(s sql.Slice, _ int64) int64 {
	if s.By != "" {
		return int64(len(s.Keys))
	}
	return -1
}
