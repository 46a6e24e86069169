package catalog

// Method is how a value becomes one of another type.
type Method byte

const (
	// NoOp leaves the value's bits: the types are the same, or binary coercible.
	NoOp Method = iota
	// Func calls CoercionPath.Proc.
	Func
	// InOut writes the value as text and reads that as the target type. An
	// unknown literal is read as the target type.
	InOut
	// Elements converts each element of an array, by CoercionPath.Element.
	Elements
	// Row converts a record to a composite type, or the other way. PostgreSQL
	// refuses the first (42846) unless the value is written as ROW(...).
	Row
)

// CoercionPath is the way from one type to another. If the target is a domain,
// it leads to the domain's base type, and the domain's checks come after it.
type CoercionPath struct {
	Method  Method
	Proc    *Proc         // for Func: takes (value), (value, typmod) or (value, typmod, explicit)
	Element *CoercionPath // for Elements: NoOp, Func or InOut
}

// FindCoercion finds how a value of one type becomes one of another, and
// whether the context allows it. It is can_coerce_type and
// find_coercion_pathway in one.
func (c *Catalog) FindCoercion(from, to uint32, ctx Context) (CoercionPath, bool) {
	switch {
	case from == to || to == Any || to == AnyElement || to == AnyCompatible:
		return CoercionPath{}, true
	case IsPolymorphic(to):
		return CoercionPath{}, c.canCoerceGeneric([]uint32{from}, []uint32{to})
	case from == Unknown:
		return CoercionPath{Method: InOut}, true
	}
	if p, ok := c.pathway(from, to, ctx); ok {
		return p, true
	}
	if c.coercesRow(from, to) {
		return CoercionPath{Method: Row}, true
	}
	return CoercionPath{}, false
}

// coercesRow reports a conversion between records and composite types.
func (c *Catalog) coercesRow(from, to uint32) bool {
	return from == Record && c.isComposite(to) || to == Record && c.isComposite(from) ||
		to == RecordArray && c.isCompositeArray(from)
}

// pathway is find_coercion_pathway.
func (c *Catalog) pathway(from, to uint32, ctx Context) (CoercionPath, bool) {
	from, to = c.BaseType(from), c.BaseType(to)
	if from == to {
		return CoercionPath{}, true
	}
	if k := c.Cast(from, to); k != nil {
		if ctx < k.Context {
			return CoercionPath{}, false
		}
		switch k.Method {
		case 'f':
			return CoercionPath{Method: Func, Proc: k.Proc}, true
		case 'i':
			return CoercionPath{Method: InOut}, true
		}
		return CoercionPath{}, true
	}
	if to != OIDVector && to != Int2Vector {
		if p, ok := c.arrayPathway(from, to, ctx); ok {
			return p, true
		}
	}
	if ctx >= Assignment && c.isString(to) || ctx == Explicit && c.isString(from) {
		return CoercionPath{Method: InOut}, true
	}
	return CoercionPath{}, false
}

func (c *Catalog) arrayPathway(from, to uint32, ctx Context) (CoercionPath, bool) {
	f, t := c.ElementType(from), c.ElementType(to)
	if f == 0 || t == 0 {
		return CoercionPath{}, false
	}
	p, ok := c.pathway(f, t, ctx)
	if !ok {
		return CoercionPath{}, false
	}
	return CoercionPath{Method: Elements, Element: &p}, true
}

func (c *Catalog) isString(oid uint32) bool {
	t := c.Type(oid)
	return t != nil && t.Category == 'S'
}

// CanCoerce reports whether values of the types in from can become those in to,
// one by one and, for polymorphic types, together (can_coerce_type). The two
// are of the same length.
func (c *Catalog) CanCoerce(from, to []uint32, ctx Context) bool {
	if len(from) != len(to) {
		return false
	}
	generic := false
	for i, target := range to {
		source := from[i]
		switch {
		case source == target || target == Any:
		case IsPolymorphic(target):
			generic = true
		case source == Unknown:
		case c.hasPathway(source, target, ctx):
		case c.coercesRow(source, target):
		default:
			return false
		}
	}
	return !generic || c.canCoerceGeneric(from, to)
}

// hasPathway is pathway without its result, and so without its cost.
func (c *Catalog) hasPathway(from, to uint32, ctx Context) bool {
	if ctx != Implicit {
		_, ok := c.pathway(from, to, ctx)
		return ok
	}
	from, to = c.BaseType(from), c.BaseType(to)
	if from == to {
		return true
	}
	if k := c.Cast(from, to); k != nil {
		return k.Context == Implicit
	}
	if to == OIDVector || to == Int2Vector {
		return false
	}
	f, t := c.ElementType(from), c.ElementType(to)
	return f != 0 && t != 0 && c.hasPathway(f, t, ctx)
}

// TypmodCoercion is the function that applies a type's modifier to a value that
// is already of the type: "varchar(varchar,int4,bool)". For an array it is the
// one for its elements. nil where modifiers have nothing to do
// (find_typmod_coercion_function).
func (c *Catalog) TypmodCoercion(typ uint32) *Proc {
	if e := c.ElementType(typ); e != 0 {
		typ = e
	}
	if k := c.Cast(typ, typ); k != nil {
		return k.Proc
	}
	return nil
}

// BinaryCoercible reports whether a value of one type may be used as one of
// another as it stands (IsBinaryCoercible).
func (c *Catalog) BinaryCoercible(from, to uint32) bool {
	if from == to || to == Any || to == AnyElement || to == AnyCompatible {
		return true
	}
	if from = c.BaseType(from); from == to {
		return true
	}
	switch to {
	case AnyArray, AnyCompatibleArray:
		return c.ElementType(from) != 0
	case AnyNonArray, AnyCompatibleNonArray:
		return c.ElementType(from) == 0
	case AnyEnum:
		return c.kind(from) == 'e'
	case AnyRange, AnyCompatibleRange:
		return c.kind(from) == 'r'
	case AnyMultirange, AnyCompatibleMultirange:
		return c.kind(from) == 'm'
	case Record:
		return c.isComposite(from)
	case RecordArray:
		return c.isCompositeArray(from)
	}
	k := c.Cast(from, to)
	return k != nil && k.Method == 'b' && k.Context == Implicit
}
