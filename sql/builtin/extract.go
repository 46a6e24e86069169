package builtin

import (
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// Fields of the calendar are counted from where SQLite says that the year or
// the month begins. Divided by the mean length of a year or a month, the
// beginning (with a few days more, for the unevenness of the calendar) gives
// the number since the year 0: that is cheaper than strftime and its text.
const (
	unixTime  = "(($1 + 63082281600000000) / 1000000 - 62135596800)"
	yearStart = "unixepoch(" + unixSeconds + ", 'start of year')"
	monthRoot = "unixepoch(" + unixSeconds + ", 'start of month')"
	yearNo    = "(" + yearStart + " + 62167392000) / 31556952"
	monthNo   = "(" + monthRoot + " + 62167651200) / 2629746"
	// thursday is the Thursday of $1's week, which decides the week's year.
	// 0001-01-01 was a Monday.
	thursday = "($1 + (3 - ($1 + 63082281600000000) / 86400000000 % 7) * 86400000000)"
)

// fieldExpr is the integer value of a field of a local time $1 in the common
// era, "" for fields that have no native form.
func fieldExpr(field string) string {
	since := "($1 + 63082281600000000)"
	ofThursday := func(expr string) string { return strings.ReplaceAll(expr, "$1", thursday) }
	switch field {
	case "year":
		return yearNo
	case "month":
		return monthNo + " % 12 + 1"
	case "quarter":
		return monthNo + " % 12 / 3 + 1"
	case "day":
		return "(" + unixTime + " - " + monthRoot + ") / 86400 + 1"
	case "doy":
		return "(" + unixTime + " - " + yearStart + ") / 86400 + 1"
	case "week":
		return ofThursday("(" + unixTime + " - " + yearStart + ") / 604800 + 1")
	case "isoyear":
		return ofThursday(yearNo)
	case "hour":
		return since + " % 86400000000 / 3600000000"
	case "minute":
		return since + " % 3600000000 / 60000000"
	case "dow":
		return "(" + since + " / 86400000000 + 1) % 7"
	case "isodow":
		return since + " / 86400000000 % 7 + 1"
	}
	return ""
}

// fieldNative is fieldExpr as a numeric or as a float, and the seconds since
// 1970, which take no calendar.
func fieldNative(field string, numeric bool) string {
	if field == "epoch" {
		if numeric {
			return "printf('%d.%06d', ($1 + 946684800000000) / 1000000, ($1 + 946684800000000) % 1000000)"
		}
		return "($1 + 946684800000000) / 1000000.0"
	}
	expr := fieldExpr(field)
	switch {
	case expr == "":
		return ""
	case numeric:
		return "CAST(" + expr + " AS TEXT)"
	}
	return "CAST(" + expr + " AS REAL)"
}

func fieldOf(v any) string { return unitOf(v) }

func (r *registry) addExtract() {
	for _, f := range []struct {
		name    string
		numeric bool
	}{{"extract", true}, {"date_part", false}} {
		result := func(e datum.Extracted, err error) (any, error) {
			switch {
			case err != nil:
				return nil, err
			case e.Null():
				return nil, nil
			case f.numeric:
				return e.Numeric(), nil
			}
			return e.Float64(), nil
		}
		r.addExtractFrom(f.name, f.numeric, result)
		r.fn(f.name+"(text,time)", func(a []any) (any, error) { return result(datum.ExtractTime(str(a[0]), a[1].(int64))) })
		r.fn(f.name+"(text,interval)", withInterval(1, func(a []any, iv datum.Interval) (any, error) {
			return result(datum.ExtractInterval(str(a[0]), iv))
		}))
	}
}

func (r *registry) addExtractFrom(name string, numeric bool, result func(e datum.Extracted, err error) (any, error)) {
	native := func(signature string, session []string) func(c []any) string {
		return func(c []any) string {
			if c[0] == nil {
				return ""
			}
			expr := fieldNative(fieldOf(c[0]), numeric)
			if expr == "" {
				return ""
			}
			era := expr
			if fieldOf(c[0]) == "epoch" {
				// printf and division cut towards zero: from 1970 on.
				return strings.ReplaceAll("CASE WHEN $1 BETWEEN -946684800000000 AND 252455615999999999 THEN "+era+
					" WHEN $1 IS NOT NULL THEN ", "$1", "$2") + goCall(signature, session) + " END"
			}
			return inCommonEra(2, era, goCall(signature, session))
		}
	}
	plain := name + "(text,timestamp)"
	r.add(plain, Impl{Special: native(plain, nil), Go: func(a []any) (any, error) {
		return result(datum.ExtractTimestamp(str(a[0]), a[1].(int64)))
	}})
	zoned := name + "(text,timestamptz)"
	r.add(zoned, Impl{
		Session: []string{TimeZone},
		Zoned: func(zone string, c []any) string {
			if c[0] == nil {
				return ""
			}
			if zone == "UTC" || fieldOf(c[0]) == "epoch" {
				return native(zoned, []string{TimeZone})(c)
			}
			return zonedLocal(zone, fieldNative(fieldOf(c[0]), numeric), 2, goCall(zoned, []string{TimeZone}))
		},
		Go: func(a []any) (any, error) {
			loc, err := location(a[2])
			if err != nil {
				return nil, err
			}
			return result(datum.ExtractTimestamptz(str(a[0]), a[1].(int64), loc))
		},
	})
	date := name + "(text,date)"
	r.add(date, Impl{
		Special: func(c []any) string {
			switch field := fieldOf(c[0]); field {
			case "year", "month", "day", "quarter", "doy", "week", "isoyear", "dow", "isodow":
				expr := strings.ReplaceAll(fieldNative(field, numeric), "$1", "($2 * 86400000000)")
				return "CASE WHEN $2 BETWEEN -730119 AND 2921939 THEN " + expr + " WHEN $2 IS NOT NULL THEN " + goCall(date, nil) + " END"
			}
			return ""
		},
		Go: func(a []any) (any, error) {
			if numeric {
				return result(datum.ExtractDate(str(a[0]), a[1].(int64)))
			}
			// date_part of a date is that of its midnight.
			t, err := datum.DateToTimestamp(a[1].(int64))
			if err != nil {
				return nil, err
			}
			return result(datum.ExtractTimestamp(str(a[0]), t))
		},
	})
}
