package sql

import "github.com/pgconfluence/pgconfluence/sql/builtin"

// maxFolded bounds the size of a value computed while analysing.
const maxFolded = 64 << 10

// fold computes a call of an immutable function over constants, so that the
// planner can look its value up. What would raise an error is left as it is:
// it may stand in a branch that is never taken.
func (a *analyser) fold(e expr) expr {
	c, ok := e.(*call)
	if !ok || c.proc.Volatile != 'i' || c.proc.ReturnsSet {
		return e
	}
	impl, ok := builtin.Function(c.proc.Signature())
	if !ok || impl.Go == nil || impl.Volatile || len(impl.Session) > 0 {
		return e
	}
	args := make([]any, len(c.args))
	for i, arg := range c.args {
		k, ok := unwrap(arg).(*constant)
		if !ok || k.t.oid == oidUnknown {
			return e
		}
		if k.val == nil && !impl.NotStrict {
			return &constant{t: c.t}
		}
		args[i] = k.val
	}
	v, err := impl.Go(args)
	if err != nil {
		return e
	}
	switch v := v.(type) {
	case nil, int64, float64:
	case string:
		if len(v) > maxFolded {
			return e
		}
	default:
		return e
	}
	return &constant{val: v, t: c.t}
}
