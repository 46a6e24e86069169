package datum

import (
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"
)

// Type OIDs that pgtype does not name.
const (
	regprocOID       = 24
	int2vectorOID    = 22
	oidvectorOID     = 30
	voidOID          = 2278
	cstringOID       = 2275
	regprocedureOID  = 2202
	regoperOID       = 2203
	regoperatorOID   = 2204
	regclassOID      = 2205
	regtypeOID       = 2206
	regroleOID       = 4096
	regnamespaceOID  = 4089
	regconfigOID     = 3734
	regdictionaryOID = 3769
	regcollationOID  = 4191
	xid8OID          = 5069
	pgNodeTreeOID    = 194
	aclitemOID       = 1033
	xmlOID           = 142
)

// family groups types that share a representation and formats.
type family uint8

const (
	famUnknown     family = iota // a type this package has no rules for
	famBool                      // int64 0 or 1
	famInt                       // int64, signed, of typeLen bytes
	famOID                       // int64, unsigned 32 bits
	famXID8                      // int64, unsigned 64 bits
	famFloat4                    // float64
	famFloat8                    // float64
	famNumeric                   // decimal string
	famText                      // string
	famBpchar                    // string, blank-padded
	famName                      // string of at most 63 bytes
	famChar                      // "char": string of at most one byte
	famJSON                      // string
	famJSONB                     // string
	famBytea                     // []byte
	famUUID                      // string
	famDate                      // int64
	famTime                      // int64
	famTimestamp                 // int64
	famTimestamptz               // int64
	famInterval                  // "months days microseconds"
	famArray                     // JSON text
	famVector                    // int2vector, oidvector: JSON text
	famVoid                      // ""
)

// isRegType reports whether a type's values are OIDs that are printed as names.
func isRegType(typ uint32) bool {
	switch typ {
	case regprocOID, regprocedureOID, regoperOID, regoperatorOID, regclassOID, regtypeOID, regroleOID, regnamespaceOID,
		regconfigOID, regdictionaryOID, regcollationOID:
		return true
	}
	return false
}

func familyOf(typ uint32) family {
	switch typ {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.UnknownOID, cstringOID, xmlOID, pgNodeTreeOID, aclitemOID:
		return famText
	case pgtype.Int8OID, pgtype.Int4OID, pgtype.Int2OID:
		return famInt
	case pgtype.TimestamptzOID:
		return famTimestamptz
	case pgtype.TimestampOID:
		return famTimestamp
	case pgtype.BoolOID:
		return famBool
	case pgtype.NumericOID:
		return famNumeric
	case pgtype.Float8OID:
		return famFloat8
	case pgtype.Float4OID:
		return famFloat4
	case pgtype.DateOID:
		return famDate
	case pgtype.TimeOID:
		return famTime
	case pgtype.IntervalOID:
		return famInterval
	case pgtype.NameOID:
		return famName
	case pgtype.BPCharOID:
		return famBpchar
	case pgtype.QCharOID:
		return famChar
	case pgtype.JSONOID:
		return famJSON
	case pgtype.JSONBOID:
		return famJSONB
	case pgtype.ByteaOID:
		return famBytea
	case pgtype.UUIDOID:
		return famUUID
	case voidOID:
		return famVoid
	case int2vectorOID, oidvectorOID:
		return famVector
	case xid8OID:
		return famXID8
	case pgtype.OIDOID, pgtype.XIDOID, pgtype.CIDOID, regprocOID, regprocedureOID, regoperOID, regoperatorOID,
		regclassOID, regtypeOID, regroleOID, regnamespaceOID, regconfigOID, regdictionaryOID, regcollationOID:
		return famOID
	}
	if ElementType(typ) != 0 {
		return famArray
	}
	return famUnknown
}

