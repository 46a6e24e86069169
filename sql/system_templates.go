package sql

import "strings"

// systemTemplates are functions over the catalog and the session, written as
// SQLite SQL, by pg_proc signature. $1 is an argument, $name a session value.
var systemTemplates = func() map[string]string {
	m := map[string]string{
		"pg_get_userbyid(oid)": `CASE WHEN $1 = $useroid THEN $user ELSE coalesce((SELECT rolname FROM sys."pg_catalog.pg_authid" WHERE oid = $1),
			CASE WHEN $1 IS NOT NULL THEN 'unknown (OID=' || $1 || ')' END) END`,
		"format_type(oid,int4)":     `pgc_format_type($1, $2, $search_path)`,
		"current_schemas(bool)":     `pgc_schemas($1, $search_path)`,
		"pg_encoding_to_char(int4)": `pgc_encoding_name($1)`, "pg_char_to_encoding(name)": `pgc_encoding_number($1)`,
		"getdatabaseencoding()": `'UTF8'`, "pg_client_encoding()": `$client_encoding`,
		"pg_is_in_recovery()": `0`, "pg_is_other_temp_schema(oid)": `0`, "pg_my_temp_schema()": `0`,
		"pg_postmaster_start_time()": `$started`, "pg_conf_load_time()": `$started`,
		"inet_client_addr()": `NULL`, "inet_client_port()": `NULL`, "inet_server_addr()": `NULL`, "inet_server_port()": `NULL`,
		"txid_current()": `731`, "txid_current_if_assigned()": `NULL`, "pg_current_xact_id()": `731`,
		"pg_current_xact_id_if_assigned()": `NULL`,
		"age(xid)":                         `CASE WHEN $1 < 3 THEN 2147483647 ELSE 731 - $1 END`, "mxid_age(xid)": `CASE WHEN $1 < 1 THEN 2147483647 ELSE 1 - $1 END`,
		"pg_last_xact_replay_timestamp()": `NULL`, "nameconcatoid(name,oid)": `substr($1, 1, 62 - length($2)) || '_' || $2`, "pg_encoding_max_length(int4)": `CASE WHEN $1 = 6 THEN 4 WHEN $1 BETWEEN 0 AND 41 THEN 1 END`,
		"pg_sequence_last_value(regclass)": `NULL`, "pg_indexam_progress_phasename(oid,int8)": `NULL`,
		"pg_stat_get_live_tuples(oid)": `coalesce((SELECT CAST(value AS INTEGER) FROM json_each($reltuples) WHERE key = CAST($1 AS TEXT)), 0)`,
		"pg_trigger_depth()":           `0`, "pg_jit_available()": `0`,
		"pg_terminate_backend(int4,int8)": `0`, "pg_cancel_backend(int4)": `0`, "pg_blocking_pids(int4)": `'[]'`,
		"pg_notify(text,text)": `''`,
		"pg_sleep(float8)": `(WITH RECURSIVE w(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM w WHERE n < 100 * $1)
			SELECT substr(max(pgc_nap(n, $1)), 1, 0) FROM w)`,

		// What a view, an index or a constraint is as SQL.
		"pg_get_viewdef(oid)": `pgc_definition(0, $1)`, "pg_get_viewdef(oid,bool)": `pgc_definition($2, $1)`, "pg_get_viewdef(oid,int4)": `pgc_definition(1, $1)`,
		"pg_get_indexdef(oid)":           `pgc_indexdef($1, 0, 0, $search_path)`,
		"pg_get_indexdef(oid,int4,bool)": `pgc_indexdef($1, $2, $3, $search_path)`,
		"pg_get_constraintdef(oid)":      `pgc_constraintdef($1, 0, $search_path)`, "pg_get_constraintdef(oid,bool)": `pgc_constraintdef($1, $2, $search_path)`,
		"pg_get_expr(pg_node_tree,oid)": `pgc_tree($1)`, "pg_get_expr(pg_node_tree,oid,bool)": `pgc_tree($1)`,
		"pg_get_ruledef(oid)": `NULL`, "pg_get_ruledef(oid,bool)": `NULL`, "pg_get_triggerdef(oid)": `NULL`, "pg_get_triggerdef(oid,bool)": `NULL`,
		"pg_get_partkeydef(oid)": `NULL`, "pg_get_partition_constraintdef(oid)": `NULL`, "pg_get_statisticsobjdef(oid)": `NULL`,
		"pg_get_statisticsobjdef_columns(oid)": `NULL`, "pg_get_statisticsobjdef_expressions(oid)": `NULL`,
		"pg_get_serial_sequence(text,text)": `substr(pgc_regin(2205, $1, $search_path, $user), 1, nullif(length($2), length($2)))`,
		"pg_get_function_arguments(oid)":    `pgc_function('arguments', $1)`, "pg_get_function_identity_arguments(oid)": `pgc_function('identity', $1)`,
		"pg_get_function_result(oid)": `pgc_function('result', $1)`, "pg_get_functiondef(oid)": `pgc_function('definition', $1)`,
		"pg_get_function_sqlbody(oid)": `pgc_function('body', $1)`, "pg_get_function_arg_default(oid,int4)": `pgc_argdefault($1, $2)`,

		// Sizes: what is shown here takes no room of its own.
		"pg_relation_size(regclass,text)": existing(`$1`), "pg_total_relation_size(regclass)": existing(`$1`),
		"pg_table_size(regclass)": existing(`$1`), "pg_indexes_size(regclass)": existing(`$1`),
		"pg_relation_filenode(regclass)": `(SELECT nullif(relfilenode, 0) FROM sys."pg_catalog.pg_class" WHERE oid = $1)`,
		"pg_database_size(oid)":          `0`, "pg_database_size(name)": `0`, "pg_tablespace_size(oid)": `0`, "pg_tablespace_size(name)": `0`,
		"pg_tablespace_location(oid)": `CASE WHEN $1 IS NOT NULL THEN '' END`,
		"pg_size_pretty(int8)":        `pgc_size($1)`, "pg_size_pretty(numeric)": `pgc_size($1)`,

		"pg_column_is_updatable(regclass,int2,bool)": `0`, "pg_relation_is_updatable(regclass,bool)": `0`,
		"pg_relation_is_publishable(regclass)": `(SELECT relkind IN ('r', 'p') AND relpersistence = 'p' AND oid >= 16384 FROM sys."pg_catalog.pg_class" WHERE oid = $1)`,
		"pg_partition_root(regclass)":          `NULL`,
		"pg_indexam_has_property(oid,text)":    `pgc_indexam($1, $2)`,
		"acldefault(char,oid)":                 `pgc_acldefault($1, $2, $user)`,
	}
	for _, f := range []struct {
		name string
		reg  string
	}{{"table", "2205"}, {"type", "2206"}, {"function", "24"}, {"operator", "2203"}, {"collation", "4191"},
		{"ts_config", "3734"}, {"ts_dict", "3769"}} {
		m["pg_"+f.name+"_is_visible(oid)"] = "pgc_visible(" + f.reg + ", $1, $search_path)"
	}
	for name, relation := range map[string]string{"opclass": "opclass", "opfamily": "opfamily", "conversion": "conversion",
		"statistics_obj": "statistic_ext", "ts_parser": "ts_parser", "ts_template": "ts_template"} {
		m["pg_"+name+"_is_visible(oid)"] = `(SELECT 1 FROM sys."pg_catalog.pg_` + relation + `" WHERE oid = $1)`
	}
	for name, reg := range map[string]string{"regclass": "2205", "regtype": "2206", "regproc": "24", "regprocedure": "2202", "regoper": "2203",
		"regoperator": "2204", "regnamespace": "4089", "regrole": "4096", "regcollation": "4191"} {
		m[name+"(text)"] = "pgc_regin(" + reg + ", $1, $search_path, $user)"
		m["to_"+name+"(text)"] = "pgc_regfind(" + reg + ", $1, $search_path, $user)"
	}
	m["quote_ident(text)"] = `pgc_quote_ident($1)`
	m["parse_ident(text,bool)"] = `pgc_parse_ident($1, $2)`
	addPrivileges(m)
	addAdvisory(m)
	return m
}()

