package catalog

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// common types get half of the draws: that is where queries are.
var common = []string{"int4", "int8", "int2", "numeric", "float8", "text", "varchar", "bpchar", "bool", "date",
	"timestamp", "timestamptz", "interval", "unknown", "unknown", "name", "jsonb", "json", "_text", "_int4", "oid",
	"uuid", "time", "regclass", "char"}

// rare are all other types that a NULL can be cast to.
func rare(c *Catalog) []string {
	list := []string{"pg_class", "_pg_class", "record", "information_schema.sql_identifier",
		"information_schema.cardinal_number", "information_schema.yes_or_no", "information_schema._sql_identifier"}
	for _, t := range c.Types() {
		if t.Namespace == pgCatalog && t.Kind != 'p' && t.Kind != 'c' && !c.isCompositeArray(t.OID) && t.Elem != Cstring {
			list = append(list, t.Name)
		}
	}
	return list
}

type dice struct {
	*rand.Rand
	rare []string
}

func (d dice) typ() string {
	if d.IntN(2) == 0 {
		return common[d.IntN(len(common))]
	}
	return d.rare[d.IntN(len(d.rare))]
}

func (d dice) types(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = d.typ()
	}
	if n > 1 && d.IntN(3) == 0 { // alike arguments match more often
		list[1] = list[0]
	}
	return list
}

func (d dice) question(c *Catalog) question {
	switch d.IntN(12) {
	case 0, 1, 2, 3:
		o := c.operators[d.IntN(len(c.operators))]
		if o.Left == 0 && d.IntN(2) == 0 {
			return question{"op", o.Name, d.types(1)}
		}
		return question{"op", o.Name, d.near(c, []uint32{o.Left, o.Right})}
	case 4, 5, 6, 7:
		p := c.procs[d.IntN(len(c.procs))]
		for p.Namespace != pgCatalog || p.AggKind == 'h' || p.Kind == 'p' || p.Name == "unknownin" {
			p = c.procs[d.IntN(len(c.procs))]
		}
		return question{"func", p.Name, d.call(p, d.near(c, p.Args))}
	case 8:
		return question{"common", "", d.types(1 + d.IntN(4))}
	case 9:
		return question{"any", c.operators[d.IntN(len(c.operators))].Name, d.types(2)}
	case 10:
		if t := d.typ(); t != "unknown" { // a result column is never unknown
			return question{"sort", "", []string{t}}
		}
	}
	q := question{[]string{"explicit", "assignment", "implicit"}[d.IntN(3)], "", d.types(2)}
	if q.args[0] == q.args[1] || slices.Contains(q.args, "unknown") || q.args[1] == "record" ||
		c.Type(q.oid(c, 1)).BaseTypmod >= 0 { // a modifier is the caller's to apply
		return d.question(c)
	}
	return q
}

// call bends the arguments: fewer, more, named, VARIADIC.
func (d dice) call(p *Proc, args []string) []string {
	switch n := len(args); d.IntN(6) {
	case 0:
		if n > 0 {
			args = args[:d.IntN(n)]
		}
	case 1:
		for range d.IntN(3) {
			args = append(args, d.typ())
		}
	case 2:
		if n > 0 && p.Variadic != 0 {
			args[n-1] = "VARIADIC:" + args[n-1]
		}
	case 3:
		for i := d.IntN(n + 1); i < n && p.Kind == 'f' && p.InputName(i) != ""; i++ {
			args[i] = p.InputName(i) + "=>" + args[i]
		}
	}
	return args
}

// near draws types around the declared ones: themselves, unknown, or any.
func (d dice) near(c *Catalog, declared []uint32) []string {
	list := d.types(len(declared))
	for i, a := range declared {
		t := c.Type(a)
		switch n := d.IntN(6); {
		case t == nil || t.Kind == 'p' || t.Namespace != pgCatalog:
		case n < 3:
			list[i] = t.Name
		case n == 3:
			list[i] = "unknown"
		}
	}
	return list
}

// TestRandomAgainstPostgreSQL asks PostgreSQL and the Catalog the same random
// questions.
func TestRandomAgainstPostgreSQL(t *testing.T) {
	o, c := openOracle(t), PG15()
	n := 6000
	if testing.Short() {
		n = 500
	}
	d := dice{rand.New(rand.NewPCG(15, *seed)), rare(c)}
	o.prepare(t, c, storable(c, append(d.rare, common...)))
	wrong, matched := 0, 0
	for range n {
		q := d.question(c)
		want, got := q.askOracle(t, o, c), q.ask(c)
		if got != want && !excused(c, q, want) {
			t.Errorf("%s: got %s, PostgreSQL says %s: %s", q, got, want, q.sql(t, c))
			if wrong++; wrong > 40 {
				t.Fatal("and so on")
			}
		}
		if want != "none" && !strings.HasPrefix(want, "error") {
			matched++
		}
	}
	t.Logf("%d questions, %d of them with a match", n, matched)
	if matched < n/5 {
		t.Errorf("only %d of %d questions have a match: they test little", matched, n)
	}
}

// storable keeps one of each type that a column can have.
func storable(c *Catalog, names []string) []string {
	var list []string
	seen := map[string]bool{}
	for _, n := range names {
		if k := c.kind(typeOID(c, n)); k != 'p' && !seen[n] {
			list = append(list, n)
			seen[n] = true
		}
	}
	return list
}

// excused reports answers that are not about resolution.
func excused(c *Catalog, q question, want string) bool {
	switch want {
	case "error 42809": // rank(x) is a hypothetical-set aggregate without its WITHIN GROUP
		m, _ := q.resolve(c)
		return q.kind == "func" && m.Proc != nil && m.Proc.AggKind == 'h'
	case "error 0A000": // then a literal is to be read as a pseudo-type such as internal
		return q.kind != "common" && slices.Contains(q.args, "unknown")
	case "error 42883": // then WITHIN GROUP is to sort what has no order
		m, err := q.resolve(c)
		return q.kind == "func" && err == nil && m.Proc != nil && m.Proc.AggKind == 'o' &&
			c.LessOperator(m.ArgTypes[len(m.ArgTypes)-1]) == nil
	}
	return false
}
