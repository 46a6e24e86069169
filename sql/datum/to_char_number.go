package datum

import (
	"math"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
)

// numberPicture is a format picture of to_char(numeric, text) taken apart.
type numberPicture struct {
	nodes                              []string // patterns upper-case; literal text after a NUL
	lower                              []bool
	pre, post, multi                   int
	zeroStart, zeroEnd                 int
	preSign                            int // digits before S
	signPost                           bool
	fill, zero, decimal, sign, bracket bool
	plus, minus, roman, v, eeee        bool
}

var numberPatterns = [...]string{"EEEE", "FM", "MI", "PL", "PR", "RN", "SG", "SP", "TH", ",", ".", "0", "9", "B", "C", "D", "G", "L", "S", "V"}

func parseNumberPicture(s string) (*numberPicture, error) {
	if len(s) > maxPicture {
		return nil, errorf(codeInvalidParameter, "format picture is too long")
	}
	p := &numberPicture{}
next:
	for s != "" {
		for _, k := range numberPatterns {
			if strings.HasPrefix(s, k) || strings.HasPrefix(s, strings.ToLower(k)) {
				if err := p.add(k); err != nil {
					return nil, err
				}
				p.nodes = append(p.nodes, k)
				p.lower = append(p.lower, s[0] >= 'a')
				s = s[len(k):]
				continue next
			}
		}
		text, rest := literal(s)
		p.nodes, p.lower = append(p.nodes, "\x00"+text), append(p.lower, false)
		s = rest
	}
	return p, nil
}

func errPicture(msg string) error { return &Error{Code: "42601", Message: msg} }

func (p *numberPicture) add(k string) error {
	if p.eeee && k != "EEEE" {
		return errPicture("\"EEEE\" must be the last pattern used")
	}
	switch k {
	case "9", "0":
		if p.bracket {
			return errPicture("\"" + k + "\" must be ahead of \"PR\"")
		}
		switch {
		case k == "9" && p.v:
			p.multi++
			return nil
		case k == "0" && !p.zero && !p.decimal:
			p.zero = true
			p.zeroStart = p.pre + 1
		}
		if p.decimal {
			p.post++
		} else {
			p.pre++
		}
		if k == "0" {
			p.zeroEnd = p.pre + p.post
		}
	case "D", ".":
		if p.decimal {
			return errPicture("multiple decimal points")
		}
		if p.v {
			return errPicture("cannot use \"V\" and decimal point together")
		}
		p.decimal = true
	case "FM":
		p.fill = true
	case "S":
		if p.sign {
			return errPicture("cannot use \"S\" twice")
		}
		if p.plus || p.minus || p.bracket {
			return errPicture("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together")
		}
		p.sign = true
		if p.decimal {
			p.signPost = true
		} else {
			p.preSign = p.pre
		}
	case "MI", "PL", "SG":
		if p.sign {
			return errPicture("cannot use \"S\" and \"" + k + "\" together")
		}
		p.minus = p.minus || k != "PL"
		p.plus = p.plus || k != "MI"
	case "PR":
		if p.sign || p.plus || p.minus {
			return errPicture("cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together")
		}
		p.bracket = true
	case "RN":
		p.roman = true
	case "V":
		if p.decimal {
			return errPicture("cannot use \"V\" and decimal point together")
		}
		p.v = true
	case "EEEE":
		if p.eeee {
			return errPicture("cannot use \"EEEE\" twice")
		}
		if p.fill || p.sign || p.bracket || p.minus || p.plus || p.roman || p.v {
			return &Error{Code: "42601", Message: "\"EEEE\" is incompatible with other formats",
				Detail: "\"EEEE\" may only be used together with digit and decimal point patterns."}
		}
		p.eeee = true
	}
	return nil
}

// ToCharNumeric is to_char of numeric, and of the integer types: always a
// string.
func ToCharNumeric(n *Numeric, format string) (any, error) {
	p, err := parseNumberPicture(format)
	if err != nil {
		return nil, err
	}
	switch {
	case p.roman:
		i, err := n.Int64(pgtype.Int4OID)
		if err != nil {
			return nil, err
		}
		return p.print(romanNumber(i), '+', 0)
	case p.eeee:
		if n.kind != finite {
			return p.print(p.overflow(" #", 4), '+', 0)
		}
		return p.print(scientific(n, p.post), '+', 0)
	}
	if p.v {
		if n, err = n.Mul(&Numeric{coef: *pow10(min(p.multi, 1000))}); err != nil {
			return nil, err
		}
		p.pre += p.multi
	}
	if n, err = n.Round(p.post); err != nil {
		return nil, err
	}
	return p.printDigits(n.String())
}

