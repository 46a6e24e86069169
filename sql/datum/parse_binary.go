package datum

import (
	"encoding/binary"
	"math"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
)

func errShort() error {
	return errorf("08P01", "insufficient data left in message")
}

func errLong() error { return errorf(codeBinarySyntax, "incorrect binary data format") }

// ParseBinary is the type's receive function. It does not keep b.
func ParseBinary(typ uint32, b []byte) (any, error) {
	if n := binarySize(typ); n > 0 {
		if len(b) < n {
			return nil, errShort()
		}
		if len(b) > n {
			return nil, errLong()
		}
	}
	be := binary.BigEndian
	switch familyOf(typ) {
	case famInt:
		switch typ {
		case pgtype.Int2OID:
			return int64(int16(be.Uint16(b))), nil
		case pgtype.Int4OID:
			return int64(int32(be.Uint32(b))), nil
		}
		return int64(be.Uint64(b)), nil
	case famOID:
		return int64(be.Uint32(b)), nil
	case famXID8:
		return int64(be.Uint64(b)), nil
	case famBool:
		if b[0] != 0 {
			return int64(1), nil
		}
		return int64(0), nil
	case famFloat8:
		return floatValue(math.Float64frombits(be.Uint64(b))), nil
	case famFloat4:
		return floatValue(float64(math.Float32frombits(be.Uint32(b)))), nil
	case famDate:
		d := int64(int32(be.Uint32(b)))
		if !infiniteDate(d) && !validDate(d) {
			return nil, errDateRange()
		}
		return d, nil
	case famTime:
		t := int64(be.Uint64(b))
		if t < 0 || t > usecPerDay {
			return nil, errorf(codeDatetimeOverflow, "time out of range")
		}
		return t, nil
	case famTimestamp, famTimestamptz:
		t := int64(be.Uint64(b))
		if !infiniteTimestamp(t) && !validTimestamp(t) {
			return nil, errTimestampRange()
		}
		return t, nil
	case famInterval:
		return Interval{int32(be.Uint32(b[12:])), int32(be.Uint32(b[8:])), int64(be.Uint64(b))}.String(), nil
	case famUUID:
		return formatUUID([16]byte(b)), nil
	case famNumeric:
		return boxString(parseNumericBinary(b))
	case famBytea:
		return append([]byte{}, b...), nil
	case famVector:
		return boxString(parseArrayBinary(map[uint32]uint32{int2vectorOID: 1005, oidvectorOID: 1028}[typ], b))
	case famArray:
		return boxString(parseArrayBinary(typ, b))
	case famVoid:
		return "", nil
	}
	return parseTextBinary(typ, b)
}

// binarySize is the length of a fixed-length type's binary form, or 0.
func binarySize(typ uint32) int {
	switch familyOf(typ) {
	case famInt:
		switch typ {
		case pgtype.Int2OID:
			return 2
		case pgtype.Int4OID:
			return 4
		}
		return 8
	case famOID, famDate, famFloat4:
		return 4
	case famXID8, famFloat8, famTime, famTimestamp, famTimestamptz:
		return 8
	case famBool, famChar:
		return 1
	case famInterval, famUUID:
		return 16
	}
	return 0
}

func parseTextBinary(typ uint32, b []byte) (any, error) {
	switch familyOf(typ) {
	case famChar:
		if b[0] == 0 {
			return "", nil
		}
		return parseChar(string(b)), nil
	case famJSONB:
		if len(b) == 0 {
			return nil, errShort()
		}
		if b[0] != 1 {
			return nil, errorf(codeInternal, "unsupported jsonb version number %d", b[0])
		}
		b = b[1:]
	}
	s := string(b)
	if err := checkText(s); err != nil {
		return nil, err
	}
	switch familyOf(typ) {
	case famJSONB:
		return boxString(CanonicalJSONB(s))
	case famJSON:
		if err := ValidateJSON(s); err != nil {
			return nil, err
		}
	case famName:
		if len(s) > maxNameBytes {
			return nil, &Error{Code: "42622", Message: "identifier too long",
				Detail: "Identifier must be less than 64 characters."}
		}
	}
	return s, nil
}

