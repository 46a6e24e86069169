package catalog

import "strings"

// Proc is a row of pg_proc, with what pg_aggregate adds for an aggregate.
type Proc struct {
	OID        uint32
	Name       string
	Namespace  uint32
	Language   uint32   // OID of pg_language: 12 internal, 14 SQL
	Args       []uint32 // input parameters (proargtypes)
	Result     uint32
	ReturnsSet bool
	Kind       byte   // prokind: f function, a aggregate, w window, p procedure
	Variadic   uint32 // type of a variadic parameter's elements; Any for VARIADIC "any"; 0 = none
	Defaults   int    // how many of the last input parameters have defaults
	Strict     bool   // NULL in, NULL out
	Volatile   byte   // i, s or v
	Parallel   byte
	Rows       float32 // of a set
	Source     string  // prosrc

	// Of all parameters, also OUT and TABLE ones; nil where PostgreSQL has NULL.
	AllArgs  []uint32
	ArgModes []string // i in, o out, b inout, v variadic, t table
	ArgNames []string // "" for one without a name

	AggKind       byte // n normal, o ordered-set, h hypothetical-set; 0 = no aggregate
	AggDirectArgs int  // aggnumdirectargs; -1 is not used by PostgreSQL 15's own

	signature string
	defaults  []string
	inputs    []string  // names of the input parameters, nil if there are none
	plain     candidate // the function called with a value for each parameter
}

// Signature is "date_trunc(text,timestamptz)": name and typnames of the input
// parameters, with the schema in front if it is not pg_catalog. It is unique.
func (p *Proc) Signature() string { return p.signature }

// Default is the SQL text of the default of input parameter i (from 0), "" if
// it has none.
func (p *Proc) Default(i int) string {
	if i -= len(p.Args) - len(p.defaults); i < 0 || i >= len(p.defaults) {
		return ""
	}
	return p.defaults[i]
}

// InputName is the name of input parameter i (from 0), "" if it has none.
func (p *Proc) InputName(i int) string {
	if i >= len(p.inputs) {
		return ""
	}
	return p.inputs[i]
}

func (c *Catalog) loadProcs(procs, aggs, defaults *table) {
	n := procs.len()
	c.procs = make([]*Proc, 0, n)
	c.procByOID = make(map[uint32]*Proc, n)
	c.procByName = make(map[string][]*Proc, n)
	c.procOther = map[qualified][]*Proc{}
	block := make([]Proc, n)
	procs.each(func(v []string) {
		p := &block[len(c.procs)]
		*p = Proc{OID: oid(v[0]), Name: unescape(v[1]), Namespace: oid(v[2]), Language: oid(v[3]),
			Args: oids(v[4]), Result: oid(v[5]), ReturnsSet: boolean(v[6]), Kind: first(v[7]),
			Variadic: oid(v[8]), Defaults: int(number(v[9])), Strict: boolean(v[10]),
			Volatile: first(v[11]), Parallel: first(v[12]), Rows: float32(number(v[13])),
			Source: unescape(v[14]), ArgModes: names(v[16]), ArgNames: names(v[17])}
		if v[15] != null {
			p.AllArgs = oids(v[15])
		}
		c.addProc(p)
	}, "oid", "proname", "pronamespace", "prolang", "proargtypes", "prorettype", "proretset",
		"prokind", "provariadic", "pronargdefaults", "proisstrict", "provolatile", "proparallel",
		"prorows", "prosrc", "proallargtypes", "proargmodes", "proargnames")
	aggs.each(func(v []string) {
		p := c.procByOID[oid(v[0])]
		p.AggKind, p.AggDirectArgs = first(v[1]), int(number(v[2]))
	}, "aggfnoid", "aggkind", "aggnumdirectargs")
	defaults.each(func(v []string) {
		p := c.procByOID[oid(v[0])]
		p.defaults = append(p.defaults, unescape(v[2]))
	}, "oid", "param", "expression")
}

func (c *Catalog) addProc(p *Proc) {
	p.inputs = inputNames(p)
	p.signature = c.signature(p)
	p.plain = candidate{args: p.Args, proc: p, variadicFrom: -1}
	c.procs = append(c.procs, p)
	c.procByOID[p.OID] = p
	if p.Namespace == pgCatalog {
		c.procByName[p.Name] = append(c.procByName[p.Name], p)
		return
	}
	k := qualified{c.namespaces[p.Namespace], p.Name}
	c.procOther[k] = append(c.procOther[k], p)
}

func (c *Catalog) signature(p *Proc) string {
	var b strings.Builder
	b.Grow(len(p.Name) + 8*len(p.Args) + 2)
	if p.Namespace != pgCatalog {
		b.WriteString(c.namespaces[p.Namespace] + ".")
	}
	b.WriteString(p.Name)
	b.WriteByte('(')
	for i, a := range p.Args {
		if i > 0 {
			b.WriteByte(',')
		}
		if t := c.Type(a); t != nil {
			b.WriteString(t.Name)
		}
	}
	b.WriteByte(')')
	return b.String()
}

// inputNames keeps the names of the parameters that a call gives values for.
func inputNames(p *Proc) []string {
	if p.ArgModes == nil || p.ArgNames == nil {
		return p.ArgNames
	}
	var in []string
	for i, mode := range p.ArgModes {
		if i < len(p.ArgNames) && (mode == "i" || mode == "b" || mode == "v") {
			in = append(in, p.ArgNames[i])
		}
	}
	return in
}

// Proc returns the function of an OID, nil if there is none.
func (c *Catalog) Proc(oid uint32) *Proc { return c.procByOID[oid] }

// Procs returns all functions in order of OID. The caller must not change it.
func (c *Catalog) Procs() []*Proc { return c.procs }

// ProcsNamed returns the functions of a name. Schema "" is pg_catalog.
func (c *Catalog) ProcsNamed(schema, name string) []*Proc {
	if schema == "" || schema == "pg_catalog" {
		return c.procByName[name]
	}
	return c.procOther[qualified{schema, name}]
}
