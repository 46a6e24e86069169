package builtin

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// Sums of integers stay native. A bigint goes in as two sums, of its high and
// of its low 32 bits, so that neither overflows before 2^31 rows; the squares
// for variances likewise.
const (
	highLow       = "@sum($1 >> 32), @sum($1 & 4294967295)"
	squareHighLow = "@sum(($1 * $1) >> 32), @sum(($1 * $1) & 4294967295)"
)

func (r *registry) addSums() {
	for _, t := range []string{"int2", "int4"} {
		r.agg("sum("+t+")", Aggregate{SQL: "@sum($1)"})
		r.agg("avg("+t+")", Aggregate{SQL: "pg_int_avg(@sum($1), @count($1))"})
	}
	r.agg("sum(int8)", Aggregate{SQL: "pg_wide_sum(" + highLow + ")", Distinct: "@pg_sum_int8(DISTINCT $1)", New: newExact((*exact).sum)})
	r.agg("avg(int8)", Aggregate{SQL: "pg_wide_avg(" + highLow + ", @count($1))", Distinct: "@pg_avg_int8(DISTINCT $1)", New: newExact((*exact).avg)})
	r.agg("sum(numeric)", Aggregate{New: newExact((*exact).sum), SQL: "pg_sum_parts(@pg_numeric_parts($1))"})
	r.agg("avg(numeric)", Aggregate{New: newExact((*exact).avg), SQL: "pg_avg_parts(@pg_numeric_parts($1))"})
	r.internal("pg_sum_parts", overParts((*exact).sum))
	r.internal("pg_avg_parts", overParts((*exact).avg))
	for name, v := range map[string]struct{ pop, root bool }{
		"var_pop": {true, false}, "var_samp": {}, "variance": {},
		"stddev_pop": {true, true}, "stddev_samp": {false, true}, "stddev": {false, true},
	} {
		done := func(e *exact) (any, error) { return e.variance(v.pop, v.root) }
		flag := func(b bool) string {
			if b {
				return "1"
			}
			return "0"
		}
		for _, t := range []string{"int2", "int4"} {
			r.agg(name+"("+t+")", Aggregate{
				SQL:      "pg_wide_variance(" + flag(v.pop) + ", " + flag(v.root) + ", @count($1), @sum($1), " + squareHighLow + ")",
				Distinct: "@" + GoName(name+"("+t+")") + "(DISTINCT $1)",
				New:      newExact(done),
			})
		}
		r.agg(name+"(int8)", Aggregate{New: newExact(done)})
		r.agg(name+"(numeric)", Aggregate{New: newExact(done)})
	}
	r.internal("pg_int_avg", func(a []any) (any, error) {
		return average(datum.NumericFromInt64(a[0].(int64)), a[1].(int64))
	})
	r.internal("pg_wide_sum", func(a []any) (any, error) { return wide(a[0], a[1]).String(), nil })
	r.internal("pg_wide_avg", func(a []any) (any, error) {
		sum, err := datum.NumericFromString(wide(a[0], a[1]).String())
		if err != nil {
			return nil, err
		}
		return average(sum, a[2].(int64))
	})
	r.internal("pg_wide_variance", func(a []any) (any, error) {
		e := &exact{n: a[2].(int64)}
		e.total.SetInt64(a[3].(int64))
		e.squares = *wide(a[4], a[5])
		return e.variance(a[0].(int64) != 0, a[1].(int64) != 0)
	})
	r.agg("sum(interval)", Aggregate{New: func() Accumulator { return &intervalSum{} }})
	r.agg("avg(interval)", Aggregate{New: func() Accumulator { return &intervalSum{avg: true} }})
}

// overParts finishes an aggregate over what pg_numeric_parts made of its
// values: how many they were, and numerics that have the same sum.
func overParts(done func(*exact) (any, error)) func(a []any) (any, error) {
	return func(a []any) (any, error) {
		e := &exact{done: done}
		count, values, _ := strings.Cut(a[0].(string), " ")
		for v := range strings.SplitSeq(values, " ") {
			if err := e.Step([]any{v}); err != nil {
				return nil, err
			}
		}
		var err error
		if e.n, err = strconv.ParseInt(count, 10, 64); err != nil {
			return nil, err
		}
		return e.Done()
	}
}

func wide(high, low any) *big.Int {
	n := big.NewInt(high.(int64))
	n.Lsh(n, 32)
	return n.Add(n, big.NewInt(low.(int64)))
}

func average(sum *datum.Numeric, n int64) (any, error) {
	if n == 0 {
		return nil, nil
	}
	return numericResult(sum.Div(datum.NumericFromInt64(n)))
}

// exact accumulates bigint and numeric: count, sum and sum of squares with all
// digits. total has scale digits after the point, squares twice as many.
type exact struct {
	n              int64
	total, squares big.Int
	scale          int
	nan            bool
	posInf, negInf bool
	withSquares    bool
	done           func(*exact) (any, error)
}

func newExact(done func(*exact) (any, error)) func() Accumulator {
	return func() Accumulator { return &exact{done: done, withSquares: true} }
}

