package confluencetest

import (
	"time"
)

// searchIndex is what the index behind CQL still has of pages and blog posts
// that were edited a moment ago.
type searchIndex struct {
	behind map[int64]indexed
}

// leaveIndexed keeps, before an edit, what the index has of a content, so that
// it lags behind by Config.IndexLag. It needs s.mu held for writing.
func (s *Site) leaveIndexed(id int64) {
	if s.config.IndexLag <= 0 {
		return
	}
	now := time.Now()
	if s.index.behind == nil {
		s.index.behind = map[int64]indexed{}
	}
	old, ok := s.index.behind[id]
	if !ok || now.After(old.until) {
		old = indexed{labels: s.labelsOf(id)}
		p := new(page)
		if s.shelfOf(id).byID(id, p) {
			old.page = p
		}
	}
	old.until = now.Add(s.config.IndexLag)
	s.index.behind[id] = old
}

// lagging gives what the index has of a content, if that is not what is there.
func (s *Site) lagging(id int64) (indexed, bool) {
	if len(s.index.behind) == 0 {
		return indexed{}, false
	}
	old, ok := s.index.behind[id]
	return old, ok && time.Now().Before(old.until)
}

// indexed is a content as the search index still has it.
type indexed struct {
	page   *page // nil: there was none
	labels []labelRef
	until  time.Time
}
