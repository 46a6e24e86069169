package builtin

import "math"

// float reads a float argument: SQLite keeps whole numbers of REAL columns as
// integers, and NaN stands as text.
func float(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case int64:
		return float64(v)
	}
	return math.NaN()
}

func errFloatOverflow() error  { return errorf("22003", "value out of range: overflow") }
func errFloatUnderflow() error { return errorf("22003", "value out of range: underflow") }

// checkFloat raises as PostgreSQL does when finite operands give an infinite
// result, or when a result is zero that should not be.
func checkFloat(res float64, infOK, zeroOK bool) (any, error) {
	if math.IsInf(res, 0) && !infOK {
		return nil, errFloatOverflow()
	}
	if res == 0 && !zeroOK {
		return nil, errFloatUnderflow()
	}
	return res, nil
}

func isInf(f float64) bool { return math.IsInf(f, 0) }

// The fast forms hold where both operands are numbers and the result is finite
// (and, where a zero may be an underflow, not zero); all else goes to Go.
const (
	maxFloat  = "1.7976931348623157e308"
	bothReal  = "typeof($1) = 'real' AND typeof($2) = 'real' AND "
	floatSum  = "CASE WHEN " + bothReal + "abs($1 + $2) <= " + maxFloat + " THEN $1 + $2 ELSE @go END"
	floatDiff = "CASE WHEN " + bothReal + "abs($1 - $2) <= " + maxFloat + " THEN $1 - $2 ELSE @go END"
	floatProd = "CASE WHEN " + bothReal + "abs($1 * $2) BETWEEN 1e-300 AND " + maxFloat + " THEN $1 * $2 ELSE @go END"
	floatQuot = "CASE WHEN " + bothReal + "abs($1 / $2) BETWEEN 1e-300 AND " + maxFloat + " THEN $1 / $2 ELSE @go END"
)

func (r *registry) addFloats() {
	for _, p := range []struct{ prefix, args string }{
		{"float8", "(float8,float8)"}, {"float48", "(float4,float8)"}, {"float84", "(float8,float4)"},
	} {
		r.both(p.prefix+"pl"+p.args, floatSum, floatAdd)
		r.both(p.prefix+"mi"+p.args, floatDiff, floatSubtract)
		r.both(p.prefix+"mul"+p.args, floatProd, floatMultiply)
		r.both(p.prefix+"div"+p.args, floatQuot, floatDivide)
	}
	r.fn("float4pl(float4,float4)", func(a []any) (any, error) { return single(float(a[0])+float(a[1]), a, false) })
	r.fn("float4mi(float4,float4)", func(a []any) (any, error) { return single(float(a[0])-float(a[1]), a, false) })
	r.fn("float4mul(float4,float4)", func(a []any) (any, error) {
		return single(float(a[0])*float(a[1]), a, float(a[0]) != 0 && float(a[1]) != 0)
	})
	r.fn("float4div(float4,float4)", func(a []any) (any, error) {
		x, y := float(a[0]), float(a[1])
		if y == 0 && x == x {
			return nil, errZero()
		}
		res := float64(float32(x / y))
		return checkFloat(res, isInf(x), x == 0 || isInf(y))
	})
	for _, t := range []string{"float4", "float8"} {
		r.both(t+"um("+t+")", "CASE typeof($1) WHEN 'real' THEN -1.0 * $1 ELSE @go END", func(a []any) (any, error) { return -float(a[0]), nil })
		r.sql(t+"up("+t+")", "$1")
		for _, name := range []string{"abs", t + "abs"} {
			r.both(name+"("+t+")", "CASE typeof($1) WHEN 'real' THEN abs($1) + 0.0 ELSE @go END", func(a []any) (any, error) { return math.Abs(float(a[0])), nil })
		}
	}
	r.addFloatRounding()
	r.addFloatFunctions()
	r.addTrigonometry()
}

// single rounds a sum or product of reals, exact in double precision, and
// checks it.
func single(exact float64, a []any, nonzero bool) (any, error) {
	res := float64(float32(exact))
	return checkFloat(res, isInf(float(a[0])) || isInf(float(a[1])), !nonzero)
}

func floatAdd(a []any) (any, error) {
	x, y := float(a[0]), float(a[1])
	return checkFloat(x+y, isInf(x) || isInf(y), true)
}

func floatSubtract(a []any) (any, error) {
	x, y := float(a[0]), float(a[1])
	return checkFloat(x-y, isInf(x) || isInf(y), true)
}

func floatMultiply(a []any) (any, error) {
	x, y := float(a[0]), float(a[1])
	return checkFloat(x*y, isInf(x) || isInf(y), x == 0 || y == 0)
}

func floatDivide(a []any) (any, error) {
	x, y := float(a[0]), float(a[1])
	if y == 0 && x == x {
		return nil, errZero()
	}
	return checkFloat(x/y, isInf(x), x == 0 || isInf(y))
}

func (r *registry) addFloatRounding() {
	for _, f := range []struct {
		names []string
		f     func(float64) float64
	}{
		{[]string{"round", "dround"}, math.RoundToEven},
		{[]string{"trunc", "dtrunc"}, math.Trunc},
		{[]string{"ceil", "ceiling"}, math.Ceil},
		{[]string{"floor"}, math.Floor},
		{[]string{"sign"}, func(x float64) float64 {
			switch {
			case x > 0:
				return 1
			case x < 0:
				return -1
			}
			return 0
		}},
	} {
		for _, n := range f.names {
			r.fn(n+"(float8)", func(a []any) (any, error) { return f.f(float(a[0])), nil })
		}
	}
}
