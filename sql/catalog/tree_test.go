package catalog

import (
	"strings"
	"testing"
)

// typeField is the field of a parse tree's node that has the expression's type.
var typeField = map[string]string{
	"CONST": ":consttype", "FUNCEXPR": ":funcresulttype", "COERCEVIAIO": ":resulttype", "RELABELTYPE": ":resulttype",
	"ARRAYCOERCEEXPR": ":resulttype", "COERCETODOMAIN": ":resulttype", "ARRAYEXPR": ":array_typeid",
	"ROWEXPR": ":row_typeid", "CONVERTROWTYPEEXPR": ":resulttype",
}

// argTypes are the types of the arguments of the outermost expression, after
// their conversion.
func argTypes(t testing.TB, c *Catalog, tree string) string {
	t.Helper()
	_, rest, _ := strings.Cut(tree, ":targetList ({TARGETENTRY :expr ")
	list := field(node(rest), ":args")
	var types []uint32
	for list = strings.TrimPrefix(list, "("); strings.HasPrefix(list, "{"); {
		arg := node(list)
		list = strings.TrimSpace(list[len(arg):])
		types = append(types, exprType(t, arg))
	}
	return typeNames(c, types)
}

func exprType(t testing.TB, n string) uint32 {
	t.Helper()
	name, _, _ := strings.Cut(n[1:], " ")
	switch name {
	case "TARGETENTRY":
		return exprType(t, field(n, ":expr"))
	case "NAMEDARGEXPR":
		return exprType(t, field(n, ":arg"))
	}
	key, ok := typeField[name]
	if !ok {
		t.Fatalf("what is the type of %s?", n)
	}
	typ, _, _ := strings.Cut(field(n, key), " ")
	return oid(typ)
}

// node is the text of the node that s begins with, with its braces.
func node(s string) string {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{', '(':
			depth++
		case '}', ')':
			if depth--; depth == 0 {
				return s[:i+1]
			}
		}
	}
	return s
}

// field is what a node has for a field of its own, up to its end if the value
// is a word, the whole value if it is a node or a list.
func field(n, name string) string {
	depth := 0
	for i := range len(n) {
		switch n[i] {
		case '{', '(':
			depth++
		case '}', ')':
			depth--
		case ':':
			if v, ok := strings.CutPrefix(n[i:], name+" "); ok && depth == 1 {
				if v[0] == '{' || v[0] == '(' {
					return node(v)
				}
				return v
			}
		}
	}
	return ""
}
