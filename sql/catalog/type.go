package catalog

// Type is a row of pg_type.
type Type struct {
	OID        uint32
	Name       string // typname: "int4", "_text"
	Namespace  uint32 // OID of pg_namespace
	Len        int16  // bytes; -1 for varlena, -2 for a C string
	ByVal      bool
	Kind       byte // typtype: b base, c composite, d domain, e enum, p pseudo, r range, m multirange
	Category   byte // typcategory: N, S, D, ... (manual, table 53.65)
	Preferred  bool // the one of its category that is chosen when in doubt
	Delim      byte
	Elem       uint32 // typelem: set for arrays, and for "name", point and the like
	Array      uint32 // the array over this type; 0 = none
	BaseType   uint32 // of a domain; else 0
	BaseTypmod int32  // of a domain; else -1
	Dims       int32
	RelID      uint32 // of a composite type
	Collation  uint32 // 100 for collatable types, 950 for "name", 0 for the rest
	NotNull    bool   // of a domain
	Align      byte
	Storage    byte
	TrueArray  bool // typelem is an element type, not just a way to subscript
	HasTypmod  bool // the type takes modifiers: varchar(10)

	casts []*Cast // from this type: a few, so that a scan is quicker than a map
}

// IsArray reports whether t is an array type that SQL writes with brackets;
// oidvector and int2vector are not.
func (t *Type) IsArray() bool { return t.TrueArray && t.Storage != 'p' }

func (c *Catalog) loadTypes(t *table) {
	c.typeByName = map[string]*Type{}
	c.typeOther = map[qualified]*Type{}
	block := make([]Type, 0, t.len())
	t.each(func(v []string) {
		block = append(block, Type{OID: oid(v[0]), Name: unescape(v[1]), Namespace: oid(v[2]),
			Len: int16(number(v[3])), ByVal: boolean(v[4]), Kind: first(v[5]), Category: first(v[6]),
			Preferred: boolean(v[7]), Delim: first(v[8]), Elem: oid(v[9]), Array: oid(v[10]),
			BaseType: oid(v[11]), BaseTypmod: int32(number(v[12])), Dims: int32(number(v[13])),
			RelID: oid(v[14]), Collation: oid(v[15]), NotNull: boolean(v[16]), Align: first(v[17]),
			Storage: first(v[18]), TrueArray: v[9] != "0" && v[19] == arraySubscript,
			HasTypmod: v[20] != "0"})
	}, "oid", "typname", "typnamespace", "typlen", "typbyval", "typtype", "typcategory",
		"typispreferred", "typdelim", "typelem", "typarray", "typbasetype", "typtypmod", "typndims",
		"typrelid", "typcollation", "typnotnull", "typalign", "typstorage", "typsubscript", "typmodin")
	for i := range block {
		c.addType(&block[i])
	}
}

// arraySubscript is the OID of array_subscript_handler, which marks true arrays.
const arraySubscript = "6179"

func (c *Catalog) addType(t *Type) {
	c.types = append(c.types, t)
	for int(t.OID) >= len(c.typeByOID) {
		c.typeByOID = append(c.typeByOID, make([]*Type, 2048)...)
	}
	c.typeByOID[t.OID] = t
	if t.Namespace == pgCatalog {
		c.typeByName[t.Name] = t
	} else {
		c.typeOther[qualified{c.namespaces[t.Namespace], t.Name}] = t
	}
}

func (c *Catalog) loadRanges(t *table) {
	c.rangeSub, c.multiRange, c.rangeMulti = map[uint32]uint32{}, map[uint32]uint32{}, map[uint32]uint32{}
	t.each(func(v []string) {
		c.rangeSub[oid(v[0])] = oid(v[1])
		c.multiRange[oid(v[2])] = oid(v[0])
		c.rangeMulti[oid(v[0])] = oid(v[2])
	}, "rngtypid", "rngsubtype", "rngmultitypid")
}

// Type returns the type of an OID, nil if there is none.
func (c *Catalog) Type(oid uint32) *Type {
	if int64(oid) >= int64(len(c.typeByOID)) {
		return nil
	}
	return c.typeByOID[oid]
}

// Types returns all types in order of OID. The caller must not change it.
func (c *Catalog) Types() []*Type { return c.types }

// TypeNamed finds a type by its typname ("int4", "_text"), nil if there is
// none. Schema "" is pg_catalog.
func (c *Catalog) TypeNamed(schema, name string) *Type {
	if schema == "" || schema == "pg_catalog" {
		return c.typeByName[name]
	}
	return c.typeOther[qualified{schema, name}]
}

// BaseType is the type under a domain, or the type itself (getBaseType).
func (c *Catalog) BaseType(oid uint32) uint32 {
	for {
		t := c.Type(oid)
		if t == nil || t.Kind != 'd' {
			return oid
		}
		oid = t.BaseType
	}
}

// BaseTypeMod is the type under a domain with the modifier that the domain gives
// it, or the type itself with its own (getBaseTypeAndTypmod).
func (c *Catalog) BaseTypeMod(oid uint32, typmod int32) (uint32, int32) {
	for {
		t := c.Type(oid)
		if t == nil || t.Kind != 'd' {
			return oid, typmod
		}
		oid, typmod = t.BaseType, t.BaseTypmod
	}
}

// ElementType is the element of a true array type, else 0 (get_element_type).
func (c *Catalog) ElementType(oid uint32) uint32 {
	if t := c.Type(oid); t != nil && t.TrueArray {
		return t.Elem
	}
	return 0
}

// ArrayType is the array over a type, 0 if there is none (get_array_type).
func (c *Catalog) ArrayType(oid uint32) uint32 {
	if t := c.Type(oid); t != nil {
		return t.Array
	}
	return 0
}

// RangeSubtype is the element of a range type, else 0.
func (c *Catalog) RangeSubtype(oid uint32) uint32 { return c.rangeSub[oid] }

// MultirangeRange is the range type of a multirange type, else 0.
func (c *Catalog) MultirangeRange(oid uint32) uint32 { return c.multiRange[oid] }

// RangeMultirange is the multirange type over a range type, else 0.
func (c *Catalog) RangeMultirange(oid uint32) uint32 { return c.rangeMulti[oid] }

// Category is a type's category and whether it is its preferred type. Both are
// zero for an unknown OID.
func (c *Catalog) Category(oid uint32) (category byte, preferred bool) {
	if t := c.Type(oid); t != nil {
		return t.Category, t.Preferred
	}
	return 0, false
}

// SameCategory reports whether two types (after their domains) are of one
// category, as the branches of a CASE or a UNION must be.
func (c *Catalog) SameCategory(a, b uint32) bool {
	x, _ := c.Category(c.BaseType(a))
	y, _ := c.Category(c.BaseType(b))
	return x == y && x != 0
}

// isComposite is PostgreSQL's ISCOMPLEX: a row type with a relation, or a
// domain over one. Record is not.
func (c *Catalog) isComposite(oid uint32) bool {
	t := c.Type(c.BaseType(oid))
	return t != nil && t.Kind == 'c'
}

func (c *Catalog) isCompositeArray(oid uint32) bool {
	e := c.ElementType(oid)
	return e != 0 && c.isComposite(e)
}

func (c *Catalog) kind(oid uint32) byte {
	if t := c.Type(oid); t != nil {
		return t.Kind
	}
	return 0
}
