package builtin

import (
	"math"
	"math/rand/v2"
)

func (r *registry) addFloatFunctions() {
	for _, n := range []string{"sqrt", "dsqrt"} {
		r.fn(n+"(float8)", func(a []any) (any, error) {
			if float(a[0]) < 0 {
				return nil, errorf("2201F", "cannot take square root of a negative number")
			}
			return math.Sqrt(float(a[0])), nil
		})
	}
	for _, n := range []string{"cbrt", "dcbrt"} {
		r.fn(n+"(float8)", func(a []any) (any, error) { return cbrt(float(a[0])), nil })
	}
	for _, n := range []string{"exp", "dexp"} {
		r.fn(n+"(float8)", func(a []any) (any, error) {
			x := float(a[0])
			return checkFloat(exp(x), isInf(x), isInf(x))
		})
	}
	for _, n := range []string{"ln", "dlog1"} {
		r.fn(n+"(float8)", logarithm(ln))
	}
	for _, n := range []string{"log", "log10", "dlog10"} {
		r.fn(n+"(float8)", logarithm(log10))
	}
	for _, n := range []string{"power", "pow", "dpow"} {
		r.fn(n+"(float8,float8)", floatPower)
	}
	r.sql("pi()", "3.141592653589793")
	r.add("gen_random_uuid()", Impl{Volatile: true, Go: func([]any) (any, error) { return randomUUID() }})
	r.add("random()", Impl{Volatile: true, Go: func([]any) (any, error) { return rand.Float64(), nil }})
	r.fn("width_bucket(float8,float8,float8,int4)", widthBucket)
}

func logarithm(f func(float64) float64) func(a []any) (any, error) {
	return func(a []any) (any, error) {
		x := float(a[0])
		switch {
		case x == 0:
			return nil, errorf("2201E", "cannot take logarithm of zero")
		case x < 0:
			return nil, errorf("2201E", "cannot take logarithm of a negative number")
		}
		return checkFloat(f(x), isInf(x), x == 1)
	}
}

// floatPower is dpow: the SQL standard's errors first, then POSIX pow, then
// the checks for what left the range.
func floatPower(a []any) (any, error) {
	x, y := float(a[0]), float(a[1])
	switch {
	case x != x:
		if y == 0 {
			return 1.0, nil
		}
		return math.NaN(), nil
	case y != y:
		if x == 1 {
			return 1.0, nil
		}
		return math.NaN(), nil
	case x == 0 && y < 0:
		return nil, errorf("2201F", "zero raised to a negative power is undefined")
	case x < 0 && math.Floor(y) != y:
		return nil, errorf("2201F", "a negative number raised to a non-integer power yields a complex result")
	}
	res := pow(x, y)
	if isInf(x) || isInf(y) {
		return res, nil
	}
	return checkFloat(res, false, x == 0)
}

func widthBucket(a []any) (any, error) {
	x, lo, hi, n := float(a[0]), float(a[1]), float(a[2]), a[3].(int64)
	switch {
	case n <= 0:
		return nil, errorf("2201G", "count must be greater than zero")
	case x != x || lo != lo || hi != hi:
		return nil, errorf("2201G", "operand, lower bound, and upper bound cannot be NaN")
	case isInf(lo) || isInf(hi):
		return nil, errorf("2201G", "lower and upper bounds must be finite")
	case lo == hi:
		return nil, errorf("2201G", "lower bound cannot equal upper bound")
	}
	below, past := x < lo, x >= hi
	if lo > hi {
		below, past = x > lo, x <= hi
	}
	switch {
	case below:
		return int64(0), nil
	case past && n == math.MaxInt32:
		return nil, int4Type.errRange()
	case past:
		return n + 1, nil
	}
	b := float64(n)*(x-lo)/(hi-lo) + 1
	if !(b > math.MinInt32-1 && b < math.MaxInt32+1) {
		return int64(math.MinInt32), nil // what the C conversion gives
	}
	return int64(b), nil
}

func errInputRange() error { return errorf("22003", "input is out of range") }

// addTrigonometry enters the functions whose last digit PostgreSQL too leaves
// to the C library.
func (r *registry) addTrigonometry() {
	for name, f := range map[string]func(float64) float64{"sin": sin, "cos": cos, "tan": tan} {
		r.fn(name+"(float8)", func(a []any) (any, error) {
			if isInf(float(a[0])) {
				return nil, errInputRange()
			}
			return f(float(a[0])), nil
		})
	}
	for name, f := range map[string]func(float64) float64{"asin": asin, "acos": acos} {
		r.fn(name+"(float8)", func(a []any) (any, error) {
			if x := float(a[0]); x < -1 || x > 1 {
				return nil, errInputRange()
			}
			return f(float(a[0])), nil
		})
	}
	r.fn("atan(float8)", func(a []any) (any, error) { return atan(float(a[0])), nil })
	r.fn("atan2(float8,float8)", func(a []any) (any, error) { return atan2(float(a[0]), float(a[1])), nil })
	for name, f := range map[string]func(float64) float64{"sinh": sinh, "cosh": cosh, "tanh": tanh, "asinh": asinh} {
		r.fn(name+"(float8)", func(a []any) (any, error) { return f(float(a[0])), nil })
	}
	r.fn("cot(float8)", func(a []any) (any, error) {
		x := float(a[0])
		if isInf(x) {
			return nil, errInputRange()
		}
		return 1 / tan(x), nil
	})
	r.fn("degrees(float8)", func(a []any) (any, error) {
		x := float(a[0])
		return checkFloat(x/(math.Pi/180), isInf(x), x == 0)
	})
	r.fn("radians(float8)", func(a []any) (any, error) {
		x := float(a[0])
		return checkFloat(x*(math.Pi/180), isInf(x), x == 0)
	})
}
