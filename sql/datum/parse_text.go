package datum

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxNameBytes is NAMEDATALEN - 1: longer names are cut.
const maxNameBytes = 63

// ParseText is the type's input function. The style gives the zone and the
// order of date fields that ambiguous dates are read in. A type unknown here
// is text. A type modifier is applied afterwards, by ApplyTypmod.
func ParseText(typ uint32, s string, st *Style) (any, error) {
	return parseTextTypmod(typ, s, -1, st)
}

// ParseTextTypmod is ParseText and ApplyTypmod in one, as a column's input or a
// typed literal does it: INTERVAL '1' DAY needs to know what 1 counts.
func ParseTextTypmod(typ uint32, s string, typmod int32, st *Style) (any, error) {
	v, err := parseTextTypmod(typ, s, typmod, st)
	if err != nil || typmod < 0 {
		return v, err
	}
	return ApplyTypmod(typ, typmod, v, false)
}

func parseTextTypmod(typ uint32, s string, typmod int32, st *Style) (any, error) {
	if err := checkText(s); err != nil {
		return nil, err
	}
	switch familyOf(typ) {
	case famInt:
		return boxInt(parseInteger(typ, s))
	case famOID:
		if st != nil && st.OID != nil && isRegType(typ) {
			n, err := st.OID(typ, s)
			return boxInt(int64(n), err)
		}
		return boxInt(parseOID(typ, s))
	case famXID8:
		n, err := strconv.ParseUint(trimSpace(s), 10, 64)
		if err != nil {
			return nil, errSyntax(typ, s)
		}
		return int64(n), nil
	case famBool:
		return boxInt(parseBool(s))
	case famFloat8:
		return boxFloat(ParseFloat64(s))
	case famFloat4:
		return boxFloat(ParseFloat32(s))
	case famNumeric:
		return boxString(ParseNumeric(s))
	case famDate:
		return boxInt(ParseDate(s, st))
	case famTime:
		return boxInt(ParseTime(s, st))
	case famTimestamp:
		return boxInt(ParseTimestamp(s, st))
	case famTimestamptz:
		return boxInt(ParseTimestamptz(s, st))
	case famInterval:
		iv, err := ParseInterval(s, st, typmod)
		if err != nil {
			return nil, err
		}
		return iv.String(), nil
	case famBytea:
		b, err := ParseBytea(s)
		if err != nil {
			return nil, err
		}
		return b, nil
	case famUUID:
		return boxString(ParseUUID(s))
	case famJSON:
		if err := ValidateJSON(s); err != nil {
			return nil, err
		}
		return s, nil
	case famJSONB:
		return boxString(CanonicalJSONB(s))
	case famVector:
		return boxString(parseVector(typ, s))
	case famArray:
		return boxString(parseArrayText(typ, s, typmod, st))
	case famName:
		return cutName(s), nil
	case famChar:
		return parseChar(s), nil
	case famVoid:
		return "", nil
	}
	return s, nil
}

// checkText refuses what no PostgreSQL string in UTF-8 can hold.
func checkText(s string) error {
	for i := 0; i < len(s); i++ {
		if s[i] == 0 {
			return errorf(codeEncoding, "invalid byte sequence for encoding \"UTF8\": 0x00")
		}
	}
	if !utf8.ValidString(s) {
		return errInvalidUTF8(s)
	}
	return nil
}

func errInvalidUTF8(s string) error {
	var b strings.Builder
	for i, r := range s {
		if r != utf8.RuneError {
			continue
		}
		if _, n := utf8.DecodeRuneInString(s[i:]); n != 1 {
			continue
		}
		n := 1
		switch c := s[i]; { // as many bytes as the first announces
		case c >= 0xf0 && c < 0xf8:
			n = 4
		case c >= 0xe0 && c < 0xf0:
			n = 3
		case c >= 0xc0 && c < 0xe0:
			n = 2
		}
		for j := i; j < min(i+n, len(s)); j++ {
			if j > i {
				b.WriteByte(' ')
			}
			b.WriteString("0x")
			b.WriteByte(hexDigits[s[j]>>4])
			b.WriteByte(hexDigits[s[j]&15])
		}
		break
	}
	return errorf(codeEncoding, "invalid byte sequence for encoding \"UTF8\": %s", b.String())
}

// cutName cuts to 63 bytes without splitting a character.
func cutName(s string) string {
	if len(s) <= maxNameBytes {
		return s
	}
	n := maxNameBytes
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// parseChar is charin: the first byte, or an octal escape. Only the bytes that
// are whole characters can stand in a string here.
func parseChar(s string) string {
	if len(s) == 4 && s[0] == '\\' && s[1] >= '0' && s[1] <= '3' && s[2] >= '0' && s[2] <= '7' && s[3] >= '0' && s[3] <= '7' {
		if c := (s[1]-'0')<<6 | (s[2]-'0')<<3 | (s[3] - '0'); c != 0 && c < 0x80 {
			return string(rune(c))
		} else if c == 0 {
			return ""
		}
		return s
	}
	if s == "" {
		return ""
	}
	if s[0] >= 0x80 { // PostgreSQL 15 prints such a byte as an octal escape
		c := s[0]
		return string([]byte{'\\', '0' + c>>6, '0' + c>>3&7, '0' + c&7})
	}
	return s[:1]
}

func boxInt(v int64, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

func boxString(v string, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

func boxFloat(v float64, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return floatValue(v), nil
}
