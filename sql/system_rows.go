package sql

import "fmt"

// row makes a row of a system relation from the columns that are named; the
// others take a value that PostgreSQL has for a plain table, or NULL.
func (r *relation) row(vals map[string]any) []any {
	out := make([]any, len(r.cols))
	for i, c := range r.cols {
		if v, ok := vals[c.name]; ok {
			out[i] = v
		}
	}
	return out
}

// ownRows are the rows of a system relation that describe this server's own
// tables.
func (r *relations) ownRows(sys *relation) [][]any {
	switch sys.schema + "." + sys.name {
	case "pg_catalog.pg_database":
		return [][]any{sys.row(map[string]any{"oid": int64(databaseOID), "datname": "confluence", "datdba": int64(ownerOID),
			"encoding": int64(6), "datlocprovider": "c", "datistemplate": int64(0), "datallowconn": int64(1), "datconnlimit": int64(-1),
			"datfrozenxid": int64(722), "datminmxid": int64(1), "dattablespace": int64(tablespaceTable),
			"datcollate": "C.UTF-8", "datctype": "C.UTF-8"})}
	case "pg_catalog.pg_roles":
		return [][]any{sys.row(map[string]any{"oid": int64(ownerOID), "rolname": "pgconfluence", "rolsuper": int64(1), "rolinherit": int64(1),
			"rolcreaterole": int64(1), "rolcreatedb": int64(1), "rolcanlogin": int64(0), "rolreplication": int64(1),
			"rolconnlimit": int64(-1), "rolpassword": "********", "rolbypassrls": int64(1)})}
	case "pg_catalog.pg_class":
		return r.eachTable(func(t *relation) [][]any { return [][]any{sys.row(classRow(t))} })
	case "pg_catalog.pg_attribute":
		return r.eachTable(func(t *relation) [][]any { return r.attributeRows(sys, t) })
	case "pg_catalog.pg_description":
		return r.eachTable(func(t *relation) [][]any { return descriptionRows(sys, t) })
	case "pg_catalog.pg_tables":
		return r.eachTable(func(t *relation) [][]any {
			return [][]any{sys.row(map[string]any{"schemaname": t.schema, "tablename": t.name, "tableowner": "pgconfluence",
				"hasindexes": int64(1), "hasrules": int64(0), "hastriggers": int64(0), "rowsecurity": int64(0)})}
		})
	case "information_schema.schemata":
		return [][]any{sys.row(map[string]any{"catalog_name": "confluence", "schema_name": "public", "schema_owner": "pgconfluence"})}
	case "information_schema.tables":
		return r.eachTable(func(t *relation) [][]any {
			return [][]any{sys.row(map[string]any{"table_catalog": "confluence", "table_schema": t.schema, "table_name": t.name,
				"table_type": "BASE TABLE", "is_insertable_into": "NO", "is_typed": "NO"})}
		})
	case "information_schema.columns":
		return r.eachTable(func(t *relation) [][]any { return r.columnRows(sys, t) })
	}
	return nil
}

func (r *relations) eachTable(f func(*relation) [][]any) [][]any {
	var out [][]any
	for _, t := range r.tables {
		out = append(out, f(t)...)
	}
	return out
}

func classRow(t *relation) map[string]any {
	return map[string]any{"oid": int64(t.oid), "relname": t.name, "relnamespace": int64(nsPublic), "reltype": int64(0),
		"reloftype": int64(0), "relowner": int64(ownerOID), "relam": int64(accessHeap), "relfilenode": int64(t.oid),
		"reltablespace": int64(0), "relpages": int64(0), "reltuples": float64(-1), "relallvisible": int64(0),
		"reltoastrelid": int64(0), "relhasindex": int64(1), "relisshared": int64(0), "relpersistence": "p", "relkind": "r",
		"relnatts": int64(len(t.cols)), "relchecks": int64(0), "relhasrules": int64(0), "relhastriggers": int64(0),
		"relhassubclass": int64(0), "relrowsecurity": int64(0), "relforcerowsecurity": int64(0), "relispopulated": int64(1),
		"relreplident": "d", "relispartition": int64(0), "relrewrite": int64(0), "relfrozenxid": int64(722), "relminmxid": int64(1)}
}

func (r *relations) attributeRows(sys, t *relation) [][]any {
	var out [][]any
	for i, c := range t.def.Columns {
		ty := r.cat.Type(c.Type)
		out = append(out, sys.row(map[string]any{"attrelid": int64(t.oid), "attname": c.Name, "atttypid": int64(c.Type),
			"attstattarget": int64(-1), "attlen": int64(ty.Len), "attnum": int64(i + 1), "attndims": int64(0), "attcacheoff": int64(-1),
			"atttypmod": int64(-1), "attbyval": boolInt(ty.ByVal), "attalign": string(rune(ty.Align)), "attstorage": string(rune(ty.Storage)), "attcompression": "",
			"attnotnull": boolInt(c.NotNull), "atthasdef": int64(0), "atthasmissing": int64(0), "attidentity": "", "attgenerated": "",
			"attisdropped": int64(0), "attislocal": int64(1), "attinhcount": int64(0), "attcollation": int64(ty.Collation)}))
	}
	return out
}

func descriptionRows(sys, t *relation) [][]any {
	out := [][]any{sys.row(map[string]any{"objoid": int64(t.oid), "classoid": int64(oidPgClass), "objsubid": int64(0), "description": t.def.Comment})}
	for i, c := range t.def.Columns {
		out = append(out, sys.row(map[string]any{"objoid": int64(t.oid), "classoid": int64(oidPgClass), "objsubid": int64(i + 1), "description": c.Comment}))
	}
	return out
}

func (r *relations) columnRows(sys, t *relation) [][]any {
	var out [][]any
	for i, c := range t.def.Columns {
		nullable := "YES"
		if c.NotNull {
			nullable = "NO"
		}
		row := map[string]any{"table_catalog": "confluence", "table_schema": t.schema, "table_name": t.name,
			"column_name": c.Name, "ordinal_position": int64(i + 1), "is_nullable": nullable, "data_type": r.cat.FormatType(c.Type, -1),
			"udt_catalog": "confluence", "udt_schema": "pg_catalog", "udt_name": r.cat.Type(c.Type).Name,
			"dtd_identifier": fmt.Sprint(i + 1), "is_self_referencing": "NO", "is_identity": "NO", "identity_cycle": "NO",
			"is_generated": "NEVER", "is_updatable": "NO"}
		switch c.Type {
		case oidInt8:
			row["numeric_precision"], row["numeric_precision_radix"], row["numeric_scale"] = int64(64), int64(2), int64(0)
		case oidInt4:
			row["numeric_precision"], row["numeric_precision_radix"], row["numeric_scale"] = int64(32), int64(2), int64(0)
		case oidTimestamptz:
			row["datetime_precision"] = int64(6)
		case oidText:
			row["character_octet_length"] = int64(1 << 30)
		}
		out = append(out, sys.row(row))
	}
	return out
}

func boolInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
