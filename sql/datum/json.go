package datum

import (
	"sort"
	"strings"
	"unicode/utf8"
)

const (
	maxJSONDepth = 6000 // about where PostgreSQL's default stack depth ends
	// maxJSONBGrowth bounds what numbers with exponents may blow up to.
	maxJSONBGrowth = 64 << 20
)

// ValidateJSON checks that s is JSON text as PostgreSQL's json type takes it.
func ValidateJSON(s string) error {
	p := jsonParser{s: s}
	return p.parse()
}

// CanonicalJSONB is jsonb_in and jsonb_out in one: keys by length, then bytes;
// of equal keys the last; one space after colons and commas; numbers as numeric
// prints them.
func CanonicalJSONB(s string) (string, error) {
	p := jsonParser{s: s, jsonb: true, out: make([]byte, 0, len(s)+len(s)/4)}
	if err := p.parse(); err != nil {
		return "", err
	}
	return string(p.out), nil
}

type jsonParser struct {
	s     string
	i     int
	depth int
	jsonb bool
	out   []byte // for jsonb only
}

func errJSON(detail string) *Error {
	return &Error{Code: codeTextSyntax, Message: "invalid input syntax for type json", Detail: detail}
}

func (p *jsonParser) skip() {
	for p.i < len(p.s) && (p.s[p.i] == ' ' || p.s[p.i] == '\t' || p.s[p.i] == '\n' || p.s[p.i] == '\r') {
		p.i++
	}
}

