package proxy

import (
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
)

// statement is a prepared statement of the protocol.
type statement struct {
	name string
	st   *sql.Statement // nil: the empty statement
	size int            // for session.held
}

func (st *statement) paramTypes() []uint32 {
	if st.st == nil {
		return nil
	}
	return st.st.ParamTypes()
}

// fields are the result's columns; nil if the statement returns none.
func (st *statement) fields() []sql.Field {
	if st.st == nil {
		return nil
	}
	return st.st.Fields()
}

// extended answers one message of the extended protocol, except Sync and Flush.
func (s *session) extended(typ byte, body []byte) error {
	switch typ {
	case 'P':
		return s.parse(body)
	case 'B':
		return s.bind(body)
	case 'D':
		return s.describe(body)
	case 'E':
		return s.execute(body)
	default:
		return s.closeNamed(body)
	}
}

func (s *session) parse(body []byte) error {
	var m pgproto3.Parse
	if err := decode(&m, body); err != nil {
		return err
	}
	if err := checkText([]byte(m.Name + m.Query)); err != nil {
		return err
	}
	if m.Name == "" {
		s.dropStatement("")
	}
	parsed, err := s.sql.Parse(m.Query)
	if err != nil {
		return err
	}
	st := &statement{name: m.Name, size: len(body)}
	switch len(parsed) {
	case 0:
	case 1:
		ctx, done := s.statementContext()
		defer done()
		st.st, err = s.sql.Prepare(ctx, parsed[0], m.ParameterOIDs)
		if err != nil {
			return statementError(ctx, err)
		}
	default:
		return sql.Errorf("42601", "cannot insert multiple commands into a prepared statement")
	}
	if _, ok := s.statements[m.Name]; ok {
		return sql.Errorf("42P05", "prepared statement \"%s\" already exists", m.Name)
	}
	if err := s.hold(len(s.statements), st.size, "prepared statements"); err != nil {
		return err
	}
	s.statements[m.Name] = st
	return s.out.send(&pgproto3.ParseComplete{})
}

// statement finds a prepared statement, or the error that PostgreSQL has.
func (s *session) statement(name string) (*statement, error) {
	st, ok := s.statements[name]
	switch {
	case ok:
		return st, nil
	case name == "":
		return nil, sql.Errorf("26000", "unnamed prepared statement does not exist")
	}
	return nil, sql.Errorf("26000", "prepared statement \"%s\" does not exist", name)
}

func (s *session) bind(body []byte) error {
	var m pgproto3.Bind
	if err := decode(&m, body); err != nil {
		return err
	}
	if err := checkText([]byte(m.DestinationPortal + m.PreparedStatement)); err != nil {
		return err
	}
	st, err := s.statement(m.PreparedStatement)
	if err != nil {
		return err
	}
	types := st.paramTypes()
	if err := checkCounts(&m, len(types)); err != nil {
		return err
	}
	if s.sql.Status() == sql.TxFailed && st.fields() != nil {
		// Nothing that returns rows ends a transaction block.
		return errAborted
	}
	if m.DestinationPortal == "" {
		s.dropPortal("")
	} else if _, ok := s.portals[m.DestinationPortal]; ok {
		return sql.Errorf("42P03", "cursor \"%s\" already exists", m.DestinationPortal)
	}
	args, err := decodeParams(&m, types, s.sql.Style())
	if err != nil {
		return err
	}
	p := &portal{name: m.DestinationPortal, statement: st, args: args, size: len(body)}
	if fields := st.fields(); fields != nil {
		if p.formats, err = columnFormats(m.ResultFormatCodes, len(fields)); err != nil {
			return err
		}
	}
	if err := s.hold(len(s.portals), p.size, "portals"); err != nil {
		return err
	}
	s.portals[p.name] = p
	return s.out.send(&pgproto3.BindComplete{})
}

func (s *session) describe(body []byte) error {
	var m pgproto3.Describe
	if err := decode(&m, body); err != nil {
		return err
	}
	var fields []sql.Field
	var formats []int16
	switch m.ObjectType {
	case 'S':
		st, err := s.statement(m.Name)
		if err != nil {
			return err
		}
		fields = st.fields()
		if s.sql.Status() == sql.TxFailed && fields != nil {
			return errAborted
		}
		if err := s.out.send(&pgproto3.ParameterDescription{ParameterOIDs: st.paramTypes()}); err != nil {
			return err
		}
	case 'P':
		p, err := s.portal(m.Name)
		if fields, ok := s.sql.CursorFields(m.Name); err != nil && ok { // a cursor is a portal
			return s.out.send(rowDescription(fields, cursorFormats(fields)))
		}
		if err != nil {
			return err
		}
		fields, formats = p.statement.fields(), p.formats
		if s.sql.Status() == sql.TxFailed && fields != nil {
			return errAborted
		}
	default:
		return protocolError("invalid DESCRIBE message subtype %d", m.ObjectType)
	}
	if fields == nil {
		return s.out.send(&pgproto3.NoData{})
	}
	return s.out.send(rowDescription(fields, formats))
}

// closeNamed answers Close. What does not exist is closed already.
func (s *session) closeNamed(body []byte) error {
	var m pgproto3.Close
	if err := decode(&m, body); err != nil {
		return err
	}
	switch m.ObjectType {
	case 'S':
		s.dropStatement(m.Name)
	case 'P':
		s.dropPortal(m.Name)
		s.sql.CloseCursor(m.Name)
	default:
		return protocolError("invalid CLOSE message subtype %d", m.ObjectType)
	}
	return s.out.send(&pgproto3.CloseComplete{})
}

func (s *session) dropStatement(name string) {
	if st, ok := s.statements[name]; ok {
		s.held -= st.size
		delete(s.statements, name)
	}
}

// hold accounts for what a new statement or portal keeps in memory, and refuses
// it if the session has had enough.
func (s *session) hold(have, size int, what string) error {
	if have >= s.srv.cfg.MaxPrepared {
		return sql.Errorf("53400", "too many %s in one session", what).
			WithHint("Close those that are not needed any more; the limit is %d.", s.srv.cfg.MaxPrepared)
	}
	if limit := 4 * s.srv.cfg.MaxMessage; s.held+size > limit {
		return sql.Errorf("53400", "the %s of this session take too much memory", what).
			WithHint("Close those that are not needed any more; the limit is %d bytes.", limit)
	}
	s.held += size
	return nil
}
