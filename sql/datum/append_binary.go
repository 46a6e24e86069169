package datum

import (
	"encoding/binary"
	"math"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
)

// AppendBinary appends v, never nil, in the binary format of PostgreSQL's send
// function of typ. A type unknown here is text if v is a string.
func AppendBinary(dst []byte, typ uint32, v any, st *Style) ([]byte, error) {
	be := binary.BigEndian
	switch v := v.(type) {
	case int64:
		switch familyOf(typ) {
		case famInt:
			switch typ {
			case pgtype.Int4OID:
				return be.AppendUint32(dst, uint32(v)), nil
			case pgtype.Int2OID:
				return be.AppendUint16(dst, uint16(v)), nil
			}
			return be.AppendUint64(dst, uint64(v)), nil
		case famTimestamp, famTimestamptz, famTime, famXID8:
			return be.AppendUint64(dst, uint64(v)), nil
		case famOID, famDate:
			return be.AppendUint32(dst, uint32(v)), nil
		case famBool:
			if v != 0 {
				return append(dst, 1), nil
			}
			return append(dst, 0), nil
		case famFloat8, famFloat4:
			return AppendBinary(dst, typ, float64(v), st)
		case famNumeric:
			return appendNumericBinary(dst, NumericFromInt64(v).String()), nil
		}
	case string:
		return appendStringBinary(dst, typ, v, st)
	case float64:
		switch typ {
		case pgtype.Float8OID:
			return be.AppendUint64(dst, math.Float64bits(v)), nil
		case pgtype.Float4OID:
			return be.AppendUint32(dst, math.Float32bits(float32(v))), nil
		}
	case []byte:
		if typ == pgtype.ByteaOID {
			return append(dst, v...), nil
		}
	}
	return dst, errKind(typ, v)
}

func appendStringBinary(dst []byte, typ uint32, v string, st *Style) ([]byte, error) {
	be := binary.BigEndian
	switch familyOf(typ) {
	case famText, famBpchar, famName, famJSON, famUnknown, famVoid:
		return append(dst, v...), nil
	case famChar:
		return append(dst, charByte(v)), nil
	case famNumeric:
		return appendNumericBinary(dst, v), nil
	case famJSONB:
		return append(append(dst, 1), v...), nil
	case famUUID:
		b, ok := uuidBytes(v)
		if !ok {
			return dst, errKind(typ, v)
		}
		return append(dst, b[:]...), nil
	case famInterval:
		iv, err := ParseStoredInterval(v)
		if err != nil {
			return dst, err
		}
		dst = be.AppendUint64(dst, uint64(iv.Micros))
		dst = be.AppendUint32(dst, uint32(iv.Days))
		return be.AppendUint32(dst, uint32(iv.Months)), nil
	case famFloat8:
		if v == "NaN" {
			return be.AppendUint64(dst, 0x7ff8000000000000), nil
		}
	case famFloat4:
		if v == "NaN" {
			return be.AppendUint32(dst, 0x7fc00000), nil
		}
	case famVector:
		return appendVectorBinary(dst, typ, v)
	case famArray:
		return appendArrayBinary(dst, typ, v, st)
	}
	return dst, errKind(typ, v)
}

// charByte is the byte of a "char": none is zero, a high one is an escape.
func charByte(s string) byte {
	switch {
	case s == "":
		return 0
	case len(s) == 4 && s[0] == '\\':
		return (s[1]-'0')<<6 | (s[2]-'0')<<3 | (s[3] - '0')
	}
	return s[0]
}

const (
	numericNeg  = 0x4000
	numericNaN  = 0xc000
	numericPInf = 0xd000
	numericNInf = 0xf000

	// PostgreSQL sends bits of its infinities' header as their scale.
	numericInfScale = 0x20
)