func parseNumericBinary(b []byte) (string, error) {
	if len(b) < 8 {
		return "", errShort()
	}
	be := binary.BigEndian
	n := int(be.Uint16(b))
	weight, sign, scale := int(int16(be.Uint16(b[2:]))), be.Uint16(b[4:]), int(be.Uint16(b[6:]))
	b = b[8:]
	if sign != 0 && sign != numericNeg && sign != numericNaN && sign != numericPInf && sign != numericNInf {
		return "", errorf(codeBinarySyntax, "invalid sign in external \"numeric\" value")
	}
	if scale > maxNumericScale {
		return "", errorf(codeBinarySyntax, "invalid scale in external \"numeric\" value")
	}
	if len(b) < 2*n {
		return "", errShort()
	}
	if len(b) > 2*n {
		return "", errLong()
	}
	digits := make([]byte, 0, 4*n)
	for i := 0; i < n; i++ {
		d := int(be.Uint16(b[2*i:]))
		if d > 9999 {
			return "", errorf(codeBinarySyntax, "invalid digit in external \"numeric\" value")
		}
		digits = append2(append2(digits, d/100), d%100)
	}
	switch sign {
	case numericNaN:
		return "NaN", nil
	case numericPInf:
		return "Infinity", nil
	case numericNInf:
		return "-Infinity", nil
	}
	// Bring the digits to exactly the display scale: zeros are added, digits
	// that it hides are cut, not rounded.
	have := len(digits) - 4*(weight+1) // digits after the decimal point
	s := string(digits)
	if have < scale {
		s += strings.Repeat("0", scale-have)
	} else if have > scale {
		s = s[:max(len(s)-(have-scale), 0)]
	}
	return formatDecimal(sign == numericNeg, s, scale, scale)
}

// parseArrayBinary is array_recv. Every element takes at least four bytes of
// input, which bounds what the dimensions may claim.
func parseArrayBinary(typ uint32, b []byte) (string, error) {
	be := binary.BigEndian
	if len(b) < 12 {
		return "", errShort()
	}
	nd, flags, elem := int32(be.Uint32(b)), be.Uint32(b[4:]), be.Uint32(b[8:])
	b = b[12:]
	switch {
	case nd < 0:
		return "", errorf(codeBinarySyntax, "invalid number of dimensions: %d", nd)
	case nd > maxArrayDims:
		return "", errTooManyDims(int(nd))
	case flags > 1:
		return "", errorf(codeBinarySyntax, "invalid array flags")
	case elem != ElementType(typ):
		return "", errorf("42804", "binary data has array element type %d (%s) instead of expected %d (%s)",
			elem, TypeName(elem), ElementType(typ), TypeName(ElementType(typ)))
	}
	dims := make([]int, nd)
	total := int64(1)
	for i := range dims {
		if len(b) < 8 {
			return "", errShort()
		}
		d, lower := int32(be.Uint32(b)), int32(be.Uint32(b[4:]))
		b = b[8:]
		if d < 0 || total*int64(d) > 1<<27 {
			return "", errorf(codeProgramLimit, "array size exceeds the maximum allowed (%d)", 1<<27-1)
		}
		if lower != 1 && d > 0 {
			return "", errorf(codeUnsupported, "arrays with a lower bound other than 1 are not supported yet")
		}
		dims[i] = int(d)
		total *= int64(d)
	}
	if nd == 0 || total == 0 {
		if len(b) > 0 {
			return "", errLong()
		}
		return "[]", nil
	}
	if total*4 > int64(len(b)) {
		return "", errShort()
	}
	r := arrayReceiver{b: b, elem: elem}
	list, err := r.list(dims)
	if err != nil {
		return "", err
	}
	if len(r.b) > 0 {
		return "", errLong()
	}
	return EncodeArray(elem, list)
}

type arrayReceiver struct {
	b    []byte
	elem uint32
}

func (r *arrayReceiver) list(dims []int) ([]any, error) {
	list := make([]any, dims[0])
	for i := range list {
		var err error
		if len(dims) > 1 {
			list[i], err = r.list(dims[1:])
		} else {
			list[i], err = r.element()
		}
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (r *arrayReceiver) element() (any, error) {
	if len(r.b) < 4 {
		return nil, errShort()
	}
	n := int32(binary.BigEndian.Uint32(r.b))
	r.b = r.b[4:]
	if n == -1 {
		return nil, nil
	}
	if n < -1 || int(n) > len(r.b) {
		return nil, errShort()
	}
	e := r.b[:n]
	r.b = r.b[n:]
	return ParseBinary(r.elem, e)
}
