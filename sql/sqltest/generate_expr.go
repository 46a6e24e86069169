package sqltest

import "fmt"

// expr makes an expression of the type.
func (g *Generator) expr(s *source, typ string) *Tree {
	g.depth++
	defer func() { g.depth-- }()
	if g.depth > 5 || g.chance(3) {
		return g.leaf(s, typ)
	}
	if g.chance(6) {
		return g.conditional(s, typ)
	}
	forms := expressions[typ]
	f := forms[g.r.IntN(len(forms))]
	out := &Tree{kind: typ, text: f.text}
	for _, t := range f.args {
		out.kids = append(out.kids, g.arg(s, t))
	}
	return out
}

// arg makes an operand: of a type, or one of the special kinds.
func (g *Generator) arg(s *source, typ string) *Tree {
	switch typ {
	case "small": // a positive literal
		return tree("small", fmt.Sprint(1+g.r.IntN(9)))
	case "pattern":
		return tree("pattern", g.pick("'%e%'", "'R%'", "'%\\_%'", "'_'", "'%ß%'", "'a%b'", "'%'", "''", "'%Ä%'", "'%0'"))
	case "regex":
		return tree("regex", g.pick("'^[A-Z]'", "'[0-9]+$'", "'^a.b$'", "'e{1,2}'", "'(note|page)'", "'\\s'"))
	case "unit":
		return tree("unit", g.pick("'year'", "'quarter'", "'month'", "'week'", "'day'", "'hour'", "'minute'"))
	case "field":
		return tree("field", g.pick("year", "month", "day", "dow", "isodow", "doy", "week", "isoyear", "quarter", "decade"))
	case "comparison":
		return tree("comparison", g.pick("=", "<>", "<", ">", "<=", ">="))
	case "exists", "scalar":
		return g.subquery(s, typ)
	}
	return g.expr(s, typ)
}

func (g *Generator) conditional(s *source, typ string) *Tree {
	e := func() *Tree { return g.expr(s, typ) }
	switch g.r.IntN(4) {
	case 0:
		return tree(typ, "coalesce({}, {})", e(), e())
	case 1:
		return tree(typ, "(case when {} then {} else {} end)", g.expr(s, "bool"), e(), e())
	case 2:
		if typ == "numeric" || typ == "interval" {
			return e() // of equal ones either may come back
		}
		return tree(typ, g.pick("greatest", "least")+"({}, {})", e(), e())
	default:
		return tree(typ, "nullif({}, {})", e(), e())
	}
}

// leaf is a column, where there is one of the type, or a literal.
func (g *Generator) leaf(s *source, typ string) *Tree {
	var names []string
	for at := s; at != nil; at = at.outer {
		for _, c := range at.cols {
			if c.typ == typ {
				names = append(names, c.name)
			}
		}
	}
	if len(names) > 0 && !g.chance(5) {
		return tree(typ, names[g.r.IntN(len(names))])
	}
	if g.chance(10) {
		return tree(typ, "null::"+typ)
	}
	switch typ {
	case "int4":
		return tree(typ, fmt.Sprint(g.r.IntN(40)-10))
	case "int8":
		return tree(typ, fmt.Sprintf("%d::int8", g.r.IntN(2000)))
	case "numeric":
		return tree(typ, g.pick("1.5", "0.10", "-2.75", "100", "3.333", "0.0")+"::numeric")
	case "float8":
		return tree(typ, g.pick("1.5", "-0.25", "0", "1000")+"::float8")
	case "text":
		return tree(typ, g.pick("'a'", "''", "'current'", "'Zebra'", "'ÄB c'", "'10'", "'it''s'", "' x '")+"::text")
	case "bool":
		return tree(typ, g.pick("true", "false"))
	case "timestamptz":
		return tree(typ, "timestamptz "+g.pick("'2024-03-31 01:00+00'", "'2023-06-15 12:34:56.789+00'", "'2000-01-01 00:00+00'"))
	case "timestamp":
		return tree(typ, "timestamp "+g.pick("'2024-03-31 02:30'", "'2023-12-31 23:59:59'"))
	case "date":
		return tree(typ, "date "+g.pick("'2024-02-29'", "'2023-01-01'", "'1999-12-31'"))
	default:
		return tree(typ, "interval "+g.pick("'1 day'", "'1 month'", "'-2 hours'", "'1 year 3 days'", "'00:00:01.5'"))
	}
}

