package datum

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
)

var (
	instants = []string{"2024-01-15 12:34:56.789012", "2024-02-29 23:59:59.999999", "1999-12-31 00:00:00", "2000-01-01 00:00:00",
		"2024-03-31 02:30:00", "2024-03-30 02:30:00", "2024-10-27 02:30:00", "2024-10-26 02:30:00", "1970-01-01 00:00:00", "0001-01-01 00:00:00", "0044-03-15 12:00:00 BC",
		"0001-06-01 00:00:00 BC", "1900-01-01 00:00:00", "infinity", "-infinity", "294276-12-31 23:59:59.999999", "4713-01-01 00:00:00 BC", "2020-12-31 23:59:59.5",
		"2021-01-03 10:00:00", "2021-01-04 00:00:00.000001", "1500-05-05 05:05:05", "2001-01-01", "2000-12-31", "0100-01-01", "0101-01-01 BC", "1001-01-01", "5000-07-07 07:07:07.7"}
	spans = []string{"1 day", "1 month", "-1 month", "1 year 2 mons -3 days 04:05:06.789", "-00:00:00.000001", "0", "13 months 40 days 50:00:00",
		"-1 year -1 mon -1 day -01:01:01", "1 mon -1 day", "31 days", "-25:00:00", "178956970 years", "2147483647 days", "00:00:01.5", "1000 years", "-7 days 12:00", "1234 years 5 mons 6 days 07:08:09.123456", "3 mons 29 days 23:59:59", "2562047788:00:54.775807"}
	units = []string{"microseconds", "millisecond", "SECOND", "minute", "hour", "day", "week", "month", "quarter", "year", "decade", "century", "millennium",
		"epoch", "dow", "isodow", "doy", "isoyear", "julian", "timezone", "timezone_hour", "timezone_minute", "foo", "mon", "us", "Days", "m", "qtr"}
)

func mustTime(t *testing.T, typ uint32, s string) int64 {
	t.Helper()
	v, err := ParseText(typ, s, DefaultStyle())
	if err != nil {
		t.Fatalf("%s %q: %v", TypeName(typ), s, err)
	}
	return v.(int64)
}

func mustInterval(t *testing.T, s string) Interval {
	t.Helper()
	iv, err := ParseInterval(s, DefaultStyle(), -1)
	if err != nil {
		t.Fatalf("interval %q: %v", s, err)
	}
	return iv
}

// check compares a result of this package with the oracle's.
func check(t *testing.T, label string, want answer, typ uint32, st *Style, v any, err error) {
	t.Helper()
	if err != nil {
		if got := failure(t, err); got != want {
			t.Errorf("%s:\n got %s\nwant %s", label, got, want)
		}
		return
	}
	if iv, ok := v.(Interval); ok {
		v = iv.String()
	}
	got, err := AppendText(nil, typ, v, st)
	if err != nil || want.code != "" || want.null || string(got) != want.text {
		t.Errorf("%s:\n got %s %v\nwant %s", label, got, err, want)
	}
}

func TestTruncExtractOracle(t *testing.T) {
	c := oracle(t)
	for _, zone := range []string{"UTC", "Europe/Berlin", "America/St_Johns"} {
		st := DefaultStyle()
		st.Location, _ = LoadZone(zone)
		ask(t, c, "set timezone = '"+zone+"'")
		for _, s := range instants {
			ts := mustTime(t, pgtype.TimestampOID, s)
			tz, tzErr := TimestamptzFromLocal(ts, st.Location)
			check(t, zone+" cast tz "+s, ask(t, c, "select $1::timestamp::timestamptz", s), pgtype.TimestamptzOID, st, tz, tzErr)
			for _, u := range units {
				label := fmt.Sprintf("%s %s %s", zone, u, s)
				v, err := TruncTimestamp(u, ts)
				check(t, "trunc ts "+label, ask(t, c, "select date_trunc($1, $2::timestamp)", u, s), pgtype.TimestampOID, st, v, err)
				e, err := ExtractTimestamp(u, ts)
				checkField(t, "ts "+label, ask(t, c, "select extract("+u+" from $1::timestamp)", s), ask(t, c, "select date_part($1, $2::timestamp)", u, s), e, err)
				d := TimestampToDate(ts)
				e, err = ExtractDate(u, d)
				checkField(t, "date "+label, ask(t, c, "select extract("+u+" from $1::timestamp::date)", s), answer{text: "skip"}, e, err)
				if tzErr == nil {
					v, err = TruncTimestamptz(u, tz, st.Location)
					check(t, "trunc tz "+label, ask(t, c, "select date_trunc($1, $2::timestamp::timestamptz)", u, s), pgtype.TimestamptzOID, st, v, err)
					e, err = ExtractTimestamptz(u, tz, st.Location)
					checkField(t, "tz "+label, ask(t, c, "select extract("+u+" from $1::timestamp::timestamptz)", s), ask(t, c, "select date_part($1, $2::timestamp::timestamptz)", u, s), e, err)
				}
				if tod, ok := TimestampToTime(ts); ok {
					e, err = ExtractTime(u, tod)
					checkField(t, "time "+label, ask(t, c, "select extract("+u+" from $1::timestamp::time)", s), ask(t, c, "select date_part($1, $2::timestamp::time)", u, s), e, err)
				}
			}
		}
		for _, s := range spans {
			iv := mustInterval(t, s)
			for _, u := range units {
				r, err := TruncInterval(u, iv)
				check(t, "trunc "+u+" "+s, ask(t, c, "select date_trunc($1, $2::interval)", u, s), pgtype.IntervalOID, st, r, err)
				e, err := ExtractInterval(u, iv)
				checkField(t, u+" interval "+s, ask(t, c, "select extract("+u+" from $1::interval)", s), ask(t, c, "select date_part($1, $2::interval)", u, s), e, err)
			}
		}
	}
}

