package tables

import "github.com/pgconfluence/pgconfluence/sql"

// Schemas are the schemas of the answers that a table's rows are made of.
func Schemas(t sql.Table) []string { return t.(documented).about().schemas }
