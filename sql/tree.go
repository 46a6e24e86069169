package sql

import "github.com/pgconfluence/pgconfluence/sql/catalog"

// The typed tree: what analyse makes of a parsed statement and what plan and
// translate read. Every expression knows its PostgreSQL type, every name has
// been resolved, every implicit cast stands as a node of its own.

// typeRef is a type with its modifier (-1 = none).
type typeRef struct {
	oid uint32
	mod int32
}

func plain(oid uint32) typeRef { return typeRef{oid: oid, mod: -1} }

// expr is a node of the typed tree.
type expr interface{ typ() typeRef }

type (
	// constant is a literal; val is in package datum's representation, nil for NULL.
	constant struct {
		val any
		t   typeRef
		at  int // of a literal: 1 + the offset where it was written; else 0
	}

	// param is $n of the client.
	param struct {
		n int
		t typeRef
	}

	// sessionValue is a value fixed per statement or session and bound as a
	// hidden parameter: now(), current_user, TimeZone ...
	sessionValue struct {
		name string
		t    typeRef
	}

	// column refers to a column of a range-table entry of this query or an outer one.
	column struct {
		rte *rte
		col int
		pos int
	}

	// call is a function or operator; args are already coerced to what proc takes.
	call struct {
		proc *catalog.Proc
		op   string // operator name when written as one
		args []expr
		t    typeRef
	}

	// boolOp is AND, OR or NOT.
	boolOp struct {
		op   byte // '&', '|', '!'
		args []expr
	}

	nullTest struct {
		arg expr
		not bool
	}

	// boolTest is IS [NOT] TRUE / FALSE / UNKNOWN.
	boolTest struct {
		arg  expr
		want any // int64 1, 0 or nil for UNKNOWN
		not  bool
	}

	// distinctTest is IS [NOT] DISTINCT FROM.
	distinctTest struct {
		left, right expr
		not         bool
	}

	caseExpr struct {
		whens []when
		els   expr // nil = NULL
		t     typeRef
	}

	when struct{ cond, result expr }

	coalesce struct {
		args []expr
		t    typeRef
	}

	// nullIf is NULLIF(left, right); eq is the equality that decides.
	nullIf struct {
		left expr
		eq   *call // over left and right
		t    typeRef
	}

	// minMax is GREATEST or LEAST.
	minMax struct {
		greatest bool
		args     []expr
		t        typeRef
	}

	// relabel is a cast that changes no bit of the value.
	relabel struct {
		arg expr
		t   typeRef
	}

	// ioCast converts through the text form of both types.
	ioCast struct {
		arg      expr
		t        typeRef
		explicit bool
	}

	arrayExpr struct {
		elems []expr
		t     typeRef
	}

	rowExpr struct {
		fields []expr
		t      typeRef
	}

	// inList is left IN (items): items have the type that op takes.
	inList struct {
		left  expr
		op    *catalog.Proc // the equality (or inequality, for NOT IN)
		items []expr
		not   bool
	}

	// anyArray is left op ANY/ALL (array).
	anyArray struct {
		left  expr
		op    *catalog.Proc
		opr   string
		array expr
		all   bool
	}

	// subLink is a sub-query in an expression.
	subLink struct {
		kind  subLinkKind
		query *query
		left  []expr // for in
		op    *catalog.Proc
		opr   string
		not   bool
		t     typeRef
	}

	// aggregate is an aggregate call, or one over a window.
	aggregate struct {
		proc     *catalog.Proc
		args     []expr
		star     bool
		distinct bool
		order    []sortKey
		filter   expr
		over     *window // nil = plain aggregate
		t        typeRef
		pos      int // the offset where it was written
	}

	// elementOf is array[index].
	elementOf struct {
		array, index expr
		t            typeRef
	}

	// grouping is GROUPING(args): which of them the row is not grouped by.
	grouping struct{ args []expr }

	// windowCall is a window function proper: rank(), lag() ...
	windowCall struct {
		proc *catalog.Proc
		args []expr
		over *window
		t    typeRef
		pos  int // the offset where it was written
	}
)

type subLinkKind byte

const (
	subExists subLinkKind = iota
	subScalar
	subIn // left = ANY (query), or NOT IN with not
	subAny
	subAll
	subArray
)

