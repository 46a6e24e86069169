package builtin

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// addCasts enters the casts among booleans, integers, floats and strings.
// Casts of numeric are with the numerics, of dates and times with those.
func (r *registry) addCasts() {
	for _, sig := range []string{
		"int4(int2)", "int8(int2)", "int8(int4)", "int8(oid)", "float8(float4)", "int4(bool)", "text(name)",
	} {
		r.sql(sig, "$1")
	}
	for _, c := range []struct {
		from string
		to   intType
	}{{"int4", int2Type}, {"int8", int2Type}, {"int8", int4Type}} {
		r.both(c.to.name+"("+c.from+")",
			fmt.Sprintf("CASE WHEN $1 NOT BETWEEN %d AND %d THEN %s ELSE $1 END", c.to.lo, c.to.hi, c.to.raise()),
			func(a []any) (any, error) { return c.to.check(a[0].(int64)) })
	}
	oid := intType{name: "oid", title: "OID", lo: 0, hi: math.MaxUint32}
	r.both("oid(int8)", fmt.Sprintf("CASE WHEN $1 NOT BETWEEN 0 AND %d THEN %s ELSE $1 END", oid.hi, oid.raise()),
		func(a []any) (any, error) { return oid.check(a[0].(int64)) })
	for _, t := range []string{"int2", "int4", "int8"} {
		r.sql("float8("+t+")", "CAST($1 AS REAL)")
	}
	r.sql("float4(int2)", "CAST($1 AS REAL)")
	toSingle := func(a []any) (any, error) { return float64(float32(a[0].(int64))), nil }
	r.fn("float4(int4)", toSingle)
	r.fn("float4(int8)", toSingle)
	r.fn("float4(float8)", func(a []any) (any, error) {
		x := float(a[0])
		return checkFloat(float64(float32(x)), isInf(x), x == 0)
	})
	for _, from := range []string{"float4", "float8"} {
		for _, to := range []intType{int2Type, int4Type, int8Type} {
			r.fn(to.name+"("+from+")", func(a []any) (any, error) { return to.fromFloat(float(a[0])) })
		}
	}
	r.sql("bool(int4)", "$1 <> 0")
	r.sql("text(bool)", "CASE $1 WHEN 1 THEN 'true' WHEN 0 THEN 'false' END")
	r.addStringCasts()
}

// fromFloat rounds half to even, as C's rint does.
func (t intType) fromFloat(x float64) (any, error) {
	n := math.RoundToEven(x)
	if !(n >= float64(t.lo) && n < -float64(t.lo)) {
		return nil, t.errRange()
	}
	return int64(n), nil
}

const nameLength = 63

// nameOf cuts text to what fits into a name, at a whole character.
func nameOf(a []any) (any, error) { return cutBytes(a[0].(string), nameLength), nil }

func cutBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func (r *registry) addStringCasts() {
	r.sql("text(bpchar)", "rtrim($1, ' ')")
	r.sql("bpchar(name)", "$1")
	r.sql("varchar(name)", "$1")
	r.fn("name(text)", nameOf)
	r.fn("name(varchar)", nameOf)
	r.fn("name(bpchar)", func(a []any) (any, error) { return strings.TrimRight(cutBytes(a[0].(string), nameLength), " "), nil })
	r.sql("text(char)", "$1")
	r.sql("bpchar(char)", "$1")
	r.fn("char(int4)", func(a []any) (any, error) {
		switch n := a[0].(int64); {
		case n < -128 || n > 127:
			return nil, errorf("22003", "\"char\" out of range")
		case n < 0:
			return nil, errorf("0A000", "a non-ASCII \"char\" is not supported yet")
		case n == 0:
			return "", nil
		default:
			return string(rune(n)), nil
		}
	})
	r.sql("int4(char)", "coalesce(unicode($1), CASE WHEN $1 = '' THEN 0 END)")
	r.fn("char(text)", func(a []any) (any, error) {
		s := a[0].(string)
		if s == "" || s[0] >= utf8.RuneSelf {
			// A "char" is one byte; the first of a longer character is no text.
			if s != "" {
				return nil, errorf("0A000", "a non-ASCII \"char\" is not supported yet")
			}
			return "", nil
		}
		return s[:1], nil
	})
	r.add("bpchar(bpchar,int4,bool)", Impl{Go: func(a []any) (any, error) {
		return coerceLength(a[0].(string), a[1].(int64), a[2].(int64) != 0, true)
	}})
	r.add("varchar(varchar,int4,bool)", Impl{
		Special: func(c []any) string {
			n, ok := c[1].(int64)
			explicit, known := c[2].(int64)
			if ok && known && n < 4 {
				return "$1"
			}
			if ok && known && explicit != 0 {
				return "substr($1, 1, " + strconv.FormatInt(n-4, 10) + ")"
			}
			return ""
		},
		Go: func(a []any) (any, error) {
			return coerceLength(a[0].(string), a[1].(int64), a[2].(int64) != 0, false)
		},
	})
}

// coerceLength is the length coercion of varchar(n) and char(n). The typmod is
// n + 4. An explicit cast cuts silently, an assignment cuts blanks alone.
func coerceLength(s string, typmod int64, explicit, pad bool) (any, error) {
	if typmod < 4 {
		return s, nil
	}
	limit := int(typmod - 4)
	n := utf8.RuneCountInString(s)
	if n <= limit {
		if pad {
			return s + strings.Repeat(" ", limit-n), nil
		}
		return s, nil
	}
	cut := s[:runeOffset(s, limit)]
	if !explicit && strings.Trim(s[len(cut):], " ") != "" {
		title := "character varying"
		if pad {
			title = "character"
		}
		return nil, errorf("22001", "value too long for type %s(%d)", title, limit)
	}
	return cut, nil
}

// runeOffset is the byte offset of the n-th character (from 0), len(s) if s is
// shorter.
func runeOffset(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}
