package proxy

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
)

// session is a connection that is logged in. All of it belongs to the
// connection's goroutine.
type session struct {
	*conn
	sql        *sql.Session
	reported   map[string]string // what the client was last told of each parameter
	statements map[string]*statement
	portals    map[string]*portal
	held       int  // bytes of text and values that statements and portals hold
	skipping   bool // an extended-query message failed: ignore all until Sync
	busy       bool // something came since the last ReadyForQuery
}

// greet ends a start-up: the login is good, and this is what the server is.
func (s *session) greet() error {
	s.in.max = s.srv.cfg.MaxMessage
	s.out.send(&pgproto3.AuthenticationOk{})
	parameters := slices.SortedFunc(slices.Values(s.sql.Parameters()), func(a, b sql.Parameter) int {
		return compareNames(a.Name, b.Name)
	})
	for _, p := range parameters {
		s.reported[p.Name] = p.Value
		s.out.send(&pgproto3.ParameterStatus{Name: p.Name, Value: p.Value})
	}
	s.out.send(&pgproto3.BackendKeyData{ProcessID: s.pid, SecretKey: s.secret[:]})
	return s.ready()
}

// serve takes messages until the connection ends. The error is one for the
// log; nil if there is nothing to say.
func (s *session) serve() error {
	for {
		typ, body, err := s.receive()
		if err != nil {
			return s.lost(err)
		}
		if typ == 'X' {
			return nil
		}
		if !s.busy {
			s.busy = true
			s.sql.BeginImplicit()
		}
		if err := s.handle(typ, body); err != nil {
			var f fatalError
			if errors.As(err, &f) {
				return s.fatal(f.err)
			}
			return err
		}
	}
}

// receive waits for the next message. Between statements a shutdown may end the
// wait.
func (s *session) receive() (byte, []byte, error) {
	if s.busy {
		typ, body, err := s.in.next()
		return typ, body, s.ended(err)
	}
	if err := s.await(); err != nil {
		return 0, nil, err
	}
	typ, body, err := s.in.next()
	return typ, body, s.toldToEnd(err, s.awaited())
}

// ended is for a failure to read amid a series of messages: there only a dead
// credential ends the wait.
func (s *session) ended(err error) error {
	s.mu.Lock()
	dead := s.dead
	s.mu.Unlock()
	return s.toldToEnd(err, dead)
}

// toldToEnd finds the reason of a read that was made to end.
func (s *session) toldToEnd(err error, why *sql.Error) error {
	var timeout net.Error
	if err != nil && why != nil && errors.As(err, &timeout) && timeout.Timeout() {
		return fatalError{why}
	}
	return err
}

// lost ends the connection after a failure to read from it.
func (s *session) lost(err error) error {
	var f fatalError
	var large *errTooLarge
	var length *errBadLength
	switch {
	case errors.As(err, &f):
		return s.fatal(f.err)
	case errors.As(err, &large):
		return s.fatal(sql.Errorf("54000", "a message of %d bytes is too large, the limit is %d", large.size, large.max))
	case errors.As(err, &length):
		return s.fatal(protocolError("invalid message length"))
	}
	return err
}

// handle answers one message. An error ends the connection.
func (s *session) handle(typ byte, body []byte) error {
	switch typ {
	case 'Q', 'P', 'B', 'D', 'E', 'C', 'H', 'F', 'd', 'c', 'f':
		if s.skipping {
			return nil
		}
	case 'S':
	default:
		return fatalError{protocolError("invalid frontend message type %d", typ)}
	}
	switch typ {
	case 'Q':
		return s.answer(s.query(body))
	case 'F':
		return s.answer(s.functionCall())
	case 'S':
		s.skipping = false
		return s.ready()
	case 'd', 'c', 'f':
		// Left over from a COPY that failed: PostgreSQL ignores it.
		return nil
	case 'H':
		return s.out.flush()
	}
	if err := s.extended(typ, body); err != nil {
		s.skipping = true
		return s.fail(err)
	}
	return nil
}

// answer ends what is answered by ReadyForQuery whether it failed or not.
func (s *session) answer(err error) error {
	if err != nil {
		if err := s.fail(err); err != nil {
			return err
		}
	}
	return s.ready()
}

// fail tells the client an error. It returns an error itself if the connection
// must end.
func (s *session) fail(err error) error {
	var broken *ioError
	if errors.As(err, &broken) {
		return err
	}
	m := errorResponse(err, false, s.log)
	s.sql.Fail()
	if isFatal(m.Code) {
		return fatalError{asError(err)}
	}
	s.endPortals()
	s.srv.cfg.Observer.Error(m.Code)
	if err := s.out.send(m); err != nil {
		return err
	}
	return s.out.flush()
}

// ready sends ReadyForQuery, before it what has changed of the parameters that
// are reported. Outside a transaction block no portal outlives it.
func (s *session) ready() error {
	if s.sql.Status() == sql.TxIdle {
		s.dropPortals()
	}
	s.sql.EndImplicit()
	changed := s.takeChanged()
	for _, name := range slices.SortedFunc(maps.Keys(changed), compareNames) {
		if value := changed[name]; s.reported[name] != value {
			s.reported[name] = value
			s.out.send(&pgproto3.ParameterStatus{Name: name, Value: clean(value)})
		}
	}
	s.busy = false
	s.out.send(&pgproto3.ReadyForQuery{TxStatus: byte(s.sql.Status())})
	return s.out.flush()
}

// compareNames is PostgreSQL's order of parameters.
func compareNames(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) }

// functionCall refuses the function call message, which PostgreSQL's manual
// calls obsolete.
func (s *session) functionCall() error {
	if s.sql.Status() == sql.TxFailed {
		return errAborted
	}
	return sql.Errorf("0A000", "the function call message is not supported").
		WithHint("Call the function in a SELECT statement.")
}

// statementContext is the context of something that runs within one message; a
// CancelRequest ends it. The returned function must be called when it is over.
func (s *session) statementContext() (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(s.ctx)
	s.begin(cancel)
	return ctx, func() {
		s.end()
		cancel(nil)
	}
}

// close gives back what the session holds.
func (s *session) close() {
	s.guard(func() error {
		s.dropPortals()
		return nil
	})
	s.sql.Close()
}
