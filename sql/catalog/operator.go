package catalog

// Operator is a row of pg_operator.
type Operator struct {
	OID                 uint32
	Name                string
	Left, Right, Result uint32    // Left is 0 for a prefix operator
	Proc                *Proc     // what computes it
	Commutator          *Operator // b op' a = a op b; nil if none is known
	Negator             *Operator // NOT (a op' b) = a op b; nil if none is known
	CanMerge, CanHash   bool
}

type operKey struct {
	name        string
	left, right uint32
}

// operGroup holds the operators of one name.
type operGroup struct {
	binary, prefix []*candidate
}

func (c *Catalog) loadOperators(t *table) {
	n := t.len()
	c.operByOID = make(map[uint32]*Operator, n)
	c.operExact = make(map[operKey]*Operator, n)
	c.operByName = map[string]*operGroup{}
	block := make([]Operator, n)
	links := make([][2]uint32, 0, n)
	t.each(func(v []string) {
		o := &block[len(c.operators)]
		*o = Operator{OID: oid(v[0]), Name: unescape(v[1]), Left: oid(v[2]), Right: oid(v[3]),
			Result: oid(v[4]), Proc: c.procByOID[oid(v[5])], CanMerge: boolean(v[8]), CanHash: boolean(v[9])}
		links = append(links, [2]uint32{oid(v[6]), oid(v[7])})
		c.addOperator(o)
	}, "oid", "oprname", "oprleft", "oprright", "oprresult", "oprcode", "oprcom", "oprnegate",
		"oprcanmerge", "oprcanhash")
	for i, o := range c.operators {
		o.Commutator, o.Negator = c.operByOID[links[i][0]], c.operByOID[links[i][1]]
	}
}

func (c *Catalog) addOperator(o *Operator) {
	c.operators = append(c.operators, o)
	c.operByOID[o.OID] = o
	c.operExact[operKey{o.Name, o.Left, o.Right}] = o
	g := c.operByName[o.Name]
	if g == nil {
		g = &operGroup{}
		c.operByName[o.Name] = g
	}
	if o.Left == 0 {
		g.prefix = append(g.prefix, &candidate{args: []uint32{o.Right}, oper: o, variadicFrom: -1})
	} else {
		g.binary = append(g.binary, &candidate{args: []uint32{o.Left, o.Right}, oper: o, variadicFrom: -1})
	}
}

// Operator returns the operator of an OID, nil if there is none.
func (c *Catalog) Operator(oid uint32) *Operator { return c.operByOID[oid] }

// Operators returns all operators in order of OID. The caller must not change it.
func (c *Catalog) Operators() []*Operator { return c.operators }

// OperatorExact returns the operator of exactly these operand types (left 0 for
// a prefix operator), nil if there is none.
func (c *Catalog) OperatorExact(name string, left, right uint32) *Operator {
	return c.operExact[operKey{name, left, right}]
}

// OperatorExists reports whether any operator has this name.
func (c *Catalog) OperatorExists(name string) bool { return c.operByName[name] != nil }
