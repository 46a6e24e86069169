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
	pgtype.TimestamptzOID: "timestamptz",
}

// examples are statements that show what each table is good for.
var examples = map[string][]string{
	"pages": {
		"select date_trunc('month', created_at) as month, count(*) from pages group by 1 order by 1;",
		"select title, version_created_at, url from pages order by version_created_at desc limit 20;",
		"select p.title from pages p join spaces s on s.id = p.space_id where s.key = 'ENG';",
	},
	"spaces": {"select s.key, count(p.id) from spaces s left join pages p on p.space_id = s.id group by 1 order by 2 desc;"},
	"users":  {"select u.display_name, count(*) from pages p join users u on u.account_id = p.author_id group by 1 order by 2 desc limit 10;"},
}

// costs say what reading a table takes.
var costs = map[string]string{
	"pages": "The whole table takes a call for every 250 pages, at most 10 more, and at most one more for each parallel walk; " +
		"eight calls run at once. Spaces are walked in parallel, a large one from both ends.",
	"spaces": "The whole table takes a call for every 250 spaces.",
	"users": "The whole table takes a call for every 200 people of the user search and one for every 250 found, and needs all pages and " +
		"spaces to know whom they name. A join fetches only those it needs. The search lists 10,000 people at most; a site with more " +
		"gives an error (54000) for the whole table, never a part of it.",
}

// Markdown is docs/tables.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# Tables\n\n<!-- Made from sql/tables by `go test ./sql/tables -update`; edit there. -->\n\n" +
		"All tables are in the schema `public` and read-only. You see what you may see in Confluence, no more. Every column but the\n" +
		"primary key can be NULL, whatever Confluence's documents say. Values that Confluence may add to later, such as `status`, are\n" +
		"passed through as text.\n")
	for _, t := range All() {
		writeTable(&b, t.Definition())
	}
	return b.String()
}

func writeTable(b *strings.Builder, d *sql.Definition) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n| column | type | meaning | source |\n| --- | --- | --- | --- |\n", d.Name, d.Comment)
	for _, c := range d.Columns {
		meaning := c.Comment
		if c.Name == d.PrimaryKey[0] {
			meaning += " Primary key."
		}
		if c.Group != "" {
			meaning += " Read only where a statement uses it."
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | `%s` |\n", c.Name, typeNames[c.Type], meaning, c.Source)
	}
	if len(d.ForeignKeys) > 0 {
		b.WriteString("\nForeign keys:\n\n")
		for _, f := range d.ForeignKeys {
			fmt.Fprintf(b, "- `%s` refers to [%s](#%s)`.%s`\n", strings.Join(f.Columns, ", "), f.RefTable, f.RefTable, strings.Join(f.RefColumns, ", "))
		}
	}
	b.WriteString("\nRead in part:\n\n")
	for _, l := range d.Lookups {
		fold := ""
		if l.FoldsCase {
			fold = ", in any case"
		}
		fmt.Fprintf(b, "- by `%s`%s: %d values a call, up to %d values\n", l.Column, fold, l.PerCall, l.Max)
	}
	if len(d.Orderings) > 0 {
		var orders []string
		for _, o := range d.Orderings {
			orders = append(orders, "`"+o.Column+map[bool]string{true: " desc"}[o.Desc]+"`")
		}
		fmt.Fprintf(b, "- the first rows (`limit`) by %s\n", strings.Join(orders, ", "))
	}
	fmt.Fprintf(b, "\nCost: %s\n\n```sql\n%s\n```\n", costs[d.Name], strings.Join(examples[d.Name], "\n"))
}
