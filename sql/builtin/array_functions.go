package builtin

import (
	"slices"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// addArrays enters the functions over arrays that need not know the type of
// the elements. Where elements are compared, equal ones have one stored form
// (so not for numeric, interval and floats, of which the caller must know).
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
	r.addArrayEdits()
	r.addArraySearch()
	r.addArrayText()
}

// oneDimension reads an array argument; NULL is an empty one.
func oneDimension(v any) ([]any, error) {
	if v == nil {
		return nil, nil
	}
	elems, err := decodeArray(v)
	if err == nil && len(dimensions(elems)) > 1 {
		return nil, errorf("0A000", "this function over multidimensional arrays is not supported yet")
	}
	return elems, err
}

func storedArray(elems []any) any { return string(appendJSONArray(nil, elems)) }

func (r *registry) addArrayEdits() {
	r.add("array_append(anycompatiblearray,anycompatible)", Impl{NotStrict: true, Go: func(a []any) (any, error) {
		elems, err := oneDimension(a[0])
		return storedArray(append(elems, a[1])), err
	}})
	r.add("array_prepend(anycompatible,anycompatiblearray)", Impl{NotStrict: true, Go: func(a []any) (any, error) {
		elems, err := oneDimension(a[1])
		return storedArray(slices.Insert(elems, 0, a[0])), err
	}})
	r.add("array_cat(anycompatiblearray,anycompatiblearray)", Impl{NotStrict: true, Go: func(a []any) (any, error) {
		if a[0] == nil {
			return a[1], nil
		}
		if a[1] == nil {
			return a[0], nil
		}
		x, err := oneDimension(a[0])
		if err != nil {
			return nil, err
		}
		y, err := oneDimension(a[1])
		return storedArray(append(x, y...)), err
	}})
	r.add("array_remove(anycompatiblearray,anycompatible)", Impl{NotStrict: true, Go: func(a []any) (any, error) {
		if a[0] == nil {
			return nil, nil
		}
		elems, err := oneDimension(a[0])
		return storedArray(slices.DeleteFunc(elems, func(e any) bool { return sameElement(e, a[1]) })), err
	}})
	r.add("array_replace(anycompatiblearray,anycompatible,anycompatible)", Impl{NotStrict: true, Go: func(a []any) (any, error) {
		if a[0] == nil {
			return nil, nil
		}
		elems, err := oneDimension(a[0])
		for i := range elems {
			if sameElement(elems[i], a[1]) {
				elems[i] = a[2]
			}
		}
		return storedArray(elems), err
	}})
}

func sameElement(a, b any) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return compareStored(a, b) == 0
}

func (r *registry) addArraySearch() {
	position := func(array, v any, from int64) (any, error) {
		if array == nil {
			return nil, nil
		}
		elems, err := oneDimension(array)
		for i := max(from-1, 0); i < int64(len(elems)); i++ {
			if sameElement(elems[i], v) {
				return i + 1, nil
			}
		}
		return nil, err
	}
	r.add("array_position(anycompatiblearray,anycompatible)", Impl{NotStrict: true, Go: func(a []any) (any, error) {
		return position(a[0], a[1], 1)
	}})
	r.add("array_positions(anycompatiblearray,anycompatible)", Impl{NotStrict: true, Go: func(a []any) (any, error) {
		if a[0] == nil {
			return nil, nil
		}
		elems, err := oneDimension(a[0])
		var found []any
		for i, e := range elems {
			if sameElement(e, a[1]) {
				found = append(found, int64(i+1))
			}
		}
		return storedArray(found), err
	}})
	contains := func(x, y []any) bool {
		for _, e := range y {
			if e == nil || !slices.ContainsFunc(x, func(o any) bool { return o != nil && sameElement(o, e) }) {
				return false
			}
		}
		return true
	}
	two := func(f func(x, y []any) bool) func(a []any) (any, error) {
		return func(a []any) (any, error) {
			x, err := oneDimension(a[0])
			if err != nil {
				return nil, err
			}
			y, err := oneDimension(a[1])
			return f(x, y), err
		}
	}
	r.fn("arraycontains(anyarray,anyarray)", two(contains))
	r.fn("arraycontained(anyarray,anyarray)", two(func(x, y []any) bool { return contains(y, x) }))
	r.fn("arrayoverlap(anyarray,anyarray)", two(func(x, y []any) bool {
		return slices.ContainsFunc(y, func(e any) bool { return e != nil && contains(x, []any{e}) })
	}))
	r.sql("array_eq(anyarray,anyarray)", "$1 = $2")
	r.sql("array_ne(anyarray,anyarray)", "$1 <> $2")
}

// addArrayText enters the ways between arrays and text. array_to_string takes
// an array of texts: pg_array_text makes one of any array.
func (r *registry) addArrayText() {
	join := func(array, sep, null any) (any, error) {
		elems, err := decodeArray(array)
		var parts []string
		for _, e := range flatten(elems) {
			if e == nil {
				e = null
			}
			if e != nil {
				parts = append(parts, textOf(e))
			}
		}
		return strings.Join(parts, str(sep)), err
	}
	r.fn("array_to_string(anyarray,text)", func(a []any) (any, error) { return join(a[0], a[1], nil) })
	r.add("array_to_string(anyarray,text,text)", Impl{NotStrict: true, Go: func(a []any) (any, error) {
		if a[0] == nil || a[1] == nil {
			return nil, nil
		}
		return join(a[0], a[1], a[2])
	}})
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
		return storedArray(elems), nil
	}
	r.add("string_to_array(text,text)", Impl{NotStrict: true, Go: func(a []any) (any, error) { return split(a[0], a[1], nil) }})
	r.add("string_to_array(text,text,text)", Impl{NotStrict: true, Go: func(a []any) (any, error) { return split(a[0], a[1], a[2]) }})
	r.internal("pg_array_text", arrayText)
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

func textOf(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return strings.Trim(string(appendJSON(nil, v)), `"`)
}

// arrayText is pg_array_text(element type, array, session values as for
// pg_out): the array with its elements in their text form.
func arrayText(a []any) (any, error) {
	st, err := sessionStyle(a[2], a[3], a[4])
	if err != nil {
		return nil, err
	}
	st.ExtraFloatDigits, st.ByteaOutput = int(a[5].(int64)), str(a[6])
	typ := uint32(a[0].(int64))
	elems, err := datum.DecodeArray(typ, str(a[1]))
	if err != nil {
		return nil, err
	}
	for i, e := range elems {
		if e == nil {
			continue
		}
		text, err := datum.AppendText(nil, typ, e, st)
		if err != nil {
			return nil, err
		}
		elems[i] = string(text)
	}
	return storedArray(elems), nil
}
