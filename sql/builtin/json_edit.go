package builtin

import (
	"slices"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

func (r *registry) addJSONBEdits() {
	r.fn("jsonb_concat(jsonb,jsonb)", func(a []any) (any, error) { return jsonbConcat(str(a[0]), str(a[1])) })
	r.fn("jsonb_delete(jsonb,text)", func(a []any) (any, error) { return jsonbDelete(str(a[0]), []string{str(a[1])}) })
	r.fn("jsonb_delete(jsonb,_text)", func(a []any) (any, error) {
		keys, err := jsonKeyList(a[1])
		if err != nil {
			return nil, err
		}
		return jsonbDelete(str(a[0]), keys)
	})
	r.fn("jsonb_delete(jsonb,int4)", jsonbDeleteIndex)
	r.fn("jsonb_delete_path(jsonb,_text)", func(a []any) (any, error) {
		return jsonbEdit(a[0], a[1], "delete", func(e *pathEdit) { e.remove = true })
	})
	r.fn("jsonb_set(jsonb,_text,jsonb,bool)", func(a []any) (any, error) { return jsonbSet(a[0], a[1], a[2], a[3]) })
	r.add("jsonb_set_lax(jsonb,_text,jsonb,bool,text)", Impl{NotStrict: true, Go: jsonbSetLax})
	r.fn("jsonb_insert(jsonb,_text,jsonb,bool)", func(a []any) (any, error) {
		v, err := parseJSON(str(a[2]))
		if err != nil {
			return nil, err
		}
		return jsonbEdit(a[0], a[1], "set", func(e *pathEdit) {
			e.value, e.insert, e.after, e.create = v, true, truth(a[3]), true
		})
	})
	r.fn("jsonb_strip_nulls(jsonb)", func(a []any) (any, error) { return stripNulls(str(a[0]), jsonbStyle) })
	r.fn("json_strip_nulls(json)", func(a []any) (any, error) { return stripNulls(str(a[0]), compactStyle) })
	r.fn("jsonb_pretty(jsonb)", func(a []any) (any, error) {
		n, err := parseJSON(str(a[0]))
		if err != nil {
			return nil, err
		}
		return string(n.pretty(nil, 0)), nil
	})
}

func truth(v any) bool { return v == int64(1) || v == true }

func stripNulls(s string, st jsonStyle) (any, error) {
	n, err := parseJSON(s)
	if err != nil {
		return nil, err
	}
	if err := n.rewriteStrings(); err != nil {
		return nil, err
	}
	n.stripNulls()
	return string(n.write(nil, st)), nil
}

// rewriteStrings writes strings as PostgreSQL does, without needless escapes.
func (n *jsonNode) rewriteStrings() error {
	if n.kind == '"' {
		s, err := jsonText(n.text)
		n.text = string(datum.AppendJSONString(nil, s))
		return err
	}
	for _, v := range n.vals {
		if err := v.rewriteStrings(); err != nil {
			return err
		}
	}
	return nil
}

// jsonbConcat is ||: two objects become one, anything else arrays.
func jsonbConcat(a, b string) (any, error) {
	x, err := parseJSON(a)
	if err != nil {
		return nil, err
	}
	y, err := parseJSON(b)
	if err != nil {
		return nil, err
	}
	if x.kind == '{' && y.kind == '{' {
		for i, k := range y.keys {
			x.put(k, y.vals[i])
		}
		return x.String(), nil
	}
	list := func(n *jsonNode) []*jsonNode {
		if n.kind == '[' {
			return n.vals
		}
		return []*jsonNode{n}
	}
	return (&jsonNode{kind: '[', vals: slices.Concat(list(x), list(y))}).String(), nil
}

func jsonbDelete(s string, keys []string) (any, error) {
	n, err := parseJSON(s)
	if err != nil {
		return nil, err
	}
	if n.scalar() {
		return nil, errorf("22023", "cannot delete from scalar")
	}
	for i := len(n.vals) - 1; i >= 0; i-- {
		key := ""
		switch {
		case n.kind == '{':
			key = n.keys[i]
		case n.vals[i].kind != '"':
			continue
		default:
			if key, err = jsonText(n.vals[i].text); err != nil {
				return nil, err
			}
		}
		if slices.Contains(keys, key) {
			n.remove(i)
		}
	}
	return n.String(), nil
}

func jsonbDeleteIndex(a []any) (any, error) {
	n, err := parseJSON(str(a[0]))
	switch {
	case err != nil:
		return nil, err
	case n.scalar():
		return nil, errorf("22023", "cannot delete from scalar")
	case n.kind == '{':
		return nil, errorf("22023", "cannot delete from object using integer index")
	}
	i := a[1].(int64)
	if i < 0 {
		i += int64(len(n.vals))
	}
	if i >= 0 && i < int64(len(n.vals)) {
		n.remove(int(i))
	}
	return n.String(), nil
}

func jsonbSet(doc, path, value, create any) (any, error) {
	v, err := parseJSON(str(value))
	if err != nil {
		return nil, err
	}
	return jsonbEdit(doc, path, "set", func(e *pathEdit) { e.value, e.create = v, truth(create) })
}

// jsonbSetLax is jsonb_set with a way to take a NULL.
func jsonbSetLax(a []any) (any, error) {
	if a[0] == nil || a[1] == nil || a[3] == nil {
		return nil, nil
	}
	if a[4] == nil {
		return nil, &datum.Error{Code: "22023", Message: "null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\", or \"raise_exception\""}
	}
	if a[2] != nil {
		return jsonbSet(a[0], a[1], a[2], a[3])
	}
	switch str(a[4]) {
	case "raise_exception":
		return nil, &datum.Error{Code: "22004", Message: "JSON value must not be null",
			Detail: "Exception was raised because null_value_treatment is \"raise_exception\".",
			Hint:   "To avoid, either change the null_value_treatment argument or ensure that an SQL NULL is not passed."}
	case "use_json_null":
		return jsonbSet(a[0], a[1], "null", a[3])
	case "delete_key":
		return jsonbEdit(a[0], a[1], "delete", func(e *pathEdit) { e.remove = true })
	case "return_target":
		return a[0], nil
	}
	return nil, &datum.Error{Code: "22023", Message: "null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\", or \"raise_exception\""}
}

// pathEdit changes what stands at a path.
type pathEdit struct {
	path                          []any
	value                         *jsonNode
	remove, create, insert, after bool
}

func jsonbEdit(doc, path any, verb string, set func(*pathEdit)) (any, error) {
	n, err := parseJSON(str(doc))
	if err != nil {
		return nil, err
	}
	steps, err := decodeArray(path)
	if err != nil {
		return nil, err
	}
	e := &pathEdit{}
	set(e)
	if len(dimensions(steps)) > 1 {
		return nil, errorf("2202E", "wrong number of array subscripts")
	}
	if n.scalar() {
		if verb == "delete" {
			return nil, errorf("22023", "cannot delete path in scalar")
		}
		return nil, errorf("22023", "cannot set path in scalar")
	}
	if e.path = steps; len(steps) == 0 || len(n.vals) == 0 && !e.create {
		return doc, nil
	}
	if err := e.apply(n, 0); err != nil {
		return nil, err
	}
	return n.String(), nil
}

func (e *pathEdit) apply(n *jsonNode, level int) error {
	key, ok := e.path[level].(string)
	if !ok {
		return errorf("22004", "path element at position %d is null", level+1)
	}
	last := level == len(e.path)-1
	switch n.kind {
	case '{':
		return e.applyObject(n, key, level, last)
	case '[':
		return e.applyArray(n, key, level, last)
	}
	return nil
}

func (e *pathEdit) applyObject(n *jsonNode, key string, level int, last bool) error {
	i := n.index(key)
	switch {
	case i >= 0 && !last:
		return e.apply(n.vals[i], level+1)
	case i >= 0 && e.insert:
		return &datum.Error{Code: "22023", Message: "cannot replace existing key",
			Hint: "Try using the function jsonb_set to replace key value."}
	case i >= 0 && e.remove:
		n.remove(i)
	case i >= 0:
		n.vals[i] = e.value
	case last && e.create:
		n.put(key, e.value)
	}
	return nil
}

func (e *pathEdit) applyArray(n *jsonNode, key string, level int, last bool) error {
	index, ok := pathIndex(key)
	if !ok {
		return errorf("22P02", "path element at position %d is not an integer: \"%s\"", level+1, key)
	}
	size := int64(len(n.vals))
	before := false
	if index < 0 {
		if index += size; index < 0 {
			before = true
		}
	}
	inside := !before && index < size
	switch {
	case !last:
		if inside {
			return e.apply(n.vals[index], level+1)
		}
	case inside && e.insert && e.after:
		n.vals = slices.Insert(n.vals, int(index)+1, e.value)
	case inside && e.insert:
		n.vals = slices.Insert(n.vals, int(index), e.value)
	case inside && e.remove:
		n.remove(int(index))
	case inside:
		n.vals[index] = e.value
	case e.create && before:
		n.vals = slices.Insert(n.vals, 0, e.value)
	case e.create:
		n.vals = append(n.vals, e.value)
	}
	return nil
}
