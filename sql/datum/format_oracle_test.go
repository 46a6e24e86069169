package datum

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
)

func TestToCharOracle(t *testing.T) {
	c := oracle(t)
	st := DefaultStyle()
	formats := []string{"YYYY-MM-DD HH24:MI:SS", "FMMonth DDth, YYYY", "Day DD Mon YY HH:MI AM", "HH12:MI:SS.MS a.m.", "IYYY-IW-ID IDDD", "DDD WW W Q CC J", "YYYY BC", "RM rm FMRM", "\"quoted \\\" text\" YYYY",
		"US FF1 FF2 FF3 FF4 FF5 FF6", "SSSS SSSSS", "TZ tz TZH TZM OF", "Y,YYY YYY YY Y IYY IY I", "DAY Day day DY Dy dy", "MONTH Month month MON Mon mon", "FMDD/FMMM", "D ID", "TMMonth TMDay", "", "YYYYMMDD", "HH24hMI", "ddTH MMth", "Yyyy", "FMHH:FMMI pm", "AD a.d. P.M.", "日本 YYYY年MM月"}
	for _, zone := range []string{"UTC", "Asia/Kolkata", "America/New_York"} {
		st.Location, _ = LoadZone(zone)
		ask(t, c, "set timezone = '"+zone+"'")
		for _, f := range formats {
			for _, s := range instants {
				ts := mustTime(t, pgtype.TimestampOID, s)
				if f != "TZ tz TZH TZM OF" {
					v, err := ToCharTimestamp(ts, f)
					checkText2(t, "ts "+f+" "+s, ask(t, c, "select to_char($1::timestamp, $2)", s, f), v, err)
				}
				tz, err := TimestamptzFromLocal(ts, st.Location)
				if err == nil {
					v, err := ToCharTimestamptz(tz, f, st.Location)
					checkText2(t, zone+" tz "+f+" "+s, ask(t, c, "select to_char($1::timestamp::timestamptz, $2)", s, f), v, err)
				}
			}
			if zone == "UTC" {
				for _, s := range spans {
					if f == "Y,YYY YYY YY Y IYY IY I" || strings.HasPrefix(s, "178956970") || strings.HasPrefix(s, "2147483647") {
						continue // ISO years of intervals, and overflows, are accidents
					}
					v, err := ToCharInterval(mustInterval(t, s), f)
					checkText2(t, "interval "+f+" "+s, ask(t, c, "select to_char($1::interval, $2)", s, f), v, err)
				}
			}
		}
	}
}

func checkText2(t *testing.T, label string, want answer, v any, err error) {
	t.Helper()
	if err != nil {
		if got := failure(t, err); got != want {
			t.Errorf("%s:\n got %s\nwant %s", label, got, want)
		}
		return
	}
	s, ok := v.(string)
	if (v == nil) != want.null || ok && s != want.text || want.code != "" {
		t.Errorf("%s:\n got %q\nwant %q", label, v, want)
	}
}

func TestToCharNumberOracle(t *testing.T) {
	c := oracle(t)
	formats := []string{"999", "000", "9.9", "0.9", "9.99", "FM9.99", "FM0.99", "FM999999990.00", "999,999.99", "FM999,999,999", "S999", "999S", "MI999", "999MI", "PL999", "999PL", "SG999", "999PR", "FM999PR", "RN", "FMRN", "rn",
		"999th", "FM999TH", "99V99", "9.99EEEE", "9EEEE", "L999", "999D99", "9G999", "B999", "\"n=\"999", "FM9.9", "FM99.00", "990.0", "0009", "09.90", "S0.9", "FM.99", ".9", "9S9", "9999999999999999999999.999", "9.9.9", "SS9", "9EEEE9", "0999.9990", "FM0999.9990", "", "999 9", "9,9,9", "x9y9", "FMS999.9", "9.9S"}
	for _, n := range []string{"0", "1", "-1", "0.1", "-0.1", "12", "123", "-123", "1234", "12345.678", "-12345.678", "0.5", "0.005", "999.99", "1000000", "NaN", "Infinity", "485", "2.0", "-0.004", "21", "11", "1e20", "1234567.891"} {
		x, _ := NumericFromString(n)
		f, _ := ParseFloat64(n)
		for _, p := range formats {
			v, err := ToCharNumeric(x, p)
			checkText2(t, "numeric "+n+" "+p, ask(t, c, "select to_char($1::numeric, $2)", n, p), v, err)
			v, err = ToCharFloat(f, false, p)
			checkText2(t, "float "+n+" "+p, ask(t, c, "select to_char($1::float8, $2)", n, p), v, err)
		}
	}
}

