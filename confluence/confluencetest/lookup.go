package confluencetest

import (
	"bytes"
	"slices"
	"sort"
)

// byID makes the page of an id; false if there is none.
func (s *shelf) byID(id int64, p *page) bool {
	if edited, ok := s.edits[id]; ok {
		*p = *edited
		p.title = slices.Clone(edited.title)
		return true
	}
	index, ok := s.layout.find(id)
	if ok {
		s.fill(p, index)
	}
	return ok
}

// found gives pages that were looked up, in order.
type found struct {
	runs []*run
	at   int
}

func (f *found) next() *run {
	if f.at == len(f.runs) {
		return nil
	}
	f.at++
	return f.runs[f.at-1]
}

// add puts the page of an id into the found ones.
func (f *found) add(s *shelf, o order, id int64) {
	r := &run{shelf: s, order: o, space: wholeSite}
	if edited, ok := s.edits[id]; ok {
		r.page, r.space, r.head = edited, editedPages, pageKey(o, edited)
	} else if index, ok := s.layout.find(id); ok {
		r.index, r.head = index, s.keyOf(o, index)
	} else {
		return
	}
	f.runs = append(f.runs, r)
}

// arrange sorts the found pages and drops those up to the key.
func (f *found) arrange(from *key, inclusive, descending bool) source {
	slices.SortFunc(f.runs, func(a, b *run) int {
		if descending {
			a, b = b, a
		}
		return a.head.compare(b.head)
	})
	if from != nil {
		f.runs = slices.DeleteFunc(f.runs, func(r *run) bool {
			c := r.head.compare(*from)
			if descending {
				c = -c
			}
			return c < 0 || c == 0 && !inclusive
		})
	}
	return f
}

func (s *shelf) pagesByID(pq *pageQuery, from *key, inclusive, descending bool) source {
	f := &found{}
	for _, id := range pq.ids {
		f.add(s, pq.order, id)
	}
	if pq.title != nil {
		f.runs = slices.DeleteFunc(f.runs, func(r *run) bool {
			var p page
			r.fill(&p)
			return !bytes.Equal(foldTitle(p.title), pq.title)
		})
	}
	return f.arrange(from, inclusive, descending)
}

// idWalk gives the pages of ids that are sorted, one at a time.
type idWalk struct {
	found
	shelf      *shelf
	ids        []int64
	descending bool
}

func (s *shelf) idsInOrder(ids []int64, from *key, inclusive, descending bool) source {
	if from != nil {
		i, there := slices.BinarySearch(ids, from.id)
		switch {
		case descending && there && inclusive:
			ids = ids[:i+1]
		case descending:
			ids = ids[:i]
		case there && !inclusive:
			ids = ids[i+1:]
		default:
			ids = ids[i:]
		}
	}
	return &idWalk{shelf: s, ids: ids, descending: descending}
}

func (w *idWalk) next() *run {
	for len(w.ids) > 0 {
		at := 0
		if w.descending {
			at = len(w.ids) - 1
		}
		id := w.ids[at]
		if w.descending {
			w.ids = w.ids[:at]
		} else {
			w.ids = w.ids[1:]
		}
		w.runs, w.at = w.runs[:0], 0
		w.add(w.shelf, byID, id)
		if r := w.found.next(); r != nil {
			return r
		}
	}
	return nil
}

func (s *shelf) pagesByTitle(pq *pageQuery, from *key, inclusive, descending bool) source {
	f := &found{}
	global := s.sortedBy(byTitle).global
	at := sort.Search(len(global), func(i int) bool {
		return bytes.Compare(s.keyOf(byTitle, global[i]).text, pq.title) >= 0
	})
	for ; at < len(global) && bytes.Equal(s.keyOf(byTitle, global[at]).text, pq.title); at++ {
		if id := s.layout.id(global[at]); s.edits[id] == nil {
			f.add(s, pq.order, id)
		}
	}
	for id, p := range s.edits {
		if bytes.Equal(foldTitle(p.title), pq.title) {
			f.add(s, pq.order, id)
		}
	}
	return f.arrange(from, inclusive, descending)
}
