package builtin

import (
	"strconv"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// numeric reads a stored numeric; an integer is taken as one too.
func numeric(v any) (*datum.Numeric, error) {
	switch v := v.(type) {
	case string:
		return datum.NumericFromString(v)
	case int64:
		return datum.NumericFromInt64(v), nil
	}
	return nil, errorf("XX000", "a numeric cannot stand as %T", v)
}

// numericResult turns the two results of an operation into a stored value.
func numericResult(n *datum.Numeric, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return n.String(), nil
}

func numeric1(f func(n *datum.Numeric) (*datum.Numeric, error)) func(a []any) (any, error) {
	return func(a []any) (any, error) {
		n, err := numeric(a[0])
		if err != nil {
			return nil, err
		}
		return numericResult(f(n))
	}
}

func numeric2(f func(n, o *datum.Numeric) (*datum.Numeric, error)) func(a []any) (any, error) {
	return func(a []any) (any, error) {
		n, err := numeric(a[0])
		if err != nil {
			return nil, err
		}
		o, err := numeric(a[1])
		if err != nil {
			return nil, err
		}
		return numericResult(f(n, o))
	}
}

func (r *registry) addNumerics() {
	for names, f := range map[[2]string]func(n, o *datum.Numeric) (*datum.Numeric, error){
		{"numeric_add"}:              (*datum.Numeric).Add,
		{"numeric_sub"}:              (*datum.Numeric).Sub,
		{"numeric_mul"}:              (*datum.Numeric).Mul,
		{"numeric_div"}:              (*datum.Numeric).Div,
		{"numeric_mod", "mod"}:       (*datum.Numeric).Mod,
		{"numeric_div_trunc", "div"}: (*datum.Numeric).DivInt,
	} {
		for _, name := range names {
			if name != "" {
				r.fn(name+"(numeric,numeric)", numeric2(f))
			}
		}
	}
	sure := func(f func(n *datum.Numeric) *datum.Numeric) func(n *datum.Numeric) (*datum.Numeric, error) {
		return func(n *datum.Numeric) (*datum.Numeric, error) { return f(n), nil }
	}
	for name, f := range map[string]func(n *datum.Numeric) (*datum.Numeric, error){
		"numeric_uminus": sure((*datum.Numeric).Neg),
		"numeric_abs":    sure((*datum.Numeric).Abs),
		"abs":            sure((*datum.Numeric).Abs),
		"trim_scale":     sure((*datum.Numeric).TrimScale),
		"floor":          (*datum.Numeric).Floor,
		"ceil":           (*datum.Numeric).Ceil,
		"ceiling":        (*datum.Numeric).Ceil,
		"round":          func(n *datum.Numeric) (*datum.Numeric, error) { return n.Round(0) },
		"trunc":          func(n *datum.Numeric) (*datum.Numeric, error) { return n.Trunc(0) },
	} {
		r.fn(name+"(numeric)", numeric1(f))
	}
	r.sql("numeric_uplus(numeric)", "$1")
	r.fn("round(numeric,int4)", rescale((*datum.Numeric).Round))
	r.fn("trunc(numeric,int4)", rescale((*datum.Numeric).Trunc))
	r.fn("sign(numeric)", func(a []any) (any, error) {
		n, err := numeric(a[0])
		if err != nil || n.IsNaN() {
			return "NaN", err
		}
		return strconv.Itoa(n.Sign()), nil
	})
	r.fn("scale(numeric)", scaleOf(func(n *datum.Numeric) *datum.Numeric { return n }))
	r.fn("min_scale(numeric)", scaleOf((*datum.Numeric).TrimScale))
	r.addNumericCasts()
}

func rescale(f func(n *datum.Numeric, places int) (*datum.Numeric, error)) func(a []any) (any, error) {
	return func(a []any) (any, error) {
		n, err := numeric(a[0])
		if err != nil {
			return nil, err
		}
		return numericResult(f(n, int(a[1].(int64))))
	}
}

func scaleOf(f func(n *datum.Numeric) *datum.Numeric) func(a []any) (any, error) {
	return func(a []any) (any, error) {
		n, err := numeric(a[0])
		if err != nil || n.IsNaN() || n.IsInf() {
			return nil, err
		}
		return int64(f(n).Scale()), nil
	}
}

// addNumericCasts: an integer stands as a numeric by its digits, and a numeric
// of few digits and no fraction is read by SQLite itself.
func (r *registry) addNumericCasts() {
	for _, t := range []struct {
		intType
		oid    uint32
		digits int
	}{{int2Type, 21, 4}, {int4Type, 23, 9}, {int8Type, 20, 18}} {
		r.sql("numeric("+t.name+")", "CAST($1 AS TEXT)")
		r.both(t.name+"(numeric)",
			"CASE WHEN $1 NOT GLOB '*[^0-9]*' AND length($1) <= "+strconv.Itoa(t.digits)+" THEN CAST($1 AS INTEGER) ELSE @go END",
			func(a []any) (any, error) {
				n, err := numeric(a[0])
				if err != nil {
					return nil, err
				}
				return n.Int64(t.oid)
			})
	}
	r.fn("numeric(float8)", func(a []any) (any, error) { return datum.NumericFromFloat64(float(a[0])).String(), nil })
	r.fn("numeric(float4)", func(a []any) (any, error) { return datum.NumericFromFloat32(float32(float(a[0]))).String(), nil })
	r.fn("float8(numeric)", func(a []any) (any, error) {
		n, err := numeric(a[0])
		if err != nil {
			return nil, err
		}
		return n.Float64()
	})
	r.fn("float4(numeric)", func(a []any) (any, error) {
		n, err := numeric(a[0])
		if err != nil {
			return nil, err
		}
		return n.Float32()
	})
	r.fn("numeric(numeric,int4)", func(a []any) (any, error) {
		return datum.ApplyTypmod(1700, int32(a[1].(int64)), a[0], true)
	})
}
