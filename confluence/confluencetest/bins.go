package confluencetest

import (
	"iter"
	"slices"
	"sort"
	"sync"
)

// A bin holds the items of one kind: those made, which belong to the pages and
// blog posts that were made, and the edits on top (an edited item is stored
// whole and hides the made one; one added is an edit too).
//
// An item's code is where it comes from: (index of its owner * 2 + shelf) *
// perOwner + its number there. Its id is kindBase(kind) + firstPageID + code.
type bin struct {
	site *Site
	kind kind
	// count says how many items a made page or blog post has, at most perOwner.
	count func(sh *shelf, index uint32) int
	// times are when item j was made and last changed.
	times func(sh *shelf, index uint32, j int) (created, modified int64)
	// fill completes a made item; id, container, space, times are there already.
	fill func(sh *shelf, index uint32, j int, owner *page, x *content)

	sorted [2]binOrder // by created, by modified

	// Guarded by the site's mu.
	edits   map[int64]*content
	owned   map[int64][]int64 // edited and added items by owner
	nextID  int64
	editLog struct {
		mu      sync.Mutex
		ordered [3][]*content
	}
}

const perOwner = 64

type binOrder struct {
	once  sync.Once
	codes []uint64
}

func (s *Site) newBin(k kind, count func(*shelf, uint32) int, times func(*shelf, uint32, int) (int64, int64),
	fill func(*shelf, uint32, int, *page, *content)) *bin {
	return &bin{site: s, kind: k, count: count, times: times, fill: fill, edits: map[int64]*content{},
		owned: map[int64][]int64{}, nextID: kindBase(k) + addedItems}
}

func (s *Site) bin(k kind) *bin {
	if k >= kindCount {
		return nil
	}
	return s.bins[k]
}

func code(sh *shelf, index uint32, j int) uint64 {
	slot := uint64(index) * 2
	if sh.kind == kindBlog {
		slot++
	}
	return slot*perOwner + uint64(j)
}

func (b *bin) decode(code uint64) (sh *shelf, index uint32, j int) {
	sh = &b.site.pages
	if code/perOwner%2 == 1 {
		sh = &b.site.blogs
	}
	return sh, uint32(code / perOwner / 2), int(code % perOwner)
}

func (b *bin) idOf(code uint64) int64 { return kindBase(b.kind) + firstPageID + int64(code) }

// made makes item j of an owner.
func (b *bin) made(sh *shelf, index uint32, j int, owner *page, x *content) {
	*x = content{id: b.idOf(code(sh, index, j)), kind: b.kind, space: owner.space, container: owner.id, position: -1,
		assignee: noUser, completedBy: noUser, resolvedBy: noUser, number: 1}
	x.created, x.modified = b.times(sh, index, j)
	b.fill(sh, index, j, owner, x)
}

// byID makes the item of an id.
func (b *bin) byID(id int64, x *content) bool {
	if e, ok := b.edits[id]; ok {
		*x = *e
		return true
	}
	n := id - kindBase(b.kind) - firstPageID
	if n < 0 || n >= addedItems {
		return false
	}
	sh, index, j := b.decode(uint64(n))
	if n/perOwner/2 >= int64(sh.layout.pages) || j >= b.count(sh, index) {
		return false
	}
	var owner page
	sh.byID(sh.layout.id(index), &owner)
	b.made(sh, index, j, &owner, x)
	x.space = owner.space
	return true
}

// of gives the items of one owner, deleted ones left out, by id.
func (b *bin) of(owner *page) []content {
	var out []content
	sh := b.site.shelfOf(owner.id)
	if index, ok := sh.layout.find(owner.id); ok {
		for j := range b.count(sh, index) {
			if b.edits[b.idOf(code(sh, index, j))] == nil {
				out = append(out, content{})
				b.made(sh, index, j, owner, &out[len(out)-1])
			}
		}
	}
	for _, id := range b.owned[owner.id] {
		if e := b.edits[id]; e.status != statusDeleted {
			out = append(out, *e)
			out[len(out)-1].space = owner.space
		}
	}
	slices.SortFunc(out, func(a, b content) int { return key{id: a.id}.compare(key{id: b.id}) })
	return out
}

// itemKey is an item's place in an order.
func itemKey(o order, x *content) key {
	switch o {
	case byCreated:
		return key{n: x.created, id: x.id}
	case byModified:
		return key{n: x.modified, id: x.id}
	case byTitle:
		return key{text: foldTitle([]byte(x.title)), id: x.id}
	}
	return key{id: x.id}
}

// sortedBy builds an order by a date when it is first asked for, from what was
// made only: it needs no lock.
func (b *bin) sortedBy(o order) []uint64 {
	at := &b.sorted[o-byCreated]
	at.once.Do(func() {
		type timed struct {
			at   int64
			code uint64
		}
		var all []timed
		for _, sh := range b.site.shelves() {
			for index := range uint32(sh.layout.pages) {
				for j := range b.count(sh, index) {
					created, modified := b.times(sh, index, j)
					if o == byModified {
						created = modified
					}
					all = append(all, timed{created, code(sh, index, j)})
				}
			}
		}
		slices.SortFunc(all, func(a, b timed) int {
			return key{n: a.at, id: int64(a.code)}.compare(key{n: b.at, id: int64(b.code)})
		})
		at.codes = make([]uint64, len(all))
		for i := range all {
			at.codes[i] = all[i].code
		}
	})
	return at.codes
}

