package sql

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// OIDs of the types that stand for objects by their names.
const (
	oidRegproc       = 24
	oidRegprocedure  = 2202
	oidRegoper       = 2203
	oidRegoperator   = 2204
	oidRegconfig     = 3734
	oidRegdictionary = 3769
	oidRegnamespace  = 4089
	oidRegrole       = 4096
	oidRegcollation  = 4191
)

func isRegType(t uint32) bool {
	switch t {
	case oidRegclass, oidRegtype, oidRegproc, oidRegprocedure, oidRegoper, oidRegoperator, oidRegconfig, oidRegdictionary,
		oidRegnamespace, oidRegrole, oidRegcollation:
		return true
	}
	return false
}

// named is an object with a schema.
type named struct {
	oid       uint32
	namespace uint32
	name      string
}

// nameSpace is what objects of one kind are called, both ways.
type nameSpace struct {
	byOID  map[uint32]named
	byName map[[2]string]uint32 // by schema and name
}

func (n *nameSpace) add(schema string, o named) {
	n.byOID[o.oid] = o
	if _, ok := n.byName[[2]string{schema, o.name}]; !ok {
		n.byName[[2]string{schema, o.name}] = o.oid
	}
}

// systemNames finds objects by name and names by OID, for the reg types and
// the visibility functions.
type systemNames struct {
	rels  *relations
	kinds map[uint32]*nameSpace // by reg type: those whose names are unique in a schema
	roles map[uint32]string
}

func newSystemNames(rels *relations) *systemNames {
	n := &systemNames{rels: rels, kinds: map[uint32]*nameSpace{}, roles: map[uint32]string{}}
	for _, k := range []struct {
		reg             uint32
		relation        string
		name, namespace int // positions of the columns
	}{{oidRegclass, "pg_class", 1, 2}, {oidRegtype, "pg_type", 1, 2}, {oidRegconfig, "pg_ts_config", 1, 2},
		{oidRegdictionary, "pg_ts_dict", 1, 2}, {oidRegcollation, "pg_collation", 1, 2}} {
		ns := &nameSpace{byOID: map[uint32]named{}, byName: map[[2]string]uint32{}}
		for _, row := range rels.cat.Rows(k.relation) {
			o := named{oid: uint32(row[0].(int64)), name: row[k.name].(string), namespace: uint32(row[k.namespace].(int64))}
			ns.add(rels.cat.NamespaceName(o.namespace), o)
		}
		n.kinds[k.reg] = ns
	}
	for _, t := range rels.tables {
		n.kinds[oidRegclass].add(t.schema, named{t.oid, nsPublic, t.name})
		n.kinds[oidRegtype].add(t.schema, named{t.rowType, nsPublic, t.name})
		n.kinds[oidRegtype].add(t.schema, named{t.arrayType, nsPublic, "_" + t.name})
		for _, ix := range t.indexes {
			n.kinds[oidRegclass].add(t.schema, named{ix.oid, nsPublic, ix.name})
		}
	}
	for _, row := range rels.cat.Rows("pg_authid") {
		n.roles[uint32(row[0].(int64))] = row[1].(string)
	}
	return n
}

// namespaceName is the schema's name, "" for an unknown one.
func (n *systemNames) namespaceName(oid uint32) string { return n.rels.cat.NamespaceName(oid) }

// searchOrder is search_path with what PostgreSQL searches unasked.
func searchOrder(path []string) []string {
	if slices.Contains(path, "pg_catalog") {
		return path
	}
	return append([]string{"pg_catalog"}, path...)
}

// lookup finds an object of a kind whose names are unique in a schema.
func (n *systemNames) lookup(reg uint32, schema, name string, path []string) (uint32, bool) {
	ns := n.kinds[reg]
	if schema != "" {
		oid, ok := ns.byName[[2]string{schema, name}]
		return oid, ok
	}
	for _, s := range searchOrder(path) {
		if oid, ok := ns.byName[[2]string{s, name}]; ok {
			return oid, true
		}
	}
	return 0, false
}

// visible reports whether an object is found by its bare name; known is false
// for an OID that is none of the kind.
func (n *systemNames) visible(reg, oid uint32, path []string) (visible, known bool) {
	if ns := n.kinds[reg]; ns != nil {
		o, ok := ns.byOID[oid]
		if !ok {
			return false, false
		}
		found, ok := n.lookup(reg, "", o.name, path)
		return ok && found == oid, true
	}
	namespace, known := uint32(nsPgCatalog), false
	switch reg {
	case oidRegproc:
		if p := n.rels.cat.Proc(oid); p != nil {
			namespace, known = p.Namespace, true
		}
	case oidRegoper:
		known = n.rels.cat.Operator(oid) != nil
	}
	return known && slices.Contains(searchOrder(path), n.namespaceName(namespace)), known
}

// reservedWords are the keywords that a name must be quoted for: all but the
// unreserved ones of PostgreSQL 15 (the parser here knows later ones too).
var reservedWords = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, row := range catalog.PG15().Keywords() {
		if row[1] != "U" {
			m[row[0].(string)] = true
		}
	}
	return m
})

