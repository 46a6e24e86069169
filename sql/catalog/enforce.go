package catalog

import "fmt"

// enforce says what the polymorphic types among declared, and the result, stand
// for when called with the actual types (enforce_generic_type_consistency). It
// returns the types that the actual arguments must be converted to.
func (c *Catalog) enforce(actual, declared []uint32, result uint32) ([]uint32, uint32, error) {
	out := make([]uint32, len(declared))
	copy(out, declared)
	for i, d := range declared {
		if d == Any { // taken as it comes, an unknown literal too
			out[i] = actual[i]
		}
	}
	var buf [8]uint32
	g := generics{inputs: buf[:0]}
	if !g.settle(c, actual, declared) {
		return nil, 0, &Mismatch{"42804", "arguments declared with polymorphic types are not all alike"}
	}
	if g.count1 == 0 && g.count2 == 0 {
		return out, result, nil
	}
	if err := g.complete(c, result); err != nil {
		return nil, 0, err
	}
	for i, d := range declared {
		if !IsPolymorphic(d) {
			continue
		}
		t, err := g.stands(c, d)
		if err != nil {
			return nil, 0, err
		}
		out[i] = t
	}
	t, err := g.stands(c, result)
	return out, t, err
}

// complete settles what is left open by unknown literals and by columns of
// type anyarray.
func (g *generics) complete(c *Catalog, result uint32) error {
	if g.count1 > 0 && g.elem == 0 {
		switch {
		case g.array != AnyArray:
			return &Mismatch{"42804", "could not determine polymorphic type because input has type unknown"}
		case g.count1 != 1 || result != AnyArray && isFamily1(result):
			return &Mismatch{"42804", `cannot determine element type of "anyarray" argument`}
		}
		g.elem = AnyElement
	}
	if g.count2 > 0 && g.common == 0 {
		g.common = Text
	}
	return nil
}

// stands returns what a polymorphic type stands for, and other types as they are.
func (g *generics) stands(c *Catalog, t uint32) (uint32, error) {
	switch t {
	case AnyElement, AnyNonArray, AnyEnum:
		return g.elem, nil
	case AnyArray:
		if g.array != 0 {
			return g.array, nil
		}
		return c.arrayOver(g.elem)
	case AnyRange:
		return undetermined(c, t, g.ranges)
	case AnyMultirange:
		if g.multi == 0 {
			g.multi = c.rangeMulti[g.ranges]
		}
		return undetermined(c, t, g.multi)
	case AnyCompatible, AnyCompatibleNonArray:
		return g.common, nil
	case AnyCompatibleArray:
		return c.arrayOver(g.common)
	case AnyCompatibleRange:
		return undetermined(c, t, g.commonRange)
	case AnyCompatibleMultirange:
		if g.commonMulti == 0 {
			g.commonMulti = c.rangeMulti[g.commonRange]
		}
		return undetermined(c, t, g.commonMulti)
	}
	return t, nil
}

func undetermined(c *Catalog, declared, found uint32) (uint32, error) {
	if found != 0 {
		return found, nil
	}
	return 0, &Mismatch{"42804", fmt.Sprintf("could not determine polymorphic type %s because input has type unknown",
		c.FormatTypeName(declared))}
}

func (c *Catalog) arrayOver(elem uint32) (uint32, error) {
	if a := c.ArrayType(elem); a != 0 {
		return a, nil
	}
	return 0, &Mismatch{"42704", "could not find array type for data type " + c.FormatTypeName(elem)}
}