func (b *bin) editsInOrder(o order) []*content {
	b.editLog.mu.Lock()
	defer b.editLog.mu.Unlock()
	if b.editLog.ordered[o] == nil {
		all := make([]*content, 0, len(b.edits))
		for _, x := range b.edits {
			all = append(all, x)
		}
		slices.SortFunc(all, func(a, b *content) int { return itemKey(o, a).compare(itemKey(o, b)) })
		b.editLog.ordered[o] = all
	}
	return b.editLog.ordered[o]
}

// walk gives all items whose owner want takes, after a key (or at it, if
// inclusive), made and edited merged. Owners in the trash have no items.
func (b *bin) walk(o order, descending bool, want func(owner *page) bool) func(*key, bool, bool) iter.Seq2[key, *content] {
	return func(from *key, inclusive, backwards bool) iter.Seq2[key, *content] {
		down := descending != backwards
		return func(yield func(key, *content) bool) {
			edits := b.editsInOrder(o)
			at, step, end := span(len(edits), from, inclusive, down, func(i int) key { return itemKey(o, edits[i]) })
			var owner page
			ok := true
			flush := func(before *key) bool {
				for ; at != end; at += step {
					k := itemKey(o, edits[at])
					if before != nil && (k.compare(*before) > 0) != down {
						break
					}
					x := *edits[at]
					if x.status == statusDeleted || !b.site.shelfOf(x.container).byID(x.container, &owner) ||
						owner.status > statusArchived || !want(&owner) {
						continue
					}
					x.space = owner.space
					if !yield(k, &x) {
						return false
					}
				}
				return true
			}
			b.walkMade(o, down, from, inclusive, want, func(x *content) bool {
				k := itemKey(o, x)
				ok = flush(&k) && yield(k, x)
				return ok
			})
			if ok {
				flush(nil)
			}
		}
	}
}

// span is where a walk over n sorted places begins, in which direction, and
// where it ends.
func span(n int, from *key, inclusive, descending bool, keyAt func(int) key) (at, step, end int) {
	at, step, end = 0, 1, n
	if descending {
		at, step, end = n-1, -1, -1
	}
	if from == nil {
		return at, step, end
	}
	beyond := sort.Search(n, func(i int) bool {
		c := keyAt(i).compare(*from)
		return c > 0 || c == 0 && inclusive != descending
	})
	if descending {
		return beyond - 1, step, end
	}
	return beyond, step, end
}

func (b *bin) walkMade(o order, down bool, from *key, inclusive bool, want func(*page) bool, yield func(*content) bool) {
	w := &madeWalk{bin: b, want: want, yield: yield, last: -1}
	if o != byID {
		codes := b.sortedBy(o)
		at, step, end := span(len(codes), from, inclusive, down, func(i int) key {
			sh, index, j := b.decode(codes[i])
			created, modified := b.times(sh, index, j)
			if o == byModified {
				created = modified
			}
			return key{n: created, id: b.idOf(codes[i])}
		})
		for ; at != end; at += step {
			if sh, index, j := b.decode(codes[at]); !w.give(sh, index, j) {
				return
			}
		}
		return
	}
	slots := 2 * max(b.site.pages.layout.pages, b.site.blogs.layout.pages)
	at, step, end := span(slots, nil, false, down, nil)
	firstCode := uint64(0)
	if from != nil {
		n := max(from.id-kindBase(b.kind)-firstPageID, -1)
		if !down && !inclusive || down && inclusive {
			n++
		}
		firstCode = uint64(max(n, 0)) // first upwards, or the one after the first downwards
		at = int(min(firstCode/perOwner, uint64(slots)))
		if down && at == slots {
			at, firstCode = slots-1, uint64(slots)*perOwner
		}
	} else if down {
		firstCode = uint64(slots) * perOwner
	}
	for ; at != end; at += step {
		sh, index, _ := b.decode(uint64(at) * perOwner)
		if int(index) >= sh.layout.pages {
			continue
		}
		n := b.count(sh, index)
		for i := range n {
			j := i
			if down {
				j = n - 1 - i
			}
			c := uint64(at)*perOwner + uint64(j)
			if !down && c < firstCode || down && c >= firstCode {
				continue
			}
			if !w.give(sh, index, j) {
				return
			}
		}
	}
}

// madeWalk gives made items to a function; it keeps the last owner.
type madeWalk struct {
	bin    *bin
	want   func(*page) bool
	yield  func(*content) bool
	owner  page
	last   int64 // slot of owner
	wanted bool
	x      content
}

func (w *madeWalk) give(sh *shelf, index uint32, j int) bool {
	b := w.bin
	c := code(sh, index, j)
	if len(b.edits) > 0 && b.edits[b.idOf(c)] != nil {
		return true
	}
	if slot := int64(c / perOwner); slot != w.last {
		w.last = slot
		id := sh.layout.id(index)
		if e, ok := sh.edits[id]; ok {
			w.owner = *e
		} else {
			sh.fill(&w.owner, index)
		}
		w.wanted = w.owner.status <= statusArchived && w.want(&w.owner)
	}
	if !w.wanted {
		return true
	}
	b.made(sh, index, j, &w.owner, &w.x)
	return w.yield(&w.x)
}
