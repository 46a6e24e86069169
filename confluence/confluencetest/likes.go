package confluencetest

import (
	"fmt"
	"slices"
)

// touched are edits of what is small and hangs on contents.
type touched struct {
	likes      map[int64][]userRef
	properties map[int64][]property
	watchers   map[int64][]userRef
}

// likesOf is who likes a content, in the order of their likes.
func (s *Site) likesOf(x *content) []userRef {
	if refs, ok := s.touched.likes[x.id]; ok {
		return refs
	}
	h := s.draw.of(drawLike, uint64(x.id))
	n := 0
	switch v := h % 16; {
	case v < 10:
	case v < 15:
		n = 1 + int(h>>8%4)
	default:
		n = 5 + int(h>>8%40)
	}
	return s.drawPeople(x.space, h, n)
}

// drawPeople draws up to n different people of a space's team.
func (s *Site) drawPeople(space int, h uint64, n int) []userRef {
	var refs []userRef
	for i := range n {
		if ref := s.pages.authorOf(space, again(h+uint64(i))); !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs
}

func (s *Site) appendLike(b []byte, ref *userRef) []byte {
	return append(s.appendUser(append(b, '{'), "accountId", *ref), '}')
}

func countLikes(k kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if c.seen(k, id, &x) {
			c.json(200, string(append(appendNumber([]byte{'{'}, "count", int64(len(c.site.likesOf(&x)))), '}')))
		}
	}
}

func listLikes(k kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if c.seen(k, id, &x) {
			sendSlice(c, c.request.URL.Query(), c.site.likesOf(&x), c.site.appendLike)
		}
	}
}

// Like makes a person like a page, blog post or comment; Unlike ends it.
func (s *Site) Like(id int64, accountID string) error {
	return s.changeLikes(id, accountID, func(refs []userRef, ref userRef) []userRef {
		if slices.Contains(refs, ref) {
			return refs
		}
		return append(refs, ref)
	})
}

// Unlike ends what Like did.
func (s *Site) Unlike(id int64, accountID string) error {
	return s.changeLikes(id, accountID, func(refs []userRef, ref userRef) []userRef {
		return slices.DeleteFunc(refs, func(r userRef) bool { return r == ref })
	})
}

func (s *Site) changeLikes(id int64, accountID string, change func([]userRef, userRef) []userRef) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var x content
	if !s.content(id, &x) || x.status == statusDeleted {
		return fmt.Errorf("content %d does not exist", id)
	}
	ref, ok := s.users.find(accountID)
	if !ok {
		return fmt.Errorf("account %q does not exist", accountID)
	}
	if s.touched.likes == nil {
		s.touched.likes = map[int64][]userRef{}
	}
	s.touched.likes[id] = change(slices.Clone(s.likesOf(&x)), ref)
	s.clock += 1000
	return nil
}
