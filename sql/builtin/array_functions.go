package builtin

import (
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// addArrays enters the functions over arrays. Those that compare or print
// elements are given their type.
func (r *registry) addArrays() {
	length := func(a []any) (int64, bool, error) {
		elems, err := decodeArray(a[0])
		if err != nil {
			return 0, false, err
		}
		dims, n := dimensions(elems), a[1].(int64)
		if n < 1 || n > int64(len(dims)) {
			return 0, false, nil
		}
		return int64(dims[n-1]), true, nil
	}
	native := func(c []any) string {
		if c[1] == int64(1) {
			return "nullif(json_array_length($1), 0)"
		}
		return ""
	}
	for _, name := range []string{"array_length", "array_upper"} {
		r.add(name+"(anyarray,int4)", Impl{Special: native, Go: func(a []any) (any, error) {
			if n, ok, err := length(a); ok || err != nil {
				return n, err
			}
			return nil, nil
		}})
	}
	r.fn("array_lower(anyarray,int4)", func(a []any) (any, error) {
		if _, ok, err := length(a); ok || err != nil {
			return int64(1), err
		}
		return nil, nil
	})
	r.fn("cardinality(anyarray)", func(a []any) (any, error) {
		elems, err := decodeArray(a[0])
		n := int64(1)
		for _, d := range dimensions(elems) {
			n *= int64(d)
		}
		if len(elems) == 0 {
			n = 0
		}
		return n, err
	})
	r.fn("array_ndims(anyarray)", func(a []any) (any, error) {
		elems, err := decodeArray(a[0])
		if err != nil || len(elems) == 0 {
			return nil, err
		}
		return int64(len(dimensions(elems))), nil
	})
	r.addArrayShapes()
	r.addArrayEdits()
	r.addArraySearch()
	r.addArrayText()
}

// addArrayText enters the ways between arrays and text.
func (r *registry) addArrayText() {
	join := func(a []any) (any, error) {
		if a[0] == nil || a[1] == nil {
			return nil, nil
		}
		n := len(a) - len(jsonSession)
		w, err := newJSONWriter(a[n:])
		if err != nil {
			return nil, err
		}
		elem := elementType(w.types)
		elems, err := datum.DecodeArray(elem, str(a[0]))
		if err != nil {
			return nil, err
		}
		var out []byte
		first := true
		for _, e := range flatten(elems) {
			if e == nil && (n < 3 || a[2] == nil) {
				continue
			}
			if !first {
				out = append(out, str(a[1])...)
			}
			first = false
			if e == nil {
				out = append(out, str(a[2])...)
			} else if out, err = datum.AppendText(out, elem, e, w.st); err != nil {
				return nil, err
			}
		}
		return string(out), nil
	}
	r.add("array_to_string(anyarray,text)", Impl{Session: jsonSession, Go: join})
	r.add("array_to_string(anyarray,text,text)", Impl{Session: jsonSession, NotStrict: true, Go: join})
	split := func(text, sep, null any) (any, error) {
		if text == nil {
			return nil, nil
		}
		var parts []string
		switch {
		case text == "":
		case sep == nil:
			parts = strings.Split(str(text), "")
		case sep == "":
			parts = []string{str(text)}
		default:
			parts = strings.Split(str(text), str(sep))
		}
		elems := make([]any, len(parts))
		for i, p := range parts {
			if null == nil || null != any(p) {
				elems[i] = p
			}
		}
		return string(appendJSONArray(nil, elems)), nil
	}
	for _, to := range []string{"array", "table"} { // the rows of a table look like an array
		name := "string_to_" + to
		r.add(name+"(text,text)", Impl{NotStrict: true, Go: func(a []any) (any, error) { return split(a[0], a[1], nil) }})
		r.add(name+"(text,text,text)", Impl{NotStrict: true, Go: func(a []any) (any, error) { return split(a[0], a[1], a[2]) }})
	}
}

func flatten(elems []any) []any {
	var out []any
	for _, e := range elems {
		if inner, ok := e.([]any); ok {
			out = append(out, flatten(inner)...)
		} else {
			out = append(out, e)
		}
	}
	return out
}
