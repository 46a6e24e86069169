package confluencetest

import (
	"iter"
	"slices"
	"strings"
)

// A search is a query about to be answered.
type search struct {
	call     *call
	query    *cqlQuery
	test     cqlTest
	order    order
	down     bool
	archived bool // spaces too
	only     []int64
	narrowed bool // to only
	kinds    [kindCount]bool
	spaces   []int
	inSpaces bool
	scanned  int
}

// newSearch compiles a query and looks for conditions that bound what must be
// looked at.
func (c *call) newSearch(q *cqlQuery) (*search, error) {
	test, err := c.compile(q.where)
	if err != nil {
		return nil, err
	}
	s := &search{call: c, query: q, test: test}
	if len(q.order) > 0 {
		s.order = map[string]order{"created": byCreated, "lastmodified": byModified, "title": byTitle}[q.order[0].field]
		s.down = q.order[0].descending
	}
	for k := range s.kinds {
		s.kinds[k] = kind(k) <= kindCustom
	}
	s.narrow(q.where)
	return s, nil
}

// narrow looks at the conditions that all hits must satisfy.
func (s *search) narrow(n *cqlNode) {
	if n == nil || n.negated || n.or {
		return
	}
	if n.clause == nil {
		s.narrow(n.left)
		s.narrow(n.right)
		return
	}
	k := n.clause
	if k.op != "=" && k.op != "in" {
		return
	}
	site := s.call.site
	switch k.field {
	case "type":
		var h hit
		for i := range s.kinds {
			h.kind = kind(i)
			s.kinds[i] = s.kinds[i] && (slices.ContainsFunc(k.values, func(v cqlValue) bool {
				return equalFold(v.text, h.cqlType()) || equalFold(v.text, "user") || h.kind == kindCustom && slices.Contains(customTypes[:], v.text)
			}))
		}
	case "space", "space.key":
		var spaces []int
		for _, v := range k.values {
			if i, ok := site.spaceByKey(v.text); ok && !slices.Contains(spaces, i) && (!s.inSpaces || slices.Contains(s.spaces, i)) {
				spaces = append(spaces, i)
			}
		}
		s.spaces, s.inSpaces = spaces, true
	case "id", "content":
		if ids, err := idsOfClause(k); err == nil {
			s.limitTo(ids)
		}
	case "parent", "ancestor":
		s.limitTo(s.below(k))
	case "container":
		ids, _ := idsOfClause(k) // compile has read them
		var items []int64
		for _, id := range ids {
			for b := kindFooter; b <= kindCustom; b++ {
				for _, x := range s.call.itemsOf(b, id) {
					items = append(items, x.id)
				}
			}
		}
		s.limitTo(items)
	case "label":
		s.limitTo(s.withLabels(k))
	}
}

func (s *search) limitTo(ids []int64) {
	// What the index has otherwise than it is may belong too.
	for id := range s.call.site.index.behind {
		ids = append(ids, id)
	}
	if s.narrowed {
		ids = slices.DeleteFunc(ids, func(id int64) bool {
			_, found := slices.BinarySearch(s.only, id)
			return !found
		})
	}
	slices.Sort(ids)
	s.only, s.narrowed = slices.Compact(ids), true
}

func (s *search) below(k *cqlClause) []int64 {
	site := s.call.site
	ids, _ := idsOfClause(k) // compile has read them
	var out []int64
	seen := map[int64]bool{}
	for len(ids) > 0 {
		var next []int64
		for _, id := range ids {
			var x content
			if seen[id] || !site.content(id, &x) {
				continue
			}
			seen[id] = true
			for _, y := range site.childrenOf(&x) {
				out = append(out, y.id)
				next = append(next, y.id)
			}
		}
		if ids = next; k.field == "parent" {
			break
		}
	}
	return out
}

func (s *search) withLabels(k *cqlClause) []int64 {
	site := s.call.site
	var out []int64
	for ref := range labelRef(len(site.labels.all)) {
		if !slices.ContainsFunc(k.values, func(v cqlValue) bool { return equalFold(v.text, site.labels.all[ref].name) }) {
			continue
		}
		for _, kind := range []kind{kindPage, kindBlog, kindAttachment} {
			out = append(out, site.labelled(kind, ref)...)
		}
		for id, refs := range site.labels.on {
			if slices.Contains(refs, ref) {
				out = append(out, id)
			}
		}
	}
	if s.kinds[kindCustom] { // few have labels; they have no postings
		for _, x := range site.bin(kindCustom).walk(byID, false, s.call.sees)(nil, false, false) {
			out = append(out, x.id)
		}
	}
	return out
}

// walk gives the hits in order after a key.
func (s *search) walk(from *key, inclusive, backwards bool) iter.Seq2[key, *hit] {
	return func(yield func(key, *hit) bool) {
		var h hit
		for k, x := range s.candidates(from, inclusive, backwards) {
			s.scanned++
			if s.takes(x, &h) && !yield(k, &h) {
				return
			}
		}
	}
}

// takes tells whether the query finds a content: as the index has it, current,
// and for the caller to see.
func (s *search) takes(x *content, h *hit) bool {
	c := s.call
	*h = hit{content: *x}
	if x.kind <= kindBlog {
		if old, ok := c.site.lagging(x.id); ok {
			if old.page == nil {
				return false
			}
			old.page.content(&h.content)
			h.labels, h.listed = old.labels, true
		}
	}
	if h.status != statusCurrent || !s.kinds[h.kind] || c.site.spaces[h.space].status == "archived" && !s.archived ||
		s.inSpaces && !slices.Contains(s.spaces, h.space) || !s.visible(h) {
		return false
	}
	return s.test(h)
}

