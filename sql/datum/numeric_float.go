package datum

import (
	"math"
	"math/big"
)

// Transcendental functions of numerics go through binary floating point of as
// many bits as the result's digits need, with room to spare.

func bitsFor(digits int) uint { return uint(float64(digits)*3.3220) + 64 }

// double is n as a float64; beyond its range an infinity or zero.
func (n *Numeric) double() float64 {
	f, _ := n.bigFloat(64).Float64()
	return f
}

func (n *Numeric) bigFloat(bits uint) *big.Float {
	x := new(big.Float).SetPrec(bits).SetInt(&n.coef)
	if n.scale == 0 {
		return x
	}
	return x.Quo(x, new(big.Float).SetPrec(bits).SetInt(pow10(n.scale)))
}

// fromBigFloat rounds to a scale.
func fromBigFloat(f *big.Float, scale int) (*Numeric, error) {
	if f.IsInf() {
		return nil, errNumericOverflow()
	}
	bits := f.Prec() + 32
	x := new(big.Float).SetPrec(bits).SetInt(pow10(scale))
	x.Mul(x, f)
	half := big.NewFloat(0.5)
	if x.Sign() < 0 {
		x.Sub(x, half)
	} else {
		x.Add(x, half)
	}
	r := &Numeric{scale: scale}
	x.Int(&r.coef)
	return r.check()
}

// atanh is the series for small |z|.
func atanh(z *big.Float, bits uint) *big.Float {
	sum := new(big.Float).SetPrec(bits).Set(z)
	if z.Sign() == 0 {
		return sum
	}
	sq := new(big.Float).SetPrec(bits).Mul(z, z)
	term := new(big.Float).SetPrec(bits).Set(z)
	part := new(big.Float).SetPrec(bits)
	stop := z.MantExp(nil) - int(bits)
	for k := int64(3); ; k += 2 {
		term.Mul(term, sq)
		part.Quo(term, new(big.Float).SetInt64(k))
		if part.Sign() == 0 || part.MantExp(nil) < stop {
			return sum
		}
		sum.Add(sum, part)
	}
}

func ln2(bits uint) *big.Float {
	third := new(big.Float).SetPrec(bits)
	third.Quo(big.NewFloat(1).SetPrec(bits), big.NewFloat(3))
	r := atanh(third, bits)
	return r.Mul(r, big.NewFloat(2))
}

// lnFloat is ln(n) for n > 0, to digits significant digits of its own and as
// many decimals.
func (n *Numeric) lnFloat(digits int) *big.Float {
	bits := bitsFor(digits)
	// (n-1)/(n+1) from exact integers keeps all digits of what is near 1.
	one := pow10(n.scale)
	up := new(big.Float).SetPrec(bits).SetInt(new(big.Int).Sub(&n.coef, one))
	down := new(big.Float).SetPrec(bits).SetInt(new(big.Int).Add(&n.coef, one))
	z := up.Quo(up, down)
	if z.Sign() == 0 || z.MantExp(nil) < -8 {
		r := atanh(z, bits)
		return r.Mul(r, big.NewFloat(2))
	}
	const roots = 24
	bits += 2 * roots
	m := new(big.Float)
	exp := n.bigFloat(bits).MantExp(m)
	for i := 0; i < roots; i++ {
		m.Sqrt(m)
	}
	num := new(big.Float).SetPrec(bits).Sub(m, big.NewFloat(1))
	den := new(big.Float).SetPrec(bits).Add(m, big.NewFloat(1))
	r := atanh(num.Quo(num, den), bits)
	r.SetMantExp(r, roots+1)
	k := new(big.Float).SetPrec(bits).SetInt64(int64(exp))
	return r.Add(r, k.Mul(k, ln2(bits)))
}

// expFloat is e^x for |x| below some thousands.
func expFloat(x *big.Float, bits uint) *big.Float {
	f, _ := x.Float64()
	k := int(math.Round(f / math.Ln2))
	const halvings = 16
	bits += 64 + halvings
	r := new(big.Float).SetPrec(bits).SetInt64(int64(k))
	r.Mul(r, ln2(bits))
	r.Sub(new(big.Float).SetPrec(bits).Set(x), r)
	r.SetMantExp(r, -halvings)
	sum := big.NewFloat(1).SetPrec(bits)
	term := big.NewFloat(1).SetPrec(bits)
	for i := int64(1); r.Sign() != 0; i++ {
		term.Mul(term, r)
		term.Quo(term, new(big.Float).SetInt64(i))
		if term.Sign() == 0 || term.MantExp(nil) < -int(bits) {
			break
		}
		sum.Add(sum, term)
	}
	for i := 0; i < halvings; i++ {
		sum.Mul(sum, sum)
	}
	return sum.SetMantExp(sum, k)
}

// powFloat is x^n by squaring.
func powFloat(x *big.Float, n int, bits uint) *big.Float {
	r := big.NewFloat(1).SetPrec(bits)
	sq := new(big.Float).SetPrec(bits).Set(x)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			r.Mul(r, sq)
		}
		if n > 1 {
			sq.Mul(sq, sq)
		}
	}
	return r
}
