package sql

import (
	"context"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v6"
)

// prepareSession prepares the statements that act on the session alone; nil,
// nil for any other.
func (s *Session) prepareSession(p *Parsed, paramTypes []uint32) (*Statement, error) {
	switch n := p.node.Node.(type) {
	case *pg.Node_DeclareCursorStmt:
		return s.prepareDeclare(p, n.DeclareCursorStmt, paramTypes)
	case *pg.Node_FetchStmt:
		return s.prepareFetch(p, n.FetchStmt)
	case *pg.Node_ClosePortalStmt:
		return s.prepareClose(p, n.ClosePortalStmt)
	case *pg.Node_CopyStmt:
		return s.prepareCopy(p, n.CopyStmt)
	case *pg.Node_ListenStmt:
		return s.prepareListen(p, n.ListenStmt.Conditionname)
	case *pg.Node_UnlistenStmt:
		return s.prepareUnlisten(p, n.UnlistenStmt.Conditionname)
	case *pg.Node_NotifyStmt:
		return s.prepareNotify(p)
	case *pg.Node_LockStmt:
		return s.prepareLock(p, n.LockStmt)
	case *pg.Node_ConstraintsSetStmt:
		return utility(p, func(context.Context, *Session, *Statement, []any) (*Rows, error) {
			return command("SET CONSTRAINTS"), nil
		}), nil
	case *pg.Node_CheckPointStmt:
		return nil, Errorf("42501", "must be superuser or have privileges of pg_checkpoint to do CHECKPOINT")
	case *pg.Node_LoadStmt:
		return nil, Errorf("42501", "access to library \"%s\" is not allowed", n.LoadStmt.Filename)
	}
	return nil, nil
}

// maxListening bounds the channels of a session.
const maxListening = 100

// prepareListen is LISTEN: it is taken, and since nobody can write here, nothing
// is ever told but what the session notifies itself of, which is nothing.
func (s *Session) prepareListen(p *Parsed, channel string) (*Statement, error) {
	return utility(p, func(_ context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
		if !slices.Contains(s.listening, channel) {
			if len(s.listening) >= maxListening {
				return nil, Errorf("53400", "too many channels are listened to in one session")
			}
			s.listening = append(s.listening, channel)
		}
		return command("LISTEN"), nil
	}), nil
}

func (s *Session) prepareUnlisten(p *Parsed, channel string) (*Statement, error) {
	return utility(p, func(_ context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
		s.listening = slices.DeleteFunc(s.listening, func(c string) bool { return channel == "" || c == channel })
		return command("UNLISTEN"), nil
	}), nil
}

// prepareNotify is NOTIFY, which PostgreSQL refuses where nothing is written.
func (s *Session) prepareNotify(p *Parsed) (*Statement, error) {
	return nil, Errorf("25006", "cannot execute NOTIFY during recovery").
		WithHint("Confluence is shown read-only here: nobody could be notified.")
}

// prepareLock is LOCK TABLE. Reading takes no locks here, so the modes that a
// reader may ask for are had at once.
func (s *Session) prepareLock(p *Parsed, n *pg.LockStmt) (*Statement, error) {
	modes := []string{"", "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE",
		"EXCLUSIVE", "ACCESS EXCLUSIVE"}
	return utility(p, func(_ context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
		if s.tx.status == TxIdle {
			return nil, Errorf("25P01", "LOCK TABLE can only be used in transaction blocks")
		}
		for _, r := range n.Relations {
			v := r.GetRangeVar()
			if s.engine.rels.find(v.Schemaname, v.Relname, s.set.searchPath()) == nil {
				name := v.Relname
				if v.Schemaname != "" {
					name = v.Schemaname + "." + name
				}
				return nil, Errorf("42P01", "relation \"%s\" does not exist", name)
			}
			if n.Mode != 1 && int(n.Mode) < len(modes) {
				return nil, Errorf("42501", "permission denied for table %s", v.Relname).
					WithHint("Only LOCK TABLE ... IN ACCESS SHARE MODE is open to a reader.")
			}
		}
		return command("LOCK TABLE"), nil
	}), nil
}
