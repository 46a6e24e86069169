package tables

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/pgconfluence/pgconfluence/sql"
)

// typeNames are the names of the types that columns have.
var typeNames = map[uint32]string{
	pgtype.Int8OID: "bigint", pgtype.Int4OID: "integer", pgtype.TextOID: "text", pgtype.BoolOID: "boolean",
	pgtype.TimestamptzOID: "timestamptz", pgtype.JSONBOID: "jsonb", pgtype.TextArrayOID: "text[]",
}

// Markdown is docs/tables.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# Tables\n\n<!-- Made from sql/tables by `go test ./sql/tables -update`; edit there. -->\n\n" +
		"All tables are in the schema `public` and read-only. You see what you may see in Confluence, no more. Every column but the\n" +
		"primary key can be NULL, whatever Confluence's documents say. Values that Confluence may add to later, such as `status`, are\n" +
		"passed through as text.\n")
	for _, t := range All() {
		writeTable(&b, t)
	}
	return b.String()
}

func writeTable(b *strings.Builder, t sql.Table) {
	d, notes := t.Definition(), t.(documented).about()
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n| column | type | meaning | source |\n| --- | --- | --- | --- |\n", d.Name, d.Comment)
	for _, c := range d.Columns {
		meaning := c.Comment
		if len(d.PrimaryKey) == 1 && c.Name == d.PrimaryKey[0] {
			meaning += " Primary key."
		}
		if c.Group != "" {
			meaning += " Read only where a statement uses it."
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | `%s` |\n", c.Name, typeNames[c.Type], meaning, c.Source)
	}
	if len(d.PrimaryKey) > 1 {
		fmt.Fprintf(b, "\nPrimary key: `%s`.\n", strings.Join(d.PrimaryKey, ", "))
	}
	if len(d.ForeignKeys) > 0 {
		b.WriteString("\nForeign keys:\n\n")
		for _, f := range d.ForeignKeys {
			fmt.Fprintf(b, "- `%s` refers to [%s](#%s)`.%s`\n", strings.Join(f.Columns, ", "), f.RefTable, f.RefTable, strings.Join(f.RefColumns, ", "))
		}
	}
	if len(d.Lookups)+len(d.Orderings) > 0 {
		b.WriteString("\nRead in part:\n\n")
	}
	for _, l := range d.Lookups {
		fold := ""
		if l.FoldsCase {
			fold = ", in any case"
		}
		fmt.Fprintf(b, "- by `%s`%s: %s, up to %d values\n", l.Column, fold, perCall(l.PerCall), l.Max)
	}
	if len(d.Orderings) > 0 {
		var orders []string
		for _, o := range d.Orderings {
			orders = append(orders, "`"+o.Column+map[bool]string{true: " desc"}[o.Desc]+"`")
		}
		fmt.Fprintf(b, "- the first rows (`limit`) by %s\n", strings.Join(orders, ", "))
	}
	fmt.Fprintf(b, "\nCost: %s\n\nScopes of a scoped token: `%s`.\n\n```sql\n%s\n```\n", notes.cost, strings.Join(notes.scopes, "`, `"),
		strings.Join(notes.examples, "\n"))
}

func perCall(n int) string {
	if n == 1 {
		return "a call for each value"
	}
	return fmt.Sprintf("%d values a call", n)
}