// ElementType returns the element's type OID of an array type, 0 if typ is no
// array type known here.
func ElementType(typ uint32) uint32 {
	switch typ {
	case 1007:
		return pgtype.Int4OID
	case 1009:
		return pgtype.TextOID
	case 1016:
		return pgtype.Int8OID
	case 1005:
		return pgtype.Int2OID
	case 1006: // int2vector's array; int2vector itself (22) is the catalog's own
		return 0
	case 1000:
		return pgtype.BoolOID
	case 1001:
		return pgtype.ByteaOID
	case 1002:
		return pgtype.QCharOID
	case 1003:
		return pgtype.NameOID
	case 1008:
		return regprocOID
	case 1011:
		return pgtype.XIDOID
	case 1012:
		return pgtype.CIDOID
	case 1014:
		return pgtype.BPCharOID
	case 1015:
		return pgtype.VarcharOID
	case 1021:
		return pgtype.Float4OID
	case 1022:
		return pgtype.Float8OID
	case 1028:
		return pgtype.OIDOID
	case 1034:
		return aclitemOID
	case 1115:
		return pgtype.TimestampOID
	case 1182:
		return pgtype.DateOID
	case 1183:
		return pgtype.TimeOID
	case 1185:
		return pgtype.TimestamptzOID
	case 1187:
		return pgtype.IntervalOID
	case 1231:
		return pgtype.NumericOID
	case 1263:
		return cstringOID
	case 143:
		return xmlOID
	case 199:
		return pgtype.JSONOID
	case 2207:
		return regprocedureOID
	case 2208:
		return regoperOID
	case 2209:
		return regoperatorOID
	case 2210:
		return regclassOID
	case 2211:
		return regtypeOID
	case 2951:
		return pgtype.UUIDOID
	case 271:
		return xid8OID
	case 3735:
		return regconfigOID
	case 3770:
		return regdictionaryOID
	case 3807:
		return pgtype.JSONBOID
	case 4090:
		return regnamespaceOID
	case 4097:
		return regroleOID
	case 4192:
		return regcollationOID
	}
	return 0
}

// ArrayType returns the array type OID over an element type, 0 if there is none.
func ArrayType(elem uint32) uint32 {
	switch elem {
	case pgtype.XMLOID:
		return 143
	case pgtype.JSONOID:
		return 199
	case xid8OID:
		return 271
	case pgtype.JSONBOID:
		return 3807
	case pgtype.UUIDOID:
		return 2951
	case pgtype.NumericOID:
		return 1231
	case cstringOID:
		return 1263
	case regconfigOID:
		return 3735
	case regdictionaryOID:
		return 3770
	case regnamespaceOID:
		return 4090
	case regroleOID:
		return 4097
	case regcollationOID:
		return 4192
	}
	for _, r := range [...][2]uint32{{1000, 1034}, {1115, 1187}, {2207, 2211}} {
		for a := r[0]; a <= r[1]; a++ {
			if e := ElementType(a); e == elem {
				return a
			}
		}
	}
	return 0
}

var typeNames = map[uint32]string{
	pgtype.BoolOID: "boolean", pgtype.ByteaOID: "bytea", pgtype.QCharOID: `"char"`, pgtype.NameOID: "name",
	pgtype.Int8OID: "bigint", pgtype.Int2OID: "smallint", pgtype.Int4OID: "integer", pgtype.TextOID: "text",
	pgtype.OIDOID: "oid", pgtype.XIDOID: "xid", pgtype.CIDOID: "cid", pgtype.JSONOID: "json", pgtype.JSONBOID: "jsonb",
	pgtype.Float4OID: "real", pgtype.Float8OID: "double precision", pgtype.UnknownOID: "unknown",
	pgtype.BPCharOID: "character", pgtype.VarcharOID: "character varying", pgtype.DateOID: "date",
	pgtype.TimeOID: "time without time zone", pgtype.TimestampOID: "timestamp without time zone",
	pgtype.TimestamptzOID: "timestamp with time zone", pgtype.IntervalOID: "interval", pgtype.NumericOID: "numeric",
	pgtype.UUIDOID: "uuid", voidOID: "void", cstringOID: "cstring", regprocOID: "regproc",
	regprocedureOID: "regprocedure", regoperOID: "regoper", regoperatorOID: "regoperator", regclassOID: "regclass",
	regtypeOID: "regtype", regroleOID: "regrole", regnamespaceOID: "regnamespace", regconfigOID: "regconfig",
	regdictionaryOID: "regdictionary", regcollationOID: "regcollation", xid8OID: "xid8", xmlOID: "xml",
	pgNodeTreeOID: "pg_node_tree", aclitemOID: "aclitem",
}

// TypeName is the type's name as PostgreSQL's format_type prints it without a
// modifier ("integer", "timestamp with time zone", "text[]").
func TypeName(typ uint32) string {
	if n, ok := typeNames[typ]; ok {
		return n
	}
	if e := ElementType(typ); e != 0 {
		return TypeName(e) + "[]"
	}
	return "type " + strconv.FormatUint(uint64(typ), 10)
}
