package catalog

// CommonType is the type that the branches of a UNION, CASE, VALUES, array
// constructor, GREATEST, COALESCE and the like are converted to
// (select_common_type). The order counts: PostgreSQL puts the ELSE of a CASE
// first. All unknown gives text. false means that two categories meet, which
// PostgreSQL answers with 42804; that each branch can then be converted to the
// result is for the caller to check with FindCoercion (else 42846).
func (c *Catalog) CommonType(types []uint32) (uint32, bool) {
	if len(types) == 0 {
		return 0, false
	}
	if t := types[0]; t != Unknown && allAre(types, t) {
		return t, true
	}
	common := c.BaseType(types[0])
	category, preferred := c.Category(common)
	for _, t := range types[1:] {
		t = c.BaseType(t)
		if t == Unknown || t == common {
			continue
		}
		cat, pref := c.Category(t)
		switch {
		case common == Unknown:
		case cat != category:
			return 0, false
		case preferred || !c.canCoerceOne(common, t) || c.canCoerceOne(t, common):
			continue
		}
		common, category, preferred = t, cat, pref
	}
	if common == Unknown {
		return Text, true
	}
	return common, true
}

func allAre(types []uint32, t uint32) bool {
	for _, o := range types {
		if o != t {
			return false
		}
	}
	return true
}

func (c *Catalog) canCoerceOne(from, to uint32) bool {
	return c.CanCoerce([]uint32{from}, []uint32{to}, Implicit)
}
