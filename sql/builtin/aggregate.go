package builtin

import (
	"fmt"
	"math"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// Aggregate is how one aggregate function is carried out.
//
// In templates, @name( marks the call of an aggregate of SQLite or of this
// package: DISTINCT, ORDER BY, FILTER and OVER go to each such call.
type Aggregate struct {
	// SQL is the template, "" if only New serves.
	SQL string
	// Window, if set, takes the place of SQL with OVER. If both are "" the
	// aggregate cannot be a window function: Go aggregates have no inverse.
	// Over floats the last digit may differ from PostgreSQL's, which adds in
	// another order of operations; of equal numerics, max and min may keep one
	// of another scale.
	Window string
	// Distinct, if set, takes the place of SQL where DISTINCT is asked for; the
	// word DISTINCT is then not to be added, it stands where it is needed.
	Distinct string
	// DistinctOrdered, if set, takes the place of Distinct where the aggregate
	// has an ORDER BY of its own: it keeps the order in which values come.
	DistinctOrdered string
	// NoWindow says that SQL does not go with OVER.
	NoWindow bool
	// New makes the Go form, registered under GoName of the signature. It takes
	// the aggregate's arguments, and serves where SQL is "" or would evaluate
	// an expensive argument more than once.
	New func() Accumulator
}

// Accumulator is one running Go aggregate.
type Accumulator interface {
	// Step takes the arguments of a row; NULL is nil.
	Step(args []any) error
	// Done gives the result; nil is NULL.
	Done() (any, error)
}

// AggregateFunction finds the implementation of an aggregate's signature.
func AggregateFunction(signature string) (*Aggregate, bool) {
	a, ok := tables().aggs[signature]
	return a, ok
}

func (r *registry) agg(signature string, a Aggregate) {
	if _, dup := r.aggs[signature]; dup {
		panic("builtin: " + signature + " entered twice")
	}
	r.aggs[signature] = &a
}

// running adapts an Accumulator to the driver, which finds Step and Done by
// reflection.
type running struct {
	acc Accumulator
	err error
}

func (a *Aggregate) construct() *running { return &running{acc: a.New()} }

// Step is called by the driver for each row.
func (s *running) Step(args ...any) (err error) {
	if s.err != nil {
		return s.err
	}
	defer func() {
		if p := recover(); p != nil {
			err = encodeError(&datum.Error{Code: "XX000", Message: fmt.Sprintf("aggregate failed: %v", p)})
		}
		s.err = err
	}()
	for i, a := range args {
		if b, ok := a.([]byte); ok && b == nil {
			args[i] = nil
		}
	}
	if err := s.acc.Step(args); err != nil {
		return encodeError(err)
	}
	return nil
}

// Done is called by the driver once, after the last row or an error.
func (s *running) Done() (res any, err error) {
	if s.err != nil {
		return nil, s.err
	}
	defer func() {
		if p := recover(); p != nil {
			res, err = nil, encodeError(&datum.Error{Code: "XX000", Message: fmt.Sprintf("aggregate failed: %v", p)})
		}
	}()
	res, err = s.acc.Done()
	if err != nil {
		return nil, encodeError(err)
	}
	return storable(res), nil
}

func (r *registry) addAggregates() {
	r.agg("count()", Aggregate{SQL: "@count(*)"})
	r.agg("count(any)", Aggregate{SQL: "@count($1)"})
	for _, n := range []string{"bool_and", "every"} {
		r.agg(n+"(bool)", Aggregate{SQL: "@min($1)"})
	}
	r.agg("bool_or(bool)", Aggregate{SQL: "@max($1)"})
	for _, f := range []string{"min", "max"} {
		for _, t := range []string{"int2", "int4", "int8", "oid", "date", "time", "timestamp", "timestamptz", "text", "float4", "float8"} {
			r.agg(f+"("+t+")", Aggregate{SQL: "@" + f + "($1)"})
		}
		r.agg(f+"(bpchar)", Aggregate{SQL: "@" + f + "($1 COLLATE RTRIM)"})
		for _, t := range []string{"numeric", "interval"} {
			r.agg(f+"("+t+")", Aggregate{Window: "@" + f + "($1 COLLATE pg_" + t + ")",
				New: func() Accumulator { return &extreme{compare: collations["pg_"+t], max: f == "max"} }})
		}
	}
	for _, t := range []string{"int2", "int4", "int8"} {
		r.agg("bit_and("+t+")", Aggregate{New: func() Accumulator { return &bitwise{f: func(a, b int64) int64 { return a & b }} }})
		r.agg("bit_or("+t+")", Aggregate{New: func() Accumulator { return &bitwise{f: func(a, b int64) int64 { return a | b }} }})
		r.agg("bit_xor("+t+")", Aggregate{New: func() Accumulator { return &bitwise{f: func(a, b int64) int64 { return a ^ b }} }})
	}
	r.addSums()
	r.addFloatAggregates()
	r.addStringAggregates()
	r.addRegression()
	r.addDistinct()
	r.addOrdered()
}

// extreme is max and min where equal values may look different: of equals
// PostgreSQL keeps the later one.
type extreme struct {
	compare func(a, b string) int
	max     bool
	best    any
}

func (e *extreme) Step(a []any) error {
	if a[0] == nil {
		return nil
	}
	if e.best != nil {
		c := e.compare(e.best.(string), a[0].(string))
		if e.max && c > 0 || !e.max && c < 0 {
			return nil
		}
	}
	e.best = a[0]
	return nil
}

func (e *extreme) Done() (any, error) { return e.best, nil }

type bitwise struct {
	f    func(a, b int64) int64
	n    int64
	some bool
}

func (b *bitwise) Step(a []any) error {
	n, ok := a[0].(int64)
	switch {
	case !ok:
	case b.some:
		b.n = b.f(b.n, n)
	default:
		b.n, b.some = n, true
	}
	return nil
}

func (b *bitwise) Done() (any, error) {
	if !b.some {
		return nil, nil
	}
	return b.n, nil
}

// floatWindow wraps a native aggregate over floats for windows: NaN, and
// infinities of both signs (for which SQLite has NULL), make NaN. SQLite's sums
// are compensated, so the last digit may be better than PostgreSQL's.
func floatWindow(native string) string {
	return "CASE WHEN @max(typeof($1) = 'text') THEN 'NaN' WHEN @count($1) > 0 THEN coalesce(@" + native + "($1), 'NaN') END"
}

func (r *registry) addFloatAggregates() {
	r.agg("sum(float8)", Aggregate{Window: floatWindow("sum"), New: func() Accumulator { return &floatSumming{} }})
	r.agg("sum(float4)", Aggregate{New: func() Accumulator { return &floatSumming{single: true} }})
	for _, t := range []string{"float4", "float8"} {
		r.agg("avg("+t+")", Aggregate{Window: floatWindow("avg"), New: func() Accumulator {
			return &youngsCramer{done: func(y *youngsCramer) any { return y.sum / y.n }, least: 1}
		}})
		for name, pop := range map[string]bool{"var_pop": true, "var_samp": false, "variance": false} {
			r.agg(name+"("+t+")", Aggregate{New: func() Accumulator { return variance(pop, false) }})
		}
		for name, pop := range map[string]bool{"stddev_pop": true, "stddev_samp": false, "stddev": false} {
			r.agg(name+"("+t+")", Aggregate{New: func() Accumulator { return variance(pop, true) }})
		}
	}
}

type floatSumming struct {
	single, some bool
	sum          float64
}

func (f *floatSumming) Step(a []any) error {
	if a[0] == nil {
		return nil
	}
	x := float(a[0])
	if !f.some {
		f.sum, f.some = x, true
		return nil
	}
	sum := f.sum + x
	if f.single {
		sum = float64(float32(sum))
	}
	if isInf(sum) && !isInf(f.sum) && !isInf(x) {
		return errFloatOverflow()
	}
	f.sum = sum
	return nil
}

func (f *floatSumming) Done() (any, error) {
	if !f.some {
		return nil, nil
	}
	return f.sum, nil
}

// youngsCramer accumulates count, sum and sum of squared differences in the
// same steps as PostgreSQL's float8_accum, so that the last digit agrees.
type youngsCramer struct {
	n, sum, squares float64
	least           float64 // fewer values than this give NULL
	done            func(*youngsCramer) any
}

func variance(pop, root bool) *youngsCramer {
	y := &youngsCramer{least: 2}
	if pop {
		y.least = 1
	}
	y.done = func(y *youngsCramer) any {
		d := y.n - 1
		if pop {
			d = y.n
		}
		if root {
			return math.Sqrt(y.squares / d)
		}
		return y.squares / d
	}
	return y
}

func (y *youngsCramer) Step(a []any) error {
	if a[0] == nil {
		return nil
	}
	x := float(a[0])
	n0, sum0 := y.n, y.sum
	y.n++
	y.sum += x
	if n0 == 0 {
		if x != x || isInf(x) {
			y.squares = math.NaN()
		}
		return nil
	}
	t := x*y.n - y.sum
	y.squares += float64(t*t) / (y.n * n0)
	if isInf(y.sum) || isInf(y.squares) {
		if !isInf(sum0) && !isInf(x) {
			return errFloatOverflow()
		}
		y.squares = math.NaN()
	}
	return nil
}

func (y *youngsCramer) Done() (any, error) {
	if y.n < y.least {
		return nil, nil
	}
	return y.done(y), nil
}