// existing is a size of 0 for a relation that exists, else NULL.
func existing(arg string) string {
	return `(SELECT 0 FROM sys."pg_catalog.pg_class" WHERE oid = ` + arg + `)`
}

// addPrivileges adds has_table_privilege and its kin, in all their forms.
func addPrivileges(m map[string]string) {
	for _, kind := range []string{"table", "any_column", "database", "schema", "function", "language", "tablespace", "type", "sequence",
		"server", "foreign_data_wrapper"} {
		for _, obj := range []string{"oid", "text"} {
			m["has_"+kind+"_privilege("+obj+",text)"] = "pgc_privilege('" + kind + "', $useroid, $1, $2, $search_path, $user, $database)"
			for _, user := range []string{"oid", "name"} {
				m["has_"+kind+"_privilege("+user+","+obj+",text)"] = "pgc_privilege('" + kind + "', $1, $2, $3, $search_path, $user, $database)"
			}
		}
	}
	for _, obj := range []string{"oid", "text"} {
		for _, col := range []string{"int2", "text"} {
			m["has_column_privilege("+obj+","+col+",text)"] = "pgc_privilege('table', $useroid, $1, $3, $search_path, $user, $database)"
			for _, user := range []string{"oid", "name"} {
				m["has_column_privilege("+user+","+obj+","+col+",text)"] = "pgc_privilege('table', $1, $2, $4, $search_path, $user, $database)"
			}
		}
	}
	// A column may be granted by itself, as those of pg_subscription are.
	m["has_column_privilege(oid,int2,text)"] = `max(pgc_privilege('table', $useroid, $1, $3, $search_path, $user, $database),
		coalesce((SELECT attacl LIKE '%"=r/%' FROM sys."pg_catalog.pg_attribute" WHERE attrelid = $1 AND attnum = $2 AND upper($3) LIKE '%SELECT%'), 0))`
	for _, role := range []string{"oid", "name"} {
		m["pg_has_role("+role+",text)"] = "pgc_has_role($useroid, $1, $user)"
		for _, user := range []string{"oid", "name"} {
			m["pg_has_role("+user+","+role+",text)"] = "pgc_has_role($1, $2, $user)"
		}
	}
	m["row_security_active(oid)"], m["row_security_active(text)"] = "0", "0"
}

