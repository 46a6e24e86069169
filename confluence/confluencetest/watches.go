package confluencetest

import (
	"fmt"
	"slices"
)

// watchersOf are who watches a content: its author, often, and some others.
func (s *Site) watchersOf(x *content) []userRef {
	if refs, ok := s.touched.watchers[x.id]; ok {
		return refs
	}
	h := s.draw.of(drawWatch, uint64(x.id))
	var refs []userRef
	if h%3 == 0 {
		refs = append(refs, x.author)
	}
	for _, ref := range s.drawPeople(x.space, h, int(h>>8%4)) {
		if !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs
}

func (s *Site) spaceWatchers(i int) []userRef {
	h := s.draw.of(drawWatch, uint64(i)+1<<50)
	return s.drawPeople(i, h, int(h%12))
}

func (s *Site) appendWatcher(b []byte, ref userRef) []byte {
	u := s.users.user(ref, s.spaceID)
	b = appendString(append(b, '{'), "type", "known")
	b = appendString(b, "accountId", u.id)
	b = appendIcon(b, "profilePicture", true, int64(ref))
	b = appendString(b, "displayName", u.name)
	b = appendText(b, "timeZone", u.timeZone)
	b = append(b, `,"operations":null`...)
	b = appendBool(b, "externalCollaborator", u.external)
	b = appendBool(b, "isExternalCollaborator", u.external)
	b = appendBool(b, "isGuest", u.external)
	b = appendString(b, "accountType", u.kind)
	b = appendString(b, "email", u.email)
	b = appendString(b, "publicName", u.publicName)
	return append(b, `,"personalSpace":null}`...)
}

func (c *call) listWatchers(id string) {
	var x content
	if !c.seenAny(id, &x) {
		return
	}
	refs := c.site.watchersOf(&x)
	c.sendV1(&v1List{count: len(refs), defaultLimit: 200, maxLimit: 200, write: func(b []byte, i int) []byte {
		b = append(b, `{"type":"content","watcher":`...)
		b = c.site.appendWatcher(b, refs[i])
		return append(appendNumber(b, "contentId", x.id), '}')
	}})
}

func (c *call) listSpaceWatchers(key string) {
	i, ok := c.seenKey(key)
	if !ok {
		return
	}
	refs := c.site.spaceWatchers(i)
	c.sendV1(&v1List{count: len(refs), defaultLimit: 200, maxLimit: 200, write: func(b []byte, n int) []byte {
		b = append(b, `{"type":"space","watcher":`...)
		b = c.site.appendWatcher(b, refs[n])
		return append(appendString(b, "spaceKey", c.site.spaces[i].key), '}')
	}})
}

// Watch makes a person watch a content.
func (s *Site) Watch(id int64, accountID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var x content
	ref, ok := s.users.find(accountID)
	if !ok || !s.content(id, &x) || x.status == statusDeleted {
		return fmt.Errorf("account %q or content %d does not exist", accountID, id)
	}
	if s.touched.watchers == nil {
		s.touched.watchers = map[int64][]userRef{}
	}
	if refs := s.watchersOf(&x); !slices.Contains(refs, ref) {
		s.touched.watchers[id] = append(slices.Clone(refs), ref)
		s.clock += 1000
	}
	return nil
}

// TrueSpaceWatchers are who watches a space, by account id.
func (s *Site) TrueSpaceWatchers(spaceKey string) []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i, ok := s.spaceByKey(spaceKey)
	if !ok {
		return nil
	}
	return s.accountIDs(s.spaceWatchers(i))
}
