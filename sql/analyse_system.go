package sql

import (
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// systemCall answers functions that are about the session or the catalog
// rather than about their arguments. nil = not one of them.
func (a *analyser) systemCall(p *catalog.Proc, args []expr, pos int) expr {
	if v, ok := sessionFunctions[p.Signature()]; ok {
		return &sessionValue{name: v, t: plain(p.Result)}
	}
	switch p.Signature() {
	case "pg_typeof(any)":
		return &constant{val: int64(args[0].typ().oid), t: plain(oidRegtype)}
	case "current_schema()":
		return &sessionValue{name: "schema", t: plain(oidName)}
	}
	return nil
}

// sessionFunctions are functions whose value is fixed for a statement or a
// session, by pg_proc signature.
var sessionFunctions = map[string]string{
	"now()":                   "now",
	"transaction_timestamp()": "now",
	"statement_timestamp()":   "statement",
	"current_database()":      "database",
	"current_user()":          "user",
	"session_user()":          "user",
	"user()":                  "user",
	"version()":               "version",
	"pg_backend_pid()":        "pid",
}

func isRegType(t uint32) bool {
	switch t {
	case oidRegclass, oidRegtype, 24 /* regproc */, 4089 /* regnamespace */, 4096, 2202, 2203, 2204, 3734, 3769, 4191:
		return true
	}
	return false
}

// regLiteral resolves a name written as a reg type: 'public.pages'::regclass.
func (a *analyser) regLiteral(s string, t uint32, pos int) expr {
	if n, err := strconv.ParseUint(s, 10, 32); err == nil {
		return &constant{val: int64(n), t: plain(t)}
	}
	parts := splitName(s)
	schema, name := "", parts[len(parts)-1]
	if len(parts) > 1 {
		schema = parts[len(parts)-2]
	}
	switch t {
	case oidRegclass:
		rel := a.rels.find(schema, name, a.path)
		if rel == nil {
			a.fail(Errorf("42P01", "relation \"%s\" does not exist", s), pos)
		}
		return &constant{val: int64(rel.oid), t: plain(t)}
	case oidRegtype:
		return &constant{val: int64(a.typeOf(a.parseTypeName(s, pos)).oid), t: plain(t)}
	}
	a.fail(Unsupported("a literal of type %s", a.cat.FormatTypeName(t)), pos)
	return nil
}

// parseTypeName reads a type's name as SQL writes it: "character varying",
// "integer[]".
func (a *analyser) parseTypeName(s string, pos int) *pg.TypeName {
	tree, err := pg.Parse("SELECT NULL::" + s)
	if err == nil && len(tree.Stmts) == 1 {
		sel := tree.Stmts[0].Stmt.GetSelectStmt()
		if len(sel.GetTargetList()) == 1 && len(sel.FromClause) == 0 && sel.WhereClause == nil {
			if c := sel.TargetList[0].GetResTarget().Val.GetTypeCast(); c != nil && c.Arg.GetAConst().GetIsnull() {
				c.TypeName.Location = int32(pos)
				return c.TypeName
			}
		}
	}
	a.fail(Errorf("42601", "invalid type name \"%s\"", s), pos)
	return nil
}

// splitName splits a possibly quoted, possibly qualified name.
func splitName(s string) []string {
	var parts []string
	var b strings.Builder
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' && quoted && i+1 < len(s) && s[i+1] == '"':
			b.WriteByte('"')
			i++
		case c == '"':
			quoted = !quoted
		case c == '.' && !quoted:
			parts = append(parts, b.String())
			b.Reset()
		case quoted:
			b.WriteByte(c)
		default:
			b.WriteString(strings.ToLower(string(c)))
		}
	}
	return append(parts, b.String())
}
