package builtin

import (
	"slices"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// jsonNode is a value taken apart. text is that of a scalar as it is written;
// keys are only an object's, beside vals.
type jsonNode struct {
	kind byte // as jsonKind says
	text string
	keys []string
	vals []*jsonNode
}

// parseJSON takes a value apart in one pass.
func parseJSON(s string) (*jsonNode, error) {
	n, _, err := parseJSONAt(s, 0)
	return n, err
}

func parseJSONAt(s string, i int) (n *jsonNode, end int, err error) {
	i = jsonSkip(s, i)
	n = &jsonNode{kind: jsonKind(s[i:])}
	if n.scalar() {
		end = jsonEnd(s, i)
		n.text = s[i:end]
		return n, end, nil
	}
	closing := n.kind + 2 // in ASCII the closing bracket is two after the opening one
	for i = jsonSkip(s, i+1); i < len(s) && s[i] != closing; {
		start := i
		if n.kind == '{' {
			end := jsonStringEnd(s, i)
			key, err := jsonText(s[i:end])
			if err != nil {
				return nil, 0, err
			}
			n.keys = append(n.keys, key)
			i = min(jsonSkip(s, end)+1, len(s)) // the colon
		}
		v, end, err := parseJSONAt(s, i)
		if err != nil {
			return nil, 0, err
		}
		n.vals = append(n.vals, v)
		if i = jsonSkip(s, end); i < len(s) && s[i] == ',' {
			i = jsonSkip(s, i+1)
		} else if i == start {
			break
		}
	}
	return n, min(i+1, len(s)), nil
}

func (n *jsonNode) scalar() bool { return n.kind != '{' && n.kind != '[' }

// put sets a key of an object, keeping its keys in jsonb's order.
func (n *jsonNode) put(key string, v *jsonNode) {
	i, ok := slices.BinarySearchFunc(n.keys, key, compareKeys)
	if ok {
		n.vals[i] = v
		return
	}
	n.keys, n.vals = slices.Insert(n.keys, i, key), slices.Insert(n.vals, i, v)
}

// index is the place of a key, -1 if it is not there.
func (n *jsonNode) index(key string) int {
	if i, ok := slices.BinarySearchFunc(n.keys, key, compareKeys); ok {
		return i
	}
	return -1
}

func (n *jsonNode) remove(i int) {
	n.vals = slices.Delete(n.vals, i, i+1)
	if n.kind == '{' {
		n.keys = slices.Delete(n.keys, i, i+1)
	}
}

// compareKeys is the order of jsonb's keys: by length, then by bytes.
func compareKeys(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// jsonStyle says how a value is written.
type jsonStyle struct{ comma, colon string }

var (
	jsonbStyle   = jsonStyle{", ", ": "}
	compactStyle = jsonStyle{",", ":"}
)

func (n *jsonNode) write(b []byte, st jsonStyle) []byte {
	switch n.kind {
	case '{':
		b = append(b, '{')
		for i, v := range n.vals {
			if i > 0 {
				b = append(b, st.comma...)
			}
			b = append(datum.AppendJSONString(b, n.keys[i]), st.colon...)
			b = v.write(b, st)
		}
		return append(b, '}')
	case '[':
		b = append(b, '[')
		for i, v := range n.vals {
			if i > 0 {
				b = append(b, st.comma...)
			}
			b = v.write(b, st)
		}
		return append(b, ']')
	}
	return append(b, n.text...)
}

func (n *jsonNode) String() string { return string(n.write(nil, jsonbStyle)) }

// pretty is jsonb_pretty.
func (n *jsonNode) pretty(b []byte, indent int) []byte {
	if n.scalar() {
		return append(b, n.text...)
	}
	line := func(depth int) {
		b = append(b, '\n')
		for range depth {
			b = append(b, "    "...)
		}
	}
	b = append(b, n.kind)
	for i, v := range n.vals {
		if i > 0 {
			b = append(b, ',')
		}
		line(indent + 1)
		if n.kind == '{' {
			b = append(datum.AppendJSONString(b, n.keys[i]), ": "...)
		}
		b = v.pretty(b, indent+1)
	}
	line(indent)
	return append(b, n.kind+2) // see parseJSONAt
}

// stripNulls leaves out the pairs of objects that are null, at every depth.
func (n *jsonNode) stripNulls() {
	for i := len(n.vals) - 1; i >= 0; i-- {
		v := n.vals[i]
		if n.kind == '{' && v.kind == 'n' {
			n.remove(i)
			continue
		}
		v.stripNulls()
	}
}

// equalScalar compares two scalars; numbers by value.
func (n *jsonNode) equalScalar(o *jsonNode) bool {
	if n.text == o.text {
		return true
	}
	number := func(k byte) bool { return k == '-' || k >= '0' && k <= '9' }
	return number(n.kind) && number(o.kind) && datum.CompareNumeric(n.text, o.text) == 0
}

// contains is @> of two values below the top.
func (n *jsonNode) contains(o *jsonNode) bool {
	if n.scalar() || o.scalar() {
		return n.scalar() && o.scalar() && n.equalScalar(o)
	}
	if n.kind != o.kind {
		return false
	}
	for i, v := range o.vals {
		if n.kind == '{' {
			at := n.index(o.keys[i])
			if at < 0 || !n.vals[at].contains(v) {
				return false
			}
		} else if !slices.ContainsFunc(n.vals, func(e *jsonNode) bool { return e.contains(v) }) {
			return false
		}
	}
	return true
}

// jsonbContains is @>: an array also contains a scalar that is an element.
func jsonbContains(a, b string) (bool, error) {
	x, err := parseJSON(a)
	if err != nil {
		return false, err
	}
	y, err := parseJSON(b)
	if err != nil {
		return false, err
	}
	if y.scalar() && x.kind == '[' {
		return slices.ContainsFunc(x.vals, func(e *jsonNode) bool { return e.scalar() && e.equalScalar(y) }), nil
	}
	return x.contains(y), nil
}

func (r *registry) addJSONBContains() {
	r.fn("jsonb_contains(jsonb,jsonb)", func(a []any) (any, error) { return jsonbContains(str(a[0]), str(a[1])) })
	r.fn("jsonb_contained(jsonb,jsonb)", func(a []any) (any, error) { return jsonbContains(str(a[1]), str(a[0])) })
	r.fn("jsonb_exists(jsonb,text)", func(a []any) (any, error) { return jsonHasKey(str(a[0]), str(a[1])) })
	for name, all := range map[string]bool{"jsonb_exists_any": false, "jsonb_exists_all": true} {
		r.fn(name+"(jsonb,_text)", func(a []any) (any, error) {
			keys, err := jsonKeyList(a[1])
			if err != nil {
				return nil, err
			}
			for _, k := range keys {
				if ok, err := jsonHasKey(str(a[0]), k); err != nil || ok != all {
					return ok, err
				}
			}
			return all, nil
		})
	}
	for _, c := range comparisons {
		r.sql("jsonb_"+c.name+"(jsonb,jsonb)", "$1 "+c.op+" $2 COLLATE pg_jsonb")
	}
}
