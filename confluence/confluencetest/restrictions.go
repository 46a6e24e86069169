package confluencetest

import (
	"fmt"
	"slices"
)

// parentID is what a page or the like hangs under; 0 is nothing.
func (s *Site) parentID(id int64) int64 {
	if p, ok := s.pages.edits[id]; ok {
		return p.parent
	}
	if index, ok := s.pages.layout.find(id); ok {
		space, k := s.pages.layout.locate(index)
		up, _ := s.pages.parentOf(space, k, s.pages.draw.of(drawParent, uint64(index)))
		return up
	}
	var x content
	if kind(id>>kindShift) != kindBlog && s.content(id, &x) {
		return x.parent
	}
	return 0
}

// maxDepth bounds walks up a tree.
const maxDepth = 200

// admits tells whether the restrictions on a page, and on what it is under, let
// somebody read it.
func (s *Site) admits(who userRef, id int64) bool {
	for range maxDepth {
		if allowed, ok := s.restricted[id]; ok && !slices.Contains(allowed, who) {
			return false
		}
		if id = s.parentID(id); id == 0 {
			break
		}
	}
	return true
}

// Restrict lets only these people read a page or blog post, and the pages below
// it. It makes no new version.
func (s *Site) Restrict(id int64, accountIDs ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var x content
	if !s.content(id, &x) || x.kind > kindEmbed || x.status == statusDeleted {
		return fmt.Errorf("page %d does not exist", id)
	}
	allowed := make([]userRef, 0, len(accountIDs))
	for _, a := range accountIDs {
		ref, ok := s.users.find(a)
		if !ok {
			return fmt.Errorf("account %q does not exist", a)
		}
		allowed = append(allowed, ref)
	}
	s.restricted[id] = allowed
	s.clock += 1000
	return nil
}

// Unrestrict removes what Restrict did.
func (s *Site) Unrestrict(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.restricted, id)
	s.clock += 1000
}

// A restriction is who may do one thing with a content.
type restriction struct {
	operation string
	users     []userRef
	groups    []int
}

// restrictionsOf gives the restrictions on a content itself, reading first;
// none has no users and groups. What was made hides nothing from anybody: it
// names for reading the group that all are in.
func (s *Site) restrictionsOf(x *content) [2]restriction {
	r := [2]restriction{{operation: "read"}, {operation: "update"}}
	h := s.draw.of(drawRestriction, uint64(x.id))
	if h%24 == 0 {
		r[1].users = []userRef{x.author}
		if other := s.pages.authorOf(x.space, again(h)); other != x.author {
			r[1].users = append(r[1].users, other)
		}
	}
	if h%48 == 1 {
		r[0].groups, r[1].groups = []int{0}, []int{1}
	}
	if allowed, ok := s.restricted[x.id]; ok {
		r[0] = restriction{operation: "read", users: allowed}
	}
	return r
}
