package confluencetest

import (
	"bytes"
	"cmp"
	"container/heap"
	"slices"
	"sync"
)

// An order is one of the sort keys of page lists; ids break ties.
type order uint8

const (
	byID order = iota
	byCreated
	byModified
	byTitle
	orderCount
)

var orderNames = [orderCount]string{"id", "created-date", "modified-date", "title"}

// A key is a page's place in an order.
type key struct {
	n    int64  // milliseconds, where the order is by a date
	text []byte // folded title, where it is by title
	id   int64
}

func (k key) compare(other key) int {
	if c := cmp.Compare(k.n, other.n); c != 0 {
		return c
	}
	if c := bytes.Compare(k.text, other.text); c != 0 {
		return c
	}
	return cmp.Compare(k.id, other.id)
}

// foldTitle is the form in which titles are compared, for order and equality:
// case does not matter.
func foldTitle(title []byte) []byte { return bytes.ToLower(title) }

// keyOf is the key of a made page.
func (s *shelf) keyOf(o order, index uint32) key {
	k := key{id: s.layout.id(index)}
	switch o {
	case byCreated:
		k.n = s.createdOf(index)
	case byModified:
		k.n = s.modifiedOf(index)
	case byTitle:
		space, n := s.layout.locate(index)
		k.text = foldTitle(s.appendTitle(nil, space, n))
	}
	return k
}

func pageKey(o order, p *page) key {
	k := key{id: p.id}
	switch o {
	case byCreated:
		k.n = p.created
	case byModified:
		k.n = p.modified
	case byTitle:
		k.text = foldTitle(p.title)
	}
	return k
}

// sorted holds the made pages in an order other than by id: the page numbers
// of each space, space after space, and the indexes of the whole site.
type sorted struct {
	once   sync.Once
	starts []uint32 // where each space's part of local begins
	local  []uint32
	global []uint32
}

// sortedBy builds the order when it is first asked for.
func (s *shelf) sortedBy(o order) *sorted {
	idx := &s.sorted[o]
	idx.once.Do(func() { s.buildSorted(o, idx) })
	return idx
}

type keyed struct {
	key key
	k   uint32
}

func (s *shelf) buildSorted(o order, idx *sorted) {
	idx.starts = make([]uint32, len(s.site.spaces)+1)
	idx.local = make([]uint32, s.layout.pages)
	var part []keyed
	for sp, size := range s.layout.sizes {
		start := idx.starts[sp]
		idx.starts[sp+1] = start + size
		part = part[:0]
		for k := range size {
			part = append(part, keyed{s.keyOf(o, s.layout.index(sp, k)), k})
		}
		slices.SortFunc(part, func(a, b keyed) int { return a.key.compare(b.key) })
		for i := range part {
			idx.local[start+uint32(i)] = part[i].k
		}
	}
	idx.global = s.mergeSpaces(o, idx)
}

// mergeSpaces makes the order of the whole site out of the spaces' orders.
func (s *shelf) mergeSpaces(o order, idx *sorted) []uint32 {
	heads := make(spaceHeads, 0, len(s.site.spaces))
	for sp := range s.site.spaces {
		if h := (spaceHead{space: sp, at: idx.starts[sp], end: idx.starts[sp+1]}); s.advance(o, idx, &h) {
			heads = append(heads, h)
		}
	}
	heap.Init(&heads)
	global := make([]uint32, 0, s.layout.pages)
	for len(heads) > 0 {
		global = append(global, heads[0].index)
		if s.advance(o, idx, &heads[0]) {
			heap.Fix(&heads, 0)
		} else {
			heap.Pop(&heads)
		}
	}
	return global
}

func (s *shelf) advance(o order, idx *sorted, h *spaceHead) bool {
	if h.at == h.end {
		return false
	}
	h.index = s.layout.index(h.space, idx.local[h.at])
	h.key = s.keyOf(o, h.index)
	h.at++
	return true
}

type spaceHead struct {
	space   int
	at, end uint32
	index   uint32
	key     key
}

type spaceHeads []spaceHead

func (h spaceHeads) Len() int           { return len(h) }
func (h spaceHeads) Less(a, b int) bool { return h[a].key.compare(h[b].key) < 0 }
func (h spaceHeads) Swap(a, b int)      { h[a], h[b] = h[b], h[a] }
func (h *spaceHeads) Push(x any)        { *h = append(*h, x.(spaceHead)) }
func (h *spaceHeads) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
