package sql

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// relation is anything a FROM clause can name: a virtual table, or a relation
// of pg_catalog or information_schema.
type relation struct {
	oid    uint32
	schema string
	name   string
	cols   []rteCol

	rowType     uint32 // pg_type.oid of its row type
	arrayType   uint32 // and of the array of that; 0 of a system relation
	indexes     []*index
	constraints []*constraint
	view        *viewQuery  // nil for what is no view
	def         *Definition // nil for a system relation
	table       Table       // nil for a system relation
}

// firstTableOID numbers the virtual tables' objects: above everything that
// initdb makes (16384 is PostgreSQL's FirstNormalObjectId), a block for each
// table, so that a table added at the end changes no other's OIDs.
const (
	firstTableOID = 16400
	oidsPerTable  = 100
)

// relations is the name space of a server: fixed once the engine is made.
type relations struct {
	cat      *catalog.Catalog
	tables   []*relation // the virtual tables, in the order given
	byName   map[[2]string]*relation
	rowTypes map[uint32]*relation // by rowType
	bodies   bodies
	names    *systemNames
}

func newRelations(cat *catalog.Catalog, tables []Table) *relations {
	r := &relations{cat: cat, byName: map[[2]string]*relation{}, rowTypes: map[uint32]*relation{}}
	for i, t := range tables {
		def := t.Definition()
		base := uint32(firstTableOID + oidsPerTable*i)
		rel := &relation{oid: base, arrayType: base + 1, rowType: base + 2, schema: def.Schema, name: def.Name, def: def, table: t}
		for _, c := range def.Columns {
			rel.cols = append(rel.cols, rteCol{name: c.Name, t: plain(c.Type)})
		}
		r.tables = append(r.tables, rel)
		r.add(rel)
	}
	for _, t := range r.tables {
		t.makeIndexes()
	}
	for _, t := range r.tables {
		t.makeConstraints(r)
	}
	for _, s := range systemRelations(cat) {
		r.add(s)
	}
	r.names = newSystemNames(r)
	return r
}

func (r *relations) add(rel *relation) {
	r.byName[[2]string{rel.schema, rel.name}] = rel
	if rel.rowType != 0 {
		r.rowTypes[rel.rowType] = rel
	}
}

// byRowType is the relation that a composite type belongs to, or nil.
func (r *relations) byRowType(t uint32) *relation { return r.rowTypes[t] }

// index is an index of a virtual table's stored slices, as the catalog tells it.
type index struct {
	oid     uint32
	name    string
	cols    []int // positions in the table's columns
	primary bool
}

// constraint is a primary or foreign key of a virtual table.
type constraint struct {
	oid     uint32
	name    string
	cols    []int
	primary bool
	index   *index    // the table's own, or that of the referenced key
	ref     *relation // of a foreign key
	refCols []int
}

func (r *relation) makeIndexes() {
	add := func(name string, cols []string, primary bool) {
		ix := &index{oid: r.oid + 5 + uint32(len(r.indexes)), name: name, primary: primary}
		for _, c := range cols {
			ix.cols = append(ix.cols, r.def.Column(c))
		}
		if !slices.Contains(ix.cols, -1) {
			r.indexes = append(r.indexes, ix)
		}
	}
	if len(r.def.PrimaryKey) > 0 {
		add(r.name+"_pkey", r.def.PrimaryKey, true)
	}
	for _, cols := range r.def.Indexes {
		add(r.objectName(cols, "idx"), cols, false)
	}
}

// maxName is NAMEDATALEN - 1, the longest name in bytes.
const maxName = 63

// objectName is the name that PostgreSQL gives an index or a constraint over
// columns (makeObjectName, ChooseRelationName): table and columns are cut until
// it fits, and a number makes it one of its kind.
func (r *relation) objectName(cols []string, label string) string {
	table, list := r.name, strings.Join(cols, "_")
	if len(list) > maxName {
		list = list[:maxName]
	}
	for n := 0; ; n++ {
		suffix := label
		if n > 0 {
			suffix += strconv.Itoa(n)
		}
		t, l := table, list
		for len(t)+len(l)+len(suffix)+2 > maxName {
			if len(t) > len(l) {
				t = t[:len(t)-1]
			} else {
				l = l[:len(l)-1]
			}
		}
		name := t + "_" + l + "_" + suffix
		taken := slices.ContainsFunc(r.indexes, func(ix *index) bool { return ix.name == name }) ||
			slices.ContainsFunc(r.constraints, func(c *constraint) bool { return c.name == name })
		if !taken {
			return name
		}
	}
}

func (r *relation) makeConstraints(rels *relations) {
	oid := func() uint32 { return r.oid + 40 + 5*uint32(len(r.constraints)) }
	for _, ix := range r.indexes {
		if ix.primary {
			r.constraints = append(r.constraints, &constraint{oid: oid(), name: ix.name, cols: ix.cols, primary: true, index: ix})
		}
	}
	for _, fk := range r.def.ForeignKeys {
		ref := rels.byName[[2]string{r.schema, fk.RefTable}]
		if ref == nil {
			continue
		}
		c := &constraint{oid: oid(), name: r.objectName(fk.Columns, "fkey"), ref: ref}
		for i := range fk.Columns {
			c.cols = append(c.cols, r.def.Column(fk.Columns[i]))
			c.refCols = append(c.refCols, ref.def.Column(fk.RefColumns[i]))
		}
		for _, ix := range ref.indexes {
			if ix.primary && slices.Equal(ix.cols, c.refCols) {
				c.index = ix
			}
		}
		if c.index != nil && !slices.Contains(c.cols, -1) {
			r.constraints = append(r.constraints, c)
		}
	}
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
