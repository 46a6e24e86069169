package proxy

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// The errors of the protocol itself, in PostgreSQL's words.
var (
	errCanceled = sql.Errorf("57014", "canceling statement due to user request")
	errShutdown = sql.Errorf("57P01", "terminating connection due to administrator command")
	errTooMany  = sql.Errorf("53300", "sorry, too many clients already")
	errAborted  = sql.Errorf("25P02", "current transaction is aborted, commands ignored until end of transaction block")
)

// fatalError is an error after which the connection is closed.
type fatalError struct{ err *sql.Error }

func (e fatalError) Error() string { return e.err.Error() }
func (e fatalError) Unwrap() error { return e.err }

// protocolError is 08P01.
func protocolError(format string, args ...any) *sql.Error {
	return sql.Errorf("08P01", format, args...)
}

// statementError is the error of a statement that ran under ctx: if the
// statement was cancelled, then that is the reason, whatever the engine or
// SQLite made of it.
func statementError(ctx context.Context, err error) error {
	var broken *ioError
	if err == nil || ctx.Err() == nil || errors.As(err, &broken) {
		return err
	}
	var cause *sql.Error
	if errors.As(context.Cause(ctx), &cause) {
		return cause
	}
	return err
}

// isFatal reports whether PostgreSQL closes the connection after an error of
// this code: the login is not, or no longer, good (class 28), or the server or
// a time limit ends the session.
func isFatal(code string) bool {
	return strings.HasPrefix(code, "28") || strings.HasPrefix(code, "57P0") || code == "25P03"
}

// errorResponse is the one way from an error to the client. A SQLSTATE and a
// sentence go out; causes go to the log.
func errorResponse(err error, fatal bool, log *slog.Logger) *pgproto3.ErrorResponse {
	e := asError(err)
	code := e.Code
	if len(code) != 5 {
		code = "XX000"
	}
	severity := "ERROR"
	if fatal {
		severity = "FATAL"
	}
	switch {
	case code == "XX000":
		log.Error("internal error", "message", e.Message, "cause", e.Cause)
	case e.Cause != nil:
		log.Debug("error told to the client", "code", code, "message", e.Message, "cause", e.Cause)
	}
	return &pgproto3.ErrorResponse{
		Severity: severity, SeverityUnlocalized: severity, Code: code, Message: clean(e.Message),
		Detail: clean(e.Detail), Hint: clean(e.Hint), Position: int32(e.Position),
	}
}

// asError finds what the client is to be told in err: the engine's error, or
// that of a value.
func asError(err error) *sql.Error {
	var value *datum.Error
	if !errors.As(err, new(*sql.Error)) && errors.As(err, &value) {
		return &sql.Error{Code: value.Code, Message: value.Message, Detail: value.Detail, Hint: value.Hint, Cause: err}
	}
	return sql.AsError(err)
}

// noticeResponse is a notice as the wire has it.
func noticeResponse(n *sql.Notice) *pgproto3.NoticeResponse {
	code := n.Code
	if len(code) != 5 {
		code = "00000"
	}
	return &pgproto3.NoticeResponse{
		Severity: clean(n.Severity), SeverityUnlocalized: clean(n.Severity), Code: code, Message: clean(n.Message),
		Detail: clean(n.Detail), Hint: clean(n.Hint), Position: int32(n.Position),
	}
}

// clean takes out what a string on the wire cannot hold: NUL ends it, and
// clients refuse what is no UTF-8.
func clean(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
}

// hungUp reports whether err is merely a client that went away.
func hungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
