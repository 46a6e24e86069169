package builtin

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// regexOptions are what flags and a pattern's own prefix choose.
type regexOptions struct {
	fold     bool // i
	expanded bool // x
	literal  bool // q
	dotStops bool // n, p: . and [^…] do not match a newline
	lines    bool // n, w: ^ and $ match at line ends
	global   bool // g, where a function takes it
}

// translator turns a PostgreSQL advanced regular expression into one of
// package regexp, which always takes linear time. What has no equal there is
// refused with 0A000: back-references, lookaround, and those mixtures of greedy
// and non-greedy for which PostgreSQL's rules give another match.
type translator struct {
	src       string
	pos       int
	out       strings.Builder
	opt       regexOptions
	groups    int
	greedy    bool // a greedy quantifier of variable length occurred
	nonGreedy bool
	alternate bool
}

func errRegex(what string) error {
	return errorf("2201B", "invalid regular expression: %s", what)
}

func errRegexUnsupported(what string) error {
	return errorf("0A000", "%s in a regular expression is not supported yet", what)
}

// parseFlags reads a flags argument.
func parseFlags(flags string, allowGlobal bool) (regexOptions, error) {
	var o regexOptions
	for _, c := range flags {
		if c == 'g' && allowGlobal {
			o.global = true
			continue
		}
		if err := o.set(c); err != nil {
			return o, err
		}
	}
	return o, nil
}

func (o *regexOptions) set(c rune) error {
	switch c {
	case 'i':
		o.fold = true
	case 'c':
		o.fold = false
	case 'x':
		o.expanded = true
	case 't':
		o.expanded = false
	case 'm', 'n':
		o.dotStops, o.lines = true, true
	case 'p':
		o.dotStops, o.lines = true, false
	case 's':
		o.dotStops, o.lines = false, false
	case 'w':
		o.dotStops, o.lines = false, true
	case 'q':
		o.literal = true
	case 'e':
		o.literal = false
	case 'b':
		return errRegexUnsupported("the basic syntax (flag b)")
	default:
		return errorf("22023", "invalid regular expression option: \"%c\"", c)
	}
	return nil
}

// translate gives the pattern in the syntax of package regexp.
func (t *translator) translate() error {
	if strings.HasPrefix(t.src, "***=") {
		t.opt.literal = true
		t.pos = 4
	} else if strings.HasPrefix(t.src, "***:") {
		t.pos = 4
	} else if strings.HasPrefix(t.src, "***") {
		return errRegex("invalid argument to regex function")
	}
	if !t.opt.literal {
		if err := t.embeddedOptions(); err != nil {
			return err
		}
	}
	if t.opt.literal {
		for _, c := range t.src[t.pos:] {
			t.literal(c)
		}
		return nil
	}
	if err := t.alternatives(0); err != nil {
		return err
	}
	if t.pos < len(t.src) {
		return errRegex("parentheses () not balanced")
	}
	return nil
}

