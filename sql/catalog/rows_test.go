package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestRowsMatchColumns checks that every relation's rows have its columns, each
// with a value of the type's representation, NOT NULL ones without NULL.
func TestRowsMatchColumns(t *testing.T) {
	c := PG15()
	for _, name := range c.RowRelations() {
		schema, short, ok := strings.Cut(name, ".")
		if !ok {
			schema, short = "", name
		}
		r := c.Relation(schema, short)
		if r == nil {
			t.Errorf("rows of %s, which is no relation", name)
			continue
		}
		rows := c.Rows(name)
		if len(rows) == 0 {
			t.Errorf("%s has no rows", name)
		}
		for _, row := range rows {
			if len(row) != len(r.Columns) {
				t.Fatalf("%s: %d values for %d columns", name, len(row), len(r.Columns))
			}
			for i, v := range row {
				if err := checkValue(c, r.Columns[i], v); err != nil {
					t.Fatalf("%s.%s: %v in %v", name, r.Columns[i].Name, err, row)
				}
			}
		}
	}
	if c.Rows("pg_database") != nil || c.Rows("no_such") != nil {
		t.Error("rows of a relation that has none here")
	}
}

func checkValue(c *Catalog, col RelColumn, v any) error {
	if v == nil {
		if col.NotNull {
			return fmt.Errorf("NULL")
		}
		return nil
	}
	typ := c.Type(c.BaseType(col.Type))
	ok := false
	switch typ.OID {
	case Bool, 20, Int2, Int4, 26, 24, 28:
		_, ok = v.(int64)
	case 700, 701:
		_, ok = v.(float64)
	default:
		var s string
		s, ok = v.(string)
		if typ.TrueArray && ok && !json.Valid([]byte(s)) {
			return fmt.Errorf("%q is no JSON", s)
		}
	}
	if !ok {
		return fmt.Errorf("%T for a %s", v, typ.Name)
	}
	return nil
}

func TestRelations(t *testing.T) {
	c := PG15()
	r := c.Relation("", "pg_type")
	if r == nil || r.OID != 1247 || r.Kind != 'r' || r.RowType != 71 || len(r.Columns) != 32 {
		t.Fatalf("pg_type is %+v", r)
	}
	if col := r.Columns[r.Column("typname")]; col.Type != Name || !col.NotNull || col.Number != 2 || col.Typmod != -1 {
		t.Errorf("typname is %+v", col)
	}
	if r.Column("nothing") != -1 {
		t.Error("found a column that is not there")
	}
	view := c.Relation("information_schema", "columns")
	if view == nil || view.Kind != 'v' || c.FormatType(view.Columns[0].Type, -1) != "information_schema.sql_identifier" {
		t.Errorf("information_schema.columns is %+v", view)
	}
	if c.Relation("", "columns") != nil || c.Relation("public", "pg_type") != nil {
		t.Error("found a relation in the wrong schema")
	}
}

func TestProcs(t *testing.T) {
	c := PG15()
	seen := map[string]bool{}
	for _, p := range c.Procs() {
		if seen[p.Signature()] {
			t.Errorf("signature %s is not unique", p.Signature())
		}
		seen[p.Signature()] = true
		if c.Proc(p.OID) != p || c.Type(p.Result) == nil {
			t.Errorf("%s is not whole", p.Signature())
		}
	}
	for _, s := range []string{"date_trunc(text,timestamptz)", "information_schema._pg_truetypid(pg_attribute,pg_type)",
		"count()", "concat(any)", "sum(int4)", "array_append(anycompatiblearray,anycompatible)"} {
		if !seen[s] {
			t.Errorf("no %s", s)
		}
	}
	p := c.ProcsNamed("", "make_interval")[0]
	if p.InputName(6) != "secs" || p.Default(6) != "0.0" || p.Default(0) != "0" || p.Default(7) != "" || p.InputName(7) != "" {
		t.Errorf("make_interval has %q = %q", p.InputName(6), p.Default(6))
	}
	if d, ok := c.Description(classProc, p.OID, 0); !ok || d != "construct interval" {
		t.Errorf("make_interval is described as %q", d)
	}
}

// TestMatchDetails checks what the questions to PostgreSQL do not ask.
func TestMatchDetails(t *testing.T) {
	c := PG15()
	for _, tt := range []struct{ call, want string }{
		{"concat text unknown int4", "[text unknown int4] variadic -1 defaults 0 params []"},
		{"json_extract_path json unknown unknown", "[json text text] variadic 1 defaults 0 params []"},
		{"json_extract_path json VARIADIC:_text", "[json _text] variadic -1 defaults 0 params []"},
		{"array_append _int4 int8", "[_int8 int8] variadic -1 defaults 0 params []"},
		{"array_append unknown unknown", "[_text text] variadic -1 defaults 0 params []"},
		{"array_position _text unknown", "[_text text] variadic -1 defaults 0 params []"},
		{"date_trunc unknown date", "[text timestamptz] variadic -1 defaults 0 params []"},
		{"lag int4 int4 numeric", "[numeric int4 numeric] variadic -1 defaults 0 params []"},
		{"make_interval int4 days=>unknown", "[int4 int4] variadic -1 defaults 5 params [0 3]"},
		{"jsonb_path_query jsonb unknown", "[jsonb jsonpath] variadic -1 defaults 2 params []"},
	} {
		m, err := parseQuestion("func " + tt.call).resolve(c)
		if err != nil {
			t.Errorf("%s: %v", tt.call, err)
			continue
		}
		names := make([]string, len(m.ArgTypes))
		for i, a := range m.ArgTypes {
			names[i] = c.Type(a).Name
		}
		got := fmt.Sprintf("%v variadic %d defaults %d params %v", names, m.VariadicFrom, m.DefaultsUsed, m.Params)
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.call, got, tt.want)
		}
	}
	for typ, want := range map[uint32]string{Varchar: "varchar(varchar,int4,bool)", 1015: "varchar(varchar,int4,bool)",
		Numeric: "numeric(numeric,int4)", Timestamptz: "timestamptz(timestamptz,int4)"} {
		if p := c.TypmodCoercion(typ); p == nil || p.Signature() != want {
			t.Errorf("TypmodCoercion(%s) = %v", c.Type(typ).Name, p)
		}
	}
	if c.TypmodCoercion(Text) != nil || c.TypmodCoercion(4000000000) != nil {
		t.Error("a length for text")
	}
	if !c.SameCategory(Int4, Numeric) || c.SameCategory(Int4, Text) || c.SameCategory(4000000000, 4000000000) {
		t.Error("SameCategory is wrong")
	}
}

// TestRelationsAgainstPostgreSQL compares the columns of all system relations
// with what a client sees.
func TestRelationsAgainstPostgreSQL(t *testing.T) {
	o, c := openOracle(t), PG15()
	for _, r := range c.Relations() {
		desc, err := o.conn.Prepare(context.Background(), "", fmt.Sprintf(`SELECT * FROM %s.%s`, r.Schema, r.Name))
		if err != nil {
			t.Fatal(err)
		}
		if len(desc.Fields) != len(r.Columns) {
			t.Fatalf("%s has %d columns, PostgreSQL's has %d", r.Name, len(r.Columns), len(desc.Fields))
		}
		for i, f := range desc.Fields {
			// A domain is described to clients as its base type.
			if col := r.Columns[i]; col.Name != f.Name || c.BaseType(col.Type) != f.DataTypeOID {
				t.Errorf("%s.%s is of type %d, PostgreSQL's %s of %d", r.Name, col.Name, col.Type, f.Name, f.DataTypeOID)
			}
		}
	}
}