func checkField(t *testing.T, label string, num, part answer, e Extracted, err error) {
	t.Helper()
	if err != nil {
		if got := failure(t, err); got != num {
			t.Errorf("extract %s:\n got %s\nwant %s", label, got, num)
		}
		return
	}
	if e.Null() || num.null {
		if e.Null() != num.null {
			t.Errorf("extract %s: null %v, want %s", label, e.Null(), num)
		}
		return
	}
	if e.Numeric() != num.text || num.code != "" {
		t.Errorf("extract %s: got %s, want %s", label, e.Numeric(), num)
	}
	if got := string(AppendFloat64(nil, e.Float64(), 1)); part.text != "skip" && got != part.text {
		t.Errorf("date_part %s: got %s, want %s", label, got, part)
	}
}

func TestDatetimeArithmeticOracle(t *testing.T) {
	c := oracle(t)
	for _, zone := range []string{"UTC", "Europe/Berlin"} {
		st := DefaultStyle()
		st.Location, _ = LoadZone(zone)
		ask(t, c, "set timezone = '"+zone+"'")
		for _, s := range instants {
			ts := mustTime(t, pgtype.TimestampOID, s)
			tz, tzErr := TimestamptzFromLocal(ts, st.Location)
			if tzErr != nil {
				continue
			}
			for _, sp := range spans {
				iv := mustInterval(t, sp)
				label := zone + " " + s + " " + sp
				v, err := AddInterval(ts, iv)
				check(t, "ts + "+label, ask(t, c, "select $1::timestamp + $2::interval", s, sp), pgtype.TimestampOID, st, v, err)
				v, err = SubInterval(ts, iv)
				check(t, "ts - "+label, ask(t, c, "select $1::timestamp - $2::interval", s, sp), pgtype.TimestampOID, st, v, err)
				v, err = AddIntervalTz(tz, iv, st.Location)
				check(t, "tz + "+label, ask(t, c, "select $1::timestamp::timestamptz + $2::interval", s, sp), pgtype.TimestamptzOID, st, v, err)
				v, err = SubIntervalTz(tz, iv, st.Location)
				check(t, "tz - "+label, ask(t, c, "select $1::timestamp::timestamptz - $2::interval", s, sp), pgtype.TimestamptzOID, st, v, err)
				v, err = DateBin(iv, ts, mustTime(t, pgtype.TimestampOID, "2001-02-03"))
				check(t, "date_bin "+label, ask(t, c, "select date_bin($2::interval, $1::timestamp, '2001-02-03')", s, sp), pgtype.TimestampOID, st, v, err)
			}
			for _, s2 := range instants {
				ts2 := mustTime(t, pgtype.TimestampOID, s2)
				label := zone + " " + s + " | " + s2
				r, err := SubTimestamps(ts, ts2)
				check(t, "ts - ts "+label, ask(t, c, "select $1::timestamp - $2::timestamp", s, s2), pgtype.IntervalOID, st, r, err)
				r, err = Age(ts, ts2)
				check(t, "age "+label, ask(t, c, "select age($1::timestamp, $2::timestamp)", s, s2), pgtype.IntervalOID, st, r, err)
				if tz2, err := TimestamptzFromLocal(ts2, st.Location); err == nil {
					r, err = AgeTz(tz, tz2, st.Location)
					check(t, "age tz "+label, ask(t, c, "select age($1::timestamp::timestamptz, $2::timestamp::timestamptz)", s, s2), pgtype.IntervalOID, st, r, err)
				}
			}
			for _, z := range []string{"Europe/Berlin", "america/new_york", "PST", "PDT", "MSK", "UTC+3", "UTC-5:30", "EST5EDT", "<+03>-3", "-03", "Nowhere", "Z", "GMT", "<-02>+2", "etc/gmt+5", "Asia/Kolkata"} {
				v, err := TimestamptzAtZone(tz, z)
				check(t, zone+" at "+z+" tz "+s, ask(t, c, "select $1::timestamp::timestamptz at time zone $2", s, z), pgtype.TimestampOID, st, v, err)
				v, err = TimestampAtZone(ts, z)
				check(t, zone+" at "+z+" ts "+s, ask(t, c, "select $1::timestamp at time zone $2", s, z), pgtype.TimestamptzOID, st, v, err)
			}
			check(t, "tz::date "+s, ask(t, c, "select $1::timestamp::timestamptz::date", s), pgtype.DateOID, st, TimestamptzToDate(tz, st.Location), nil)
			v, err := DateToTimestamptz(TimestampToDate(ts), st.Location)
			check(t, "date::tz "+s, ask(t, c, "select $1::timestamp::date::timestamptz", s), pgtype.TimestamptzOID, st, v, err)
		}
	}
}

