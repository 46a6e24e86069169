package datum

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// These need no server; the oracle tests compare far more.
func TestTextInputOutput(t *testing.T) {
	st := DefaultStyle()
	st.Now = func() int64 { return 758550896789012 } // 2024-01-14 12:34:56.789012 UTC
	for _, c := range []struct {
		typ     uint32
		in, out string // out of the form !SQLSTATE is an error
	}{
		{pgtype.Int4OID, " -42 ", "-42"}, {pgtype.Int4OID, "2147483648", "!22003"}, {pgtype.Int4OID, "x", "!22P02"},
		{pgtype.BoolOID, "yes", "t"}, {pgtype.BoolOID, "o", "!22P02"},
		{pgtype.Float8OID, "1e20", "1e+20"}, {pgtype.Float8OID, "1e14", "100000000000000"}, {pgtype.Float8OID, "nan", "NaN"},
		{pgtype.Float4OID, "0.1", "0.1"}, {pgtype.Float8OID, "-0", "-0"}, {pgtype.Float8OID, "1e23", "9.999999999999999e+22"},
		{pgtype.NumericOID, "007.50", "7.50"}, {pgtype.NumericOID, "1e-3", "0.001"}, {pgtype.NumericOID, "1e999999", "!22003"},
		{pgtype.NumericOID, "1e-99999", "!22003"}, {pgtype.NumericOID, "1e99999999999999999999", "!22003"},
		{pgtype.DateOID, "January 8, 99 BC", "0099-01-08 BC"}, {pgtype.DateOID, "2023-02-29", "!22008"}, {pgtype.DateOID, "tomorrow", "2024-01-15"},
		{pgtype.TimestampOID, "now", "2024-01-14 12:34:56.789012"}, {pgtype.TimestampOID, "yesterday 04:05", "2024-01-13 04:05:00"},
		{pgtype.TimestamptzOID, "2024-01-15 12:00 America/New_York", "2024-01-15 17:00:00+00"}, {pgtype.TimestamptzOID, "x", "!22007"},
		{pgtype.TimeOID, "04:05 PM", "16:05:00"},
		{pgtype.IntervalOID, "1 year -3 days 04:05:06.5", "1 year -3 days +04:05:06.5"}, {pgtype.IntervalOID, "P1Y2M", "1 year 2 mons"},
		{pgtype.UUIDOID, "{A0EEBC999C0B4EF8BB6D6BB9BD380A11}", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
		{pgtype.ByteaOID, `a\001`, `\x6101`}, {pgtype.JSONBOID, `{"bb":1.10,"a":[1e2],"a":null}`, `{"a": null, "bb": 1.10}`},
		{pgtype.JSONOID, `{"a" : 1}`, `{"a" : 1}`}, {pgtype.JSONOID, `{`, "!22P02"}, {pgtype.JSONBOID, strings.Repeat("[", 100000), "!54001"},
		{1009, `{"a,b",NULL,"NULL"}`, `{"a,b",NULL,"NULL"}`}, {1007, "{{1,2},{3,4}}", "{{1,2},{3,4}}"}, {1007, "{{1},{2,3}}", "!22P02"},
		{pgtype.TextOID, "a\x00b", "!22021"}, {pgtype.TextOID, "\xff", "!22021"},
	} {
		v, err := ParseText(c.typ, c.in, st)
		got := ""
		if err != nil {
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("%q: %T", c.in, err)
			}
			got = "!" + e.Code
		} else {
			b, err := AppendText(nil, c.typ, v, st)
			if err != nil {
				t.Errorf("%s %.40q: %v", TypeName(c.typ), c.in, err)
			}
			got = string(b)
		}
		if got != c.out {
			t.Errorf("%s %.40q: got %s, want %s", TypeName(c.typ), c.in, got, c.out)
		}
	}
}

