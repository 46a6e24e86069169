package builtin

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// classes are the character classes as glibc's C.UTF-8 has them, written for
// the inside of a bracket expression.
var classes = sync.OnceValue(func() map[string]string {
	other := func(t *unicode.RangeTable) string {
		var b strings.Builder
		for _, r := range t.R16 {
			writeRange(&b, rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			writeRange(&b, rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		return b.String()
	}
	alpha := `\p{L}\p{Nl}` + other(unicode.Other_Alphabetic)
	digits := `\p{Nd}` // those beyond ASCII count as letters
	space := `\t-\r \x{1680}\x{2000}-\x{2006}\x{2008}-\x{200a}\x{2028}\x{2029}\x{205f}\x{3000}`
	return map[string]string{
		"alnum": alpha + digits, "word": alpha + digits + "_",
		"digit": "0-9", "xdigit": "0-9A-Fa-f", "space": space, "blank": " \\t\\x{1680}\\x{2000}-\\x{2006}\\x{2008}-\\x{200a}\\x{205f}\\x{3000}",
		"upper": `\p{Lu}`, "lower": `\p{Ll}`, "cntrl": `\p{Cc}\x{2028}\x{2029}`,
	}
})

func writeRange(b *strings.Builder, lo, hi, stride rune) {
	if stride == 1 {
		fmt.Fprintf(b, `\x{%x}-\x{%x}`, lo, hi)
		return
	}
	for c := lo; c <= hi; c += stride {
		fmt.Fprintf(b, `\x{%x}`, c)
	}
}

// bracket reads a bracket expression after its [.
func (t *translator) bracket() (bool, error) {
	if strings.HasPrefix(t.src[t.pos:], "[:<:]]") || strings.HasPrefix(t.src[t.pos:], "[:>:]]") {
		return false, errRegexUnsupported("a word boundary constraint")
	}
	negated := strings.HasPrefix(t.src[t.pos:], "^")
	if negated {
		t.pos++
	}
	var set strings.Builder
	for first := true; ; first = false {
		if t.pos >= len(t.src) {
			return false, errRegex("brackets [] not balanced")
		}
		if t.src[t.pos] == ']' && !first {
			t.pos++
			break
		}
		if err := t.bracketItem(&set); err != nil {
			return false, err
		}
	}
	if negated {
		if t.opt.dotStops {
			set.WriteString(`\n`)
		}
		t.out.WriteString("[^" + set.String() + "]")
	} else {
		t.out.WriteString("[" + set.String() + "]")
	}
	return true, nil
}

func (t *translator) bracketItem(set *strings.Builder) error {
	rest := t.src[t.pos:]
	switch {
	case strings.HasPrefix(rest, "[:"):
		name, _, ok := strings.Cut(rest[2:], ":]")
		if !ok {
			return errRegex("brackets [] not balanced")
		}
		t.pos += len(name) + 4
		return t.namedClass(set, name)
	case strings.HasPrefix(rest, "[.") || strings.HasPrefix(rest, "[="):
		return errRegexUnsupported("a collating element")
	case strings.HasPrefix(rest, `\`) && len(rest) > 1 && strings.IndexByte("dswDSW", rest[1]) >= 0:
		t.pos += 2
		if rest[1] < 'a' {
			return errRegexUnsupported("a complemented class escape in brackets")
		}
		set.WriteString(classes()[map[byte]string{'d': "digit", 's': "space", 'w': "word"}[rest[1]]])
		return nil
	}
	lo, err := t.bracketRune()
	if err != nil {
		return err
	}
	hi := lo
	if strings.HasPrefix(t.src[t.pos:], "-") && !strings.HasPrefix(t.src[t.pos:], "-]") {
		t.pos++
		if hi, err = t.bracketRune(); err != nil {
			return err
		}
		if hi < lo {
			return errRegex("invalid character range")
		}
	}
	return t.bracketRange(set, lo, hi)
}

const maxFoldedRange = 5000

func (t *translator) bracketRange(set *strings.Builder, lo, hi rune) error {
	fmt.Fprintf(set, `\x{%x}-\x{%x}`, lo, hi)
	if !t.opt.fold {
		return nil
	}
	if hi-lo > maxFoldedRange {
		return errRegexUnsupported("a large range without case")
	}
	for c := lo; c <= hi; c++ {
		for _, v := range []rune{lowerRune(c), upperRune(c)} {
			if v != c {
				set.WriteString(classRunes(v))
			}
		}
	}
	return nil
}

// bracketRune reads one character inside brackets.
func (t *translator) bracketRune() (rune, error) {
	if t.pos >= len(t.src) {
		return 0, errRegex("brackets [] not balanced")
	}
	c, n := utf8.DecodeRuneInString(t.src[t.pos:])
	if c == '[' && t.pos+1 < len(t.src) && strings.IndexByte(".:=", t.src[t.pos+1]) >= 0 {
		return 0, errRegexUnsupported("a class in a range")
	}
	t.pos += n
	if c == '\\' {
		return t.escapedRune()
	}
	return c, nil
}

func (t *translator) namedClass(set *strings.Builder, name string) error {
	if t.opt.fold && (name == "upper" || name == "lower") {
		name = "alpha"
	}
	switch name {
	case "alpha":
		// Digits beyond ASCII are letters to glibc: all but 0-9.
		set.WriteString(strings.TrimSuffix(classes()["alnum"], `\p{Nd}`))
		for _, r := range unicode.Nd.R16 {
			if r.Lo > '9' {
				writeRange(set, rune(r.Lo), rune(r.Hi), rune(r.Stride))
			}
		}
		for _, r := range unicode.Nd.R32 {
			writeRange(set, rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		return nil
	case "alnum", "word", "digit", "xdigit", "space", "blank", "cntrl":
		set.WriteString(classes()[name])
		return nil
	case "upper", "lower", "punct", "graph", "print", "ascii":
		return t.asciiClass(set, name)
	}
	return errRegex("invalid character class")
}

// asciiClass enters the classes whose members beyond ASCII are not worked out
// here: letters of one case by category, punctuation of ASCII with symbols.
func (t *translator) asciiClass(set *strings.Builder, name string) error {
	switch name {
	case "upper":
		set.WriteString(`\p{Lu}\p{Lt}`)
	case "lower":
		set.WriteString(`\p{Ll}\p{Lt}`)
	case "punct":
		set.WriteString(`!-/:-@\[-` + "`" + `{-~\p{P}\p{S}`)
	case "ascii":
		set.WriteString(`\x{0}-\x{7f}`)
	default:
		return errRegexUnsupported("the class [:" + name + ":]")
	}
	return nil
}

// escape reads what follows a backslash outside brackets.
func (t *translator) escape() (bool, error) {
	if t.pos >= len(t.src) {
		return false, errRegex(`invalid escape \ sequence`)
	}
	c := t.src[t.pos]
	class := func(name string, negated bool) (bool, error) {
		t.pos++
		if negated {
			t.out.WriteString("[^" + classes()[name] + "]")
		} else {
			t.out.WriteString("[" + classes()[name] + "]")
		}
		return true, nil
	}
	switch c {
	case 'd', 'D':
		return class("digit", c == 'D')
	case 's', 'S':
		return class("space", c == 'S')
	case 'w', 'W':
		return class("word", c == 'W')
	case 'A':
		t.pos++
		t.out.WriteString(`\A`)
		return false, nil
	case 'Z':
		t.pos++
		t.out.WriteString(`\z`)
		return false, nil
	case 'm', 'M', 'y', 'Y':
		return false, errRegexUnsupported("a word boundary constraint")
	}
	if c >= '1' && c <= '9' {
		return false, errRegexUnsupported("a back-reference")
	}
	r, err := t.escapedRune()
	if err != nil {
		return false, err
	}
	t.literal(r)
	return true, nil
}

// escapedRune reads a character escape; any other non-alphanumeric stands for
// itself.
func (t *translator) escapedRune() (rune, error) {
	bad := errRegex(`invalid escape \ sequence`)
	if t.pos >= len(t.src) {
		return 0, bad
	}
	c, n := utf8.DecodeRuneInString(t.src[t.pos:])
	t.pos += n
	hex := func(n int) (rune, error) {
		if t.pos+n > len(t.src) {
			return 0, bad
		}
		v, err := strconv.ParseUint(t.src[t.pos:t.pos+n], 16, 32)
		if err != nil || v > utf8.MaxRune {
			return 0, bad
		}
		t.pos += n
		return rune(v), nil
	}
	switch c {
	case 'a':
		return 7, nil
	case 'b':
		return 8, nil
	case 'B':
		return '\\', nil
	case 'e':
		return 27, nil
	case 'f':
		return 12, nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'v':
		return 11, nil
	case 'u':
		return hex(4)
	case 'U':
		return hex(8)
	case 'x', 'c', '0':
		return 0, errRegexUnsupported("the escape \\" + string(c))
	}
	if c < utf8.RuneSelf && (isASCIILetter(byte(c)) || c >= '0' && c <= '9') {
		return 0, bad
	}
	return c, nil
}
