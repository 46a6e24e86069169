package datum

import (
	"fmt"
	"unicode/utf8"
)

// str reads a string literal and returns its value.
func (p *jsonParser) str() (string, error) {
	p.i++
	start := p.i
	for p.i < len(p.s) { // most strings have no escapes
		switch c := p.s[p.i]; {
		case c == '"':
			p.i++
			return p.s[start : p.i-1], nil
		case c == '\\':
			return p.escaped(start)
		case c < 0x20:
			return "", errJSON(fmt.Sprintf("Character with value 0x%02x must be escaped.", c))
		}
		p.i++
	}
	return "", errJSON("Token \"" + p.s[start-1:] + "\" is invalid.")
}

func (p *jsonParser) escaped(start int) (string, error) {
	b := append(make([]byte, 0, p.i-start+32), p.s[start:p.i]...)
	high := rune(0) // a surrogate that waits for its second half
	for p.i < len(p.s) {
		c := p.s[p.i]
		isU := c == '\\' && p.i+1 < len(p.s) && p.s[p.i+1] == 'u'
		if high != 0 && !isU {
			return "", errJSON("Unicode low surrogate must follow a high surrogate.")
		}
		switch {
		case c == '"':
			p.i++
			return string(b), nil
		case c < 0x20:
			return "", errJSON(fmt.Sprintf("Character with value 0x%02x must be escaped.", c))
		case isU:
			r, err := p.unicodeEscape()
			if err != nil {
				return "", err
			}
			if !p.jsonb { // json keeps the text, so what it means is not looked at
				continue
			}
			if r, err = joinSurrogates(&high, r); err != nil {
				return "", err
			}
			if high == 0 {
				b = utf8.AppendRune(b, r)
			}
		case c == '\\':
			if p.i+1 >= len(p.s) {
				return "", errJSON("Token \"" + p.s[start-1:] + "\" is invalid.")
			}
			r, ok := unescape(p.s[p.i+1])
			if !ok {
				return "", errJSON("Escape sequence \"\\" + firstRune(p.s[p.i+1:]) + "\" is invalid.")
			}
			b = append(b, r)
			p.i += 2
		default:
			b = append(b, c)
			p.i++
		}
	}
	return "", errJSON("Token \"" + p.s[start-1:] + "\" is invalid.")
}

func unescape(c byte) (byte, bool) {
	switch c {
	case '"', '\\', '/':
		return c, true
	case 'b':
		return '\b', true
	case 'f':
		return '\f', true
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 't':
		return '\t', true
	}
	return 0, false
}

func (p *jsonParser) unicodeEscape() (rune, error) {
	r := rune(0)
	for j := p.i + 2; j < p.i+6; j++ {
		if j >= len(p.s) || hexValue(p.s[j]) < 0 {
			return 0, errJSON("\"\\u\" must be followed by four hexadecimal digits.")
		}
		r = r<<4 | rune(hexValue(p.s[j]))
	}
	p.i += 6
	return r, nil
}

// joinSurrogates keeps a first half in high and joins it with the second.
func joinSurrogates(high *rune, r rune) (rune, error) {
	switch {
	case r == 0:
		return 0, &Error{Code: "22P05", Message: "unsupported Unicode escape sequence",
			Detail: "\\u0000 cannot be converted to text."}
	case r >= 0xd800 && r < 0xdc00:
		if *high != 0 {
			return 0, errJSON("Unicode high surrogate must not follow a high surrogate.")
		}
		*high = r
		return r, nil
	case r >= 0xdc00 && r < 0xe000:
		if *high == 0 {
			return 0, errJSON("Unicode low surrogate must follow a high surrogate.")
		}
		r = 0x10000 + (*high-0xd800)<<10 + (r - 0xdc00)
		*high = 0
	case *high != 0:
		return 0, errJSON("Unicode low surrogate must follow a high surrogate.")
	}
	return r, nil
}

// AppendJSONString appends s as a JSON string as PostgreSQL's escape_json
// writes it: only quotes, backslashes and control characters are escaped.
func AppendJSONString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(append(dst, s[start:i]...), '\\')
		start = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, c)
		case '\b':
			dst = append(dst, 'b')
		case '\f':
			dst = append(dst, 'f')
		case '\n':
			dst = append(dst, 'n')
		case '\r':
			dst = append(dst, 'r')
		case '\t':
			dst = append(dst, 't')
		default:
			dst = append(dst, 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(append(dst, s[start:]...), '"')
}
