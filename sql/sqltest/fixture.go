package sqltest

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/pgconfluence/pgconfluence/sql"
)

// Fixture is a small site in memory whose rows are chosen to be awkward: NULLs
// in every column that may have them, ties, negative numbers, titles in many
// scripts, times at the edges of days, months and daylight saving. It is the
// same in every run.
type Fixture struct {
	Pages, Spaces, Users *Table
}

// Tables are the fixture's tables, in the order of their loads in scripts.
func (f *Fixture) Tables() []*Table { return []*Table{f.Pages, f.Spaces, f.Users} }

// NewFixture makes the site. Account "bob" sees only the spaces with an even
// id and what is in them; everybody else sees everything.
func NewFixture() *Fixture {
	pages, spaces, users := pageRows(), spaceRows(), userRows()
	return &Fixture{
		Pages:  &Table{Def: pagesDefinition(), Rows: visible(pages, 3)},
		Spaces: &Table{Def: spacesDefinition(), Rows: visible(spaces, 0)},
		Users:  &Table{Def: usersDefinition(), Rows: func(string) [][]any { return users }},
	}
}

// visible hides from bob what is in a space with an odd id.
func visible(rows [][]any, space int) func(string) [][]any {
	return func(account string) [][]any {
		if account != "bob" {
			return rows
		}
		var out [][]any
		for _, r := range rows {
			if id, ok := r[space].(int64); ok && id%2 == 0 {
				out = append(out, r)
			}
		}
		return out
	}
}

// NoPushdown takes from the tables all that lets a statement read less than
// everything. Every statement must have the same rows then.
func (f *Fixture) NoPushdown() {
	for _, t := range f.Tables() {
		t.Def.Lookups, t.Def.Orderings, t.Def.ByKeys = nil, nil, false
	}
}

func text(name string) sql.Column  { return sql.Column{Name: name, Type: pgtype.TextOID} }
func int8c(name string) sql.Column { return sql.Column{Name: name, Type: pgtype.Int8OID} }
func int4c(name string) sql.Column { return sql.Column{Name: name, Type: pgtype.Int4OID} }
func boolc(name string) sql.Column { return sql.Column{Name: name, Type: pgtype.BoolOID} }
func tstz(name string) sql.Column  { return sql.Column{Name: name, Type: pgtype.TimestamptzOID} }

func key(c sql.Column) sql.Column {
	c.NotNull = true
	return c
}

func pagesDefinition() sql.Definition {
	spaceKey := text("space_key")
	spaceKey.Group = "space_key"
	return sql.Definition{Schema: "public", Name: "pages", PrimaryKey: []string{"id"},
		Columns: []sql.Column{key(int8c("id")), text("status"), text("title"), int8c("space_id"), spaceKey,
			int8c("parent_id"), text("parent_type"), int4c("position"), text("author_id"), text("owner_id"),
			text("last_owner_id"), text("subtype"), tstz("created_at"), int4c("version_number"),
			text("version_message"), boolc("version_minor_edit"), text("version_author_id"),
			tstz("version_created_at"), text("url")},
		Indexes: [][]string{{"space_id"}, {"author_id"}, {"created_at"}},
		Lookups: []sql.Lookup{
			{Column: "id", PerCall: 250, Max: 5000},
			{Column: "space_id", PerCall: 100, Max: 1000},
			{Column: "space_key", PerCall: 100, Max: 1000}},
		Orderings: []sql.Ordering{{Column: "id"}, {Column: "id", Desc: true}, {Column: "created_at"},
			{Column: "created_at", Desc: true}}}
}

func spacesDefinition() sql.Definition {
	return sql.Definition{Schema: "public", Name: "spaces", PrimaryKey: []string{"id"},
		Columns: []sql.Column{key(int8c("id")), text("key"), text("name"), text("type"), text("status"),
			text("author_id"), text("space_owner_id"), text("current_active_alias"), tstz("created_at"),
			int8c("homepage_id"), text("description"), text("url")},
		Lookups: []sql.Lookup{{Column: "id", PerCall: 250, Max: 2500}, {Column: "key", PerCall: 100, Max: 1000}}}
}

func usersDefinition() sql.Definition {
	return sql.Definition{Schema: "public", Name: "users", PrimaryKey: []string{"account_id"}, ByKeys: true,
		Columns: []sql.Column{key(text("account_id")), text("account_type"), text("account_status"),
			text("display_name"), text("public_name"), text("email"), text("time_zone"),
			int8c("personal_space_id"), boolc("is_external_collaborator")},
		Lookups: []sql.Lookup{{Column: "account_id", PerCall: 250, Max: 10000}}}
}

// pick returns the i-th of the values, around and around.
func pick[T any](i int, values ...T) T { return values[i%len(values)] }

// unless returns v, or nil for one i in n.
func unless(i, n int, v any) any {
	if i%n == 0 {
		return nil
	}
	return v
}

const sites = "https://example.test/wiki"

func spaceRows() [][]any {
	names := []any{"Engineering", "Human Resources", "Sales & Marketing", "Über uns", "дизайн", "開発", "", nil}
	var rows [][]any
	for i, name := range names {
		id := int64(i + 1)
		key := pick(i, "ENG", "HR", "SALES", "UEB", "DES", "DEV", "~eve", "Eng")
		rows = append(rows, []any{id, key, name, pick[any](i, "global", "personal", "collaboration", nil),
			pick(i, "current", "current", "archived"), fmt.Sprintf("u%02d", i*3), unless(i, 3, fmt.Sprintf("u%02d", i)),
			unless(i, 2, key), moment(2019, time.Month(i+1), 28, 23, 59, 59, i*111111),
			unless(i, 4, int64(1000+i)), unless(i, 3, pick(i, "a", "A space, \"quoted\"", "it's")), sites + "/spaces/" + key})
	}
	return rows
}

func userRows() [][]any {
	names := []any{"Ada Lovelace", "bob", "Bob", "Çağla Öztürk", "Éve", "eve", "Ελένη", "田中", "zoë", "Zoe",
		nil, "", "O'Neil", "İpek", "straße", "100%", "a_b", `back\slash`, " padded ", "Ada Lovelace"}
	var rows [][]any
	for i := range 40 {
		rows = append(rows, []any{fmt.Sprintf("u%02d", i), pick[any](i, "atlassian", "atlassian", "app", nil),
			pick(i, "active", "active", "inactive", "closed", "unknown"), names[i%len(names)], pick[any](i, "ada", nil, "nobody"),
			unless(i, 3, fmt.Sprintf("User%d@Example.COM", i)), pick[any](i, "Europe/Berlin", "America/New_York", nil, "Asia/Tokyo"),
			unless(i, 4, int64(i%10)), pick[any](i, int64(0), int64(1), nil)})
	}
	return rows
}
