package sql

import "github.com/jackc/pgx/v5/pgtype"

// Type OIDs used by name in this package; the rest are data in package catalog.
const (
	oidBool        = pgtype.BoolOID
	oidInt2        = pgtype.Int2OID
	oidInt4        = pgtype.Int4OID
	oidInt8        = pgtype.Int8OID
	oidFloat4      = pgtype.Float4OID
	oidFloat8      = pgtype.Float8OID
	oidNumeric     = pgtype.NumericOID
	oidText        = pgtype.TextOID
	oidName        = pgtype.NameOID
	oidVarchar     = pgtype.VarcharOID
	oidBpchar      = pgtype.BPCharOID
	oidChar        = pgtype.QCharOID
	oidOid         = pgtype.OIDOID
	oidDate        = pgtype.DateOID
	oidTime        = pgtype.TimeOID
	oidTimestamp   = pgtype.TimestampOID
	oidTimestamptz = pgtype.TimestamptzOID
	oidInterval    = pgtype.IntervalOID
	oidRecord      = pgtype.RecordOID
	oidUnknown     = pgtype.UnknownOID
	oidVoid        = 2278
	oidRegclass    = 2205
	oidRegtype     = 2206
	oidTextArray   = pgtype.TextArrayOID
	oidBit         = pgtype.BitOID
	oidJSON        = pgtype.JSONOID
	oidJSONB       = pgtype.JSONBOID
	oidTimetz      = pgtype.TimetzOID
	oidMoney       = 790
	oidXML         = pgtype.XMLOID
	oidTsvector    = pgtype.TSVectorOID
	oidTsquery     = 3615
	oidJSONPath    = pgtype.JSONPathOID
	oidPgLSN       = 3220
	oidMacaddr     = pgtype.MacaddrOID
	oidMacaddr8    = pgtype.Macaddr8OID
)
