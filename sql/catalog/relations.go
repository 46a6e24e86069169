package catalog

import (
	"cmp"
	"slices"
)

// Relation is a table or view of pg_catalog or information_schema.
type Relation struct {
	OID     uint32
	Schema  string
	Name    string
	Kind    byte // relkind: r table, v view
	RowType uint32
	Comment string // obj_description; "" if there is none
	Columns []RelColumn
}

// RelColumn is a column of a system relation.
type RelColumn struct {
	Name    string
	Type    uint32
	Typmod  int32
	NotNull bool
	Number  int16 // attnum, from 1
}

// Column returns the position of the named column in Columns, or -1.
func (r *Relation) Column(name string) int {
	return slices.IndexFunc(r.Columns, func(c RelColumn) bool { return c.Name == name })
}

type relations struct {
	list   []*Relation // by schema and name
	byName map[qualified]*Relation
	byOID  map[uint32]*Relation
}

func (c *Catalog) loadRelations() *relations {
	rs := &relations{byName: map[qualified]*Relation{}, byOID: map[uint32]*Relation{}}
	comments := c.descriptors()
	open("pg_class").each(func(v []string) {
		kind, schema := first(v[3]), c.namespaces[oid(v[2])]
		if kind != 'r' && kind != 'v' || schema == "pg_toast" {
			return
		}
		r := &Relation{OID: oid(v[0]), Name: v[1], Schema: schema, Kind: kind, RowType: oid(v[4])}
		r.Comment = comments[description{classRelation, r.OID, 0}]
		rs.byOID[r.OID] = r
		rs.list = append(rs.list, r)
		rs.byName[qualified{schema, r.Name}] = r
	}, "oid", "relname", "relnamespace", "relkind", "reltype")
	open("pg_attribute").each(func(v []string) {
		r, n := rs.byOID[oid(v[0])], number(v[5])
		if r == nil || n < 1 {
			return
		}
		r.Columns = append(r.Columns, RelColumn{Name: v[1], Type: oid(v[2]), Typmod: int32(number(v[3])),
			NotNull: boolean(v[4]), Number: int16(n)})
	}, "attrelid", "attname", "atttypid", "atttypmod", "attnotnull", "attnum")
	slices.SortFunc(rs.list, func(a, b *Relation) int {
		return cmp.Or(cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Name, b.Name))
	})
	return rs
}

// Relations returns the tables and views of pg_catalog and information_schema,
// by schema and name. The caller must not change it.
func (c *Catalog) Relations() []*Relation { return c.relations().list }

// Relation finds a system relation, nil if there is none. Schema "" is pg_catalog.
func (c *Catalog) Relation(schema, name string) *Relation {
	if schema == "" {
		schema = "pg_catalog"
	}
	return c.relations().byName[qualified{schema, name}]
}

// fieldTypes are the types of the columns of a system relation's row type.
func (c *Catalog) fieldTypes(typ uint32) []uint32 {
	t := c.Type(typ)
	if t == nil || t.RelID == 0 {
		return nil
	}
	r := c.relations().byOID[t.RelID]
	if r == nil {
		return nil
	}
	types := make([]uint32, len(r.Columns))
	for i := range r.Columns {
		types[i] = r.Columns[i].Type
	}
	return types
}