func (p *jsonParser) peek() byte {
	p.skip()
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

// emit writes to the canonical text.
func (p *jsonParser) emit(s string) {
	if p.jsonb {
		p.out = append(p.out, s...)
	}
}

// token is the lexical token at the cursor, for messages; an invalid one is an
// error by itself.
func (p *jsonParser) token() (string, error) {
	c := p.s[p.i]
	start := p.i
	switch {
	case strings.IndexByte("{}[],:", c) >= 0:
		return p.s[p.i : p.i+1], nil
	case c == '"':
		q := jsonParser{s: p.s, i: p.i, jsonb: p.jsonb}
		if _, err := q.str(); err != nil {
			return "", err
		}
		return p.s[start:q.i], nil
	case c == '-' || isDigit(c):
		q := jsonParser{s: p.s, i: p.i}
		if _, err := q.numberText(); err != nil {
			return "", err
		}
		return p.s[start:q.i], nil
	}
	w := p.s[start:p.wordEnd(start)]
	if w == "true" || w == "false" || w == "null" {
		return w, nil
	}
	return "", errJSON("Token \"" + w + "\" is invalid.")
}

// wordEnd is the end of a run of letters, digits, underscores and non-ASCII, or
// the end of the one character that starts none.
func (p *jsonParser) wordEnd(i int) int {
	j := span(p.s, i, func(c byte) bool { return isAlpha(c) || isDigit(c) || c == '_' || c >= 0x80 })
	if j == i && i < len(p.s) {
		_, n := utf8.DecodeRuneInString(p.s[i:])
		j = i + n
	}
	return j
}

func (p *jsonParser) expected(what string) error {
	p.skip()
	if p.i >= len(p.s) {
		return errJSON("The input string ended unexpectedly.")
	}
	t, err := p.token()
	if err != nil {
		return err
	}
	return errJSON("Expected " + what + ", but found \"" + t + "\".")
}

func (p *jsonParser) parse() error {
	if err := p.value(); err != nil {
		return err
	}
	if p.skip(); p.i < len(p.s) {
		return p.expected("end of input")
	}
	return nil
}

func (p *jsonParser) value() error {
	switch c := p.peek(); {
	case c == '{' || c == '[':
		if p.depth++; p.depth > maxJSONDepth {
			return &Error{Code: codeTooComplex, Message: "stack depth limit exceeded"}
		}
		p.i++
		var err error
		if c == '{' {
			err = p.object()
		} else {
			err = p.array()
		}
		p.depth--
		return err
	case c == '"':
		s, err := p.str()
		if err == nil && p.jsonb {
			p.out = AppendJSONString(p.out, s)
		}
		return err
	case c == '-' || isDigit(c):
		return p.number()
	case isAlpha(c):
		if w := p.s[p.i:p.wordEnd(p.i)]; w == "true" || w == "false" || w == "null" {
			p.emit(w)
			p.i += len(w)
			return nil
		}
	}
	return p.expected("JSON value")
}

func (p *jsonParser) array() error {
	p.emit("[")
	if p.peek() == ']' {
		p.i++
		p.emit("]")
		return nil
	}
	for first := true; ; first = false {
		if !first {
			p.emit(", ")
		}
		if err := p.value(); err != nil {
			return err
		}
		switch p.peek() {
		case ',':
			p.i++
		case ']':
			p.i++
			p.emit("]")
			return nil
		default:
			return p.expected("\",\" or \"]\"")
		}
	}
}

type jsonMember struct {
	key        string
	start, end int // of the value in the text written so far
}

func (p *jsonParser) object() error {
	base := len(p.out)
	var members []jsonMember
	for first := true; ; first = false {
		if first && p.peek() == '}' {
			p.i++
			break
		}
		if p.peek() != '"' {
			if first {
				return p.expected("string or \"}\"")
			}
			return p.expected("string")
		}
		key, err := p.str()
		if err != nil {
			return err
		}
		if p.peek() != ':' {
			return p.expected("\":\"")
		}
		p.i++
		start := len(p.out)
		if err := p.value(); err != nil {
			return err
		}
		if p.jsonb {
			members = append(members, jsonMember{key, start, len(p.out)})
		}
		if c := p.peek(); c == ',' {
			p.i++
			continue
		} else if c != '}' {
			return p.expected("\",\" or \"}\"")
		}
		p.i++
		break
	}
	if p.jsonb {
		p.writeObject(base, members)
	}
	return nil
}

// writeObject puts the members, whose values were written one after the other
// from base on, into order.
func (p *jsonParser) writeObject(base int, members []jsonMember) {
	sort.SliceStable(members, func(i, j int) bool {
		a, b := members[i].key, members[j].key
		if len(a) != len(b) {
			return len(a) < len(b)
		}
		return a < b
	})
	o := append(make([]byte, 0, len(p.out)-base+16), '{')
	for i, m := range members {
		if i+1 < len(members) && members[i+1].key == m.key {
			continue
		}
		if len(o) > 1 {
			o = append(o, ", "...)
		}
		o = append(AppendJSONString(o, m.key), ": "...)
		o = append(o, p.out[m.start:m.end]...)
	}
	p.out = append(append(p.out[:base], o...), '}')
}

// numberText scans a number and returns it.
func (p *jsonParser) numberText() (string, error) {
	start := p.i
	if p.s[p.i] == '-' {
		p.i++
	}
	bad := false
	switch {
	case p.i < len(p.s) && p.s[p.i] == '0':
		p.i++
	case p.i < len(p.s) && isDigit(p.s[p.i]):
		p.i = span(p.s, p.i, isDigit)
	default:
		bad = true
	}
	if p.i < len(p.s) && p.s[p.i] == '.' {
		j := span(p.s, p.i+1, isDigit)
		bad = bad || j == p.i+1
		p.i = j
	}
	if p.i < len(p.s) && p.s[p.i]|0x20 == 'e' {
		j := p.i + 1
		if j < len(p.s) && (p.s[j] == '+' || p.s[j] == '-') {
			j++
		}
		k := span(p.s, j, isDigit)
		bad = bad || k == j
		p.i = k
	}
	if end := span(p.s, p.i, func(c byte) bool { return isAlpha(c) || isDigit(c) || c == '_' || c >= 0x80 }); bad || end > p.i {
		return "", errJSON("Token \"" + p.s[start:end] + "\" is invalid.")
	}
	return p.s[start:p.i], nil
}

func (p *jsonParser) number() error {
	t, err := p.numberText()
	if err != nil || !p.jsonb {
		return err
	}
	n, err := ParseNumeric(t)
	if err != nil {
		return err
	}
	if len(p.out)+len(n) > maxJSONBGrowth+2*len(p.s) {
		return &Error{Code: codeProgramLimit, Message: "jsonb value is too large"}
	}
	p.out = append(p.out, n...)
	return nil
}
