package sql

import (
	"encoding/json"
	"fmt"
	"strings"
)

// row makes a row of a system relation from the columns that are named; the
// others are NULL.
func (r *relation) row(vals map[string]any) []any {
	out := make([]any, len(r.cols))
	for i, c := range r.cols {
		if v, ok := vals[c.name]; ok {
			out[i] = v
		}
	}
	return out
}

// ownRows are the rows of the system relations that describe this server's own
// tables and database, by relation.
type ownRows struct {
	rels  *relations
	class map[uint32]int64 // a type's default B-tree operator class
	rows  map[string][]map[string]any
}

func (o *ownRows) of(r *relation) [][]any {
	if r.schema != "pg_catalog" {
		return nil
	}
	var out [][]any
	for _, vals := range o.rows[r.name] {
		out = append(out, r.row(vals))
	}
	return out
}

func (o *ownRows) add(relation string, vals map[string]any) {
	o.rows[relation] = append(o.rows[relation], vals)
}

func (r *relations) ownRows() *ownRows {
	o := &ownRows{rels: r, class: map[uint32]int64{}, rows: map[string][]map[string]any{}}
	for _, row := range r.cat.Rows("pg_opclass") {
		// oid, opcmethod, opcname, opcnamespace, opcowner, opcfamily, opcintype, opcdefault
		if row[1] == int64(accessBtree) && row[7] == int64(1) {
			o.class[uint32(row[6].(int64))] = row[0].(int64)
		}
	}
	o.database()
	for _, t := range r.tables {
		o.table(t)
	}
	return o
}

// database is the one row of pg_database; a session sees its own database's
// name in it (see sessionRelations).
func (o *ownRows) database() {
	o.add("pg_database", map[string]any{"oid": int64(databaseOID), "datname": "", "datdba": int64(ownerOID),
		"encoding": int64(6), "datlocprovider": "c", "datistemplate": int64(0), "datallowconn": int64(1), "datconnlimit": int64(-1),
		"datfrozenxid": int64(717), "datminmxid": int64(1), "dattablespace": int64(tablespaceTable),
		"datcollate": "C.UTF-8", "datctype": "C.UTF-8"})
}

// readACL is what everybody may do with a table: read it, and refer to it.
// REFERENCES writes nothing, and without it information_schema hides the keys
// from a reader, by which Power BI and others find joins.
const readACL = `["postgres=arwdDxt/postgres","=rx/postgres"]`

func (o *ownRows) table(t *relation) {
	class := classRow(t.oid, t.name, "r")
	class["reltype"], class["relam"], class["relhasindex"] = int64(t.rowType), int64(accessHeap), boolInt(len(t.indexes) > 0)
	class["relnatts"], class["relreplident"], class["relfrozenxid"], class["relminmxid"] = int64(len(t.cols)), "d", int64(717), int64(1)
	class["relhastriggers"] = boolInt(o.watched(t))
	class["reltuples"], class["relacl"] = float64(-1), readACL
	o.add("pg_class", class)
	o.rowType(t)
	for i, c := range t.cols {
		att := o.attribute(t.oid, c, i+1)
		att["attnotnull"] = boolInt(t.def.Columns[i].NotNull)
		o.add("pg_attribute", att)
		if comment := t.def.Columns[i].Comment; comment != "" {
			o.add("pg_description", describe(t.oid, i+1, comment))
		}
	}
	o.systemColumns(t)
	if t.def.Comment != "" {
		o.add("pg_description", describe(t.oid, 0, t.def.Comment))
	}
	for _, ix := range t.indexes {
		o.index(t, ix)
	}
	for _, c := range t.constraints {
		o.constraint(t, c)
	}
	o.depends(t)
}

func describe(oid uint32, column int, text string) map[string]any {
	return map[string]any{"objoid": int64(oid), "classoid": int64(oidPgClass), "objsubid": int64(column), "description": text}
}

