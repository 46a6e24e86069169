package tables_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/sql"
)

// wantRows loads a slice and compares some of its columns with the truth, as
// bags of rows.
func (l *loader) wantRows(s sql.Slice, columns []string, truth [][]any, maxCalls int) {
	l.t.Helper()
	def := l.tables[s.Table].Definition()
	before := l.sim.RequestCount()
	rows, err := l.load(l.t.Context(), s)
	if err != nil {
		l.t.Errorf("%s for %s: %v", s, l.email, err)
		return
	}
	if n := int(l.sim.RequestCount() - before); n > maxCalls {
		l.t.Errorf("%s: %d requests, want at most %d", s, n, maxCalls)
	}
	var got [][]any
	keys := map[string]bool{}
	for _, row := range rows {
		var key, some []any
		for _, k := range def.PrimaryKey {
			if v := row[def.Column(k)]; v != nil {
				key = append(key, v)
			} else {
				l.t.Errorf("%s: %s is NULL", s, k)
			}
		}
		if k := fmt.Sprint(key); keys[k] {
			l.t.Errorf("%s: the key %s comes twice", s, k)
		} else {
			keys[k] = true
		}
		for _, c := range columns {
			some = append(some, row[def.Column(c)])
		}
		got = append(got, some)
	}
	diff(l.t, s.String()+" for "+l.email, got, truth)
}

// diff compares two bags of rows and tells the first differences.
func diff(t testing.TB, what string, got, want [][]any) {
	t.Helper()
	count := map[string]int{}
	for _, r := range want {
		count[fmt.Sprintf("%#v", r)]++
	}
	wrong := 0
	for _, r := range got {
		k := fmt.Sprintf("%#v", r)
		if count[k]--; count[k] < 0 {
			if wrong++; wrong < 4 {
				t.Errorf("%s: %v is not a row", what, r)
			}
		}
	}
	for k, n := range count {
		if n > 0 {
			if wrong++; wrong < 8 {
				t.Errorf("%s: %s is missing", what, k)
			}
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: %d rows, want %d", what, len(got), len(want))
	}
}

// twoPeople are one who may see everything and one who may see some spaces,
// and not all that is in them.
func twoPeople(t testing.TB, cfg confluencetest.Config) []*loader {
	t.Helper()
	ann := newLoader(t, cfg, confluencetest.Account{Admin: true})
	var keys []string
	for i, s := range ann.sim.TrueSpaces(email) {
		if i%2 == 0 {
			keys = append(keys, s.Key)
		}
	}
	bob := loginTo(t, ann.sim, confluencetest.Account{Email: "bob@example.com", Token: "ATATT3-other-token", Spaces: keys,
		HiddenPages: func(id int64) bool { return id%5 == 0 }})
	return []*loader{ann, bob}
}

// whole is the slice of a whole table with all its column groups.
func (l *loader) whole(table string) sql.Slice {
	return l.all(sql.Slice{Table: table})
}

// all adds all column groups to a slice.
func (l *loader) all(s sql.Slice) sql.Slice {
	for _, c := range l.tables[s.Table].Definition().Columns {
		if c.Group != "" {
			s.With = append(s.With, c.Group)
		}
	}
	slices.Sort(s.With)
	s.With = slices.Compact(s.With)
	return s
}

// by is the slice of the rows with some values, with all column groups.
func (l *loader) by(table, column string, keys ...any) sql.Slice {
	return l.all(sql.NewKeySlice(table, column, keys))
}

// keep are the rows that a condition lets through.
func keep(rows [][]any, ok func([]any) bool) [][]any {
	return slices.DeleteFunc(slices.Clone(rows), func(r []any) bool { return !ok(r) })
}

// anyCalls is for slices whose cost is tested elsewhere.
const anyCalls = 1 << 30

// joined are an array's texts with bars between.
func joined(t testing.TB, array string) string {
	t.Helper()
	var texts []string
	if err := json.Unmarshal([]byte(array), &texts); err != nil {
		t.Fatal(err)
	}
	return strings.Join(texts, "|")
}
