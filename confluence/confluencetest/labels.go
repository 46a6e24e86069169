package confluencetest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// labelRef is a label's place among all labels.
type labelRef int32

type label struct {
	prefix, name string
	space        int // of a team label, its space; -1 otherwise
}

// labels are all labels of a site. Those that were made are few and are dealt
// unevenly: the first are on very many pages.
type labels struct {
	all    []label
	byName map[string]labelRef // "prefix:name"
	made   int                 // global ones that were made
	draw   seeded

	// on are the labels of contents that were edited.
	on map[int64][]labelRef

	postings [2]labelPostings // of pages, of blog posts
	attached labelPostings
}

// labelPostings say which made contents have a label, by the code or index.
type labelPostings struct {
	once   sync.Once
	starts []uint32
	codes  []uint64
}

var labelWords = []string{"runbook", "how-to", "meeting-notes", "decision", "draft", "release-notes", "architecture", "onboarding",
	"policy", "postmortem", "kb-how-to-article", "roadmap", "okr", "faq", "api", "template", "wichtig", "c++", "q&a", "übersicht"}

var labelSuffixes = []string{"", "-2023", "-2024", "-2025", "-emea", "-apac", "-legacy", "-v2", "-internal", "-checked"}

func (l *labels) begin(s *Site) {
	l.byName, l.on, l.draw = map[string]labelRef{}, map[int64][]labelRef{}, s.draw
	for _, suffix := range labelSuffixes {
		for _, word := range labelWords {
			l.add("global", word+suffix, -1)
		}
	}
	l.made = len(l.all)
	for i := range s.spaces {
		if s.draw.of(drawLabel, uint64(i)+1<<40)%3 == 0 {
			l.add("team", "team-"+strings.ToLower(strings.TrimPrefix(s.spaces[i].key, "~")), i)
		}
	}
}

func (l *labels) add(prefix, name string, space int) labelRef {
	key := prefix + ":" + name
	if ref, ok := l.byName[key]; ok {
		return ref
	}
	ref := labelRef(len(l.all))
	l.all = append(l.all, label{prefix, name, space})
	l.byName[key] = ref
	return ref
}

const firstLabelID = 163841

func labelID(ref labelRef) int64 { return firstLabelID + int64(ref)*3 }

func (l *labels) find(id int64) (labelRef, bool) {
	n := id - firstLabelID
	return labelRef(n / 3), n >= 0 && n%3 == 0 && n/3 < int64(len(l.all))
}

// appendMade adds the labels that a content was made with, lowest first: none
// for nearly half of the pages and for most attachments.
func (l *labels) appendMade(refs []labelRef, k kind, code uint64) []labelRef {
	h := l.draw.of(drawLabelCount, code*uint64(kindCount)+uint64(k))
	n := 0
	switch v := h % 16; {
	case k == kindAttachment || k == kindCustom:
		if v == 0 {
			n = 1
		}
	case v < 7:
	case v < 12:
		n = 1
	case v < 15:
		n = 2 + int(h>>8%2)
	default:
		n = 3 + int(h>>8%6)
	}
	from := len(refs)
	for i := range n {
		u := unit(l.draw.of(drawLabel, code*16+uint64(i)))
		ref := labelRef(u * u * u * float64(l.made))
		if !slices.Contains(refs[from:], ref) {
			refs = append(refs, ref)
		}
	}
	slices.Sort(refs[from:])
	return refs
}

// labelCode is what a made content's labels are drawn from.
func (s *Site) labelCode(id int64) (k kind, code uint64, ok bool) {
	k = kind(id >> kindShift)
	switch k {
	case kindPage, kindBlog:
		index, ok := s.shelfOf(id).layout.find(id)
		return k, uint64(index), ok
	case kindAttachment, kindCustom:
		n := id - kindBase(k) - firstPageID
		return k, uint64(n), n >= 0 && n < addedItems
	}
	return k, 0, false
}

// labelsOf gives the labels of a content that exists.
func (s *Site) labelsOf(id int64) []labelRef {
	if refs, ok := s.labels.on[id]; ok {
		return refs
	}
	if k, code, ok := s.labelCode(id); ok {
		return s.labels.appendMade(nil, k, code)
	}
	return nil
}

