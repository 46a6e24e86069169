package catalog

// FuncOptions is how a function is called.
type FuncOptions struct {
	Schema       string   // "" is pg_catalog
	ArgNames     []string // names of the last arguments (name => value), in their order
	VariadicCall bool     // the last argument is given as VARIADIC array
}

// FuncMatch is the function that a call means.
type FuncMatch struct {
	Proc *Proc // nil if CastTo is set

	// ArgTypes is what each actual argument must be converted to, in the order
	// of the call: polymorphic types resolved, a variadic parameter expanded. An
	// argument for "any" keeps its type, be it Unknown.
	ArgTypes []uint32
	Result   uint32 // polymorphic results resolved; Record if columns decide

	// VariadicFrom is the first actual argument of those that form the variadic
	// array; -1 if none do. For VARIADIC "any" it is -1 too: they stay apart.
	VariadicFrom int
	DefaultsUsed int   // parameters that get their Default: the last ones, unless Params is set
	Params       []int // with named arguments: the parameter that each actual argument is for

	// CastTo is set where the call is a cast in the form of a call: text(x).
	CastTo uint32
}

// ResolveFunction finds the function, aggregate or window function that a call
// means (func_get_detail). The arguments of an ordered-set aggregate are the
// direct ones and then those of WITHIN GROUP. The error is a *NotFound, an
// *Ambiguous or a *Mismatch; with a *Mismatch the match's Proc is set, because
// PostgreSQL first complains about a wrong kind of call (42809).
func (c *Catalog) ResolveFunction(name string, args []uint32, opts FuncOptions) (FuncMatch, error) {
	if len(args) > maxArgs {
		return FuncMatch{}, &Mismatch{"54023", "cannot pass more than 100 arguments to a function"}
	}
	var buf [32]*candidate
	list := c.candidates(buf[:0], name, len(args), opts)
	best := exactly(list, args)
	if best == nil {
		if t := c.castCall(name, args, opts); t != 0 {
			return FuncMatch{CastTo: t, ArgTypes: []uint32{t}, Result: t, VariadicFrom: -1}, nil
		}
		var err error
		if best, err = c.selectFunction(name, list, args); err != nil {
			return FuncMatch{}, err
		}
	}
	if best.ambiguous {
		return FuncMatch{}, &Ambiguous{name, append([]uint32(nil), args...)}
	}
	return c.funcMatch(best, args, opts)
}

func exactly(list []*candidate, args []uint32) *candidate {
	for _, k := range list {
		if sameTypes(k.args, args) {
			return k
		}
	}
	return nil
}

func sameTypes(a, b []uint32) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func (c *Catalog) selectFunction(name string, list []*candidate, args []uint32) (*candidate, error) {
	var buf [32]*candidate
	list = c.matching(buf[:0], list, args)
	if len(list) == 0 {
		return nil, &NotFound{name, append([]uint32(nil), args...)}
	}
	if k := c.choose(list, args); k != nil {
		return k, nil
	}
	return nil, &Ambiguous{name, append([]uint32(nil), args...)}
}

// castCall is the type that a call with one argument casts to because its name
// is that of a type and the cast takes no function; else 0.
func (c *Catalog) castCall(name string, args []uint32, opts FuncOptions) uint32 {
	if len(args) != 1 || len(opts.ArgNames) > 0 {
		return 0
	}
	t := c.TypeNamed(opts.Schema, name)
	if t == nil || t.RelID != 0 {
		return 0
	}
	source := args[0]
	if source == Unknown {
		return t.OID
	}
	p, ok := c.pathway(source, t.OID, Explicit)
	switch {
	case !ok:
		return 0
	case p.Method == NoOp:
		return t.OID
	case p.Method == InOut && !(t.Category == 'S' && (source == Record || c.isComposite(source))):
		return t.OID
	}
	return 0
}

func (c *Catalog) funcMatch(k *candidate, args []uint32, opts FuncOptions) (FuncMatch, error) {
	types, result, err := c.enforce(args, k.args, k.proc.Result)
	if err != nil {
		return FuncMatch{Proc: k.proc, VariadicFrom: -1}, err
	}
	m := FuncMatch{Proc: k.proc, ArgTypes: types, Result: result, VariadicFrom: k.variadicFrom,
		DefaultsUsed: k.defaults, Params: k.params}
	if k.proc.Variadic == Any {
		m.VariadicFrom = -1
		last := len(args) - 1
		if opts.VariadicCall && c.ElementType(c.BaseType(args[last])) == 0 {
			return FuncMatch{Proc: k.proc, VariadicFrom: -1}, &Mismatch{"42804", "VARIADIC argument must be an array"}
		}
	}
	return m, nil
}
