package datum

import (
	"math"
	"math/big"
)

// Sqrt is sqrt(numeric).
func (n *Numeric) Sqrt() (*Numeric, error) {
	if n.Sign() < 0 {
		return nil, errorf(codeBadPower, "cannot take square root of a negative number")
	}
	if n.kind != finite {
		return n.clone(), nil
	}
	w, _ := n.weight()
	sw := (w+1)*4/2 - 1
	if w < 0 {
		sw = -((-(w + 1) * 4) / 2) - 1
	}
	scale := min(max(minSigDigits-sw, n.scale, 0), maxDisplayScale)
	var c big.Int
	if k := 2*(scale+1) - n.scale; k >= 0 {
		c.Mul(&n.coef, pow10(k))
	} else {
		c.Quo(&n.coef, pow10(-k))
	}
	r := &Numeric{scale: scale + 1}
	r.coef.Sqrt(&c)
	r.setScale(scale, true)
	return r, nil
}

// Exp is exp(numeric).
func (n *Numeric) Exp() (*Numeric, error) {
	switch n.kind {
	case notANumber, posInf:
		return n.clone(), nil
	case negInf:
		return &Numeric{}, nil
	}
	val := n.double() * 0.434294481903252
	val = min(max(val, -maxResultScale), maxResultScale)
	scale := min(max(minSigDigits-int(val), n.scale, 0), maxDisplayScale)
	return n.expScaled(scale)
}

func (n *Numeric) expScaled(scale int) (*Numeric, error) {
	if v := n.double(); math.Abs(v) >= maxResultScale*3 {
		if v > 0 {
			return nil, errNumericOverflow()
		}
		return &Numeric{scale: scale}, nil
	}
	digits := scale + max(int(n.double()*0.4343), 0) + 20
	x := n.bigFloat(bitsFor(digits) + 32)
	return fromBigFloat(expFloat(x, bitsFor(digits)), scale)
}

// Ln is ln(numeric).
func (n *Numeric) Ln() (*Numeric, error) {
	if err := n.checkLog(); err != nil {
		return nil, err
	}
	if n.kind != finite {
		return n.clone(), nil
	}
	scale := min(max(minSigDigits-n.lnWeight(), n.scale, 0), maxDisplayScale)
	return fromBigFloat(n.lnFloat(scale+20), scale)
}

func (n *Numeric) checkLog() error {
	switch {
	case n.kind == notANumber:
		return nil
	case n.Sign() < 0:
		return errorf(codeBadLog, "cannot take logarithm of a negative number")
	case n.Sign() == 0:
		return errorf(codeBadLog, "cannot take logarithm of zero")
	}
	return nil
}

// Log is log(base, n). The logarithm to base 10 is Log of 10 and n.
func (n *Numeric) Log(base *Numeric) (*Numeric, error) {
	if n.kind == notANumber || base.kind == notANumber {
		return nan(), nil
	}
	if (base.IsInf() || n.IsInf()) && (base.Sign() < 0 || n.Sign() < 0) {
		return nil, errorf(codeBadLog, "cannot take logarithm of a negative number")
	}
	for _, x := range [...]*Numeric{base, n} {
		if err := x.checkLog(); err != nil {
			return nil, err
		}
	}
	switch {
	case base.kind != finite && n.kind != finite:
		return nan(), nil
	case base.kind != finite:
		return &Numeric{}, nil
	case n.kind != finite:
		return infinity(1), nil
	}
	bw, nw := base.lnWeight(), n.lnWeight()
	scale := min(max(minSigDigits-(nw-bw), base.scale, n.scale, 0), maxDisplayScale)
	digits := scale + abs2(nw-bw) + abs2(bw) + abs2(nw) + 30
	d := base.lnFloat(digits)
	if d.Sign() == 0 {
		return nil, errDivisionByZero()
	}
	return fromBigFloat(new(big.Float).SetPrec(bitsFor(digits)).Quo(n.lnFloat(digits), d), scale)
}

