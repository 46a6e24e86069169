package builtin

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// An error crosses SQLite as one text: the mark, then code, message, detail
// and hint, with a separator that no PostgreSQL message has.
const (
	errorMark      = "\x01pg\x1f"
	errorSeparator = "\x1f"
)

type encodedError string

func (e encodedError) Error() string { return string(e) }

func encodeError(err error) error {
	var e *datum.Error
	if !errors.As(err, &e) {
		e = &datum.Error{Code: "XX000", Message: err.Error()}
	}
	clean := strings.NewReplacer(errorSeparator, "", "\x00", "")
	return encodedError(errorMark + clean.Replace(e.Code) + errorSeparator + clean.Replace(e.Message) +
		errorSeparator + clean.Replace(e.Detail) + errorSeparator + clean.Replace(e.Hint))
}

// EncodeError gives an error of package datum the form in which it crosses
// SQLite, for functions that are registered beside this package's.
func EncodeError(err error) error { return encodeError(err) }

// DecodeError finds the error that a function or template of this package
// raised in an error that SQLite returned.
func DecodeError(err error) (*datum.Error, bool) {
	if err == nil {
		return nil, false
	}
	text, ok := strings.CutPrefix(err.Error(), errorMark)
	if !ok {
		e, ok := native[err.Error()]
		return e, ok
	}
	part := strings.SplitN(text, errorSeparator, 4)
	if len(part) != 4 {
		return nil, false
	}
	return &datum.Error{Code: part[0], Message: part[1], Detail: part[2], Hint: part[3]}, true
}

// native are the errors of SQLite's own functions that stand for errors of
// PostgreSQL's.
var native = map[string]*datum.Error{
	"integer overflow": {Code: "22003", Message: "bigint out of range"},
	"argument of ntile must be a positive integer": {Code: "22014",
		Message: "argument of ntile must be greater than zero"},
	"second argument to nth_value must be a positive integer": {Code: "22016",
		Message: "argument of nth_value must be greater than zero"},
	"string or blob too big": {Code: "54000", Message: "a value is longer than this server allows"},
}

func errorf(code, format string, args ...any) error {
	return &datum.Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// The errors that templates and Go forms share.
const (
	raiseZero = "pg_raise('22012', 'division by zero')"
)

func errZero() error { return errorf("22012", "division by zero") }

func withHint(err error, hint string) error {
	var e *datum.Error
	if errors.As(err, &e) {
		e.Hint = hint
	}
	return err
}
