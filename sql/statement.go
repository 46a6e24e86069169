package sql

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	pg "github.com/pganalyze/pg_query_go/v6"
)

// Statement is one prepared statement. It is immutable and may be run by any
// session of its engine whose settings it was analysed under.
type Statement struct {
	parsed *Parsed
	params []uint32
	fields []Field
	exec   execFunc

	// Of a SELECT alone:
	query     *query
	plan      *Plan
	program   *program
	cacheable bool // its result depends on the slices and parameters alone

	copyOut    *CopyOut // of COPY TO STDOUT
	copyFields []Field

	// inFailed says that it may run in a failed block: ROLLBACK and its kin.
	inFailed bool

	analyse, translate time.Duration
}

// execFunc runs a statement in a session; args are its parameters' values.
type execFunc func(ctx context.Context, s *Session, st *Statement, args []any) (*Rows, error)

// ParamTypes are the type OIDs of $1, $2 ...
func (st *Statement) ParamTypes() []uint32 { return st.params }

// Fields are the result's columns; nil if the statement returns no rows.
func (st *Statement) Fields() []Field { return st.fields }

// Prepare analyses, plans and translates a statement without any I/O.
// paramTypes are those the client declares; 0 leaves one to be inferred.
func (s *Session) Prepare(ctx context.Context, p *Parsed, paramTypes []uint32) (*Statement, error) {
	st, err := s.prepare(ctx, p, paramTypes)
	if err != nil {
		s.engine.refused(s, p, err)
	}
	return st, err
}

func (s *Session) prepare(ctx context.Context, p *Parsed, paramTypes []uint32) (*Statement, error) {
	if s.tx.status == TxFailed && !endsBlock(p.node) {
		return nil, errFailedBlock()
	}
	switch n := p.node.Node.(type) {
	case *pg.Node_SelectStmt:
		return s.prepareSelect(p, n.SelectStmt, paramTypes)
	case *pg.Node_ExplainStmt:
		return s.prepareExplain(ctx, p, n.ExplainStmt, paramTypes)
	case *pg.Node_TransactionStmt:
		return s.prepareTransaction(p, n.TransactionStmt)
	case *pg.Node_VariableSetStmt:
		return s.prepareSet(p, n.VariableSetStmt)
	case *pg.Node_VariableShowStmt:
		return s.prepareShow(p, n.VariableShowStmt)
	case *pg.Node_DiscardStmt:
		return s.prepareDiscard(p, n.DiscardStmt)
	case *pg.Node_PrepareStmt:
		return s.preparePrepare(ctx, p, n.PrepareStmt)
	case *pg.Node_ExecuteStmt:
		return s.prepareExecute(p, n.ExecuteStmt)
	case *pg.Node_DeallocateStmt:
		return s.prepareDeallocate(p, n.DeallocateStmt)
	}
	if st, err := s.prepareSession(p, paramTypes); st != nil || err != nil {
		return st, err
	}
	return nil, refuse(p.node)
}

// Run runs a prepared statement. The rows must be closed before the session is
// used for anything else.
func (s *Session) Run(ctx context.Context, st *Statement, args []any) (*Rows, error) {
	if s.tx.status == TxFailed && !st.inFailed {
		return nil, errFailedBlock()
	}
	s.beginStatement()
	s.running = st.parsed
	if d := s.set.duration("statement_timeout"); d > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, d, errStatementTimeout)
		rows, err := st.exec(ctx, s, st, args)
		if err != nil {
			cancel()
			return nil, err
		}
		rows.finally(cancel)
		return rows, nil
	}
	return st.exec(ctx, s, st, args)
}

var errStatementTimeout = Errorf("57014", "canceling statement due to statement timeout")

// canceled is the error of a statement whose context has ended.
func canceled(ctx context.Context) error {
	if cause, ok := context.Cause(ctx).(*Error); ok {
		return cause
	}
	return Errorf("57014", "canceling statement due to user request")
}

func errFailedBlock() *Error {
	return Errorf("25P02", "current transaction is aborted, commands ignored until end of transaction block")
}

// refuse is the answer to what is no query: writing, or not to be had here.
func refuse(n *pg.Node) *Error {
	word := commandName(n)
	switch n.Node.(type) {
	case *pg.Node_InsertStmt, *pg.Node_UpdateStmt, *pg.Node_DeleteStmt, *pg.Node_MergeStmt, *pg.Node_TruncateStmt,
		*pg.Node_CreateStmt, *pg.Node_CreateTableAsStmt, *pg.Node_IndexStmt, *pg.Node_ViewStmt, *pg.Node_DropStmt,
		*pg.Node_AlterTableStmt, *pg.Node_CreateSchemaStmt, *pg.Node_CreateFunctionStmt, *pg.Node_GrantStmt,
		*pg.Node_CommentStmt, *pg.Node_RenameStmt, *pg.Node_CreateSeqStmt, *pg.Node_CreateRoleStmt,
		*pg.Node_AlterRoleStmt, *pg.Node_CreatedbStmt, *pg.Node_RefreshMatViewStmt, *pg.Node_VacuumStmt:
		return Errorf("25006", "cannot execute %s in a read-only transaction", word).
			WithHint("Confluence is shown read-only here.")
	}
	return Unsupported("the command %s", word)
}

