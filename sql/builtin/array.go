package builtin

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
)

// decodeArray reads a stored array: elements are nil, int64, float64, string
// or, in arrays of more dimensions, []any.
func decodeArray(v any) ([]any, error) {
	s, _ := v.(string)
	d := json.NewDecoder(bytes.NewReader([]byte(s)))
	d.UseNumber()
	var elems []any
	if err := d.Decode(&elems); err != nil {
		return nil, errorf("XX000", "a stored array cannot be read: %v", err)
	}
	for i := range elems {
		elems[i] = storedElement(elems[i])
	}
	return elems, nil
}

func storedElement(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(string(v), 10, 64); err == nil {
			return n
		}
		f, err := v.Float64()
		if err != nil {
			return math.Inf(map[bool]int{true: -1, false: 1}[v[0] == '-'])
		}
		return f
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case []any:
		for i := range v {
			v[i] = storedElement(v[i])
		}
	}
	return v
}

// dimensions are the lengths of an array, outermost first; none if it is empty.
func dimensions(elems []any) []int {
	if len(elems) == 0 {
		return nil
	}
	dims := []int{len(elems)}
	if inner, ok := elems[0].([]any); ok {
		dims = append(dims, dimensions(inner)...)
	}
	return dims
}
