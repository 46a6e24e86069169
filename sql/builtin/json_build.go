package builtin

import (
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// jsonSession is what writing any value as JSON needs to know.
var jsonSession = []string{ArgTypes, TimeZone, DateStyle, IntervalStyle, ExtraFloatDigits, ByteaOutput}

// jsonWriter turns values into JSON as to_json does.
type jsonWriter struct {
	types []argType
	st    *datum.Style // as the session has it
	iso   datum.Style  // with ISO dates, which JSON has
	lines bool         // the elements or fields at the top stand on lines of their own
}

// newJSONWriter reads the session values that follow the arguments.
func newJSONWriter(session []any) (*jsonWriter, error) {
	types, err := parseArgTypes(str(session[0]))
	if err != nil {
		return nil, err
	}
	st, err := sessionStyle(session[1], session[2], session[3])
	if err != nil {
		return nil, err
	}
	st.ExtraFloatDigits = int(session[4].(int64))
	st.ByteaOutput = str(session[5])
	w := &jsonWriter{types: types, st: st, iso: *st}
	w.iso.DateStyle = "ISO"
	return w, nil
}

// comma is what stands between elements; only those at the top have lines.
func (w *jsonWriter) comma() string {
	if w.lines {
		w.lines = false
		return ",\n "
	}
	return ","
}

// append writes a value of a type; NULL is null.
func (w *jsonWriter) append(b []byte, t argType, v any) ([]byte, error) {
	if v == nil {
		return append(b, "null"...), nil
	}
	if t.fields != nil {
		return w.appendRecord(b, t, v)
	}
	switch t.oid {
	case pgtype.JSONOID, pgtype.JSONBOID:
		return append(b, str(v)...), nil
	case pgtype.BoolOID:
		return strconv.AppendBool(b, truth(v)), nil
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.Float4OID, pgtype.Float8OID, pgtype.NumericOID:
		text, err := datum.AppendText(nil, t.oid, v, w.st)
		if c := strings.TrimPrefix(string(text), "-"); c == "" || c[0] < '0' || c[0] > '9' {
			return datum.AppendJSONString(b, string(text)), err
		}
		return append(b, text...), err
	case pgtype.TimestampOID, pgtype.TimestamptzOID:
		text, err := datum.AppendText(nil, t.oid, v, &w.iso)
		return datum.AppendJSONString(b, strings.Replace(isoZone(string(text)), " ", "T", 1)), err
	case pgtype.DateOID, pgtype.TimeOID:
		text, err := datum.AppendText(nil, t.oid, v, &w.iso)
		return datum.AppendJSONString(b, string(text)), err
	case pgtype.RecordOID:
		return nil, errorf("0A000", "JSON of a record is not supported yet")
	}
	if isArray(t.oid) {
		elem := datum.ElementType(t.oid)
		list, err := datum.DecodeArray(elem, str(v))
		if err != nil {
			return nil, err
		}
		return w.appendList(b, argType{oid: elem}, list)
	}
	text, err := datum.AppendText(nil, t.oid, v, w.st)
	return datum.AppendJSONString(b, string(text)), err
}

// isoZone writes the offset of a timestamptz with its minutes, as XML Schema
// and so JSON have it.
func isoZone(s string) string {
	if strings.HasSuffix(s, " BC") {
		return isoZone(s[:len(s)-3]) + " BC"
	}
	if i := strings.LastIndexAny(s, "+-"); i > 10 && len(s)-i == 3 {
		return s + ":00"
	}
	return s
}

func (w *jsonWriter) appendList(b []byte, t argType, list []any) ([]byte, error) {
	comma := w.comma()
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, comma...)
		}
		var err error
		if inner, ok := v.([]any); ok {
			b, err = w.appendList(b, t, inner)
		} else {
			b, err = w.append(b, t, v)
		}
		if err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

// appendRecord writes a row, which stands as a JSON array of its fields.
func (w *jsonWriter) appendRecord(b []byte, t argType, v any) ([]byte, error) {
	fields, err := datum.DecodeRecord(t.fieldTypes(), str(v))
	if err != nil {
		return nil, err
	}
	comma := w.comma()
	b = append(b, '{')
	for i, f := range t.fields {
		if i > 0 {
			b = append(b, comma...)
		}
		b = append(datum.AppendJSONString(b, f.name), ':')
		if b, err = w.append(b, f.typ, fields[i]); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}
