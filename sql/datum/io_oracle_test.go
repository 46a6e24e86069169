package datum

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
)

var inputs = []struct {
	typ    uint32
	inputs []string
}{
	{pgtype.Int4OID, []string{"0", "-1", " 42 ", "+7", "2147483647", "-2147483648", "2147483648", "x", "", "-", "1 2", "1.5", "99999999999999999999999", "0x10", "1_000", "2147483648x"}},
	{pgtype.Int2OID, []string{"32767", "-32768", "32768", "99999", "a"}},
	{pgtype.Int8OID, []string{"9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e3", ""}},
	{pgtype.OIDOID, []string{"0", "4294967295", "4294967296", "-1", "x", " 5 "}},
	{pgtype.BoolOID, []string{"t", "tr", "true", "TRUE ", "on", "o", "of", "off", "y", "yes", "n", "no", "1", "0", "2", "", "falsey", "f"}},
	{pgtype.Float8OID, []string{"0", "-0", "1", "1.5", "1e20", "1e14", "1e15", "123456789012345678", "0.0001", "0.00001", "1e-400", "1e400", "4.9e-324", "NaN", "nan", "inf", "-Infinity", "infinity", "x", "", " 1 ", "1e", ".5", "5.", "0x10", "1.7976931348623157e308", "3.141592653589793", "1_0", "in", "+inf"}},
	{pgtype.Float4OID, []string{"0", "-0", "1.5", "1e6", "123456", "1234567", "0.1", "1e-50", "1e39", "3.4028235e38", "NaN", "-inf", "16777217", "1e-45", "x"}},
	{pgtype.NumericOID, []string{"0", "-0", "1", "1.50", "-1.50", "007", ".5", "5.", "1e3", "1.5e-3", "1e-5", "-0.00", "NaN", "nan", "inf", "-Infinity", "x", "", "1e", "1e+", "e5", ".", " 1.5 ", "1e999999", "1e9999999999999", "1e-16384", "1e-16383", "12345678901234567890.123456789", "1e131072", "0e999", "+5", "--5", "1 2", "1e5.5", "in", "0.0000001"}},
	{pgtype.DateOID, []string{"2024-01-15", "2024-02-30", "2024-13-01", "1999-01-08", "January 8, 1999", "1/8/1999", "1/18/1999", "18/1/1999", "01/02/03", "1999-Jan-08", "Jan-08-1999", "08-Jan-1999", "08-Jan-99", "99-Jan-08", "Jan-08-99", "19990108", "990108", "1999.008", "J2451187", "January 8, 99 BC", "infinity", "-infinity", "epoch", "2024-01-15 12:34:56", "0001-01-01", "0001-01-01 BC", "4714-11-24 BC", "4714-11-23 BC", "5874897-12-31", "5874898-01-01", "0000-01-01", "x", "", "2024", "2024-01", "12:34", "2024-1-5", "2024/01/15", "2024.01.15", "15.01.2024", "Mon Jan 15 2024", "2024-366", "1999-01-08 04:05:06 America/New_York", "99999999-01-01", "inf", "24-01-15", "2024-01-15T00:00:00Z", "2000-02-29", "1900-02-29", "2024-01-15 BC", "allballs", "2024-01-15 foo", "1 2 3 4"}},
	{pgtype.TimeOID, []string{"12:34:56", "12:34", "04:05:06.789", "040506", "0405", "04:05 AM", "04:05 PM", "12:00 AM", "13:00 PM", "24:00:00", "24:00:01", "25:00", "12:60", "12:34:60", "04:05:06 PST", "04:05:06+01", "2003-04-12 04:05:06 America/New_York", "x", "", "12", "allballs", "23:59:59.9999999", "12:34:56.1234567", "040506.789", "04:05:06 America/New_York", "T040506"}},
	{pgtype.TimestampOID, []string{"2024-01-15 12:34:56", "2024-01-15 12:34:56.123456", "2024-01-15 12:34:56.1234567", "2024-01-15T12:34:56", "2024-01-15T12:34:56Z", "2024-01-15 12:34", "2024-01-15", "2024-01-15 12:34:56+02", "2024-01-15 12:34 PM", "2024-01-15 13:34 PM", "2024-01-15 24:00:00", "2024-01-15 25:00:00", "20240115T123456", "20240115 123456", "20240115123456", "20240115 1234", "Mon Jan 15 12:34:56 2024", "Mon Jan 15 12:34:56 2024 PST", "infinity", "-infinity", "epoch", "294276-12-31 23:59:59.999999", "294277-01-01", "4714-11-24 00:00:00 BC", "4714-11-23 23:59:59 BC", "x", "", "2024-01-15 12:34:56 BC", "2024-01-15 12:34:56 foo", "2024-01-15 12:34:56 Foo/Bar", "12:34:56", "2024-01-15 1:2:3", "J2451187 04:05:06", "2024-01-15 04:05:06.789-8", "2024-01-15 040506-0800", "2024-01-15T040506.5+08", "1999-01-08 allballs", "2024-02-29 00:00", "2023-02-29 00:00", "2024-01-15 12:34:56 +25", "2024-01-15 12:34:56 +15:59:59", "2024-01-15 12:34:56-00:00", "2024-01-15 12:34:60", "99-01-15 00:00", "00-01-15 00:00"}},
	{pgtype.TimestamptzOID, []string{"2024-01-15 12:34:56+00", "2024-01-15 12:34:56", "2024-07-15 12:34:56", "2024-03-31 02:30:00", "2024-10-27 02:30:00", "2024-01-15 12:34:56 America/New_York", "2024-07-15 12:34:56 america/new_york", "2024-01-15 12:34:56 PST", "2024-01-15 12:34:56 PDT", "2024-01-15 12:34:56 CEST", "2024-01-15 12:34:56 MSK", "2024-01-15 12:34:56 +05:30", "2024-01-15 12:34:56-0330", "2024-01-15T12:34:56.5Z", "2024-01-15 12:34:56 UTC+3", "2024-01-15 12:34:56 EST5EDT", "2024-01-15 12:34:56 Nowhere", "2024-01-15 12:34:56 No/Where", "infinity", "epoch", "1850-01-01 00:00:00", "3000-07-01 00:00:00", "294276-12-31 23:59:59+00", "294277-01-01 00:00+00", "0044-03-15 12:00 BC", "2024-01-15 12:34:56 zulu", "2024-01-15 z", "2024-01-15 12:34 AM", "2024-01-15 00:00 MET DST", "1900-01-01 00:00", "1945-05-24 03:00", "2024-01-15 12:34:56 Europe/Berlin"}},
	{pgtype.IntervalOID, []string{"1 day", "1 year 2 months 3 days 4 hours 5 minutes 6 seconds", "1 2:03:04", "1-2", "-1-2", "1-2 3 4:05:06", "P1Y2M3DT4H5M6S", "P0001-02-03T04:05:06", "PT1.5H", "P1.5Y", "P-1Y", "1.5 days", "1.5 months", "1.5 years", "1.5 weeks", "@ 1 day ago", "1 day ago", "-1 day +2:03:04", "1", "1.5", "x", "", "1 foo", "1 day 1 day", "2:03", "2:03.5", "0.1 us", "1 ms", "1 decade 1 century", "1 millennium", "999999999999 years", "178956970 years", "178956971 years", "2147483647 days", "2147483648 days", "-2147483648 days", "infinity", "1 mon -1 day", "1d", "1h 30m", "1 min", "P", "PT", "P1W", "P1DT", "PT1H2M3.5S", "1 quarter", "-0.5 day", "1 d 25:00:00", "1.2345678 s", "P20200102", "PT010203", "1e3 days", "1 day -00:00:01", "+1 day", "9223372036854.775807 s", "9223372036855 s", "0.7 months", "-1.3 years", "1:2:3.4567", "12:34:56:78", "1 day 2"}},
	{pgtype.UUIDOID, []string{"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "{a0eebc999c0b4ef8bb6d6bb9bd380a11}", "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11", "a0eebc999c0b4ef8bb6d6bb9bd380a1", "x", "", "a0eebc99--9c0b4ef8bb6d6bb9bd380a11"}},
	{pgtype.ByteaOID, []string{`\x`, `\x00ff`, `\xDEAD beef`, `\xg0`, `\x0`, `abc`, `\\`, `\001`, `\400`, `a\`}},
	{pgtype.JSONOID, []string{`{}`, `{"a":1}`, ` [1, 2,3 ] `, `{"b":1,"a":2}`, ``, `{`, `[1,]`, `{"a"}`, `{"a":1,}`, `tru`, `"\u0000"`, `"\ud800"`, `"\q"`, `1 2`, `01`, `1.`, `-`, `"abc`, "\"\t\"", `nul`, `[1 2]`, `{1:2}`, `"\u12"`, `1e5`, `-0`, `@`, `{"a" 1}`}},
	{pgtype.JSONBOID, []string{`{}`, `{"a":1}`, ` [1, 2,3 ] `, `{"bb":1,"a":2,"c":3}`, `{"a":1,"a":2}`, `[1.10, 1e3, -0, 1e-2]`, `"\u00e9\n\u0001\"\\\/"`, `"\u0000"`, `"\ud83d\ude00"`, `"\ud800"`, `"\ude00"`, `"\ud83dx"`, `null`, `true`, `[[],{}]`, `{"a":{"b":[1,{"c":null}]}}`, `1e999999`}},
	{pgtype.TextOID, []string{"", "abc", "é"}},
	{pgtype.QCharOID, []string{"", "a", "abc", `\101`}},
	{pgtype.NameOID, []string{"abc", "0123456789012345678901234567890123456789012345678901234567890123456789"}},
	{1007, []string{"{}", "{1,2,3}", "{1,NULL,3}", " { 1 , 2 } ", "{{1,2},{3,4}}", "{{1,2},{3}}", "{1,", "1", "{1}x", "[1:2]={1,2}", "[1:3]={1,2}", "{a}", "{{},{}}", "{1,{2}}", `{"1","2"}`, "{,}", "{1,}", "{{{{{{{1}}}}}}}"}},
	{1009, []string{`{a,b}`, `{"a,b",c}`, `{"a\"b"}`, `{NULL,"NULL",null}`, `{""}`, `{a b}`, `{ a , "b " }`, `{a\,b}`, `{"a}`, `{é}`, `{a"b"}`}},
	{1231, []string{`{1.50,NaN}`}}, {1022, []string{`{1.5,NaN,Infinity,1e20}`}}, {1000, []string{`{t,f,NULL}`}},
	{1185, []string{`{2024-01-15 12:34:56+00,NULL}`}}, {1187, []string{`{1 day,"1 year 2 mons"}`}}, {1001, []string{`{"\\x00ff"}`}},
	{3807, []string{`{"{\"b\":1,\"a\":2}"}`}}, {2951, []string{`{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}`}}, {1182, []string{`{2024-01-15,infinity}`}},
}

func TestInputOutputOracle(t *testing.T) {
	c := oracle(t)
	styles := []Style{}
	for _, zone := range []string{"UTC", "Europe/Berlin"} {
		for _, ds := range [][2]string{{"ISO", "MDY"}, {"SQL", "DMY"}, {"German", "DMY"}, {"Postgres", "YMD"}} {
			st := *DefaultStyle()
			st.Location, _ = LoadZone(zone)
			st.LocationName = zone
			st.DateStyle, st.DateOrder = ds[0], ds[1]
			st.IntervalStyle = map[string]string{"ISO": "postgres", "SQL": "sql_standard", "German": "iso_8601", "Postgres": "postgres_verbose"}[ds[0]]
			styles = append(styles, st)
		}
	}
	for si := range styles {
		st := &styles[si]
		ask(t, c, "set timezone = '"+st.LocationName+"'")
		ask(t, c, "set datestyle = '"+st.DateStyle+", "+st.DateOrder+"'")
		ask(t, c, "set intervalstyle = '"+st.IntervalStyle+"'")
		for _, in := range inputs {
			if si > 0 && (in.typ < pgtype.DateOID || in.typ > pgtype.IntervalOID) {
				continue
			}
			name := typeSQL(in.typ)
			for _, s := range in.inputs {
				label := fmt.Sprintf("%s %s,%s %s %q", st.LocationName, st.DateStyle, st.DateOrder, name, s)
				want := ask(t, c, "select $1::text::"+name, s)
				wantBin := askFormat(t, c, 1, "select $1::text::"+name, s)
				v, err := ParseText(in.typ, s, st)
				if err != nil {
					if got := failure(t, err); got != want {
						t.Errorf("%s:\n got %s\nwant %s", label, got, want)
					}
					continue
				}
				got, err := AppendText(nil, in.typ, v, st)
				if err != nil || string(got) != want.text || want.code != "" {
					t.Errorf("%s:\n got %s %v\nwant %s", label, got, err, want)
					continue
				}
				bin, err := AppendBinary(nil, in.typ, v, st)
				if err != nil || string(bin) != wantBin.text {
					t.Errorf("%s binary:\n got %x %v\nwant %x", label, bin, err, wantBin.text)
				}
				if back, err := ParseBinary(in.typ, bin); err != nil || fmt.Sprint(back) != fmt.Sprint(v) {
					t.Errorf("%s: binary came back as %v (%v), was %v", label, back, err, v)
				}
			}
		}
	}
}

func typeSQL(typ uint32) string {
	if typ == pgtype.QCharOID {
		return `"char"`
	}
	return TypeName(typ)
}
