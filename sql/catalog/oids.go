package catalog

// OIDs that the rules single out. They are the same in every PostgreSQL.
const (
	Bool        uint32 = 16
	Name        uint32 = 19
	Int2        uint32 = 21
	Int2Vector  uint32 = 22
	Int4        uint32 = 23
	Text        uint32 = 25
	OIDVector   uint32 = 30
	Bpchar      uint32 = 1042
	Varchar     uint32 = 1043
	Bit         uint32 = 1560
	Varbit      uint32 = 1562
	Time        uint32 = 1083
	Timestamp   uint32 = 1114
	Timestamptz uint32 = 1184
	Interval    uint32 = 1186
	Timetz      uint32 = 1266
	Numeric     uint32 = 1700

	Unknown     uint32 = 705
	Record      uint32 = 2249
	RecordArray uint32 = 2287
	Cstring     uint32 = 2275
	Any         uint32 = 2276
	Void        uint32 = 2278

	AnyElement              uint32 = 2283
	AnyArray                uint32 = 2277
	AnyNonArray             uint32 = 2776
	AnyEnum                 uint32 = 3500
	AnyRange                uint32 = 3831
	AnyMultirange           uint32 = 4537
	AnyCompatible           uint32 = 5077
	AnyCompatibleArray      uint32 = 5078
	AnyCompatibleNonArray   uint32 = 5079
	AnyCompatibleRange      uint32 = 5080
	AnyCompatibleMultirange uint32 = 4538
)

const (
	pgCatalog uint32 = 11 // pg_namespace.oid

	btree uint32 = 403 // pg_am.oid
	hash  uint32 = 405
)
