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

func (c *Catalog) loadCasts(t *table) {
	t.each(func(v []string) {
		k := &Cast{OID: oid(v[0]), Source: oid(v[1]), Target: oid(v[2]), Proc: c.procByOID[oid(v[3])],
			Method: first(v[5])}
		switch v[4] {
		case "a":
			k.Context = Assignment
		case "e":
			k.Context = Explicit
		}
		c.casts = append(c.casts, k)
		from := c.Type(k.Source)
		from.casts = append(from.casts, k)
	}, "oid", "castsource", "casttarget", "castfunc", "castcontext", "castmethod")
}

// Cast returns the row of pg_cast for a pair of types, nil if there is none.
func (c *Catalog) Cast(source, target uint32) *Cast {
	if t := c.Type(source); t != nil {
		for _, k := range t.casts {
			if k.Target == target {
				return k
			}
		}
	}
	return nil
}

// Casts returns all casts in order of OID. The caller must not change it.
func (c *Catalog) Casts() []*Cast { return c.casts }
