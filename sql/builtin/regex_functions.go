package builtin

import (
	"strings"
	"unicode/utf8"
)

func (r *registry) addRegex() {
	for _, t := range []string{"text", "name", "bpchar"} {
		for _, fold := range []bool{false, true} {
			name := t
			if fold {
				name += "ic"
			}
			r.fn(name+"regexeq("+t+",text)", func(a []any) (any, error) {
				return regexMatch(a[0].(string), a[1].(string), fold)
			})
			r.fn(name+"regexne("+t+",text)", func(a []any) (any, error) {
				ok, err := regexMatch(a[0].(string), a[1].(string), fold)
				return !ok, err
			})
		}
	}
	r.fn("regexp_like(text,text)", func(a []any) (any, error) { return regexMatch(a[0].(string), a[1].(string), false) })
	r.fn("regexp_like(text,text,text)", func(a []any) (any, error) {
		o, err := regexFlags(a[2], "regexp_like")
		if err != nil {
			return nil, err
		}
		c := compile(a[1].(string), o)
		if c.err != nil {
			return nil, c.err
		}
		return c.re.MatchString(a[0].(string)), nil
	})
	r.fn("substring(text,text)", func(a []any) (any, error) { return regexSubstring(a[0].(string), a[1].(string)) })
	r.addRegexReplace()
	r.addRegexMatch()
	r.addRegexSplit()
	r.addRegexCount()
	r.addRegexPosition()
	r.addSimilar()
}

// regexSubstring is the first group of the first match, or the match.
func regexSubstring(s, pattern string) (any, error) {
	c, _, err := matcher(pattern, "", false, true)
	if err != nil {
		return nil, err
	}
	m := c.re.FindStringSubmatchIndex(s)
	switch {
	case m == nil, c.groups > 0 && m[2] < 0:
		return nil, nil
	case c.groups > 0:
		return s[m[2]:m[3]], nil
	}
	return s[m[0]:m[1]], nil
}

// regexFlags reads the flags of a function that has no use for g.
func regexFlags(v any, function string) (regexOptions, error) {
	if strings.Contains(str(v), "g") {
		return regexOptions{}, errorf("22023", "%s() does not support the \"global\" option", function)
	}
	return parseFlags(str(v), false)
}

func (r *registry) addRegexReplace() {
	r.fn("regexp_replace(text,text,text)", func(a []any) (any, error) {
		return regexReplace(a[0].(string), a[1].(string), a[2].(string), "")
	})
	r.fn("regexp_replace(text,text,text,int4)", func(a []any) (any, error) { return regexReplaceNth(a, 1, "") })
	r.fn("regexp_replace(text,text,text,int4,int4)", func(a []any) (any, error) { return regexReplaceNth(a, a[4].(int64), "") })
	r.fn("regexp_replace(text,text,text,int4,int4,text)", func(a []any) (any, error) { return regexReplaceNth(a, a[4].(int64), str(a[5])) })
	r.fn("regexp_replace(text,text,text,text)", func(a []any) (any, error) {
		return regexReplace(a[0].(string), a[1].(string), a[2].(string), a[3].(string))
	})
}

