package catalog

// OperMatch is the operator that an expression means.
type OperMatch struct {
	Op          *Operator
	Left, Right uint32 // what the operands must be converted to; Left is 0 for a prefix operator
	Result      uint32 // polymorphic results resolved
}

// ResolveOperator finds the operator that "left name right" means; left 0 is a
// prefix operator. The error is a *NotFound, an *Ambiguous or a *Mismatch.
func (c *Catalog) ResolveOperator(name string, left, right uint32) (OperMatch, error) {
	var o *Operator
	var err error
	if left == 0 {
		o, err = c.prefixOperator(name, right)
	} else {
		o, err = c.binaryOperator(name, left, right)
	}
	if err != nil {
		return OperMatch{}, err
	}
	return c.operMatch(o, left, right)
}

func (c *Catalog) operMatch(o *Operator, left, right uint32) (OperMatch, error) {
	if !IsPolymorphic(o.Left) && !IsPolymorphic(o.Right) && o.Left != Any && o.Right != Any {
		return OperMatch{Op: o, Left: o.Left, Right: o.Right, Result: o.Result}, nil
	}
	if o.Left == 0 {
		args, result, err := c.enforce([]uint32{right}, []uint32{o.Right}, o.Result)
		if err != nil {
			return OperMatch{}, err
		}
		return OperMatch{Op: o, Right: args[0], Result: result}, nil
	}
	args, result, err := c.enforce([]uint32{left, right}, []uint32{o.Left, o.Right}, o.Result)
	if err != nil {
		return OperMatch{}, err
	}
	return OperMatch{Op: o, Left: args[0], Right: args[1], Result: result}, nil
}

// ResolveScalarArray finds the operator of "left name ANY (array)" and ALL. The
// match's Right is the array type that the right operand must be converted to.
// An array operand that is no array gives a *Mismatch.
func (c *Catalog) ResolveScalarArray(name string, left, array uint32) (OperMatch, error) {
	elem := array
	if array != Unknown {
		if elem = c.ElementType(c.BaseType(array)); elem == 0 {
			return OperMatch{}, &Mismatch{"42809", "op ANY/ALL (array) requires array on right side"}
		}
	}
	m, err := c.ResolveOperator(name, left, elem)
	if err != nil {
		return m, err
	}
	if m.Result != Bool {
		return m, &Mismatch{"42809", "op ANY/ALL (array) requires operator to yield boolean"}
	}
	if m.Op.Proc != nil && m.Op.Proc.ReturnsSet {
		return m, &Mismatch{"42809", "op ANY/ALL (array) requires operator not to return a set"}
	}
	m.Right, err = c.arrayOver(m.Right)
	return m, err
}

func (c *Catalog) binaryOperator(name string, left, right uint32) (*Operator, error) {
	if o := c.exactBinary(name, left, right); o != nil {
		return o, nil
	}
	group := c.operByName[name]
	if group == nil {
		return nil, &NotFound{name, []uint32{left, right}}
	}
	input := [2]uint32{left, right}
	return c.selectOperator(name, group.binary, input[:])
}

// exactBinary is binary_oper_exact: an unknown literal is first taken to be of
// the other operand's type, or of that type's base.
func (c *Catalog) exactBinary(name string, left, right uint32) *Operator {
	guessed := true
	switch {
	case left == Unknown:
		left = right
	case right == Unknown:
		right = left
	default:
		guessed = false
	}
	if o := c.operExact[operKey{name, left, right}]; o != nil {
		return o
	}
	if base := c.BaseType(left); guessed && base != left {
		return c.operExact[operKey{name, base, base}]
	}
	return nil
}

func (c *Catalog) prefixOperator(name string, right uint32) (*Operator, error) {
	if o := c.operExact[operKey{name, 0, right}]; o != nil {
		return o, nil
	}
	group := c.operByName[name]
	if group == nil {
		return nil, &NotFound{name, []uint32{right}}
	}
	input := [1]uint32{right}
	return c.selectOperator(name, group.prefix, input[:])
}

func (c *Catalog) selectOperator(name string, group []*candidate, input []uint32) (*Operator, error) {
	var buf [64]*candidate
	list := c.matching(buf[:0], group, input)
	if len(list) == 0 {
		return nil, &NotFound{name, append([]uint32(nil), input...)}
	}
	if k := c.choose(list, input); k != nil {
		return k.oper, nil
	}
	return nil, &Ambiguous{name, append([]uint32(nil), input...)}
}
