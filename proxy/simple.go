package proxy

import (
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
)

// query answers the simple protocol's one message: any number of statements in
// one string, a result for each, up to the first error.
func (s *session) query(body []byte) error {
	// As in PostgreSQL, a simple query takes the place of the unnamed statement
	// and the unnamed portal.
	s.dropStatement("")
	s.dropPortal("")
	var m pgproto3.Query
	if err := decode(&m, body); err != nil {
		return err
	}
	if err := checkText([]byte(m.String)); err != nil {
		return err
	}
	parsed, err := s.sql.Parse(m.String)
	if err != nil {
		return err
	}
	if len(parsed) == 0 {
		return s.out.send(&pgproto3.EmptyQueryResponse{})
	}
	for _, p := range parsed {
		if err := s.runSimple(p); err != nil {
			return err
		}
	}
	return nil
}

// runSimple runs one statement of a query string and sends its whole result.
func (s *session) runSimple(p *sql.Parsed) error {
	ctx, done := s.statementContext()
	defer done()
	before := s.sql.Status()
	st, err := s.sql.Prepare(ctx, p, nil)
	if err != nil {
		return statementError(ctx, err)
	}
	if st.CopyOut() != nil {
		tag, err := s.sendCopy(ctx, st, nil)
		if err != nil {
			return err
		}
		s.afterStatement(before)
		return s.out.send(&pgproto3.CommandComplete{CommandTag: []byte(tag)})
	}
	rows, err := s.sql.Run(ctx, st, nil)
	if err != nil {
		return statementError(ctx, err)
	}
	defer rows.Close()
	fields := rows.Fields()
	formats := cursorFormats(fields)
	enc, err := newRowEncoder(fields, formats, s.sql.Style())
	if err != nil {
		return err
	}
	if fields != nil {
		if err := s.out.send(rowDescription(fields, formats)); err != nil {
			return err
		}
	}
	if _, _, err := s.sendRows(rows, enc, 0); err != nil {
		return statementError(ctx, err)
	}
	if err := rows.Close(); err != nil {
		return statementError(ctx, err)
	}
	s.afterStatement(before)
	return s.out.send(&pgproto3.CommandComplete{CommandTag: []byte(rows.Tag())})
}

// decode decodes a message's body. What is malformed is the client's error, and
// no reason to give up the connection.
func decode(m pgproto3.FrontendMessage, body []byte) error {
	if err := m.Decode(body); err != nil {
		return protocolError("invalid message format")
	}
	return nil
}
