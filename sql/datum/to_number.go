package datum

import (
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"
)

// ToNumber is to_number(text, text): a numeric that has at most the picture's
// digits before the point.
func ToNumber(s, format string) (string, error) {
	if err := checkText(s); err != nil {
		return "", err
	}
	p, err := parseNumberPicture(format)
	if err != nil {
		return "", err
	}
	if p.roman {
		return "", errorf(codeUnsupported, "\"RN\" not supported for input")
	}
	if p.eeee {
		return "", errorf(codeUnsupported, "\"EEEE\" not supported for input")
	}
	if format == "" {
		return "", errSyntax(pgtype.NumericOID, " ")
	}
	r := numberReader{p: p, s: s, sign: ' '}
	r.read()
	text := strings.TrimSuffix(string(r.digits), ".")
	if text == "" {
		return "", errSyntax(pgtype.NumericOID, string(r.sign))
	}
	v, err := ParseNumeric(strings.TrimLeft(string(r.sign)+text, " +"))
	if err != nil {
		return "", err
	}
	precision := p.pre + p.multi + r.after
	if v, err = applyNumericTypmod(int32(precision<<16|r.after)+4, v); err != nil || !p.v {
		return v, err
	}
	n, err := NumericFromString(v)
	if err != nil {
		return "", err
	}
	shift, err := NumericFromInt64(10).Power(NumericFromInt64(-int64(p.multi)))
	if err == nil {
		n, err = n.Mul(shift)
	}
	if err != nil {
		return "", err
	}
	return n.String(), nil
}

// numberReader walks a picture and an input together. A place for a digit
// takes whatever stands there, as PostgreSQL's do, but keeps digits alone.
type numberReader struct {
	p             *numberPicture
	s             string
	i             int
	sign          byte // ' ' until one is read
	digits        []byte
	before, after int // digits read before and behind the point
	point         bool
}

func (r *numberReader) more() bool { return r.i < len(r.s) }

func (r *numberReader) skipRune() {
	_, w := utf8.DecodeRuneInString(r.s[r.i:])
	r.i += w
}

// skipOther skips at most n characters that no number has.
func (r *numberReader) skipOther(n int) {
	for ; n > 0 && r.more() && !strings.ContainsRune("0123456789.,+-", rune(r.s[r.i])); n-- {
		r.skipRune()
	}
}

func (r *numberReader) read() {
	for _, k := range r.p.nodes {
		if !r.more() {
			return
		}
		switch k {
		case "9", "0", ".", "D":
			r.place(k == "9" || k == "0")
			r.i++
		case ",", "G":
			if !r.p.fill && r.s[r.i] == ',' {
				r.i++
			}
		case "L":
			r.skipOther(1)
		case "TH":
			r.skipOther(2)
		case "MI":
			r.signPlace("-")
		case "PL":
			r.signPlace("+")
		case "SG":
			r.signPlace("+-")
		default:
			if k[0] == 0 {
				for range k[1:] {
					if r.more() {
						r.skipRune()
					}
				}
			}
		}
	}
}

func (r *numberReader) signPlace(signs string) {
	if strings.IndexByte(signs, r.s[r.i]) < 0 {
		r.skipOther(1)
		return
	}
	r.sign = r.s[r.i]
	r.i++
}

// place reads what stands at a digit or the point, with the sign around it;
// the cursor stays on the last character it took.
func (r *numberReader) place(digit bool) {
	if r.s[r.i] == ' ' {
		r.i++
	}
	if r.more() && digit && r.sign == ' ' && r.before+r.after == 0 {
		r.leadingSign()
	}
	if !r.more() {
		return
	}
	took := false
	switch c := r.s[r.i]; {
	case isDigit(c):
		if r.point && r.after == r.p.post {
			return
		}
		r.digits = append(r.digits, c)
		took = true
		if r.point {
			r.after++
		} else {
			r.before++
		}
	case r.p.decimal && !r.point && c == '.':
		r.digits = append(r.digits, c)
		r.point, took = true, true
	}
	if r.sign == ' ' && r.before+r.after > 0 {
		r.trailingSign(took)
	}
}

func (r *numberReader) leadingSign() {
	c := r.s[r.i]
	switch {
	case c == '+', c == '-':
	case c == '<' && r.p.bracket:
		c = '-'
	default:
		return
	}
	r.sign = c
	r.i++
}

// trailingSign reads a sign behind a digit: at once where the picture has S,
// and in the place of a digit where it has MI, PL or SG.
func (r *numberReader) trailingSign(took bool) {
	if r.p.sign && took {
		if r.i+1 < len(r.s) && (r.s[r.i+1] == '-' || r.s[r.i+1] == '+') {
			r.i++
			r.sign = r.s[r.i]
		}
		return
	}
	if c := r.s[r.i]; !took && !r.p.sign && (r.p.plus || r.p.minus) && (c == '-' || c == '+') {
		r.sign = c
	}
}