func (e *exact) Step(a []any) error {
	var x big.Int
	scale := 0
	switch v := a[0].(type) {
	case nil:
		return nil
	case int64:
		x.SetInt64(v)
	case string:
		switch v {
		case "NaN":
			e.n, e.nan = e.n+1, true
			return nil
		case "Infinity":
			e.n, e.posInf = e.n+1, true
			return nil
		case "-Infinity":
			e.n, e.negInf = e.n+1, true
			return nil
		}
		digits := v
		if i := strings.IndexByte(v, '.'); i >= 0 {
			scale = len(v) - i - 1
			digits = v[:i] + v[i+1:]
		}
		if _, ok := x.SetString(digits, 10); !ok {
			return errorf("XX000", "%q is no stored numeric", v)
		}
	}
	e.n++
	e.rescale(scale)
	if scale < e.scale {
		x.Mul(&x, pow10(e.scale-scale))
	}
	e.total.Add(&e.total, &x)
	if e.withSquares {
		e.squares.Add(&e.squares, x.Mul(&x, &x))
	}
	return nil
}

// rescale gives the sums room for scale digits after the point.
func (e *exact) rescale(scale int) {
	if scale <= e.scale {
		return
	}
	e.total.Mul(&e.total, pow10(scale-e.scale))
	e.squares.Mul(&e.squares, pow10(2*(scale-e.scale)))
	e.scale = scale
}

func pow10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

func (e *exact) Done() (any, error) {
	if e.n == 0 {
		return nil, nil
	}
	return e.done(e)
}

// special is the result that NaN and infinities among the values force.
func (e *exact) special() (string, bool) {
	switch {
	case e.nan || e.posInf && e.negInf:
		return "NaN", true
	case e.posInf:
		return "Infinity", true
	case e.negInf:
		return "-Infinity", true
	}
	return "", false
}

func (e *exact) sum() (any, error) {
	if s, ok := e.special(); ok {
		return s, nil
	}
	return decimal(&e.total, e.scale), nil
}

func (e *exact) avg() (any, error) {
	if s, ok := e.special(); ok {
		return s, nil
	}
	sum, err := datum.NumericFromString(decimal(&e.total, e.scale))
	if err != nil {
		return nil, err
	}
	return average(sum, e.n)
}

// decimal writes n * 10^-scale with all scale digits.
func decimal(n *big.Int, scale int) string {
	if scale == 0 {
		return n.String()
	}
	s := new(big.Int).Abs(n).String()
	if len(s) <= scale {
		s = strings.Repeat("0", scale+1-len(s)) + s
	}
	s = s[:len(s)-scale] + "." + s[len(s)-scale:]
	if n.Sign() < 0 {
		return "-" + s
	}
	return s
}

// variance is PostgreSQL's numeric_stddev_internal: (N*sum(x^2) - sum(x)^2)
// over N*N or N*(N-1), with the scale that numeric division chooses.
func (e *exact) variance(pop, root bool) (any, error) {
	if e.n == 0 || !pop && e.n == 1 {
		return nil, nil
	}
	if e.nan || e.posInf || e.negInf {
		return "NaN", nil
	}
	n := big.NewInt(e.n)
	d := new(big.Int).Mul(n, &e.squares)
	d.Sub(d, new(big.Int).Mul(&e.total, &e.total))
	if d.Sign() <= 0 {
		return "0", nil
	}
	divisor := big.NewInt(e.n - 1)
	if pop {
		divisor.Set(n)
	}
	divisor.Mul(divisor, n)
	top, err := datum.NumericFromString(decimal(d, 2*e.scale))
	if err != nil {
		return nil, err
	}
	bottom, err := datum.NumericFromString(divisor.String())
	if err != nil {
		return nil, err
	}
	v, err := top.Div(bottom)
	if err != nil || !root {
		return numericResult(v, err)
	}
	return squareRoot(v.String(), v.Scale()), nil
}

// squareRoot is the root of a stored numeric, rounded to scale digits.
func squareRoot(s string, scale int) string {
	digits, have := s, 0
	if i := strings.IndexByte(s, '.'); i >= 0 {
		have = len(s) - i - 1
		digits = s[:i] + s[i+1:]
	}
	n, _ := new(big.Int).SetString(digits, 10)
	n.Mul(n, pow10(2*(scale+1)-have))
	n.Sqrt(n)
	n.Add(n, big.NewInt(5))
	return decimal(n.Quo(n, big.NewInt(10)), scale)
}

type intervalSum struct {
	avg bool
	n   int64
	sum datum.Interval
}

func (s *intervalSum) Step(a []any) error {
	text, ok := a[0].(string)
	if !ok {
		return nil
	}
	iv, err := datum.ParseStoredInterval(text)
	if err != nil {
		return err
	}
	s.n++
	s.sum, err = s.sum.Add(iv)
	return err
}

func (s *intervalSum) Done() (any, error) {
	if s.n == 0 {
		return nil, nil
	}
	sum := s.sum
	if s.avg {
		var err error
		if sum, err = sum.Div(float64(s.n)); err != nil {
			return nil, err
		}
	}
	return sum.String(), nil
}
