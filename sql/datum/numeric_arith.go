package datum

import "math/big"

func infinity(sign int) *Numeric {
	if sign < 0 {
		return &Numeric{kind: negInf}
	}
	return &Numeric{kind: posInf}
}

func nan() *Numeric { return &Numeric{kind: notANumber} }

// Neg is - numeric.
func (n *Numeric) Neg() *Numeric {
	c := n.clone()
	switch n.kind {
	case posInf:
		c.kind = negInf
	case negInf:
		c.kind = posInf
	}
	c.coef.Neg(&c.coef)
	return c
}

// Abs is abs(numeric).
func (n *Numeric) Abs() *Numeric {
	if n.Sign() < 0 {
		return n.Neg()
	}
	return n.clone()
}

// Add is numeric + numeric; the scale is the larger one.
func (n *Numeric) Add(o *Numeric) (*Numeric, error) {
	if n.kind != finite || o.kind != finite {
		switch {
		case n.kind == notANumber || o.kind == notANumber,
			n.kind != finite && o.kind != finite && n.kind != o.kind:
			return nan(), nil
		case n.kind != finite:
			return n.clone(), nil
		}
		return o.clone(), nil
	}
	x, y := align(n, o)
	r := &Numeric{scale: max(n.scale, o.scale)}
	r.coef.Add(x, y)
	return r.check()
}

// Sub is numeric - numeric.
func (n *Numeric) Sub(o *Numeric) (*Numeric, error) { return n.Add(o.Neg()) }

// Mul is numeric * numeric; the scales add up.
func (n *Numeric) Mul(o *Numeric) (*Numeric, error) {
	if n.kind != finite || o.kind != finite {
		s := n.Sign() * o.Sign()
		if s == 0 {
			return nan(), nil
		}
		return infinity(s), nil
	}
	r := &Numeric{scale: n.scale + o.scale}
	r.coef.Mul(&n.coef, &o.coef)
	return r.check()
}

// weight is PostgreSQL's: the exponent of the leading base-10000 digit, and
// that digit; 0 and 0 for zero.
func (n *Numeric) weight() (weight, first int) {
	d := n.digits()
	if d == 0 {
		return 0, 0
	}
	e := d - 1 - n.scale
	weight = int(floorDiv(int64(e), 4))
	keep := e - weight*4 + 1
	return weight, int(n.leading(d, keep))
}

// leading is the first keep of the d digits of the coefficient, zeros added.
func (n *Numeric) leading(d, keep int) int64 {
	var c big.Int
	c.Abs(&n.coef)
	if d > keep {
		c.Quo(&c, pow10(d-keep))
	} else if d < keep {
		c.Mul(&c, pow10(keep-d))
	}
	return c.Int64()
}

// divScale is the scale that PostgreSQL gives a quotient: at least 16
// significant digits, not less than either scale, at most 1000.
func divScale(a, b *Numeric) int {
	w1, f1 := a.weight()
	w2, f2 := b.weight()
	q := w1 - w2
	if f1 <= f2 {
		q--
	}
	return min(max(minSigDigits-q*4, a.scale, b.scale, 0), maxDisplayScale)
}

// Div is numeric / numeric.
func (n *Numeric) Div(o *Numeric) (*Numeric, error) {
	if n.kind != finite || o.kind != finite {
		switch {
		case n.kind == notANumber || o.kind == notANumber || n.kind != finite && o.kind != finite:
			return nan(), nil
		case o.kind != finite:
			return &Numeric{}, nil
		case o.Sign() == 0:
			return nil, errDivisionByZero()
		}
		return infinity(n.Sign() * o.Sign()), nil
	}
	if o.Sign() == 0 {
		return nil, errDivisionByZero()
	}
	return divide(n, o, divScale(n, o)).check()
}

// divide is a / b rounded to a scale.
func divide(a, b *Numeric, scale int) *Numeric {
	num, den := new(big.Int).Set(&a.coef), new(big.Int).Abs(&b.coef)
	if b.coef.Sign() < 0 {
		num.Neg(num)
	}
	if k := scale - a.scale + b.scale; k >= 0 {
		num.Mul(num, pow10(k))
	} else {
		den.Mul(den, pow10(-k))
	}
	r := &Numeric{scale: scale}
	r.coef.Set(quoHalfUp(num, den))
	return r
}

// Mod is numeric % numeric; the sign is the dividend's.
func (n *Numeric) Mod(o *Numeric) (*Numeric, error) {
	if n.kind != finite || o.kind != finite {
		switch {
		case n.kind == notANumber || o.kind == notANumber:
			return nan(), nil
		case n.kind != finite:
			if o.Sign() == 0 {
				return nil, errDivisionByZero()
			}
			return nan(), nil
		}
		return n.clone(), nil
	}
	if o.Sign() == 0 {
		return nil, errDivisionByZero()
	}
	x, y := align(n, o)
	r := &Numeric{scale: max(n.scale, o.scale)}
	r.coef.Rem(x, y)
	return r, nil
}

// DivInt is div(numeric, numeric): the quotient truncated to an integer.
func (n *Numeric) DivInt(o *Numeric) (*Numeric, error) {
	if n.kind != finite || o.kind != finite {
		return n.Div(o)
	}
	if o.Sign() == 0 {
		return nil, errDivisionByZero()
	}
	x, y := align(n, o)
	r := &Numeric{}
	r.coef.Quo(x, y)
	return r.check()
}

// Round is round(numeric, places), half away from zero. Negative places round
// to tens and up.
func (n *Numeric) Round(places int) (*Numeric, error) { return n.rescale(places, true) }

// Trunc is trunc(numeric, places).
func (n *Numeric) Trunc(places int) (*Numeric, error) { return n.rescale(places, false) }

func (n *Numeric) rescale(places int, round bool) (*Numeric, error) {
	c := n.clone()
	if n.kind != finite {
		return c, nil
	}
	c.setScale(min(max(places, -maxNumericDigits-1), maxNumericScale), round)
	return c.check()
}

// Floor is floor(numeric), of scale 0.
func (n *Numeric) Floor() (*Numeric, error) { return n.toInteger(-1) }

// Ceil is ceil(numeric), of scale 0.
func (n *Numeric) Ceil() (*Numeric, error) { return n.toInteger(1) }

func (n *Numeric) toInteger(dir int) (*Numeric, error) {
	c := n.clone()
	if n.kind != finite || n.scale == 0 {
		return c, nil
	}
	var r big.Int
	c.coef.QuoRem(&n.coef, pow10(n.scale), &r)
	c.scale = 0
	if r.Sign() == dir {
		c.coef.Add(&c.coef, big.NewInt(int64(dir)))
	}
	return c.check()
}

// TrimScale is trim_scale(numeric); its Scale is min_scale(numeric).
func (n *Numeric) TrimScale() *Numeric {
	c := n.clone()
	if c.coef.Sign() == 0 {
		c.scale = 0
		return c
	}
	s := strings0(c.coef.String(), c.scale)
	if s > 0 {
		c.coef.Quo(&c.coef, pow10(s))
		c.scale -= s
	}
	return c
}

// strings0 counts trailing zeros, at most limit.
func strings0(s string, limit int) int {
	n := 0
	for n < limit && n < len(s) && s[len(s)-1-n] == '0' {
		n++
	}
	return n
}
