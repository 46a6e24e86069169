package confluencetest

import (
	"iter"
	"slices"
	"sync"
)

// treeOrder is what hangs under pages, of one kind, in one order: the indexes
// of the pages. All of it is as it was made; nobody edits it.
type treeOrder struct {
	once    sync.Once
	indexes []uint32
}

// treesBy builds an order when it is first asked for, without a lock.
func (s *Site) treesBy(k kind, o order) []uint32 {
	at := &s.trees[k-kindFolder][o]
	at.once.Do(func() {
		sh := &s.pages
		for i := range uint32(sh.layout.pages) {
			if sh.hasUnder(i, k) {
				at.indexes = append(at.indexes, i)
			}
		}
		if o == byID { // ids grow with the index
			return
		}
		keys := make(map[uint32]key, len(at.indexes))
		for _, i := range at.indexes {
			keys[i] = sh.treeKey(i, k, o)
		}
		slices.SortFunc(at.indexes, func(a, b uint32) int { return keys[a].compare(keys[b]) })
	})
	return at.indexes
}

func (s *shelf) treeKey(index uint32, k kind, o order) key {
	var x content
	s.fillTree(&x, index, k)
	return itemKey(o, &x)
}

// treeWalk gives what hangs under pages, of one kind, after a key.
func (s *Site) treeWalk(k kind, o order, from *key, inclusive, down bool) iter.Seq2[key, *content] {
	return func(yield func(key, *content) bool) {
		indexes := s.treesBy(k, o)
		at, step, end := span(len(indexes), from, inclusive, down, func(i int) key { return s.pages.treeKey(indexes[i], k, o) })
		var x content
		for ; at != end; at += step {
			s.pages.fillTree(&x, indexes[at], k)
			if !yield(itemKey(o, &x), &x) {
				return
			}
		}
	}
}
