package builtin

import (
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

func (r *registry) addQuoting() {
	r.fn("quote_ident(text)", textFunc(quoteIdent))
	r.fn("quote_literal(text)", textFunc(quoteLiteral))
	r.add("quote_nullable(text)", Impl{NotStrict: true, Go: func(a []any) (any, error) {
		if a[0] == nil {
			return "NULL", nil
		}
		return quoteLiteral(a[0].(string)), nil
	}})
	r.fn("md5(text)", func(a []any) (any, error) { return hexSum(md5.Sum([]byte(a[0].(string)))), nil })
	r.fn("md5(bytea)", func(a []any) (any, error) { return hexSum(md5.Sum(a[0].([]byte))), nil })
	for name, sum := range map[string]func(b []byte) []byte{
		"sha224": func(b []byte) []byte { s := sha256.Sum224(b); return s[:] },
		"sha256": func(b []byte) []byte { s := sha256.Sum256(b); return s[:] },
		"sha384": func(b []byte) []byte { s := sha512.Sum384(b); return s[:] },
		"sha512": func(b []byte) []byte { s := sha512.Sum512(b); return s[:] },
	} {
		r.fn(name+"(bytea)", func(a []any) (any, error) { return sum(a[0].([]byte)), nil })
	}
	r.fn("encode(bytea,text)", func(a []any) (any, error) { return encodeBytes(a[0].([]byte), a[1].(string)) })
	r.add("decode(text,text)", Impl{blob: true, Go: func(a []any) (any, error) { return decodeBytes(a[0].(string), a[1].(string)) }})
	r.sql("byteacat(bytea,bytea)", "CAST($1 || $2 AS BLOB)")
}

func hexSum(sum [16]byte) string { return hex.EncodeToString(sum[:]) }

// quoteLiteral doubles quotes, and backslashes under an E prefix.
func quoteLiteral(s string) string {
	q := "'" + strings.ReplaceAll(s, "'", "''") + "'"
	if strings.Contains(s, `\`) {
		return "E" + strings.ReplaceAll(q, `\`, `\\`)
	}
	return q
}

// quoteIdent quotes what is not a plain lower-case name or is a keyword that
// PostgreSQL reserves somewhere.
func quoteIdent(s string) string {
	plain := s != "" && (s[0] >= 'a' && s[0] <= 'z' || s[0] == '_')
	for i := 0; plain && i < len(s); i++ {
		c := s[i]
		plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_'
	}
	if plain && !isKeyword(s) {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// isKeyword asks PostgreSQL's own scanner.
func isKeyword(s string) bool {
	res, err := pg_query.Scan(s)
	if err != nil || len(res.Tokens) != 1 {
		return true
	}
	k := res.Tokens[0].KeywordKind
	return k != pg_query.KeywordKind_NO_KEYWORD && k != pg_query.KeywordKind_UNRESERVED_KEYWORD
}

func encodeBytes(b []byte, format string) (any, error) {
	switch strings.ToLower(format) {
	case "hex":
		return hex.EncodeToString(b), nil
	case "base64":
		s := base64.StdEncoding.EncodeToString(b)
		var out strings.Builder
		for len(s) > 76 {
			out.WriteString(s[:76] + "\n")
			s = s[76:]
		}
		return out.String() + s, nil
	case "escape":
		var out strings.Builder
		for _, c := range b {
			switch {
			case c == 0 || c >= 0x80:
				out.WriteString("\\" + string([]byte{'0' + c>>6, '0' + c>>3&7, '0' + c&7}))
			case c == '\\':
				out.WriteString(`\\`)
			default:
				out.WriteByte(c)
			}
		}
		return out.String(), nil
	}
	return nil, errEncoding(format)
}

func errEncoding(format string) error {
	return errorf("22023", "unrecognized encoding: \"%s\"", format)
}

func decodeBytes(s, format string) (any, error) {
	switch strings.ToLower(format) {
	case "hex":
		return decodeHex(s)
	case "base64":
		return decodeBase64(s)
	case "escape":
		return decodeEscape(s)
	}
	return nil, errEncoding(format)
}

func decodeHex(s string) (any, error) {
	out := []byte{}
	for i := 0; i < len(s); {
		if strings.IndexByte(" \n\t\r", s[i]) >= 0 {
			i++
			continue
		}
		hi, ok := hexDigit(s[i])
		if !ok {
			return nil, errorf("22023", "invalid hexadecimal digit: \"%s\"", s[i:i+runeOffset(s[i:], 1)])
		}
		if i+1 >= len(s) {
			return nil, errorf("22023", "invalid hexadecimal data: odd number of digits")
		}
		lo, ok := hexDigit(s[i+1])
		if !ok {
			return nil, errorf("22023", "invalid hexadecimal digit: \"%s\"", s[i+1:i+1+runeOffset(s[i+1:], 1)])
		}
		out = append(out, hi<<4|lo)
		i += 2
	}
	return out, nil
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func decodeBase64(s string) (any, error) {
	clean := strings.Map(func(c rune) rune {
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			return -1
		}
		return c
	}, s)
	b, err := base64.StdEncoding.DecodeString(clean)
	if err != nil {
		return nil, errorf("22023", "invalid base64 sequence")
	}
	return b, nil
}

func decodeEscape(s string) (any, error) {
	out := []byte{}
	octal := func(c, most byte) bool { return c >= '0' && c <= most }
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '\\':
			out = append(out, s[i])
		case i+3 < len(s) && octal(s[i+1], '3') && octal(s[i+2], '7') && octal(s[i+3], '7'):
			out = append(out, (s[i+1]-'0')<<6|(s[i+2]-'0')<<3|(s[i+3]-'0'))
			i += 3
		case i+1 < len(s) && s[i+1] == '\\':
			out = append(out, '\\')
			i++
		default:
			return nil, errorf("22P02", "invalid input syntax for type bytea")
		}
	}
	return out, nil
}
