// Package datum holds PostgreSQL's values: how each type stands in storage,
// how it is read from and written to PostgreSQL's text and binary formats, and
// the arithmetic that SQLite does not have. It does no I/O and knows nothing
// of queries.
//
// # Representation
//
// A value is nil (NULL), an int64, a float64, a string or a []byte: the five
// that SQLite stores. What they mean depends on the PostgreSQL type:
//
//	boolean                    int64, 0 or 1
//	smallint integer bigint    int64
//	oid, regclass, reg*, xid   int64, 0 to 4294967295
//	real, double precision     float64; real is rounded to single precision;
//	                           the string "NaN" for NaN (SQLite has none)
//	numeric                    string, exactly as PostgreSQL prints it ("1.50",
//	                           "NaN"): equal numbers may differ in scale, so
//	                           comparing needs CompareNumeric
//	text varchar bpchar name   string, valid UTF-8 without U+0000; bpchar is
//	"char" unknown cstring     blank-padded to its length
//	json                       string as given; jsonb: string as PostgreSQL prints it
//	bytea                      []byte
//	uuid                       string, lower-case with hyphens
//	date                       int64, days since 2000-01-01; -infinity and
//	                           infinity are math.MinInt32 and math.MaxInt32
//	time                       int64, microseconds since midnight
//	timestamp, timestamptz     int64, microseconds since 2000-01-01 00:00 (UTC);
//	                           -infinity and infinity are math.MinInt64 and MaxInt64
//	interval                   string "months days microseconds" (three decimal
//	                           integers); comparing needs CompareInterval
//	arrays                     string, a JSON array of the elements'
//	                           representations (one dimension, lower bound 1;
//	                           more dimensions nest); bytea elements as hex strings
//	void                       ""
//
// The epoch and units are those of PostgreSQL's binary formats.
//
// # What is here
//
//	formats    ParseText ParseTextTypmod ParseBinary AppendText AppendBinary ApplyTypmod
//	order      Compare CompareNumeric CompareInterval CompareJSONB
//	types      TypeName ElementType ArrayType EncodeArray DecodeArray
//	numeric    ParseNumeric NumericFromString/Int64/Float64/Float32 and Numeric's methods
//	           (Add Sub Mul Div DivInt Mod Neg Abs Round Trunc Ceil Floor Sqrt Exp Ln Log Power
//	           TrimScale Cmp Sign Int64 Float64 Float32 String)
//	floats     FloatValue FloatToInt FloatToReal AppendFloat64 AppendFloat32
//	timestamps TruncTimestamp(tz) DateBin AddInterval(Tz) SubInterval(Tz) SubTimestamps Age(Tz) AddDays
//	           SubDates AddTime and the casts DateToTimestamp(tz) TimestampToDate TimestamptzToDate
//	           TimestampToTime TimestamptzToTime LocalTimestamp TimestamptzFromLocal
//	fields     ExtractTimestamp(tz) ExtractDate ExtractTime ExtractInterval: Extracted is extract's
//	           numeric and date_part's double precision
//	makers     MakeDate MakeTime MakeTimestamp MakeInterval TimestamptzFromEpoch TimestampFromTime
//	intervals  ParseInterval ParseStoredInterval TruncInterval and Interval's methods (Add Sub Neg Mul
//	           Div JustifyHours JustifyDays JustifyInterval Compare String AppendText)
//	zones      LoadZone FindZone TimestamptzAtZone TimestampAtZone ZoneOffset
//	formatting ToCharTimestamp(tz) ToCharInterval ToCharNumeric ToCharFloat ToTimestamp ToDate ToNumber
//	json       ValidateJSON CanonicalJSONB AppendJSONString
package datum
