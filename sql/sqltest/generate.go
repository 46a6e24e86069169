package sqltest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Generator makes random well-typed statements over a fixture's tables. What it
// makes has one answer: where an order decides, it is given; of equal values
// that may be written in two ways (1.0, 1.00) none is chosen among.
type Generator struct {
	r      *rand.Rand
	tables []*Table
	names  int
	depth  int
}

// NewGenerator makes a generator; the same seed makes the same statements.
func NewGenerator(seed uint64, f *Fixture) *Generator {
	return &Generator{r: rand.New(rand.NewPCG(seed, seed^0x9e3779b97f4a7c15)), tables: f.Tables()}
}

// source is what can be named in an expression: columns by type.
type source struct {
	cols  []genColumn
	keys  []string // with these an order is total; nil if there is none
	outer *source
}

type genColumn struct{ name, typ string }

// Statement makes the next statement.
func (g *Generator) Statement() *Tree {
	g.names, g.depth = 0, 0
	var root *Tree
	switch n := g.r.IntN(14); {
	case n < 4:
		root = g.plain()
	case n < 7:
		root = g.grouped()
	case n < 8:
		root = g.windowed()
	case n < 9:
		root = g.first()
	case n < 10:
		root = g.sets()
	case n < 11:
		root = g.lateral()
	case n < 12:
		root = g.twice()
	default:
		root = g.setOperation()
	}
	if g.r.IntN(8) == 0 {
		root = tree("query", "with w as materialized ({}) select * from w", root)
	}
	return root
}

func (g *Generator) pick(ss ...string) string { return ss[g.r.IntN(len(ss))] }

func (g *Generator) name(prefix string) string {
	g.names++
	return fmt.Sprintf("%s%d", prefix, g.names)
}

func (g *Generator) chance(oneIn int) bool { return g.r.IntN(oneIn) == 0 }

// steady are the types whose equal values are written in one way only.
var steady = []string{"int4", "int8", "text", "bool", "timestamptz", "date", "timestamp"}

var allTypes = append([]string{"numeric", "float8", "interval"}, steady...)

func (g *Generator) items(s *source, types []string) *Tree {
	items := &Tree{kind: "list", sep: ", "}
	for _, t := range types {
		items.kids = append(items.kids, tree("item", "{} as "+g.name("c"), g.expr(s, t)))
	}
	return items
}

func (g *Generator) types(from []string, least, most int) []string {
	out := make([]string, least+g.r.IntN(most-least+1))
	for i := range out {
		out[i] = from[g.r.IntN(len(from))]
	}
	return out
}

// plain is SELECT ... FROM ... WHERE ... ORDER BY ... LIMIT.
func (g *Generator) plain() *Tree {
	s, from := g.from(nil)
	pool := allTypes
	limited := g.chance(3)
	if limited || g.chance(4) {
		pool = steady
	}
	types := g.types(pool, 1, 4)
	distinct := ""
	if len(pool) == len(steady) && g.chance(3) {
		distinct = "distinct "
	}
	end := ""
	if len(pool) == len(steady) && (limited || g.chance(2)) {
		end = g.order(len(types))
	}
	if limited {
		end += fmt.Sprintf(" limit %d", g.r.IntN(20))
		if g.chance(2) {
			end += fmt.Sprintf(" offset %d", g.r.IntN(10))
		}
	}
	return tree("query", "select "+distinct+"{} from {}{}"+end, g.items(s, types), from, g.where(s))
}

// order is a total order of the result by all its columns.
func (g *Generator) order(n int) string {
	keys := make([]string, n)
	for i, k := range g.r.Perm(n) {
		keys[i] = fmt.Sprint(k+1) + g.pick("", " desc", " asc nulls first", " desc nulls last")
	}
	return " order by " + strings.Join(keys, ", ")
}

func (g *Generator) where(s *source) *Tree {
	bound := &Tree{kind: "part"}
	if b := g.bound(s); b != "" {
		bound = tree("part", " and "+b)
	}
	switch {
	case bound.text != "" && g.chance(2):
		return tree("part", " where true{}", bound)
	case bound.text == "" && g.chance(3):
		return &Tree{kind: "part"}
	}
	return tree("part", " where {}{}", g.expr(s, "bool"), bound)
}

