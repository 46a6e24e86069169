package confluence

import (
	"cmp"
	"slices"
)

// sizes is what is believed about how many pages spaces have.
type sizes struct {
	known  map[int64]int // as the last full walk found them
	sample map[int64]int // pages of one answer that showed the newest pages

	perAnswer int // rows of an answer; 0 means maxLimit
}

// of returns a space's size, and whether it is known or a guess. A guess is the
// space's part of the sample, scaled to a site that is worth splitting; a space
// that the sample lacks may still be large and old.
func (s sizes) of(id int64) (n int, known bool) {
	if n, ok := s.known[id]; ok {
		return n, true
	}
	return (s.sample[id] + 1) * 50, false
}

// splitSpaces deals spaces out to groups, each to be walked by itself. A walk
// takes as long as its group is large, so the largest go first, each to the
// group that has least; a space of more than its share ends up alone. A group
// has at most maxSpaceIDs spaces. There are want groups, fewer where the spaces
// are known to be so small that more walks would only cost calls, more where
// there are many spaces.
func splitSpaces(ids []int64, s sizes, want int) [][]int64 {
	type space struct {
		id   int64
		size int
	}
	all := make([]space, 0, len(ids))
	total, guessed := 0, false
	for _, id := range ids {
		n, known := s.of(id)
		total += n
		guessed = guessed || !known
		all = append(all, space{id, n})
	}
	slices.SortFunc(all, func(a, b space) int {
		return cmp.Or(cmp.Compare(b.size, a.size), cmp.Compare(a.id, b.id))
	})
	if !guessed {
		// Two answers for a walk, at least: there is nothing to gain below.
		want = min(want, 1+total/(2*cmp.Or(s.perAnswer, maxLimit)))
	}
	n := max(min(want, len(all)), (len(all)+maxSpaceIDs-1)/maxSpaceIDs)
	groups := make([][]int64, n)
	load := make([]int, n)
	for _, s := range all {
		best := -1
		for g := range groups {
			if len(groups[g]) == maxSpaceIDs {
				continue
			}
			if best < 0 || load[g] < load[best] || load[g] == load[best] && len(groups[g]) < len(groups[best]) {
				best = g
			}
		}
		groups[best] = append(groups[best], s.id)
		load[best] += s.size
	}
	return groups
}