func (s *search) visible(h *hit) bool {
	v := &s.call.who.view
	if h.container == 0 || h.container == h.id {
		return v.page(h.space, h.id)
	}
	var owner page
	return s.call.site.shelfOf(h.container).byID(h.container, &owner) && owner.status == statusCurrent && v.page(owner.space, owner.id)
}

// candidates are the contents that may be hits, in order.
func (s *search) candidates(from *key, inclusive, backwards bool) iter.Seq2[key, *content] {
	site := s.call.site
	if s.narrowed {
		var rows []content
		for _, id := range s.only {
			var x content
			if site.content(id, &x) && x.kind != kindTask {
				rows = append(rows, x)
			}
		}
		return s.call.sortedItems(rows, orderNames[s.order], s.down)(from, inclusive, backwards)
	}
	down := s.down != backwards
	var streams []stream
	for _, sh := range site.shelves() {
		if s.kinds[sh.kind] {
			streams = append(streams, s.shelfStream(sh, down))
		}
	}
	for _, k := range treeKinds {
		if s.kinds[k] {
			streams = append(streams, func(from *key, inclusive bool) iter.Seq2[key, *content] {
				return site.treeWalk(k, s.order, from, inclusive, down)
			})
		}
	}
	var rows []content
	for k := kindFooter; k <= kindCustom; k++ {
		if !s.kinds[k] {
			continue
		}
		want := func(p *page) bool { return s.call.sees(p) && (!s.inSpaces || slices.Contains(s.spaces, p.space)) }
		if s.order != byTitle {
			walk := site.bin(k).walk(s.order, down, want)
			streams = append(streams, func(from *key, inclusive bool) iter.Seq2[key, *content] { return walk(from, inclusive, false) })
			continue
		}
		for _, x := range site.bin(k).walk(byID, false, want)(nil, false, false) {
			rows = append(rows, *x)
		}
	}
	if len(rows) > 0 {
		walk := s.call.sortedItems(rows, orderNames[s.order], down)
		streams = append(streams, func(from *key, inclusive bool) iter.Seq2[key, *content] { return walk(from, inclusive, false) })
	}
	return merged(streams, from, inclusive, down)
}

func (s *search) shelfStream(sh *shelf, down bool) stream {
	return func(from *key, inclusive bool) iter.Seq2[key, *content] {
		return func(yield func(key, *content) bool) { s.walkShelf(sh, from, inclusive, down, yield) }
	}
}

func (s *search) walkShelf(sh *shelf, from *key, inclusive, down bool, yield func(key, *content) bool) {
	w := sh.newWalk(s.order, down, s.spaces, !s.inSpaces, from, inclusive)
	var p page
	var x content
	for r := w.next(); r != nil; r = w.next() {
		r.fill(&p)
		p.content(&x)
		if !yield(r.head, &x) {
			return
		}
	}
}

// A stream gives rows in an order, after a key.
type stream func(from *key, inclusive bool) iter.Seq2[key, *content]

// A head is the next rows of a stream, read some at a time: the more, the more
// were asked for.
type head struct {
	stream stream
	keys   []key
	rows   []content
	at     int
	batch  int
	done   bool
}

const (
	firstBatch = 16
	lastBatch  = 256
)

// fill reads on after a key; false is the end.
func (h *head) fill(from *key, inclusive bool) bool {
	h.keys, h.rows, h.at = h.keys[:0], h.rows[:0], 0
	if h.done {
		return false
	}
	h.batch = min(max(h.batch*2, firstBatch), lastBatch)
	h.done = true
	for k, x := range h.stream(from, inclusive) {
		h.keys, h.rows = append(h.keys, k), append(h.rows, *x)
		if len(h.rows) == h.batch {
			h.done = false
			break
		}
	}
	return len(h.rows) > 0
}

// next goes to the next row; false is the end.
func (h *head) next() bool {
	if h.at++; h.at < len(h.rows) {
		return true
	}
	last := h.keys[len(h.keys)-1]
	return h.fill(&last, false)
}

// merged gives the rows of several streams in one order.
func merged(streams []stream, from *key, inclusive, down bool) iter.Seq2[key, *content] {
	return func(yield func(key, *content) bool) {
		var heads []*head
		for _, s := range streams {
			if h := (&head{stream: s}); h.fill(from, inclusive) {
				heads = append(heads, h)
			}
		}
		for len(heads) > 0 {
			first := 0
			for i, h := range heads {
				if c := h.keys[h.at].compare(heads[first].keys[heads[first].at]); c < 0 && !down || c > 0 && down {
					first = i
				}
			}
			h := heads[first]
			if !yield(h.keys[h.at], &h.rows[h.at]) {
				return
			}
			if !h.next() {
				heads = slices.Delete(heads, first, first+1)
			}
		}
	}
}

// marks are the terms that the titles of hits are marked with.
func (q *cqlQuery) marks() []cqlTerm {
	var out []cqlTerm
	var visit func(n *cqlNode)
	visit = func(n *cqlNode) {
		switch {
		case n == nil:
		case n.clause == nil:
			visit(n.left)
			visit(n.right)
		case n.clause.op == "~" && !strings.HasPrefix(n.clause.field, "space"):
			out = append(out, cqlTerms(n.clause.values[0].text)...)
		}
	}
	visit(q.where)
	return out
}