func regexReplace(s, pattern, with, flags string) (any, error) {
	if flags != "" && flags[0] >= '0' && flags[0] <= '9' {
		e := errorf("22023", "invalid regular expression option: \"%s\"", flags[:1])
		return nil, withHint(e, "If you meant to use regexp_replace() with a start parameter, cast the fourth argument to integer explicitly.")
	}
	c, o, err := matcher(pattern, flags, true, strings.Contains(with, `\`))
	if err != nil {
		return nil, err
	}
	if o.global {
		return c.replace(s, with, 0, 0)
	}
	return c.replace(s, with, 0, 1)
}

// regexReplaceNth is regexp_replace with a start and which match to replace, 0
// being all.
func regexReplaceNth(a []any, nth int64, flags string) (any, error) {
	start := a[3].(int64)
	if start <= 0 {
		return nil, errRegexParameter("start", start)
	}
	if nth < 0 {
		return nil, errRegexParameter("n", nth)
	}
	with := a[2].(string)
	c, o, err := matcher(a[1].(string), flags, true, strings.Contains(with, `\`))
	if err != nil {
		return nil, err
	}
	if len(a) < 5 && o.global {
		nth = 0
	}
	from, err := c.startAt(a[0].(string), start)
	if err != nil || from < 0 {
		return a[0], err
	}
	return c.replace(a[0].(string), with, from, nth)
}

// replace puts with in the place of the nth match after from, 0 being all.
func (c *compiled) replace(s, with string, from int, nth int64) (any, error) {
	most := int(min(nth, int64(len(s))+2))
	if nth == 0 {
		most = -1
	}
	var b strings.Builder
	last, seen := 0, int64(0)
	tooLong := false
	err := c.allMatchesFrom(s, from, most, func(m []int) bool {
		if seen++; nth > 0 && seen < nth {
			return true
		}
		b.WriteString(s[last:m[0]])
		expandReplacement(&b, s, with, m)
		last = m[1]
		tooLong = b.Len() > maxText
		return !tooLong
	})
	if err != nil {
		return nil, err
	}
	if tooLong {
		return nil, errTooLong()
	}
	b.WriteString(s[last:])
	return b.String(), nil
}

// expandReplacement writes a replacement: \1 to \9 and \& are parts of the
// match, \\ is a backslash, any other backslash stays.
func expandReplacement(b *strings.Builder, s, with string, m []int) {
	for i := 0; i < len(with); i++ {
		if with[i] != '\\' || i+1 == len(with) {
			b.WriteByte(with[i])
			continue
		}
		i++
		switch c := with[i]; {
		case c >= '1' && c <= '9':
			if n := int(c-'0') * 2; n < len(m) && m[n] >= 0 {
				b.WriteString(s[m[n]:m[n+1]])
			}
		case c == '&':
			b.WriteString(s[m[0]:m[1]])
		case c == '\\':
			b.WriteByte('\\')
		default:
			b.WriteByte('\\')
			i--
		}
	}
}

func (r *registry) addRegexMatch() {
	match := func(s, pattern, flags string) (any, error) {
		if _, err := regexFlags(flags, "regexp_match"); err != nil {
			return nil, withHint(err, "Use the regexp_matches function instead.")
		}
		c, _, err := matcher(pattern, flags, false, true)
		if err != nil {
			return nil, err
		}
		m := c.re.FindStringSubmatchIndex(s)
		if m == nil {
			return nil, nil
		}
		return matchArray(s, m, c.groups), nil
	}
	r.fn("regexp_match(text,text)", func(a []any) (any, error) { return match(a[0].(string), a[1].(string), "") })
	r.fn("regexp_match(text,text,text)", func(a []any) (any, error) { return match(a[0].(string), a[1].(string), a[2].(string)) })
	sub := func(s, pattern string, flags any) (any, error) {
		o, err := regexFlags(flags, "regexp_substr")
		if err != nil {
			return nil, err
		}
		c := compile(pattern, o)
		switch {
		case c.err != nil:
			return nil, c.err
		case c.noMatch != nil:
			return nil, c.noMatch
		}
		if m := c.re.FindStringIndex(s); m != nil {
			return s[m[0]:m[1]], nil
		}
		return nil, nil
	}
	r.fn("regexp_substr(text,text)", func(a []any) (any, error) { return sub(a[0].(string), a[1].(string), "") })
}

// matchArray is the groups of a match as a stored array, or the whole match if
// there are no groups.
func matchArray(s string, m []int, groups int) string {
	if groups == 0 {
		return string(appendJSONArray(nil, []any{s[m[0]:m[1]]}))
	}
	parts := make([]any, groups)
	for i := range parts {
		if lo := m[2*i+2]; lo >= 0 {
			parts[i] = s[lo:m[2*i+3]]
		}
	}
	return string(appendJSONArray(nil, parts))
}

func appendJSONArray(dst []byte, elems []any) []byte {
	dst = append(dst, '[')
	for i, e := range elems {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendJSON(dst, e)
	}
	return append(dst, ']')
}

func (r *registry) addRegexSplit() {
	for _, to := range []string{"array", "table"} {
		name := "regexp_split_to_" + to
		r.fn(name+"(text,text)", func(a []any) (any, error) { return regexSplit(name, a[0].(string), a[1].(string), "") })
		r.fn(name+"(text,text,text)", func(a []any) (any, error) { return regexSplit(name, a[0].(string), a[1].(string), str(a[2])) })
	}
}

// regexSplit gives the parts between the matches as an array, or as the rows of
// a table, which look the same.
func regexSplit(name, s, pattern, flags string) (any, error) {
	if _, err := regexFlags(flags, name); err != nil {
		return nil, err
	}
	c, _, err := matcher(pattern, flags, false, false)
	if err != nil {
		return nil, err
	}
	var parts []any
	last := 0
	err = c.allMatches(s, -1, func(m []int) bool {
		// An empty match at the beginning, the end or right after the match
		// before separates nothing.
		if m[1] == m[0] && (m[0] == last || m[0] >= len(s)) {
			return true
		}
		parts = append(parts, s[last:m[0]])
		last = m[1]
		return true
	})
	if err != nil {
		return nil, err
	}
	return string(appendJSONArray(nil, append(parts, s[last:]))), nil
}

func (r *registry) addRegexCount() {
	count := func(s, pattern string, start int64, flags any) (any, error) {
		if start <= 0 {
			return nil, errorf("22023", "invalid value for parameter \"start\": %d", start)
		}
		if _, err := regexFlags(flags, "regexp_count"); err != nil {
			return nil, err
		}
		c, _, err := matcher(pattern, str(flags), false, false)
		if err != nil {
			return nil, err
		}
		if start > 1 && c.anchored() {
			return nil, errRegexUnsupported("an anchored pattern with a start")
		}
		if start-1 > int64(utf8.RuneCountInString(s)) {
			return int64(0), nil
		}
		from := runeOffset(s, int(start-1))
		n := int64(0)
		err = c.allMatches(s[from:], -1, func([]int) bool { n++; return true })
		return n, err
	}
	r.fn("regexp_count(text,text)", func(a []any) (any, error) { return count(a[0].(string), a[1].(string), 1, "") })
	r.fn("regexp_count(text,text,int4)", func(a []any) (any, error) { return count(a[0].(string), a[1].(string), a[2].(int64), "") })
	r.fn("regexp_count(text,text,int4,text)", func(a []any) (any, error) { return count(a[0].(string), a[1].(string), a[2].(int64), a[3]) })
}
