package builtin

import (
	"math"
	"slices"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// Ordered-set aggregates take their direct argument, then the value of WITHIN
// GROUP's ORDER BY, then two more that say how it is ordered: 1 for DESC (else
// 0), and the collation that the type needs (see Collation; may be empty).
func (r *registry) addOrdered() {
	r.agg("percentile_cont(float8,float8)", Aggregate{New: func() Accumulator {
		return &percentile{between: betweenFloats}
	}})
	r.agg("percentile_cont(float8,interval)", Aggregate{New: func() Accumulator {
		return &percentile{between: betweenIntervals}
	}})
	r.agg("percentile_disc(float8,anyelement)", Aggregate{New: func() Accumulator { return &percentile{} }})
	r.agg("percentile_cont(_float8,float8)", Aggregate{New: func() Accumulator { return &percentile{between: betweenFloats} }})
	r.agg("percentile_cont(_float8,interval)", Aggregate{New: func() Accumulator { return &percentile{between: betweenIntervals} }})
	r.agg("percentile_disc(_float8,anyelement)", Aggregate{New: func() Accumulator { return &percentile{} }})
	r.agg("mode(anyelement)", Aggregate{New: func() Accumulator { return &mode{} }})
}

// sorting is the order that the last two arguments choose.
type sorting struct {
	compare func(a, b any) int
	values  []any
}

func (s *sorting) add(v, desc, collation any) {
	if s.compare == nil {
		s.compare = compareStored
		if f, ok := collations[str(collation)]; ok {
			s.compare = func(a, b any) int { return f(str(a), str(b)) }
		}
		if base := s.compare; desc == int64(1) {
			s.compare = func(a, b any) int { return base(b, a) }
		}
	}
	if v != nil {
		s.values = append(s.values, v)
	}
}

// percentile is percentile_cont if between is set, else percentile_disc.
type percentile struct {
	sorting
	fraction any
	between  func(lo, hi any, f float64) (any, error)
}

func (p *percentile) Step(a []any) error {
	p.fraction = a[0]
	p.add(a[1], a[2], a[3])
	return nil
}

func (p *percentile) Done() (any, error) {
	if p.fraction == nil {
		return nil, nil
	}
	if len(p.values) > 0 {
		slices.SortStableFunc(p.values, p.compare)
	}
	text, many := p.fraction.(string)
	if !many || text == "NaN" {
		return p.at(p.fraction)
	}
	if len(p.values) == 0 {
		return nil, nil
	}
	fractions, err := decodeArray(text)
	if err == nil {
		fractions, err = p.atAll(fractions)
	}
	return string(appendJSONArray(nil, fractions)), err
}

// atAll gives an array of the shape of the fractions.
func (p *percentile) atAll(fractions []any) ([]any, error) {
	out := make([]any, len(fractions))
	for i, f := range fractions {
		var err error
		switch inner, nested := f.([]any); {
		case nested:
			out[i], err = p.atAll(inner)
		case f != nil:
			out[i], err = p.at(f)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (p *percentile) at(fraction any) (any, error) {
	f := float(fraction)
	if !(f >= 0 && f <= 1) {
		return nil, errorf("22003", "percentile value %g is not between 0 and 1", f)
	}
	n := len(p.values)
	if n == 0 {
		return nil, nil
	}
	if p.between == nil {
		return p.values[max(int(math.Ceil(f*float64(n))), 1)-1], nil
	}
	at := f * float64(n-1)
	lo, hi := int(math.Floor(at)), int(math.Ceil(at))
	if lo == hi {
		return p.values[lo], nil
	}
	return p.between(p.values[lo], p.values[hi], at-float64(lo))
}

func betweenFloats(lo, hi any, f float64) (any, error) {
	x, y := float(lo), float(hi)
	return x + float64(f*(y-x)), nil
}

func betweenIntervals(lo, hi any, f float64) (any, error) {
	x, err := interval(lo)
	if err != nil {
		return nil, err
	}
	y, err := interval(hi)
	if err != nil {
		return nil, err
	}
	var d datum.Interval
	if d, err = y.Sub(x); err == nil {
		if d, err = d.Mul(f); err == nil {
			return intervalResult(d.Add(x))
		}
	}
	return nil, err
}

// mode is the most frequent value, of equals the first in order.
type mode struct{ sorting }

func (m *mode) Step(a []any) error {
	m.add(a[0], a[1], a[2])
	return nil
}

func (m *mode) Done() (any, error) {
	slices.SortStableFunc(m.values, m.compare)
	var best any
	most, run := 0, 0
	for i, v := range m.values {
		if i > 0 && m.compare(m.values[i-1], v) == 0 {
			run++
		} else {
			run = 1
		}
		if run > most {
			most = run
			best = m.values[i-run+1]
		}
	}
	return best, nil
}
