package datum

import "math/big"

// GCD is gcd(numeric, numeric): the greatest number of which both are multiples.
func (n *Numeric) GCD(o *Numeric) (*Numeric, error) {
	if n.kind != finite || o.kind != finite {
		return NumericFromString("NaN")
	}
	x, y, scale := sameScale(n, o)
	r := &Numeric{scale: scale}
	r.coef.GCD(nil, nil, x.Abs(x), y.Abs(y))
	return r.check()
}

// LCM is lcm(numeric, numeric): the smallest multiple of both, 0 if one is 0.
func (n *Numeric) LCM(o *Numeric) (*Numeric, error) {
	if n.kind != finite || o.kind != finite {
		return NumericFromString("NaN")
	}
	x, y, scale := sameScale(n, o)
	r := &Numeric{scale: scale}
	if x.Sign() != 0 && y.Sign() != 0 {
		x.Abs(x)
		y.Abs(y)
		g := new(big.Int).GCD(nil, nil, x, y)
		r.coef.Mul(x.Quo(x, g), y)
	}
	return r.check()
}

// sameScale are the coefficients of two numbers at the greater of their scales.
func sameScale(n, o *Numeric) (x, y *big.Int, scale int) {
	scale = max(n.scale, o.scale)
	x = new(big.Int).Mul(&n.coef, pow10(scale-n.scale))
	y = new(big.Int).Mul(&o.coef, pow10(scale-o.scale))
	return x, y, scale
}

// maxFactorial is the greatest number whose factorial a numeric can hold.
const maxFactorial = 32177

// Factorial is factorial(bigint).
func Factorial(n int64) (*Numeric, error) {
	switch {
	case n < 0:
		return nil, errorf(codeNumericRange, "factorial of a negative number is undefined")
	case n > maxFactorial:
		return nil, errorf(codeNumericRange, "value overflows numeric format")
	}
	r := &Numeric{}
	r.coef.MulRange(1, max(n, 1))
	return r.check()
}
