package sql

import (
	"context"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"
)

// endsBlock reports whether a statement is allowed in a failed block.
func endsBlock(n *pg.Node) bool {
	t := n.GetTransactionStmt()
	if t == nil {
		return false
	}
	switch t.Kind {
	case pg.TransactionStmtKind_TRANS_STMT_COMMIT, pg.TransactionStmtKind_TRANS_STMT_ROLLBACK,
		pg.TransactionStmtKind_TRANS_STMT_ROLLBACK_TO, pg.TransactionStmtKind_TRANS_STMT_PREPARE:
		return true
	}
	return false
}

func utility(p *Parsed, exec execFunc) *Statement { return &Statement{parsed: p, exec: exec} }

func (s *Session) prepareTransaction(p *Parsed, t *pg.TransactionStmt) (*Statement, error) {
	st := utility(p, nil)
	st.inFailed = endsBlock(p.node)
	switch t.Kind {
	case pg.TransactionStmtKind_TRANS_STMT_BEGIN, pg.TransactionStmtKind_TRANS_STMT_START:
		tag := "BEGIN"
		if t.Kind == pg.TransactionStmtKind_TRANS_STMT_START {
			tag = "START TRANSACTION"
		}
		st.exec = func(_ context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
			return s.begin(tag, t.Options)
		}
	case pg.TransactionStmtKind_TRANS_STMT_COMMIT:
		st.exec = func(_ context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
			return s.endBlock("COMMIT", true, t.Chain)
		}
	case pg.TransactionStmtKind_TRANS_STMT_ROLLBACK:
		st.exec = func(_ context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
			return s.endBlock("ROLLBACK", false, t.Chain)
		}
	case pg.TransactionStmtKind_TRANS_STMT_SAVEPOINT, pg.TransactionStmtKind_TRANS_STMT_RELEASE,
		pg.TransactionStmtKind_TRANS_STMT_ROLLBACK_TO:
		st.exec = func(_ context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
			return s.savepoint(t)
		}
	default:
		return nil, Unsupported("two-phase commit")
	}
	return st, nil
}

func (s *Session) warn(code, message string) {
	s.cfg.Client.Notice(&Notice{Severity: "WARNING", Error: Error{Code: code, Message: message}})
}

func (s *Session) begin(tag string, options []*pg.Node) (*Rows, error) {
	if s.tx.status != TxIdle {
		s.warn("25001", "there is already a transaction in progress")
		return command(tag), nil
	}
	s.beginBlock()
	for _, o := range options {
		d := o.GetDefElem()
		if d.Defname == "transaction_read_only" {
			if c := d.Arg.GetAConst(); c != nil && c.GetIval().GetIval() == 0 {
				// READ WRITE is accepted and changes nothing: a write is refused anyway.
				continue
			}
		}
		if d.Defname == "transaction_isolation" {
			if err := s.set.setLocal("transaction_isolation", d.Arg.GetAConst().GetSval().GetSval()); err != nil {
				return nil, err
			}
		}
	}
	return command(tag), nil
}

func (s *Session) endBlock(tag string, commit, chain bool) (*Rows, error) {
	if s.tx.status == TxIdle {
		if chain {
			return nil, Errorf("25P01", "%s AND CHAIN can only be used in transaction blocks", tag)
		}
		s.warn("25P01", "there is no transaction in progress")
		return command(tag), nil
	}
	if s.tx.status == TxFailed && commit {
		tag, commit = "ROLLBACK", false
	}
	s.endTransaction(commit)
	if chain {
		s.beginBlock()
	}
	return command(tag), nil
}

// savepoint keeps and restores settings, which are all that a read-only block
// can change.
func (s *Session) savepoint(t *pg.TransactionStmt) (*Rows, error) {
	tag := map[pg.TransactionStmtKind]string{pg.TransactionStmtKind_TRANS_STMT_SAVEPOINT: "SAVEPOINT",
		pg.TransactionStmtKind_TRANS_STMT_RELEASE: "RELEASE", pg.TransactionStmtKind_TRANS_STMT_ROLLBACK_TO: "ROLLBACK"}[t.Kind]
	if s.tx.status == TxIdle {
		what := tag
		switch tag {
		case "RELEASE":
			what = "RELEASE SAVEPOINT"
		case "ROLLBACK":
			what = "ROLLBACK TO SAVEPOINT"
		}
		return nil, Errorf("25P01", "%s can only be used in transaction blocks", what)
	}
	name := t.SavepointName
	if t.Kind == pg.TransactionStmtKind_TRANS_STMT_SAVEPOINT {
		if len(s.tx.saved) >= 1000 {
			return nil, Errorf("53200", "too many savepoints")
		}
		s.tx.saved = append(s.tx.saved, savepoint{name: name, settings: s.set.snapshot()})
		return command(tag), nil
	}
	i := len(s.tx.saved) - 1
	for ; i >= 0 && s.tx.saved[i].name != name; i-- {
	}
	if i < 0 {
		return nil, Errorf("3B001", "savepoint \"%s\" does not exist", name)
	}
	if t.Kind == pg.TransactionStmtKind_TRANS_STMT_RELEASE {
		s.tx.saved = slices.Delete(s.tx.saved, i, len(s.tx.saved))
		return command(tag), nil
	}
	s.set.restore(s.tx.saved[i].settings)
	s.tx.saved = s.tx.saved[:i+1]
	s.tx.status = TxBlock
	return command(tag), nil
}

func (s *Session) prepareDiscard(p *Parsed, d *pg.DiscardStmt) (*Statement, error) {
	word := strings.TrimPrefix(d.Target.String(), "DISCARD_")
	return utility(p, func(_ context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
		if d.Target == pg.DiscardMode_DISCARD_ALL {
			if s.tx.status != TxIdle {
				return nil, Errorf("25001", "DISCARD ALL cannot run inside a transaction block")
			}
			if err := s.set.reset(""); err != nil {
				return nil, err
			}
			clear(s.prepared)
			s.closeCursors(true, false)
			s.listening = nil
		}
		return command("DISCARD " + word), nil
	}), nil
}