// subquery is a correlated query over one table.
func (g *Generator) subquery(s *source, kind string) *Tree {
	g.depth++
	defer func() { g.depth-- }()
	inner, from := g.fromTables(s, 1)
	cond := g.expr(inner, "bool")
	link := ""
	for _, c := range inner.cols {
		for _, o := range s.cols {
			if c.typ == o.typ && (c.typ == "int8" || c.typ == "text") && g.chance(8) {
				link = c.name + " = " + o.name + " and "
			}
		}
	}
	if kind == "exists" {
		return tree("bool", "exists (select 1 from {} where "+link+"{})", from, cond)
	}
	return tree("int8", "(select "+g.pick("count(*)", "max("+inner.cols[0].name+")", "min(length("+inner.cols[2].name+"))::int8")+
		" from {} where "+link+"{})", from, cond)
}

type form struct {
	text string
	args []string
}

func f(text string, args ...string) form { return form{text, args} }

// expressions are the forms of each type; {} stands for the operands.
var expressions = map[string][]form{
	"int4": {f("({} + {})", "int4", "small"), f("({} - {})", "int4", "small"), f("({} * {})", "int4", "small"), f("({} / {})", "int4", "small"),
		f("({} % {})", "int4", "small"), f("abs({})", "int4"), f("length({})", "text"), f("extract({} from {})::int4", "field", "timestamptz"),
		f("(- {})", "int4"), f("position('e' in {})", "text"), f("({} - {})", "date", "date"), f("octet_length({})", "text"), f("ascii({})", "text"),
		f("mod({}, {})", "int4", "small"), f("({} & {})", "int4", "small"), f("{}::int4", "bool"), f("sign({})::int4", "numeric"),
		f("extract({} from {})::int4", "field", "date"), f("round({} / 7.0)::int4", "int4"), f("width_bucket({}, 0, 100, 5)", "float8")},
	"int8": {f("({} + {})", "int8", "small"), f("({} - {})", "int8", "int4"), f("({} / {})", "int8", "small"), f("({} % {})", "int8", "small"),
		f("{}::int8", "int4"), f("abs({})", "int8"), f("{}", "scalar"), f("extract(epoch from {})::int8", "timestamptz"), f("div({}, {})::int8", "int8", "small"),
		f("({} * {})", "int4", "int8"), f("({} >> {})", "int8", "small")},
	"numeric": {f("({} + {})", "numeric", "numeric"), f("({} - {})", "numeric", "int4"), f("({} * {})", "numeric", "small"), f("({} / {})", "numeric", "small"),
		f("round({}, {})", "numeric", "small"), f("trunc({}, 1)", "numeric"), f("{}::numeric", "int4"), f("abs({})", "numeric"), f("ceil({})", "numeric"),
		f("floor({})", "numeric"), f("extract(epoch from {})", "timestamptz"), f("extract(second from {})", "timestamptz"), f("({} % 7)", "numeric"),
		f("{}::numeric(12,2)", "numeric"), f("extract({} from {})", "field", "timestamp"), f("({} * 1.50)", "int4"), f("extract(epoch from {})", "interval")},
	"float8": {f("({} + {})", "float8", "float8"), f("({} * {})", "float8", "small"), f("({} / {})", "float8", "small"), f("{}::float8", "int4"),
		f("abs({})", "float8"), f("floor({})", "float8"), f("round({})", "float8"), f("sqrt(abs({}))", "float8"), f("{}::float8", "numeric"),
		f("date_part('{}', {})", "field", "timestamptz"), f("ceil({})", "float8"), f("({} / 3)", "float8")},
	"text": {f("upper({})", "text"), f("lower({})", "text"), f("({} || {})", "text", "text"), f("substr({}, {}, {})", "text", "small", "small"),
		f("left({}, {})", "text", "small"), f("right({}, {})", "text", "small"), f("trim({})", "text"), f("replace({}, 'e', 'EE')", "text"),
		f("{}::text", "int4"), f("{}::text", "numeric"), f("{}::text", "bool"), f("{}::text", "timestamptz"), f("{}::text", "date"), f("{}::text", "interval"),
		f("to_char({}, 'YYYY-MM-DD HH24:MI')", "timestamptz"), f("split_part({}, ' ', {})", "text", "small"), f("lpad({}, {}, '*')", "text", "small"),
		f("concat({}, {}, {})", "text", "int4", "date"), f("initcap({})", "text"), f("reverse({})", "text"), f("({} || {})", "text", "int8"),
		f("({} || {})", "bool", "text"), f("translate({}, 'aeiou', 'AEI')", "text"), f("concat_ws('-', {}, {})", "text", "text"),
		f("{}::varchar(4)::text", "text"), f("regexp_replace({}, '[aeiou]', '.', 'g')", "text"), f("to_char({}, 'FM999,990')", "int4"), f("md5({})", "text"),
		f("format('%s/%s', {}, {})", "text", "int4"), f("{}::text", "float8"), f("to_char({}, 'Dy DD Mon')", "date")},
	"bool": {f("({} {} {})", "int4", "comparison", "int4"), f("({} {} {})", "int8", "comparison", "int8"), f("({} {} {})", "text", "comparison", "text"),
		f("({} {} {})", "numeric", "comparison", "numeric"), f("({} {} {})", "timestamptz", "comparison", "timestamptz"), f("({} {} {})", "date", "comparison", "date"),
		f("({} {} {})", "timestamptz", "comparison", "date"), f("({} {} {})", "int4", "comparison", "numeric"), f("({} {} {})", "interval", "comparison", "interval"),
		f("({} {} {})", "float8", "comparison", "int4"), f("({} and {})", "bool", "bool"), f("({} or {})", "bool", "bool"), f("(not {})", "bool"),
		f("({} is null)", "text"), f("({} is not null)", "int4"), f("({} is null)", "timestamptz"), f("({} like {})", "text", "pattern"), f("({} ilike {})", "text", "pattern"),
		f("({} not like {})", "text", "pattern"), f("({} in ({}, {}, null))", "int4", "int4", "small"), f("({} not in ({}, {}))", "int4", "int4", "small"),
		f("({} in ({}, 'current', 'page'))", "text", "text"), f("({} between {} and {})", "int4", "int4", "int4"), f("({} not between {} and {})", "date", "date", "date"),
		f("({} is distinct from {})", "int4", "int4"), f("({} is not distinct from {})", "text", "text"), f("({} is true)", "bool"), f("({} is not false)", "bool"),
		f("({} is unknown)", "bool"), f("{}", "exists"), f("(not {})", "exists"), f("({} ~ {})", "text", "regex"), f("({} = any (array[{}, {}]))", "int4", "int4", "small"),
		f("({} <> all (array[{}, {}]))", "int8", "int8", "int8"), f("({} {} {})", "bool", "comparison", "bool"), f("(({}, {}) < ({}, {}))", "int4", "text", "int4", "text"),
		f("starts_with({}, 'R')", "text"), f("({} {} {})", "timestamp", "comparison", "timestamp"), f("({} in (select id from spaces))", "int8"),
		f("({} not in (select personal_space_id from users where personal_space_id is not null))", "int8")},
	"timestamptz": {f("({} + {})", "timestamptz", "interval"), f("({} - {})", "timestamptz", "interval"), f("date_trunc({}, {})", "unit", "timestamptz"),
		f("({} at time zone 'Europe/Berlin')", "timestamp"), f("{}::timestamptz", "date"), f("date_trunc({}, {}, 'America/New_York')", "unit", "timestamptz"),
		f("{}::timestamptz(0)", "timestamptz"), f("{}::timestamptz", "timestamp")},
	"timestamp": {f("{}::timestamp", "timestamptz"), f("({} at time zone 'America/New_York')", "timestamptz"), f("date_trunc({}, {})", "unit", "timestamp"),
		f("({} + {})", "timestamp", "interval"), f("{}::timestamp", "date"), f("({} + {})", "date", "interval"), f("{}::timestamp(1)", "timestamp")},
	"date": {f("{}::date", "timestamptz"), f("({} + {})", "date", "small"), f("({} - {})", "date", "small"), f("{}::date", "timestamp"),
		f("date_trunc({}, {})::date", "unit", "date"), f("({} + {})::date", "date", "interval")},
	"interval": {f("({} - {})", "timestamptz", "timestamptz"), f("({} * {})", "interval", "small"), f("({} + {})", "interval", "interval"),
		f("age({}, {})", "timestamptz", "timestamptz"), f("({} / {})", "interval", "small"), f("(- {})", "interval"), f("({} - {})", "timestamp", "timestamp"),
		f("justify_hours({})", "interval"), f("({} * interval '1 hour')", "int4")},
}
