package datum

import "github.com/jackc/pgx/v5/pgtype"

// ParseUUID is uuid_in: 32 hexadecimal digits, a hyphen allowed after each
// four, braces allowed around.
func ParseUUID(s string) (string, error) {
	b, ok := uuidBytes(s)
	if !ok {
		return "", errSyntax(pgtype.UUIDOID, s)
	}
	return formatUUID(b), nil
}

func uuidBytes(s string) (b [16]byte, ok bool) {
	if len(s) > 2 && s[0] == '{' {
		if s[len(s)-1] != '}' {
			return b, false
		}
		s = s[1 : len(s)-1]
	}
	i := 0
	for n := 0; n < 16; n++ {
		if i+2 > len(s) {
			return b, false
		}
		hi, lo := hexValue(s[i]), hexValue(s[i+1])
		if hi < 0 || lo < 0 {
			return b, false
		}
		b[n] = byte(hi<<4 | lo)
		i += 2
		if n%2 == 1 && n < 15 && i < len(s) && s[i] == '-' {
			i++
		}
	}
	return b, i == len(s)
}

func formatUUID(b [16]byte) string {
	var d [36]byte
	j := 0
	for i, c := range b {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			d[j] = '-'
			j++
		}
		d[j], d[j+1] = hexDigits[c>>4], hexDigits[c&15]
		j += 2
	}
	return string(d[:])
}
