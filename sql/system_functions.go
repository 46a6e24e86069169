package sql

import (
	"github.com/mattn/go-sqlite3"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// systemTemplates are functions over the system relations, written as SQL over
// them, by pg_proc signature.
var systemTemplates = map[string]string{
	"pg_get_userbyid(oid)":     `coalesce((SELECT rolname FROM sys."pg_catalog.pg_roles" WHERE oid = $1), 'unknown (OID=' || $1 || ')')`,
	"pg_table_is_visible(oid)": `(SELECT relnamespace IN (11, 2200) FROM sys."pg_catalog.pg_class" WHERE oid = $1)`,
	"obj_description(oid,name)": `(SELECT description FROM sys."pg_catalog.pg_description" WHERE objoid = $1 AND objsubid = 0
		AND classoid = (SELECT oid FROM sys."pg_catalog.pg_class" WHERE relname = $2 AND relnamespace = 11))`,
	"col_description(oid,int4)":    `(SELECT description FROM sys."pg_catalog.pg_description" WHERE objoid = $1 AND classoid = 1259 AND objsubid = $2 AND $2 > 0)`,
	"format_type(oid,int4)":        `pgc_format_type($1, $2)`,
	"pg_encoding_to_char(int4)":    `CASE $1 WHEN 6 THEN 'UTF8' WHEN 0 THEN 'SQL_ASCII' ELSE '' END`,
	"pg_is_in_recovery()":          `0`,
	"pg_is_other_temp_schema(oid)": `0`,
	"pg_my_temp_schema()":          `0`,
	"current_schemas(bool)":        `CASE WHEN $1 THEN '["pg_catalog","public"]' ELSE '["public"]' END`,
}

// registerSystem adds the functions that need this package's own knowledge to
// a new connection.
func registerSystem(c *sqlite3.SQLiteConn) error {
	cat := catalog.PG15()
	if err := c.RegisterFunc("pgc_zip", zip, true); err != nil {
		return err
	}
	return c.RegisterFunc("pgc_format_type", func(args ...any) any {
		oid, ok := args[0].(int64)
		if !ok {
			return nil
		}
		if mod, ok := args[1].(int64); ok {
			return cat.FormatType(uint32(oid), int32(mod))
		}
		return cat.FormatTypeName(uint32(oid))
	}, true)
}
