package datum

import (
	"encoding/binary"
	"encoding/json"
	"strconv"
	"strings"
)

// int2vector and oidvector are the catalog's own arrays: stored as arrays are,
// written as numbers with blanks between, and counted from 0.

// vectorElement is the element type of a vector type.
func vectorElement(typ uint32) uint32 {
	if typ == int2vectorOID {
		return 21
	}
	return 26
}

func vectorNumbers(typ uint32, s string) ([]int64, error) {
	var list []int64
	if err := json.Unmarshal([]byte(s), &list); err != nil {
		return nil, errKind(typ, s)
	}
	return list, nil
}

func appendVectorText(dst []byte, typ uint32, s string) ([]byte, error) {
	list, err := vectorNumbers(typ, s)
	for i, n := range list {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = strconv.AppendInt(dst, n, 10)
	}
	return dst, err
}

func appendVectorBinary(dst []byte, typ uint32, s string) ([]byte, error) {
	list, err := vectorNumbers(typ, s)
	if err != nil {
		return dst, err
	}
	be := binary.BigEndian
	for _, n := range []uint32{1, 0, vectorElement(typ), uint32(len(list)), 0} { // dimensions, no NULLs, type, length, lower bound
		dst = be.AppendUint32(dst, n)
	}
	for _, n := range list {
		if typ == int2vectorOID {
			dst = be.AppendUint16(be.AppendUint32(dst, 2), uint16(n))
		} else {
			dst = be.AppendUint32(be.AppendUint32(dst, 4), uint32(n))
		}
	}
	return dst, nil
}

func parseVector(typ uint32, s string) (string, error) {
	elems := []any{}
	for _, f := range strings.Fields(s) {
		var n int64
		var err error
		if typ == int2vectorOID {
			n, err = parseInteger(21, f)
		} else {
			n, err = parseOID(26, f)
		}
		if err != nil {
			return "", err
		}
		elems = append(elems, n)
	}
	return EncodeArray(vectorElement(typ), elems)
}