// appendNumericBinary writes the wire form of a numeric as stored: count of
// base-10000 digits, weight of the first, sign, display scale, digits.
func appendNumericBinary(dst []byte, s string) []byte {
	be := binary.BigEndian
	head := func(n, weight int, sign, scale int) {
		dst = be.AppendUint16(dst, uint16(n))
		dst = be.AppendUint16(dst, uint16(weight))
		dst = be.AppendUint16(dst, uint16(sign))
		dst = be.AppendUint16(dst, uint16(scale))
	}
	sign := 0
	switch s {
	case "NaN":
		head(0, 0, numericNaN, 0)
		return dst
	case "Infinity":
		head(0, 0, numericPInf, numericInfScale)
		return dst
	case "-Infinity":
		head(0, 0, numericNInf, numericInfScale)
		return dst
	}
	if strings.HasPrefix(s, "-") {
		sign = numericNeg
		s = s[1:]
	}
	whole, frac := s, ""
	if i := strings.IndexByte(s, '.'); i >= 0 {
		whole, frac = s[:i], s[i+1:]
	}
	scale := len(frac)
	if whole == "0" {
		whole = ""
	}
	frac = trimZeros(frac)
	weight := (len(whole)+3)/4 - 1
	start := len(dst)
	head(0, 0, 0, 0)
	n := 0
	emit := func(d int) {
		if n == 0 && d == 0 { // leading zeros are not sent
			weight--
			return
		}
		dst = be.AppendUint16(dst, uint16(d))
		n++
	}
	for i := 0; i < len(whole); {
		end := len(whole) - (len(whole)-i-1)/4*4
		d := 0
		for ; i < end; i++ {
			d = d*10 + int(whole[i]-'0')
		}
		emit(d)
	}
	for i := 0; i < len(frac); i += 4 {
		d := 0
		for j := i; j < i+4; j++ {
			d *= 10
			if j < len(frac) {
				d += int(frac[j] - '0')
			}
		}
		emit(d)
	}
	for n > 0 && dst[len(dst)-1] == 0 && dst[len(dst)-2] == 0 { // nor are trailing ones
		dst = dst[:len(dst)-2]
		n--
	}
	if n == 0 {
		weight, sign = 0, 0
	}
	be.PutUint16(dst[start:], uint16(n))
	be.PutUint16(dst[start+2:], uint16(weight))
	be.PutUint16(dst[start+4:], uint16(sign))
	be.PutUint16(dst[start+6:], uint16(scale))
	return dst
}

func trimZeros(s string) string {
	for s != "" && s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	return s
}

func appendArrayBinary(dst []byte, typ uint32, s string, st *Style) ([]byte, error) {
	be := binary.BigEndian
	elem := ElementType(typ)
	list, err := DecodeArray(elem, s)
	if err != nil {
		return dst, err
	}
	dims, ok := shape(list)
	if !ok {
		return dst, errKind(typ, s)
	}
	if len(list) == 0 {
		dims = nil
	}
	dst = be.AppendUint32(dst, uint32(len(dims)))
	flags := len(dst)
	dst = be.AppendUint32(dst, 0)
	dst = be.AppendUint32(dst, elem)
	for _, d := range dims {
		dst = be.AppendUint32(be.AppendUint32(dst, uint32(d)), 1)
	}
	dst, nulls, err := appendElements(dst, elem, list, st)
	if nulls {
		be.PutUint32(dst[flags:], 1)
	}
	return dst, err
}

func appendElements(dst []byte, elem uint32, list []any, st *Style) (_ []byte, nulls bool, err error) {
	be := binary.BigEndian
	for _, v := range list {
		switch v := v.(type) {
		case nil:
			nulls = true
			dst = be.AppendUint32(dst, math.MaxUint32)
		case []any:
			var inner bool
			dst, inner, err = appendElements(dst, elem, v, st)
			nulls = nulls || inner
		default:
			at := len(dst)
			dst, err = AppendBinary(be.AppendUint32(dst, 0), elem, v, st)
			be.PutUint32(dst[at:], uint32(len(dst)-at-4))
		}
		if err != nil {
			return dst, nulls, err
		}
	}
	return dst, nulls, nil
}
