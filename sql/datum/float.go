package datum

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
)

// AppendFloat64 appends a double precision value as PostgreSQL prints it:
// shortest exact digits if extraDigits (extra_float_digits) is 1 or more, 15
// plus extraDigits significant digits if not.
func AppendFloat64(dst []byte, f float64, extraDigits int) []byte {
	return appendFloat(dst, f, 64, 15, extraDigits)
}

// AppendFloat32 is AppendFloat64 for real: 6 digits, and an exponent from a
// million on.
func AppendFloat32(dst []byte, f float32, extraDigits int) []byte {
	return appendFloat(dst, float64(f), 32, 6, extraDigits)
}

func appendFloat(dst []byte, f float64, bits, digits, extraDigits int) []byte {
	switch {
	case f != f:
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	case extraDigits <= 0:
		return strconv.AppendFloat(dst, f, 'g', max(digits+extraDigits, 1), bits)
	}
	// The choice of form is by the decimal exponent of the shortest digits, so
	// format first and look at the exponent.
	var buf [32]byte
	e := strictShortest(strconv.AppendFloat(buf[:0], f, 'e', -1, bits), f, bits)
	i := len(e) - 1
	for e[i] != 'e' {
		i--
	}
	exp, _ := strconv.Atoi(string(e[i+1:]))
	if exp < -4 || exp >= digits {
		return append(dst, e...)
	}
	return strconv.AppendFloat(dst, f, 'f', -1, bits)
}

// ParseFloat64 is float8in: leading and trailing white space, C's hexadecimal
// form, NaN and (signed) inf or infinity in any case.
func ParseFloat64(s string) (float64, error) { return parseFloat(s, pgtype.Float8OID, 64) }

// ParseFloat32 is float4in; the value comes back rounded to single precision.
func ParseFloat32(s string) (float64, error) { return parseFloat(s, pgtype.Float4OID, 32) }

func parseFloat(s string, typ uint32, bits int) (float64, error) {
	t := trimSpace(s)
	if t == "" || strings.ContainsAny(t, "_") {
		return 0, errSyntax(typ, s)
	}
	// As with C's strtod, the longest number at the start is read first, and
	// may be out of range before what follows it is looked at.
	n := floatPrefix(strings.ToLower(t))
	if n == 0 {
		return 0, errSyntax(typ, s)
	}
	u := strings.ToLower(t[:n])
	if strings.Contains(u, "0x") && !strings.ContainsRune(u, 'p') {
		u += "p0"
	}
	f, err := strconv.ParseFloat(strings.TrimPrefix(u, "+"), bits)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		if v := strings.TrimLeft(u, "+-"); v != "nan" {
			return 0, errSyntax(typ, s)
		}
		f, err = math.NaN(), nil
	}
	if err != nil || (f == 0 && hasNonzeroDigit(u)) {
		return 0, errorf(codeNumericRange, "\"%s\" is out of range for type %s", t[:n], TypeName(typ))
	}
	if n != len(t) {
		return 0, errSyntax(typ, s)
	}
	return f, nil
}

// floatPrefix is the length of the longest number that s, folded, begins with.
func floatPrefix(s string) int {
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	for _, w := range [...]string{"infinity", "inf", "nan"} {
		if strings.HasPrefix(s[i:], w) {
			return i + len(w)
		}
	}
	digit, exp := isDigit, byte('e')
	if strings.HasPrefix(s[i:], "0x") && (i+2 < len(s) && hexValue(s[i+2]) >= 0 || i+3 < len(s) && s[i+2] == '.' && hexValue(s[i+3]) >= 0) {
		i += 2
		digit, exp = func(c byte) bool { return hexValue(c) >= 0 }, 'p'
	}
	j := span(s, i, digit)
	digits := j - i
	if j < len(s) && s[j] == '.' {
		k := span(s, j+1, digit)
		digits += k - j - 1
		j = k
	}
	if digits == 0 {
		return 0
	}
	if j < len(s) && s[j] == exp {
		k := j + 1
		if k < len(s) && (s[k] == '-' || s[k] == '+') {
			k++
		}
		if e := span(s, k, isDigit); e > k {
			return e
		}
	}
	return j
}

// hasNonzeroDigit tells 1e-400, an underflow, from 0e10, a zero.
func hasNonzeroDigit(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '1' && c <= '9':
			return true
		case c == 'e' || c == 'p':
			return false
		}
	}
	return false
}

// floatValue gives NaN its place in the representation: the string "NaN".
func floatValue(f float64) any {
	if f != f {
		return "NaN"
	}
	return f
}

// FloatValue turns a Go float into the representation of double precision and
// real: itself, or the string "NaN".
func FloatValue(f float64) any { return floatValue(f) }

// compareFloat orders as PostgreSQL does: NaN equals NaN and is above all.
func compareFloat(a, b any) int {
	x, y := toFloat(a), toFloat(b)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	case x == y:
		return 0
	case x != x && y != y:
		return 0
	case x != x:
		return 1
	}
	return -1
}

func toFloat(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case int64:
		return float64(v)
	}
	return math.NaN()
}
