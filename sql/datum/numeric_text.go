package datum

import (
	"math"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
)

const (
	maxNumericScale  = 16383  // NUMERIC_DSCALE_MAX
	maxNumericDigits = 131072 // digits before the decimal point
	maxDisplayScale  = 1000   // what division and functions choose at most
	maxResultScale   = 2000
	minSigDigits     = 16
)

func errNumericOverflow() *Error {
	return errorf(codeNumericRange, "value overflows numeric format")
}

func errDivisionByZero() *Error { return errorf(codeDivisionByZero, "division by zero") }

// ParseNumeric is numeric_in: the value as PostgreSQL prints it. Work and size
// are bounded by numeric's own limits, however large an exponent is written.
func ParseNumeric(s string) (string, error) {
	t := trimSpace(s)
	if isPlainNumeric(t) {
		return t, nil
	}
	switch strings.ToLower(t) {
	case "nan":
		return "NaN", nil
	case "inf", "infinity", "+inf", "+infinity":
		return "Infinity", nil
	case "-inf", "-infinity":
		return "-Infinity", nil
	}
	neg, i := false, 0
	if i < len(t) && (t[i] == '-' || t[i] == '+') {
		neg = t[i] == '-'
		i++
	}
	j := span(t, i, isDigit)
	whole, frac := t[i:j], ""
	if j < len(t) && t[j] == '.' {
		k := span(t, j+1, isDigit)
		frac = t[j+1 : k]
		j = k
	}
	if whole == "" && frac == "" {
		return "", errSyntax(pgtype.NumericOID, s)
	}
	exp := 0
	if j < len(t) && (t[j] == 'e' || t[j] == 'E') {
		k := j + 1
		if k < len(t) && (t[k] == '-' || t[k] == '+') {
			k++
		}
		end := span(t, k, isDigit)
		if end == k {
			return "", errSyntax(pgtype.NumericOID, s)
		}
		n, err := strconv.ParseInt(t[j+1:end], 10, 64)
		if err != nil || n >= math.MaxInt32/2 || n <= -math.MaxInt32/2 {
			return "", errNumericOverflow()
		}
		exp, j = int(n), end
	}
	if j != len(t) {
		return "", errSyntax(pgtype.NumericOID, s)
	}
	return formatDecimal(neg, whole+frac, len(frac)-exp, max(len(frac)-exp, 0))
}

// isPlainNumeric reports whether s is already as PostgreSQL prints it: the
// usual case, which then costs no allocation.
func isPlainNumeric(s string) bool {
	neg := strings.HasPrefix(s, "-")
	if neg {
		s = s[1:]
	}
	i := span(s, 0, isDigit)
	if i == 0 || i > 1000 || s[0] == '0' && i > 1 || neg && s[0] == '0' {
		return false
	}
	if i == len(s) {
		return true
	}
	return s[i] == '.' && i+1 < len(s) && len(s)-i < 1000 && span(s, i+1, isDigit) == len(s)
}

// formatDecimal prints digits * 10^-scale with dscale decimals; dscale is
// scale, or 0 where scale is negative.
func formatDecimal(neg bool, digits string, scale, dscale int) (string, error) {
	if dscale > maxNumericScale {
		return "", errNumericOverflow()
	}
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		neg, scale = false, dscale
	}
	if len(digits)-scale > maxNumericDigits {
		return "", errNumericOverflow()
	}
	var b strings.Builder
	if neg {
		b.WriteByte('-')
	}
	switch {
	case scale <= 0:
		if digits == "" {
			b.WriteByte('0')
		} else {
			b.WriteString(digits)
			b.WriteString(strings.Repeat("0", -scale))
		}
	case len(digits) <= scale:
		b.WriteString("0.")
		b.WriteString(strings.Repeat("0", scale-len(digits)))
		b.WriteString(digits)
	default:
		b.WriteString(digits[:len(digits)-scale])
		b.WriteByte('.')
		b.WriteString(digits[len(digits)-scale:])
	}
	return b.String(), nil
}

// CompareNumeric compares two numerics as stored, by value: 1.5 equals 1.50,
// NaN equals NaN and is above all.
func CompareNumeric(a, b string) int {
	ra, rb := numericRank(a), numericRank(b)
	if ra != rb || ra != 0 {
		return ra - rb
	}
	na, nb := strings.HasPrefix(a, "-"), strings.HasPrefix(b, "-")
	switch {
	case na && nb:
		return -compareMagnitude(a[1:], b[1:])
	case na:
		return -1
	case nb:
		return 1
	}
	return compareMagnitude(a, b)
}

func numericRank(s string) int {
	switch s {
	case "NaN":
		return 2
	case "Infinity":
		return 1
	case "-Infinity":
		return -1
	}
	return 0
}

func compareMagnitude(a, b string) int {
	ai, af, _ := strings.Cut(a, ".")
	bi, bf, _ := strings.Cut(b, ".")
	if len(ai) != len(bi) {
		if len(ai) < len(bi) {
			return -1
		}
		return 1
	}
	if c := strings.Compare(ai, bi); c != 0 {
		return c
	}
	n := min(len(af), len(bf))
	if c := strings.Compare(af[:n], bf[:n]); c != 0 {
		return c
	}
	if strings.Trim(af[n:], "0") != "" {
		return 1
	}
	if strings.Trim(bf[n:], "0") != "" {
		return -1
	}
	return 0
}
