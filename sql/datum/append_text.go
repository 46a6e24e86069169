package datum

import (
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"
)

// AppendText appends v, never nil, in the text format of PostgreSQL's output
// function of typ. A type unknown here is text if v is a string, an error if
// not.
func AppendText(dst []byte, typ uint32, v any, st *Style) ([]byte, error) {
	switch v := v.(type) {
	case int64:
		if typ == pgtype.Int4OID || typ == pgtype.Int8OID {
			return strconv.AppendInt(dst, v, 10), nil
		}
		return appendIntText(dst, typ, v, st)
	case string:
		return appendStringText(dst, typ, v, st)
	case float64:
		switch typ {
		case pgtype.Float8OID:
			return AppendFloat64(dst, v, st.ExtraFloatDigits), nil
		case pgtype.Float4OID:
			return AppendFloat32(dst, float32(v), st.ExtraFloatDigits), nil
		}
	case []byte:
		if typ == pgtype.ByteaOID {
			return appendBytea(dst, v, st.ByteaOutput), nil
		}
	}
	return dst, errKind(typ, v)
}

func appendIntText(dst []byte, typ uint32, v int64, st *Style) ([]byte, error) {
	switch familyOf(typ) {
	case famOID:
		if st.Name != nil && isRegType(typ) {
			return append(dst, st.Name(typ, uint32(v))...), nil
		}
		return strconv.AppendInt(dst, v, 10), nil
	case famInt, famNumeric:
		return strconv.AppendInt(dst, v, 10), nil
	case famTimestamptz:
		return AppendTimestamptz(dst, v, st), nil
	case famTimestamp:
		return AppendTimestamp(dst, v, st), nil
	case famDate:
		return AppendDate(dst, v, st), nil
	case famTime:
		return AppendTime(dst, v), nil
	case famBool:
		if v != 0 {
			return append(dst, 't'), nil
		}
		return append(dst, 'f'), nil
	case famXID8:
		return strconv.AppendUint(dst, uint64(v), 10), nil
	case famFloat8: // SQLite keeps whole numbers of REAL columns as integers
		return AppendFloat64(dst, float64(v), st.ExtraFloatDigits), nil
	case famFloat4:
		return AppendFloat32(dst, float32(v), st.ExtraFloatDigits), nil
	}
	return dst, errKind(typ, v)
}

func appendStringText(dst []byte, typ uint32, v string, st *Style) ([]byte, error) {
	switch familyOf(typ) {
	case famText, famNumeric, famBpchar, famName, famChar, famJSON, famJSONB, famUUID, famUnknown, famVoid:
		return append(dst, v...), nil
	case famInterval:
		iv, err := ParseStoredInterval(v)
		if err != nil {
			return dst, err
		}
		return iv.AppendText(dst, st.IntervalStyle), nil
	case famVector:
		return appendVectorText(dst, typ, v)
	case famArray:
		return appendArrayText(dst, typ, v, st)
	case famFloat4, famFloat8:
		if v == "NaN" {
			return append(dst, v...), nil
		}
	}
	return dst, errKind(typ, v)
}
