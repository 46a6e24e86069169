package builtin

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText bounds what one call may build, as PostgreSQL's 1 GB bounds it; ours
// is lower, to bound memory.
const maxText = 64 << 20

func errTooLong() error { return errorf("54000", "requested length too large") }

func str(v any) string {
	s, _ := v.(string)
	return s
}

// textFunc makes a Go form of a function from one text to one text.
func textFunc(f func(s string) string) func(a []any) (any, error) {
	return func(a []any) (any, error) { return f(a[0].(string)), nil }
}

func (r *registry) addText() {
	for _, n := range []string{"length", "char_length", "character_length"} {
		r.sql(n+"(text)", "length($1)")
		r.sql(n+"(bpchar)", "length(rtrim($1, ' '))")
	}
	r.sql("textlen(text)", "length($1)")
	r.sql("octet_length(text)", "octet_length($1)")
	r.sql("octet_length(bpchar)", "octet_length($1)")
	r.sql("octet_length(bytea)", "length($1)")
	r.sql("length(bytea)", "length($1)")
	r.sql("bit_length(text)", "octet_length($1) * 8")
	r.sql("bit_length(bytea)", "length($1) * 8")
	r.addCase()
	r.addSubstrings()
	r.addPadding()
	r.addTrims()
	r.sql("textcat(text,text)", "$1 || $2")
	r.addReplace()
	r.fn("translate(text,text,text)", func(a []any) (any, error) {
		return translate(a[0].(string), []rune(a[1].(string)), []rune(a[2].(string))), nil
	})
	r.fn("reverse(text)", textFunc(reverse))
	r.fn("repeat(text,int4)", func(a []any) (any, error) {
		s, n := a[0].(string), a[1].(int64)
		switch {
		case n <= 0 || s == "":
			return "", nil
		case n > maxText/int64(len(s)):
			return nil, errTooLong()
		}
		return strings.Repeat(s, int(n)), nil
	})
	r.fn("split_part(text,text,int4)", splitPart)
	r.addPosition()
	r.fn("ascii(text)", func(a []any) (any, error) {
		c, n := utf8.DecodeRuneInString(a[0].(string))
		if n == 0 {
			return int64(0), nil
		}
		return int64(c), nil
	})
	r.fn("chr(int4)", func(a []any) (any, error) { return chr(a[0].(int64)) })
	r.fn("starts_with(text,text)", func(a []any) (any, error) {
		return strings.HasPrefix(a[0].(string), a[1].(string)), nil
	})
	r.addQuoting()
}

// addPosition enters strpos. SQLite's instr compares the whole of what is looked
// for at each character; a call cannot be interrupted, so nothing long is for it.
func (r *registry) addPosition() {
	for _, n := range []string{"strpos", "position"} {
		r.add(n+"(text,text)", Impl{
			Special: whenShort("instr($1, $2)"),
			SQL:     shortOrGo("instr($1, $2)"),
			Go: func(a []any) (any, error) {
				text := str(a[0])
				at := strings.Index(text, str(a[1]))
				if at < 0 {
					return int64(0), nil
				}
				return int64(utf8.RuneCountInString(text[:at])) + 1, nil
			},
		})
	}
}

// shortText is up to how many bytes a second argument is left to functions of
// SQLite whose time is the product of both.
const shortText = 64

// whenShort is the template where the second argument is constant and short.
func whenShort(native string) func(c []any) string {
	return func(c []any) string {
		if s, ok := c[1].(string); ok && len(s) <= shortText {
			return native
		}
		return ""
	}
}

// shortOrGo is the template where the second argument is not known.
func shortOrGo(native string) string {
	return fmt.Sprintf("CASE WHEN octet_length($2) <= %d THEN %s ELSE @go END", shortText, native)
}

// addCase enters lower, upper and initcap by Unicode's simple mappings. What
// lower and upper register is in native.c.
func (r *registry) addCase() {
	r.fn("lower(text)", textFunc(lower))
	r.fn("upper(text)", textFunc(upper))
	r.fn("initcap(text)", textFunc(initcap))
}

