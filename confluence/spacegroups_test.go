package confluence

import (
	"slices"
	"testing"
)

func TestSplitSpaces(t *testing.T) {
	many := make([]int64, 1234)
	for i := range many {
		many[i] = int64(i + 1)
	}
	size := func(n int) map[int64]int {
		m := map[int64]int{}
		for _, id := range many {
			m[id] = n
		}
		return m
	}
	for _, tt := range []struct {
		name   string
		ids    []int64
		s      sizes
		groups int
	}{
		{"one", many[:1], sizes{}, 1},
		{"few", many[:5], sizes{}, 5},
		{"unknown", many[:30], sizes{}, 8},
		{"known to be small", many[:30], sizes{known: size(3)}, 1},
		{"known to be large", many[:30], sizes{known: size(1000)}, 8},
		{"many", many, sizes{}, 13},
		{"many empty ones", many, sizes{known: size(0)}, 13},
	} {
		groups := splitSpaces(tt.ids, tt.s, 8)
		var all []int64
		for _, g := range groups {
			if len(g) == 0 || len(g) > maxSpaceIDs {
				t.Errorf("%s: a group of %d", tt.name, len(g))
			}
			all = append(all, g...)
		}
		slices.Sort(all)
		if !slices.Equal(all, tt.ids) {
			t.Errorf("%s: %d spaces became %d", tt.name, len(tt.ids), len(all))
		}
		if len(groups) != tt.groups {
			t.Errorf("%s: %d groups, want %d", tt.name, len(groups), tt.groups)
		}
	}
	// A giant among dwarfs is walked by itself.
	known := size(10)
	known[7] = 100_000
	for _, g := range splitSpaces(many[:80], sizes{known: known}, 8) {
		if slices.Contains(g, 7) && len(g) > 1 {
			t.Errorf("the giant shares a group of %d", len(g))
		}
	}
}
