package sql

import (
	"slices"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// relation is anything a FROM clause can name: a virtual table, or a relation
// of pg_catalog or information_schema.
type relation struct {
	oid    uint32
	schema string
	name   string
	cols   []rteCol
	def    *Definition // nil for a system relation
	table  Table       // nil for a system relation
}

// firstTableOID numbers the virtual tables' pg_class rows: above everything
// that initdb makes (16384 is PostgreSQL's FirstNormalObjectId).
const firstTableOID = 16385

// relations is the name space of a server: fixed once the engine is made.
type relations struct {
	cat    *catalog.Catalog
	tables []*relation // the virtual tables, in the order given
	byName map[[2]string]*relation
}

func newRelations(cat *catalog.Catalog, tables []Table) *relations {
	r := &relations{cat: cat, byName: map[[2]string]*relation{}}
	for i, t := range tables {
		def := t.Definition()
		rel := &relation{oid: firstTableOID + uint32(2*i), schema: def.Schema, name: def.Name, def: def, table: t}
		for _, c := range def.Columns {
			rel.cols = append(rel.cols, rteCol{name: c.Name, t: plain(c.Type)})
		}
		r.tables = append(r.tables, rel)
		r.byName[[2]string{rel.schema, rel.name}] = rel
	}
	for _, s := range systemRelations(cat) {
		r.byName[[2]string{s.schema, s.name}] = s
	}
	return r
}

// find resolves a possibly unqualified name along the search path; pg_catalog
// comes first unless the path names it.
func (r *relations) find(schema, name string, path []string) *relation {
	if schema != "" {
		return r.byName[[2]string{schema, name}]
	}
	if !slices.Contains(path, "pg_catalog") {
		if rel := r.byName[[2]string{"pg_catalog", name}]; rel != nil {
			return rel
		}
	}
	for _, s := range path {
		if rel := r.byName[[2]string{s, name}]; rel != nil {
			return rel
		}
	}
	return nil
}

// schemaExists reports whether the schema is one of this server's.
func (r *relations) schemaExists(schema string) bool {
	if schema == "pg_catalog" || schema == "information_schema" || schema == "public" {
		return true
	}
	for _, t := range r.tables {
		if t.schema == schema {
			return true
		}
	}
	return false
}