// commandName is "CREATE TABLE" for a CreateStmt and so on, good enough for a
// message.
func commandName(n *pg.Node) string {
	names := map[string]string{"CreateStmt": "CREATE TABLE", "CreateTableAsStmt": "CREATE TABLE AS", "IndexStmt": "CREATE INDEX",
		"ViewStmt": "CREATE VIEW", "AlterTableStmt": "ALTER TABLE", "CreateSchemaStmt": "CREATE SCHEMA", "CreateSeqStmt": "CREATE SEQUENCE",
		"CreateFunctionStmt": "CREATE FUNCTION", "CreateRoleStmt": "CREATE ROLE", "AlterRoleStmt": "ALTER ROLE",
		"CreatedbStmt": "CREATE DATABASE", "RefreshMatViewStmt": "REFRESH MATERIALIZED VIEW", "DropStmt": "DROP TABLE"}
	name := nodeName(n)
	if s, ok := names[name]; ok {
		return s
	}
	return strings.ToUpper(strings.TrimSuffix(name, "Stmt"))
}

// prepareSelect takes a query through analyse, plan and translate, or finds it
// done already for the same text under the same settings.
func (s *Session) prepareSelect(p *Parsed, n *pg.SelectStmt, paramTypes []uint32) (*Statement, error) {
	key := s.statementKey(p, paramTypes)
	if st, ok := s.engine.stmts.Get(key); ok {
		return st, nil
	}
	st, volatile, err := s.analyseSelect(p, n, paramTypes)
	if err != nil {
		return nil, err
	}
	if !volatile && len(key) <= maxCachedText {
		s.engine.stmts.Put(key, st, treeBytes(p.own), 0)
	}
	return st, nil
}

// statementKey names all that the analysis of a text depends on.
func (s *Session) statementKey(p *Parsed, paramTypes []uint32) string {
	st := s.Style()
	return fmt.Sprintf("%s\x00%v\x00%s\x00%s,%s\x00%s\x00%s", p.own, paramTypes, st.LocationName, st.DateStyle,
		st.DateOrder, st.IntervalStyle, s.set.values["search_path"]+"\x00"+s.cfg.Database)
}

func (s *Session) analyseSelect(p *Parsed, n *pg.SelectStmt, paramTypes []uint32) (*Statement, bool, error) {
	start := time.Now()
	a := &analyser{cat: s.engine.cat, rels: s.engine.rels, path: s.set.searchPath(), text: p.text, database: s.cfg.Database,
		style: s.Style(), params: slices.Clone(paramTypes)}
	q, err := a.analyseSelect(n)
	if err != nil {
		return nil, false, err
	}
	if err := a.rowResult(q); err != nil {
		return nil, false, err
	}
	st := &Statement{parsed: p, params: a.params, query: q, exec: execSelect, fields: fieldsOf(q, s.engine)}
	st.plan = planQuery(q)
	st.analyse = time.Since(start)
	start = time.Now()
	scans := map[*rte]int{}
	for _, sc := range st.plan.Scans {
		scans[sc.rte] = sc.N
	}
	if st.program, err = translate(q, s.engine.cat, a.style, len(a.params), scans); err != nil {
		return nil, false, err
	}
	st.translate = time.Since(start)
	st.cacheable = !volatileQuery(q, st.program)
	return st, a.volatile, nil
}

// volatileQuery reports whether running the query twice over the same slices
// may give two results.
func volatileQuery(q *query, p *program) bool {
	if slices.ContainsFunc(p.session, func(name string) bool {
		return name == "now" || name == "statement" || strings.HasPrefix(name, "set_config:")
	}) {
		return true
	}
	volatile := false
	var visit func(e expr)
	visit = func(e expr) {
		walk(e, func(e expr) bool {
			switch e := e.(type) {
			case *call:
				volatile = volatile || e.proc.Volatile == 'v'
			case *subLink:
				eachExpr(e.query, visit)
			}
			return !volatile
		})
	}
	eachExpr(q, visit)
	return volatile
}

// fieldsOf describes the result's columns.
func fieldsOf(q *query, e *Engine) []Field {
	fields := []Field{}
	for _, t := range q.targets {
		if t.junk {
			continue
		}
		ref := t.e.typ()
		ref.oid, ref.mod = e.cat.BaseTypeMod(ref.oid, ref.mod)
		f := Field{Name: t.name, Type: ref.oid, Typmod: ref.mod, TypeLen: -1}
		if ty := e.cat.Type(ref.oid); ty != nil {
			f.TypeLen = ty.Len
		}
		if c, ok := t.e.(*column); ok {
			rel := c.rte.rel
			if rel == nil {
				rel = c.rte.origin
			}
			if rel != nil {
				f.Table, f.Attribute = rel.oid, int16(c.col+1)
			}
		}
		fields = append(fields, f)
	}
	return fields
}
