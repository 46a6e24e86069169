package builtin

import "github.com/pgconfluence/pgconfluence/sql/datum"

// collations order the types whose text does not sort as its value does.
var collations = map[string]func(a, b string) int{
	"pg_interval": datum.CompareInterval,
	"pg_jsonb":    datum.CompareJSONB,
	"pg_numeric":  datum.CompareNumeric,
}

// Collation is the collation that comparing, sorting and grouping values of a
// type needs in SQLite: "" for the types whose stored form sorts by itself.
func Collation(typ uint32) string {
	switch typ {
	case 1700:
		return "pg_numeric"
	case 1186:
		return "pg_interval"
	case 3802:
		return "pg_jsonb"
	case 1042: // bpchar: trailing blanks do not count
		return "RTRIM"
	}
	return ""
}
