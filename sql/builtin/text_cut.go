package builtin

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// toEnd is the length of a substring that has no end.
const toEnd = -1

func errNegativeLength() error { return errorf("22011", "negative substring length not allowed") }

// addSubstrings: SQLite's substr counts a start below 1 from the end, so the
// native form is for constants that mean the same in both.
func (r *registry) addSubstrings() {
	for _, n := range []string{"substr", "substring"} {
		r.add(n+"(text,int4)", Impl{
			SQL: "substr($1, max($2, 1))",
			Go: func(a []any) (any, error) {
				return substring(a[0].(string), a[1].(int64), toEnd)
			},
		})
		r.add(n+"(text,int4,int4)", Impl{
			Special: func(c []any) string {
				start, ok1 := c[1].(int64)
				length, ok2 := c[2].(int64)
				if !ok1 || !ok2 || length < 0 {
					return ""
				}
				end := start + length
				if start < 1 {
					start = 1
				}
				if end < start {
					end = start
				}
				return "substr($1, " + strconv.FormatInt(start, 10) + ", " + strconv.FormatInt(end-start, 10) + ")"
			},
			Go: func(a []any) (any, error) {
				if a[2].(int64) < 0 {
					return nil, errNegativeLength()
				}
				return substring(a[0].(string), a[1].(int64), a[2].(int64))
			},
		})
		r.add(n+"(bytea,int4)", Impl{blob: true, Go: func(a []any) (any, error) {
			return subBytes(a[0].([]byte), a[1].(int64), toEnd)
		}})
		r.add(n+"(bytea,int4,int4)", Impl{blob: true, Go: func(a []any) (any, error) {
			if a[2].(int64) < 0 {
				return nil, errNegativeLength()
			}
			return subBytes(a[0].([]byte), a[1].(int64), a[2].(int64))
		}})
	}
	r.add("left(text,int4)", Impl{
		Special: func(c []any) string {
			if n, ok := c[1].(int64); ok && n >= 0 {
				return "substr($1, 1, " + strconv.FormatInt(n, 10) + ")"
			}
			return ""
		},
		Go: func(a []any) (any, error) {
			s, n := a[0].(string), a[1].(int64)
			if n < 0 {
				n += int64(utf8.RuneCountInString(s))
			}
			return substring(s, 1, max(n, 0))
		},
	})
	r.add("right(text,int4)", Impl{
		Special: func(c []any) string {
			if n, ok := c[1].(int64); ok && n > 0 {
				return "substr($1, -" + strconv.FormatInt(n, 10) + ")"
			}
			return ""
		},
		Go: func(a []any) (any, error) {
			s, n := a[0].(string), a[1].(int64)
			if n == math.MinInt32 { // its negation overflows back to itself
				return s, nil
			}
			if n < 0 {
				return substring(s, 1-n, toEnd)
			}
			return substring(s, int64(utf8.RuneCountInString(s))-n+1, toEnd)
		},
	})
	r.fn("overlay(text,text,int4,int4)", func(a []any) (any, error) {
		return overlay(a[0].(string), a[1].(string), a[2].(int64), a[3].(int64))
	})
	r.fn("overlay(text,text,int4)", func(a []any) (any, error) {
		return overlay(a[0].(string), a[1].(string), a[2].(int64), int64(utf8.RuneCountInString(a[1].(string))))
	})
}

// substring counts characters from 1; what lies before the start of s counts
// into the length, as SQL has it.
func substring(s string, start, length int64) (any, error) {
	end := start + length
	if length == toEnd {
		end = math.MaxInt64
	}
	start = max(start, 1)
	if end <= start {
		return "", nil
	}
	from := runeOffset(s, int(start-1))
	if end-start >= int64(len(s)) {
		return s[from:], nil
	}
	return s[from : from+runeOffset(s[from:], int(end-start))], nil
}

func subBytes(b []byte, start, length int64) (any, error) {
	end := min(start+length, int64(len(b))+1)
	if length == toEnd {
		end = int64(len(b)) + 1
	}
	start = max(start, 1)
	if end <= start {
		return []byte{}, nil
	}
	return b[start-1 : end-1], nil
}

func overlay(s, with string, start, length int64) (any, error) {
	if start <= 0 {
		return nil, errNegativeLength()
	}
	if start+length > math.MaxInt32 || start+length < math.MinInt32 {
		return nil, int4Type.errRange()
	}
	head, err := substring(s, 1, start-1)
	if err != nil {
		return nil, err
	}
	tail, err := substring(s, start+length, toEnd)
	if err != nil {
		return nil, err
	}
	return head.(string) + with + tail.(string), nil
}

func (r *registry) addPadding() {
	for _, left := range []bool{true, false} {
		name := "rpad"
		if left {
			name = "lpad"
		}
		f := func(s string, n int64, fill string) (any, error) { return pad(s, n, fill, left) }
		r.fn(name+"(text,int4)", func(a []any) (any, error) { return f(a[0].(string), a[1].(int64), " ") })
		r.fn(name+"(text,int4,text)", func(a []any) (any, error) { return f(a[0].(string), a[1].(int64), a[2].(string)) })
	}
}

func pad(s string, n int64, fill string, left bool) (any, error) {
	n = max(n, 0)
	have := int64(utf8.RuneCountInString(s))
	if have >= n || fill == "" {
		return substring(s, 1, min(n, have))
	}
	if n > maxText/4 {
		return nil, errTooLong()
	}
	width := int64(utf8.RuneCountInString(fill))
	need := n - have
	padding := strings.Repeat(fill, int(need/width)) + fill[:runeOffset(fill, int(need%width))]
	if left {
		return padding + s, nil
	}
	return s + padding, nil
}

// addTrims: SQLite's trim functions take a set of characters too, but try each
// of them at each character. A call cannot be interrupted, so long sets are not
// for them.
func (r *registry) addTrims() {
	for _, t := range []struct {
		name, sql string
		cut       func(s string, in func(rune) bool) string
	}{{"btrim", "trim", strings.TrimFunc}, {"ltrim", "ltrim", strings.TrimLeftFunc}, {"rtrim", "rtrim", strings.TrimRightFunc}} {
		native := t.sql + "($1, $2)"
		r.sql(t.name+"(text)", t.sql+"($1, ' ')")
		r.add(t.name+"(text,text)", Impl{
			Special: whenShort(native),
			SQL:     shortOrGo(native),
			Go: func(a []any) (any, error) {
				set := map[rune]bool{}
				for _, c := range str(a[1]) {
					set[c] = true
				}
				return t.cut(str(a[0]), func(c rune) bool { return set[c] }), nil
			},
		})
	}
}
