package builtin

import "github.com/pgconfluence/pgconfluence/sql/datum"

func (r *registry) addNumericFunctions() {
	one := func(f func(n *datum.Numeric) (*datum.Numeric, error), names ...string) {
		for _, name := range names {
			r.fn(name+"(numeric)", numeric1(f))
		}
	}
	two := func(f func(n, o *datum.Numeric) (*datum.Numeric, error), names ...string) {
		for _, name := range names {
			r.fn(name+"(numeric,numeric)", numeric2(f))
		}
	}
	one((*datum.Numeric).Sqrt, "sqrt", "numeric_sqrt")
	one((*datum.Numeric).Exp, "exp", "numeric_exp")
	one((*datum.Numeric).Ln, "ln", "numeric_ln")
	ten := datum.NumericFromInt64(10)
	one(func(n *datum.Numeric) (*datum.Numeric, error) { return n.Log(ten) }, "log", "log10")
	two(func(base, n *datum.Numeric) (*datum.Numeric, error) { return n.Log(base) }, "log", "numeric_log")
	two((*datum.Numeric).Power, "power", "pow", "numeric_power")
	r.addNumericMore()
	r.addDegrees()
	r.addBytes()
}
