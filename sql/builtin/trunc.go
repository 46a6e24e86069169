package builtin

import (
	"fmt"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// unitOf folds a unit's name and its plural forms as PostgreSQL knows them.
func unitOf(v any) string {
	s := strings.ToLower(str(v))
	if u, ok := unitNames[s]; ok {
		return u
	}
	return s
}

var unitNames = map[string]string{
	"years": "year", "months": "month", "weeks": "week", "days": "day", "hours": "hour",
	"minutes": "minute", "seconds": "second", "quarters": "quarter",
}

// SQLite's date functions reach from the year 0 to 9999; native templates
// serve 0001 to 9999 and leave the rest to Go. Counting from 0001-01-01 makes
// all numbers positive, so that division rounds down.
const (
	commonEra    = "$1 BETWEEN -63082281600000000 AND 252455615999999999"
	unixSeconds  = "($1 + 63082281600000000) / 1000000 - 62135596800, 'unixepoch'"
	fromUnix     = "(unixepoch(" + unixSeconds + ", %s) - 946684800) * 1000000"
	quarterSteps = "CASE " + monthNo + " % 3 WHEN 0 THEN '-0 months' WHEN 1 THEN '-1 months' ELSE '-2 months' END"
)

// truncExpr is date_trunc of a local time $1 in the common era, "" for units
// that have no native form.
func truncExpr(unit string) string {
	cut := func(usec, shift int64) string {
		return fmt.Sprintf("$1 - ($1 + %d) %% %d", 63082281600000000+shift, usec)
	}
	switch unit {
	case "second":
		return cut(usecPerSecond, 0)
	case "minute":
		return cut(60*usecPerSecond, 0)
	case "hour":
		return cut(usecPerHour, 0)
	case "day":
		return cut(usecPerDay, 0)
	case "week": // 0001-01-01 was a Monday
		return cut(7*usecPerDay, 0)
	case "month":
		return fmt.Sprintf(fromUnix, "'start of month'")
	case "quarter":
		return strings.Replace(fromUnix, "%s", "'start of month', "+quarterSteps, 1)
	case "year":
		return fmt.Sprintf(fromUnix, "'start of year'")
	}
	return ""
}

// inCommonEra is a template that is expr in the common era, general outside
// it, and NULL for NULL.
func inCommonEra(arg int, expr, general string) string {
	t := "CASE WHEN " + commonEra + " THEN " + expr + " WHEN $1 IS NOT NULL THEN @general END"
	if arg != 1 {
		t = strings.ReplaceAll(t, "$1", fmt.Sprintf("$%d", arg))
	}
	return strings.Replace(t, "@general", general, 1)
}

func (r *registry) addTrunc() {
	native := func(signature string, session []string) func(c []any) string {
		return func(c []any) string {
			if c[0] == nil {
				return ""
			}
			if expr := truncExpr(unitOf(c[0])); expr != "" {
				return inCommonEra(2, expr, goCall(signature, session))
			}
			return ""
		}
	}
	plain := "date_trunc(text,timestamp)"
	r.add(plain, Impl{
		Special: native(plain, nil),
		Go:      func(a []any) (any, error) { return datum.TruncTimestamp(str(a[0]), a[1].(int64)) },
	})
	zoned := "date_trunc(text,timestamptz)"
	r.add(zoned, Impl{
		Session: []string{TimeZone},
		Zoned: func(zone string, c []any) string {
			if zone == "UTC" {
				return native(zoned, []string{TimeZone})(c)
			}
			if c[0] == nil {
				return ""
			}
			return zonedTrunc(zone, unitOf(c[0]), 2, goCall(zoned, []string{TimeZone}))
		},
		Go: func(a []any) (any, error) {
			loc, err := location(a[2])
			if err != nil {
				return nil, err
			}
			return datum.TruncTimestamptz(str(a[0]), a[1].(int64), loc)
		},
	})
	named := "date_trunc(text,timestamptz,text)"
	r.add(named, Impl{
		Special: func(c []any) string {
			if c[0] == nil || c[2] == nil {
				return ""
			}
			z, err := datum.FindZone(str(c[2]))
			if err != nil {
				return ""
			}
			if z.Location() == time.UTC {
				if expr := truncExpr(unitOf(c[0])); expr != "" {
					return inCommonEra(2, expr, goCall(named, nil))
				}
			}
			return zonedTrunc(str(c[2]), unitOf(c[0]), 2, goCall(named, nil))
		},
		Go: func(a []any) (any, error) {
			if infinite(a[1].(int64)) { // before the zone is looked up
				return datum.TruncTimestamptz(str(a[0]), a[1].(int64), time.UTC)
			}
			z, err := datum.FindZone(str(a[2]))
			if err != nil {
				return nil, err
			}
			return datum.TruncTimestamptz(str(a[0]), a[1].(int64), z.Location())
		},
	})
}
