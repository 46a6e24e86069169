package catalog

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestFormatType(t *testing.T) {
	c := PG15()
	for _, tt := range []struct {
		oid    uint32
		typmod int32
		want   string
	}{
		{Varchar, 14, "character varying(10)"}, {Varchar, -1, "character varying"},
		{Bpchar, 5, "character(1)"}, {Bpchar, -1, "bpchar"}, {Bit, -1, `"bit"`}, {Bit, 3, "bit(3)"},
		{Numeric, 10<<16 | 2 + 4, "numeric(10,2)"}, {Numeric, 3<<16 | 0x7fe + 4, "numeric(3,-2)"},
		{Timestamptz, 3, "timestamp(3) with time zone"}, {1007, -1, "integer[]"}, {18, -1, `"char"`},
		{1015, 14, "character varying(10)[]"}, {Interval, 8<<16 | 0xffff, "interval day"},
		{0, -1, "-"}, {4000000000, -1, "???"}, {c.TypeNamed("information_schema", "yes_or_no").OID, -1,
			"information_schema.yes_or_no"}, {Int2Vector, -1, "int2vector"}, {Any, -1, `"any"`},
	} {
		if got := c.FormatType(tt.oid, tt.typmod); got != tt.want {
			t.Errorf("FormatType(%d, %d) = %s, want %s", tt.oid, tt.typmod, got, tt.want)
		}
	}
	if got := c.FormatTypeName(Bpchar); got != "character" {
		t.Errorf("FormatTypeName(bpchar) = %s", got)
	}
}

// TestFormatTypeAgainstPostgreSQL compares every type with many modifiers.
func TestFormatTypeAgainstPostgreSQL(t *testing.T) {
	o, c := openOracle(t), PG15()
	// An interval's modifier is a set of fields and a precision; it must be valid.
	const all = `SELECT t.oid, m, format_type(t.oid, m) FROM pg_type t, unnest(ARRAY[NULL, -1, 0, 1, 3, 4, 5, 14,
		6, 65535, 65540, 655366, 196612, 198654, 2147483647, 2147418115]) m
		WHERE t.oid < 16384 AND t.typname NOT LIKE 'pg\_toast%'
		AND (t.oid NOT IN (1186, 1187) OR coalesce(m, -1) = -1)
		UNION ALL SELECT t, fields << 16 | p, format_type(t, fields << 16 | p)
		FROM unnest(ARRAY[1186, 1187]::oid[]) t, unnest(ARRAY[0, 3, 6, 65535]) p,
		unnest(ARRAY[4, 2, 8, 1024, 2048, 4096, 6, 1032, 3080, 7176, 3072, 7168, 6144, 32767]) fields`
	rows, err := o.conn.Query(context.Background(), all)
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		OID  uint32
		Mod  *int32
		Want string
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		got := ""
		if r.Mod == nil {
			got = c.FormatTypeName(r.OID)
		} else {
			got = c.FormatType(r.OID, *r.Mod)
		}
		if got != r.Want {
			mod := int32(-2)
			if r.Mod != nil {
				mod = *r.Mod
			}
			t.Errorf("format_type(%d, %d) = %s, PostgreSQL says %s", r.OID, mod, got, r.Want)
		}
	}
	if len(list) < 8000 {
		t.Errorf("only %d rows compared", len(list))
	}
}

func FuzzTypes(f *testing.F) {
	f.Add(uint32(1043), int32(14), "pg_catalog", "int4")
	f.Add(uint32(1186), int32(-5), "", "_text")
	f.Add(uint32(4294967295), int32(2147483647), "information_schema", "yes_or_no")
	f.Fuzz(func(t *testing.T, oid uint32, typmod int32, schema, name string) {
		c := PG15()
		s := c.FormatType(oid, typmod)
		if (s == "???") != (c.Type(oid) == nil && oid != 0) {
			t.Errorf("FormatType(%d) = %q", oid, s)
		}
		if typ := c.TypeNamed(schema, name); typ != nil {
			if typ.Name != name || c.Type(typ.OID) != typ {
				t.Errorf("TypeNamed(%q, %q) = %+v", schema, name, typ)
			}
			if strings.TrimSpace(c.FormatTypeName(typ.OID)) == "" {
				t.Errorf("%q has no name", name)
			}
		}
		c.ResolveOperator(name, oid, uint32(typmod))
		c.ResolveFunction(name, []uint32{oid, uint32(typmod)}, FuncOptions{Schema: schema, ArgNames: []string{schema}})
		c.FindCoercion(oid, uint32(typmod), Explicit)
		c.CommonType([]uint32{oid, uint32(typmod)})
		c.EqualityOperator(oid)
	})
}
