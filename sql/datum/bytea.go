package datum

import (
	"encoding/hex"

	"github.com/jackc/pgx/v5/pgtype"
)

const hexDigits = "0123456789abcdef"

func appendBytea(dst, v []byte, output string) []byte {
	if output != "escape" {
		return hex.AppendEncode(append(dst, '\\', 'x'), v)
	}
	for _, c := range v {
		switch {
		case c == '\\':
			dst = append(dst, '\\', '\\')
		case c < 0x20 || c > 0x7e:
			dst = append(dst, '\\', '0'+c>>6, '0'+c>>3&7, '0'+c&7)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

func hexValue(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// ParseBytea is byteain: the hex and the escape form.
func ParseBytea(s string) ([]byte, error) {
	if len(s) >= 2 && s[0] == '\\' && s[1] == 'x' {
		return parseHex(s[2:])
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c != '\\':
			out = append(out, c)
		case i+1 < len(s) && s[i+1] == '\\':
			out = append(out, '\\')
			i++
		case i+3 < len(s) && s[i+1] >= '0' && s[i+1] <= '3' && s[i+2] >= '0' && s[i+2] <= '7' && s[i+3] >= '0' && s[i+3] <= '7':
			out = append(out, (s[i+1]-'0')<<6|(s[i+2]-'0')<<3|(s[i+3]-'0'))
			i += 3
		default:
			return nil, errorf(codeTextSyntax, "invalid input syntax for type %s", TypeName(pgtype.ByteaOID))
		}
	}
	return out, nil
}

func parseHex(s string) ([]byte, error) {
	out := make([]byte, 0, len(s)/2)
	for i := 0; i < len(s); i++ {
		if c := s[i]; c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			continue
		}
		hi := hexValue(s[i])
		if hi < 0 {
			return nil, errorf(codeInvalidParameter, "invalid hexadecimal digit: \"%s\"", firstRune(s[i:]))
		}
		if i++; i == len(s) {
			return nil, errorf(codeInvalidParameter, "invalid hexadecimal data: odd number of digits")
		}
		lo := hexValue(s[i])
		if lo < 0 {
			return nil, errorf(codeInvalidParameter, "invalid hexadecimal digit: \"%s\"", firstRune(s[i:]))
		}
		out = append(out, byte(hi<<4|lo))
	}
	return out, nil
}

func firstRune(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}
