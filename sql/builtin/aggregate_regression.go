package builtin

import "math"

// regression accumulates pairs in the steps of PostgreSQL's float8_regr_accum.
// Y is the first argument, X the second.
type regression struct {
	n, sx, sxx, sy, syy, sxy float64
	done                     func(*regression) any
}

func (g *regression) Step(a []any) error {
	if a[0] == nil || a[1] == nil {
		return nil
	}
	y, x := float(a[0]), float(a[1])
	n0, sx0, sy0 := g.n, g.sx, g.sy
	g.n++
	g.sx += x
	g.sy += y
	if n0 == 0 {
		if x != x || isInf(x) {
			g.sxx, g.sxy = math.NaN(), math.NaN()
		}
		if y != y || isInf(y) {
			g.syy, g.sxy = math.NaN(), math.NaN()
		}
		return nil
	}
	tx, ty := x*g.n-g.sx, y*g.n-g.sy
	scale := 1 / (g.n * n0)
	// The conversions keep the compiler from fusing multiply and add, which
	// PostgreSQL's build does not do.
	g.sxx += float64(tx * tx * scale)
	g.syy += float64(ty * ty * scale)
	g.sxy += float64(tx * ty * scale)
	return g.check(x, y, sx0, sy0)
}

// check raises on an overflow that no infinite input explains; an infinite
// input makes the sums NaN.
func (g *regression) check(x, y, sx0, sy0 float64) error {
	if !isInf(g.sx) && !isInf(g.sxx) && !isInf(g.sy) && !isInf(g.syy) && !isInf(g.sxy) {
		return nil
	}
	badX := isInf(sx0) || isInf(x)
	badY := isInf(sy0) || isInf(y)
	if (isInf(g.sx) || isInf(g.sxx)) && !badX || (isInf(g.sy) || isInf(g.syy)) && !badY ||
		isInf(g.sxy) && !badX && !badY {
		return errFloatOverflow()
	}
	if isInf(g.sxx) {
		g.sxx = math.NaN()
	}
	if isInf(g.syy) {
		g.syy = math.NaN()
	}
	if isInf(g.sxy) {
		g.sxy = math.NaN()
	}
	return nil
}

func (g *regression) Done() (any, error) { return g.done(g), nil }

func (r *registry) addRegression() {
	atLeast := func(n float64, f func(g *regression) any) func(*regression) any {
		return func(g *regression) any {
			if g.n < n {
				return nil
			}
			return f(g)
		}
	}
	r.agg("regr_count(float8,float8)", Aggregate{SQL: "@count(CASE WHEN $2 IS NOT NULL THEN $1 END)"})
	for name, done := range map[string]func(*regression) any{
		"regr_sxx":   atLeast(1, func(g *regression) any { return g.sxx }),
		"regr_syy":   atLeast(1, func(g *regression) any { return g.syy }),
		"regr_sxy":   atLeast(1, func(g *regression) any { return g.sxy }),
		"regr_avgx":  atLeast(1, func(g *regression) any { return g.sx / g.n }),
		"regr_avgy":  atLeast(1, func(g *regression) any { return g.sy / g.n }),
		"covar_pop":  atLeast(1, func(g *regression) any { return g.sxy / g.n }),
		"covar_samp": atLeast(2, func(g *regression) any { return g.sxy / (g.n - 1) }),
		"corr": atLeast(1, func(g *regression) any {
			if g.sxx == 0 || g.syy == 0 {
				return nil
			}
			return g.sxy / math.Sqrt(g.sxx*g.syy)
		}),
		"regr_r2": atLeast(1, func(g *regression) any {
			switch {
			case g.sxx == 0:
				return nil
			case g.syy == 0:
				return 1.0
			}
			return (g.sxy * g.sxy) / (g.sxx * g.syy)
		}),
		"regr_slope": atLeast(1, func(g *regression) any {
			if g.sxx == 0 {
				return nil
			}
			return g.sxy / g.sxx
		}),
		"regr_intercept": atLeast(1, func(g *regression) any {
			if g.sxx == 0 {
				return nil
			}
			return (g.sy - g.sx*g.sxy/g.sxx) / g.n
		}),
	} {
		r.agg(name+"(float8,float8)", Aggregate{New: func() Accumulator { return &regression{done: done} }})
	}
}
