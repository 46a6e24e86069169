package datum

import (
	"bytes"
	"cmp"
	"strings"
)

// Compare orders two values of a type as its default B-tree operator class
// does; text by code point (locale C.UTF-8), which for UTF-8 is by byte. NULLs
// have no place here. It is -1, 0 or 1.
func Compare(typ uint32, a, b any) int {
	switch familyOf(typ) {
	case famNumeric:
		return sign(CompareNumeric(numericText(a), numericText(b)))
	case famInterval:
		x, xok := a.(string)
		y, yok := b.(string)
		if xok && yok {
			return CompareInterval(x, y)
		}
	case famFloat4, famFloat8:
		return compareFloat(a, b)
	case famBpchar: // trailing blanks do not count
		x, _ := a.(string)
		y, _ := b.(string)
		return strings.Compare(strings.TrimRight(x, " "), strings.TrimRight(y, " "))
	case famArray:
		return compareArrays(ElementType(typ), a, b)
	case famXID8:
		x, _ := a.(int64)
		y, _ := b.(int64)
		return cmp.Compare(uint64(x), uint64(y))
	case famJSONB:
		x, _ := a.(string)
		y, _ := b.(string)
		return CompareJSONB(x, y)
	}
	return compareRaw(a, b)
}

func sign(n int) int { return cmp.Compare(n, 0) }

func numericText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return NumericFromInt64(v).String()
	case float64:
		return NumericFromFloat64(v).String()
	}
	return "NaN"
}

// compareRaw compares by Go value; kinds that do not belong together order by
// kind, so that sorting stays total.
func compareRaw(a, b any) int {
	switch x := a.(type) {
	case int64:
		if y, ok := b.(int64); ok {
			return cmp.Compare(x, y)
		}
	case string:
		if y, ok := b.(string); ok {
			return strings.Compare(x, y)
		}
	case []byte:
		if y, ok := b.([]byte); ok {
			return bytes.Compare(x, y)
		}
	case float64:
		if y, ok := b.(float64); ok {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(kindRank(a), kindRank(b))
}

func kindRank(v any) int {
	switch v.(type) {
	case nil:
		return 0
	case int64:
		return 1
	case float64:
		return 2
	case string:
		return 3
	}
	return 4
}

// compareArrays is array_cmp: element by element, NULL above all, then the
// shorter first, then fewer dimensions.
func compareArrays(elem uint32, a, b any) int {
	x, xok := a.(string)
	y, yok := b.(string)
	if !xok || !yok {
		return compareRaw(a, b)
	}
	l, err1 := DecodeArray(elem, x)
	r, err2 := DecodeArray(elem, y)
	if err1 != nil || err2 != nil {
		return strings.Compare(x, y)
	}
	f, g := flatten(nil, l), flatten(nil, r)
	for i := 0; i < len(f) && i < len(g); i++ {
		switch {
		case f[i] == nil && g[i] == nil:
			continue
		case f[i] == nil:
			return 1
		case g[i] == nil:
			return -1
		}
		if c := Compare(elem, f[i], g[i]); c != 0 {
			return c
		}
	}
	if c := cmp.Compare(len(f), len(g)); c != 0 {
		return c
	}
	d1, _ := shape(l)
	d2, _ := shape(r)
	if c := cmp.Compare(len(d1), len(d2)); c != 0 {
		return c
	}
	for i := range d1 {
		if c := cmp.Compare(d1[i], d2[i]); c != 0 {
			return c
		}
	}
	return 0
}

func flatten(dst, list []any) []any {
	for _, v := range list {
		if sub, ok := v.([]any); ok {
			dst = flatten(dst, sub)
		} else {
			dst = append(dst, v)
		}
	}
	return dst
}
