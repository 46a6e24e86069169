package builtin

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// compiled is a pattern ready to use.
type compiled struct {
	re      *regexp.Regexp
	groups  int
	err     error
	noMatch error // set if which text is matched may not be as in PostgreSQL
	noGroup error // set if that holds for what groups capture
}

type regexKey struct {
	pattern string
	options regexOptions
}

// patterns keeps the last compiled patterns, as PostgreSQL does: a pattern is
// mostly constant over the rows of a query. It holds no data of rows but
// patterns, and is bounded.
var patterns, _ = lru.New[regexKey, *compiled](256)

const maxPattern = 10_000 // bytes

func compile(pattern string, o regexOptions) *compiled {
	key := regexKey{pattern, o}
	key.options.global = false
	if c, ok := patterns.Get(key); ok {
		return c
	}
	c := newCompiled(pattern, o)
	patterns.Add(key, c)
	return c
}

func newCompiled(pattern string, o regexOptions) *compiled {
	if len(pattern) > maxPattern {
		return &compiled{err: errRegexUnsupported("a pattern of more than 10,000 bytes")}
	}
	t := &translator{src: pattern, opt: o}
	if err := t.translate(); err != nil {
		return &compiled{err: err}
	}
	re, err := regexp.Compile(t.out.String())
	if err != nil {
		return &compiled{err: errRegexUnsupported("this pattern")}
	}
	c := &compiled{re: re, groups: t.groups}
	switch {
	case t.nonGreedy && (t.greedy || t.alternate):
		c.noMatch = errRegexUnsupported("a mixture of greedy and non-greedy parts")
		c.noGroup = c.noMatch
	case !t.nonGreedy:
		re.Longest()
		if tree, err := syntax.Parse(t.out.String(), syntax.Perl); err != nil || t.groups > 0 && ambiguous(tree) {
			c.noGroup = errRegexUnsupported("a group beside ambiguous alternatives")
		}
	}
	return c
}

// ambiguous reports alternatives of which one may match the beginning of what
// another matches. Then PostgreSQL gives each group the longest part that it
// can have, where package regexp prefers the earlier alternative.
func ambiguous(r *syntax.Regexp) bool {
	if r.Op == syntax.OpAlternate {
		return true
	}
	for _, s := range r.Sub {
		if ambiguous(s) {
			return true
		}
	}
	return false
}

// regexMatch is the operator ~ (and ~* with fold).
func regexMatch(text, pattern string, fold bool) (bool, error) {
	c := compile(pattern, regexOptions{fold: fold})
	if c.err != nil {
		return false, c.err
	}
	return c.re.MatchString(text), nil
}

// matcher compiles for a function that says where a match is.
func matcher(pattern, flags string, allowGlobal, groups bool) (*compiled, regexOptions, error) {
	o, err := parseFlags(flags, allowGlobal)
	if err != nil {
		return nil, o, err
	}
	c := compile(pattern, o)
	switch {
	case c.err != nil:
		return nil, o, c.err
	case c.noMatch != nil:
		return nil, o, c.noMatch
	case groups && c.noGroup != nil:
		return nil, o, c.noGroup
	}
	return c, o, nil
}

// allMatches walks the matches in s, as PostgreSQL does: after an empty match
// the search goes on one character later, and an empty match is allowed at the
// end of the one before.
//
// One search takes linear time, but each may look at the rest of the text, and
// a running Go function cannot be cancelled: so there is a limit to them all.
func (c *compiled) allMatches(s string, most int, f func(m []int) bool) error {
	if c.anchored() {
		if most != 1 && len(s) > maxAnchoredText {
			return errRegexTooLong()
		}
		// Package regexp cannot start in the middle with what lies before in
		// view, so it finds all the matches of such patterns itself.
		for _, m := range c.re.FindAllStringSubmatchIndex(s, most) {
			if !f(m) {
				return nil
			}
		}
		return nil
	}
	start := time.Now()
	for at, n := 0, 0; at <= len(s) && (most < 0 || n < most); n++ {
		m := c.re.FindStringSubmatchIndex(s[at:])
		if m == nil {
			return nil
		}
		if (n%64 == 63 || len(s) > 4096) && time.Since(start) > maxSearching {
			return errRegexTooLong()
		}
		for i := range m {
			if m[i] >= 0 {
				m[i] += at
			}
		}
		if !f(m) || m[1] == m[0] && m[1] >= len(s) {
			return nil
		}
		at = m[1]
		if m[1] == m[0] {
			at += runeLength(s[at:])
		}
	}
	return nil
}

const (
	maxSearching    = 2 * time.Second // for one text
	maxAnchoredText = 256 << 10       // bytes, for all matches of a pattern with ^
)

func errRegexTooLong() error {
	return errorf("54001", "searching a text for all matches of a regular expression takes too long")
}

// anchored reports whether the pattern looks at what is before a match.
func (c *compiled) anchored() bool {
	p := c.re.String()
	return strings.Contains(p, `\A`) || strings.Contains(p, `(?m:^)`)
}
