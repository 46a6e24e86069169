package sql_test

import (
	"strings"
	"testing"

	"github.com/pgconfluence/pgconfluence/sql/sqltest"
)

// TestSessionsAsPostgres runs series of statements that act on the session on
// this server and on PostgreSQL: each must answer alike, errors too.
func TestSessionsAsPostgres(t *testing.T) {
	f := clientTables()
	oracle, database := oraclePeer(t, f)
	own := ownPeer(t, f, database)
	for _, series := range sessionSeries {
		name, statements, _ := strings.Cut(strings.TrimSpace(series), "\n")
		t.Run(name, func(t *testing.T) {
			for _, p := range []*peer{oracle, own} {
				p.query("ROLLBACK", nil)
				p.query("DISCARD ALL", nil)
			}
			for _, text := range strings.Split(statements, "\n") {
				s := &clientStatement{text: text}
				want, got := oracle.run(s), own.run(s)
				oracle.plainRows(s, want)
				own.plainRows(s, got)
				tag := want.Tag == got.Tag
				if d := sqltest.Difference(want, got, true); d != "" || !tag {
					t.Errorf("%s: %s", text, d)
				}
			}
		})
	}
}

// sessionSeries are a name and then a statement a line.
var sessionSeries = []string{`
cursor forward
DECLARE c CURSOR FOR SELECT 1
BEGIN
DECLARE c NO SCROLL CURSOR FOR SELECT id, title FROM pages ORDER BY id
FETCH 3 FROM c
FETCH c
MOVE 5 IN c
FETCH NEXT FROM c
FETCH ABSOLUTE 20 FROM c
FETCH RELATIVE 0 FROM c
ROLLBACK
BEGIN
DECLARE c NO SCROLL CURSOR FOR SELECT 1
FETCH FORWARD 0 FROM c
FETCH c
FETCH FORWARD 0 FROM c
ROLLBACK
BEGIN
DECLARE c NO SCROLL CURSOR FOR SELECT 1
FETCH BACKWARD 1 FROM c
ROLLBACK
FETCH c
CLOSE c`, `
cursor that scrolls
BEGIN
DECLARE c SCROLL CURSOR FOR SELECT id FROM spaces ORDER BY id
FETCH LAST FROM c
FETCH PRIOR FROM c
FETCH FIRST FROM c
FETCH PRIOR FROM c
FETCH FORWARD 3 FROM c
FETCH BACKWARD 2 FROM c
FETCH ABSOLUTE -2 FROM c
FETCH ABSOLUTE 0 FROM c
FETCH ALL FROM c
FETCH BACKWARD ALL FROM c
FETCH RELATIVE 4 FROM c
MOVE BACKWARD 2 IN c
FETCH c
FETCH 0 FROM c
MOVE FORWARD ALL IN c
FETCH PRIOR FROM c
SELECT name, is_holdable, is_binary, is_scrollable FROM pg_cursors WHERE name <> ''
DECLARE c CURSOR FOR SELECT 1
ROLLBACK`, `
cursor with hold
DECLARE h CURSOR WITH HOLD FOR SELECT id FROM spaces ORDER BY id
FETCH 2 FROM h
BEGIN
DECLARE n CURSOR FOR SELECT 1
FETCH 2 FROM h
COMMIT
FETCH n
FETCH 2 FROM h
BEGIN
DECLARE lost CURSOR WITH HOLD FOR SELECT 1
ROLLBACK
FETCH lost
FETCH h
SELECT name, is_holdable FROM pg_cursors WHERE name <> ''
CLOSE ALL
FETCH h
CLOSE h`, `
copy
COPY (SELECT id, title, created_at, version_minor_edit FROM pages ORDER BY id) TO STDOUT
COPY (SELECT id, title, created_at, version_minor_edit FROM pages ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER)
COPY (SELECT title, version_message FROM pages ORDER BY id) TO STDOUT WITH (FORMAT csv, DELIMITER ';', QUOTE '''', NULL 'none', FORCE_QUOTE (title))
COPY (SELECT title, position FROM pages ORDER BY id) TO STDOUT WITH (FORMAT csv, FORCE_QUOTE *, ESCAPE '\')
COPY (SELECT title FROM pages ORDER BY id) TO STDOUT WITH (DELIMITER '|', NULL '')
COPY (SELECT id, title, created_at FROM pages ORDER BY id) TO STDOUT (FORMAT binary)
COPY spaces (id, key) TO STDOUT
COPY spaces TO STDOUT CSV HEADER
COPY spaces (nope) TO STDOUT
COPY nope TO STDOUT
COPY spaces TO STDOUT (FORMAT xml)
COPY spaces TO STDOUT (FORMAT csv, QUOTE 'ab')
COPY spaces TO STDOUT (QUOTE '"')
COPY spaces TO STDOUT (FORMAT binary, DELIMITER ',')
COPY spaces TO STDOUT (DELIMITER 'a')
COPY spaces TO '/tmp/x'
COPY spaces TO PROGRAM 'cat'`, `
session state
SET work_mem = '64MB'
SHOW work_mem
SELECT setting, unit, source FROM pg_settings WHERE name = 'work_mem'
SELECT current_setting('work_mem'), current_setting('nope.x', true)
SELECT current_setting('nope')
SELECT set_config('search_path', 'public', false)
SHOW search_path
BEGIN
SELECT set_config('statement_timeout', '5s', true)
SHOW statement_timeout
ROLLBACK
SHOW statement_timeout
RESET work_mem
SHOW work_mem
SET enable_hashjoin = off
SHOW enable_hashjoin
SET enable_hashjoin = perhaps
SET shared_buffers = '1GB'
SET log_statement = 'all'
SET plan_cache_mode = force_custom_plan
SET plan_cache_mode = nonsense
LISTEN ch
SELECT pg_listening_channels()
UNLISTEN *
LOCK TABLE pages IN ACCESS SHARE MODE
BEGIN
LOCK TABLE pages IN ACCESS SHARE MODE
LOCK TABLE pages
ROLLBACK
SET ROLE confluence_reader
SET ROLE none
SET ROLE nobody_at_all
RESET ROLE
SET SESSION AUTHORIZATION nobody_at_all
SELECT current_user, session_user
PREPARE q (bigint, text) AS SELECT $1, $2
SELECT name, parameter_types, from_sql FROM pg_prepared_statements WHERE name = 'q'
DISCARD PLANS
DISCARD SEQUENCES
DISCARD TEMP`, `
names of objects
SELECT 'pages'::regclass::text, 'public.pages'::regclass::text, 'pg_class'::regclass::text
SELECT 'information_schema.tables'::regclass::text, 0::regclass::text, 4294967295::regclass::text
SELECT 'nope'::regclass
SELECT to_regclass('nope'), to_regclass('pages')::text, to_regtype('int4')::text, to_regtype('no such')
SELECT 'integer'::regtype, 'int4[]'::regtype, 'character varying'::regtype, '"char"'::regtype, 'nope'::regtype
SELECT 'now'::regproc, 'abs'::regproc
SELECT 'abs(int)'::regprocedure, 'pg_catalog.abs(bigint)'::regprocedure, 1397::regproc
SELECT 'public'::regnamespace, 'nope'::regnamespace
SELECT 'postgres'::regrole::text, 'nope'::regrole
SELECT '=(integer,integer)'::regoperator, 96::regoper, '~~(text,text)'::regoperator
SELECT 'C'::regcollation, 'english'::regconfig
SELECT conrelid::regclass, confrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY conname
SELECT indexrelid::regclass, indkey, indkey[0], indkey::text, pg_get_indexdef(indexrelid), pg_get_indexdef(indexrelid, 1, true) FROM pg_index WHERE indrelid = 'pages'::regclass ORDER BY 1::text
SELECT obj_description('pages'::regclass, 'pg_class'), col_description('pages'::regclass, 3)
SELECT has_table_privilege('pages', 'SELECT'), has_table_privilege('pages', 'INSERT'), has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'CONNECT')
SELECT has_table_privilege('nope', 'SELECT')
SELECT has_table_privilege('pages', 'FLY')
SELECT pg_table_is_visible('pages'::regclass), pg_table_is_visible('information_schema.tables'::regclass), pg_type_is_visible('int4'::regtype)
SELECT current_schema(), current_schemas(true), current_schemas(false)
SELECT pg_get_userbyid(10), pg_get_userbyid(99999)
SELECT pg_size_pretty(1023::bigint), pg_size_pretty(10240::bigint), pg_size_pretty(123456789::bigint), pg_size_pretty(-50000::bigint), pg_size_pretty(1.5e15::numeric)
SELECT format_type(1043, 14), format_type(23, NULL), format_type(1700, 655366), format_type(0, NULL)
SELECT pg_encoding_to_char(6), pg_char_to_encoding('utf-8'), pg_char_to_encoding('nope')
SELECT oid::regprocedure, pg_get_function_arguments(oid), pg_get_function_result(oid), pg_get_function_identity_arguments(oid) FROM pg_proc ORDER BY oid
SELECT pg_get_functiondef(oid) FROM pg_proc WHERE prokind <> 'a' ORDER BY oid
SELECT (information_schema._pg_expandarray(ARRAY[10, 20])).n
SELECT x, n FROM information_schema._pg_expandarray(ARRAY['a', 'b'])
SELECT * FROM aclexplode(ARRAY['postgres=r*w/postgres', '=X/postgres']::aclitem[])
SELECT parse_ident('"Some".name.x'), parse_ident('1a')
SELECT acldefault('r', 10), acldefault('f', 10)`,
}
