package datum

import "fmt"

// Error is a data error in PostgreSQL's words: the SQLSTATE and texts that a
// client is told. It is what every function here returns for bad values.
type Error struct{ Code, Message, Detail, Hint string }

func (e *Error) Error() string { return e.Message + " (SQLSTATE " + e.Code + ")" }

// The SQLSTATEs of this package (PostgreSQL manual, appendix A).
const (
	codeNumericRange     = "22003" // numeric_value_out_of_range
	codeDatetimeFormat   = "22007" // invalid_datetime_format
	codeDatetimeOverflow = "22008" // datetime_field_overflow
	codeDivisionByZero   = "22012" // division_by_zero
	codeIntervalOverflow = "22015" // interval_field_overflow
	codeInvalidParameter = "22023" // invalid_parameter_value
	codeStringTooLong    = "22001" // string_data_right_truncation
	codeBadLog           = "2201E" // invalid_argument_for_logarithm
	codeBadPower         = "2201F" // invalid_argument_for_power_function
	codeTextSyntax       = "22P02" // invalid_text_representation
	codeBinarySyntax     = "22P03" // invalid_binary_representation
	codeEncoding         = "22021" // character_not_in_repertoire
	codeUnsupported      = "0A000" // feature_not_supported
	codeInternal         = "XX000" // internal_error
	codeZoneDisplacement = "22009" // invalid_time_zone_displacement_value
	codeArraySubscript   = "2202E" // array_subscript_error
	codeTooComplex       = "54001" // statement_too_complex
	codeProgramLimit     = "54000" // program_limit_exceeded
)

func errorf(code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

func errSyntax(typ uint32, s string) *Error {
	return errorf(codeTextSyntax, "invalid input syntax for type %s: \"%s\"", TypeName(typ), s)
}

func errRange(typ uint32) *Error {
	return errorf(codeNumericRange, "%s out of range", TypeName(typ))
}

func errTimestampRange() *Error { return errorf(codeDatetimeOverflow, "timestamp out of range") }

func errDateRange() *Error { return errorf(codeDatetimeOverflow, "date out of range") }

func errIntervalRange() *Error { return errorf(codeDatetimeOverflow, "interval out of range") }

func errKind(typ uint32, v any) *Error {
	return errorf(codeInternal, "a value of type %s cannot stand as %T", TypeName(typ), v)
}