// posts builds the postings of a shelf when they are first asked for; they are
// of made data only and need no lock.
func (s *Site) posts(k kind) *labelPostings {
	p := &s.labels.attached
	if k == kindPage || k == kindBlog {
		p = &s.labels.postings[k]
	}
	p.once.Do(func() {
		each := func(yield func(code uint64)) {
			if k != kindAttachment {
				for i := range uint64(s.shelves()[k].layout.pages) {
					yield(i)
				}
				return
			}
			for _, code := range s.bin(k).sortedBy(byCreated) {
				yield(code)
			}
		}
		counts := make([]uint32, s.labels.made+1)
		var refs []labelRef
		each(func(code uint64) {
			refs = s.labels.appendMade(refs[:0], k, code)
			for _, r := range refs {
				counts[r+1]++
			}
		})
		for i := 1; i < len(counts); i++ {
			counts[i] += counts[i-1]
		}
		p.starts = slices.Clone(counts)
		p.codes = make([]uint64, counts[len(counts)-1])
		each(func(code uint64) {
			refs = s.labels.appendMade(refs[:0], k, code)
			for _, r := range refs {
				p.codes[counts[r]] = code
				counts[r]++
			}
		})
	})
	return p
}

// labelled gives the ids of the contents of a kind that have the label, sorted.
func (s *Site) labelled(k kind, ref labelRef) []int64 {
	var ids []int64
	if int(ref) < s.labels.made {
		p := s.posts(k)
		ids = make([]int64, 0, p.starts[ref+1]-p.starts[ref])
		for _, code := range p.codes[p.starts[ref]:p.starts[ref+1]] {
			id := kindBase(k) + firstPageID + int64(code)
			if k == kindPage || k == kindBlog {
				id = s.shelves()[k].layout.id(uint32(code))
			}
			if _, edited := s.labels.on[id]; !edited {
				ids = append(ids, id)
			}
		}
	}
	for id, refs := range s.labels.on {
		if kind(id>>kindShift) == k && slices.Contains(refs, ref) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func (s *Site) appendLabel(b []byte, ref labelRef) []byte {
	l := &s.labels.all[ref]
	b = strconv.AppendInt(append(b, `{"id":"`...), labelID(ref), 10)
	b = appendString(append(b, '"'), "name", l.name)
	return append(appendString(b, "prefix", l.prefix), '}')
}

// AddLabel puts a global label on a page, blog post, attachment or custom
// content; it makes no new version. The name must be one that Confluence takes.
func (s *Site) AddLabel(id int64, name string) error {
	if name == "" || len(name) > 255 || strings.ContainsAny(name, " :;,.?&[](){}#^*!@\t\n") || name != strings.ToLower(name) {
		return fmt.Errorf("%q cannot be a label", name)
	}
	return s.relabel(id, func(refs []labelRef) []labelRef {
		ref := s.labels.add("global", name, -1)
		if slices.Contains(refs, ref) {
			return refs
		}
		return append(refs, ref)
	})
}

// RemoveLabel takes a label off a content; one that is not there is an error.
func (s *Site) RemoveLabel(id int64, name string) error {
	missing := false
	err := s.relabel(id, func(refs []labelRef) []labelRef {
		i := slices.IndexFunc(refs, func(r labelRef) bool { return s.labels.all[r].name == name })
		if missing = i < 0; missing {
			return refs
		}
		return slices.Delete(refs, i, i+1)
	})
	if err == nil && missing {
		err = fmt.Errorf("content %d has no label %q", id, name)
	}
	return err
}

func (s *Site) relabel(id int64, change func([]labelRef) []labelRef) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var x content
	if !s.content(id, &x) || x.status == statusDeleted {
		return fmt.Errorf("content %d does not exist", id)
	}
	if x.kind != kindPage && x.kind != kindBlog && x.kind != kindAttachment && x.kind != kindCustom {
		return fmt.Errorf("a %s has no labels", x.kind.noun())
	}
	s.leaveIndexed(id)
	refs := change(slices.Clone(s.labelsOf(id)))
	slices.Sort(refs)
	s.labels.on[id] = refs
	s.clock += 1000
	return nil
}
