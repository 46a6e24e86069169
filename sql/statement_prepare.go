package sql

import (
	"context"

	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// maxPrepared bounds the statements that a session keeps by PREPARE.
const maxPrepared = 1000

// preparePrepare is PREPARE name (types) AS query.
func (s *Session) preparePrepare(ctx context.Context, p *Parsed, n *pg.PrepareStmt) (*Statement, error) {
	return utility(p, func(ctx context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
		if _, dup := s.prepared[n.Name]; dup {
			return nil, Errorf("42P05", "prepared statement \"%s\" already exists", n.Name)
		}
		if len(s.prepared) >= maxPrepared {
			return nil, Errorf("53200", "too many prepared statements").WithHint("DEALLOCATE those that are not needed.")
		}
		types, err := s.typeNames(p, n.Argtypes)
		if err != nil {
			return nil, err
		}
		inner := &Parsed{text: p.text, own: p.own, node: n.Query}
		st, err := s.Prepare(ctx, inner, types)
		if err != nil {
			return nil, err
		}
		s.prepared[n.Name] = st
		return command("PREPARE"), nil
	}), nil
}

func (s *Session) typeNames(p *Parsed, nodes []*pg.Node) (types []uint32, err error) {
	defer catch(&err)
	a := &analyser{cat: s.engine.cat, rels: s.engine.rels, text: p.text, style: s.Style()}
	for _, n := range nodes {
		types = append(types, a.typeOf(n.GetTypeName()).oid)
	}
	return types, nil
}

// prepareExecute is EXECUTE name (args).
func (s *Session) prepareExecute(p *Parsed, n *pg.ExecuteStmt) (*Statement, error) {
	st, ok := s.prepared[n.Name]
	if !ok {
		return nil, Errorf("26000", "prepared statement \"%s\" does not exist", n.Name)
	}
	args, err := s.executeArgs(p, n, st)
	if err != nil {
		return nil, err
	}
	out := utility(p, func(ctx context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
		return st.exec(ctx, s, st, args)
	})
	out.fields = st.fields
	out.inFailed = st.inFailed
	return out, nil
}

// executeArgs evaluates EXECUTE's arguments, which are constants here.
func (s *Session) executeArgs(p *Parsed, n *pg.ExecuteStmt, st *Statement) (args []any, err error) {
	defer catch(&err)
	if len(n.Params) != len(st.params) {
		return nil, Errorf("42601", "wrong number of parameters for prepared statement \"%s\"", n.Name).
			WithDetail("Expected %d parameters but got %d.", len(st.params), len(n.Params))
	}
	a := &analyser{cat: s.engine.cat, rels: s.engine.rels, text: p.text, style: s.Style()}
	for i, node := range n.Params {
		e := a.coerce(a.expr(newScope(nil), node), plain(st.params[i]), catalog.Assignment, location(node))
		c, ok := e.(*constant)
		if !ok {
			if e == nil {
				a.fail(Errorf("42804", "parameter $%d of type %s cannot be coerced to the expected type", i+1,
					a.cat.FormatTypeName(st.params[i])), location(node))
			}
			a.fail(Unsupported("an expression as an argument of EXECUTE"), location(node))
		}
		args = append(args, c.val)
	}
	return args, nil
}

func (s *Session) prepareDeallocate(p *Parsed, n *pg.DeallocateStmt) (*Statement, error) {
	return utility(p, func(_ context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
		if n.Name == "" {
			clear(s.prepared)
			return command("DEALLOCATE ALL"), nil
		}
		if _, ok := s.prepared[n.Name]; !ok {
			return nil, Errorf("26000", "prepared statement \"%s\" does not exist", n.Name)
		}
		delete(s.prepared, n.Name)
		return command("DEALLOCATE"), nil
	}), nil
}
