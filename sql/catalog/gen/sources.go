package main

// source is one relation whose rows become a data file.
type source struct {
	relation string            // qualified if not in pg_catalog
	where    string            // "" for all rows
	order    string            // makes the file stable
	override map[string]string // column to expression: what differs from one run of initdb to the next
	query    string            // instead of a relation's columns
}

// system keeps the objects that initdb makes: FirstNormalObjectId is 16384.
const system = "oid < 16384"

// volatileClass fixes the columns of pg_class that change while a server runs.
var volatileClass = map[string]string{
	"relfilenode": "0::oid", "relpages": "0", "reltuples": "(-1)::real", "relallvisible": "0",
	"relfrozenxid": "0::text::xid", "relminmxid": "0::text::xid",
}

// Of the collations only those are kept that exist wherever PostgreSQL runs;
// the rest are those of the machine's C library and ICU.
const portableCollation = `collname IN ('default', 'C', 'POSIX', 'ucs_basic', 'C.utf8')`

// sources returns the relations to read, one data file each.
func sources() []source {
	return []source{
		{relation: "pg_type", where: system, order: "oid"},
		{relation: "pg_proc", where: system, order: "oid"},
		{relation: "pg_operator", where: system, order: "oid"},
		{relation: "pg_cast", where: system, order: "oid"},
		{relation: "pg_aggregate", where: "aggfnoid::oid < 16384", order: "aggfnoid::oid"},
		{relation: "pg_collation", where: portableCollation, order: "oid",
			override: map[string]string{"collversion": "NULL::text"}},
		{relation: "pg_am", where: system, order: "oid"},
		{relation: "pg_namespace", where: system, order: "oid"},
		{relation: "pg_language", where: system, order: "oid"},
		{relation: "pg_opclass", where: system, order: "oid"},
		{relation: "pg_opfamily", where: system, order: "oid"},
		{relation: "pg_amop", where: system, order: "oid"},
		{relation: "pg_range", where: "rngtypid < 16384", order: "rngtypid"},
		{relation: "pg_class", where: system, order: "oid", override: volatileClass},
		{relation: "pg_attribute", where: "attrelid < 16384", order: "attrelid, attnum"},
		{relation: "pg_index", where: "indexrelid < 16384", order: "indexrelid"},
		{relation: "pg_constraint", where: system, order: "oid"},
		{relation: "pg_description", where: "objoid < 16384", order: "classoid, objoid, objsubid"},
		{relation: "pg_depend", where: "objid < 16384 AND refobjid < 16384", order: "1, 2, 3, 4, 5, 6"},
		// The rules of the views. What they say is in view_definitions as SQL;
		// as trees it is 2.9 MB that nobody reads.
		{relation: "pg_rewrite", where: system, order: "oid",
			override: map[string]string{"ev_qual": "'<>'::text", "ev_action": "'<>'::text"}},
		{relation: "pg_amproc", where: system, order: "oid"},
		{relation: "pg_conversion", where: system, order: "oid"},
		{relation: "pg_ts_config", where: system, order: "oid"},
		{relation: "pg_ts_config_map", where: "mapcfg < 16384", order: "1, 2, 3"},
		{relation: "pg_ts_dict", where: system, order: "oid"},
		{relation: "pg_ts_parser", where: system, order: "oid"},
		{relation: "pg_ts_template", where: system, order: "oid"},
		{relation: "pg_init_privs", where: "objoid < 16384", order: "1, 2, 3"},
		{relation: "pg_tablespace", where: system, order: "oid"},
		{relation: "pg_shdescription", where: "objoid < 16384", order: "1, 2, 3"},
		{relation: "pg_authid", where: system, order: "oid", override: map[string]string{
			"rolpassword": "NULL::text", "rolname": "CASE oid WHEN 10 THEN 'postgres' ELSE rolname END"}},
		{relation: "pg_auth_members", where: "member < 16384", order: "1, 2"},
		{relation: "pg_extension", where: system, order: "oid"},
		{relation: "information_schema.sql_features", order: "1, 3"},
		{relation: "information_schema.sql_implementation_info", order: "1"},
		{relation: "information_schema.sql_parts", order: "1"},
		{relation: "information_schema.sql_sizing", order: "1"},
		// The SQL text of the default of every parameter that has one.
		{relation: "proc_defaults", query: `SELECT p.oid, n::int4 AS param,
			pg_get_function_arg_default(p.oid, n::int4) AS expression
			FROM pg_proc p, generate_series(1, p.pronargs) n
			WHERE p.oid < 16384 AND p.pronargdefaults > 0 AND n > p.pronargs - p.pronargdefaults
			ORDER BY 1, 2`},
		{relation: "view_definitions", query: `SELECT c.oid, pg_get_viewdef(c.oid) AS definition, pg_get_viewdef(c.oid, true) AS pretty
			FROM pg_class c WHERE c.relkind = 'v' AND c.oid < 16384 ORDER BY c.relnamespace, c.relname`},
		{relation: "index_definitions", query: `SELECT i.indexrelid AS oid, pg_get_indexdef(i.indexrelid) AS definition
			FROM pg_index i WHERE i.indexrelid < 16384 ORDER BY 1`},
		{relation: "constraint_definitions", query: `SELECT c.oid, pg_get_constraintdef(c.oid) AS definition, pg_get_constraintdef(c.oid, true) AS pretty
			FROM pg_constraint c WHERE c.oid < 16384 ORDER BY 1`},
		// Functions in SQL with a parsed body, which have no source text.
		{relation: "function_bodies", query: `SELECT p.oid, pg_get_function_sqlbody(p.oid) AS body
			FROM pg_proc p WHERE p.oid < 16384 AND p.prosqlbody IS NOT NULL ORDER BY 1`},
		{relation: "settings", query: `SELECT name, boot_val, unit, category, short_desc, extra_desc, context,
			vartype, min_val, max_val, to_json(enumvals)::text AS enumvals
			FROM pg_show_all_settings() ORDER BY name COLLATE "C"`},
		// Debian's PostgreSQL lists the system's zones twice, as posix/ too.
		{relation: "zone_names", query: `SELECT name FROM pg_timezone_names WHERE name NOT LIKE 'posix%' ORDER BY name COLLATE "C"`},
		{relation: "zone_abbrevs", query: `SELECT abbrev, extract(epoch FROM utc_offset)::int4 AS utc_offset, is_dst
			FROM pg_timezone_abbrevs ORDER BY abbrev COLLATE "C"`},
		{relation: "token_types", query: `SELECT p.oid AS parser, t.* FROM pg_ts_parser p, ts_token_type(p.oid) t ORDER BY 1, 2`},
		{relation: "keywords", query: "SELECT * FROM pg_get_keywords() ORDER BY 1"},
	}
}
