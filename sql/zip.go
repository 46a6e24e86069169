package sql

import "encoding/json"

// zip makes of several JSON arrays one of arrays: the first elements together,
// then the second ones, and so on; those that have ended give null. A NULL
// array has no elements. It serves set-returning functions that go on together.
func zip(arrays ...any) (any, error) {
	var rows [][]json.RawMessage
	for i, a := range arrays {
		s, ok := a.(string)
		if !ok {
			continue
		}
		var elems []json.RawMessage
		if err := json.Unmarshal([]byte(s), &elems); err != nil {
			return nil, err
		}
		for len(rows) < len(elems) {
			row := make([]json.RawMessage, len(arrays))
			for j := range row {
				row[j] = json.RawMessage("null")
			}
			rows = append(rows, row)
		}
		for j, e := range elems {
			rows[j][i] = e
		}
	}
	out, err := json.Marshal(rows)
	return string(out), err
}