func TestFromCharOracle(t *testing.T) {
	c := oracle(t)
	st := DefaultStyle()
	ask(t, c, "set timezone = 'UTC'")
	for _, in := range [][2]string{{"2024-01-15", "YYYY-MM-DD"}, {"15 Jan 2024", "DD Mon YYYY"}, {"January 5, 2024", "Month DD, YYYY"}, {"20240115", "YYYYMMDD"}, {"20240115123456", "YYYYMMDDHH24MISS"},
		{"2024-01-15 12:34:56", "YYYY-MM-DD HH24:MI:SS"}, {"2024-01-15 12:34:56.789", "YYYY-MM-DD HH24:MI:SS.MS"}, {"2024-01-15 12:34:56.123456", "YYYY-MM-DD HH24:MI:SS.US"}, {"01/15/24", "MM/DD/YY"}, {"15.1.2024", "DD.MM.YYYY"},
		{"2024-015", "YYYY-DDD"}, {"2024-03", "IYYY-IW"}, {"2024-03-5", "IYYY-IW-ID"}, {"12:34 PM", "HH12:MI AM"}, {"13:00 PM", "HH12:MI AM"}, {"2024", "YYYY"}, {"2024-13-01", "YYYY-MM-DD"}, {"2024-02-30", "YYYY-MM-DD"}, {"x", "YYYY"}, {"2460325", "J"},
		{"2024-01-15 12:34:56 +02", "YYYY-MM-DD HH24:MI:SS TZH"}, {"2024-01-15 12:34:56-05:30", "YYYY-MM-DD HH24:MI:SSTZH:TZM"}, {"  2024-01-15", "YYYY-MM-DD"}, {"2024/01/15", "YYYY-MM-DD"}, {"Mon 15 Jan 2024", "Dy DD Mon YYYY"}, {"44-03-15 BC", "YYYY-MM-DD BC"},
		{"2024-01-15T10:20:30Z", "YYYY-MM-DD\"T\"HH24:MI:SS\"Z\""}, {"1st 2024", "DDth YYYY"}, {"3600", "SSSS"}, {"95", "YY"}, {"5", "Y"}, {"2024-1-5", "FXYYYY-MM-DD"}, {"2024-1-5", "YYYY-MM-DD"}, {"Foo 2024", "Mon YYYY"}, {"XII 2024", "RM YYYY"}, {"2,024", "Y,YYY"}, {"2024-01-15", "YYYY-MM-DD HH24:MI"}, {"", "YYYY"}, {"24:00", "HH24:MI"}, {"25:00", "HH24:MI"}, {"99999-01-01", "YYYY-MM-DD"}, {"2024 01", "YYYY IW"}, {"2024-01 3", "IYYY-MM ID"}} {
		v, err := ToTimestamp(in[0], in[1], st.Location)
		check(t, "to_timestamp "+in[0]+" by "+in[1], ask(t, c, "select to_timestamp($1, $2)", in[0], in[1]), pgtype.TimestamptzOID, st, v, err)
		v, err = ToDate(in[0], in[1])
		check(t, "to_date "+in[0]+" by "+in[1], ask(t, c, "select to_date($1, $2)", in[0], in[1]), pgtype.DateOID, st, v, err)
	}
	for _, in := range [][2]string{{"123", "999"}, {"-123.45", "999.99"}, {"1,234.5", "9,999.9"}, {"<12>", "99PR"}, {"12-", "99S"}, {"$12", "L99"}, {"12", "9"}, {"1e5", "9999"}, {"", "99"}, {"abc", "999"}, {"12.5", "99D9"}, {" 1 2", "99"}, {"-12", "S99"}, {"1234", "99V99"}, {"1,2", "99"}, {"0.5", "9.9"}, {".5", "9.9"}} {
		v, err := ToNumber(in[0], in[1])
		check(t, "to_number "+in[0]+" by "+in[1], ask(t, c, "select to_number($1, $2)", in[0], in[1]), pgtype.NumericOID, st, v, err)
	}
}
