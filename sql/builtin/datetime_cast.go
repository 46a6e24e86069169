package builtin

import (
	"fmt"
	"math"
	"time"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// Time in the units of package datum.
const (
	usecPerSecond = int64(1_000_000)
	usecPerHour   = 3600 * usecPerSecond
	usecPerDay    = 24 * usecPerHour

	minTimestamp = -211813488000000000 // 4714-11-24 BC
	endTimestamp = 9223371331200000000 // the first past 294276 AD
	minDate      = -2451545
	endDate      = 2147483494 - 2451545
)

func infinite(t int64) bool { return t == math.MinInt64 || t == math.MaxInt64 }
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// location is the session's zone from its name.
func location(v any) (*time.Location, error) {
	name, _ := v.(string)
	loc, ok := datum.LoadZone(name)
	if !ok {
		return nil, datum.ErrZone(name)
	}
	return loc, nil
}

// zoned enters an entry that depends on the session's zone, with the template
// that serves while the zone is UTC.
func (r *registry) zoned(signature, utc string, f func(a []any, loc *time.Location) (any, error)) {
	n := arity(signature)
	r.add(signature, Impl{UTC: utc, Session: []string{TimeZone}, Go: func(a []any) (any, error) {
		loc, err := location(a[n])
		if err != nil {
			return nil, err
		}
		return f(a, loc)
	}})
}

// zonedLocal is zoned for a function of the local time, with the expression of
// it that is native in any zone.
func (r *registry) zonedLocal(signature, utc, local string, f func(a []any, loc *time.Location) (any, error)) {
	r.zoned(signature, utc, f)
	r.funcs[signature].Zoned = func(zone string, _ []any) string {
		if zone == "UTC" {
			return ""
		}
		return zonedLocal(zone, local, 1, goCall(signature, []string{TimeZone}))
	}
}

// clampDate is a date's midnight for comparing: a date beyond the range of
// timestamps is past them all but infinity.
func clampDate(d int64) int64 {
	switch {
	case d == math.MaxInt32:
		return math.MaxInt64
	case d == math.MinInt32:
		return math.MinInt64
	case d >= endTimestamp/usecPerDay:
		return endTimestamp
	}
	return d * usecPerDay
}

func dateToTimestamp(d int64) (int64, error) {
	t := clampDate(d)
	if t == endTimestamp {
		return 0, errorf("22008", "date out of range for timestamp")
	}
	return t, nil
}

func timestampToDate(t int64) int64 {
	switch t {
	case math.MaxInt64:
		return math.MaxInt32
	case math.MinInt64:
		return math.MinInt32
	}
	return floorDiv(t, usecPerDay)
}

// Templates of floor division and its remainder by a day, for all timestamps:
// SQLite's / and % cut towards zero.
const (
	dayOf       = "($1 - ((($1 % 86400000000) + 86400000000) % 86400000000)) / 86400000000"
	timeOf      = "(($1 % 86400000000) + 86400000000) % 86400000000"
	finite      = "$1 NOT IN (9223372036854775807, -9223372036854775808)"
	midnight    = "CASE WHEN $1 BETWEEN -2451545 AND 106751982 THEN $1 * 86400000000 ELSE @go END"
	dateOfStamp = "CASE WHEN " + finite + " THEN " + dayOf + " ELSE @go END"
	timeOfStamp = "CASE WHEN " + finite + " THEN " + timeOf + " END"
)

func (r *registry) addDateTimeCasts() {
	toTimestamp := func(a []any) (any, error) { return dateToTimestamp(a[0].(int64)) }
	r.both("timestamp(date)", midnight, toTimestamp)
	r.zoned("timestamptz(date)", midnight, func(a []any, loc *time.Location) (any, error) {
		t, err := dateToTimestamp(a[0].(int64))
		if err != nil {
			return nil, err
		}
		return datum.TimestamptzFromLocal(t, loc)
	})
	r.zoned("timestamptz(timestamp)", "$1", func(a []any, loc *time.Location) (any, error) {
		return datum.TimestamptzFromLocal(a[0].(int64), loc)
	})
	r.zonedLocal("timestamp(timestamptz)", "$1", "$1", func(a []any, loc *time.Location) (any, error) {
		return datum.LocalTimestamp(a[0].(int64), loc)
	})
	r.both("date(timestamp)", dateOfStamp, func(a []any) (any, error) { return timestampToDate(a[0].(int64)), nil })
	r.zonedLocal("date(timestamptz)", dateOfStamp, "($1 + 63082281600000000) / 86400000000 - 730119", func(a []any, loc *time.Location) (any, error) {
		t, err := datum.LocalTimestamp(a[0].(int64), loc)
		return timestampToDate(t), err
	})
	timeOf := func(t int64) any {
		if infinite(t) {
			return nil
		}
		return t - floorDiv(t, usecPerDay)*usecPerDay
	}
	r.both("time(timestamp)", timeOfStamp, func(a []any) (any, error) { return timeOf(a[0].(int64)), nil })
	r.zonedLocal("time(timestamptz)", timeOfStamp, "($1 + 63082281600000000) % 86400000000", func(a []any, loc *time.Location) (any, error) {
		t, err := datum.LocalTimestamp(a[0].(int64), loc)
		if err != nil {
			return nil, err
		}
		return timeOf(t), nil
	})
	join := func(a []any) (int64, error) {
		t, err := dateToTimestamp(a[0].(int64))
		if err != nil || infinite(t) {
			return t, err
		}
		t += a[1].(int64)
		if t < minTimestamp || t >= endTimestamp {
			return 0, errTimestampRange()
		}
		return t, nil
	}
	plain := func(a []any) (any, error) { return join(a) }
	r.fn("timestamp(date,time)", plain)
	r.fn("datetime_pl(date,time)", plain)
	r.fn("timedate_pl(time,date)", func(a []any) (any, error) { return join([]any{a[1], a[0]}) })
	r.zoned("timestamptz(date,time)", "", func(a []any, loc *time.Location) (any, error) {
		t, err := join(a)
		if err != nil {
			return nil, err
		}
		return datum.TimestamptzFromLocal(t, loc)
	})
	for _, t := range []string{"timestamp", "timestamptz"} {
		r.add(t+"("+t+",int4)", Impl{Go: func(a []any) (any, error) {
			n := a[0].(int64)
			if infinite(n) {
				return n, nil
			}
			n = roundFraction(n, a[1].(int64))
			return n, nil
		}})
	}
	r.fn("time(time,int4)", func(a []any) (any, error) { return roundFraction(a[0].(int64), a[1].(int64)), nil })
}

// roundFraction rounds microseconds half away from zero to precision digits.
func roundFraction(n, precision int64) int64 {
	if precision < 0 || precision >= 6 {
		return n
	}
	unit := int64(math.Pow10(int(6 - precision)))
	if n >= 0 {
		return (n + unit/2) / unit * unit
	}
	return -((-n + unit/2) / unit * unit)
}

func errTimestampRange() error { return errorf("22008", "timestamp out of range") }

// addDateTimeComparisons enters the comparisons between dates and timestamps
// of both kinds. The side that is not a timestamptz becomes one in the
// session's zone; what lies outside the range compares all the same.
func (r *registry) addDateTimeComparisons() {
	clampedDate := "pg_date_clamped(%s)"
	zonedDate := "pg_date_clamped_zone(%s, $TimeZone)"
	zonedStamp := "pg_timestamp_clamped_zone(%s, $TimeZone)"
	for _, t := range []struct{ left, right, convertLeft, convertRight, utcLeft, utcRight string }{
		{"date", "timestamp", clampedDate, "", clampedDate, ""},
		{"timestamp", "date", "", clampedDate, "", clampedDate},
		{"date", "timestamptz", zonedDate, "", clampedDate, ""},
		{"timestamptz", "date", "", zonedDate, "", clampedDate},
		{"timestamp", "timestamptz", zonedStamp, "", "", ""},
		{"timestamptz", "timestamp", "", zonedStamp, "", ""},
	} {
		side := func(convert, arg string) string {
			if convert == "" {
				return arg
			}
			return fmt.Sprintf(convert, arg)
		}
		for _, c := range comparisons {
			r.add(t.left+"_"+c.name+"_"+t.right+"("+t.left+","+t.right+")", Impl{
				SQL: side(t.convertLeft, "$1") + " " + c.op + " " + side(t.convertRight, "$2"),
				UTC: side(t.utcLeft, "$1") + " " + c.op + " " + side(t.utcRight, "$2"),
			})
		}
	}
}
