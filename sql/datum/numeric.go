package datum

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

type numericKind uint8

const (
	finite numericKind = iota
	posInf
	negInf
	notANumber
)

// Numeric is a numeric taken apart for arithmetic: coefficient * 10^-scale,
// where scale is PostgreSQL's display scale, or NaN or an infinity. The zero
// value is 0. It is immutable: operations return new values.
type Numeric struct {
	kind  numericKind
	coef  big.Int
	scale int
}

// NumericFromString reads a numeric as stored (or any text numeric_in takes).
func NumericFromString(s string) (*Numeric, error) {
	if !isPlainNumeric(s) {
		var err error
		if s, err = ParseNumeric(s); err != nil {
			return nil, err
		}
	}
	switch s {
	case "NaN":
		return &Numeric{kind: notANumber}, nil
	case "Infinity":
		return &Numeric{kind: posInf}, nil
	case "-Infinity":
		return &Numeric{kind: negInf}, nil
	}
	n := &Numeric{}
	digits := s
	if i := strings.IndexByte(s, '.'); i >= 0 {
		n.scale = len(s) - i - 1
		digits = s[:i] + s[i+1:]
	}
	if len(digits) < 19 {
		v, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return nil, errNumericOverflow()
		}
		n.coef.SetInt64(v)
	} else if _, ok := n.coef.SetString(digits, 10); !ok {
		return nil, errNumericOverflow()
	}
	return n, nil
}

// NumericFromInt64 is the cast of bigint to numeric.
func NumericFromInt64(v int64) *Numeric {
	n := &Numeric{}
	n.coef.SetInt64(v)
	return n
}

// NumericFromFloat64 is the cast of double precision to numeric: 15
// significant digits.
func NumericFromFloat64(f float64) *Numeric { return numericFromFloat(f, 15) }

// NumericFromFloat32 is the cast of real to numeric: 6 significant digits.
func NumericFromFloat32(f float32) *Numeric { return numericFromFloat(float64(f), 6) }

func numericFromFloat(f float64, digits int) *Numeric {
	switch {
	case f != f:
		return &Numeric{kind: notANumber}
	case math.IsInf(f, 1):
		return &Numeric{kind: posInf}
	case math.IsInf(f, -1):
		return &Numeric{kind: negInf}
	}
	n, err := NumericFromString(strconv.FormatFloat(f, 'g', digits, 64))
	if err != nil { // no double is out of numeric's range
		return &Numeric{kind: notANumber}
	}
	return n
}

// String is the numeric as PostgreSQL prints and this package stores it. A
// value out of numeric's range has been refused by the operation that made it.
func (n *Numeric) String() string {
	switch n.kind {
	case notANumber:
		return "NaN"
	case posInf:
		return "Infinity"
	case negInf:
		return "-Infinity"
	}
	if n.scale == 0 && n.coef.IsInt64() {
		return strconv.FormatInt(n.coef.Int64(), 10)
	}
	d := n.coef.String()
	neg := strings.HasPrefix(d, "-")
	s, err := formatDecimal(neg, strings.TrimPrefix(d, "-"), n.scale, n.scale)
	if err != nil {
		return "NaN"
	}
	return s
}

// IsNaN, IsInf and Sign tell what kind of number it is; Sign is -1, 0 or 1
// (0 for NaN).
func (n *Numeric) IsNaN() bool { return n.kind == notANumber }

// IsInf reports whether n is one of the infinities.
func (n *Numeric) IsInf() bool { return n.kind == posInf || n.kind == negInf }

// Sign is -1, 0 or 1; infinities have one, NaN's is 0.
func (n *Numeric) Sign() int {
	switch n.kind {
	case posInf:
		return 1
	case negInf:
		return -1
	case notANumber:
		return 0
	}
	return n.coef.Sign()
}

// Scale is the display scale.
func (n *Numeric) Scale() int { return n.scale }

