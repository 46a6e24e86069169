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
// their definitions. The system views are PostgreSQL's own definitions over
// them (system_views.go).

// Well-known OIDs of PostgreSQL.
const (
	oidPgClass      = 1259
	oidPgConstraint = 2606
	nsPgCatalog     = 11
	nsPublic        = 2200
	ownerOID        = 10 // the bootstrap superuser
	databaseOID     = 16385
	accessHeap      = 2
	accessBtree     = 403
	defaultCollate  = 100
	tablespaceTable = 1663

	// userOID is the role of whoever is logged in: each session has one beside
	// PostgreSQL's own.
	userOID = 16384
	// ownerName is the role that owns everything: the name that PostgreSQL's
	// packages give the bootstrap superuser.
	ownerName = "postgres"
)

// systemRelations are all relations of pg_catalog and information_schema.
func systemRelations(cat *catalog.Catalog) []*relation {
	var out []*relation
	for _, r := range cat.Relations() {
		rel := &relation{oid: r.OID, schema: r.Schema, name: r.Name, rowType: r.RowType}
		if r.Kind == 'v' {
			rel.view = &viewQuery{text: cat.Definition(r.OID)}
		}
		for _, c := range r.Columns {
			rel.cols = append(rel.cols, rteCol{name: c.Name, t: typeRef{oid: c.Type, mod: c.Typmod}})
		}
		out = append(out, rel)
	}
	return out
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
	own := rels.ownRows()
	for _, r := range rels.byName {
		if r.def != nil || r.view != nil {
			continue
		}
		rows := rels.cat.Rows(strings.TrimPrefix(r.schema+"."+r.name, "pg_catalog."))
		rows = append(rows[:len(rows):len(rows)], own.of(r)...)
		if err := writeSystemTable(c, rels.cat, r, rows); err != nil {
			return "", err
		}
	}
	for _, s := range append(systemIndexes(rels), "COMMIT", "ANALYZE") {
		if _, err := c.Exec(s, nil); err != nil {
			return "", err
		}
	}
	return path, nil
}

func writeSystemTable(c *sqlite3.SQLiteConn, cat *catalog.Catalog, r *relation, rows [][]any) error {
	name := ident(r.schema + "." + r.name)
	cols := make([]string, len(r.cols))
	for i, col := range r.cols {
		cols[i] = ident(col.name) + " " + storageClass(cat.BaseType(col.t.oid))
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
	if len(rows) == 0 {
		return nil
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

// systemIndexes are PostgreSQL's own indexes of the system relations, those
// that a primary key does not serve already.
func systemIndexes(rels *relations) []string {
	byOID := map[int64]*relation{}
	for _, r := range rels.byName {
		if r.def == nil && r.view == nil {
			byOID[int64(r.oid)] = r
		}
	}
	var out []string
	for _, row := range rels.cat.Rows("pg_index") {
		r := byOID[row[1].(int64)]
		if r == nil {
			continue
		}
		keys, _ := decodeArray(row[15].(string))
		cols := make([]string, 0, len(keys))
		for _, k := range keys {
			if n, _ := k.(int64); n >= 1 && int(n) <= len(r.cols) {
				cols = append(cols, ident(r.cols[n-1].name))
			}
		}
		if len(cols) != len(keys) || len(cols) == 1 && r.cols[0].name == "oid" && cols[0] == `"oid"` {
			continue
		}
		out = append(out, "CREATE INDEX "+ident(rels.cat.Definition(uint32(row[0].(int64))))+" ON "+ident(r.schema+"."+r.name)+
			" ("+strings.Join(cols, ", ")+")")
	}
	return out
}
