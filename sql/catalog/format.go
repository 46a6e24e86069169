package catalog

import (
	"fmt"
	"strconv"
	"strings"
)

// FormatType is format_type(oid, typmod): "character varying(10)",
// "timestamp(3) with time zone", "integer[]". A type that is not known is
// "???", OID 0 is "-". Typmod -1 means that there is none: then character and
// bit are printed as bpchar and "bit", whose length SQL does not assume to be 1.
func (c *Catalog) FormatType(oid uint32, typmod int32) string {
	return c.formatType(oid, typmod, true)
}

// FormatTypeName is format_type(oid, NULL), as error messages and regtype print
// types: "character varying", "character".
func (c *Catalog) FormatTypeName(oid uint32) string { return c.formatType(oid, -1, false) }

func (c *Catalog) formatType(oid uint32, typmod int32, given bool) string {
	if oid == 0 {
		return "-"
	}
	t := c.Type(oid)
	if t == nil {
		return "???"
	}
	suffix := ""
	if t.IsArray() {
		if t, suffix = c.Type(t.Elem), "[]"; t == nil {
			return "???[]"
		}
	}
	return c.formatScalar(t, typmod, given) + suffix
}

func (c *Catalog) formatScalar(t *Type, typmod int32, given bool) string {
	bare := given && typmod < 0
	switch t.OID {
	case Bpchar, Bit:
		if bare {
			break
		}
		return standardNames[t.OID] + modifier(t.OID, typmod)
	case Time, Timestamp, Timetz, Timestamptz:
		zone := " without time zone"
		if t.OID == Timetz || t.OID == Timestamptz {
			zone = " with time zone"
		}
		return standardNames[t.OID] + modifier(t.OID, typmod) + zone
	}
	if name := standardNames[t.OID]; name != "" && t.OID != Bpchar && t.OID != Bit {
		return name + modifier(t.OID, typmod)
	}
	name := quoted(t.Name)
	if t.Namespace != pgCatalog {
		name = quoted(c.namespaces[t.Namespace]) + "." + name
	}
	return name + modifier(t.OID, typmod)
}

// standardNames are the types that SQL has names of its own for.
var standardNames = map[uint32]string{
	Bool: "boolean", Bpchar: "character", 700: "real", 701: "double precision", Int2: "smallint",
	Int4: "integer", 20: "bigint", Numeric: "numeric", Interval: "interval", Time: "time", Timetz: "time",
	Timestamp: "timestamp", Timestamptz: "timestamp", Varbit: "bit varying", Varchar: "character varying",
	Bit: "bit",
}

// modifier prints a typmod as the type's typmodout function does. A type that
// has none prints a typmod that it should not have in parentheses, as
// PostgreSQL does.
func modifier(oid uint32, typmod int32) string {
	if typmod < 0 {
		return ""
	}
	switch oid {
	case Bool, Int2, Int4, 20, 700, 701:
		return ""
	case Bpchar, Varchar:
		if typmod <= 4 {
			return ""
		}
		return paren(typmod - 4)
	case Numeric:
		if typmod < 4 {
			return ""
		}
		m := typmod - 4
		return fmt.Sprintf("(%d,%d)", m>>16&0xffff, (m&0x7ff^1024)-1024)
	case Interval:
		return intervalModifier(typmod)
	}
	return paren(typmod)
}

func paren(n int32) string { return "(" + strconv.Itoa(int(n)) + ")" }

// Bits of the field mask in an interval's typmod (INTERVAL_MASK).
const (
	month  = 1 << 1
	year   = 1 << 2
	day    = 1 << 3
	hour   = 1 << 10
	minute = 1 << 11
	second = 1 << 12
)

func intervalModifier(typmod int32) string {
	fields := map[int32]string{
		year: " year", month: " month", day: " day", hour: " hour", minute: " minute", second: " second",
		year | month: " year to month", day | hour: " day to hour",
		day | hour | minute: " day to minute", day | hour | minute | second: " day to second",
		hour | minute: " hour to minute", hour | minute | second: " hour to second",
		minute | second: " minute to second",
	}[typmod>>16&0x7fff]
	if precision := typmod & 0xffff; precision != 0xffff {
		return fields + paren(precision)
	}
	return fields
}

// quoted is quote_identifier for the names that types have: of PostgreSQL's
// reserved and column-name keywords, these alone are type names that get here.
func quoted(name string) string {
	plain := name != "" && name != "any" && name != "bit" && name != "char"
	for i := 0; i < len(name) && plain; i++ {
		b := name[i]
		plain = b >= 'a' && b <= 'z' || b == '_' || i > 0 && b >= '0' && b <= '9'
	}
	if plain {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}
