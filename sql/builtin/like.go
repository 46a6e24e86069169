package builtin

import (
	"strings"
	"unicode/utf8"
)

func errLikeEscape() error {
	return errorf("22025", "LIKE pattern must not end with escape character")
}

// The three ends of an attempt to match: abort means that no later start of
// the text can match either, which keeps patterns of many % from taking
// exponential time.
type likeResult int

const (
	likeTrue likeResult = iota
	likeFalse
	likeAbort
)

// likeMatch is PostgreSQL's LIKE with backslash as escape character.
func likeMatch(text, pattern string) (bool, error) {
	res, err := matchLike(text, pattern)
	return res == likeTrue, err
}

func matchLike(t, p string) (likeResult, error) {
	for t != "" && p != "" {
		switch p[0] {
		case '\\':
			if p = p[1:]; p == "" {
				return likeFalse, errLikeEscape()
			}
			if p[0] != t[0] {
				return likeFalse, nil
			}
		case '%':
			return matchAfterPercent(t, p[1:])
		case '_':
			t, p = t[runeLength(t):], p[1:]
			continue
		default:
			if p[0] != t[0] {
				return likeFalse, nil
			}
		}
		t, p = t[1:], p[1:]
	}
	if t != "" {
		return likeFalse, nil
	}
	if strings.Trim(p, "%") == "" {
		return likeTrue, nil
	}
	return likeAbort, nil
}

func matchAfterPercent(t, p string) (likeResult, error) {
	for p != "" && (p[0] == '%' || p[0] == '_') {
		if p[0] == '_' {
			if t == "" {
				return likeAbort, nil
			}
			t = t[runeLength(t):]
		}
		p = p[1:]
	}
	if p == "" {
		return likeTrue, nil
	}
	first := p[0]
	if first == '\\' {
		if len(p) < 2 {
			return likeFalse, errLikeEscape()
		}
		first = p[1]
	}
	for t != "" {
		if t[0] == first {
			if res, err := matchLike(t, p); err != nil || res != likeFalse {
				return res, err
			}
		}
		t = t[runeLength(t):]
	}
	return likeAbort, nil
}

func runeLength(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	return n
}

// addLike enters LIKE, ILIKE and their negations over all string types.
func (r *registry) addLike() {
	for _, t := range []struct{ prefix, typ, arg string }{
		{"text", "text", "$1"}, {"name", "name", "$1"}, {"bpchar", "bpchar", "$1"},
	} {
		args := "(" + t.typ + ",text)"
		r.addLikePair(t.prefix+"like"+args, t.prefix+"nlike"+args, false)
		r.addLikePair(t.prefix+"iclike"+args, t.prefix+"icnlike"+args, true)
	}
	r.addLikePair("like(text,text)", "notlike(text,text)", false)
	r.addLikePair("like(name,text)", "notlike(name,text)", false)
	r.fn("like_escape(text,text)", func(a []any) (any, error) { return likeEscape(a[0].(string), a[1].(string)) })
}

func (r *registry) addLikePair(is, not string, fold bool) {
	match := func(a []any) (bool, error) {
		text, pattern := a[0].(string), a[1].(string)
		if fold {
			text, pattern = lower(text), lower(pattern)
		}
		return likeMatch(text, pattern)
	}
	native := func(c []any) string {
		pattern, ok := c[1].(string)
		if !ok {
			return ""
		}
		if fold {
			return nativeILike(pattern)
		}
		return nativeLike("$1", pattern)
	}
	r.add(is, Impl{
		Special: func(c []any) string { return native(c) },
		Go:      func(a []any) (any, error) { return match(a) },
	})
	r.add(not, Impl{
		Special: func(c []any) string {
			if s := native(c); s != "" {
				return "NOT (" + s + ")"
			}
			return ""
		},
		Go: func(a []any) (any, error) {
			ok, err := match(a)
			return !ok, err
		},
	})
}

// nativeLike is a template that matches text with a constant pattern: equality, instr or
// GLOB, which an index can serve. "" if the pattern is not for them.
func nativeLike(text, pattern string) string {
	var glob, plain strings.Builder
	percents, wild := 0, false
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch c {
		case '%':
			percents++
			glob.WriteByte('*')
			continue
		case '_':
			wild = true
			glob.WriteByte('?')
			continue
		case '\\':
			if i++; i == len(pattern) {
				return "" // an error, if it is reached
			}
			c = pattern[i]
		}
		plain.WriteByte(c)
		switch c {
		case '*', '?', '[':
			glob.WriteString("[" + string(c) + "]")
		default:
			glob.WriteByte(c)
		}
	}
	switch {
	case len(pattern) > 1000:
		return "" // SQLite bounds the length of patterns
	case !wild && percents == 0:
		return text + " = " + quoteSQL(plain.String())
	case !wild && percents == 2 && plain.Len() > 0 && pattern[0] == '%' && glob.String()[glob.Len()-1] == '*':
		return "instr(" + text + ", " + quoteSQL(plain.String()) + ") > 0"
	}
	return text + " GLOB " + quoteSQL(glob.String())
}

// nativeILike: SQLite's LIKE folds ASCII alone. A pattern in ASCII means the
// same to both, but for i and k, the lower case also of U+0130 and U+212A; with
// any other, text and pattern are compared in lower case.
func nativeILike(pattern string) string {
	if strings.HasSuffix(pattern, `\`) || len(pattern) > 1000 {
		return ""
	}
	ascii := !strings.ContainsAny(pattern, "iIkK")
	for i := 0; i < len(pattern); i++ {
		ascii = ascii && pattern[i] < utf8.RuneSelf
	}
	if ascii {
		return "$1 LIKE " + quoteSQL(pattern) + ` ESCAPE '\'`
	}
	return nativeLike(goCall("lower(text)", nil), lower(pattern))
}

// quoteSQL is a SQLite string literal.
func quoteSQL(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// likeEscape turns a pattern with another escape character into one with
// backslash.
func likeEscape(pattern, escape string) (any, error) {
	if escape == "" {
		return strings.ReplaceAll(pattern, `\`, `\\`), nil
	}
	if runeLength(escape) != len(escape) {
		e := errorf("22025", "invalid escape string")
		return nil, withHint(e, "Escape string must be a single character.")
	}
	if escape == `\` {
		return pattern, nil
	}
	var b strings.Builder
	afterEscape := false
	for i := 0; i < len(pattern); i++ {
		switch {
		case strings.HasPrefix(pattern[i:], escape) && !afterEscape:
			b.WriteByte('\\')
			afterEscape = true
			i += len(escape) - 1
			continue
		case pattern[i] == '\\':
			b.WriteByte('\\')
			if !afterEscape {
				b.WriteByte('\\')
			}
		default:
			b.WriteByte(pattern[i])
		}
		afterEscape = false
	}
	return b.String(), nil
}
