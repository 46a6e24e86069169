package proxy

import (
	"context"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
)

// portal is a bound statement, on its way from Bind through any number of
// Executes. Its context spans them all, so that a suspended result stays alive
// between messages.
type portal struct {
	name      string
	statement *statement
	args      []any
	formats   []int16 // one per column; nil = all text
	size      int     // for session.held

	ctx     context.Context
	cancel  context.CancelCauseFunc
	rows    *sql.Rows // nil before the first Execute and after the last row
	enc     *rowEncoder
	started bool
	tag     string // of the finished statement
}

func (s *session) portal(name string) (*portal, error) {
	if p, ok := s.portals[name]; ok {
		return p, nil
	}
	return nil, sql.Errorf("34000", "portal \"%s\" does not exist", name)
}

// execute answers Execute: it runs a portal, or runs it further.
func (s *session) execute(body []byte) error {
	var m pgproto3.Execute
	if err := decode(&m, body); err != nil {
		return err
	}
	p, err := s.portal(m.Portal)
	if err != nil {
		return err
	}
	if p.statement.st == nil {
		return s.out.send(&pgproto3.EmptyQueryResponse{})
	}
	before := s.sql.Status()
	if before == sql.TxFailed && (p.started || p.statement.fields() != nil) {
		return errAborted
	}
	if p.started && p.rows == nil {
		return s.executeAgain(p)
	}
	if p.statement.st.CopyOut() != nil {
		return s.executeCopy(p, before)
	}
	if !p.started {
		p.ctx, p.cancel = context.WithCancelCause(s.ctx)
	}
	s.begin(p.cancel)
	defer s.end()
	suspended, n, err := s.run(p, int64(int32(m.MaxRows)))
	if err != nil {
		return statementError(p.ctx, err)
	}
	if suspended {
		return s.out.send(&pgproto3.PortalSuspended{})
	}
	s.afterStatement(before)
	return s.out.send(&pgproto3.CommandComplete{CommandTag: []byte(tagFor(p.tag, n))})
}

// executeCopy answers Execute of a COPY: its data comes whole, whatever number
// of rows is asked for.
func (s *session) executeCopy(p *portal, before sql.TxStatus) error {
	p.started = true
	ctx, done := s.statementContext()
	defer done()
	tag, err := s.sendCopy(ctx, p.statement.st, p.args)
	if err != nil {
		return err
	}
	s.afterStatement(before)
	return s.out.send(&pgproto3.CommandComplete{CommandTag: []byte(tag)})
}

// executeAgain answers Execute of a portal that has ended: no more rows, but
// what returns none cannot be run twice.
func (s *session) executeAgain(p *portal) error {
	if p.statement.fields() == nil {
		return sql.Errorf("55000", "portal \"%s\" cannot be run", p.name)
	}
	return s.out.send(&pgproto3.CommandComplete{CommandTag: []byte(tagFor(p.tag, 0))})
}

// run sends up to max rows of a portal (0 or less: all) and reports whether
// there may be more. n is the number of rows sent.
func (s *session) run(p *portal, max int64) (suspended bool, n int64, err error) {
	if !p.started {
		p.started = true
		if p.enc, err = newRowEncoder(p.statement.fields(), p.formats, s.sql.Style()); err != nil {
			return false, 0, err
		}
		if p.rows, err = s.sql.Run(p.ctx, p.statement.st, p.args); err != nil {
			p.rows = nil
			return false, 0, err
		}
	}
	p.enc.style = s.sql.Style() // a SET between two Executes counts
	suspended, n, err = s.sendRows(p.rows, p.enc, max)
	if suspended && err == nil {
		return true, n, nil
	}
	rows := p.rows
	p.rows = nil
	closing := rows.Close()
	if err == nil {
		err = closing
	}
	p.tag = rows.Tag()
	p.cancel(nil)
	return false, n, err
}

// sendRows sends up to max rows (0 or less: all). Like PostgreSQL it does not
// look whether there is one more when max is reached.
func (s *session) sendRows(rows *sql.Rows, enc *rowEncoder, max int64) (suspended bool, n int64, err error) {
	for max <= 0 || n < max {
		if !rows.Next() {
			return false, n, rows.Err()
		}
		enc.values = rows.Values()
		if err := s.out.send(enc); err != nil {
			return false, n, err
		}
		n++
	}
	return true, n, nil
}

// tagFor is a command tag with the number of rows that this Execute sent:
// PostgreSQL counts each Execute by itself.
func tagFor(tag string, n int64) string {
	i := strings.LastIndexByte(tag, ' ')
	if i < 0 {
		return tag
	}
	if _, err := strconv.ParseInt(tag[i+1:], 10, 64); err != nil {
		return tag
	}
	return tag[:i+1] + strconv.FormatInt(n, 10)
}

// afterStatement drops the portals of a transaction block that a statement has
// ended.
func (s *session) afterStatement(before sql.TxStatus) {
	if before != sql.TxIdle && s.sql.Status() == sql.TxIdle {
		s.dropPortals()
	}
}

// endPortals is what an error does: the portals of the transaction cannot be
// run any more. In a block their names stay until the block ends.
func (s *session) endPortals() {
	if s.sql.Status() == sql.TxIdle {
		s.dropPortals()
		return
	}
	for _, p := range s.portals {
		p.close()
		p.started = true
	}
}

func (s *session) dropPortals() {
	for name := range s.portals {
		s.dropPortal(name)
	}
}

func (s *session) dropPortal(name string) {
	if p, ok := s.portals[name]; ok {
		p.close()
		s.held -= p.size
		delete(s.portals, name)
	}
}

// close gives back what a running portal holds. What it says is of no interest
// any more.
func (p *portal) close() {
	if p.rows != nil {
		p.rows.Close()
		p.rows = nil
	}
	if p.cancel != nil {
		p.cancel(nil)
	}
}