// bound is a condition that lets less than a whole table be read, or "".
func (g *Generator) bound(s *source) string {
	if len(s.cols) == 0 || !g.chance(3) {
		return ""
	}
	for range 10 {
		c := s.cols[g.r.IntN(len(s.cols))].name
		n := g.r.IntN(11)
		switch _, column := split(c); column {
		case "id", "space_id", "parent_id", "personal_space_id", "homepage_id":
			if column == "id" || column == "parent_id" {
				n += g.r.IntN(2) * 1000
			}
			return fmt.Sprintf(g.pick("%[1]s = %[2]d", "%[1]s in (%[2]d, %[2]d + 1, 5)", "%[1]s = any ('{%[2]d,3,1004}')",
				"%[1]s in (select id from spaces where key in ('ENG', 'HR'))", "%[1]s = %[2]d::int4", "%[2]d = %[1]s"), c, n)
		case "space_key", "key":
			return fmt.Sprintf(g.pick("%s = 'ENG'", "%s in ('HR', 'Eng', 'nosuch')", "%s in (select key from spaces where id > 4)"), c)
		case "account_id", "author_id", "owner_id":
			return fmt.Sprintf(g.pick("%s = 'u07'", "%s in ('u01', 'u02')", "%s in (select account_id from users where account_type = 'app')"), c)
		}
	}
	return ""
}

// first is the first rows of a table by its key.
func (g *Generator) first() *Tree {
	s, from := g.fromTables(nil, 1)
	end := " order by " + s.keys[0] + g.pick("", " desc") + fmt.Sprintf(" limit %d", g.r.IntN(8))
	if g.chance(3) {
		end += fmt.Sprintf(" offset %d", g.r.IntN(5))
	}
	where := &Tree{kind: "part"}
	if g.chance(3) {
		where = g.where(s)
	}
	q := tree("query", "select {} from {}{}"+end, g.items(s, g.types(allTypes, 1, 3)), from, where)
	if g.chance(3) {
		return tree("query", "select count(*) from ({}) q", q)
	}
	return q
}

// sets is GROUPING SETS, ROLLUP and CUBE.
func (g *Generator) sets() *Tree {
	s, from := g.from(nil)
	a, b := g.name("k"), g.name("k")
	inner := tree("fixed", "(select {} as "+a+", {} as "+b+", {} as v from {}{}) g", g.expr(s, g.pick(steady...)), g.expr(s, g.pick(steady...)),
		g.expr(s, "int4"), from, g.where(s))
	by := g.pick("rollup (%s, %s)", "cube (%s, %s)", "grouping sets ((%[1]s), (%[2]s), ())", "grouping sets ((%[1]s, %[2]s), (%[1]s))")
	return tree("query", fmt.Sprintf("select %s, %s, count(*), sum(v), grouping(%[1]s) from {} group by "+by, a, b), inner)
}

// lateral is a sub-query that sees the item before it.
func (g *Generator) lateral() *Tree {
	outer, from := g.fromTables(nil, 1)
	inner, from2 := g.fromTables(outer, 1)
	alias := g.name("l")
	end := " order by " + inner.keys[0] + g.pick("", " desc") + fmt.Sprintf(" limit %d", 1+g.r.IntN(3))
	x := g.name("x")
	sub := tree("fixed", "(select {} as "+x+" from {}{}"+end+") "+alias, g.expr(inner, "text"), from2, g.where(inner))
	outer.cols = append(outer.cols, genColumn{alias + "." + x, "text"})
	return tree("query", "select {} from {} "+g.pick("cross join lateral {}", "left join lateral {} on true"), g.items(outer, g.types(steady, 1, 2)), from, sub)
}

// twice is a CTE that is used twice.
func (g *Generator) twice() *Tree {
	s, from := g.from(nil)
	cte := tree("fixed", "select {} as a, {} as b from {}{}", g.expr(s, g.pick("int4", "int8")), g.expr(s, g.pick(steady...)), from, g.where(s))
	return tree("query", "with w as "+g.pick("", "", "materialized ", "not materialized ")+"({}) select x.a, count(*), count(y.b) from w x "+
		g.pick("left join", "join")+" (select distinct a, b from w) y on x.a = y.a "+g.pick("", "where x.a in (1, 3, 1004) ", "where y.b is null ")+"group by x.a", cte)
}

// grouped is a query with GROUP BY, or aggregates alone.
func (g *Generator) grouped() *Tree {
	s, from := g.from(nil)
	keys := g.types(steady, 0, 2)
	items := g.items(s, keys)
	for range 1 + g.r.IntN(3) {
		items.kids = append(items.kids, tree("item", "{} as "+g.name("a"), g.aggregate(s)))
	}
	by := &Tree{kind: "part"}
	if len(keys) > 0 {
		ord := make([]string, len(keys))
		for i := range keys {
			ord[i] = fmt.Sprint(i + 1)
		}
		by = tree("part", " group by "+strings.Join(ord, ", "))
	}
	having := &Tree{kind: "part"}
	if g.chance(3) {
		having = tree("part", " having {} "+g.pick(">", "<=", "<>")+" "+fmt.Sprint(g.r.IntN(20)), tree("int8", g.pick("count(*)", "count(distinct {})"), g.expr(s, "text")))
	}
	return tree("query", "select {} from {}{}{}{}", items, from, g.where(s), by, having)
}