func classRow(oid uint32, name, kind string) map[string]any {
	return map[string]any{"oid": int64(oid), "relname": name, "relnamespace": int64(nsPublic), "reltype": int64(0),
		"reloftype": int64(0), "relowner": int64(ownerOID), "relam": int64(0), "relfilenode": int64(oid),
		"reltablespace": int64(0), "relpages": int64(0), "reltuples": float64(0), "relallvisible": int64(0),
		"reltoastrelid": int64(0), "relhasindex": int64(0), "relisshared": int64(0), "relpersistence": "p", "relkind": kind,
		"relnatts": int64(0), "relchecks": int64(0), "relhasrules": int64(0), "relhastriggers": int64(0),
		"relhassubclass": int64(0), "relrowsecurity": int64(0), "relforcerowsecurity": int64(0), "relispopulated": int64(1),
		"relreplident": "n", "relispartition": int64(0), "relrewrite": int64(0), "relfrozenxid": int64(0), "relminmxid": int64(0)}
}

// attribute is a column of a table or of an index.
func (o *ownRows) attribute(rel uint32, c rteCol, num int) map[string]any {
	ty := o.rels.cat.Type(c.t.oid)
	return map[string]any{"attrelid": int64(rel), "attname": c.name, "atttypid": int64(c.t.oid), "attstattarget": int64(-1),
		"attlen": int64(ty.Len), "attnum": int64(num), "attndims": int64(0), "attcacheoff": int64(-1), "atttypmod": int64(c.t.mod),
		"attbyval": boolInt(ty.ByVal), "attalign": string(rune(ty.Align)), "attstorage": string(rune(ty.Storage)),
		"attcompression": "", "attnotnull": int64(0), "atthasdef": int64(0), "atthasmissing": int64(0), "attidentity": "",
		"attgenerated": "", "attisdropped": int64(0), "attislocal": int64(1), "attinhcount": int64(0), "attcollation": int64(ty.Collation)}
}

// systemColumns are the columns that every PostgreSQL table has unasked.
func (o *ownRows) systemColumns(t *relation) {
	for i, c := range []rteCol{{"ctid", plain(27)}, {"xmin", plain(28)}, {"cmin", plain(29)}, {"xmax", plain(28)},
		{"cmax", plain(29)}, {"tableoid", plain(oidOid)}} {
		att := o.attribute(t.oid, c, -1-i)
		att["attstattarget"], att["attnotnull"] = int64(0), int64(1)
		o.add("pg_attribute", att)
	}
}

// rowType is a table's composite type and the array over it.
func (o *ownRows) rowType(t *relation) {
	proc := func(name string) int64 {
		if ps := o.rels.cat.ProcsNamed("", name); len(ps) > 0 {
			return int64(ps[0].OID)
		}
		return 0
	}
	add := func(oid uint32, name string, vals map[string]any) {
		base := map[string]any{"oid": int64(oid), "typname": name, "typnamespace": int64(nsPublic), "typowner": int64(ownerOID),
			"typlen": int64(-1), "typbyval": int64(0), "typispreferred": int64(0), "typisdefined": int64(1), "typdelim": ",",
			"typrelid": int64(0), "typsubscript": int64(0), "typelem": int64(0), "typarray": int64(0), "typmodin": int64(0),
			"typmodout": int64(0), "typanalyze": int64(0), "typalign": "d", "typstorage": "x", "typnotnull": int64(0),
			"typbasetype": int64(0), "typtypmod": int64(-1), "typndims": int64(0), "typcollation": int64(0)}
		for k, v := range vals {
			base[k] = v
		}
		o.add("pg_type", base)
	}
	add(t.rowType, t.name, map[string]any{"typtype": "c", "typcategory": "C", "typrelid": int64(t.oid), "typarray": int64(t.arrayType),
		"typinput": proc("record_in"), "typoutput": proc("record_out"), "typreceive": proc("record_recv"), "typsend": proc("record_send")})
	add(t.arrayType, "_"+t.name, map[string]any{"typtype": "b", "typcategory": "A", "typelem": int64(t.rowType),
		"typsubscript": proc("array_subscript_handler"), "typinput": proc("array_in"), "typoutput": proc("array_out"),
		"typreceive": proc("array_recv"), "typsend": proc("array_send"), "typanalyze": proc("array_typanalyze")})
}

