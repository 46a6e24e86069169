package builtin

import (
	"time"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

func interval(v any) (datum.Interval, error) { return datum.ParseStoredInterval(str(v)) }

func intervalResult(iv datum.Interval, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return iv.String(), nil
}

// withInterval gives f the interval that is argument n.
func withInterval(n int, f func(a []any, iv datum.Interval) (any, error)) func(a []any) (any, error) {
	return func(a []any) (any, error) {
		iv, err := interval(a[n])
		if err != nil {
			return nil, err
		}
		return f(a, iv)
	}
}

// zonedInterval is withInterval for an entry that depends on the zone.
func zonedInterval(n int, f func(a []any, iv datum.Interval, loc *time.Location) (any, error)) func(a []any, loc *time.Location) (any, error) {
	return func(a []any, loc *time.Location) (any, error) {
		iv, err := interval(a[n])
		if err != nil {
			return nil, err
		}
		return f(a, iv, loc)
	}
}

func (r *registry) addDateTime() {
	r.addDateArithmetic()
	r.addTimestampArithmetic()
	r.addIntervalArithmetic()
	r.addTimeZones()
	r.addMake()
	r.addClock()
	r.addTrunc()
	r.addExtract()
	r.addOverlaps()
	for _, t := range []string{"timestamp", "timestamptz"} {
		r.sql("isfinite("+t+")", finite)
		r.add("date_bin(interval,"+t+","+t+")", Impl{Go: withInterval(0, func(a []any, iv datum.Interval) (any, error) {
			return datum.DateBin(iv, a[1].(int64), a[2].(int64))
		})})
	}
	r.sql("isfinite(date)", "$1 NOT IN (2147483647, -2147483648)")
	r.sql("isfinite(interval)", "$1 IS NOT NULL OR NULL")
}

func (r *registry) addDateArithmetic() {
	addDays := func(d, n any) (any, error) { return datum.AddDays(d.(int64), n.(int64)) }
	plus := "CASE WHEN $1 BETWEEN -1000000 AND 1000000000 AND $2 BETWEEN -1000000 AND 1000000000 THEN $1 + $2 ELSE @go END"
	r.both("date_pli(date,int4)", plus, func(a []any) (any, error) { return addDays(a[0], a[1]) })
	r.both("integer_pl_date(int4,date)", plus, func(a []any) (any, error) { return addDays(a[1], a[0]) })
	r.both("date_mii(date,int4)", "CASE WHEN $1 BETWEEN -1000000 AND 1000000000 AND $2 BETWEEN -1000000000 AND 1000000 THEN $1 - $2 ELSE @go END",
		func(a []any) (any, error) { return addDays(a[0], -a[1].(int64)) })
	r.both("date_mi(date,date)", "CASE WHEN $1 NOT IN (2147483647, -2147483648) AND $2 NOT IN (2147483647, -2147483648) THEN $1 - $2 ELSE @go END",
		func(a []any) (any, error) { return datum.SubDates(a[0].(int64), a[1].(int64)) })
	dateInterval := func(minus bool, date, iv int) func(a []any) (any, error) {
		return withInterval(iv, func(a []any, iv datum.Interval) (any, error) {
			t, err := datum.DateToTimestamp(a[date].(int64))
			if err != nil {
				return nil, err
			}
			return addInterval(t, iv, minus)
		})
	}
	r.fn("date_pl_interval(date,interval)", dateInterval(false, 0, 1))
	r.fn("interval_pl_date(interval,date)", dateInterval(false, 1, 0))
	r.fn("date_mi_interval(date,interval)", dateInterval(true, 0, 1))
}

func addInterval(t int64, iv datum.Interval, minus bool) (any, error) {
	if minus {
		return datum.SubInterval(t, iv)
	}
	return datum.AddInterval(t, iv)
}

func (r *registry) addTimestampArithmetic() {
	r.fn("timestamp_pl_interval(timestamp,interval)", withInterval(1, func(a []any, iv datum.Interval) (any, error) { return addInterval(a[0].(int64), iv, false) }))
	r.fn("timestamp_mi_interval(timestamp,interval)", withInterval(1, func(a []any, iv datum.Interval) (any, error) { return addInterval(a[0].(int64), iv, true) }))
	r.fn("interval_pl_timestamp(interval,timestamp)", withInterval(0, func(a []any, iv datum.Interval) (any, error) { return addInterval(a[1].(int64), iv, false) }))
	r.zoned("timestamptz_pl_interval(timestamptz,interval)", "", zonedInterval(1, func(a []any, iv datum.Interval, loc *time.Location) (any, error) {
		return datum.AddIntervalTz(a[0].(int64), iv, loc)
	}))
	r.zoned("timestamptz_mi_interval(timestamptz,interval)", "", zonedInterval(1, func(a []any, iv datum.Interval, loc *time.Location) (any, error) {
		return datum.SubIntervalTz(a[0].(int64), iv, loc)
	}))
	r.zoned("interval_pl_timestamptz(interval,timestamptz)", "", zonedInterval(0, func(a []any, iv datum.Interval, loc *time.Location) (any, error) {
		return datum.AddIntervalTz(a[1].(int64), iv, loc)
	}))
	subtract := func(a []any) (any, error) {
		return intervalResult(datum.SubTimestamps(a[0].(int64), a[1].(int64)))
	}
	// Days of 24 hours and what remains of them, both with the sign of the
	// difference, as / and % give them.
	native := "CASE WHEN $1 BETWEEN -100000000000000000 AND 1000000000000000000 AND $2 BETWEEN -100000000000000000 AND 1000000000000000000" +
		" THEN '0 ' || (($1 - $2) / 86400000000) || ' ' || (($1 - $2) % 86400000000) ELSE @go END"
	r.both("timestamp_mi(timestamp,timestamp)", native, subtract)
	r.both("timestamptz_mi(timestamptz,timestamptz)", native, subtract)
	r.fn("age(timestamp,timestamp)", func(a []any) (any, error) { return intervalResult(datum.Age(a[0].(int64), a[1].(int64))) })
	r.zoned("age(timestamptz,timestamptz)", "", func(a []any, loc *time.Location) (any, error) {
		return intervalResult(datum.AgeTz(a[0].(int64), a[1].(int64), loc))
	})
	r.addAgeToday()
}

// addAgeToday enters age of one argument, which counts to the midnight that
// began the transaction's day.
func (r *registry) addAgeToday() {
	midnight := func(now any, loc *time.Location) (int64, error) {
		return datum.DateToTimestamp(datum.TimestamptzToDate(now.(int64), loc))
	}
	r.add("age(timestamp)", Impl{Session: []string{TimeZone, Now}, Go: func(a []any) (any, error) {
		loc, err := location(a[1])
		if err != nil {
			return nil, err
		}
		today, err := midnight(a[2], loc)
		if err != nil {
			return nil, err
		}
		return intervalResult(datum.Age(today, a[0].(int64)))
	}})
	r.add("age(timestamptz)", Impl{Session: []string{TimeZone, Now}, Go: func(a []any) (any, error) {
		loc, err := location(a[1])
		if err != nil {
			return nil, err
		}
		today, err := datum.DateToTimestamptz(datum.TimestamptzToDate(a[2].(int64), loc), loc)
		if err != nil {
			return nil, err
		}
		return intervalResult(datum.AgeTz(today, a[0].(int64), loc))
	}})
}

// addTimeZones enters AT TIME ZONE. Infinities stay what they are in any zone,
// even in one that does not exist.
func (r *registry) addTimeZones() {
	for _, from := range []struct {
		typ  string
		move func(z datum.Zone, t int64) (int64, error)
	}{{"timestamptz", datum.Zone.ToLocal}, {"timestamp", datum.Zone.FromLocal}} {
		entry := func(find func(v any) (datum.Zone, error)) func(a []any) (any, error) {
			return func(a []any) (any, error) {
				t := a[1].(int64)
				if infinite(t) {
					return t, nil
				}
				z, err := find(a[0])
				if err != nil {
					return nil, err
				}
				return from.move(z, t)
			}
		}
		named := "timezone(text," + from.typ + ")"
		r.fn(named, entry(func(v any) (datum.Zone, error) { return datum.FindZone(str(v)) }))
		r.fn("timezone(interval,"+from.typ+")", entry(zoneOfInterval))
	}
	named := "timezone(text,timestamptz)"
	r.funcs[named].Special = func(c []any) string {
		if c[0] == nil {
			return ""
		}
		return zonedLocal(str(c[0]), "$1", 2, goCall(named, nil))
	}
}

func zoneOfInterval(v any) (datum.Zone, error) {
	iv, err := interval(v)
	if err != nil {
		return datum.Zone{}, err
	}
	if iv.Months != 0 || iv.Days != 0 {
		return datum.Zone{}, errorf("22023", "interval time zone \"%s\" must not include months or days", iv.AppendText(nil, "postgres"))
	}
	return datum.ZoneOfOffset(int(iv.Micros / usecPerSecond)), nil
}

func (r *registry) addMake() {
	n := func(v any) int64 { return v.(int64) }
	r.fn("make_date(int4,int4,int4)", func(a []any) (any, error) { return datum.MakeDate(n(a[0]), n(a[1]), n(a[2])) })
	r.fn("make_time(int4,int4,float8)", func(a []any) (any, error) { return datum.MakeTime(n(a[0]), n(a[1]), float(a[2])) })
	stamp := func(a []any) (int64, error) {
		return datum.MakeTimestamp(n(a[0]), n(a[1]), n(a[2]), n(a[3]), n(a[4]), float(a[5]))
	}
	r.fn("make_timestamp(int4,int4,int4,int4,int4,float8)", func(a []any) (any, error) { return stamp(a) })
	r.zoned("make_timestamptz(int4,int4,int4,int4,int4,float8)", "", func(a []any, loc *time.Location) (any, error) {
		t, err := stamp(a)
		if err != nil {
			return nil, err
		}
		return datum.TimestamptzFromLocal(t, loc)
	})
	r.fn("make_timestamptz(int4,int4,int4,int4,int4,float8,text)", func(a []any) (any, error) {
		t, err := stamp(a)
		if err != nil {
			return nil, err
		}
		return atNamedZone(t, str(a[6]))
	})
	r.fn("make_interval(int4,int4,int4,int4,int4,int4,float8)", func(a []any) (any, error) {
		return intervalResult(datum.MakeInterval(n(a[0]), n(a[1]), n(a[2]), n(a[3]), n(a[4]), n(a[5]), float(a[6])))
	})
	r.fn("to_timestamp(float8)", func(a []any) (any, error) { return datum.TimestamptzFromEpoch(float(a[0])) })
}

// atNamedZone is a local time in a zone by its name, or by an offset that is
// positive east of Greenwich.
func atNamedZone(t int64, zone string) (any, error) {
	if zone != "" && (zone[0] == '+' || zone[0] == '-') {
		utc, err := datum.ParseText(1184, "2000-01-01 00:00:00"+zone, datum.DefaultStyle())
		if err != nil {
			return nil, errorf("22023", "invalid input syntax for type numeric time zone: \"%s\"", zone)
		}
		return datum.AddInterval(t, datum.Interval{Micros: utc.(int64)})
	}
	if zone != "" && zone[0] >= '0' && zone[0] <= '9' {
		return nil, withHint(errorf("22023", "invalid input syntax for type numeric time zone: \"%s\"", zone),
			"Numeric time zones must have \"-\" or \"+\" as first character.")
	}
	return datum.TimestampAtZone(t, zone)
}

// addClock enters the functions that tell the time. The transaction's and the
// statement's are session values.
func (r *registry) addClock() {
	r.sql("now()", "$now")
	r.sql("transaction_timestamp()", "$now")
	r.sql("statement_timestamp()", "$statement")
	r.add("clock_timestamp()", Impl{Volatile: true, Go: func([]any) (any, error) {
		return datum.TimestampFromTime(time.Now()), nil
	}})
}