func lower(s string) string { return strings.Map(lowerRune, s) }
func upper(s string) string { return strings.Map(upperRune, s) }

// lowerRune and upperRune are glibc's towlower and towupper in C.UTF-8.
func lowerRune(c rune) rune {
	if c == 'İ' {
		return 'i'
	}
	return unicode.ToLower(c)
}

func upperRune(c rune) rune { return unicode.ToUpper(c) }

// isAlnum is glibc's iswalnum in C.UTF-8: the alphabetic characters and all
// decimal digits.
func isAlnum(c rune) bool {
	return unicode.IsLetter(c) || unicode.In(c, unicode.Nd, unicode.Nl, unicode.Other_Alphabetic)
}

func initcap(s string) string {
	inWord := false
	return strings.Map(func(c rune) rune {
		if inWord {
			c = lowerRune(c)
		} else {
			c = upperRune(c)
		}
		inWord = isAlnum(c)
		return c
	}, s)
}

func reverse(s string) string {
	b := make([]byte, len(s))
	for i := 0; i < len(s); {
		_, n := utf8.DecodeRuneInString(s[i:])
		copy(b[len(s)-i-n:], s[i:i+n])
		i += n
	}
	return string(b)
}

func translate(s string, from, to []rune) string {
	m := make(map[rune]rune, len(from))
	for i, c := range from {
		if _, ok := m[c]; ok {
			continue
		}
		m[c] = -1
		if i < len(to) {
			m[c] = to[i]
		}
	}
	return strings.Map(func(c rune) rune {
		if r, ok := m[c]; ok {
			return r
		}
		return c
	}, s)
}

func splitPart(a []any) (any, error) {
	s, sep, n := a[0].(string), a[1].(string), a[2].(int64)
	if n == 0 {
		return nil, errorf("22023", "field position must not be zero")
	}
	if s == "" {
		return "", nil
	}
	if sep == "" {
		if n == 1 || n == -1 {
			return s, nil
		}
		return "", nil
	}
	fields := strings.Split(s, sep)
	if n < 0 {
		n += int64(len(fields)) + 1
	}
	if n < 1 || n > int64(len(fields)) {
		return "", nil
	}
	return fields[n-1], nil
}

func chr(n int64) (any, error) {
	switch {
	case n < 0:
		return nil, errorf("22023", "character number must be positive")
	case n == 0:
		return nil, errorf("54000", "null character not permitted")
	case n > 0x10ffff:
		return nil, errorf("54000", "requested character too large for encoding: %d", n)
	case n >= 0xd800 && n <= 0xdfff:
		return nil, errorf("54000", "requested character not valid for encoding: %d", n)
	}
	return string(rune(n)), nil
}

// addReplace: SQLite's replace does not look at the third argument if the
// second is empty, so a NULL there must be ruled out first.
func (r *registry) addReplace() {
	r.add("replace(text,text,text)", Impl{
		// A long second argument goes to Go, whose search takes no time of the
		// product of the lengths.
		SQL: fmt.Sprintf("CASE WHEN octet_length($2) > %d THEN @go WHEN $3 IS NOT NULL THEN replace($1, $2, $3) END", shortText),
		Special: func(c []any) string {
			from, ok := c[1].(string)
			switch {
			case !ok || len(from) > shortText:
				return ""
			case c[2] != nil:
				return "replace($1, $2, $3)"
			}
			return "CASE WHEN $3 IS NOT NULL THEN replace($1, $2, $3) END"
		},
		Go: func(a []any) (any, error) {
			s, from, to := a[0].(string), a[1].(string), a[2].(string)
			if from == "" {
				return s, nil
			}
			if n := strings.Count(s, from); n > 0 && len(to) > len(from) && (len(to)-len(from)) > maxText/n {
				return nil, errTooLong()
			}
			return strings.ReplaceAll(s, from, to), nil
		},
	})
}
