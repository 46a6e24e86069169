package proxy

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// literalTable is a sql.Table over rows that stand in the test, and at the same
// time the DDL that makes the same table in PostgreSQL.
type literalTable struct {
	def  *sql.Definition
	rows [][]string // PostgreSQL's text form; "NULL" for NULL
}

func (l *literalTable) Definition() *sql.Definition  { return l.def }
func (l *literalTable) Calls(sql.Slice, int64) int64 { return 1 }
func (l *literalTable) typeOf(i int) (uint32, string) {
	oid := l.def.Columns[i].Type
	return oid, map[uint32]string{16: "boolean", 20: "bigint", 23: "integer", 25: "text", 701: "float8", 1184: "timestamptz", 1700: "numeric"}[oid]
}

// Load emits every row, whatever is asked: push-down is a hint.
func (l *literalTable) Load(ctx context.Context, req *sql.LoadRequest) error {
	style := datum.DefaultStyle()
	for _, row := range l.rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		values := make([]any, len(row))
		for i, text := range row {
			if text == "NULL" {
				continue
			}
			oid, _ := l.typeOf(i)
			v, err := datum.ParseText(oid, text, style)
			if err != nil {
				return fmt.Errorf("row %v, column %d: %w", row, i, err)
			}
			values[i] = v
		}
		if err := req.Emit(values); err != nil {
			return err
		}
	}
	return nil
}

// ddl makes the table in PostgreSQL.
func (l *literalTable) ddl() string {
	var b strings.Builder
	fmt.Fprintf(&b, "create table %s (", l.def.Name)
	for i, c := range l.def.Columns {
		_, name := l.typeOf(i)
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s %s", c.Name, name)
	}
	fmt.Fprintf(&b, ", primary key (%s));\ninsert into %s values ", strings.Join(l.def.PrimaryKey, ", "), l.def.Name)
	for i, row := range l.rows {
		if i > 0 {
			b.WriteString(", ")
		}
		cells := make([]string, len(row))
		for j, text := range row {
			if cells[j] = text; text != "NULL" {
				cells[j] = "'" + strings.ReplaceAll(text, "'", "''") + "'"
			}
		}
		b.WriteString("(" + strings.Join(cells, ", ") + ")")
	}
	return b.String() + ";\n"
}

// fixtures are the tables that all wire tests see.
func fixtures() []*literalTable {
	items := &literalTable{
		def: &sql.Definition{Schema: "public", Name: "items", PrimaryKey: []string{"id"}, Columns: []sql.Column{
			{Name: "id", Type: 20, NotNull: true, Comment: "The key."}, {Name: "name", Type: 25}, {Name: "space_id", Type: 20},
			{Name: "flag", Type: 16}, {Name: "created", Type: 1184}, {Name: "position", Type: 23}, {Name: "score", Type: 701},
		}, Orderings: []sql.Ordering{{Column: "id"}}, Comment: "Things, with an 'apostrophe'.", Indexes: [][]string{{"space_id", "created"}},
			ForeignKeys: []sql.ForeignKey{{Columns: []string{"space_id"}, RefTable: "numbers", RefColumns: []string{"n"}}}},
		rows: [][]string{
			{"1", "first", "10", "t", "2024-02-29 12:34:56.789+00", "-1", "0.5"},
			{"2", "It's \"quoted\"", "10", "f", "1999-12-31 23:59:59+00", "2147483647", "-1e+300"},
			{"3", "страница 頁 🙂", "20", "NULL", "NULL", "NULL", "NULL"},
			{"4", "", "NULL", "t", "2024-02-29 12:34:56.000001+00", "0", "NaN"},
			{"9007199254740993", "NULL", "20", "f", "2038-01-19 03:14:08+00", "7", "0.1"},
		},
	}
	numbers := &literalTable{def: &sql.Definition{Schema: "public", Name: "numbers", PrimaryKey: []string{"n"},
		Columns: []sql.Column{{Name: "n", Type: 20, NotNull: true}, {Name: "pad", Type: 25}}}}
	for i := range 20_000 {
		numbers.rows = append(numbers.rows, []string{fmt.Sprint(i), strings.Repeat("x", 100)})
	}
	return []*literalTable{items, numbers}
}

func fixtureTables(testing.TB) []sql.Table {
	var all []sql.Table
	for _, f := range fixtures() {
		all = append(all, f)
	}
	return all
}
