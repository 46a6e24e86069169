package confluencetest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"sync"
	"unicode/utf8"
)

// Edits lie on top of the made data: an edited page is stored whole and hides
// the made one of its id. Each edit is one second later than the one before;
// the first is one second after Config.End.

// editCache keeps the edited pages in each order until the next edit.
type editCache struct {
	mu      sync.Mutex
	ordered [orderCount][]*page
}

// editsInOrder gives the edited pages, lowest key first. It needs s.mu held for
// reading.
func (s *shelf) editsInOrder(o order) []*page {
	s.editLog.mu.Lock()
	defer s.editLog.mu.Unlock()
	if s.editLog.ordered[o] == nil {
		pages := slices.Collect(maps.Values(s.edits))
		slices.SortFunc(pages, func(a, b *page) int { return pageKey(o, a).compare(pageKey(o, b)) })
		s.editLog.ordered[o] = pages
	}
	return s.editLog.ordered[o]
}

// edit changes one page under the lock; change gets a copy that nobody reads
// yet.
func (s *Site) edit(id int64, change func(p *page) error) error {
	sh := s.shelfOf(id)
	sh.sortedBy(byTitle) // before the lock: it may take a while
	s.mu.Lock()
	defer s.mu.Unlock()
	p := new(page)
	if !sh.byID(id, p) || p.status == statusDeleted {
		return fmt.Errorf("%s %d does not exist", sh.kind.noun(), id)
	}
	if err := change(p); err != nil {
		return err
	}
	sh.store(p)
	return nil
}

func (s *shelf) store(p *page) {
	s.site.leaveIndexed(p.id)
	s.edits[p.id] = p
	s.editLog.ordered = [orderCount][]*page{}
	s.site.clock += 1000
}

// NewPage is a page to add. Only SpaceKey and Title must be given.
type NewPage struct {
	SpaceKey string
	Title    string // must be new in its space, case aside
	ParentID int64  // a page, folder or the like of the same space; 0: none
	AuthorID string // empty: the site's first person
	Subtype  string
	Text     string // of the body, one paragraph per line
	Storage  string // or the body itself, in storage format
}

// AddPage adds a page and gives its id, which is higher than all others.
func (s *Site) AddPage(n NewPage) (int64, error) {
	return s.addTo(&s.pages, n)
}

// AddBlogPost adds a blog post; it has no parent and no subtype.
func (s *Site) AddBlogPost(n NewPage) (int64, error) {
	n.ParentID, n.Subtype = 0, ""
	return s.addTo(&s.blogs, n)
}

func (s *Site) addTo(sh *shelf, n NewPage) (int64, error) {
	sh.sortedBy(byTitle)
	s.mu.Lock()
	defer s.mu.Unlock()
	space, ok := s.spaceByKey(n.SpaceKey)
	if !ok {
		return 0, fmt.Errorf("space %q does not exist", n.SpaceKey)
	}
	p := &page{id: sh.nextID, kind: sh.kind, space: space, title: []byte(n.Title), position: -1, lastOwner: noUser, subtype: n.Subtype,
		number: 1, created: s.clock + 1000, text: n.Text, storage: n.Storage}
	if n.AuthorID != "" {
		if p.author, ok = s.users.find(n.AuthorID); !ok {
			return 0, fmt.Errorf("account %q does not exist", n.AuthorID)
		}
	}
	p.owner, p.editor, p.modified = p.author, p.author, p.created
	if err := s.setParent(p, n.ParentID); err != nil {
		return 0, err
	}
	if err := sh.checkTitle(p); err != nil {
		return 0, err
	}
	sh.nextID += 2 + int64(s.draw.of(drawPageID, uint64(sh.nextID))%64)
	sh.store(p)
	return p.id, nil
}

func (s *Site) setParent(p *page, parent int64) error {
	p.parent, p.parentType, p.bare = 0, "", false
	if parent == 0 {
		return nil
	}
	var up content
	if !s.content(parent, &up) || !up.kind.inTree() || up.status == statusDeleted || up.space != p.space {
		return fmt.Errorf("page %d does not exist in space %s", parent, s.spaces[p.space].key)
	}
	kind := up.kind
	for {
		if up.id == p.id {
			return fmt.Errorf("page %d is below page %d", parent, p.id)
		}
		if up.parent == 0 || !s.content(up.parent, &up) {
			break
		}
	}
	p.parent, p.parentType = parent, kind.String()
	return nil
}

// checkTitle refuses what Confluence refuses: no title, one longer than 255
// characters, one that another page of the space has.
func (s *shelf) checkTitle(p *page) error {
	if n := utf8.RuneCount(p.title); n == 0 || n > 255 {
		return fmt.Errorf("a title has 1 to 255 characters, not %d", n)
	}
	pq := &pageQuery{title: foldTitle(p.title)}
	for src := s.pagesByTitle(pq, nil, false, false); ; {
		r := src.next()
		if r == nil {
			return nil
		}
		if space, st := r.spaceStatus(); space == p.space && st <= statusArchived && r.head.id != p.id {
			return fmt.Errorf("a %s titled %q exists in space %s", s.kind.noun(), p.title, s.site.spaces[space].key)
		}
	}
}

// PageChange is what UpdatePage changes; the zero value of a field leaves the
// page's as it is. Every update makes a new version.
type PageChange struct {
	Title    string
	Text     string
	Storage  string
	Message  string
	Minor    bool
	EditorID string
}

// UpdatePage makes a new version of a page.
func (s *Site) UpdatePage(id int64, c PageChange) error {
	return s.edit(id, func(p *page) error {
		if c.Title != "" && !bytes.Equal(p.title, []byte(c.Title)) {
			p.title = []byte(c.Title)
			if err := s.shelfOf(p.id).checkTitle(p); err != nil {
				return err
			}
		}
		if c.Text != "" {
			p.text, p.storage = c.Text, ""
		}
		if c.Storage != "" {
			p.text, p.storage = "", c.Storage
		}
		if c.EditorID != "" {
			ref, ok := s.users.find(c.EditorID)
			if !ok {
				return fmt.Errorf("account %q does not exist", c.EditorID)
			}
			p.editor = ref
		}
		p.message, p.minor = c.Message, c.Minor
		p.number++
		p.modified = s.clock + 1000
		return nil
	})
}

// MovePage puts a page under another parent (0: none), in another space if
// spaceKey is not empty. It makes no new version: a move does not show in the
// modified date. The pages below it stay where they are.
func (s *Site) MovePage(id int64, spaceKey string, parent int64) error {
	return s.edit(id, func(p *page) error {
		if spaceKey != "" {
			space, ok := s.spaceByKey(spaceKey)
			if !ok {
				return fmt.Errorf("space %q does not exist", spaceKey)
			}
			p.space = space
		}
		if err := s.shelfOf(p.id).checkTitle(p); err != nil {
			return err
		}
		return s.setParent(p, parent)
	})
}

// ArchivePage archives a page; it stays in lists, keeps its parent and gets no
// new version.
func (s *Site) ArchivePage(id int64) error {
	return s.edit(id, func(p *page) error {
		p.status = statusArchived
		return nil
	})
}

// TrashPage puts a page in the trash: only lists that ask for status=trashed
// show it, and its parent is null.
func (s *Site) TrashPage(id int64) error {
	return s.edit(id, func(p *page) error {
		p.status, p.parent, p.parentType = statusTrashed, 0, ""
		return nil
	})
}

// DeletePage deletes a page for good.
func (s *Site) DeletePage(id int64) error {
	return s.edit(id, func(p *page) error {
		p.status = statusDeleted
		return nil
	})
}
