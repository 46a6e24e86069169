package sql

import (
	"testing"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// FuzzNames reads any text as each kind of name: it is found, or refused with a
// SQLSTATE, and what is found prints as a name that is found again.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"pg_class", `"A b"."c"`, "pg_catalog.int4[]", "character varying(10)", "abs(integer)", "=(integer,integer)",
		"int4); select 1 --", "", `"`, "-", "0", "99999999999", "a.b.c.d", "~~(text,NONE)", "\x00", "double precision[][]"} {
		f.Add(s)
	}
	names := newRelations(catalog.PG15(), nil).names
	path := []string{"public"}
	regs := []uint32{oidRegclass, oidRegtype, oidRegproc, oidRegprocedure, oidRegoper, oidRegoperator, oidRegconfig, oidRegdictionary,
		oidRegnamespace, oidRegrole, oidRegcollation}
	f.Fuzz(func(t *testing.T, s string) {
		for _, reg := range regs {
			oid, err := names.parse(reg, s, path, "ann")
			if err != nil {
				if len(err.Code) != 5 {
					t.Fatalf("%q as %d: %v", s, reg, err)
				}
				continue
			}
			text := names.text(reg, oid, path, "ann")
			if again, err := names.parse(reg, text, path, "ann"); err == nil && again != oid {
				t.Fatalf("%q as %d is %d, printed as %q, which is %d", s, reg, oid, text, again)
			}
		}
		if _, err := parseIdent(s, true); err != nil && AsError(err).Code == "XX000" {
			t.Fatal(err)
		}
	})
}

// BenchmarkNewEngine is what a server pays to start: mostly the catalog's file.
func BenchmarkNewEngine(b *testing.B) {
	for b.Loop() {
		e, err := NewEngine(Config{Dir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		e.Close()
	}
}