func TestIntervalArithmeticOracle(t *testing.T) {
	c := oracle(t)
	st := DefaultStyle()
	for _, s := range spans {
		iv := mustInterval(t, s)
		do := func(label, q string, r Interval, err error, args ...string) {
			t.Helper()
			check(t, label+" "+s+fmt.Sprint(args), ask(t, c, q, append([]string{s}, args...)...), pgtype.IntervalOID, st, r, err)
		}
		r, err := iv.Neg()
		do("neg", "select - $1::interval", r, err)
		r, err = iv.JustifyHours()
		do("justify_hours", "select justify_hours($1::interval)", r, err)
		r, err = iv.JustifyDays()
		do("justify_days", "select justify_days($1::interval)", r, err)
		r, err = iv.JustifyInterval()
		do("justify_interval", "select justify_interval($1::interval)", r, err)
		for _, f := range []string{"0", "1", "1.5", "-0.3", "0.1", "1e10", "3", "NaN", "-7.77", "1e-3"} {
			x, _ := ParseFloat64(f)
			r, err = iv.Mul(x)
			do("mul", "select $1::interval * $2::float8", r, err, f)
			r, err = iv.Div(x)
			do("div", "select $1::interval / $2::float8", r, err, f)
		}
		for _, s2 := range spans {
			o := mustInterval(t, s2)
			r, err = iv.Add(o)
			do("add", "select $1::interval + $2::interval", r, err, s2)
			r, err = iv.Sub(o)
			do("sub", "select $1::interval - $2::interval", r, err, s2)
			want := ask(t, c, "select interval_cmp($1, $2)", s, s2).text
			if got := strconv.Itoa(CompareInterval(iv.String(), o.String())); got != want {
				t.Errorf("interval_cmp(%s, %s): got %s, want %s", s, s2, got, want)
			}
		}
		for _, m := range []string{"year", "month", "day", "hour", "minute", "second", "year to month", "day to hour", "day to minute", "day to second(2)", "hour to minute", "hour to second", "minute to second(0)", "second(3)"} {
			want := ask(t, c, "select $1::interval::interval "+m, s)
			mod := intervalTypmods[m]
			v, err := ApplyTypmod(pgtype.IntervalOID, int32(mod), iv.String(), true)
			check(t, "interval "+m+" "+s, want, pgtype.IntervalOID, st, v, err)
		}
	}
}

// intervalTypmods are atttypmod of columns of these types.
var intervalTypmods = map[string]int{
	"year": rangeYear<<16 | 0xffff, "month": rangeMonth<<16 | 0xffff, "day": rangeDay<<16 | 0xffff, "hour": rangeHour<<16 | 0xffff,
	"minute": rangeMinute<<16 | 0xffff, "second": rangeSecond<<16 | 0xffff, "year to month": (rangeYear|rangeMonth)<<16 | 0xffff,
	"day to hour": (rangeDay|rangeHour)<<16 | 0xffff, "day to minute": (rangeDay|rangeHour|rangeMinute)<<16 | 0xffff,
	"day to second(2)": (rangeDay|rangeHour|rangeMinute|rangeSecond)<<16 | 2, "hour to minute": (rangeHour|rangeMinute)<<16 | 0xffff,
	"hour to second": (rangeHour|rangeMinute|rangeSecond)<<16 | 0xffff, "minute to second(0)": (rangeMinute | rangeSecond) << 16,
	"second(3)": rangeSecond<<16 | 3,
}
