package sqltest

import "strings"

// Tree is a statement, or a part of one, that can be made smaller.
type Tree struct {
	kind string // an expression's type; "item", "part" (may be left out), "list", "fixed" and others may not
	text string // {} stands for the kids
	kids []*Tree
	sep  string // if set: the kids between separators, text unused
}

func tree(kind, text string, kids ...*Tree) *Tree { return &Tree{kind: kind, text: text, kids: kids} }

// String is the SQL.
func (t *Tree) String() string {
	if t.sep != "" {
		var out []string
		for _, k := range t.kids {
			out = append(out, k.String())
		}
		return strings.Join(out, t.sep)
	}
	var b strings.Builder
	rest := t.text
	for _, k := range t.kids {
		before, after, ok := strings.Cut(rest, "{}")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		b.WriteString(k.String())
		rest = after
	}
	b.WriteString(rest)
	return b.String()
}

var expressionKinds = func() map[string]bool {
	m := map[string]bool{"any": true, "query": true}
	for _, t := range allTypes {
		m[t] = true
	}
	return m
}()

// Shrink makes the tree smaller as long as differs says that what it is about
// is still there, trying at most the given number of statements.
func (t *Tree) Shrink(differs func(*Tree) bool, tries int) {
	for again := true; again; {
		again = false
		t.each(func(n *Tree) bool {
			for _, try := range n.smaller() {
				if tries--; tries < 0 {
					return false
				}
				old := *n
				*n = try
				if differs(t) {
					again = true
					return true // look at the rest of the tree in the next round
				}
				*n = old
			}
			return tries > 0
		})
	}
}

// each visits the nodes from the top until visit says no.
func (t *Tree) each(visit func(*Tree) bool) bool {
	if !visit(t) {
		return false
	}
	for _, k := range t.kids {
		if !k.each(visit) {
			return false
		}
	}
	return true
}

// smaller are the ways to make one node smaller, the boldest first.
func (t *Tree) smaller() []Tree {
	var out []Tree
	switch {
	case t.kind == "part" && t.text != "":
		out = append(out, Tree{kind: "part"})
	case t.kind == "list" && len(t.kids) > 1:
		for i := range t.kids {
			kids := append(append([]*Tree{}, t.kids[:i]...), t.kids[i+1:]...)
			out = append(out, Tree{kind: t.kind, sep: t.sep, kids: kids})
		}
	case t.kind == "query":
		for _, k := range t.kids {
			if k.kind == "query" {
				out = append(out, *k)
			}
		}
	case expressionKinds[t.kind] && len(t.kids) > 0:
		if t.kind != "any" {
			out = append(out, Tree{kind: t.kind, text: "null::" + t.kind})
			for _, k := range t.kids {
				k.each(func(n *Tree) bool {
					if n.kind == t.kind && len(out) < 8 {
						out = append(out, *n)
					}
					return true
				})
			}
		}
	}
	return out
}
