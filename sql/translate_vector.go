package sql

// int2vector and oidvector, and arrays cast from them, are counted from 0.

// isVector reports whether an array is counted from 0.
func isVector(e expr) bool {
	t := unwrap(e).typ().oid
	return t == 22 || t == 30
}

// vectorTemplates are functions over such arrays, by pg_proc signature.
var vectorTemplates = map[string]string{
	"array_lower(anyarray,int4)":                       `CASE WHEN $2 = 1 AND json_array_length($1) > 0 THEN 0 END`,
	"array_upper(anyarray,int4)":                       `CASE WHEN $2 = 1 AND json_array_length($1) > 0 THEN json_array_length($1) - 1 END`,
	"generate_subscripts(anyarray,int4)":               `(SELECT json_group_array(key) FROM json_each($1) WHERE $2 = 1)`,
	"array_position(anycompatiblearray,anycompatible)": `(SELECT min(key) FROM json_each($1) WHERE value = $2)`,
}
