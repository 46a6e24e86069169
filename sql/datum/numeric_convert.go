package datum

import (
	"math"
	"math/big"
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"
)

// Int64 is the cast to bigint, integer or smallint (typ), rounding half away
// from zero.
func (n *Numeric) Int64(typ uint32) (int64, error) {
	switch n.kind {
	case notANumber:
		return 0, errorf(codeUnsupported, "cannot convert NaN to %s", TypeName(typ))
	case posInf, negInf:
		return 0, errorf(codeUnsupported, "cannot convert infinity to %s", TypeName(typ))
	}
	c := &n.coef
	if n.scale > 0 {
		c = new(big.Int)
		if n.digits()+1 >= n.scale { // else it rounds to zero
			c = quoHalfUp(&n.coef, pow10(n.scale))
		}
	}
	lo, hi := intBounds(typ)
	if !c.IsInt64() || c.Int64() < lo || c.Int64() > hi {
		return 0, errRange(typ)
	}
	return c.Int64(), nil
}

// Float64 is the cast to double precision.
func (n *Numeric) Float64() (float64, error) { return n.float(pgtype.Float8OID, 64) }

// Float32 is the cast to real, rounded to single precision.
func (n *Numeric) Float32() (float64, error) { return n.float(pgtype.Float4OID, 32) }

func (n *Numeric) float(typ uint32, bits int) (float64, error) {
	switch n.kind {
	case notANumber:
		return math.NaN(), nil
	case posInf:
		return math.Inf(1), nil
	case negInf:
		return math.Inf(-1), nil
	}
	s := n.String()
	f, err := strconv.ParseFloat(s, bits)
	if err != nil || f == 0 && n.coef.Sign() != 0 {
		return 0, errorf(codeNumericRange, "\"%s\" is out of range for type %s", s, TypeName(typ))
	}
	return f, nil
}

// FloatToInt is the cast of double precision or real to an integer type,
// rounding half to even.
func FloatToInt(f float64, typ uint32) (int64, error) {
	r := math.RoundToEven(f)
	lo, hi := intBounds(typ)
	if !(r >= float64(lo) && r < float64(hi)+1) { // float64(MaxInt64)+1 is 2^63 itself
		return 0, errRange(typ)
	}
	return int64(r), nil
}

// FloatToReal is the cast of double precision to real.
func FloatToReal(f float64) (float64, error) {
	r := float64(float32(f))
	if math.IsInf(r, 0) && !math.IsInf(f, 0) {
		return 0, errorf(codeNumericRange, "value out of range: overflow")
	}
	if r == 0 && f != 0 {
		return 0, errorf(codeNumericRange, "value out of range: underflow")
	}
	return r, nil
}

// applyNumericTypmod rounds to numeric(p, s) and checks that it fits.
func applyNumericTypmod(typmod int32, s string) (string, error) {
	if typmod < 4 {
		return s, nil
	}
	t := typmod - 4
	precision, scale := int(t>>16)&0xffff, (int(t&0x7ff)^1024)-1024
	n, err := NumericFromString(s)
	if err != nil {
		return "", err
	}
	if n.kind == notANumber {
		return s, nil
	}
	if n.kind != finite {
		e := errorf(codeNumericRange, "numeric field overflow")
		e.Detail = "A field with precision " + strconv.Itoa(precision) + ", scale " + strconv.Itoa(scale) +
			" cannot hold an infinite value."
		return "", e
	}
	n.setScale(scale, true)
	whole := precision - scale
	if n.digits()-n.scale > whole {
		e := errorf(codeNumericRange, "numeric field overflow")
		bound := "1"
		if whole != 0 {
			bound = "10^" + strconv.Itoa(whole)
		}
		e.Detail = "A field with precision " + strconv.Itoa(precision) + ", scale " + strconv.Itoa(scale) +
			" must round to an absolute value less than " + bound + "."
		return "", e
	}
	return n.String(), nil
}
