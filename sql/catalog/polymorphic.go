package catalog

// IsPolymorphic reports whether a type stands for the types of actual
// arguments: anyelement, anyarray, anycompatible and their kin, not "any".
func IsPolymorphic(t uint32) bool { return isFamily1(t) || isFamily2(t) }

// IsPolymorphic reports whether the type of an OID is polymorphic.
func (c *Catalog) IsPolymorphic(t uint32) bool { return IsPolymorphic(t) }

// isFamily1 is the family whose types must agree exactly.
func isFamily1(t uint32) bool {
	switch t {
	case AnyElement, AnyArray, AnyNonArray, AnyEnum, AnyRange, AnyMultirange:
		return true
	}
	return false
}

// isFamily2 is the family whose types are converted to a common one.
func isFamily2(t uint32) bool {
	switch t {
	case AnyCompatible, AnyCompatibleArray, AnyCompatibleNonArray, AnyCompatibleRange, AnyCompatibleMultirange:
		return true
	}
	return false
}

// generics is what the polymorphic parameters of one call stand for; 0 is not
// known.
type generics struct {
	elem, array, ranges, multi uint32 // family 1
	count1                     int    // parameters of family 1
	nonArray, enum             bool

	common, commonRange, commonMulti uint32 // family 2
	commonSub                        uint32 // element type of commonRange
	count2                           int
	commonNonArray                   bool
	inputs                           []uint32 // what common must take in
}

// unify sets *have to t, unless it is set to another type already.
func unify(have *uint32, t uint32) bool {
	if *have != 0 && *have != t {
		return false
	}
	*have = t
	return true
}

// canCoerceGeneric is check_generic_type_consistency.
func (c *Catalog) canCoerceGeneric(actual, declared []uint32) bool {
	var buf [8]uint32
	g := generics{inputs: buf[:0]}
	return g.settle(c, actual, declared)
}

// settle finds what the polymorphic types among declared stand for when called
// with the actual types. Unknown literals tell nothing.
func (g *generics) settle(c *Catalog, actual, declared []uint32) bool {
	for i, d := range declared {
		ok := true
		switch {
		case isFamily1(d):
			g.count1++
			ok = g.add1(c, actual[i], d)
		case isFamily2(d):
			g.count2++
			ok = g.add2(c, actual[i], d)
		}
		if !ok {
			return false
		}
	}
	return g.settle1(c) && g.settle2(c)
}

func (g *generics) add1(c *Catalog, actual, declared uint32) bool {
	g.nonArray = g.nonArray || declared == AnyNonArray
	g.enum = g.enum || declared == AnyEnum
	if actual == Unknown {
		return true
	}
	switch declared {
	case AnyArray:
		return unify(&g.array, c.BaseType(actual))
	case AnyRange:
		return unify(&g.ranges, c.BaseType(actual))
	case AnyMultirange:
		return unify(&g.multi, c.BaseType(actual))
	}
	return unify(&g.elem, actual)
}

// settle1 derives the types of family 1 from each other.
func (g *generics) settle1(c *Catalog) bool {
	if g.array != 0 && g.array != AnyArray { // statistics views have columns of type anyarray
		e := c.ElementType(g.array)
		if e == 0 || !unify(&g.elem, e) {
			return false
		}
	}
	if g.multi != 0 {
		r := c.multiRange[g.multi]
		if r == 0 || !unify(&g.ranges, r) {
			return false
		}
	}
	if g.ranges != 0 {
		e := c.rangeSub[g.ranges]
		if e == 0 || !unify(&g.elem, e) {
			return false
		}
	}
	if g.nonArray && c.ElementType(c.BaseType(g.elem)) != 0 {
		return false
	}
	return !g.enum || c.kind(g.elem) == 'e'
}

func (g *generics) add2(c *Catalog, actual, declared uint32) bool {
	g.commonNonArray = g.commonNonArray || declared == AnyCompatibleNonArray
	if actual == Unknown {
		return true
	}
	switch declared {
	case AnyCompatibleArray:
		e := c.ElementType(c.BaseType(actual))
		g.inputs = append(g.inputs, e)
		return e != 0
	case AnyCompatibleRange:
		known := g.commonRange != 0
		if !unify(&g.commonRange, c.BaseType(actual)) {
			return false
		}
		if !known {
			g.commonSub = c.rangeSub[g.commonRange]
			g.inputs = append(g.inputs, g.commonSub)
		}
		return g.commonSub != 0
	case AnyCompatibleMultirange:
		return unify(&g.commonMulti, c.BaseType(actual)) && c.multiRange[g.commonMulti] != 0
	}
	g.inputs = append(g.inputs, actual)
	return true
}

// settle2 chooses the common type of family 2.
func (g *generics) settle2(c *Catalog) bool {
	if g.commonMulti != 0 {
		r := c.multiRange[g.commonMulti]
		if g.commonRange == 0 {
			g.commonSub = c.rangeSub[r]
			g.inputs = append(g.inputs, g.commonSub)
		}
		if !unify(&g.commonRange, r) {
			return false
		}
	}
	if len(g.inputs) == 0 {
		return true
	}
	t, ok := c.CommonType(g.inputs)
	if !ok {
		return false
	}
	for _, in := range g.inputs {
		if !c.canCoerceOne(in, t) {
			return false
		}
	}
	g.common = t
	if g.commonNonArray && c.ElementType(c.BaseType(t)) != 0 {
		return false
	}
	return g.commonSub == 0 || g.commonSub == t
}
