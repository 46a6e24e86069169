package builtin

import "strings"

// grid holds the values with which functions are tried, per type, in
// PostgreSQL's text. NULL is tried besides.
var grid = map[string][]string{
	"bool": {"t", "f"},
	"int2": {"0", "1", "-1", "2", "-7", "32767", "-32768"},
	"int4": {"0", "1", "-1", "3", "-7", "1000000", "46341", "2147483647", "-2147483648", "-2147483647", "65536"},
	"int8": {"0", "1", "-1", "5", "-7", "4294967296", "3037000500", "9223372036854775807", "-9223372036854775808",
		"-9223372036854775807", "2147483648", "-2147483649", "32768"},
	"oid": {"0", "1", "4294967295", "2147483648"}, "xid": {"0", "3", "4294967295"}, "cid": {"0", "7"},
	"float4": {"0", "-0", "1", "-1.5", "0.1", "3.4028235e38", "1e-45", "Infinity", "-Infinity", "NaN", "2.5", "16777217", "1e20"},
	"float8": {"0", "-0", "1", "-1", "1.5", "2.5", "-2.5", "0.1", "1e308", "-1.7976931348623157e308", "5e-324", "1e-200",
		"Infinity", "-Infinity", "NaN", "1e10", "2147483647.5", "-2147483648.5", "9223372036854775807", "32767.4", "100", "1e-5", "123456789.987654321"},
	"numeric": {"0", "0.00", "1", "-1", "1.50", "1.5", "-2.5", "2.5", "0.5", "NaN", "Infinity", "-Infinity", "2147483647.4",
		"2147483647.5", "-2147483648.5", "9223372036854775807.49", "99999999999999999999999999.999", "0.000000001", "-0.000100", "10", "3", "7.123456789012345678901234567890", "1000000"},
	"text": {"", "a", "A", "abc", "héllo", "ÄÖÜß", "a b  c", "  pad  ", "日本語", "😀x", "%_\\", "a.b.c", "ab\tc\nd", "O'Re\"illy",
		"123", "é", "Straße İ ı ǅ ǆ"},
	"varchar": {"", "a", "héllo", "abc  ", "日本語"},
	"bpchar":  {"", "a", "a  ", "héllo ", "abc", "b"},
	"name":    {"", "a", "abc", "Name", "x y"},
	"char":    {"", "a", "b", "Z"},
	"bytea":   {"\\x", "\\x00", "\\x00ff", "\\x616263", "\\xff"},
	"uuid":    {"00000000-0000-0000-0000-000000000000", "123e4567-e89b-12d3-a456-426614174000", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
	"date": {"2000-01-01", "1999-12-31", "2024-02-29", "2023-03-26", "2024-10-27", "infinity", "-infinity", "4714-11-24 BC",
		"5874897-12-31", "0001-01-01", "0001-12-31 BC", "294277-01-01", "294276-12-31", "1970-01-01", "2021-01-03"},
	"time": {"00:00", "23:59:59.999999", "12:34:56.5", "24:00:00", "01:02:03.000004"},
	"timestamp": {"2000-01-01 00:00:00", "1999-12-31 23:59:59.999999", "2024-02-29 12:34:56.789012", "2024-03-31 02:30:00",
		"2024-10-27 02:30:00", "2024-03-10 02:30", "2024-11-03 01:30", "infinity", "-infinity", "4714-11-24 00:00 BC",
		"294276-12-31 23:59:59.999999", "0001-01-01 00:00:00", "0044-03-15 10:00 BC", "1969-12-31 23:59:59", "1900-01-01 00:00", "2021-01-03 22:10:05.5", "9999-12-31 23:59:59.5", "10000-06-01 00:00"},
	"timestamptz": {"2000-01-01 00:00:00+00", "1999-12-31 23:59:59.999999+00", "2024-02-29 12:34:56.789012+00", "2024-03-31 00:59:59+00",
		"2024-03-31 01:00+00", "2024-10-27 00:30+00", "2024-10-27 01:30+00", "2024-03-10 07:00+00", "2024-11-03 05:30+00", "2024-11-03 06:30+00", "infinity",
		"-infinity", "4714-11-24 12:00+00 BC", "294276-12-30 23:59:59.999999+00", "0001-01-01 00:00:00+00", "0044-03-15 10:00+00 BC",
		"1969-12-31 23:59:59+00", "1900-01-01 00:00+00", "2021-01-03 23:10:05.5+00", "9999-12-31 23:59:59.5+00", "10000-06-01 00:00+00"},
	"_text": {"{{a,b},{c,NULL}}", "{}", "{a}", "{b,NULL,\"x y\"}", "{\"q\\\"\",héllo,a}", "{a,b,a}"},
	"_int4": {"{}", "{1,NULL,-3}", "{7}"},
	"json":  jsonGrid,
	"jsonb": jsonGrid,
	"interval": {"0", "1 day", "-1 day", "24:00:00", "1 month", "30 days", "1 year 2 mons 3 days 04:05:06.789", "-1 mon +2 days -03:00",
		"00:00:00.000001", "178000000 years", "12 mons", "1 day 25:00", "35 days", "-13 mons"},
}

// argGrid overrides the grid of an argument: by signature and position (from
// 1), or by function name.
var argGrid = map[string][]string{
	"bpchar(bpchar,int4,bool) 2":      {"-1", "4", "5", "7", "14"},
	"varchar(varchar,int4,bool) 2":    {"-1", "4", "5", "7", "14"},
	"timestamp(timestamp,int4) 2":     {"0", "1", "3", "5", "6"},
	"timestamptz(timestamptz,int4) 2": {"0", "1", "3", "5", "6"},
	"time(time,int4) 2":               {"0", "2", "6"},
	"like 2":                          likePatterns, "notlike 2": likePatterns, "textlike 2": likePatterns, "textnlike 2": likePatterns,
	"texticlike 2": likePatterns, "texticnlike 2": likePatterns, "namelike 2": likePatterns, "bpcharlike 2": likePatterns, "bpchariclike 2": likePatterns,
	"like_escape 2": {"", "\\", "a", "é", "ab", "%"}, "like_escape 1": {"", "a%b", "\\%", "é%é_", "aa", "a", "\\", "aa%a_b\\a"},
	"chr 1":    {"0", "1", "65", "233", "128512", "55296", "1114111", "1114112", "-1"},
	"decode 2": {"hex", "base64", "escape", "HEX", "nope"}, "decode 1": {"", "00ff", "0", "0g", "aGVsbG8=", "aGVs bG8", "a", "\\000\\377", "\\\\", "\\x", "zz", "é"},
	"encode 2":  {"hex", "base64", "escape", "Base64", "nope"},
	"overlay 3": {"0", "1", "2", "-1", "10", "2147483647"}, "split_part 3": {"0", "1", "2", "-1", "-2", "5", "-5"},
	"quote_ident 1": {"", "a", "A", "select", "table", "name", "a\"b", "a b", "_x1", "1a", "é", "between", "abs", "user"},
	"starts_with 2": {"", "a", "abc", "h", "日"},
	"position 2":    {"", "a", "b", "ö", "本", "c\nd"}, "strpos 2": {"", "a", "b", "Ö", "本", "x", "."},
	"btrim 2": {"", " ", "a", "aé", "日語", "ab "}, "ltrim 2": {"", " ", "a", "hé", "日", "ab "}, "rtrim 2": {"", " ", "a", "éoll", "語", "cb "},
	"translate 2": {"", "abc", "éa", "aa", "日本"}, "translate 3": {"", "x", "xyzw", "é", "ab"},
	"split_part 2": {"", ".", " ", "a", "é", "ab"}, "replace 2": {"", "a", "é", "b", "本", "  "}, "replace 3": {"", "x", "aa", "日"},
	"date_trunc 1": units, "extract 1": units, "date_part 1": units,
	"date_trunc 3":                 {"UTC", "Europe/Berlin", "EST", "nope", "+02"},
	"timezone(text,timestamptz) 1": zoneNames, "timezone(text,timestamp) 1": zoneNames,
	"timezone(interval,timestamptz) 1": {"02:00", "-05:30", "1 day", "0", "100:00"}, "timezone(interval,timestamp) 1": {"02:00", "-05:30", "1 day", "0"},
	"make_date 1": {"2024", "0", "-44", "2023", "9999", "6000000", "-5000"}, "make_date 2": {"1", "2", "13", "0", "12"}, "make_date 3": {"1", "29", "30", "31", "32", "0"},
	"make_time 1": {"0", "23", "24", "25", "-1"}, "make_time 2": {"0", "59", "60", "-1"}, "make_time 3": {"0", "59.999999", "60", "60.5", "-1", "NaN", "12.3456789"},
	"make_timestamp 1": {"2024", "0", "-44"}, "make_timestamp 2": {"2", "13"}, "make_timestamp 3": {"28", "29", "30"}, "make_timestamp 4": {"0", "24"}, "make_timestamp 5": {"0", "59"}, "make_timestamp 6": {"0", "12.5"},
	"make_timestamptz 1": {"2024", "0", "1900"}, "make_timestamptz 2": {"3", "10"}, "make_timestamptz 3": {"31", "27"}, "make_timestamptz 4": {"2", "3"}, "make_timestamptz 5": {"0", "30"}, "make_timestamptz 6": {"0", "12.5"},
	"make_timestamptz 7": {"UTC", "America/New_York", "+02", "-05:30", "02", "nope", "CET", "EST"}, "char(int4) 1": {"0", "65", "126", "128", "-129"},
	"make_interval 1": {"0", "1", "-3"}, "make_interval 2": {"0", "13"}, "make_interval 3": {"0", "2"}, "make_interval 4": {"0", "-1"}, "make_interval 5": {"0", "25"}, "make_interval 6": {"0", "61"}, "make_interval 7": {"0", "1.5", "-0.0000005"},
	"date_bin 1": {"15 min", "1 day", "1 month", "0", "-1 hour", "7 days"},
	"date_pli 2": {"0", "1", "-1", "365", "2147483647", "-2147483648"}, "date_mii 2": {"0", "1", "-1", "365", "2147483647", "-2147483648"},
	"to_timestamp(float8) 1":    {"0", "1700000000.123456", "-1.5", "1e12", "1e15", "NaN", "Infinity", "-Infinity", "-210866803200", "1e-7"},
	"interval(interval,int4) 2": {"-1", "2147418115", "2147418118", "2147418112", "327679", "458751"},
	"textregexeq 2":             regexes, "textregexne 2": regexes, "texticregexeq 2": regexes, "texticregexne 2": regexes, "nameregexeq 2": regexes, "bpcharregexeq 2": regexes,
	"regexp_like 2": regexes, "regexp_like 3": regexFlagGrid, "substring(text,text) 2": regexes, "regexp_replace 2": regexes,
	"regexp_replace 3": {"", "<\\&>", "[\\1]", "x\\\\y\\z", "é"}, "regexp_replace 4": regexFlagGrid, "regexp_match 2": regexes, "regexp_match 3": regexFlagGrid,
	"regexp_substr 2": regexes, "regexp_split_to_array 2": regexes, "regexp_split_to_array 3": regexFlagGrid, "regexp_count 2": regexes, "regexp_count 3": {"1", "2", "0", "100"}, "regexp_count 4": regexFlagGrid,
	"similar_to_escape 1": {"", "a%", "_b_", "(a|b)c", "a.b", "[a-c]%", "\\%x", "#%y", "a#\"b#\"c", "^$", "x{2}", "[^\\]"}, "similar_to_escape 2": {"#", "", "\\", "ab"},
	"format(text,any) 1": formats, "format(text) 1": formats, "array_length 2": {"0", "1", "2", "-1"}, "array_upper 2": {"0", "1", "2"}, "array_lower 2": {"0", "1", "2"},
	"array_position 2": {"a", "b", "x"}, "array_positions 2": {"a", "b", "x"}, "array_remove 2": {"a", "b", "x"}, "array_replace 2": {"a", "x y"}, "array_replace 3": {"Z", "a"},
	"array_to_string 2": {"", ",", "é"}, "array_to_string 3": {"", "*"}, "string_to_array 2": {"", ".", "a", " ", "é"}, "string_to_array 3": {"", "a", "b"},
	"to_char(timestamp,text) 2": dateFormats, "to_char(timestamptz,text) 2": dateFormats, "to_char(interval,text) 2": {"IYYY-IW", "DDD", "", "HH24:MI:SS", "DD MM YYYY", "MS US", "FMHH12"},
	"to_char(int4,text) 2": numberFormats, "to_char(int8,text) 2": numberFormats, "to_char(numeric,text) 2": numberFormats, "to_char(float8,text) 2": numberFormats, "to_char(float4,text) 2": numberFormats,
	"to_date 1": dateTexts, "to_timestamp(text,text) 1": dateTexts, "to_date 2": dateTextFormats, "to_timestamp(text,text) 2": dateTextFormats,
	"to_number 1": {"", "12-", "12", "-12.5", "1,234.50", "$5", "abc", "  7"}, "to_number 2": {"", "S99.9", "99V9", "999", "9,999.99", "999MI", "FM999", "L9"},
	"generate_series(int4,int4) 2": {"0", "3", "-7"}, "generate_series(int4,int4) 1": {"0", "1", "5", "-7"},
	"generate_series(int8,int8) 2": {"0", "3", "-7"}, "generate_series(int8,int8) 1": {"0", "1", "5", "-7"},
	"generate_series(int4,int4,int4) 1": {"0", "5", "-7", "2147483646"}, "generate_series(int4,int4,int4) 2": {"0", "6", "-7", "2147483647"}, "generate_series(int4,int4,int4) 3": {"0", "1000000000", "-1000000000"},
	"generate_series(int8,int8,int8) 1": {"0", "5", "-7", "9223372036854775806"}, "generate_series(int8,int8,int8) 2": {"0", "6", "-7", "9223372036854775807"}, "generate_series(int8,int8,int8) 3": {"0", "4611686018427387904", "-4611686018427387904"},
	"generate_series(numeric,numeric) 1": {"0", "1.50", "NaN", "5"}, "generate_series(numeric,numeric) 2": {"3", "1.5", "4.25", "Infinity"},
	"generate_series(numeric,numeric,numeric) 1": {"0", "1.50", "NaN", "5"}, "generate_series(numeric,numeric,numeric) 2": {"3", "1.5", "-2"}, "generate_series(numeric,numeric,numeric) 3": {"0", "0.5", "-1.25", "NaN"},
	"generate_series(timestamp,timestamp,interval) 1": {"2024-01-31", "2024-03-01"}, "generate_series(timestamp,timestamp,interval) 2": {"2024-04-30", "2024-01-01", "2024-03-02"}, "generate_series(timestamp,timestamp,interval) 3": {"1 month", "7 days", "-10 days", "0"},
	"generate_series(timestamptz,timestamptz,interval) 1": {"2024-03-30 12:00+00", "2024-11-02 12:00+00"}, "generate_series(timestamptz,timestamptz,interval) 2": {"2024-04-02 12:00+00", "2024-11-05 12:00+00"}, "generate_series(timestamptz,timestamptz,interval) 3": {"1 month", "1 day", "-10 days", "12 hours", "0"},
	"trim_array 2": {"-1", "0", "1", "2", "5"}, "array_fill 2": {"{}", "{2}", "{2,3}", "{0}", "{-1}", "{1,NULL}", "{1,1,1,1,1,1,1}"}, "array_fill 3": {"{}", "{1}", "{1,1}", "{NULL}"}, "array_position 3": {"-1", "1", "2", "9"},
	"generate_subscripts 2":   {"0", "1", "2"},
	"char(text) 1":            {"", "a", "Abc", " "},
	"numeric(numeric,int4) 2": {"-1", "4", "327685", "655366", "131076", "1310724"},
	"round(numeric,int4) 2":   {"0", "1", "-1", "3", "-3", "20", "1999", "17000", "-200000"},
	"trunc(numeric,int4) 2":   {"0", "1", "-1", "3", "-3", "20", "1999", "17000", "-200000"},
	"repeat(text,int4) 2":     {"-1", "0", "1", "3"}, "lpad(text,int4) 2": {"-1", "0", "1", "3", "10"}, "rpad(text,int4) 2": {"-1", "0", "1", "3", "10"},
	"lpad(text,int4,text) 2": {"-1", "0", "1", "3", "10"}, "rpad(text,int4,text) 2": {"-1", "0", "1", "3", "10"},
	"regexp_instr 2": regexes, "regexp_instr 3": {"1", "2", "0", "9"}, "regexp_instr 4": {"1", "2", "0"}, "regexp_instr 5": {"0", "1", "2"}, "regexp_instr 6": regexFlagGrid, "regexp_instr 7": {"0", "1", "2", "-1"},
	"regexp_substr 3": {"1", "2", "0", "9"}, "regexp_substr 4": {"1", "2", "0"}, "regexp_substr 5": regexFlagGrid, "regexp_substr 6": {"0", "1", "2", "-1"},
	"regexp_matches 2": regexes, "regexp_matches 3": regexFlagGrid, "regexp_split_to_table 2": regexes, "regexp_split_to_table 3": regexFlagGrid,
	"regexp_replace(text,text,text,int4) 4": {"1", "3", "0"}, "regexp_replace(text,text,text,int4,int4) 4": {"1", "3", "0"}, "regexp_replace(text,text,text,int4,int4) 5": {"0", "1", "2", "-1"},
	"regexp_replace(text,text,text,int4,int4,text) 4": {"1", "3"}, "regexp_replace(text,text,text,int4,int4,text) 5": {"0", "1", "2"}, "regexp_replace(text,text,text,int4,int4,text) 6": regexFlagGrid,
	"string_to_table 2": {"", ".", "a", " ", "é"}, "string_to_table 3": {"", "a", "b"},
	"substring(text,text,text) 2": {"%#\"a#\"%", "a#\"%#\"c", "%", "#\"_#\"%", "abc", "#\"%"}, "substring(text,text,text) 3": {"#", "\\", ""}, "similar_escape 1": {"", "a%", "_b_", "(a|b)c", "\\%x", "#%y"}, "similar_escape 2": {"#", "", "\\", "ab"},
	"sind 1": degreeGrid, "cosd 1": degreeGrid, "tand 1": degreeGrid, "cotd 1": degreeGrid,
	"factorial 1": {"0", "1", "5", "20", "30", "-1", "32178", "9223372036854775807"}, "width_bucket(numeric,numeric,numeric,int4) 4": {"0", "1", "5", "2147483647"},
	"width_bucket(anycompatible,anycompatiblearray) 2": {"{}", "{a}", "{a,b,c}", "{c,a}", "{a,NULL}", "{{a,b}}"},
	"get_byte 2": {"0", "1", "2", "-1", "5"}, "set_byte 2": {"0", "1", "-1", "5"}, "set_byte 3": {"0", "255", "256", "-1"}, "get_bit 2": {"0", "7", "8", "9", "-1", "99"}, "set_bit 2": {"0", "7", "8", "-1"}, "set_bit 3": {"0", "1", "2"},
	"overlay(bytea,bytea,int4,int4) 4": {"0", "1", "2", "-1", "10", "2147483647"}, "convert_from 2": {"UTF8", "latin-1", "nope", "unicode"}, "convert_to 2": {"UTF8", "LATIN1", "nope", "utf-8"},
	"normalize 2": {"NFC", "NFD", "NFKC", "nfkd", "x"}, "is_normalized 2": {"NFC", "NFD", "NFKC", "nfkd", "x"}, "normalize 1": {"", "a", "é", "e\u0301", "ﬁ", "Å", "한글", "①"}, "is_normalized 1": {"", "a", "é", "ﬁ", "Å", "한글", "①"},
	"unistr 1":            {"", "abc", "\\0061", "\\+000061x", "\\u00e9", "\\U0001F600", "a\\\\b", "\\d83d\\de00", "\\d83d", "\\x", "\\0000", "\\+110000", "\\de00", "\\006", "\\d83dx"},
	"json_object_field 2": jsonKeys, "json_object_field_text 2": jsonKeys, "jsonb_object_field 2": jsonKeys, "jsonb_object_field_text 2": jsonKeys, "jsonb_exists 2": jsonKeys, "jsonb_delete(jsonb,text) 2": jsonKeys,
	"json_array_element 2": jsonIndexes, "json_array_element_text 2": jsonIndexes, "jsonb_array_element 2": jsonIndexes, "jsonb_array_element_text 2": jsonIndexes, "jsonb_delete(jsonb,int4) 2": jsonIndexes,
	"json_extract_path 2": jsonPaths, "json_extract_path_text 2": jsonPaths, "jsonb_extract_path 2": jsonPaths, "jsonb_extract_path_text 2": jsonPaths, "jsonb_delete_path 2": jsonPaths, "jsonb_set 2": jsonPaths, "jsonb_insert 2": jsonPaths, "jsonb_set_lax 2": jsonPaths,
	"jsonb_set 3": {"7", "{\"z\": [1]}"}, "jsonb_insert 3": {"7", "{\"z\": [1]}"}, "jsonb_set_lax 3": {"7", "null"}, "jsonb_set_lax 5": {"use_json_null", "delete_key", "return_target", "raise_exception", "x"},
	"jsonb_set_lax 1":    {"{\"a\": 1, \"b\": {\"c\": [1, 2]}}", "[1, [2, 3]]", "5"},
	"jsonb_exists_any 2": {"{}", "{a}", "{x,b}", "{NULL,\"\"}"}, "jsonb_exists_all 2": {"{}", "{a}", "{x,b}", "{a,b}", "{NULL,\"\"}"}, "jsonb_delete(jsonb,_text) 2": {"{}", "{a}", "{x,b}", "{a,b}", "{NULL,\"\"}"},
	"json_object(_text) 1": jsonPairLists, "jsonb_object(_text) 1": jsonPairLists, "json_object(_text,_text) 1": jsonPairLists, "jsonb_object(_text,_text) 1": jsonPairLists, "json_object(_text,_text) 2": jsonPairLists, "jsonb_object(_text,_text) 2": jsonPairLists,
	"array_to_json 1": {"{}", "{a}", "{b,NULL,\"x y\"}", "{\"q\\\"\",héllo,a}", "{{a,b},{c,d}}"},
	"width_bucket(float8,float8,float8,int4) 4": {"0", "1", "5", "2147483647"},
}

// valuesFor is the grid of an argument, with NULL as nil.
func valuesFor(signature string, pos int, typ string) [][]byte {
	name, _, _ := strings.Cut(signature, "(")
	for _, key := range []string{signature + " " + string(rune('0'+pos)), name + " " + string(rune('0'+pos))} {
		if g, ok := argGrid[key]; ok {
			return withNull(g)
		}
	}
	if g, ok := grid[typ]; ok {
		return withNull(g)
	}
	return nil
}

func withNull(g []string) [][]byte {
	out := [][]byte{nil}
	for _, s := range g {
		out = append(out, []byte(s))
	}
	return out
}

var likePatterns = []string{"", "%", "a", "A%", "%a", "%b%", "_", "___", "h_llo", "H_LLO", "%\\%%", "%\\", "\\a", "a\\", "%[a]%", "*", "?bc", "a.b.c", "%ö%", "%Ö%",
	"%  c", "%ß", "STRAßE%", "%_本%", "日%", "%'%", "a%c%", "%%", "_%", "%a%b%", "ABC", "%I%", "%k%", "a b%", "%\\\\"}

var units = []string{"year", "quarter", "month", "week", "day", "hour", "minute", "second", "milliseconds", "microseconds", "decade", "century",
	"millennium", "epoch", "dow", "isodow", "doy", "isoyear", "julian", "timezone", "timezone_hour", "YEAR", "years", "nope", "mon", "d"}

var zoneNames = []string{"UTC", "Europe/Berlin", "America/New_York", "EST", "cest", "nope", "+02", "Asia/Kolkata", "UTC+3", "Australia/Lord_Howe"}

var regexes = []string{"", "a", "^a", "c$", "^$", ".", "a.b", "[a-c]+", "[^a-c]+", "\\d+", "\\w+", "\\s+", "\\W", "(a)(b)?", "(l+)(o)", "l*", "x*", "a|b", "(a|b)+c",
	"b{2}", "l{1,2}", "l{2,}", "l{1,2}?", "h.*?l", "(", ")", "[", "a{1", "*a", "a**", "\\", "(?i)ABC", "(?:ab)c", "[[:alpha:]]+", "[[:space:]]", "[[:digit:]]{3}", "[[:upper:]]", "[]a]", "[a-]",
	"\\.", "(?=a)", "(a)\\1", "\\ma", "ö", "Ö", "[ä-ü]", "[à-ÿ]+", "***=a.b", "a b", "(a.)|(.b)", "^.*$", "\\n", "[\\d]+", "\\u00e9", "e?", "(b*)", "[[:]", "日.", "😀", "\\Aabc\\Z"}

var regexFlagGrid = []string{"", "i", "g", "gi", "n", "x", "q", "z", "s", "ic", "p", "w"}

var formats = []string{"", "x", "%s", "%%", "%", "a%sb%", "%1$s-%1$s", "%2$s", "%I", "%L", "%5s|", "%-5s|", "%1$-6L|", "%0$s", "%d", "%*s", "%*1$s", "%1", "%s%s", "é%sé"}

var dateFormats = []string{"", "YYYY-MM-DD HH24:MI:SS.US", "Mon DD, YYYY", "FMMonth FMDDth", "Day", "IYYY-IW", "Q", "HH12:MI AM", "TZ OF", "DDD WW CC J", "\"Year\" YYYY", "SSSS"}

var numberFormats = []string{"", "999", "9,999.99", "0000", "FM999.00", "S999", "999PR", "RN", "9.99EEEE", "L99", "999V99"}

var dateTexts = []string{"", "2024-02-29", "20240229", "29 Feb 2024", "02/29/2024 13:14:15", "2024-13-01", "2023-02-29", "13:14:15.5", "2024-060", "x"}

var dateTextFormats = []string{"", "YYYYMMDD", "YYYY-MM-DD", "DD Mon YYYY", "MM/DD/YYYY HH24:MI:SS", "HH24:MI:SS.US", "YYYY-DDD"}

var jsonGrid = []string{"{}", "[]", "null", "true", "false", "0", "1.50", "-2e3", "\"\"", "\"a\"", "\"x\\n\\u00e9\\\"\"", "{\"a\": 1}", "{\"a\": 1.0, \"b\": null}", "{\"b\" : {\"c\":[1, 2 ,{\"d\":null}]}, \"a\":\"x\"}",
	"[1, 2, 3]", "[3]", "[\"a\",\"b\"]", "[null, [1,[2]], {\"a\":{\"b\":\"é\"}}, 1.0]", " { \"bb\" : 1 , \"a\" : 2, \"a\" : [ ] } ", "{\"\": 1, \"x y\": \"\\/\\t\"}", "[[], {}, \"\"]", "[1,1,2,\"a\"]"}

var jsonKeys = []string{"", "a", "b", "x y", "zz", "1"}

var jsonIndexes = []string{"0", "1", "-1", "3", "-4", "2147483647", "-2147483648"}

var jsonPaths = []string{"{}", "{a}", "{b,c,2,d}", "{b,c,-1}", "{0}", "{-1}", "{1,1,0}", "{2,a,b}", "{x}", "{NULL}", "{a,NULL}", "{b,c,x}", "{5}", "{-9}", "{\" 1\"}", "{b,y}", "{b,c,-9}"}

var jsonPairLists = []string{"{}", "{a,1}", "{a,1,b,NULL}", "{a}", "{NULL,1}", "{{a,1},{b,2}}", "{{a,b,c}}", "{{{a,b}}}", "{b,2,a,1,b,3}"}

var degreeGrid = []string{"0", "30", "45", "60", "90", "120", "180", "270", "359.5", "-30", "-45", "720.25", "1e10", "NaN", "Infinity", "0.1"}
