package builtin

import "unicode/utf8"

func errRegexParameter(name string, v int64) error {
	return errorf("22023", "invalid value for parameter \"%s\": %d", name, v)
}

// startAt is the byte where a search from a character begins, or -1 behind the
// text. Package regexp cannot start in the middle with what lies before in
// view, so patterns that look at it are refused.
func (c *compiled) startAt(s string, start int64) (int, error) {
	if start == 1 {
		return 0, nil
	}
	if c.anchored() {
		return 0, errRegexUnsupported("an anchored pattern with a start")
	}
	if start-1 > int64(utf8.RuneCountInString(s)) {
		return -1, nil
	}
	return runeOffset(s, int(start-1)), nil
}

// allMatchesFrom is allMatches from a byte on.
func (c *compiled) allMatchesFrom(s string, from, most int, f func(m []int) bool) error {
	if from == 0 {
		return c.allMatches(s, most, f)
	}
	moved := make([]int, 2*c.groups+2)
	return c.allMatches(s[from:], most, func(m []int) bool {
		moved = moved[:0]
		for _, at := range m {
			if at >= 0 {
				at += from
			}
			moved = append(moved, at)
		}
		return f(moved)
	})
}

// nth is one match of many, by its place and one of its groups.
type nthMatch struct {
	function   string
	start, nth int64
	flags      string
	group      int64
}

// find gives where the group of the match lies; ok is false if it is not there.
func (n nthMatch) find(s, pattern string) (lo, hi int, ok bool, err error) {
	if n.start <= 0 {
		return 0, 0, false, errRegexParameter("start", n.start)
	}
	if n.nth <= 0 {
		return 0, 0, false, errRegexParameter("n", n.nth)
	}
	if n.group < 0 {
		return 0, 0, false, errRegexParameter("subexpr", n.group)
	}
	if _, err := regexFlags(n.flags, n.function); err != nil {
		return 0, 0, false, err
	}
	c, _, err := matcher(pattern, n.flags, false, n.group > 0)
	if err != nil {
		return 0, 0, false, err
	}
	if c.groups == 0 && n.group == 1 {
		n.group = 0 // without groups the whole is taken for one
	}
	from, err := c.startAt(s, n.start)
	if err != nil || from < 0 || n.group > int64(c.groups) || n.nth > int64(len(s))+1 {
		return 0, 0, false, err
	}
	seen := int64(0)
	err = c.allMatchesFrom(s, from, int(n.nth), func(m []int) bool {
		if seen++; seen == n.nth {
			lo, hi = m[2*n.group], m[2*n.group+1]
			ok = lo >= 0
		}
		return true
	})
	return lo, hi, ok, err
}

// integer is the argument at i, or what it is without one.
func integer(a []any, i int, missing int64) int64 {
	if i < len(a) {
		return a[i].(int64)
	}
	return missing
}

func flagsAt(a []any, i int) string {
	if i < len(a) {
		return str(a[i])
	}
	return ""
}

func (r *registry) addRegexPosition() {
	instr := func(a []any) (any, error) {
		end := integer(a, 4, 0)
		m := nthMatch{"regexp_instr", integer(a, 2, 1), integer(a, 3, 1), flagsAt(a, 5), integer(a, 6, 0)}
		if m.start > 0 && m.nth > 0 && (end < 0 || end > 1) {
			return nil, errRegexParameter("endoption", end)
		}
		s := a[0].(string)
		lo, hi, ok, err := m.find(s, a[1].(string))
		if err != nil || !ok {
			return int64(0), err
		}
		if end == 1 {
			lo = hi
		}
		return int64(utf8.RuneCountInString(s[:lo]) + 1), nil
	}
	for _, sig := range []string{"text,text", "text,text,int4", "text,text,int4,int4", "text,text,int4,int4,int4",
		"text,text,int4,int4,int4,text", "text,text,int4,int4,int4,text,int4"} {
		r.fn("regexp_instr("+sig+")", instr)
	}
	substr := func(a []any) (any, error) {
		m := nthMatch{"regexp_substr", integer(a, 2, 1), integer(a, 3, 1), flagsAt(a, 4), integer(a, 5, 0)}
		lo, hi, ok, err := m.find(a[0].(string), a[1].(string))
		if err != nil || !ok {
			return nil, err
		}
		return a[0].(string)[lo:hi], nil
	}
	for _, sig := range []string{"text,text,int4", "text,text,int4,int4", "text,text,int4,int4,text", "text,text,int4,int4,text,int4"} {
		r.fn("regexp_substr("+sig+")", substr)
	}
	r.fn("regexp_matches(text,text)", regexMatches)
	r.fn("regexp_matches(text,text,text)", regexMatches)
}

// regexMatches gives the groups of the first match or, with the flag g, of all.
func regexMatches(a []any) (any, error) {
	s := a[0].(string)
	c, o, err := matcher(a[1].(string), flagsAt(a, 2), true, true)
	if err != nil {
		return nil, err
	}
	most := 1
	if o.global {
		most = -1
	}
	var w rowsOf
	err = c.allMatches(s, most, func(m []int) bool {
		w.add(matchArray(s, m, c.groups))
		return len(w.b) <= maxText
	})
	if err == nil && len(w.b) > maxText {
		err = errTooLong()
	}
	return w.done(), err
}