func (o *ownRows) index(t *relation, ix *index) {
	class := classRow(ix.oid, ix.name, "i")
	class["relam"], class["relnatts"], class["relpages"] = int64(accessBtree), int64(len(ix.cols)), int64(1)
	o.add("pg_class", class)
	var keys, collations, classes, options []int64
	for n, i := range ix.cols {
		c := t.cols[i]
		keys, options = append(keys, int64(i+1)), append(options, 0)
		collations = append(collations, int64(o.rels.cat.Type(c.t.oid).Collation))
		classes = append(classes, o.class[c.t.oid])
		o.add("pg_attribute", o.attribute(ix.oid, c, n+1))
	}
	o.add("pg_index", map[string]any{"indexrelid": int64(ix.oid), "indrelid": int64(t.oid), "indnatts": int64(len(keys)),
		"indnkeyatts": int64(len(keys)), "indisunique": boolInt(ix.primary), "indnullsnotdistinct": int64(0), "indisprimary": boolInt(ix.primary),
		"indisexclusion": int64(0), "indimmediate": int64(1), "indisclustered": int64(0), "indisvalid": int64(1), "indcheckxmin": int64(0),
		"indisready": int64(1), "indislive": int64(1), "indisreplident": int64(0), "indkey": jsonArray(keys),
		"indcollation": jsonArray(collations), "indclass": jsonArray(classes), "indoption": jsonArray(options)})
}

func (o *ownRows) constraint(t *relation, c *constraint) {
	vals := map[string]any{"oid": int64(c.oid), "conname": c.name, "connamespace": int64(nsPublic), "contype": "p",
		"condeferrable": int64(0), "condeferred": int64(0), "convalidated": int64(1), "conrelid": int64(t.oid), "contypid": int64(0),
		"conindid": int64(c.index.oid), "conparentid": int64(0), "confrelid": int64(0), "confupdtype": " ", "confdeltype": " ",
		"confmatchtype": " ", "conislocal": int64(1), "coninhcount": int64(0), "connoinherit": int64(1), "conkey": jsonArray(numbers(c.cols))}
	if !c.primary {
		var eq []int64
		for _, i := range c.cols {
			if m, err := o.rels.cat.ResolveOperator("=", t.cols[i].t.oid, t.cols[i].t.oid); err == nil {
				eq = append(eq, int64(m.Op.OID))
			}
		}
		vals["contype"], vals["confrelid"], vals["confkey"] = "f", int64(c.ref.oid), jsonArray(numbers(c.refCols))
		vals["confupdtype"], vals["confdeltype"], vals["confmatchtype"] = "a", "a", "s"
		vals["conpfeqop"], vals["conppeqop"], vals["conffeqop"] = jsonArray(eq), jsonArray(eq), jsonArray(eq)
	}
	o.add("pg_constraint", vals)
	if !c.primary {
		o.triggers(t, c)
	}
}

// triggers are the four by which PostgreSQL watches a foreign key.
func (o *ownRows) triggers(t *relation, c *constraint) {
	for i, k := range []struct {
		on, other *relation
		name      string
		function  int64
		kind      int64
	}{{c.ref, t, "a", 1654, 9}, {c.ref, t, "a", 1655, 17}, {t, c.ref, "c", 1644, 5}, {t, c.ref, "c", 1645, 17}} {
		oid := int64(c.oid) + 1 + int64(i)
		o.add("pg_trigger", map[string]any{"oid": oid, "tgrelid": int64(k.on.oid), "tgparentid": int64(0),
			"tgname": fmt.Sprintf("RI_ConstraintTrigger_%s_%d", k.name, oid), "tgfoid": k.function, "tgtype": k.kind, "tgenabled": "O",
			"tgisinternal": int64(1), "tgconstrrelid": int64(k.other.oid), "tgconstrindid": int64(c.index.oid), "tgconstraint": int64(c.oid),
			"tgdeferrable": int64(0), "tginitdeferred": int64(0), "tgnargs": int64(0), "tgattr": "[]", "tgargs": []byte{}})
	}
}

// watched reports whether a table has the triggers of a foreign key.
func (o *ownRows) watched(t *relation) bool {
	for _, other := range o.rels.tables {
		for _, c := range other.constraints {
			if !c.primary && (other == t || c.ref == t) {
				return true
			}
		}
	}
	return false
}

// numbers are attribute numbers of column positions.
func numbers(cols []int) []int64 {
	out := make([]int64, len(cols))
	for i, c := range cols {
		out[i] = int64(c + 1)
	}
	return out
}

func jsonArray(v []int64) string {
	b, err := json.Marshal(v)
	if err != nil || v == nil {
		return "[]"
	}
	return string(b)
}

// columnList is "(a, b)" of a table's columns.
func (r *relation) columnList(cols []int) string {
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = quoteIdent(r.cols[c].name)
	}
	return strings.Join(names, ", ")
}

func boolInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
