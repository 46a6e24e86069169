package confluencetest

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// A Site is a simulated Confluence Cloud site. It is safe for concurrent use.
type Site struct {
	config   Config
	draw     seeded
	calendar calendar
	layout   *layout // of the pages
	spaces   []space
	spaceAt  map[int64]int // by id
	pages    shelf
	blogs    shelf

	// mu guards what changes: accounts, users that they brought, edits.
	mu       sync.RWMutex
	users    *directory
	accounts []*Account
	byToken  map[credential]*Account
	clock    int64 // of edits, milliseconds since 1970
	bins     [kindCount]*bin

	labels     labels
	restricted map[int64][]userRef // who may read a page and what is below it
	index      searchIndex
	children   childIndex
	trees      [len(treeKinds)][orderCount]treeOrder
	touched    touched

	listedUsers, guestUsers []userRef // as /search/user shows them

	faults  faults
	bursts  bursts
	log     requestLog
	count   atomic.Int64
	buffers sync.Pool
}

// New makes a site.
func New(c Config) *Site {
	c = c.withDefaults()
	s := &Site{config: c, draw: seeded(c.Seed), byToken: map[credential]*Account{}}
	s.log.size = c.LogSize
	s.calendar = newCalendar(s.draw, c.End)
	s.clock = s.calendar.end
	s.users = newDirectory(s.draw, c.Users)
	rank, personal := spaceRanks(s.draw, c.Spaces)
	s.layout = newLayout(s.draw, firstPageID, c.Pages, zipfSizes(c.Pages, c.Spaces, rank))
	s.spaces = makeSpaces(s.draw, s.layout, s.users, s.calendar, personal)
	s.spaceAt = make(map[int64]int, len(s.spaces))
	for i := range s.spaces {
		s.spaceAt[s.spaces[i].id] = i
	}
	for ref := range userRef(c.Users) {
		s.enlist(ref)
	}
	s.pages.begin(s, kindPage, s.layout)
	blogs := newLayout(seeded(s.draw.of(drawShelf, 1<<40)), kindBase(kindBlog)+firstPageID, c.BlogPosts, blogSizes(s.draw, c.BlogPosts, s.layout.sizes))
	s.blogs.begin(s, kindBlog, blogs)
	s.restricted = map[int64][]userRef{}
	s.labels.begin(s)
	s.fillBins()
	return s
}

// enlist puts a user where /search/user shows it.
func (s *Site) enlist(ref userRef) {
	switch u := s.users.user(ref, s.spaceID); {
	case u.listed():
		s.listedUsers = append(s.listedUsers, ref)
	case u.guest():
		s.guestUsers = append(s.guestUsers, ref)
	}
}

func (s *Site) spaceID(index int) int64 { return s.spaces[index].id }

// spaceByKey finds a space; case does not matter.
func (s *Site) spaceByKey(key string) (int, bool) {
	for i := range s.spaces {
		if equalFold(s.spaces[i].key, key) {
			return i, true
		}
	}
	return 0, false
}

// CloudID is what /_edge/tenant_info answers and what the gateway's paths name.
func (s *Site) CloudID() string { return s.config.CloudID }

// RequestCount counts all requests since the site was made, whatever became of
// them.
func (s *Site) RequestCount() int64 { return s.count.Load() }

var _ http.Handler = (*Site)(nil)
