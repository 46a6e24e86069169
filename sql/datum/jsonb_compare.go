package datum

import (
	"cmp"
	"strings"
)

// jsonNode is a jsonb value taken apart for comparing.
type jsonNode struct {
	kind byte // '0' null, '"' string, '1' number, 'f', 't', '[' and '{'
	text string
	keys []string
	vals []jsonNode
}

// CompareJSONB is the order of jsonb's B-tree class: Object > Array > Boolean >
// Number > String > Null; then by count of elements or pairs; then one by one.
// An empty top-level array is below null, as PostgreSQL has it.
func CompareJSONB(a, b string) int {
	p := jsonTree{jsonParser{s: a, jsonb: true}}
	q := jsonTree{jsonParser{s: b, jsonb: true}}
	x, err1 := p.node()
	y, err2 := q.node()
	if err1 != nil || err2 != nil {
		return strings.Compare(a, b)
	}
	ex, ey := x.kind == '[' && len(x.vals) == 0, y.kind == '[' && len(y.vals) == 0
	switch {
	case ex && ey:
		return 0
	case ex:
		return -1
	case ey:
		return 1
	}
	return x.compare(&y)
}

func (n *jsonNode) rank() int { return strings.IndexByte("0\"1ft[{", n.kind) }

func (n *jsonNode) compare(o *jsonNode) int {
	if n.kind != o.kind {
		return cmp.Compare(n.rank(), o.rank())
	}
	switch n.kind {
	case '"':
		return strings.Compare(n.text, o.text)
	case '1':
		return sign(CompareNumeric(n.text, o.text))
	}
	if c := cmp.Compare(len(n.vals), len(o.vals)); c != 0 {
		return c
	}
	for i := range n.vals {
		if n.kind == '{' {
			if c := strings.Compare(n.keys[i], o.keys[i]); c != 0 {
				return c
			}
		}
		if c := n.vals[i].compare(&o.vals[i]); c != 0 {
			return c
		}
	}
	return 0
}

type jsonTree struct{ p jsonParser }

func (t *jsonTree) node() (n jsonNode, err error) {
	p := &t.p
	c := p.peek()
	switch {
	case c == '"':
		n.kind = c
		n.text, err = p.str()
	case c == '-' || isDigit(c):
		n.kind = '1'
		if n.text, err = p.numberText(); err == nil {
			n.text, err = ParseNumeric(n.text)
		}
	case c == '[' || c == '{':
		n.kind = c
		if p.depth++; p.depth > maxJSONDepth {
			return n, errJSON("")
		}
		err = t.members(&n, c == '{', c+2)
		p.depth--
	default:
		w := p.s[p.i:p.wordEnd(p.i)]
		p.i += len(w)
		switch w {
		case "null":
			n.kind = '0'
		case "true":
			n.kind = 't'
		case "false":
			n.kind = 'f'
		default:
			err = errJSON("")
		}
	}
	return n, err
}

// members reads to the closing bracket, which in ASCII is two after the
// opening one.
func (t *jsonTree) members(n *jsonNode, object bool, closing byte) error {
	p := &t.p
	p.i++
	for p.peek() != closing {
		if len(n.vals) > 0 {
			if p.peek() != ',' {
				return errJSON("")
			}
			p.i++
		}
		if object {
			if p.peek() != '"' {
				return errJSON("")
			}
			k, err := p.str()
			if err != nil {
				return err
			}
			if p.peek() != ':' {
				return errJSON("")
			}
			p.i++
			n.keys = append(n.keys, k)
		}
		v, err := t.node()
		if err != nil {
			return err
		}
		n.vals = append(n.vals, v)
	}
	p.i++
	return nil
}