// addAdvisory adds the advisory locks. Nobody else can hold one here that a
// client's work depends on, so each is had at once.
func addAdvisory(m map[string]string) {
	for _, args := range []string{"int8", "int4,int4"} {
		for _, scope := range []string{"", "_xact"} {
			for _, mode := range []string{"", "_shared"} {
				m["pg_advisory"+scope+"_lock"+mode+"("+args+")"] = "''"
				m["pg_try_advisory"+scope+"_lock"+mode+"("+args+")"] = "1"
			}
		}
		m["pg_advisory_unlock("+args+")"], m["pg_advisory_unlock_shared("+args+")"] = "1", "1"
	}
	m["pg_advisory_unlock_all()"] = "''"
}

// systemSets are set-returning functions over the session and the catalog: a
// JSON array with an element per row.
var systemSets = func() map[string]string {
	m := map[string]string{
		"pg_show_all_settings()": `$settings_rows`, "pg_cursor()": `$cursor_rows`, "pg_prepared_statement()": `$prepared_rows`,
		"pg_stat_get_activity(int4)": `$activity_rows`, "pg_listening_channels()": `$listening`,
		"information_schema._pg_expandarray(anyarray)": `(SELECT json_group_array(json_array(value, key + 1)) FROM json_each($1))`,
		"ts_token_type(oid)":                           `pgc_token_types($1)`,
		"pg_get_keywords()":                            `pgc_keywords()`, "pg_timezone_names()": `pgc_zone_names($now)`, "pg_timezone_abbrevs()": `pgc_zone_abbrevs()`,
		"aclexplode(_aclitem)": `pgc_aclexplode($1, $user)`, "pg_options_to_table(_text)": `pgc_options($1)`,
	}
	for _, name := range strings.Fields(emptySets) {
		m[name] = `'[]'`
	}
	for _, name := range strings.Fields(emptyRows) {
		m[name] = `'[[]]'`
	}
	return m
}()

// emptyRows are functions whose one row has nothing in it here.
const emptyRows = `pg_stat_get_archiver() pg_stat_get_wal_receiver() pg_stat_get_wal() pg_stat_get_recovery_prefetch()
	pg_stat_get_replication_slot(text) pg_stat_get_subscription_stats(oid) pg_control_system() pg_control_init()
	pg_control_recovery() pg_control_checkpoint()`

// emptySets are set-returning functions that have no rows here: there is no
// replication, no prepared transaction, no file, no statistics of storage.
const emptySets = `pg_lock_status() pg_prepared_xact() pg_available_extensions() pg_available_extension_versions()
	pg_partition_ancestors(regclass) pg_partition_tree(regclass) pg_get_publication_tables(text) pg_get_publication_tables(_text)
	pg_stat_get_progress_info(text) pg_stat_get_wal_senders() pg_get_replication_slots() pg_show_replication_origin_status()
	pg_stat_get_slru() pg_config() pg_hba_file_rules() pg_ident_file_mappings() pg_show_all_file_settings()
	pg_get_backend_memory_contexts() pg_get_shmem_allocations() pg_stat_get_backend_idset() pg_get_multixact_members(xid)
	pg_stat_get_subscription(oid) pg_mcv_list_items(pg_mcv_list)`
