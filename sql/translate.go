package sql

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/builtin"
	"github.com/pgconfluence/pgconfluence/sql/catalog"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// program is a statement in SQLite's SQL. Where a virtual table stands, it has
// a slot that is filled with the slice's place when the statement runs.
type program struct {
	parts   []string // text between slots; len(slots)+1 of them
	slots   []int    // plan's scan numbers
	nparams int      // client parameters are ?1 to ?nparams
	session []string // session values bound after them, in order
}

// text fills the slots; place gives the name of a scan's table.
func (p *program) text(place func(scan int) string) string {
	var b strings.Builder
	for i, s := range p.parts {
		b.WriteString(s)
		if i < len(p.slots) {
			b.WriteString(place(p.slots[i]))
		}
	}
	return b.String()
}

// systemSchema is the name under which the file with pg_catalog and
// information_schema is attached.
const systemSchema = "sys"

// translator writes a typed tree as SQLite SQL. It reports what it cannot
// write as 0A000 through a bailout, as the analyser does.
type translator struct {
	cat     *catalog.Catalog
	style   *datum.Style
	nparams int
	session []string
	scans   map[*rte]int     // scan numbers of virtual tables
	weights map[columnID]int // see weight

	// absent are the grouping keys that the grouping set being written leaves
	// out: outside aggregates they are NULL.
	absent map[string]bool
}

// slotMark stands for a scan in SQL fragments until finish splits the text. It
// cannot come from a client: literals are quoted and NUL is refused.
const slotMark = "\x00"

func translate(q *query, cat *catalog.Catalog, style *datum.Style, nparams int, scans map[*rte]int) (p *program, err error) {
	defer catch(&err)
	t := &translator{cat: cat, style: style, nparams: nparams, scans: scans}
	return t.finish(t.query(q)), nil
}

// finish splits finished SQL at its slots.
func (t *translator) finish(sql string) *program {
	p := &program{nparams: t.nparams, session: t.session}
	for {
		before, rest, ok := strings.Cut(sql, slotMark)
		p.parts = append(p.parts, before)
		if !ok {
			return p
		}
		num, after, _ := strings.Cut(rest, slotMark)
		n, _ := strconv.Atoi(num)
		p.slots = append(p.slots, n)
		sql = after
	}
}

func (t *translator) fail(err *Error) { panic(bailout{err}) }

// sessionParam is the bound parameter of a session value.
func (t *translator) sessionParam(name string) string {
	for i, s := range t.session {
		if s == name {
			return "?" + strconv.Itoa(t.nparams+i+1)
		}
	}
	t.session = append(t.session, name)
	return "?" + strconv.Itoa(t.nparams+len(t.session))
}

// zone is the session's time zone, all names of UTC as one: there days and
// months can be cut by arithmetic alone.
func (t *translator) zone() string {
	switch name := t.style.LocationName; name {
	case "Etc/UTC", "GMT", "Etc/GMT", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal":
		return "UTC"
	default:
		return name
	}
}

func ident(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// value writes a constant.
func value(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case int64:
		if v < 0 {
			return "(" + strconv.FormatInt(v, 10) + ")"
		}
		return strconv.FormatInt(v, 10)
	case float64:
		return floatLiteral(v)
	case string:
		return quote(v)
	case []byte:
		return fmt.Sprintf("x'%x'", v)
	}
	panic(fmt.Sprintf("constant of Go type %T", v))
}

func floatLiteral(f float64) string {
	switch s := strconv.FormatFloat(f, 'g', -1, 64); {
	case s == "+Inf":
		return "9e999"
	case s == "-Inf":
		return "(-9e999)"
	case strings.ContainsAny(s, ".e"):
		return "(" + s + ")"
	default:
		return "(" + s + ".0)"
	}
}

// collate adds the collation that comparing values of a type needs.
func collate(sql string, typ uint32) string {
	if c := builtin.Collation(typ); c != "" {
		return sql + " COLLATE " + c
	}
	return sql
}
