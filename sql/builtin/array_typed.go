package builtin

import (
	"slices"
	"strconv"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// elementType is the type of the elements of the first array among a call's
// arguments.
func elementType(types []argType) uint32 {
	for _, t := range types {
		if isArray(t.oid) {
			return datum.ElementType(t.oid)
		}
	}
	return 0
}

// typedArrays is a call of a function over arrays: what it needs to read and
// write them.
type typedArrays struct {
	elem uint32
	err  error
}

// list reads an array; NULL is an empty one. What fails is kept in err.
func (c *typedArrays) list(v any) []any {
	if v == nil || c.err != nil {
		return nil
	}
	list, err := datum.DecodeArray(c.elem, str(v))
	c.err = err
	return list
}

// result writes an array, unless something failed.
func (c *typedArrays) result(list []any) (any, error) {
	if c.err != nil {
		return nil, c.err
	}
	if len(flatten(list)) > maxArrayElements {
		return nil, errorf("54000", "array size exceeds the maximum allowed (%d)", maxArrayElements)
	}
	return boxed(datum.EncodeArray(c.elem, list))
}

// maxArrayElements bounds what functions make; PostgreSQL's bound is 134217727.
const maxArrayElements = 2_000_000

// same is equality of elements, NULL being equal to NULL.
func (c *typedArrays) same(a, b any) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return datum.Compare(c.elem, a, b) == 0
}

// typed enters a function over arrays. It is called also with NULLs.
func (r *registry) typed(signature string, f func(c *typedArrays, a []any) (any, error)) {
	r.addTyped(signature, Impl{NotStrict: true}, f)
}

// typedStrict is typed for functions that give NULL for any NULL.
func (r *registry) typedStrict(signature string, f func(c *typedArrays, a []any) (any, error)) {
	r.addTyped(signature, Impl{}, f)
}

func (r *registry) addTyped(signature string, i Impl, f func(c *typedArrays, a []any) (any, error)) {
	i.Session = []string{ArgTypes}
	i.Go = func(a []any) (any, error) {
		n := len(a) - 1
		types, err := parseArgTypes(str(a[n]))
		if err != nil {
			return nil, err
		}
		c := &typedArrays{elem: elementType(types)}
		if c.elem == 0 && len(types) > 0 {
			c.elem = types[0].oid // array_fill and the like, which make the array
		}
		v, err := f(c, a[:n])
		if err == nil {
			err = c.err
		}
		return v, err
	}
	r.add(signature, i)
}

// addArrayShapes enters what asks for or changes the shape of arrays.
func (r *registry) addArrayShapes() {
	r.fn("array_dims(anyarray)", func(a []any) (any, error) {
		elems, err := decodeArray(a[0])
		if err != nil || len(elems) == 0 {
			return nil, err
		}
		var b []byte
		for _, d := range dimensions(elems) {
			b = append(strconv.AppendInt(append(b, "[1:"...), int64(d), 10), ']')
		}
		return string(b), nil
	})
	r.typedStrict("trim_array(anyarray,int4)", func(c *typedArrays, a []any) (any, error) {
		list, n := c.list(a[0]), a[1].(int64)
		if n < 0 || n > int64(len(list)) {
			return nil, errorf("2202E", "number of elements to trim must be between 0 and %d", len(list))
		}
		return c.result(list[:len(list)-int(n)])
	})
	r.typed("array_fill(anyelement,_int4)", func(c *typedArrays, a []any) (any, error) { return c.fill(a[0], a[1], int64(1)) })
	r.typed("array_fill(anyelement,_int4,_int4)", func(c *typedArrays, a []any) (any, error) { return c.fill(a[0], a[1], a[2]) })
}

// fill is array_fill. Arrays here begin at 1 in every dimension.
func (c *typedArrays) fill(v, dims, bounds any) (any, error) {
	if dims == nil || bounds == nil {
		return nil, errorf("22004", "dimension array or low bound array cannot be null")
	}
	sizes, err := dimensionList(dims)
	if err != nil {
		return nil, err
	}
	if len(sizes) > 6 {
		return nil, errorf("54000", "number of array dimensions (%d) exceeds the maximum allowed (6)", len(sizes))
	}
	if _, none := bounds.(int64); !none {
		low, err := dimensionList(bounds)
		switch {
		case err != nil:
			return nil, err
		case len(low) != len(sizes):
			return nil, errorf("2202E", "wrong number of array subscripts")
		case slices.ContainsFunc(low, func(b int64) bool { return b != 1 }):
			return nil, errorf("0A000", "arrays whose lower bound is not 1 are not supported yet")
		}
	}
	total := int64(1)
	for _, n := range sizes {
		if n < 0 {
			return nil, errorf("54000", "array size exceeds the maximum allowed (134217727)")
		}
		if total *= n; total > maxArrayElements {
			return nil, errorf("54000", "array size exceeds the maximum allowed (%d)", maxArrayElements)
		}
	}
	if len(sizes) == 0 || total == 0 {
		return "[]", nil
	}
	for i := len(sizes) - 1; i >= 0; i-- {
		v = slices.Repeat([]any{v}, int(sizes[i]))
	}
	return c.result(v.([]any))
}

// dimensionList reads the lengths or bounds of array_fill.
func dimensionList(v any) ([]int64, error) {
	list, err := decodeArray(v)
	switch {
	case err != nil:
		return nil, err
	case len(dimensions(list)) > 1:
		return nil, errorf("2202E", "wrong number of array subscripts")
	case slices.Contains(list, nil):
		return nil, errorf("22004", "dimension values cannot be null")
	}
	out := make([]int64, len(list))
	for i, n := range list {
		out[i], _ = n.(int64)
	}
	return out, nil
}
