package builtin

import (
	"cmp"
	"fmt"
)

// comparison is one of the six operators in SQL and in the names of functions.
type comparison struct {
	name string // as in texteq, text_lt
	op   string
	ok   func(order int) bool
}

var comparisons = []comparison{
	{"eq", "=", func(c int) bool { return c == 0 }},
	{"ne", "<>", func(c int) bool { return c != 0 }},
	{"lt", "<", func(c int) bool { return c < 0 }},
	{"le", "<=", func(c int) bool { return c <= 0 }},
	{"gt", ">", func(c int) bool { return c > 0 }},
	{"ge", ">=", func(c int) bool { return c >= 0 }},
}

// addComparisons enters the comparisons that SQLite makes as PostgreSQL does.
// Text compares by bytes of UTF-8, which is the order of code points; "NaN",
// the text that stands for a float's NaN, sorts after every number and equals
// itself, as NaN does in PostgreSQL.
func (r *registry) addComparisons() {
	native := "$1 %s $2"
	for _, t := range []struct{ function, left, right, template string }{
		{"bool%s", "bool", "bool", native},
		{"int2%s", "int2", "int2", native}, {"int4%s", "int4", "int4", native},
		{"int8%s", "int8", "int8", native}, {"int24%s", "int2", "int4", native},
		{"int28%s", "int2", "int8", native}, {"int42%s", "int4", "int2", native},
		{"int48%s", "int4", "int8", native}, {"int82%s", "int8", "int2", native},
		{"int84%s", "int8", "int4", native},
		{"float4%s", "float4", "float4", native}, {"float8%s", "float8", "float8", native},
		{"float48%s", "float4", "float8", native}, {"float84%s", "float8", "float4", native},
		{"name%s", "name", "name", native}, {"name%stext", "name", "text", native},
		{"text%sname", "text", "name", native}, {"char%s", "char", "char", native},
		{"bpchar%s", "bpchar", "bpchar", "rtrim($1, ' ') %s rtrim($2, ' ')"},
		{"date_%s", "date", "date", native}, {"time_%s", "time", "time", native},
		{"timestamp_%s", "timestamp", "timestamp", native},
		{"timestamptz_%s", "timestamptz", "timestamptz", native},
		{"uuid_%s", "uuid", "uuid", native}, {"oid%s", "oid", "oid", native},
		{"bytea%s", "bytea", "bytea", native},
		{"numeric_%s", "numeric", "numeric", "$1 %s $2 COLLATE pg_numeric"},
		{"interval_%s", "interval", "interval", "$1 %s $2 COLLATE pg_interval"},
	} {
		for _, c := range comparisons {
			r.sql(fmt.Sprintf(t.function+"(%s,%s)", c.name, t.left, t.right), fmt.Sprintf(t.template, c.op))
		}
	}
	for _, c := range comparisons {
		name := "text_" + c.name
		if c.name == "eq" || c.name == "ne" {
			name = "text" + c.name
			xid := map[string]string{"eq": "xideq", "ne": "xidneq"}[c.name]
			r.sql(xid+"(xid,xid)", "$1 "+c.op+" $2")
			r.sql(xid+"int4(xid,int4)", "$1 "+c.op+" ($2 & 4294967295)")
		} else {
			r.sql("text_pattern_"+c.name+"(text,text)", "$1 "+c.op+" $2")
			r.sql("bpchar_pattern_"+c.name+"(bpchar,bpchar)", "rtrim($1, ' ') "+c.op+" rtrim($2, ' ')")
		}
		r.sql(name+"(text,text)", "$1 "+c.op+" $2")
	}
	r.sql("cideq(cid,cid)", "$1 = $2")
	r.addOrderings()
}

// addOrderings enters the btree support functions and the larger and smaller
// of two, which people call now and then.
func (r *registry) addOrderings() {
	for _, t := range []struct{ name, typ, collate string }{{"text_", "text", ""}, {"numeric_", "numeric", " COLLATE pg_numeric"}, {"date_", "date", ""},
		{"time_", "time", ""}, {"timestamp_", "timestamp", ""}, {"timestamptz_", "timestamptz", ""}, {"float4", "float4", ""},
		{"float8", "float8", ""}, {"oid", "oid", ""}} {
		args := "(" + t.typ + "," + t.typ + ")"
		for name, op := range map[string]string{"larger": ">", "smaller": "<"} {
			r.sql(t.name+name+args, "CASE WHEN $1 "+op+" $2"+t.collate+" THEN $1 WHEN $1 IS NOT NULL THEN $2 END")
		}
	}
	for sig, collate := range map[string]string{
		"btboolcmp(bool,bool)": "", "btint4cmp(int4,int4)": "", "btint24cmp(int2,int4)": "", "btint28cmp(int2,int8)": "",
		"btint42cmp(int4,int2)": "", "btint48cmp(int4,int8)": "", "btint82cmp(int8,int2)": "", "btint84cmp(int8,int4)": "",
		"btfloat4cmp(float4,float4)": "", "btfloat48cmp(float4,float8)": "", "btfloat84cmp(float8,float4)": "",
		"btint8cmp(int8,int8)": "", "btoidcmp(oid,oid)": "", "btfloat8cmp(float8,float8)": "",
		"date_cmp(date,date)": "", "time_cmp(time,time)": "", "timestamp_cmp(timestamp,timestamp)": "",
		"timestamptz_cmp(timestamptz,timestamptz)": "",
		"numeric_cmp(numeric,numeric)":             " COLLATE pg_numeric",
		"interval_cmp(interval,interval)":          " COLLATE pg_interval",
	} {
		order := compareStored
		if collate != "" {
			f := collations[collate[len(" COLLATE "):]]
			order = func(a, b any) int { return f(a.(string), b.(string)) }
		}
		r.both(sig, "($1 > $2"+collate+") - ($1 < $2"+collate+")", func(a []any) (any, error) {
			return int64(cmp.Compare(order(a[0], a[1]), 0)), nil
		})
	}
}

// compareStored orders two values as SQLite does: numbers before text.
func compareStored(a, b any) int {
	x, xs := a.(string)
	y, ys := b.(string)
	switch {
	case xs && ys:
		return cmp.Compare(x, y)
	case xs:
		return 1
	case ys:
		return -1
	}
	if i, ok := a.(int64); ok {
		if j, ok := b.(int64); ok {
			return cmp.Compare(i, j)
		}
	}
	return cmp.Compare(float(a), float(b))
}