func TestTypmods(t *testing.T) {
	for _, c := range []struct {
		typ      uint32
		typmod   int32
		v        any
		explicit bool
		want     string
	}{
		{pgtype.VarcharOID, 7, "abcdé", true, "abc"}, {pgtype.VarcharOID, 7, "abc  ", false, "abc"}, {pgtype.VarcharOID, 7, "abcd", false, "!22001"},
		{pgtype.BPCharOID, 9, "é", false, "é    "}, {pgtype.NumericOID, 5<<16 + 2 + 4, "1.005", true, "1.01"},
		{pgtype.NumericOID, 3<<16 + 2 + 4, "10", true, "!22003"}, {pgtype.TimestampOID, 0, int64(1500000), true, "2000000"},
		{1015, 6, `["abc","d"]`, true, `["ab","d"]`}, {pgtype.IntervalOID, rangeDay<<16 | 0xffff, "1 2 3", true, "1 2 0"},
	} {
		v, err := ApplyTypmod(c.typ, c.typmod, c.v, c.explicit)
		got := fmt.Sprint(v)
		var e *Error
		if errors.As(err, &e) {
			got = "!" + e.Code
		}
		if got != c.want {
			t.Errorf("%s(%d) of %v: got %s, want %s", TypeName(c.typ), c.typmod, c.v, got, c.want)
		}
	}
}

func TestAppendDoesNotAllocate(t *testing.T) {
	st := DefaultStyle()
	st.Location, _ = LoadZone("Europe/Berlin")
	buf := make([]byte, 0, 1024)
	values := []struct {
		typ uint32
		v   any
	}{{pgtype.Int8OID, int64(math.MinInt64)}, {pgtype.TimestamptzOID, int64(758550896789012)}, {pgtype.DateOID, int64(-5)},
		{pgtype.NumericOID, "-1234567.8901"}, {pgtype.Float8OID, 1.5e300}, {pgtype.IntervalOID, "14 -3 5"}, {pgtype.TextOID, "x"},
		{pgtype.UUIDOID, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"}, {pgtype.ByteaOID, []byte{1, 2}}, {pgtype.BoolOID, int64(1)}}
	for _, c := range values {
		if n := testing.AllocsPerRun(100, func() {
			if _, err := AppendText(buf, c.typ, c.v, st); err != nil {
				t.Fatal(err)
			}
			if _, err := AppendBinary(buf, c.typ, c.v, st); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations", TypeName(c.typ), n)
		}
	}
}

// The cache of offsets must agree with the zone at every transition.
func TestZoneCache(t *testing.T) {
	st := DefaultStyle()
	for _, name := range []string{"Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "Africa/Casablanca"} {
		st.Location, _ = LoadZone(name)
		at := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
		for at.Year() < 2040 {
			_, end := at.In(st.Location).ZoneBounds()
			if end.IsZero() {
				break
			}
			for _, d := range []time.Duration{-24 * time.Hour, -time.Microsecond, 0, time.Microsecond, 24 * time.Hour} {
				ts := TimestampFromTime(end.Add(d))
				_, want := end.Add(d).In(st.Location).Zone()
				for range 2 {
					if _, got := st.zoneAt(ts); got != want {
						t.Fatalf("%s at %v: got %d, want %d", name, end.Add(d), got, want)
					}
				}
			}
			at = end
		}
	}
}

// Every day of PostgreSQL's dates has one civil date, in order.
func TestCalendar(t *testing.T) {
	for d := int64(minDate); d < endDate; d += 997 {
		y, m, day := civil(d)
		if dayNumber(y, m, day) != d || day > daysInMonth(y, m) {
			t.Fatalf("day %d is %d-%d-%d, which is day %d", d, y, m, day, dayNumber(y, m, day))
		}
		if g := time.Date(y, time.Month(m), day, 0, 0, 0, 0, time.UTC); int(g.Weekday()) != weekday(d) && abs2(y) < 200000 {
			t.Fatalf("%d-%d-%d: weekday %d, want %d", y, m, day, weekday(d), g.Weekday())
		}
	}
}

// What is cheap to write must not be dear to compute.
func TestBoundedWork(t *testing.T) {
	big, err := NumericFromString("1e131071")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if _, err := big.Mul(big); err == nil {
		t.Error("1e131071 squared is no error")
	}
	if _, err := big.Exp(); err == nil {
		t.Error("exp(1e131071) is no error")
	}
	if _, err := big.Power(big); err == nil {
		t.Error("1e131071 ^ 1e131071 is no error")
	}
	if _, err := CanonicalJSONB("[" + strings.Repeat("1e131071,", 2000) + "1]"); err == nil {
		t.Error("262 MB of jsonb from 18 KB is no error")
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("took %v", d)
	}
}
