package builtin

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// Input is the cast of text ($1) to a type through the type's input function,
// as 'x'::type does it. The typmod is -1 for none.
func Input(typ uint32, typmod int32) *Impl {
	call := fmt.Sprintf("pg_in(%d, %d, $1, $TimeZone, $DateStyle, $IntervalStyle, $now)", typ, typmod)
	i := &Impl{SQL: call, Session: []string{TimeZone, DateStyle, IntervalStyle, Now}, Go: func(a []any) (any, error) {
		return input(append([]any{int64(typ), int64(typmod)}, a...))
	}}
	digits := map[uint32]int{pgtype.Int2OID: 4, pgtype.Int4OID: 9, pgtype.Int8OID: 18}[typ]
	switch {
	case digits > 0:
		i.SQL = fmt.Sprintf("CASE WHEN $1 NOT GLOB '*[^0-9]*' AND length($1) BETWEEN 1 AND %d THEN CAST($1 AS INTEGER) ELSE %s END", digits, call)
	case typ == pgtype.ByteaOID:
		i.SQL = "CAST(" + call + " AS BLOB)"
	case typ == pgtype.TextOID || typ == pgtype.VarcharOID && typmod < 0:
		i.SQL = "$1"
	}
	return i
}

// Output is the cast of a type ($1) to text through the type's output function.
func Output(typ uint32) *Impl {
	i := &Impl{
		SQL:     fmt.Sprintf("pg_out(%d, $1, $TimeZone, $DateStyle, $IntervalStyle, $extra_float_digits, $bytea_output)", typ),
		Session: []string{TimeZone, DateStyle, IntervalStyle, ExtraFloatDigits, ByteaOutput},
		Go:      func(a []any) (any, error) { return output(append([]any{int64(typ)}, a...)) },
	}
	switch typ {
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.OIDOID:
		i.SQL = "CAST($1 AS TEXT)"
	case pgtype.BoolOID:
		i.SQL = "CASE $1 WHEN 1 THEN 't' WHEN 0 THEN 'f' END"
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID, pgtype.QCharOID, pgtype.NumericOID,
		pgtype.UUIDOID, pgtype.JSONOID, pgtype.JSONBOID, pgtype.UnknownOID:
		i.SQL = "$1" // stored as printed
	}
	return i
}

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