// embeddedOptions reads (?flags) at the pattern's beginning.
func (t *translator) embeddedOptions() error {
	rest := t.src[t.pos:]
	if len(rest) < 3 || !strings.HasPrefix(rest, "(?") || !isASCIILetter(rest[2]) {
		return nil
	}
	end := strings.IndexByte(rest, ')')
	if end < 0 {
		return errRegex("invalid embedded option")
	}
	for _, c := range rest[2:end] {
		if err := t.opt.set(c); err != nil {
			return errRegex("invalid embedded option")
		}
	}
	t.pos += end + 1
	return nil
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

const maxDepth = 200

func (t *translator) alternatives(depth int) error {
	if depth > maxDepth {
		return errRegex("regular expression is too complex")
	}
	for {
		if err := t.branch(depth); err != nil {
			return err
		}
		if t.pos >= len(t.src) || t.src[t.pos] != '|' {
			return nil
		}
		t.pos++
		t.alternate = true
		t.out.WriteByte('|')
	}
}

func (t *translator) branch(depth int) error {
	for {
		t.skipSpace()
		if t.pos >= len(t.src) || t.src[t.pos] == '|' || t.src[t.pos] == ')' && depth > 0 {
			return nil
		}
		quantifiable, err := t.atom(depth)
		if err != nil {
			return err
		}
		t.skipSpace()
		if err := t.quantifier(quantifiable); err != nil {
			return err
		}
	}
}

// skipSpace passes white space and comments in the expanded syntax, and (?#…)
// in any.
func (t *translator) skipSpace() {
	for t.pos < len(t.src) {
		c := t.src[t.pos]
		switch {
		case t.opt.expanded && strings.IndexByte(" \t\n\v\f\r", c) >= 0:
			t.pos++
		case t.opt.expanded && c == '#':
			for t.pos < len(t.src) && t.src[t.pos] != '\n' {
				t.pos++
			}
		case strings.HasPrefix(t.src[t.pos:], "(?#"):
			end := strings.IndexByte(t.src[t.pos:], ')')
			if end < 0 {
				t.pos = len(t.src)
				return
			}
			t.pos += end + 1
		default:
			return
		}
	}
}

// atom reads one atom or constraint; a constraint takes no quantifier.
func (t *translator) atom(depth int) (quantifiable bool, err error) {
	c, n := utf8.DecodeRuneInString(t.src[t.pos:])
	t.pos += n
	switch c {
	case '(':
		return t.group(depth)
	case ')':
		return false, errRegex("parentheses () not balanced")
	case '[':
		return t.bracket()
	case '.':
		if t.opt.dotStops {
			t.out.WriteString(`[^\n]`)
		} else {
			t.out.WriteString(`(?s:.)`)
		}
	case '^':
		t.out.WriteString(map[bool]string{true: `(?m:^)`, false: `\A`}[t.opt.lines])
		return false, nil
	case '$':
		t.out.WriteString(map[bool]string{true: `(?m:$)`, false: `\z`}[t.opt.lines])
		return false, nil
	case '\\':
		return t.escape()
	case '*', '+', '?':
		return false, errRegex("quantifier operand invalid")
	case '{':
		if t.pos < len(t.src) && t.src[t.pos] >= '0' && t.src[t.pos] <= '9' {
			return false, errRegex("quantifier operand invalid")
		}
		t.literal(c)
	default:
		t.literal(c)
	}
	return true, nil
}

func (t *translator) group(depth int) (bool, error) {
	if strings.HasPrefix(t.src[t.pos:], "?") {
		switch {
		case strings.HasPrefix(t.src[t.pos:], "?:"):
			t.pos += 2
			t.out.WriteString("(?:")
		case strings.HasPrefix(t.src[t.pos:], "?="), strings.HasPrefix(t.src[t.pos:], "?!"), strings.HasPrefix(t.src[t.pos:], "?<"):
			return false, errRegexUnsupported("lookaround")
		default:
			return false, errRegex("quantifier operand invalid")
		}
	} else {
		t.groups++
		t.out.WriteByte('(')
	}
	if err := t.alternatives(depth + 1); err != nil {
		return false, err
	}
	if t.pos >= len(t.src) || t.src[t.pos] != ')' {
		return false, errRegex("parentheses () not balanced")
	}
	t.pos++
	t.out.WriteByte(')')
	return true, nil
}

const maxRepeat = 255

func (t *translator) quantifier(quantifiable bool) error {
	if t.pos >= len(t.src) {
		return nil
	}
	var q string
	variable := true
	switch c := t.src[t.pos]; c {
	case '*', '+', '?':
		t.pos++
		q = string(c)
	case '{':
		m := boundPattern.FindStringSubmatch(t.src[t.pos:])
		if m == nil {
			if t.pos+1 < len(t.src) && t.src[t.pos+1] >= '0' && t.src[t.pos+1] <= '9' {
				return errRegex("invalid repetition count(s)")
			}
			return nil
		}
		lo, _ := strconv.Atoi(m[1])
		hi, _ := strconv.Atoi(m[3])
		if lo > maxRepeat || hi > maxRepeat || m[3] != "" && lo > hi {
			return errRegex("invalid repetition count(s)")
		}
		t.pos += len(m[0])
		q = m[0]
		variable = m[2] != "" && m[3] != m[1]
	default:
		return nil
	}
	if !quantifiable {
		return errRegex("quantifier operand invalid")
	}
	lazy := t.pos < len(t.src) && t.src[t.pos] == '?'
	if lazy {
		t.pos++
		q += "?"
	}
	if variable {
		t.greedy = t.greedy || !lazy
		t.nonGreedy = t.nonGreedy || lazy
	}
	t.out.WriteString(q)
	t.skipSpace()
	if t.pos < len(t.src) && (strings.IndexByte("*+?", t.src[t.pos]) >= 0 || boundPattern.MatchString(t.src[t.pos:])) {
		return errRegex("quantifier operand invalid")
	}
	return nil
}

var boundPattern = regexp.MustCompile(`^\{([0-9]{1,4})(,)?([0-9]{1,4})?\}`)

// literal writes one character, in both cases if case does not matter.
// PostgreSQL looks at a character's own upper and lower case alone, so (?i),
// which knows more, is not used.
func (t *translator) literal(c rune) {
	if t.opt.fold {
		if l, u := lowerRune(c), upperRune(c); l != c || u != c {
			fmt.Fprintf(&t.out, `[%s]`, classRunes(c, l, u))
			return
		}
	}
	t.out.WriteString(regexp.QuoteMeta(string(c)))
}

func classRunes(runes ...rune) string {
	var b strings.Builder
	for _, r := range runes {
		fmt.Fprintf(&b, `\x{%x}`, r)
	}
	return b.String()
}
