package builtin

import (
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// rowsOf writes the rows of a set-returning function.
type rowsOf struct{ b []byte }

func (w *rowsOf) sep() {
	if len(w.b) == 0 {
		w.b = append(w.b, '[')
	} else {
		w.b = append(w.b, ',')
	}
}

func (w *rowsOf) value(v any) {
	if s, ok := v.(string); ok {
		w.b = datum.AppendJSONString(w.b, s)
	} else {
		w.b = appendJSON(w.b, v)
	}
}

// add writes a row of one column.
func (w *rowsOf) add(v any) {
	w.sep()
	w.value(v)
}

// addPair writes a row of two columns.
func (w *rowsOf) addPair(x, y any) {
	w.sep()
	w.b = append(w.b, '[')
	w.value(x)
	w.b = append(w.b, ',')
	w.value(y)
	w.b = append(w.b, ']')
}

func (w *rowsOf) done() string {
	if len(w.b) == 0 {
		return "[]"
	}
	return string(append(w.b, ']'))
}

func (r *registry) addJSONSets(t string) {
	for suffix, text := range map[string]bool{"": false, "_text": true} {
		column := func(value string) (any, error) { return found(jsonTrim(value), true, text, nil) }
		elements := t + "_array_elements" + suffix
		r.fn(elements+"("+t+")", func(a []any) (any, error) {
			s := str(a[0])
			if err := needArray(t, elements, s); err != nil {
				return nil, err
			}
			var w rowsOf
			for _, e := range jsonElements(s) {
				v, err := column(e)
				if err != nil {
					return nil, err
				}
				w.add(v)
			}
			return w.done(), nil
		})
		each := t + "_each" + suffix
		r.fn(each+"("+t+")", func(a []any) (any, error) {
			s := str(a[0])
			if err := needObject(t, each, s); err != nil {
				return nil, err
			}
			fields, err := jsonFields(s)
			if err != nil {
				return nil, err
			}
			var w rowsOf
			for _, f := range fields {
				v, err := column(f.value)
				if err != nil {
					return nil, err
				}
				w.addPair(f.key, v)
			}
			return w.done(), nil
		})
	}
	r.fn(t+"_object_keys("+t+")", func(a []any) (any, error) {
		switch k := jsonKind(str(a[0])); {
		case k == '[':
			return nil, errorf("22023", "cannot call %s_object_keys on an array", t)
		case k != '{':
			return nil, errorf("22023", "cannot call %s_object_keys on a scalar", t)
		}
		fields, err := jsonFields(str(a[0]))
		var w rowsOf
		for _, f := range fields {
			w.add(f.key)
		}
		return w.done(), err
	})
}

// needArray and needObject word the errors as PostgreSQL's functions do, which
// differ between json and jsonb.
func needArray(t, name, s string) error {
	k := jsonKind(s)
	switch {
	case k == '[':
		return nil
	case t == "jsonb" && k == '{':
		return errorf("22023", "cannot extract elements from an object")
	case t == "jsonb":
		return errorf("22023", "cannot extract elements from a scalar")
	case k == '{':
		return errorf("22023", "cannot call %s on a non-array", name)
	}
	return errorf("22023", "cannot call %s on a scalar", name)
}

func needObject(t, name, s string) error {
	k := jsonKind(s)
	switch {
	case k == '{':
		return nil
	case t == "jsonb":
		return errorf("22023", "cannot call %s on a non-object", name)
	case k == '[':
		return errorf("22023", "cannot deconstruct an array as an object")
	}
	return errorf("22023", "cannot deconstruct a scalar")
}

// jsonKeyList reads a text[] argument as keys; NULL ones are left out.
func jsonKeyList(v any) ([]string, error) {
	elems, err := decodeArray(v)
	var out []string
	for _, e := range flatten(elems) {
		if s, ok := e.(string); ok {
			out = append(out, s)
		}
	}
	return out, err
}

// canonical is what jsonb makes of text.
func canonical(b []byte) (any, error) { return boxed(datum.CanonicalJSONB(string(b))) }

// jsonHasKey is the operator ?: a key of an object, or a string of an array.
func jsonHasKey(s, key string) (bool, error) {
	switch jsonKind(s) {
	case '{':
		_, ok, err := jsonGet(s, key)
		return ok, err
	case '"':
		s = "[" + s + "]"
	case '[':
	default:
		return false, nil
	}
	for _, e := range jsonElements(s) {
		if strings.HasPrefix(e, "\"") {
			if text, err := jsonText(e); err != nil || text == key {
				return err == nil, err
			}
		}
	}
	return false, nil
}
