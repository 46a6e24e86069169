package confluencetest

import (
	"slices"
	"sync"
)

// childIndex says which made pages are under which: 8 bytes a page, built when
// first asked for, without a lock.
type childIndex struct {
	once   sync.Once
	starts []uint32 // by index of the page that a parent is, or hangs under
	kids   []uint32
}

// upOf gives the index of the page that a made page is under, or under whose
// folder it is.
func (s *shelf) upOf(index uint32) (uint32, bool) {
	space, k := s.layout.locate(index)
	parent, kind := s.parentOf(space, k, s.draw.of(drawParent, uint64(index)))
	if parent == 0 {
		return 0, false
	}
	if kind == kindPage {
		return s.layout.find(parent)
	}
	up, _, ok := s.treeIndex(parent)
	return up, ok
}

func (s *Site) childrenIndex() *childIndex {
	idx := &s.children
	idx.once.Do(func() {
		sh := &s.pages
		n := sh.layout.pages
		ups := make([]uint32, n)
		idx.starts = make([]uint32, n+2)
		for i := range uint32(n) {
			up, ok := sh.upOf(i)
			if !ok {
				up = uint32(n) // nobody's
			}
			ups[i] = up
			idx.starts[up+1]++
		}
		for i := 1; i < len(idx.starts); i++ {
			idx.starts[i] += idx.starts[i-1]
		}
		at := slices.Clone(idx.starts)
		idx.kids = make([]uint32, n)
		for i := range uint32(n) {
			idx.kids[at[ups[i]]] = i
			at[ups[i]]++
		}
	})
	return idx
}

// childrenOf gives what is directly under a page, folder or the like, current
// and archived, by id, whoever may see it.
func (s *Site) childrenOf(x *content) []content {
	var out []content
	sh := &s.pages
	index, ok := sh.layout.find(x.id)
	if x.kind != kindPage {
		index, _, ok = sh.treeIndex(x.id)
	}
	if ok {
		idx := s.childrenIndex()
		var p page
		for _, kid := range idx.kids[idx.starts[index]:idx.starts[index+1]] {
			sh.fill(&p, kid)
			if p.parent == x.id && sh.edits[p.id] == nil {
				out = append(out, content{})
				p.content(&out[len(out)-1])
			}
		}
	}
	if ok && x.kind == kindPage {
		for _, k := range treeKinds {
			if sh.hasUnder(index, k) {
				var y content
				if sh.fillTree(&y, index, k); y.parent == x.id {
					out = append(out, y)
				}
			}
		}
	}
	for _, p := range sh.edits {
		if p.parent == x.id && p.status <= statusArchived {
			out = append(out, content{})
			p.content(&out[len(out)-1])
		}
	}
	slices.SortFunc(out, func(a, b content) int { return itemKey(byID, &a).compare(itemKey(byID, &b)) })
	return out
}
