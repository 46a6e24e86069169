package confluencetest

import "sort"

// A run is a stretch of pages in one order: the whole site's, a space's, or
// the edited pages.
type run struct {
	shelf   *shelf
	order   order
	space   int // wholeSite, editedPages or a space
	edited  []*page
	at, end int // the next page's place is at, in the walk's direction
	step    int
	head    key
	index   uint32 // of the page at the head, unless edited
	page    *page  // the head, if edited
}

const (
	wholeSite   = -1
	editedPages = -2
)

// load reads place i of the run into its head.
func (r *run) load(i int) {
	s := r.shelf
	switch {
	case r.space == editedPages:
		r.page = r.edited[i]
		r.head = pageKey(r.order, r.page)
		return
	case r.order == byID && r.space == wholeSite:
		r.index = uint32(i)
	case r.order == byID:
		r.index = s.layout.index(r.space, uint32(i))
	case r.space == wholeSite:
		r.index = s.sortedBy(r.order).global[i]
	default:
		idx := s.sortedBy(r.order)
		r.index = s.layout.index(r.space, idx.local[idx.starts[r.space]+uint32(i)])
	}
	r.head = s.keyOf(r.order, r.index)
}

func (r *run) length() int {
	switch r.space {
	case wholeSite:
		return r.shelf.layout.pages
	case editedPages:
		return len(r.edited)
	}
	return int(r.shelf.layout.sizes[r.space])
}

// start puts the run before the first page that comes after the key (or at it,
// if inclusive) in the walk's direction, or before its first page.
func (r *run) start(from *key, inclusive, descending bool) {
	n := r.length()
	r.step, r.at, r.end = 1, 0, n
	if descending {
		r.step, r.at, r.end = -1, n-1, -1
	}
	if from == nil {
		return
	}
	// The first place whose key is beyond from, counted upwards.
	beyond := sort.Search(n, func(i int) bool {
		r.load(i)
		c := r.head.compare(*from)
		return c > 0 || c == 0 && inclusive != descending
	})
	if descending {
		r.at = beyond - 1
	} else {
		r.at = beyond
	}
}

// next loads the next page that is still as it was made (or any edited one).
func (r *run) next() bool {
	for r.at != r.end {
		r.load(r.at)
		r.at += r.step
		if r.space == editedPages || len(r.shelf.edits) == 0 {
			return true
		}
		if _, edited := r.shelf.edits[r.head.id]; !edited {
			return true
		}
	}
	return false
}

// A walk merges runs into one order.
type walk struct {
	runs       []*run
	descending bool
	last       *run // whose head was given out
}

// newWalk walks the pages of the given spaces, or of the whole site.
func (s *shelf) newWalk(o order, descending bool, spaces []int, whole bool, from *key, inclusive bool) *walk {
	w := &walk{descending: descending}
	add := func(space int, edited []*page) {
		r := &run{shelf: s, order: o, space: space, edited: edited}
		r.start(from, inclusive, descending)
		if r.next() {
			w.runs = append(w.runs, r)
		}
	}
	if whole {
		add(wholeSite, nil)
	} else {
		for _, sp := range spaces {
			add(sp, nil)
		}
	}
	if len(s.edits) > 0 {
		add(editedPages, s.editsInOrder(o))
	}
	return w
}

// next gives the run that has the next page at its head, or nil at the end.
// The head is good until the next call.
func (w *walk) next() *run {
	if w.last != nil && !w.last.next() {
		for i, r := range w.runs {
			if r == w.last {
				w.runs = append(w.runs[:i], w.runs[i+1:]...)
				break
			}
		}
	}
	w.last = nil
	for _, r := range w.runs {
		if w.last == nil {
			w.last = r
		} else if c := r.head.compare(w.last.head); c < 0 && !w.descending || c > 0 && w.descending {
			w.last = r
		}
	}
	return w.last
}

// space and status of the page at the head, without making it.
func (r *run) spaceStatus() (int, status) {
	if r.page != nil {
		return r.page.space, r.page.status
	}
	space, k := r.shelf.layout.locate(r.index)
	return space, r.shelf.statusAt(r.index, k)
}

// fill makes the page at the head, in p's own memory.
func (r *run) fill(p *page) {
	if r.page != nil {
		title := append(p.title[:0], r.page.title...)
		*p = *r.page
		p.title = title
		return
	}
	r.shelf.fill(p, r.index)
}
