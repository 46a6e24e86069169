package catalog

// maxArgs is FUNC_MAX_ARGS.
const maxArgs = 100

// candidate is one way to read a call: a function or operator, and the types
// that it wants for the actual arguments in their order.
type candidate struct {
	args         []uint32
	proc         *Proc
	oper         *Operator
	variadicFrom int // first actual argument that goes into the variadic parameter, -1 none
	defaults     int // parameters that get their default
	params       []int
	ambiguous    bool // stands for several functions that are equally good
}

// matching appends to dst the candidates that take arguments of the input types
// after implicit conversions (func_match_argtypes).
func (c *Catalog) matching(dst, from []*candidate, input []uint32) []*candidate {
	for _, k := range from {
		if c.CanCoerce(input, k.args, Implicit) {
			dst = append(dst, k)
		}
	}
	return dst
}

// choose applies the rules of the manual's sections 10.2 and 10.3 to candidates
// that all match, until one is left; nil if that does not come about
// (func_select_candidate). It overwrites list.
func (c *Catalog) choose(list []*candidate, input []uint32) *candidate {
	if len(list) == 1 {
		return list[0]
	}
	var buf [8]uint32
	base := append(buf[:0], input...)
	unknowns := 0
	for i, t := range base {
		if base[i] = c.BaseType(t); t == Unknown {
			unknowns++
		}
	}
	list = mostMatches(list, base, func(_ int, want, have uint32) bool { return want == have })
	if len(list) == 1 {
		return list[0]
	}
	list = mostMatches(list, base, func(_ int, want, have uint32) bool {
		return want == have || c.preferredIn(want, have)
	})
	if len(list) == 1 {
		return list[0]
	}
	if unknowns == 0 {
		return nil
	}
	list = c.byCategory(list, base)
	if len(list) == 1 {
		return list[0]
	}
	if unknowns == len(base) {
		return nil
	}
	return c.byKnown(list, base)
}

// mostMatches keeps the candidates with the most parameters for which good says
// yes; unknown literals do not count.
func mostMatches(list []*candidate, base []uint32, good func(i int, want, have uint32) bool) []*candidate {
	kept, best := list[:0], -1
	for _, k := range list {
		n := 0
		for i, have := range base {
			if have != Unknown && good(i, k.args[i], have) {
				n++
			}
		}
		if n > best {
			kept, best = list[:0], n
		}
		if n == best {
			kept = append(kept, k)
		}
	}
	return kept
}

// preferredIn reports whether want is the preferred type of have's category.
func (c *Catalog) preferredIn(want, have uint32) bool {
	cat, pref := c.Category(want)
	mine, _ := c.Category(have)
	return pref && cat == mine
}

// byCategory lets the candidates agree on a category for each unknown literal,
// string before all others, and keeps those that have it. It keeps all if they
// do not agree.
func (c *Catalog) byCategory(list []*candidate, base []uint32) []*candidate {
	type slot struct {
		category  byte
		preferred bool
	}
	var buf [8]slot
	slots := append(buf[:0], make([]slot, len(base))...)
	for i, have := range base {
		if have != Unknown {
			continue
		}
		s, conflict := slot{}, false
		for _, k := range list {
			cat, pref := c.Category(k.args[i])
			switch {
			case s.category == 0 || cat == 'S' && s.category != 'S':
				s = slot{cat, pref}
			case cat == s.category:
				s.preferred = s.preferred || pref
			default:
				conflict = true
			}
		}
		if conflict && s.category != 'S' {
			return list
		}
		slots[i] = s
	}
	var kept []*candidate
	for _, k := range list {
		fits := true
		for i, have := range base {
			if have != Unknown {
				continue
			}
			cat, pref := c.Category(k.args[i])
			fits = fits && cat == slots[i].category && (pref || !slots[i].preferred)
		}
		if fits {
			kept = append(kept, k)
		}
	}
	if len(kept) == 0 {
		return list
	}
	return kept
}

// byKnown takes the unknown literals to be of the one type that all the other
// arguments have, and returns the only candidate that takes that; else nil.
func (c *Catalog) byKnown(list []*candidate, base []uint32) *candidate {
	known := Unknown
	for _, t := range base {
		switch {
		case t == Unknown:
		case known == Unknown:
			known = t
		case t != known:
			return nil
		}
	}
	for i := range base {
		base[i] = known
	}
	var found *candidate
	for _, k := range list {
		if c.CanCoerce(base, k.args, Implicit) {
			if found != nil {
				return nil
			}
			found = k
		}
	}
	return found
}
