package datum

import (
	"math"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
)

// isSpace is C's isspace in the C locale.
func isSpace(c byte) bool { return c == ' ' || (c >= '\t' && c <= '\r') }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isAlpha(c byte) bool { return (c|0x20) >= 'a' && (c|0x20) <= 'z' }

func trimSpace(s string) string {
	for s != "" && isSpace(s[0]) {
		s = s[1:]
	}
	for s != "" && isSpace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

// parseInteger is int2in, int4in and int8in.
func parseInteger(typ uint32, s string) (int64, error) {
	lo, hi := intBounds(typ)
	i := 0
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	neg := false
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		neg = s[i] == '-'
		i++
	}
	if i == len(s) || !isDigit(s[i]) {
		return 0, errSyntax(typ, s)
	}
	// Counting downwards covers the most negative value.
	var n int64
	for ; i < len(s) && isDigit(s[i]); i++ {
		d := int64(s[i] - '0')
		if n < (math.MinInt64+d)/10 {
			return 0, errIntegerRange(typ, s)
		}
		n = n*10 - d
		if n < lo {
			return 0, errIntegerRange(typ, s)
		}
	}
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	if i != len(s) {
		return 0, errSyntax(typ, s)
	}
	if !neg {
		if n < -hi {
			return 0, errIntegerRange(typ, s)
		}
		n = -n
	}
	return n, nil
}

func intBounds(typ uint32) (lo, hi int64) {
	switch typ {
	case pgtype.Int2OID:
		return math.MinInt16, math.MaxInt16
	case pgtype.Int4OID:
		return math.MinInt32, math.MaxInt32
	}
	return math.MinInt64, math.MaxInt64
}

func errIntegerRange(typ uint32, s string) *Error {
	return errorf(codeNumericRange, "value \"%s\" is out of range for type %s", s, TypeName(typ))
}

// parseOID is oidin: C's strtoul, so a minus sign wraps around.
func parseOID(typ uint32, s string) (int64, error) {
	t := trimSpace(s)
	neg := strings.HasPrefix(t, "-")
	u := t
	if neg || strings.HasPrefix(t, "+") {
		u = t[1:]
	}
	if u == "" || !isDigit(u[0]) {
		return 0, errSyntax(typ, s)
	}
	n, err := strconv.ParseUint(u, 10, 64)
	if err != nil && n == 0 {
		return 0, errSyntax(typ, s)
	}
	if err != nil || n > math.MaxUint32 && !(neg && n <= 1<<31) {
		return 0, errIntegerRange(typ, s)
	}
	if neg {
		if n > 1<<31 {
			return 0, errIntegerRange(typ, s)
		}
		n = uint64(uint32(-int64(n)))
	}
	return int64(n), nil
}

// parseBool is boolin: any unambiguous prefix of true, false, yes, no, on,
// off, or 1 and 0.
func parseBool(s string) (int64, error) {
	t := strings.ToLower(trimSpace(s))
	is := func(word string, least int) bool { return len(t) >= least && strings.HasPrefix(word, t) }
	switch {
	case is("true", 1), is("yes", 1), t == "on", t == "1":
		return 1, nil
	case is("false", 1), is("no", 1), is("off", 2), t == "0":
		return 0, nil
	}
	return 0, errSyntax(pgtype.BoolOID, s)
}
