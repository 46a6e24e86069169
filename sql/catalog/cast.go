package catalog

// Context says what asks for a conversion; each allows all that the one before
// it allows.
type Context byte

const (
	Implicit   Context = iota // operands and arguments
	Assignment                // storing into a column
	Explicit                  // CAST and ::
)

// Cast is a row of pg_cast.
type Cast struct {
	OID            uint32
	Source, Target uint32
	Context        Context // the weakest that may use it
	Method         byte    // castmethod: f function, i through text, b same bits
	Proc           *Proc   // for method f
}

type castKey struct{ source, target uint32 }

func (c *Catalog) loadCasts(t *table) {
	c.casts = make(map[castKey]*Cast, t.len())
	t.each(func(v []string) {
		k := &Cast{OID: oid(v[0]), Source: oid(v[1]), Target: oid(v[2]), Proc: c.procByOID[oid(v[3])],
			Method: first(v[5])}
		switch v[4] {
		case "a":
			k.Context = Assignment
		case "e":
			k.Context = Explicit
		}
		c.casts[castKey{k.Source, k.Target}] = k
	}, "oid", "castsource", "casttarget", "castfunc", "castcontext", "castmethod")
}

// Cast returns the row of pg_cast for a pair of types, nil if there is none.
func (c *Catalog) Cast(source, target uint32) *Cast { return c.casts[castKey{source, target}] }
