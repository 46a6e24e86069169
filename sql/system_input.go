package sql

import (
	"strconv"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// parse is the input function of a reg type: a number, "-", or a name.
func (n *systemNames) parse(reg uint32, s string, path []string, user string) (uint32, *Error) {
	if s == "-" && reg != oidRegtype {
		return 0, nil
	}
	if s != "" && strings.Trim(s, "0123456789") == "" {
		v, err := strconv.ParseUint(s, 10, 32)
		if err != nil {
			return 0, Errorf("22003", "value \"%s\" is out of range for type oid", s)
		}
		return uint32(v), nil
	}
	oid, err := n.find(reg, s, path, user)
	if err != nil {
		return 0, err
	}
	if oid == 0 {
		return 0, n.missing(reg, s)
	}
	return oid, nil
}

// missing is the error of a name that stands for nothing.
func (n *systemNames) missing(reg uint32, s string) *Error {
	bare := strings.Join(splitName(s), ".")
	switch reg {
	case oidRegclass:
		return Errorf("42P01", "relation \"%s\" does not exist", bare)
	case oidRegtype:
		return Errorf("42704", "type \"%s\" does not exist", bare)
	case oidRegproc, oidRegprocedure:
		return Errorf("42883", "function \"%s\" does not exist", s)
	case oidRegoper, oidRegoperator:
		return Errorf("42883", "operator does not exist: %s", s)
	case oidRegnamespace:
		return Errorf("3F000", "schema \"%s\" does not exist", bare)
	case oidRegrole:
		return Errorf("42704", "role \"%s\" does not exist", bare)
	case oidRegcollation:
		return Errorf("42704", "collation \"%s\" for encoding \"UTF8\" does not exist", bare)
	case oidRegconfig:
		return Errorf("42704", "text search configuration \"%s\" does not exist", bare)
	}
	return Errorf("42704", "text search dictionary \"%s\" does not exist", bare)
}

// find finds an object by its written name, 0 if there is none.
func (n *systemNames) find(reg uint32, s string, path []string, user string) (uint32, *Error) {
	if reg == oidRegtype {
		return n.findType(s, path)
	}
	name, args, hasArgs := s, "", false
	if reg == oidRegprocedure || reg == oidRegoperator {
		if i := strings.IndexByte(s, '('); i >= 0 && strings.HasSuffix(s, ")") {
			name, args, hasArgs = s[:i], s[i+1:len(s)-1], true
		} else {
			return 0, Errorf("22P02", "expected a left parenthesis")
		}
	}
	parts := splitName(strings.TrimSpace(name))
	schema, last := "", parts[len(parts)-1]
	if last == "" {
		return 0, Errorf("42602", "invalid name syntax")
	}
	if len(parts) > 1 {
		schema = parts[len(parts)-2]
	}
	switch reg {
	case oidRegnamespace:
		for _, row := range n.rels.cat.Rows("pg_namespace") {
			if row[1] == last {
				return uint32(row[0].(int64)), nil
			}
		}
		return 0, nil
	case oidRegrole:
		if last == user && user != ownerName {
			return userOID, nil
		}
		for oid, have := range n.roles {
			if have == last {
				return oid, nil
			}
		}
		return 0, nil
	case oidRegproc, oidRegprocedure:
		return n.findProc(schema, last, args, hasArgs, path)
	case oidRegoper, oidRegoperator:
		return n.findOperator(last, args, hasArgs, path)
	}
	oid, _ := n.lookup(reg, schema, last, path)
	return oid, nil
}

func (n *systemNames) findProc(schema, name, args string, hasArgs bool, path []string) (uint32, *Error) {
	schemas := []string{schema}
	if schema == "" {
		schemas = searchOrder(path)
	}
	var found []*catalog.Proc
	for _, s := range schemas {
		found = append(found, n.rels.cat.ProcsNamed(s, name)...)
		if s == "pg_catalog" || schema != "" {
			continue
		}
	}
	if !hasArgs {
		if len(found) > 1 {
			return 0, Errorf("42725", "more than one function named \"%s\"", name)
		}
		if len(found) == 1 {
			return found[0].OID, nil
		}
		return 0, nil
	}
	want, err := n.typeList(args, path)
	if err != nil {
		return 0, err
	}
	for _, p := range found {
		if equalTypes(p.Args, want) {
			return p.OID, nil
		}
	}
	return 0, nil
}

func (n *systemNames) findOperator(name, args string, hasArgs bool, path []string) (uint32, *Error) {
	var want []uint32
	if hasArgs {
		var err *Error
		if want, err = n.typeList(args, path); err != nil {
			return 0, err
		}
	}
	found := uint32(0)
	for _, op := range n.rels.cat.Operators() {
		if op.Name != name {
			continue
		}
		if hasArgs && !equalTypes([]uint32{op.Left, op.Right}, want) {
			continue
		}
		if found != 0 {
			return 0, Errorf("42725", "more than one operator named %s", name)
		}
		found = op.OID
	}
	return found, nil
}

func equalTypes(a, b []uint32) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// typeList reads types separated by commas; NONE is no type.
func (n *systemNames) typeList(s string, path []string) ([]uint32, *Error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	var out []uint32
	for _, part := range strings.Split(s, ",") {
		if strings.EqualFold(strings.TrimSpace(part), "none") {
			out = append(out, 0)
			continue
		}
		oid, err := n.findType(part, path)
		if err != nil {
			return nil, err
		}
		if oid == 0 {
			return nil, n.missing(oidRegtype, strings.TrimSpace(part))
		}
		out = append(out, oid)
	}
	return out, nil
}

func (n *systemNames) findType(s string, path []string) (uint32, *Error) {
	if len(s) > 1000 {
		return 0, Errorf("42601", "invalid type name \"%s\"", s[:1000])
	}
	tn := parseTypeName(s)
	if tn == nil {
		return 0, Errorf("42601", "invalid type name \"%s\"", s)
	}
	names := stringList(tn.Names)
	schema, name := "", names[len(names)-1]
	if len(names) > 1 {
		schema = names[len(names)-2]
	}
	oid, _ := n.lookup(oidRegtype, schema, name, path)
	if len(tn.ArrayBounds) > 0 && oid != 0 {
		if t := n.rels.cat.Type(oid); t != nil {
			return t.Array, nil
		}
		if rel := n.rels.byRowType(oid); rel != nil {
			return rel.arrayType, nil
		}
	}
	return oid, nil
}
