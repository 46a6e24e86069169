package builtin

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// addEncodings enters conversions between text, which is UTF-8, and bytes, and
// what depends on Unicode's tables.
func (r *registry) addEncodings() {
	r.fn("convert_from(bytea,name)", func(a []any) (any, error) {
		b := a[0].([]byte)
		switch encodingName(str(a[1])) {
		case "utf8":
			return validText(b)
		case "latin1":
			out := make([]rune, len(b))
			for i, c := range b {
				if c == 0 {
					return nil, errBadBytes("LATIN1", b[i:i+1])
				}
				out[i] = rune(c)
			}
			return string(out), nil
		}
		return nil, errEncodingName("source", str(a[1]))
	})
	r.blob("convert_to(text,name)", func(a []any) (any, error) {
		s := str(a[0])
		switch encodingName(str(a[1])) {
		case "utf8":
			return []byte(s), nil
		case "latin1":
			out := make([]byte, 0, len(s))
			for i, c := range s {
				if c > 0xff {
					return nil, errorf("22P05", "character with byte sequence %s in encoding \"UTF8\" has no equivalent in encoding \"LATIN1\"",
						hexBytes([]byte(s[i:i+utf8.RuneLen(c)])))
				}
				out = append(out, byte(c))
			}
			return out, nil
		}
		return nil, errEncodingName("destination", str(a[1]))
	})
	r.fn("normalize(text,text)", func(a []any) (any, error) {
		f, err := normalForm(str(a[1]))
		if err != nil {
			return nil, err
		}
		if len(str(a[0])) > maxNormalized {
			return nil, errTooLong()
		}
		return f.String(str(a[0])), nil
	})
	r.fn("is_normalized(text,text)", func(a []any) (any, error) {
		f, err := normalForm(str(a[1]))
		if err != nil {
			return nil, err
		}
		return f.IsNormalString(str(a[0])), nil
	})
	r.fn("unistr(text)", func(a []any) (any, error) { return boxed(unistr(str(a[0]))) })
}

// encodingName is PostgreSQL's reading of an encoding's name; "" is one that
// it knows and this package does not, "?" one that it does not know.
func encodingName(s string) string {
	clean := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' {
			return c
		}
		return -1
	}, strings.ToLower(s))
	switch clean {
	case "utf8", "unicode":
		return "utf8"
	case "latin1", "iso88591":
		return "latin1"
	}
	for _, known := range []string{"latin", "iso8859", "win", "windows", "koi8", "euc", "big5", "gbk", "gb18030", "sjis", "shiftjis",
		"johab", "uhc", "sqlascii", "alt", "tcvn", "abc", "vscii", "muleinternal", "mskanji"} {
		if strings.HasPrefix(clean, known) {
			return ""
		}
	}
	return "?"
}

func errEncodingName(which, name string) error {
	if encodingName(name) == "" {
		return errorf("0A000", "encoding %s is not supported yet", name)
	}
	return errorf("22023", "invalid %s encoding name \"%s\"", which, name)
}

func validText(b []byte) (any, error) {
	for i := 0; i < len(b); {
		c, n := utf8.DecodeRune(b[i:])
		if c == utf8.RuneError && n <= 1 || c == 0 {
			return nil, errBadBytes("UTF8", b[i:min(len(b), i+sequenceLength(b[i]))])
		}
		i += n
	}
	return string(b), nil
}

// sequenceLength is how many bytes a first byte of UTF-8 promises.
func sequenceLength(c byte) int {
	switch {
	case c >= 0xf0 && c < 0xf8:
		return 4
	case c >= 0xe0:
		return 3
	case c >= 0xc0:
		return 2
	}
	return 1
}

func errBadBytes(encoding string, b []byte) error {
	return errorf("22021", "invalid byte sequence for encoding \"%s\": %s", encoding, hexBytes(b))
}

func hexBytes(b []byte) string {
	parts := make([]string, len(b))
	for i, c := range b {
		parts[i] = fmt.Sprintf("0x%02x", c)
	}
	return strings.Join(parts, " ")
}

func normalForm(name string) (norm.Form, error) {
	switch strings.ToUpper(name) {
	case "NFC":
		return norm.NFC, nil
	case "NFD":
		return norm.NFD, nil
	case "NFKC":
		return norm.NFKC, nil
	case "NFKD":
		return norm.NFKD, nil
	}
	return 0, errorf("22023", "invalid normalization form: %s", name)
}

// unistr reads the escapes \\XXXX, \\+XXXXXX, \\uXXXX and \\UXXXXXXXX.
func unistr(s string) (string, error) {
	var b strings.Builder
	high := rune(0)
	for i := 0; i < len(s); {
		if s[i] != '\\' || i+1 < len(s) && s[i+1] == '\\' {
			if high != 0 {
				return "", errSurrogates()
			}
			b.WriteByte(s[i])
			if s[i] == '\\' {
				i++
			}
			i++
			continue
		}
		c, n, err := unicodeEscape(s[i+1:])
		if err != nil {
			return "", err
		}
		i += 1 + n
		switch {
		case high != 0:
			if c < 0xdc00 || c > 0xdfff {
				return "", errSurrogates()
			}
			b.WriteRune(0x10000 + (high-0xd800)<<10 + (c - 0xdc00))
			high = 0
		case c >= 0xd800 && c < 0xdc00:
			high = c
		case c >= 0xdc00 && c <= 0xdfff:
			return "", errSurrogates()
		default:
			b.WriteRune(c)
		}
	}
	if high != 0 {
		return "", errSurrogates()
	}
	return b.String(), nil
}

func errSurrogates() error { return errorf("42601", "invalid Unicode surrogate pair") }

// unicodeEscape reads what follows the backslash.
func unicodeEscape(s string) (c rune, n int, err error) {
	for _, f := range []struct {
		lead   string
		digits int
	}{{"u", 4}, {"U", 8}, {"+", 6}, {"", 4}} {
		if !strings.HasPrefix(s, f.lead) || len(s) < len(f.lead)+f.digits {
			continue
		}
		v, err := strconv.ParseUint(s[len(f.lead):len(f.lead)+f.digits], 16, 32)
		if err != nil {
			continue
		}
		if v == 0 || v > utf8.MaxRune {
			return 0, 0, errorf("22023", "invalid Unicode code point: %04X", v)
		}
		return rune(v), len(f.lead) + f.digits, nil
	}
	return 0, 0, &datum.Error{Code: "42601", Message: "invalid Unicode escape",
		Hint: `Unicode escapes must be \XXXX, \+XXXXXX, \uXXXX, or \UXXXXXXXX.`}
}

// maxNormalized bounds the text that normalize takes: it cannot be interrupted.
const maxNormalized = 1 << 20
