package catalog

// opclass is a default operator class.
type opclass struct {
	method, family, input uint32
}

type amopKey struct {
	family      uint32
	left, right uint32
	strategy    int16
}

// Strategy numbers of operator families: btree 1 < 2 <= 3 = 4 >= 5 >, hash 1 =.
const (
	btreeLess    = 1
	btreeEqual   = 3
	btreeGreater = 5
	hashEqual    = 1
)

func (c *Catalog) loadOpclasses(classes, amops *table) {
	classes.each(func(v []string) {
		if m := oid(v[0]); boolean(v[3]) && (m == btree || m == hash) {
			c.opclasses = append(c.opclasses, opclass{m, oid(v[1]), oid(v[2])})
		}
	}, "opcmethod", "opcfamily", "opcintype", "opcdefault")
	c.amops = map[amopKey]*Operator{}
	amops.each(func(v []string) {
		if m := oid(v[0]); m == btree || m == hash {
			k := amopKey{oid(v[1]), oid(v[2]), oid(v[3]), int16(number(v[4]))}
			c.amops[k] = c.operByOID[oid(v[5])]
		}
	}, "amopmethod", "amopfamily", "amoplefttype", "amoprighttype", "amopstrategy", "amopopr")
}

// EqualityOperator is the operator by which GROUP BY, DISTINCT and the like
// tell values of a type apart, nil if there is none (json). Its operand types
// may differ from typ: a varchar is compared as text.
func (c *Catalog) EqualityOperator(typ uint32) *Operator {
	o := c.defaultOperator(typ, btree, btreeEqual)
	if o == nil {
		o = c.defaultOperator(typ, hash, hashEqual)
	}
	return c.ifParts(o, typ, c.EqualityOperator)
}

// LessOperator is the operator by which ORDER BY sorts a type upwards, nil if
// the type has no order (xid, point).
func (c *Catalog) LessOperator(typ uint32) *Operator {
	return c.ifParts(c.defaultOperator(typ, btree, btreeLess), typ, c.LessOperator)
}

// GreaterOperator is the operator by which ORDER BY ... DESC sorts.
func (c *Catalog) GreaterOperator(typ uint32) *Operator {
	return c.ifParts(c.defaultOperator(typ, btree, btreeGreater), typ, c.GreaterOperator)
}

// ifParts returns o, unless o compares arrays or rows whose parts have no such
// operator themselves. The fields of an anonymous record are not known before
// it runs, so it passes.
func (c *Catalog) ifParts(o *Operator, typ uint32, find func(uint32) *Operator) *Operator {
	typ = c.BaseType(typ)
	switch {
	case o == nil:
	case o.Left == AnyArray:
		if find(c.ElementType(typ)) == nil {
			return nil
		}
	case o.Left == Record && typ != Record:
		for _, t := range c.fieldTypes(typ) {
			if find(t) == nil {
				return nil
			}
		}
	}
	return o
}

func (c *Catalog) defaultOperator(typ, method uint32, strategy int16) *Operator {
	k := c.defaultOpclass(typ, method)
	if k == nil {
		return nil
	}
	return c.amops[amopKey{k.family, k.input, k.input, strategy}]
}

// defaultOpclass is GetDefaultOpClass: the class of the type itself, else the
// one binary-coercible class, where the category's preferred type goes first.
func (c *Catalog) defaultOpclass(typ, method uint32) *opclass {
	typ = c.BaseType(typ)
	var preferred, compatible *opclass
	nPreferred, nCompatible := 0, 0
	for i := range c.opclasses {
		k := &c.opclasses[i]
		switch {
		case k.method != method:
		case k.input == typ:
			return k
		case !c.BinaryCoercible(typ, k.input):
		case c.preferredIn(k.input, typ):
			preferred, nPreferred = k, nPreferred+1
		default:
			compatible, nCompatible = k, nCompatible+1
		}
	}
	switch {
	case nPreferred == 1:
		return preferred
	case nPreferred == 0 && nCompatible == 1:
		return compatible
	}
	return nil
}
