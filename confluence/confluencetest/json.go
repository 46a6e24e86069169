package confluencetest

import (
	"strconv"
	"unicode/utf8"
)

// JSON is appended by hand: lists of 250 pages must cost little beside what is
// measured against them. A test compares it with encoding/json.

// appendQuoted writes a JSON string; what is not UTF-8 becomes U+FFFD.
func appendQuoted[S string | []byte](b []byte, s S) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			end := min(i+utf8.UTFMax, len(s))
			r, size := utf8.DecodeRuneInString(string(s[i:end]))
			if r == utf8.RuneError && size == 1 {
				b = append(b, s[start:i]...)
				b = append(b, "\ufffd"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		b = append(b, s[start:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		start = i
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

func appendKey(b []byte, name string) []byte {
	if last := b[len(b)-1]; last != '{' {
		b = append(b, ',')
	}
	b = append(append(b, '"'), name...)
	return append(b, '"', ':')
}

func appendString(b []byte, name, value string) []byte {
	return appendQuoted(appendKey(b, name), value)
}

// appendText writes a string, or null for "".
func appendText(b []byte, name, value string) []byte {
	if value == "" {
		return append(appendKey(b, name), "null"...)
	}
	return appendString(b, name, value)
}

// appendID writes an id, a decimal string, or null for 0.
func appendID(b []byte, name string, id int64) []byte {
	b = appendKey(b, name)
	if id == 0 {
		return append(b, "null"...)
	}
	b = strconv.AppendInt(append(b, '"'), id, 10)
	return append(b, '"')
}

func appendNumber(b []byte, name string, n int64) []byte {
	return strconv.AppendInt(appendKey(b, name), n, 10)
}

func appendBool(b []byte, name string, v bool) []byte {
	return strconv.AppendBool(appendKey(b, name), v)
}

func appendMoment(b []byte, name string, ms int64) []byte {
	b = append(appendKey(b, name), '"')
	return append(appendTime(b, ms), '"')
}

// appendUser writes an account id, or null.
func (s *Site) appendUser(b []byte, name string, ref userRef) []byte {
	b = appendKey(b, name)
	if ref == noUser {
		return append(b, "null"...)
	}
	return append(s.users.appendID(append(b, '"'), ref), '"')
}

// appendSlug writes a title as it stands at the end of a page's address.
func appendSlug[S string | []byte](b []byte, title S) []byte {
	for i := 0; i < len(title); i++ {
		switch c := title[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' || c == '*':
			b = append(b, c)
		case c == ' ':
			b = append(b, '+')
		default:
			b = append(b, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return b
}

const upperHex = "0123456789ABCDEF"
