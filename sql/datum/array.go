package datum

import (
	"encoding/hex"
	"math"
	"strconv"
	"strings"
)

const maxArrayDims = 6

func errMalformedArray(s, detail string) *Error {
	return &Error{Code: codeTextSyntax, Message: "malformed array literal: \"" + s + "\"", Detail: detail}
}

// EncodeArray makes the representation of an array from its elements'
// representations: nil is NULL, a []any is a sub-array.
func EncodeArray(elem uint32, elems []any) (string, error) {
	b, err := appendArray(make([]byte, 0, 16+8*len(elems)), elem, elems)
	return string(b), err
}

func appendArray(b []byte, elem uint32, elems []any) ([]byte, error) {
	b = append(b, '[')
	for i, v := range elems {
		if i > 0 {
			b = append(b, ',')
		}
		switch v := v.(type) {
		case nil:
			b = append(b, "null"...)
		case int64:
			b = strconv.AppendInt(b, v, 10)
		case float64:
			b = appendStoredFloat(b, v)
		case string:
			b = AppendJSONString(b, v)
		case []byte:
			b = append(hex.AppendEncode(append(b, '"'), v), '"')
		case []any:
			var err error
			if b, err = appendArray(b, elem, v); err != nil {
				return b, err
			}
		default:
			return b, errKind(elem, v)
		}
	}
	return append(b, ']'), nil
}

// appendStoredFloat writes a float so that SQLite reads the same float back:
// infinity, which JSON lacks, as a number too big for any double.
func appendStoredFloat(b []byte, v float64) []byte {
	switch {
	case v != v:
		return append(b, `"NaN"`...)
	case math.IsInf(v, 1):
		return append(b, "9e999"...)
	case math.IsInf(v, -1):
		return append(b, "-9e999"...)
	}
	start := len(b)
	b = strconv.AppendFloat(b, v, 'g', -1, 64)
	if !strings.ContainsAny(string(b[start:]), ".e") {
		b = append(b, ".0"...)
	}
	return b
}

// DecodeArray takes the representation of an array of the element type apart:
// each element in its representation, nil for NULL, []any for a sub-array.
func DecodeArray(elem uint32, s string) ([]any, error) {
	d := arrayReader{p: jsonParser{s: s, jsonb: true}, fam: familyOf(elem), elem: elem}
	v, err := d.value()
	if err != nil {
		return nil, err
	}
	if d.p.skip(); d.p.i != len(s) {
		return nil, d.bad()
	}
	a, ok := v.([]any)
	if !ok {
		return nil, d.bad()
	}
	return a, nil
}

type arrayReader struct {
	p    jsonParser
	fam  family
	elem uint32
}

func (d *arrayReader) bad() error {
	return errorf(codeInternal, "not a stored array of %s", TypeName(d.elem))
}

func (d *arrayReader) value() (any, error) {
	switch c := d.p.peek(); {
	case c == '[':
		if d.p.depth++; d.p.depth > maxArrayDims {
			return nil, d.bad()
		}
		v, err := d.list()
		d.p.depth--
		return v, err
	case c == '"':
		s, err := d.p.str()
		if err != nil {
			return nil, d.bad()
		}
		return d.fromString(s)
	case c == '-' || isDigit(c):
		t, err := d.p.numberText()
		if err != nil {
			return nil, d.bad()
		}
		return d.fromNumber(t)
	case isAlpha(c):
		w := d.p.s[d.p.i:d.p.wordEnd(d.p.i)]
		d.p.i += len(w)
		switch w {
		case "null":
			return nil, nil
		case "true":
			return int64(1), nil
		case "false":
			return int64(0), nil
		}
	}
	return nil, d.bad()
}

func (d *arrayReader) list() (any, error) {
	d.p.i++
	list := []any{}
	if d.p.peek() == ']' {
		d.p.i++
		return list, nil
	}
	for {
		v, err := d.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		switch d.p.peek() {
		case ',':
			d.p.i++
		case ']':
			d.p.i++
			return list, nil
		default:
			return nil, d.bad()
		}
	}
}

func (d *arrayReader) fromString(s string) (any, error) {
	switch d.fam {
	case famBytea:
		b, err := hex.DecodeString(s)
		if err != nil {
			return nil, d.bad()
		}
		return b, nil
	case famFloat4, famFloat8:
		switch s {
		case "Infinity":
			return math.Inf(1), nil
		case "-Infinity":
			return math.Inf(-1), nil
		}
	}
	return s, nil
}

func (d *arrayReader) fromNumber(t string) (any, error) {
	switch d.fam {
	case famNumeric, famText, famUnknown:
		return t, nil
	case famFloat4, famFloat8:
		f, err := strconv.ParseFloat(t, 64)
		if err != nil && !math.IsInf(f, 0) {
			return nil, d.bad()
		}
		return f, nil
	}
	n, err := strconv.ParseInt(t, 10, 64)
	if err != nil {
		return nil, d.bad()
	}
	return n, nil
}

func appendArrayText(dst []byte, typ uint32, s string, st *Style) ([]byte, error) {
	elem := ElementType(typ)
	list, err := DecodeArray(elem, s)
	if err != nil {
		return dst, err
	}
	return appendList(dst, elem, list, st)
}

func appendList(dst []byte, elem uint32, list []any, st *Style) ([]byte, error) {
	dst = append(dst, '{')
	for i, v := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		switch v := v.(type) {
		case nil:
			dst = append(dst, "NULL"...)
		case []any:
			dst, err = appendList(dst, elem, v, st)
		default:
			start := len(dst)
			if dst, err = AppendText(dst, elem, v, st); err == nil && needsQuotes(dst[start:]) {
				dst = quoteElement(dst, start)
			}
		}
		if err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

func needsQuotes(b []byte) bool {
	if len(b) == 0 || len(b) == 4 && strings.EqualFold(string(b), "null") {
		return true
	}
	for _, c := range b {
		if c == '"' || c == '\\' || c == '{' || c == '}' || c == ',' || isSpace(c) {
			return true
		}
	}
	return false
}

func quoteElement(dst []byte, start int) []byte {
	raw := string(dst[start:])
	dst = append(dst[:start], '"')
	for i := 0; i < len(raw); i++ {
		if raw[i] == '"' || raw[i] == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, raw[i])
	}
	return append(dst, '"')
}

// shape is the dimensions of nested lists; ok is false where they are ragged.
func shape(list []any) (dims []int, ok bool) {
	dims = []int{len(list)}
	var inner []int
	for i, v := range list {
		var d []int
		if sub, isList := v.([]any); isList {
			if d, ok = shape(sub); !ok {
				return nil, false
			}
		}
		if i == 0 {
			inner = d
		} else if len(d) != len(inner) {
			return nil, false
		}
		for k := range d {
			if d[k] != inner[k] {
				return nil, false
			}
		}
	}
	return append(dims, inner...), true
}
