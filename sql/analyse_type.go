package sql

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// typeOf resolves a type name with its modifiers.
func (a *analyser) typeOf(tn *pg.TypeName) typeRef {
	pos := int(tn.Location)
	names := stringList(tn.Names)
	if tn.Setof || tn.PctType {
		a.fail(Unsupported("type %s", strings.Join(names, ".")), pos)
	}
	schema, name := "", names[len(names)-1]
	if len(names) > 1 {
		schema = names[len(names)-2]
	}
	t := a.cat.TypeNamed(schema, name)
	if t == nil {
		a.fail(Errorf("42704", "type \"%s\" does not exist", strings.Join(names, ".")), pos)
	}
	if unsupportedType(t) {
		a.fail(Unsupported("type %s", a.cat.FormatTypeName(t.OID)), pos)
	}
	out := typeRef{oid: t.OID, mod: a.typmod(t.OID, tn, pos)}
	for range tn.ArrayBounds {
		if at := a.cat.Type(out.oid); at.Array != 0 {
			out.oid = at.Array
		}
	}
	return out
}

// unsupportedType reports whether values of a type cannot be read and written
// here: networks, geometry, ranges, bit strings and a few others.
func unsupportedType(t *catalog.Type) bool {
	switch t.Category {
	case 'I', 'G', 'R', 'V':
		return true
	}
	switch t.OID {
	case oidTimetz, oidMoney, oidXML, oidTsvector, oidTsquery, oidJSONPath, oidPgLSN, oidMacaddr, oidMacaddr8:
		return true
	}
	return false
}

// typmod encodes what stands in parentheses behind a type name, as each type's
// typmodin function does.
func (a *analyser) typmod(oid uint32, tn *pg.TypeName, pos int) int32 {
	if len(tn.Typmods) == 0 {
		return -1
	}
	var args []int64
	for _, n := range tn.Typmods {
		c, ok := n.Node.(*pg.Node_AConst)
		if !ok {
			a.fail(Errorf("42601", "type modifiers must be simple constants or identifiers"), pos)
		}
		iv, ok := c.AConst.Val.(*pg.A_Const_Ival)
		if !ok {
			a.fail(Errorf("22023", "invalid type modifier"), pos)
		}
		args = append(args, int64(iv.Ival.GetIval()))
	}
	mod, err := encodeTypmod(oid, a.cat.Type(oid).Name, args)
	if err != nil {
		a.fail(err, pos)
	}
	return mod
}

// stringList reads a list of String nodes.
func stringList(nodes []*pg.Node) []string {
	out := make([]string, 0, len(nodes))
	for _, n := range nodes {
		if s, ok := n.Node.(*pg.Node_String_); ok {
			out = append(out, s.String_.Sval)
		}
	}
	return out
}
