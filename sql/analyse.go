package sql

import (
	"fmt"

	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// analyser turns one parsed statement into the typed tree, as PostgreSQL's
// parse analysis does: names, types and coercions are all decided here.
//
// Inside it, an error travels as a panic of type bailout, raised by fail and
// caught in analyse: nearly every step can fail, and none can go on.
type analyser struct {
	cat      *catalog.Catalog
	rels     *relations
	path     []string // search_path
	database string   // the session's; "" takes any name for it
	text     string   // the query string, for error positions
	style    *datum.Style
	params   []uint32 // types of $1.., 0 = not known yet
	aliases  int      // how many range-table aliases were handed out
	depth    int      // nesting of expressions and queries
	visits   int      // expressions analysed so far
	volatile bool     // the analysed tree must not be cached: a literal meant "now"
	inline   *inlined // the call of a function in SQL whose body is analysed
}

// maxDepth bounds nesting; SQLite takes expressions of depth 1000.
const maxDepth = 900

// maxVisits bounds the expressions of a statement. BETWEEN and CASE analyse an
// operand more than once, which doubles at each level of nesting.
const maxVisits = 1_000_000

type bailout struct{ err *Error }

func (a *analyser) fail(err *Error, offset int) {
	if err.Position == 0 {
		err.Position = charPosition(a.text, offset)
	}
	panic(bailout{err})
}

// catch turns a bailout into an error; any other panic goes on.
func catch(err *error) {
	switch p := recover().(type) {
	case nil:
	case bailout:
		*err = p.err
	default:
		panic(p)
	}
}

func (a *analyser) enter(offset int) {
	if a.visits++; a.visits > maxVisits {
		a.fail(Errorf("54001", "statement too complex"), offset)
	}
	if a.depth++; a.depth > maxDepth {
		a.fail(Errorf("54001", "stack depth limit exceeded").
			WithHint("The statement nests deeper than %d levels.", maxDepth), offset)
	}
}

func (a *analyser) leave() { a.depth-- }

// newRTE makes a range-table entry with an alias of its own in the statement.
func (a *analyser) newRTE(s *scope, name string) *rte {
	a.aliases++
	return &rte{alias: fmt.Sprintf("t%d", a.aliases), name: name, owner: s.level}
}

// analyseSelect analyses a SELECT or VALUES statement; paramTypes are those the
// client declared, 0 where it left them open.
func (a *analyser) analyseSelect(stmt *pg.SelectStmt) (q *query, err error) {
	defer catch(&err)
	q = a.selectStmt(newScope(nil), stmt)
	a.settleTargets(q)
	for i, t := range a.params {
		if t == 0 || t == oidUnknown {
			a.fail(Errorf("42P18", "could not determine data type of parameter $%d", i+1), -1)
		}
	}
	return q, nil
}

// param returns $n, growing the list of parameters as they appear.
func (a *analyser) param(n, pos int) expr {
	if e := a.inlineParam(n); e != nil {
		return e
	}
	if n < 1 || n > 65535 {
		a.fail(Errorf("42P02", "there is no parameter $%d", n), pos)
	}
	for len(a.params) < n {
		a.params = append(a.params, 0)
	}
	t := a.params[n-1]
	if t == 0 {
		t = oidUnknown
	}
	return &param{n: n, t: plain(t)}
}

// settleParam gives an open parameter its type.
func (a *analyser) settleParam(p *param, t uint32, pos int) expr {
	switch have := a.params[p.n-1]; have {
	case 0, oidUnknown:
		a.params[p.n-1] = t
	case t:
	default:
		a.fail(Errorf("42P08", "inconsistent types deduced for parameter $%d", p.n).
			WithDetail("%s versus %s", a.cat.FormatTypeName(have), a.cat.FormatTypeName(t)), pos)
	}
	return &param{n: p.n, t: plain(t)}
}
