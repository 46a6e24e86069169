package catalog

import (
	"fmt"
	"strings"
	"testing"
)

// askOracle is PostgreSQL's answer.
func (q question) askOracle(t testing.TB, o *oracle, c *Catalog) string {
	t.Helper()
	tree, code := o.analyse(t, q.sql(t, c))
	switch q.kind {
	case "explicit", "assignment", "implicit":
		if code == "42846" || code == "42804" || code == "42883" {
			return "none"
		}
	}
	if code != "" {
		return "error " + code
	}
	if q.kind == "sort" {
		m := sortClause.FindStringSubmatch(tree)
		return fmt.Sprintf("eq %s less %s", m[1], m[2])
	}
	if q.kind == "implicit" { // the conversion is around the function's argument
		_, tree, _ = strings.Cut(tree, ":args ({")
		tree = ":targetList ({TARGETENTRY :expr {" + tree
	}
	node, id, result := outer(t, tree)
	name := func() string { return c.Type(oid(result)).Name }
	switch q.kind {
	case "op":
		return fmt.Sprintf("op %s %s %s", id, name(), argTypes(t, c, tree))
	case "any":
		return "op " + id
	case "common":
		return "type " + name()
	case "func":
		if node == "FUNCEXPR" || node == "AGGREF" || node == "WINDOWFUNC" {
			return fmt.Sprintf("func %s %s %s", id, name(), argTypes(t, c, tree))
		}
		return "cast " + castName(c, q)
	}
	return q.conversion(c, node, id, tree)
}

// castName is the type that a call with a cast's meaning casts to.
func castName(c *Catalog, q question) string { return c.TypeNamed("", q.what).Name }

func (q question) conversion(c *Catalog, node, id, tree string) string {
	if node == "COERCETODOMAIN" && c.Type(q.oid(c, 1)).Kind == 'd' {
		_, inner, _ := strings.Cut(tree, "{COERCETODOMAIN :arg {")
		node, _, _ = strings.Cut(inner, " ")
		if m := firstOID.FindStringSubmatch(inner); m != nil {
			id = m[1]
		}
	}
	switch node {
	case "FUNCEXPR":
		return "func " + id
	case "COERCEVIAIO":
		return "inout"
	case "ARRAYCOERCEEXPR":
		return "elements"
	case "ROWEXPR", "CONVERTROWTYPEEXPR":
		return "row"
	}
	return "noop"
}

// sql is a statement whose analysis answers the question.
func (q question) sql(t testing.TB, c *Catalog) string {
	switch q.kind {
	case "op":
		if len(q.args) == 1 {
			return fmt.Sprintf("SELECT %s %s", q.what, literal(q.args[0]))
		}
		return fmt.Sprintf("SELECT %s %s %s", literal(q.args[0]), q.what, literal(q.args[1]))
	case "any":
		return fmt.Sprintf("SELECT %s %s ANY (%s)", literal(q.args[0]), q.what, literal(q.args[1]))
	case "common":
		list := make([]string, len(q.args))
		for i, a := range q.args {
			list[i] = literal(a)
		}
		return "SELECT COALESCE(" + strings.Join(list, ", ") + ")"
	case "sort":
		return "SELECT " + literal(q.args[0]) + " ORDER BY 1"
	case "func":
		return q.call(c)
	case "explicit":
		return fmt.Sprintf("SELECT CAST(%s AS %s)", literal(q.args[0]), typeName(q.args[1]))
	case "implicit":
		return fmt.Sprintf("SELECT pg_temp.take_%d(%s)", q.oid(c, 1), literal(q.args[0]))
	case "assignment":
		return fmt.Sprintf("INSERT INTO pg_temp.store(c%d) VALUES (%s)", q.oid(c, 1), literal(q.args[0]))
	}
	t.Fatalf("what is a question of kind %q?", q.kind)
	return ""
}

// call writes the call as the kind of function that it is found to be needs it.
func (q question) call(c *Catalog) string {
	args := make([]string, len(q.args))
	for i, a := range q.args {
		prefix := ""
		if name, typ, ok := strings.Cut(a, "=>"); ok {
			prefix, a = `"`+name+`" => `, typ
		}
		if typ, ok := strings.CutPrefix(a, "VARIADIC:"); ok {
			prefix, a = "VARIADIC "+prefix, typ
		}
		args[i] = prefix + literal(a)
	}
	fn := `SELECT pg_catalog."` + q.what + `"(`
	if m, _ := q.resolve(c); m.Proc != nil {
		switch {
		case m.Proc.Kind == 'a' && len(args) == 0:
			return fn + "*)"
		case m.Proc.Kind == 'w':
			return fn + strings.Join(args, ", ") + ") OVER ()"
		case m.Proc.AggKind == 'o':
			n := min(m.Proc.AggDirectArgs, len(args))
			return fn + strings.Join(args[:n], ", ") + ") WITHIN GROUP (ORDER BY " + strings.Join(args[n:], ", ") + ")"
		}
	}
	return fn + strings.Join(args, ", ") + ")"
}

// literal is a NULL of the type.
func literal(typ string) string {
	if typ == "unknown" {
		return "NULL"
	}
	return "NULL::" + typeName(typ)
}

func typeName(typ string) string {
	schema, name, ok := strings.Cut(typ, ".")
	if !ok {
		schema, name = "pg_catalog", typ
	}
	return schema + `."` + name + `"`
}

// prepare makes the temporary table and functions that questions about
// assignment and implicit conversions need.
func (o *oracle) prepare(t testing.TB, c *Catalog, types []string) {
	t.Helper()
	var columns []string
	for _, name := range types {
		columns = append(columns, fmt.Sprintf("c%d %s", typeOID(c, name), typeName(name)))
		o.exec(t, fmt.Sprintf("CREATE OR REPLACE FUNCTION pg_temp.take_%d(%s) RETURNS int LANGUAGE sql AS 'SELECT 1'",
			typeOID(c, name), typeName(name)))
	}
	o.exec(t, "CREATE TEMP TABLE store ("+strings.Join(columns, ", ")+")")
	o.traceTrees(t)
}
