package sql

import (
	"database/sql/driver"
	"path/filepath"
	"strings"

	"github.com/mattn/go-sqlite3"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// The system relations are tables of one file that every connection attaches:
// what PostgreSQL 15 has there, and the virtual tables' own rows made from
// their definitions.

// Well-known OIDs of PostgreSQL.
const (
	oidPgClass      = 1259
	nsPgCatalog     = 11
	nsPublic        = 2200
	ownerOID        = 10 // the bootstrap superuser
	databaseOID     = 5
	accessHeap      = 2
	defaultCollate  = 100
	tablespaceTable = 1663
)

// systemRelations are the relations of pg_catalog and information_schema that
// are served: those whose rows are data, and those that systemRows fills.
func systemRelations(cat *catalog.Catalog) []*relation {
	var out []*relation
	for _, r := range cat.Relations() {
		if cat.Rows(dataName(r)) == nil && !filled[r.Schema+"."+r.Name] {
			continue
		}
		rel := &relation{oid: r.OID, schema: r.Schema, name: r.Name}
		for _, c := range r.Columns {
			rel.cols = append(rel.cols, rteCol{name: c.Name, t: typeRef{oid: c.Type, mod: c.Typmod}})
		}
		out = append(out, rel)
	}
	return out
}

// dataName is the name under which package catalog has a relation's rows.
func dataName(r *catalog.Relation) string {
	if r.Schema == "pg_catalog" {
		return r.Name
	}
	return r.Schema + "." + r.Name
}

// filled are the relations whose rows, or some of them, are made here.
var filled = map[string]bool{
	"pg_catalog.pg_class": true, "pg_catalog.pg_attribute": true, "pg_catalog.pg_namespace": true,
	"pg_catalog.pg_description": true, "pg_catalog.pg_database": true, "pg_catalog.pg_roles": true,
	"pg_catalog.pg_tables": true, "information_schema.tables": true, "information_schema.columns": true,
	"information_schema.schemata": true,
}

// writeSystemFile writes the relations to a file in dir and returns its path.
func writeSystemFile(dir string, rels *relations) (string, error) {
	path := filepath.Join(dir, "system.sqlite")
	conn, err := (&sqlite3.SQLiteDriver{}).Open("file:" + path)
	if err != nil {
		return "", err
	}
	c := conn.(*sqlite3.SQLiteConn)
	defer c.Close()
	for _, s := range []string{"PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "BEGIN"} {
		if _, err := c.Exec(s, nil); err != nil {
			return "", err
		}
	}
	for _, r := range systemRelations(rels.cat) {
		rows := rels.cat.Rows(strings.TrimPrefix(r.schema+"."+r.name, "pg_catalog."))
		rows = append(rows[:len(rows):len(rows)], rels.ownRows(r)...)
		if err := writeSystemTable(c, r, rows); err != nil {
			return "", err
		}
	}
	_, err = c.Exec("COMMIT", nil)
	return path, err
}

func writeSystemTable(c *sqlite3.SQLiteConn, r *relation, rows [][]any) error {
	name := ident(r.schema + "." + r.name)
	cols := make([]string, len(r.cols))
	for i, col := range r.cols {
		cols[i] = ident(col.name) + " " + storageClass(col.t.oid)
		if isRegType(col.t.oid) || col.t.oid == 28 || col.t.oid == 26 {
			cols[i] = ident(col.name) + " INTEGER"
		}
		if i == 0 && col.name == "oid" {
			cols[i] += " PRIMARY KEY"
		}
	}
	if _, err := c.Exec("CREATE TABLE "+name+" ("+strings.Join(cols, ", ")+")", nil); err != nil {
		return err
	}
	st, err := c.Prepare("INSERT INTO " + name + " VALUES (?" + strings.Repeat(",?", len(r.cols)-1) + ")")
	if err != nil {
		return err
	}
	defer st.Close()
	args := make([]driver.NamedValue, len(r.cols))
	for _, row := range rows {
		for i, v := range row {
			args[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
		}
		if _, err := st.(*sqlite3.SQLiteStmt).ExecContext(noCancel, args); err != nil {
			return err
		}
	}
	return nil
}
