package confluencetest

import (
	"bytes"
	"slices"
	"sort"
)

// pageByID makes the page of an id; false if there is none.
func (s *Site) pageByID(id int64, p *page) bool {
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
func (f *found) add(s *Site, o order, id int64) {
	r := &run{site: s, order: o, space: wholeSite}
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

func (s *Site) pagesByID(pq *pageQuery, from *key, inclusive, descending bool) source {
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

func (s *Site) pagesByTitle(pq *pageQuery, from *key, inclusive, descending bool) source {
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
