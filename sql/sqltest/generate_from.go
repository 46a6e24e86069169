package sqltest

import "fmt"

var sqlTypes = map[uint32]string{16: "bool", 20: "int8", 23: "int4", 25: "text", 1184: "timestamptz"}

// links are pairs of columns that join tables as a person would.
var links = [][2]string{{"pages.space_id", "spaces.id"}, {"pages.author_id", "users.account_id"}, {"pages.parent_id", "pages.id"},
	{"pages.owner_id", "users.account_id"}, {"spaces.author_id", "users.account_id"}, {"users.personal_space_id", "spaces.id"},
	{"pages.space_key", "spaces.key"}, {"pages.version_author_id", "users.account_id"}}

// from makes a FROM clause of tables and sub-queries.
func (g *Generator) from(outer *source) (*source, *Tree) {
	if g.depth < 2 && g.chance(4) {
		return g.fromQuery(outer)
	}
	n := 1
	if g.chance(2) {
		n = 2 + g.r.IntN(2)
	}
	return g.fromTables(outer, n)
}

// fromQuery is a sub-query as the only FROM item.
func (g *Generator) fromQuery(outer *source) (*source, *Tree) {
	g.depth++
	defer func() { g.depth-- }()
	inner, from := g.from(nil)
	alias := g.name("q")
	types := g.types(allTypes, 2, 4)
	items := &Tree{kind: "fixed", sep: ", "}
	s := &source{outer: outer}
	for _, t := range types {
		c := g.name("x")
		items.kids = append(items.kids, tree("fixed", "{} as "+c, g.expr(inner, t)))
		s.cols = append(s.cols, genColumn{alias + "." + c, t})
	}
	return s, tree("fixed", "(select {} from {}{}) "+alias, items, from, g.where(inner))
}

// fromTables joins n tables.
func (g *Generator) fromTables(outer *source, n int) (*source, *Tree) {
	s := &source{outer: outer}
	type placed struct {
		table *Table
		alias string
	}
	var have []placed
	add := func(t *Table) placed {
		p := placed{t, g.name("t")}
		for _, c := range t.Def.Columns {
			s.cols = append(s.cols, genColumn{p.alias + "." + c.Name, sqlTypes[c.Type]})
		}
		for _, k := range t.Def.PrimaryKey {
			s.keys = append(s.keys, p.alias+"."+k)
		}
		have = append(have, p)
		return p
	}
	first := add(g.tables[g.r.IntN(len(g.tables))])
	out := tree("fixed", first.table.Def.Name+" "+first.alias)
	for range n - 1 {
		on, other := "", placed{}
		for range 20 {
			l := links[g.r.IntN(len(links))]
			a, b := l[0], l[1]
			if g.chance(2) {
				a, b = b, a
			}
			p := have[g.r.IntN(len(have))]
			at, ac := split(a)
			bt, bc := split(b)
			if at != p.table.Def.Name {
				continue
			}
			for _, t := range g.tables {
				if t.Def.Name == bt {
					other = add(t)
				}
			}
			on = fmt.Sprintf("%s.%s = %s.%s", p.alias, ac, other.alias, bc)
			break
		}
		if on == "" {
			break
		}
		word := g.pick(" join ", " join ", " left join ", " left join ", " right join ", " full join ")
		extra := &Tree{kind: "part"}
		if word != " full join " && g.chance(4) {
			extra = tree("part", " and {}", g.expr(s, "bool"))
		}
		out = tree("fixed", "{}"+word+other.table.Def.Name+" "+other.alias+" on "+on+"{}", out, extra)
	}
	return s, out
}

func split(s string) (table, column string) {
	for i := range s {
		if s[i] == '.' {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}
