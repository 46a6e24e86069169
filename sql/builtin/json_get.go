package builtin

import (
	"math"
	"strconv"
	"strings"
)

// addJSON enters the functions and operators over json and jsonb. Both stand as
// text, jsonb in its canonical form, so what reads them is the same.
func (r *registry) addJSON() {
	for _, t := range []string{"json", "jsonb"} {
		r.addJSONGet(t)
		r.addJSONTests(t)
		r.addJSONSets(t)
		r.addJSONBuild(t)
	}
	r.addJSONBEdits()
	r.addJSONBContains()
	r.addJSONBCasts()
}

// found makes a value or its text of what was looked up.
func found(value string, ok, text bool, err error) (any, error) {
	switch {
	case err != nil || !ok:
		return nil, err
	case text:
		return jsonAsText(value)
	}
	return value, nil
}

func (r *registry) addJSONGet(t string) {
	for suffix, text := range map[string]bool{"": false, "_text": true} {
		field := func(a []any) (any, error) {
			v, ok, err := jsonGet(str(a[0]), str(a[1]))
			return found(v, ok, text, err)
		}
		r.fn(t+"_object_field"+suffix+"("+t+",text)", field)
		r.fn(t+"_array_element"+suffix+"("+t+",int4)", func(a []any) (any, error) {
			s := str(a[0])
			if t == "jsonb" && isScalar(s) {
				s = "[" + s + "]" // a scalar is stored as an array of it
			}
			v, ok := jsonAt(s, a[1].(int64))
			return found(v, ok, text, nil)
		})
		r.fn(t+"_extract_path"+suffix+"("+t+",_text)", func(a []any) (any, error) {
			path, err := decodeArray(a[1])
			if err != nil {
				return nil, err
			}
			v, ok, err := jsonPath(str(a[0]), flatten(path))
			return found(v, ok, text, err)
		})
	}
}

func isScalar(s string) bool {
	k := jsonKind(s)
	return k != '{' && k != '['
}

// jsonPath follows keys and indexes into a value.
func jsonPath(s string, path []any) (value string, ok bool, err error) {
	for _, step := range path {
		key, isText := step.(string)
		if !isText {
			return "", false, nil
		}
		if jsonKind(s) == '[' {
			index, isIndex := pathIndex(key)
			if !isIndex {
				return "", false, nil
			}
			s, ok = jsonAt(s, index)
		} else {
			s, ok, err = jsonGet(s, key)
		}
		if err != nil || !ok {
			return "", false, err
		}
	}
	return jsonTrim(s), true, nil
}

// pathIndex reads an array index in a path as C's strtol does.
func pathIndex(s string) (int64, bool) {
	s = strings.TrimLeft(s, " \t\n\v\f\r")
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > math.MaxInt32 || n < math.MinInt32 {
		return 0, false
	}
	return n, true
}

func (r *registry) addJSONTests(t string) {
	r.fn(t+"_typeof("+t+")", func(a []any) (any, error) {
		switch jsonKind(str(a[0])) {
		case '{':
			return "object", nil
		case '[':
			return "array", nil
		case '"':
			return "string", nil
		case 't', 'f':
			return "boolean", nil
		case 'n':
			return "null", nil
		}
		return "number", nil
	})
	r.fn(t+"_array_length("+t+")", func(a []any) (any, error) {
		switch jsonKind(str(a[0])) {
		case '[':
			return int64(len(jsonElements(str(a[0])))), nil
		case '{':
			return nil, errorf("22023", "cannot get array length of a non-array")
		}
		return nil, errorf("22023", "cannot get array length of a scalar")
	})
}
