package builtin

import (
	"fmt"
	"slices"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

func (r *registry) addArrayEdits() {
	r.typed("array_append(anycompatiblearray,anycompatible)", func(c *typedArrays, a []any) (any, error) {
		list := c.list(a[0])
		if len(dimensions(list)) > 1 {
			return nil, errorf("22000", "argument must be empty or one-dimensional array")
		}
		return c.result(append(list, a[1]))
	})
	r.typed("array_prepend(anycompatible,anycompatiblearray)", func(c *typedArrays, a []any) (any, error) {
		list := c.list(a[1])
		if len(dimensions(list)) > 1 {
			return nil, errorf("22000", "argument must be empty or one-dimensional array")
		}
		return c.result(slices.Insert(list, 0, a[0]))
	})
	r.typed("array_cat(anycompatiblearray,anycompatiblearray)", func(c *typedArrays, a []any) (any, error) {
		if a[0] == nil {
			return a[1], nil
		}
		if a[1] == nil {
			return a[0], nil
		}
		return c.concat(c.list(a[0]), c.list(a[1]))
	})
	r.typed("array_remove(anycompatiblearray,anycompatible)", func(c *typedArrays, a []any) (any, error) {
		if a[0] == nil {
			return nil, nil
		}
		list := c.list(a[0])
		if len(dimensions(list)) > 1 {
			return nil, errorf("0A000", "removing elements from multidimensional arrays is not supported")
		}
		return c.result(slices.DeleteFunc(list, func(e any) bool { return c.same(e, a[1]) }))
	})
	r.typed("array_replace(anycompatiblearray,anycompatible,anycompatible)", func(c *typedArrays, a []any) (any, error) {
		if a[0] == nil {
			return nil, nil
		}
		list := c.list(a[0])
		c.replace(list, a[1], a[2])
		return c.result(list)
	})
}

func (c *typedArrays) replace(list []any, from, to any) {
	for i, e := range list {
		if inner, ok := e.([]any); ok {
			c.replace(inner, from, to)
		} else if c.same(e, from) {
			list[i] = to
		}
	}
}

// concat is array_cat: of arrays of one shape, or an array and one of its rows.
func (c *typedArrays) concat(x, y []any) (any, error) {
	d1, d2 := dimensions(x), dimensions(y)
	switch {
	case c.err != nil:
		return nil, c.err
	case len(d2) == 0:
		return c.result(x)
	case len(d1) == 0:
		return c.result(y)
	case len(d1) == len(d2) && slices.Equal(d1[1:], d2[1:]):
		return c.result(append(x, y...))
	case len(d1) == len(d2)+1 && slices.Equal(d1[1:], d2):
		return c.result(append(x, y))
	case len(d2) == len(d1)+1 && slices.Equal(d2[1:], d1):
		return c.result(slices.Insert(y, 0, any(x)))
	}
	e := &datum.Error{Code: "2202E", Message: "cannot concatenate incompatible arrays"}
	switch diff := len(d1) - len(d2); {
	case diff > 1 || diff < -1:
		e.Detail = fmt.Sprintf("Arrays of %d and %d dimensions are not compatible for concatenation.", len(d1), len(d2))
	case diff == 0:
		e.Detail = "Arrays with differing element dimensions are not compatible for concatenation."
	default:
		e.Detail = "Arrays with differing dimensions are not compatible for concatenation."
	}
	return nil, e
}
