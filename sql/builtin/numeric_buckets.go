package builtin

import (
	"math"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// numericBucket is width_bucket of numeric.
func numericBucket(a []any) (any, error) {
	var n [3]*datum.Numeric
	for i := range n {
		var err error
		if n[i], err = numeric(a[i]); err != nil {
			return nil, err
		}
	}
	count := a[3].(int64)
	x, low, high := n[0], n[1], n[2]
	switch {
	case count <= 0:
		return nil, errorf("2201G", "count must be greater than zero")
	case x.IsNaN() || low.IsNaN() || high.IsNaN():
		return nil, errorf("2201G", "operand, lower bound, and upper bound cannot be NaN")
	case low.IsInf() || high.IsInf():
		return nil, errorf("2201G", "lower and upper bounds must be finite")
	}
	order := low.Cmp(high)
	switch {
	case order == 0:
		return nil, errorf("2201G", "lower bound cannot equal upper bound")
	case x.Cmp(low)*order > 0:
		return int64(0), nil
	case x.Cmp(high)*order <= 0:
		if count == math.MaxInt32 {
			return nil, int4Type.errRange()
		}
		return count + 1, nil
	}
	part, err := x.Sub(low)
	if err != nil {
		return nil, err
	}
	if part, err = part.Mul(datum.NumericFromInt64(count)); err != nil {
		return nil, err
	}
	width, err := high.Sub(low)
	if err != nil {
		return nil, err
	}
	if part, err = part.Div(width); err != nil { // rounded, which may reach the next bucket
		return nil, err
	}
	if part, err = part.Floor(); err != nil {
		return nil, err
	}
	bucket, err := part.Int64(20)
	if err == nil && bucket >= math.MaxInt32 {
		err = int4Type.errRange()
	}
	return bucket + 1, err
}

func (r *registry) addNumericMore() {
	r.fn("gcd(numeric,numeric)", numeric2((*datum.Numeric).GCD))
	r.fn("lcm(numeric,numeric)", numeric2((*datum.Numeric).LCM))
	r.fn("factorial(int8)", func(a []any) (any, error) { return numericResult(datum.Factorial(a[0].(int64))) })
	r.fn("width_bucket(numeric,numeric,numeric,int4)", numericBucket)
}
