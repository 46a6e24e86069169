// Package tables shows Confluence as tables: it is the only place that knows
// both package sql and package confluence.
//
// A table is one file, named after it: its definition (columns, keys, what can
// be fetched by what) and how to fetch a slice of it. All lists them. To add
// one, write its file and add it there; docs/tables.md is made from the
// definitions (go test ./sql/tables -update).
//
// Files in reading order: tables.go, pages.go, spaces.go, users.go, row.go,
// errors.go, markdown.go.
package tables