func (g *Generator) aggregate(s *source) *Tree {
	filter := &Tree{kind: "part"}
	if g.chance(4) {
		filter = tree("part", " filter (where {})", g.expr(s, "bool"))
	}
	distinct := ""
	if g.chance(4) {
		distinct = "distinct "
	}
	one := func(typ, fn string, types ...string) *Tree {
		return tree(typ, fn+"("+distinct+"{}){}", g.expr(s, g.pick(types...)), filter)
	}
	switch g.r.IntN(9) {
	case 0:
		return tree("int8", "count(*){}", filter)
	case 1:
		return one("int8", "count", steady...)
	case 2:
		return one("int8", "sum", "int4")
	case 3:
		return one("numeric", g.pick("sum", "avg"), "int8", "int4")
	case 4:
		return one("any", g.pick("min", "max"), "int4", "int8", "text", "timestamptz", "date", "timestamp", "float8")
	case 5:
		return one("bool", g.pick("bool_and", "bool_or", "every"), "bool")
	case 6:
		return one("numeric", g.pick("stddev", "variance", "var_pop", "stddev_pop"), "int4")
	case 7:
		e := g.expr(s, "text")
		return tree("text", "string_agg("+distinct+"{}, ',' order by {} "+g.pick("", "desc", "nulls first")+"){}", e, e, filter)
	default:
		e := g.expr(s, g.pick("int4", "int8", "text", "bool", "date"))
		return tree("any", "array_agg("+distinct+"{} order by {} "+g.pick("", "desc", "nulls first")+"){}", e, e, filter)
	}
}

// windowed is a query with window functions over base tables, whose keys make
// the order total.
func (g *Generator) windowed() *Tree {
	s, from := g.fromTables(nil, 1+g.r.IntN(2))
	items := g.items(s, g.types(steady, 1, 2))
	for range 1 + g.r.IntN(2) {
		items.kids = append(items.kids, tree("item", "{} as "+g.name("w"), g.window(s)))
	}
	return tree("query", "select {} from {}{}", items, from, g.where(s))
}

func (g *Generator) window(s *source) *Tree {
	over := &Tree{kind: "part"}
	if g.chance(2) {
		over = tree("part", "partition by {}", g.expr(s, g.pick("text", "bool", "int4", "date")))
	}
	order := " order by "
	key := &Tree{kind: "part"}
	if g.chance(2) {
		key = tree("part", "{}"+g.pick("", " desc", " nulls first")+", ", g.expr(s, g.pick(steady...)))
	}
	order += "{}" + strings.Join(s.keys, ", ")
	switch g.r.IntN(6) {
	case 0:
		fn := g.pick("row_number()", "rank()", "dense_rank()", "ntile(3)", "percent_rank()", "cume_dist()")
		return tree("any", fn+" over ({}"+order+")", over, key)
	case 1:
		fn := g.pick("lag({})", "lead({})", "lag({}, 2)", "lead({}, 0)", "first_value({})", "last_value({})", "nth_value({}, 2)")
		return tree("any", fn+" over ({}"+order+")", g.expr(s, g.pick(steady...)), over, key)
	case 2:
		return tree("any", "count(*) over ({}"+order+")", over, key)
	}
	frame := g.pick("", "", " rows between 2 preceding and current row", " rows between unbounded preceding and 1 following",
		" rows between 1 following and 3 following", " groups between 1 preceding and 1 following", " rows unbounded preceding exclude current row",
		" range between current row and unbounded following")
	fn, typ := g.pick("sum", "avg", "min", "max", "count"), "int4"
	if fn == "min" || fn == "max" || fn == "count" {
		typ = g.pick(steady...)
		if typ == "bool" && fn != "count" {
			typ = "int8"
		}
	}
	return tree("any", fn+"({}) over ({}"+order+frame+")", g.expr(s, typ), over, key)
}

func (g *Generator) setOperation() *Tree {
	types := g.types(steady, 1, 3)
	arm := func() *Tree {
		s, from := g.from(nil)
		return tree("query", "select {} from {}{}", g.items(s, types), from, g.where(s))
	}
	end := ""
	if g.chance(2) {
		end = g.order(len(types))
	}
	return tree("query", "({}) "+g.pick("union", "union all", "intersect", "except")+" ({})"+end, arm(), arm())
}
