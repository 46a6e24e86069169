package builtin

import (
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// InputCall is the template of the cast of text ($1) to a type through the
// type's input function, as 'x'::type does it.
const InputCall = "pg_in(%d, %d, $1, $TimeZone, $DateStyle, $IntervalStyle, $now)"

// OutputCall is the template of the cast of a type ($1) to text through the
// type's output function.
const OutputCall = "pg_out(%d, $1, $TimeZone, $DateStyle, $IntervalStyle, $extra_float_digits, $bytea_output)"

func sessionStyle(zone, dateStyle, intervalStyle any) (*datum.Style, error) {
	loc, err := location(zone)
	if err != nil {
		return nil, err
	}
	st := datum.DefaultStyle()
	st.Location, st.LocationName = loc, str(zone)
	if style, order, ok := strings.Cut(str(dateStyle), ", "); ok {
		st.DateStyle, st.DateOrder = style, order
	}
	st.IntervalStyle = str(intervalStyle)
	return st, nil
}

// input is pg_in(type, typmod, text, session values…).
func input(a []any) (any, error) {
	st, err := sessionStyle(a[3], a[4], a[5])
	if err != nil {
		return nil, err
	}
	if now, ok := a[6].(int64); ok {
		st.Now = func() int64 { return now }
	}
	typ, typmod, text := uint32(a[0].(int64)), int32(a[1].(int64)), a[2].(string)
	return datum.ParseTextTypmod(typ, text, typmod, st)
}

// output is pg_out(type, value, session values…).
func output(a []any) (any, error) {
	st, err := sessionStyle(a[2], a[3], a[4])
	if err != nil {
		return nil, err
	}
	st.ExtraFloatDigits = int(a[5].(int64))
	st.ByteaOutput = str(a[6])
	out, err := datum.AppendText(nil, uint32(a[0].(int64)), a[1], st)
	return string(out), err
}
