package builtin

import (
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

func (r *registry) addJSONBuild(t string) {
	result := func(b []byte, err error) (any, error) {
		switch {
		case err != nil:
			return nil, err
		case t == "jsonb":
			return canonical(b)
		}
		return string(b), nil
	}
	r.withTypes("to_"+t+"(anyelement)", false, func(w *jsonWriter, a []any) (any, error) {
		return result(w.append(nil, w.types[0], a[0]))
	})
	r.sql(t+"_build_array()", "'[]'")
	r.withTypes(t+"_build_array(any)", true, func(w *jsonWriter, a []any) (any, error) {
		b, err := []byte{'['}, error(nil)
		for i, v := range a {
			if i > 0 {
				b = append(b, ", "...)
			}
			if b, err = w.append(b, w.types[i], v); err != nil {
				return nil, err
			}
		}
		return result(append(b, ']'), nil)
	})
	r.sql(t+"_build_object()", "'{}'")
	r.withTypes(t+"_build_object(any)", true, func(w *jsonWriter, a []any) (any, error) { return result(w.object(t, a)) })
	r.fn(t+"_object(_text)", func(a []any) (any, error) { return result(jsonObject(a[0])) })
	r.fn(t+"_object(_text,_text)", func(a []any) (any, error) { return result(jsonObjectOfTwo(a[0], a[1])) })
	if t == "json" {
		for _, sig := range []string{"row_to_json(record)", "array_to_json(anyarray)"} {
			r.withTypes(sig, false, func(w *jsonWriter, a []any) (any, error) { return result(w.append(nil, w.types[0], a[0])) })
		}
		for _, sig := range []string{"row_to_json(record,bool)", "array_to_json(anyarray,bool)"} {
			r.withTypes(sig, false, func(w *jsonWriter, a []any) (any, error) {
				w.lines = truth(a[1])
				return result(w.append(nil, w.types[0], a[0]))
			})
		}
	}
	r.addJSONAggregates(t)
}

// withTypes enters a function whose arguments are written as JSON.
func (r *registry) withTypes(signature string, notStrict bool, f func(w *jsonWriter, a []any) (any, error)) {
	r.add(signature, Impl{Session: jsonSession, NotStrict: notStrict, Go: func(a []any) (any, error) {
		n := len(a) - len(jsonSession)
		w, err := newJSONWriter(a[n:])
		if err != nil {
			return nil, err
		}
		if a = a[:n]; len(w.types) != len(a) {
			return nil, errArgTypes()
		}
		return f(w, a)
	}})
}

// object is json_build_object of keys and values in turn.
func (w *jsonWriter) object(t string, a []any) ([]byte, error) {
	if len(a)%2 != 0 {
		return nil, &datum.Error{Code: "22023", Message: "argument list must have even number of elements",
			Hint: "The arguments of " + t + "_build_object() must consist of alternating keys and values."}
	}
	b := []byte{'{'}
	for i := 0; i < len(a); i += 2 {
		if i > 0 {
			b = append(b, ", "...)
		}
		if a[i] == nil {
			if t == "jsonb" {
				return nil, errorf("22023", "argument %d: key must not be null", i+1)
			}
			return nil, &datum.Error{Code: "22023", Message: fmt.Sprintf("argument %d cannot be null", i+1),
				Hint: "Object keys should be text."}
		}
		key, err := w.key(w.types[i], a[i])
		if err != nil {
			return nil, err
		}
		b = append(datum.AppendJSONString(b, key), " : "...)
		if b, err = w.append(b, w.types[i+1], a[i+1]); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

// key is a value as the key of an object.
func (w *jsonWriter) key(t argType, v any) (string, error) {
	if t.fields != nil || t.oid == pgtype.JSONOID || t.oid == pgtype.JSONBOID || isArray(t.oid) {
		return "", errorf("22023", "key value must be scalar, not array, composite, or json")
	}
	b, err := w.append(nil, t, v)
	if err != nil || len(b) == 0 || b[0] != '"' {
		return string(b), err
	}
	return datum.JSONString(string(b))
}

// jsonObject is json_object of keys and values in turn, or in pairs.
func jsonObject(list any) ([]byte, error) {
	elems, err := decodeArray(list)
	if err != nil {
		return nil, err
	}
	switch dims := dimensions(elems); {
	case len(dims) == 0:
		return []byte("{}"), nil
	case len(dims) == 1 && dims[0]%2 != 0:
		return nil, errorf("2202E", "array must have even number of elements")
	case len(dims) == 2 && dims[1] != 2:
		return nil, errorf("2202E", "array must have two columns")
	case len(dims) > 2:
		return nil, errorf("2202E", "wrong number of array subscripts")
	}
	flat := flatten(elems)
	keys, values := make([]any, len(flat)/2), make([]any, len(flat)/2)
	for i := range keys {
		keys[i], values[i] = flat[2*i], flat[2*i+1]
	}
	return jsonPairs(keys, values)
}

func jsonObjectOfTwo(k, v any) ([]byte, error) {
	keys, err := decodeArray(k)
	if err != nil {
		return nil, err
	}
	values, err := decodeArray(v)
	if err != nil {
		return nil, err
	}
	d1, d2 := dimensions(keys), dimensions(values)
	if len(d1) > 1 || len(d1) != len(d2) {
		return nil, errorf("2202E", "wrong number of array subscripts")
	}
	if len(keys) != len(values) {
		return nil, errorf("2202E", "mismatched array dimensions")
	}
	return jsonPairs(keys, values)
}

func jsonPairs(keys, values []any) ([]byte, error) {
	if len(keys) == 0 {
		return []byte("{}"), nil
	}
	b := []byte{'{'}
	for i, k := range keys {
		if i > 0 {
			b = append(b, ", "...)
		}
		if k == nil {
			return nil, errorf("22004", "null value not allowed for object key")
		}
		b = append(datum.AppendJSONString(b, str(k)), " : "...)
		if values[i] == nil {
			b = append(b, "null"...)
		} else {
			b = datum.AppendJSONString(b, str(values[i]))
		}
	}
	return append(b, '}'), nil
}