// IsInteger reports whether n is finite and has no fraction.
func (n *Numeric) IsInteger() bool {
	if n.kind != finite {
		return false
	}
	if n.scale == 0 {
		return true
	}
	var r big.Int
	return r.Rem(&n.coef, pow10(n.scale)).Sign() == 0
}

// Cmp compares by value; NaN equals NaN and is above all.
func (n *Numeric) Cmp(o *Numeric) int {
	if n.kind != finite || o.kind != finite {
		return n.rank() - o.rank()
	}
	a, b := align(n, o)
	return a.Cmp(b)
}

func (n *Numeric) rank() int {
	switch n.kind {
	case notANumber:
		return 2
	case posInf:
		return 1
	case negInf:
		return -1
	}
	return 0
}

// pow10 is 10^n.
func pow10(n int) *big.Int {
	if n <= 18 {
		p := int64(1)
		for ; n > 0; n-- {
			p *= 10
		}
		return big.NewInt(p)
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// align gives the coefficients of both at the larger of the scales. They may
// be those of the arguments and must not be changed.
func align(a, b *Numeric) (x, y *big.Int) {
	x, y = &a.coef, &b.coef
	if a.scale < b.scale {
		x = new(big.Int).Mul(x, pow10(b.scale-a.scale))
	} else if b.scale < a.scale {
		y = new(big.Int).Mul(y, pow10(a.scale-b.scale))
	}
	return x, y
}

// check refuses what numeric cannot hold.
func (n *Numeric) check() (*Numeric, error) {
	if n.kind == finite {
		if n.scale > maxNumericScale {
			n.setScale(maxNumericScale, true)
		}
		// 10^131072 has 435412 bits: most values need no closer look.
		if n.coef.BitLen() > 400000 && n.digits()-n.scale > maxNumericDigits {
			return nil, errNumericOverflow()
		}
	}
	return n, nil
}

// digits is the count of decimal digits of the coefficient, 0 for zero.
func (n *Numeric) digits() int { return countDigits(&n.coef) }

func countDigits(c *big.Int) int {
	if c.Sign() == 0 {
		return 0
	}
	if c.IsInt64() {
		d := strconv.FormatInt(c.Int64(), 10)
		return len(strings.TrimPrefix(d, "-"))
	}
	// The bit length leaves two candidates; a comparison decides.
	d := int(float64(c.BitLen()-1)*math.Log10(2)) + 1
	if c.CmpAbs(pow10(d)) >= 0 {
		return d + 1
	}
	if c.CmpAbs(pow10(d-1)) < 0 {
		return d - 1
	}
	return d
}

// quoHalfUp is a/b for b > 0, rounded half away from zero.
func quoHalfUp(a, b *big.Int) *big.Int {
	q, r := new(big.Int), new(big.Int)
	q.QuoRem(a, b, r)
	r.Lsh(r, 1)
	if r.CmpAbs(b) >= 0 {
		if a.Sign() < 0 {
			q.Sub(q, big.NewInt(1))
		} else {
			q.Add(q, big.NewInt(1))
		}
	}
	return q
}

// setScale changes a value being built to a scale, which may be negative on
// the way (rounding to tens): half away from zero, or towards zero.
func (n *Numeric) setScale(scale int, round bool) {
	switch {
	case scale > n.scale:
		n.coef.Mul(&n.coef, pow10(scale-n.scale))
	case scale < n.scale:
		if n.scale-scale > n.digits()+1 {
			n.coef.SetInt64(0)
		} else if round {
			n.coef.Set(quoHalfUp(&n.coef, pow10(n.scale-scale)))
		} else {
			n.coef.Quo(&n.coef, pow10(n.scale-scale))
		}
	}
	n.scale = scale
	if scale < 0 {
		n.coef.Mul(&n.coef, pow10(-scale))
		n.scale = 0
	}
}

func (n *Numeric) clone() *Numeric {
	c := &Numeric{kind: n.kind, scale: n.scale}
	c.coef.Set(&n.coef)
	return c
}
