package datum

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
)

// words are what random inputs are made of: enough sense to get deep into a
// type's grammar, enough nonsense to leave it anywhere.
var words = map[uint32][]string{
	pgtype.TimestamptzOID: {"2024", "01", "15", "24", "1", "99", "366", "-", "-", "-", "/", ".", " ", " ", " ", ":", ":", "12:34:56", "12:34", ".5", "T", "Z", "+02", "-0330", "+5:30", "PST", "CEST", "MSK", "UTC",
		"America/New_York", "BC", "AD", "AM", "PM", "Jan", "february", "Mon", "tuesday", "2024-01-15", "20240115", "123456", "2024-02-30", "15.01.2024", "1/2/2024", "now-", "epoch", "infinity", "today", "J2460325", "J", "allballs", "at", "t", ",", "0", "9999", "10000", "294277", "x", "1999-12-31 24:00", "030405.678"},
	pgtype.IntervalOID: {"1", "2", "-3", "+4", "1.5", "-0.25", "0", "999999999", "2147483648", " ", " ", " ", " day", " days", " mon", "year", " hours", "h", "m", "s", " sec", "ms", "us", " week", " decade", "century", "ago", "@", "1:02", "-1:02:03", "1:02:03.45", "1-2", "-1-2", "P", "T", "1Y", "2M", "3D", "4H", "5S", "P1Y2M", "PT1H", "P0001-02-03T04:05:06", "x", ":", "-", "+", "1e3", "millennium", "mons", "minutes"},
	pgtype.NumericOID:  {"1", "0", "00", "9", "123456789", ".", ".", "-", "+", "e", "E5", "e-3", " ", "NaN", "inf", "x", "1e400", "99999999999999999999", ".0001000"},
	pgtype.Float8OID:   {"1", "0", "9", "123456789", ".", "-", "+", "e", "E5", "e-3", " ", "NaN", "inf", "x", "e308", "e-320", "99999999999999999999", ".0001", "0x", "p3"},
	pgtype.JSONBOID:    {"{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "\"\\u00e9\"", "\"\\n\"", "1", "-2.50", "1e3", "true", "false", "null", " ", "\"\"", "{\"a\":1}", "[1,2]", "x", "\"", "\\"},
	1009:               {"{", "}", "{", "}", ",", ",", "a", "b c", "\"", "\"x\"", "\\", "NULL", "null", " ", "{a,b}", "é", "1"},
	pgtype.TimeOID:     {"12", ":", ":", "34", "56", ".5", " ", " AM", " PM", "12:34", "01:02:03", "+02", "UTC", "24:00:00", "040506", "T", " allballs", "2024-01-15", " America/New_York", "60", "1"},
	pgtype.ByteaOID:    {"\\x", "00", "ff", "g", "\\", "\\\\", "001", "377", "400", "a", " "},
}

func TestRandomInputOracle(t *testing.T) {
	c := oracle(t)
	st := DefaultStyle()
	st.Location, _ = LoadZone("Europe/Berlin")
	ask(t, c, "set timezone = 'Europe/Berlin'")
	for typ, list := range words {
		rnd := rand.New(rand.NewPCG(1, uint64(typ)))
		name := TypeName(typ)
		failures := 0
		for i := 0; i < randomInputs; i++ {
			var b strings.Builder
			for n := 1 + rnd.IntN(6); n > 0; n-- {
				b.WriteString(list[rnd.IntN(len(list))])
			}
			s := b.String()
			if strings.Contains(s, "now") || strings.Contains(s, "today") {
				continue
			}
			want := ask(t, c, "select $1::text::"+name, s)
			v, err := ParseText(typ, s, st)
			got := answer{}
			if err != nil {
				got = failure(t, err)
			} else if out, err := AppendText(nil, typ, v, st); err == nil {
				got = answer{text: string(out)}
			}
			if got.code == "22023" && strings.HasPrefix(got.message, "time zone") {
				continue // POSIX zones with daylight saving ("x12y") are not read
			}
			if got.code != "" && want.code != "" && lenient(typ) {
				continue // which of several faults of nonsense is named may differ
			}
			if got != want {
				t.Errorf("%s %q:\n got %s\nwant %s", name, s, got, want)
				if failures++; failures > 40 {
					break
				}
			}
		}
	}
}

// lenient types are those whose errors are compared only by being errors here;
// TestInputOutputOracle compares their texts for likelier mistakes.
func lenient(typ uint32) bool {
	return typ == pgtype.TimestamptzOID || typ == pgtype.TimeOID || typ == pgtype.IntervalOID || typ == 1009
}

func TestZonesOracle(t *testing.T) {
	c := oracle(t)
	names := strings.Split(ask(t, c, "select string_agg(name, ',') from pg_timezone_names where name not like 'posix%'").text, ",")
	for _, n := range names {
		for _, s := range []string{n, strings.ToLower(n)} {
			loc, ok := LoadZone(s)
			if _, abbrev := zoneAbbrevs[strings.ToLower(s)]; abbrev && ok {
				continue // AT TIME ZONE takes it for the abbreviation
			}
			if !ok {
				t.Errorf("zone %s is not found", s)
				continue
			}
			ts := mustTime(t, pgtype.TimestampOID, "2024-07-01")
			v, err := TimestamptzFromLocal(ts, loc)
			check(t, s, ask(t, c, "select '2024-07-01'::timestamp at time zone $1", s), pgtype.TimestamptzOID, DefaultStyle(), v, err)
		}
	}
	for a := range zoneAbbrevs {
		ts := mustTime(t, pgtype.TimestampOID, "2010-07-01")
		v, err := TimestampAtZone(ts, a)
		check(t, a, ask(t, c, "select '2010-07-01'::timestamp at time zone $1", a), pgtype.TimestamptzOID, DefaultStyle(), v, err)
	}
}

// randomInputs per type take about three seconds in all.
const randomInputs = 3000
