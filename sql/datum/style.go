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
}

// DefaultStyle is PostgreSQL's default with TimeZone UTC.
func DefaultStyle() *Style {
	return &Style{Location: time.UTC, LocationName: "UTC", DateStyle: "ISO", DateOrder: "MDY",
		IntervalStyle: "postgres", ExtraFloatDigits: 1, ByteaOutput: "hex"}
}
