package datum

import "time"

// Style is the part of a session's settings that shapes text output and input.
// The zero value is not usable; see DefaultStyle.
type Style struct {
	Location         *time.Location // TimeZone
	LocationName     string         // TimeZone as SHOW prints it
	DateStyle        string         // "ISO", "SQL", "German" or "Postgres"
	DateOrder        string         // "MDY", "DMY" or "YMD"
	IntervalStyle    string         // "postgres", "postgres_verbose", "sql_standard" or "iso_8601"
	ExtraFloatDigits int            // extra_float_digits, -15 to 3; 1 and up is shortest-exact
	ByteaOutput      string         // "hex" or "escape"

	// Name prints the OID of a reg type as the name of what it stands for; nil:
	// as a number.
	Name func(typ, oid uint32) string

	// OID reads the name of what a reg type stands for; nil: numbers alone are
	// read.
	OID func(typ uint32, name string) (uint32, error)

	// Now is the transaction's start, which 'now' and 'today' mean, in
	// microseconds since 2000-01-01 UTC. nil is the clock.
	Now func() int64

	zones *zoneCache // nil: offsets are looked up each time
}

// DefaultStyle is PostgreSQL's default with TimeZone UTC. A Style made from it
// (rather than from a literal) remembers the offsets of its zone.
func DefaultStyle() *Style {
	return &Style{Location: time.UTC, LocationName: "UTC", DateStyle: "ISO", DateOrder: "MDY",
		IntervalStyle: "postgres", ExtraFloatDigits: 1, ByteaOutput: "hex", zones: &zoneCache{}}
}

func (st *Style) now() int64 {
	if st.Now != nil {
		return st.Now()
	}
	return TimestampFromTime(time.Now())
}

// TimestampFromTime is a Go time as a timestamptz: microseconds, rounded down.
func TimestampFromTime(t time.Time) int64 {
	return (t.Unix()-unixEpochSecs)*usecPerSec + int64(t.Nanosecond()/1000)
}

// TimeFromTimestamp is the inverse of TimestampFromTime; t must be finite.
func TimeFromTimestamp(t int64) time.Time {
	sec := floorDiv(t, usecPerSec)
	return time.Unix(sec+unixEpochSecs, (t-sec*usecPerSec)*1000).UTC()
}