// ToCharFloat is to_char of double precision, with 15 significant digits, and
// of real, with 6.
func ToCharFloat(f float64, real bool, format string) (any, error) {
	p, err := parseNumberPicture(format)
	if err != nil {
		return nil, err
	}
	digits, bits := 15, 64
	if real {
		digits, bits = 6, 32
	}
	switch {
	case p.roman:
		r := math.RoundToEven(f)
		if r != r || r < 1 || r > 3999 {
			r = 0
		}
		return p.print(romanNumber(int64(r)), '+', 0)
	case p.eeee:
		if f != f || math.IsInf(f, 0) {
			return p.print(p.overflow(" #", 4), '+', 0)
		}
		s := strconv.FormatFloat(f, 'e', p.post, bits)
		if f >= 0 && s[0] != '-' {
			s = " " + s
		}
		return p.print(s, '+', 0)
	}
	if p.v {
		f *= math.Pow(10, float64(min(p.multi, 400)))
		p.pre += p.multi
	}
	special := f != f || math.IsInf(f, 0)
	whole := len(strconv.FormatFloat(math.Abs(f), 'f', 0, 64))
	if special {
		whole = len(AppendFloat64(nil, math.Abs(f), 1))
	}
	if whole >= digits {
		p.post = 0
	} else if whole+p.post > digits {
		p.post = digits - whole
	}
	if special {
		return p.printDigits(string(AppendFloat64(nil, f, 1)))
	}
	return p.printDigits(strconv.FormatFloat(f, 'f', p.post, 64))
}

// ToCharInteger is to_char of integer, and of bigint where big is set.
func ToCharInteger(n int64, big bool, format string) (any, error) {
	p, err := parseNumberPicture(format)
	if err != nil {
		return nil, err
	}
	switch {
	case p.roman:
		if n > math.MaxInt32 || n < math.MinInt32 {
			return nil, errRange(pgtype.Int4OID)
		}
		return p.print(romanNumber(n), '+', 0)
	case p.eeee && !big:
		s := strconv.FormatFloat(float64(n), 'e', p.post, 64)
		if n >= 0 {
			s = " " + s
		}
		return p.print(s, '+', 0)
	case p.eeee:
		return p.print(scientific(NumericFromInt64(n), p.post), '+', 0)
	}
	if p.v {
		if n, err = shiftInteger(n, big, p.multi); err != nil {
			return nil, err
		}
		p.pre += p.multi
	}
	r, err := NumericFromInt64(n).Round(p.post)
	if err != nil {
		return nil, err
	}
	return p.printDigits(r.String())
}

// shiftInteger is n times 10 to the power of places, as V does it. Of an
// integer PostgreSQL lets both the power and the product overflow.
func shiftInteger(n int64, big bool, places int) (int64, error) {
	if !big {
		power := int32(math.MinInt32)
		if places <= 9 {
			power = int32(math.Pow10(places))
		}
		return int64(int32(n) * power), nil
	}
	if places <= 18 {
		power := int64(math.Pow10(places))
		if p := n * power; p/power == n {
			return p, nil
		}
	}
	return 0, errRange(pgtype.Int8OID)
}

func (p *numberPicture) overflow(lead string, extra int) string {
	s := lead[:1] + strings.Repeat("#", p.pre+p.post+1+extra)
	if p.pre+1 < len(s) {
		s = s[:p.pre+1] + "." + s[p.pre+2:]
	}
	return s
}

// scientific is numeric in the form 1.23e+04 with post decimals. What rounds up
// to ten stays 10.0, as in PostgreSQL.
func scientific(n *Numeric, post int) string {
	if n.Sign() == 0 {
		s := " 0"
		if post > 0 {
			s += "." + strings.Repeat("0", post)
		}
		return s + "e+00"
	}
	d := n.digits()
	exp := d - 1 - n.scale
	m := &Numeric{scale: d - 1}
	m.coef.Abs(&n.coef)
	m.setScale(post, true)
	s := " "
	if n.Sign() < 0 {
		s = "-"
	}
	s += m.String() + "e"
	if exp < 0 {
		s += "-"
	} else {
		s += "+"
	}
	if exp = abs2(exp); exp < 10 {
		s += "0"
	}
	return s + strconv.Itoa(exp)
}

func (p *numberPicture) printDigits(num string) (any, error) {
	sign := byte('+')
	if strings.HasPrefix(num, "-") {
		sign = '-'
		num = num[1:]
	}
	pre := strings.IndexByte(num, '.')
	if pre < 0 {
		pre = len(num)
	}
	spaces := 0
	if p.pre > pre {
		spaces = p.pre - pre
	} else if p.pre < pre {
		num = strings.Repeat("#", p.pre) + "." + strings.Repeat("#", p.post)
	}
	return p.print(num, sign, spaces)
}

var romanDigits = [...]struct {
	n int64
	s string
}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}}

func romanNumber(n int64) string {
	if n < 1 || n > 3999 {
		return strings.Repeat("#", 15)
	}
	var b strings.Builder
	for _, d := range romanDigits {
		for n >= d.n {
			b.WriteString(d.s)
			n -= d.n
		}
	}
	return b.String()
}
