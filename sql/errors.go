package sql

import (
	"errors"
	"fmt"
)

// Error is what a client is told: PostgreSQL's ErrorResponse fields. Every
// error that leaves this package is one, or is turned into one at the border
// (anything else becomes XX000 and only the log gets its text).
type Error struct {
	Code     string // SQLSTATE, five characters (PostgreSQL manual, appendix A)
	Message  string // in PostgreSQL's words where PostgreSQL has words for it
	Detail   string // may be empty
	Hint     string // what to do about it; may be empty
	Position int    // 1-based, in characters of the query string; 0 = none
	Cause    error  // for the log only, may be nil; never sent to a client
}

func (e *Error) Error() string {
	if e.Code == "" {
		return e.Message
	}
	return e.Message + " (SQLSTATE " + e.Code + ")"
}

func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an Error of a code and a formatted message.
func Errorf(code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// WithHint returns e with its hint set.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint = fmt.Sprintf(format, args...)
	return e
}

// WithDetail returns e with its detail set.
func (e *Error) WithDetail(format string, args ...any) *Error {
	e.Detail = fmt.Sprintf(format, args...)
	return e
}

// At returns e with its position set, unless it has one already.
func (e *Error) At(pos int) *Error {
	if e.Position == 0 {
		e.Position = pos
	}
	return e
}

// Unsupported is the answer to what PostgreSQL can do and this server cannot
// yet: SQLSTATE 0A000 naming the construct, never a wrong answer.
func Unsupported(format string, args ...any) *Error {
	return Errorf("0A000", format+" is not supported yet", args...)
}

// AsError finds the Error in err's chain, or makes an XX000 one that keeps err
// as its cause and shows the client nothing of its text.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: "XX000", Message: "internal error", Cause: err,
		Hint: "The server's log has the details."}
}
