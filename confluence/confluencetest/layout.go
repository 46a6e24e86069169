package confluencetest

import (
	"math"
	"sort"
)

// layout places pages: which index has which id and is which page of which
// space, both ways, without storing anything per page.
//
// Time is cut into eras. In each era every space that exists by then gets a run
// of consecutive indexes, so that ids of different spaces interleave as on a
// real site, and a space's page number k still grows with its ids.
type layout struct {
	draw    seeded
	pages   int
	sizes   []uint32 // pages of each space
	first   []uint16 // the era in which each space begins
	eras    int
	starts  []uint32 // index at which each era begins, and the end
	offsets []uint32 // [era*(spaces+1)+space]: where the space's run begins in its era
	stride  int64
	base    int64 // of the ids
}

const (
	firstPageID = 98305
	// idRange is about where ids end, whatever the number of pages: beyond 2^31
	// and beyond 2^32.
	idRange   = 5_000_000_000
	minStride = 64
	maxEras   = 64
	maxCells  = 1 << 20
)

func newLayout(draw seeded, base int64, pages int, sizes []uint32) *layout {
	spaces := len(sizes)
	l := &layout{draw: draw, pages: pages, sizes: sizes, stride: minStride, base: base}
	if pages > 0 {
		l.stride = max(minStride, idRange/int64(pages))
	}
	l.eras = max(1, min(maxEras, maxCells/(spaces+1)))
	l.first = make([]uint16, spaces)
	for s := range l.first {
		u := unit(draw.of(drawSpaceOrder, uint64(s)))
		l.first[s] = uint16(u * u * float64(l.eras-1))
	}
	l.starts = make([]uint32, l.eras+1)
	l.offsets = make([]uint32, l.eras*(spaces+1))
	for e := range l.eras {
		var at uint32
		row := l.offsets[e*(spaces+1):]
		for s := range spaces {
			row[s] = at
			at += l.before(s, e+1) - l.before(s, e)
		}
		row[spaces] = at
		l.starts[e+1] = l.starts[e] + at
	}
	return l
}

// before counts the pages that space s has before era e.
func (l *layout) before(s, e int) uint32 {
	first := int(l.first[s])
	if e <= first {
		return 0
	}
	return uint32(uint64(l.sizes[s]) * uint64(e-first) / uint64(l.eras-first))
}

// locate says which page of which space has the index.
func (l *layout) locate(index uint32) (space int, k uint32) {
	e := sort.Search(l.eras, func(e int) bool { return l.starts[e+1] > index })
	rest := index - l.starts[e]
	spaces := len(l.sizes)
	row := l.offsets[e*(spaces+1) : (e+1)*(spaces+1)]
	lo, hi := 0, spaces
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if row[mid+1] > rest {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo, l.before(lo, e) + rest - row[lo]
}

// index is the inverse of locate; k < sizes[space].
func (l *layout) index(space int, k uint32) uint32 {
	e := sort.Search(l.eras, func(e int) bool { return l.before(space, e+1) > k })
	return l.starts[e] + l.offsets[e*(len(l.sizes)+1)+space] + k - l.before(space, e)
}

// id of a page; grows with the index, with gaps. One id after it is kept free
// for a folder.
func (l *layout) id(index uint32) int64 {
	gap := l.draw.of(drawPageID, uint64(index)) % uint64(l.stride-1)
	return l.base + int64(index)*l.stride + int64(gap)
}

// find is the inverse of id.
func (l *layout) find(id int64) (index uint32, ok bool) {
	if id < l.base || l.pages == 0 {
		return 0, false
	}
	at := (id - l.base) / l.stride
	if at >= int64(l.pages) || l.id(uint32(at)) != id {
		return 0, false
	}
	return uint32(at), true
}

// zipfSizes deals pages to spaces of decreasing size: the one of rank r gets a
// share of about 1/(r+2). Every space gets a page as long as there are enough.
func zipfSizes(pages, spaces int, rank []int) []uint32 {
	sizes := make([]uint32, spaces)
	if spaces == 0 {
		return sizes
	}
	var total float64
	for r := range spaces {
		total += 1 / math.Pow(float64(r+2), 1.1)
	}
	byRank := make([]uint32, spaces)
	for r := range min(spaces, pages) {
		byRank[r] = 1
	}
	share := max(pages-spaces, 0)
	left := share
	for r := range spaces {
		n := min(int(float64(share)/(math.Pow(float64(r+2), 1.1)*total)), left)
		byRank[r] += uint32(n)
		left -= n
	}
	for r := 0; left > 0; r = (r + 1) % spaces {
		n := (left + 3) / 4
		byRank[r] += uint32(n)
		left -= n
	}
	for s := range sizes {
		sizes[s] = byRank[rank[s]]
	}
	return sizes
}