func abs2(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// lnWeight estimates the decimal weight of ln(n) as PostgreSQL does, which the
// scale of results depends on.
func (n *Numeric) lnWeight() int {
	if n.Sign() <= 0 || n.kind != finite {
		return 0
	}
	lo, hi := &Numeric{scale: 1}, &Numeric{scale: 1}
	lo.coef.SetInt64(9)
	hi.coef.SetInt64(11)
	if n.Cmp(lo) >= 0 && n.Cmp(hi) <= 0 {
		x, err := n.Sub(NumericFromInt64(1))
		if err != nil || x.Sign() == 0 {
			return 0
		}
		w, first := x.weight()
		return w*4 + int(math.Log10(float64(first)))
	}
	w, first := n.weight()
	digits, dw := float64(first), w*4
	d := n.digits()
	lead := d - 1 - n.scale - w*4 + 1 // decimal digits of the first base-10000 digit
	if stripped := n.TrimScale(); d-(n.scale-stripped.scale) > lead && !n.singleDigit(lead, d) {
		digits, dw = float64(n.leading(d, lead+4)), dw-4
	}
	ln := math.Log(digits) + float64(dw)*2.302585092994046
	return int(math.Log10(math.Abs(ln)))
}

// singleDigit reports whether nothing but zeros follows the first base-10000
// digit.
func (n *Numeric) singleDigit(lead, d int) bool {
	if d <= lead {
		return true
	}
	var r big.Int
	return r.Rem(&n.coef, pow10(d-lead)).Sign() == 0
}

// Power is power(n, e).
func (n *Numeric) Power(e *Numeric) (*Numeric, error) {
	if n.kind != finite || e.kind != finite {
		return n.powerSpecial(e)
	}
	switch {
	case n.Sign() == 0 && e.Sign() < 0:
		return nil, errorf(codeBadPower, "zero raised to a negative power is undefined")
	case n.Sign() < 0 && !e.IsInteger():
		return nil, errorf(codeBadPower, "a negative number raised to a non-integer power yields a complex result")
	}
	if e.IsInteger() {
		if i, err := e.Trunc(0); err == nil && i.coef.IsInt64() {
			if v := i.coef.Int64(); v >= math.MinInt32 && v <= math.MaxInt32 {
				return n.powerInt(int(v))
			}
		}
	}
	if n.Sign() == 0 {
		return &Numeric{scale: minSigDigits}, nil
	}
	r, err := n.Abs().powerReal(e)
	if err == nil && n.Sign() < 0 && e.isOdd() {
		r = r.Neg()
	}
	return r, err
}

func (n *Numeric) isOdd() bool {
	i, err := n.Trunc(0)
	return err == nil && i.coef.Bit(0) == 1
}

func (n *Numeric) powerReal(e *Numeric) (*Numeric, error) {
	lnw := n.lnWeight()
	// PostgreSQL rounds on the way, and scale and last digit depend on it.
	x, err := n.lnTimes(e, max(8-lnw, 0))
	if err != nil {
		return nil, err
	}
	val := x.double()
	if math.Abs(val) > maxResultScale*3.01 {
		if val > 0 {
			return nil, errNumericOverflow()
		}
		return &Numeric{scale: maxDisplayScale}, nil
	}
	val *= 0.434294481903252
	scale := min(max(minSigDigits-int(val), n.scale, e.scale, 0), maxDisplayScale)
	if x, err = n.lnTimes(e, max(max(scale+int(val), 0)-lnw+8, 0)); err != nil {
		return nil, err
	}
	return x.expScaled(scale)
}

// lnTimes is ln(n) * e, both factors' product and the logarithm rounded to a
// scale.
func (n *Numeric) lnTimes(e *Numeric, scale int) (*Numeric, error) {
	ln, err := fromBigFloat(n.lnFloat(scale+20), scale)
	if err != nil {
		return nil, err
	}
	r := &Numeric{scale: ln.scale + e.scale}
	r.coef.Mul(&ln.coef, &e.coef)
	r.setScale(scale, true)
	return r, nil
}

func (n *Numeric) powerInt(exp int) (*Numeric, error) {
	f := 0.0
	if n.Sign() != 0 {
		f = float64(exp) * log10Abs(n)
	}
	if f > maxNumericDigits {
		return nil, errNumericOverflow()
	}
	scale := min(max(minSigDigits, n.scale), maxDisplayScale)
	if f+1 < -float64(scale) {
		return &Numeric{scale: scale}, nil
	}
	switch exp {
	case 0:
		one := NumericFromInt64(1)
		one.setScale(scale, true)
		return one, nil
	case 1:
		r := n.clone()
		r.setScale(scale, true)
		return r, nil
	case -1:
		return divide(NumericFromInt64(1), n, scale).check()
	case 2:
		r := &Numeric{scale: 2 * n.scale}
		r.coef.Mul(&n.coef, &n.coef)
		r.setScale(scale, true)
		return r.check()
	}
	if n.Sign() == 0 {
		return &Numeric{scale: scale}, nil
	}
	bits := bitsFor(max(scale+int(f), 0)+40) + 64
	r := powFloat(n.bigFloat(bits), abs2(exp), bits)
	if exp < 0 {
		r.Quo(big.NewFloat(1).SetPrec(bits), r)
	}
	return fromBigFloat(r, scale)
}

// log10Abs is an estimate of log10 |n|.
func log10Abs(n *Numeric) float64 {
	d := n.digits()
	lead := min(d, 16)
	return math.Log10(math.Abs(float64(n.leading(d, lead)))) + float64(d-lead-n.scale)
}

// powerSpecial is power where NaN or an infinity takes part: POSIX's rules.
func (n *Numeric) powerSpecial(e *Numeric) (*Numeric, error) {
	one := NumericFromInt64(1)
	switch {
	case n.kind == notANumber:
		if e.kind == finite && e.Sign() == 0 {
			return one, nil
		}
		return nan(), nil
	case e.kind == notANumber:
		if n.kind == finite && n.Cmp(one) == 0 {
			return one, nil
		}
		return nan(), nil
	case n.kind == finite && n.Cmp(one) == 0 || e.Sign() == 0:
		return one, nil
	case n.Sign() == 0 && e.Sign() < 0:
		return nil, errorf(codeBadPower, "zero raised to a negative power is undefined")
	case n.Sign() < 0 && e.kind == finite && !e.IsInteger():
		return nil, errorf(codeBadPower, "a negative number raised to a non-integer power yields a complex result")
	case n.Sign() == 0:
		return &Numeric{}, nil
	case e.kind == finite:
		switch {
		case e.Sign() < 0:
			return &Numeric{}, nil
		case n.kind == negInf && e.isOdd():
			return infinity(-1), nil
		}
		return infinity(1), nil
	}
	c := n.Abs().Cmp(one)
	switch {
	case c == 0:
		return one, nil
	case (c > 0) == (e.kind == posInf):
		return infinity(1), nil
	}
	return &Numeric{}, nil
}
