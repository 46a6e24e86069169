package builtin

import (
	"fmt"
	"slices"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

func (r *registry) addArraySearch() {
	position := func(c *typedArrays, a []any) (any, error) {
		if a[0] == nil {
			return nil, nil
		}
		list, from := c.list(a[0]), int64(1)
		switch {
		case len(dimensions(list)) > 1:
			return nil, errSearchDimensions()
		case len(list) == 0, a[1] == nil && !slices.Contains(list, nil):
			return nil, nil
		case len(a) > 2 && a[2] == nil:
			return nil, errorf("22004", "initial position must not be null")
		case len(a) > 2:
			from = a[2].(int64)
		}
		for i := max(from-1, 0); i < int64(len(list)); i++ {
			if c.same(list[i], a[1]) {
				return i + 1, nil
			}
		}
		return nil, nil
	}
	r.typed("array_position(anycompatiblearray,anycompatible)", position)
	r.typed("array_position(anycompatiblearray,anycompatible,int4)", position)
	r.typed("array_positions(anycompatiblearray,anycompatible)", func(c *typedArrays, a []any) (any, error) {
		if a[0] == nil {
			return nil, nil
		}
		list := c.list(a[0])
		if len(dimensions(list)) > 1 {
			return nil, errSearchDimensions()
		}
		var found []any
		for i, e := range list {
			if c.same(e, a[1]) {
				found = append(found, int64(i+1))
			}
		}
		return string(appendJSONArray(nil, found)), nil
	})
	r.addArrayContains()
	r.addArrayComparisons()
}

func errSearchDimensions() error {
	return errorf("0A000", "searching for elements in multidimensional arrays is not supported")
}

func (r *registry) addArrayContains() {
	contains := func(c *typedArrays, x, y []any) bool {
		has := c.membership(x, len(y))
		return !slices.ContainsFunc(y, func(e any) bool { return !has(e) })
	}
	for name, f := range map[string]func(c *typedArrays, x, y []any) bool{
		"arraycontains":  contains,
		"arraycontained": func(c *typedArrays, x, y []any) bool { return contains(c, y, x) },
		"arrayoverlap": func(c *typedArrays, x, y []any) bool {
			return slices.ContainsFunc(y, c.membership(x, len(y)))
		},
	} {
		r.typedStrict(name+"(anyarray,anyarray)", func(c *typedArrays, a []any) (any, error) {
			return f(c, flatten(c.list(a[0])), flatten(c.list(a[1]))), nil
		})
	}
}

// fewQuestions is up to how many elements are looked for one by one. For more
// the other array is sorted first: a call cannot be interrupted, and two arrays
// may have millions each.
const fewQuestions = 16

// membership tells whether list has an element, for so many questions; NULL
// equals nothing.
func (c *typedArrays) membership(list []any, questions int) func(e any) bool {
	if questions <= fewQuestions {
		return func(e any) bool {
			return e != nil && slices.ContainsFunc(list, func(o any) bool { return o != nil && c.same(o, e) })
		}
	}
	order := func(a, b any) int { return datum.Compare(c.elem, a, b) }
	sorted := slices.DeleteFunc(slices.Clone(list), func(e any) bool { return e == nil })
	slices.SortFunc(sorted, order)
	return func(e any) bool {
		if e == nil {
			return false
		}
		_, found := slices.BinarySearchFunc(sorted, e, order)
		return found
	}
}

// addArrayComparisons enters the order of arrays: element by element, NULL
// last, then the shorter first.
func (r *registry) addArrayComparisons() {
	order := func(c *typedArrays, a []any) int { return datum.Compare(datum.ArrayType(c.elem), a[0], a[1]) }
	for _, op := range comparisons {
		r.typedStrict(fmt.Sprintf("array_%s(anyarray,anyarray)", op.name), func(c *typedArrays, a []any) (any, error) {
			return op.ok(order(c, a)), nil
		})
	}
	r.typedStrict("btarraycmp(anyarray,anyarray)", func(c *typedArrays, a []any) (any, error) { return int64(order(c, a)), nil })
	for name, sign := range map[string]int{"larger": 1, "smaller": -1} {
		r.typedStrict("array_"+name+"(anyarray,anyarray)", func(c *typedArrays, a []any) (any, error) {
			if order(c, a)*sign > 0 {
				return a[0], nil
			}
			return a[1], nil
		})
		agg := map[int]string{1: "max", -1: "min"}[sign]
		tmpl := "@pg_array_" + agg + "($1, $types)"
		r.agg(agg+"(anyarray)", Aggregate{NoWindow: true, SQL: tmpl, Distinct: tmpl, DistinctOrdered: tmpl})
		r.internalAggs["pg_array_"+agg] = &Aggregate{New: func() Accumulator { return &extremeArray{sign: sign} }}
	}
	r.typedStrict("width_bucket(anycompatible,anycompatiblearray)", func(c *typedArrays, a []any) (any, error) {
		list := c.list(a[1])
		switch {
		case len(dimensions(list)) > 1:
			return nil, errorf("2202E", "thresholds must be one-dimensional array")
		case slices.Contains(list, nil):
			return nil, errorf("22004", "thresholds array must not contain NULLs")
		}
		low, high := 0, len(list) // as PostgreSQL searches, also where the thresholds are not in order
		for low < high {
			mid := (low + high) / 2
			if datum.Compare(c.elem, a[0], list[mid]) < 0 {
				high = mid
			} else {
				low = mid + 1
			}
		}
		return int64(low), nil
	})
}

// extremeArray is max and min of arrays.
type extremeArray struct {
	sign int
	typ  uint32
	best any
}

func (e *extremeArray) Step(a []any) error {
	if a[0] == nil {
		return nil
	}
	if e.typ == 0 {
		types, err := parseArgTypes(str(a[1]))
		if err != nil || len(types) != 1 {
			return errArgTypes()
		}
		e.typ = types[0].oid
	}
	if e.best == nil || datum.Compare(e.typ, e.best, a[0])*e.sign <= 0 {
		e.best = a[0]
	}
	return nil
}

func (e *extremeArray) Done() (any, error) { return e.best, nil }