// quoteIdent is quote_ident().
func quoteIdent(s string) string {
	plain := s != "" && (s[0] >= 'a' && s[0] <= 'z' || s[0] == '_')
	for i := 0; plain && i < len(s); i++ {
		c := s[i]
		plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_'
	}
	if plain && !reservedWords()[s] {
		return s
	}
	return ident(s)
}

// qualified is a name with its schema.
func (n *systemNames) qualified(namespace uint32, name string) string {
	return quoteIdent(n.namespaceName(namespace)) + "." + quoteIdent(name)
}

// text is the output function of a reg type.
func (n *systemNames) text(reg, oid uint32, path []string, user string) string {
	if oid == 0 {
		return "-"
	}
	number := strconv.FormatUint(uint64(oid), 10)
	switch reg {
	case oidRegtype:
		if o, ok := n.kinds[oidRegtype].byOID[oid]; ok {
			return n.formatType(o, -1, false, path)
		}
	case oidRegnamespace:
		if s := n.namespaceName(oid); s != "" {
			return quoteIdent(s)
		}
	case oidRegrole:
		if name, ok := n.role(oid, user); ok {
			return quoteIdent(name)
		}
	case oidRegproc, oidRegprocedure:
		if p := n.rels.cat.Proc(oid); p != nil {
			return n.procText(p, reg == oidRegprocedure, path)
		}
	case oidRegoper, oidRegoperator:
		if op := n.rels.cat.Operator(oid); op != nil {
			return n.operatorText(op, reg == oidRegoperator)
		}
	default:
		if o, ok := n.kinds[reg].byOID[oid]; ok {
			if v, _ := n.visible(reg, oid, path); v {
				return quoteIdent(o.name)
			}
			return n.qualified(o.namespace, o.name)
		}
	}
	return number
}

// role is the name of a role; user is who is logged in.
func (n *systemNames) role(oid uint32, user string) (string, bool) {
	if oid == userOID && user != ownerName {
		return user, true
	}
	name, ok := n.roles[oid]
	return name, ok
}

func (n *systemNames) formatType(o named, typmod int32, given bool, path []string) string {
	suffix := ""
	if o.namespace != nsPublic {
		if t := n.rels.cat.Type(o.oid); t != nil && t.Namespace != nsPgCatalog {
			name, array := t.Name, ""
			if t.IsArray() {
				if e := n.rels.cat.Type(t.Elem); e != nil {
					name, array = e.Name, "[]"
				}
			}
			if slices.Contains(path, n.namespaceName(t.Namespace)) {
				return quoteIdent(name) + array
			}
		}
		if given {
			return n.rels.cat.FormatType(o.oid, typmod)
		}
		return n.rels.cat.FormatTypeName(o.oid)
	}
	name := o.name
	if strings.HasPrefix(name, "_") {
		name, suffix = name[1:], "[]"
	}
	if slices.Contains(path, "public") {
		return quoteIdent(name) + suffix
	}
	return n.qualified(o.namespace, name) + suffix
}

// procText is a function's name, and with args the types of its parameters.
func (n *systemNames) procText(p *catalog.Proc, args bool, path []string) string {
	visible := slices.Contains(searchOrder(path), n.namespaceName(p.Namespace))
	if !args {
		if visible && len(n.rels.cat.ProcsNamed(n.namespaceName(p.Namespace), p.Name)) == 1 {
			return quoteIdent(p.Name)
		}
		return n.qualified(p.Namespace, p.Name)
	}
	types := make([]string, len(p.Args))
	for i, a := range p.Args {
		types[i] = n.rels.cat.FormatTypeName(a)
	}
	name := quoteIdent(p.Name)
	if !visible {
		name = n.qualified(p.Namespace, p.Name)
	}
	return name + "(" + strings.Join(types, ",") + ")"
}

func (n *systemNames) operatorText(op *catalog.Operator, args bool) string {
	if !args {
		if n.operatorsNamed(op.Name) == 1 {
			return op.Name
		}
		return "pg_catalog." + op.Name
	}
	side := func(t uint32) string {
		if t == 0 {
			return "NONE"
		}
		return n.rels.cat.FormatTypeName(t)
	}
	return op.Name + "(" + side(op.Left) + "," + side(op.Right) + ")"
}

func (n *systemNames) operatorsNamed(name string) int {
	count := 0
	for _, op := range n.rels.cat.Operators() {
		if op.Name == name {
			count++
		}
	}
	return count
}

// parseTypeName reads a type's name as SQL writes it: "character varying",
// "integer[]". nil if it is none.
func parseTypeName(s string) *pg.TypeName {
	tree, err := pg.Parse("SELECT NULL::" + s)
	if err != nil || len(tree.Stmts) != 1 {
		return nil
	}
	sel := tree.Stmts[0].Stmt.GetSelectStmt()
	if len(sel.GetTargetList()) != 1 || len(sel.FromClause) != 0 || sel.WhereClause != nil {
		return nil
	}
	if sel.TargetList[0].GetResTarget().GetName() != "" {
		return nil // a second word
	}
	c := sel.TargetList[0].GetResTarget().GetVal().GetTypeCast()
	if c == nil || !c.Arg.GetAConst().GetIsnull() {
		return nil
	}
	return c.TypeName
}
