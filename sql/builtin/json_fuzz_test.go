package builtin

import (
	"testing"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// FuzzJSON: what walks JSON text never panics, also over broken text, and takes
// a canonical value apart and together again unchanged.
func FuzzJSON(f *testing.F) {
	for _, s := range append([]string{"{\"a", "[1,", "{\"a\":", "\"\\", "[[[", "{\"a\"::}", "]", "{,}"}, jsonGrid...) {
		f.Add(s, "a", int64(-1))
	}
	f.Fuzz(func(t *testing.T, s, key string, index int64) {
		jsonGet(s, key)
		jsonAt(s, index)
		jsonHasKey(s, key)
		if fields, err := jsonFields(s); err == nil && len(fields) > len(s) {
			t.Errorf("%q has %d fields", s, len(fields))
		}
		if datum.ValidateJSON(s) != nil {
			return
		}
		for _, sig := range []string{"jsonb_concat(jsonb,jsonb)", "jsonb_contains(jsonb,jsonb)"} {
			if _, err := tables().funcs[sig].Go([]any{s, s}); err != nil {
				if _, ok := err.(*datum.Error); !ok {
					t.Error(err)
				}
			}
		}
		canonical, err := datum.CanonicalJSONB(s)
		if err != nil {
			return
		}
		n, err := parseJSON(canonical)
		if err != nil || n.String() != canonical {
			t.Errorf("%q: %q, %v", canonical, n, err)
		}
		n.pretty(nil, 0)
	})
}

// FuzzArgTypes: a list of types that the translator did not write is an error.
func FuzzArgTypes(f *testing.F) {
	f.Add("[23,[[\"a\",25]]]")
	f.Add("[[[[[")
	f.Add("[[]]")
	f.Fuzz(func(t *testing.T, s string) { parseArgTypes(s) })
}
