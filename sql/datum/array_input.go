package datum

import (
	"strconv"
	"strings"
)

// arrayParser is array_in's grammar.
type arrayParser struct {
	s      string
	i      int
	elem   uint32
	typmod int32
	st     *Style
}

func parseArrayText(typ uint32, s string, typmod int32, st *Style) (string, error) {
	p := arrayParser{s: s, elem: ElementType(typ), typmod: typmod, st: st}
	p.skip()
	// PostgreSQL's messages show the literal from its first brace on, but for
	// one that has none.
	if p.i < len(s) && (s[p.i] == '{' || s[p.i] == '[') {
		s = s[p.i:]
		p.s, p.i = s, 0
	}
	dims, err := p.dimensions()
	if err != nil {
		return "", err
	}
	if p.i == len(s) || s[p.i] != '{' {
		if dims != nil {
			return "", errMalformedArray(s, "Array contents must start with \"{\".")
		}
		return "", errMalformedArray(s, "Array value must start with \"{\" or dimension information.")
	}
	list, err := p.list(1)
	if err != nil {
		return "", err
	}
	if p.skip(); p.i != len(s) {
		return "", errMalformedArray(s, "Junk after closing right brace.")
	}
	got, ok := shape(list)
	if !ok {
		return "", errMalformedArray(s, "Multidimensional arrays must have sub-arrays with matching dimensions.")
	}
	if len(list) == 0 {
		got = nil
	}
	if dims != nil && !equalInts(dims, got) {
		return "", errMalformedArray(s, "Specified array dimensions do not match array contents.")
	}
	return EncodeArray(p.elem, list)
}

func isList(v any) bool {
	_, ok := v.([]any)
	return ok
}

func equalInts(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func (p *arrayParser) skip() { p.i = span(p.s, p.i, isSpace) }

// dimensions reads "[1:2][1:3]=". Lower bounds other than 1 have no place in
// the representation.
func (p *arrayParser) dimensions() ([]int, error) {
	var dims []int
	for p.i < len(p.s) && p.s[p.i] == '[' {
		end := strings.IndexByte(p.s[p.i:], ']')
		if end < 0 {
			return nil, errMalformedArray(p.s, "Missing \"]\" after array dimensions.")
		}
		lo, hi, two := strings.Cut(p.s[p.i+1:p.i+end], ":")
		if !two {
			lo, hi = "1", lo
		}
		l, err1 := strconv.Atoi(lo)
		h, err2 := strconv.Atoi(hi)
		if err1 != nil || err2 != nil {
			return nil, errMalformedArray(p.s, "\"[\" must introduce explicitly-specified array dimensions.")
		}
		if h < l {
			return nil, errorf(codeArraySubscript, "upper bound cannot be less than lower bound")
		}
		if l != 1 {
			return nil, errorf(codeUnsupported, "arrays with a lower bound other than 1 are not supported yet")
		}
		if dims = append(dims, h); len(dims) > maxArrayDims {
			return nil, errTooManyDims(len(dims))
		}
		p.i += end + 1
		p.skip()
	}
	if dims != nil {
		if p.i == len(p.s) || p.s[p.i] != '=' {
			return nil, errMalformedArray(p.s, "Missing \"=\" after array dimensions.")
		}
		p.i++
		p.skip()
	}
	return dims, nil
}

func errTooManyDims(n int) error {
	return errorf(codeProgramLimit, "number of array dimensions (%d) exceeds the maximum allowed (%d)", n, maxArrayDims)
}

// list reads from "{" to the matching "}".
func (p *arrayParser) list(depth int) ([]any, error) {
	if depth > maxArrayDims {
		return nil, errTooManyDims(depth)
	}
	p.i++
	list := []any{}
	for {
		p.skip()
		if p.i == len(p.s) {
			return nil, errMalformedArray(p.s, "Unexpected end of input.")
		}
		switch c := p.s[p.i]; c {
		case '}':
			if len(list) > 0 || depth > 1 {
				return nil, errMalformedArray(p.s, "Unexpected \"}\" character.")
			}
			p.i++
			return list, nil
		case '{':
			if n := len(list); n > 0 && !isList(list[n-1]) {
				return nil, errMalformedArray(p.s, "Unexpected \"{\" character.")
			}
			sub, err := p.list(depth + 1)
			if err != nil {
				return nil, err
			}
			list = append(list, sub)
		case ',':
			return nil, errMalformedArray(p.s, "Unexpected \",\" character.")
		default:
			v, err := p.element()
			if err != nil {
				return nil, err
			}
			if n := len(list); n > 0 && isList(list[n-1]) {
				return nil, errMalformedArray(p.s, "Unexpected array element.")
			}
			list = append(list, v)
		}
		p.skip()
		if p.i == len(p.s) {
			return nil, errMalformedArray(p.s, "Unexpected end of input.")
		}
		switch p.s[p.i] {
		case ',':
			p.i++
		case '}':
			p.i++
			return list, nil
		case '{':
			return nil, errMalformedArray(p.s, "Unexpected \"{\" character.")
		case '\\':
			return nil, errMalformedArray(p.s, "Unexpected \"\\\" character.")
		default:
			return nil, errMalformedArray(p.s, "Unexpected array element.")
		}
	}
}

func (p *arrayParser) element() (any, error) {
	var b []byte
	quoted := p.s[p.i] == '"'
	if quoted {
		p.i++
	}
	keep := 0 // bytes that trailing white space may not be cut from
	for {
		if p.i == len(p.s) {
			return nil, errMalformedArray(p.s, "Unexpected end of input.")
		}
		c := p.s[p.i]
		switch {
		case c == '\\':
			if p.i++; p.i == len(p.s) {
				return nil, errMalformedArray(p.s, "Unexpected end of input.")
			}
			b = append(b, p.s[p.i])
			keep = len(b)
		case quoted && c == '"':
			p.i++
			return p.value(string(b))
		case !quoted && (c == ',' || c == '}'):
			for len(b) > keep && isSpace(b[len(b)-1]) {
				b = b[:len(b)-1]
			}
			if keep == 0 && strings.EqualFold(string(b), "null") {
				return nil, nil
			}
			return p.value(string(b))
		case !quoted && c == '"':
			return nil, errMalformedArray(p.s, "Unexpected array element.")
		case !quoted && c == '{':
			return nil, errMalformedArray(p.s, "Unexpected \"{\" character.")
		default:
			b = append(b, c)
		}
		p.i++
	}
}

func (p *arrayParser) value(s string) (any, error) { return ParseTextTypmod(p.elem, s, p.typmod, p.st) }
