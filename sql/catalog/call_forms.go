package catalog

// candidates appends to dst the ways to call a function of the name with n
// arguments (FuncnameGetCandidates).
func (c *Catalog) candidates(dst []*candidate, name string, n int, opts FuncOptions) []*candidate {
	special := false
	for _, p := range c.ProcsNamed(opts.Schema, name) {
		k := callForm(p, n, opts)
		if k == nil {
			continue
		}
		if k != &p.plain {
			special = true
		}
		if special {
			dst = addSpecial(dst, k)
		} else {
			dst = append(dst, k)
		}
	}
	return dst
}

// callForm is how p takes n arguments, nil if it cannot. PostgreSQL lets VARIADIC
// pass on a function without a variadic parameter, where it has no effect.
func callForm(p *Proc, n int, opts FuncOptions) *candidate {
	switch {
	case len(opts.ArgNames) > 0:
		if p.Variadic != 0 && !opts.VariadicCall {
			return nil
		}
		return namedForm(p, n, opts.ArgNames)
	case p.Variadic != 0 && !opts.VariadicCall && len(p.Args) <= n:
		return variadicForm(p, n)
	case len(p.Args) == n:
		return &p.plain
	case len(p.Args) > n && n+p.Defaults >= len(p.Args):
		return &candidate{args: p.Args[:n], proc: p, variadicFrom: -1, defaults: len(p.Args) - n}
	}
	return nil
}

func variadicForm(p *Proc, n int) *candidate {
	from := len(p.Args) - 1
	args := append(make([]uint32, 0, n), p.Args[:from]...)
	for len(args) < n {
		args = append(args, p.Variadic)
	}
	return &candidate{args: args, proc: p, variadicFrom: from}
}

// namedForm puts the arguments, the last ones of which are named, to the
// parameters of p (MatchNamedCall).
func namedForm(p *Proc, n int, argNames []string) *candidate {
	positional := n - len(argNames)
	if n > len(p.Args) || positional < 0 || p.inputs == nil {
		return nil
	}
	given := make([]bool, len(p.Args))
	k := &candidate{proc: p, variadicFrom: -1, defaults: len(p.Args) - n}
	take := func(param int) {
		given[param] = true
		k.params = append(k.params, param)
		k.args = append(k.args, p.Args[param])
	}
	for i := range positional {
		take(i)
	}
	for _, name := range argNames {
		param := -1
		for i, in := range p.inputs {
			if in == name && name != "" {
				param = i
				break
			}
		}
		if param < 0 || given[param] {
			return nil
		}
		take(param)
	}
	for i := range p.Args {
		if !given[i] && i < len(p.Args)-p.Defaults {
			return nil
		}
	}
	return k
}

// addSpecial appends k unless the list has a candidate for the same types: then
// the one that puts fewer arguments into a variadic parameter stays, and two
// equal ones become an ambiguous one.
func addSpecial(list []*candidate, k *candidate) []*candidate {
	for i, o := range list {
		if !sameTypes(o.args, k.args) {
			continue
		}
		switch a, b := variadicCount(o), variadicCount(k); {
		case a < b:
		case a > b:
			list[i] = k
		default:
			both := *o
			both.ambiguous = true
			list[i] = &both
		}
		return list
	}
	return append(list, k)
}

func variadicCount(k *candidate) int {
	if k.variadicFrom < 0 {
		return 0
	}
	return len(k.args) - k.variadicFrom
}