func (e *constant) typ() typeRef     { return e.t }
func (e *param) typ() typeRef        { return e.t }
func (e *sessionValue) typ() typeRef { return e.t }
func (e *column) typ() typeRef       { return e.rte.cols[e.col].t }
func (e *call) typ() typeRef         { return e.t }
func (e *boolOp) typ() typeRef       { return plain(oidBool) }
func (e *nullTest) typ() typeRef     { return plain(oidBool) }
func (e *boolTest) typ() typeRef     { return plain(oidBool) }
func (e *distinctTest) typ() typeRef { return plain(oidBool) }
func (e *caseExpr) typ() typeRef     { return e.t }
func (e *coalesce) typ() typeRef     { return e.t }
func (e *nullIf) typ() typeRef       { return e.t }
func (e *minMax) typ() typeRef       { return e.t }
func (e *relabel) typ() typeRef      { return e.t }
func (e *ioCast) typ() typeRef       { return e.t }
func (e *arrayExpr) typ() typeRef    { return e.t }
func (e *rowExpr) typ() typeRef      { return e.t }
func (e *inList) typ() typeRef       { return plain(oidBool) }
func (e *anyArray) typ() typeRef     { return plain(oidBool) }
func (e *subLink) typ() typeRef      { return e.t }
func (e *aggregate) typ() typeRef    { return e.t }
func (e *elementOf) typ() typeRef    { return e.t }
func (e *grouping) typ() typeRef     { return plain(oidInt4) }
func (e *windowCall) typ() typeRef   { return e.t }

// query is one SELECT, VALUES or set operation, analysed.
type query struct {
	ctes     []*cte
	absent   map[string]bool // one of the sets, written alone: keys that it leaves out
	sets     [][]int         // GROUPING SETS: each the positions in group that it groups by
	targets  []target
	from     []fromItem // joined by commas
	where    expr
	group    []expr
	grouped  bool // GROUP BY, HAVING or an aggregate is there
	having   expr
	windows  []*window
	distinct bool
	on       []expr // DISTINCT ON
	order    []orderKey
	limit    expr
	offset   expr
	ties     bool
	setOp    *setOp
	values   [][]expr
}

// target is one result column. A junk target is there only to sort by.
type target struct {
	name string
	e    expr
	junk bool
}

// orderKey sorts by a target.
type orderKey struct {
	target     int
	desc       bool
	nullsFirst bool
	pos        int // the offset where it was written
}

// sortKey sorts by an expression, within a window or an aggregate.
type sortKey struct {
	e          expr
	desc       bool
	nullsFirst bool
}

type window struct {
	name      string // as named in the WINDOW clause, or ""
	partition []expr
	order     []sortKey
	frame     string // SQLite's frame clause, "" for the default
	frameArgs []expr // for each %s in frame
}

type setOp struct {
	op          string // UNION, INTERSECT, EXCEPT
	all         bool
	left, right *query
}

type cte struct {
	name         string
	alias        string // unique in the statement
	q            *query
	materialized bool
	recursive    bool
}

// fromItem is *rte or *join.
type fromItem interface{ isFrom() }

type joinKind byte

const (
	joinInner joinKind = iota
	joinLeft
	joinRight
	joinFull
	joinCross
)

type join struct {
	kind        joinKind
	left, right fromItem
	on          expr // nil for cross
}

// rte is a range-table entry: something a column can belong to.
type rte struct {
	alias   string // unique in the statement: the name used in SQLite
	name    string // as the statement calls it
	rel     *relation
	origin  *relation // of a view, which stands as a query: where its columns come from
	query   *query
	cte     *cte
	fns     []rowsExpr // functions in FROM, or a LATERAL query: see rowsExpr
	ordinal bool       // WITH ORDINALITY: one more column
	cols    []rteCol
	owner   *scopeLevel // the query level it belongs to
	scan    *Scan       // of a relation, set by plan
}

// rowsExpr is something in FROM that depends on the rows before it: a function,
// or a LATERAL query. It is written as a JSON array of rows.
type rowsExpr struct {
	e     expr   // a function call; nil for a query
	query *query // a LATERAL query
	width int    // how many columns its rows have

	// record is set where the row is one column of a composite type, with these
	// fields.
	record bool
	fields []rteCol

	// defs is a column definition list: the rows are JSON objects, and these
	// their members.
	defs   []rteCol
	object bool // there is one object, not an array of them
}

// columns is how many columns it gives to its FROM item.
func (fn rowsExpr) columns() int {
	if fn.record {
		return 1
	}
	return fn.width
}

type rteCol struct {
	name string
	t    typeRef
}

func (*rte) isFrom()  {}
func (*join) isFrom() {}

// scopeLevel identifies a query level, to tell its own columns from outer ones.
type scopeLevel struct{ parent *scopeLevel }
