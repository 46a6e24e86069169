package confluencetest

// Page statuses of API v2 that a list can ask for.
type status uint8

const (
	statusCurrent status = iota
	statusArchived
	statusTrashed
	statusDeleted
)

var statusNames = [...]string{"current", "archived", "trashed", "deleted"}

// A page in all its fields. Ids that are null are 0, users noUser.
type page struct {
	id         int64
	kind       kind // kindPage or kindBlog
	space      int
	status     status
	title      []byte
	parent     int64
	parentType string // page, folder, whiteboard, database or embed; with parent 0 it is null
	position   int32  // -1 is null
	author     userRef
	owner      userRef
	lastOwner  userRef
	subtype    string // "" is null
	created    int64  // milliseconds since 1970
	number     int32
	message    string
	minor      bool
	editor     userRef // of the newest version
	modified   int64
	// bare leaves parentId and parentType of a root out instead of null.
	bare bool
	text string // of an edited page's body; "" is the made one
	// storage is an edited page's body as it is, instead.
	storage string
}

var messages = [...]string{"Fixed typos", "Updated after review", "Added links", "Reverted from v. 3", "更新", "Überarbeitet",
	"Migrated from the old wiki", "Line one\nline two"}

// statusAt is the status of page k of a space; blog posts cannot be archived.
func (s *shelf) statusAt(index, k uint32) status {
	if s.kind == kindPage && k > 0 && s.draw.of(drawStatus, uint64(index))%16 == 0 {
		return statusArchived
	}
	return statusCurrent
}

func (s *shelf) createdOf(index uint32) int64 { return s.calendar.created(index, s.layout.pages) }

// versionOf says how many versions a page has.
func (s *shelf) versionOf(index uint32) int32 {
	h := s.draw.of(drawVersion, uint64(index))
	if h%5 < 2 {
		return 1
	}
	u := unit(again(h))
	return 2 + int32(200*u*u*u*u*u*u)
}

func (s *shelf) modifiedOf(index uint32) int64 {
	created := s.createdOf(index)
	if s.versionOf(index) == 1 {
		return created
	}
	return s.calendar.modified(index, created)
}

// authorOf draws a person for a space: mostly of the space's team, some much
// more often than others.
func (s *shelf) authorOf(space int, h uint64) userRef {
	u := unit(h)
	n := s.site.users.count
	if h%4 == 0 {
		return userRef(u * u * float64(n))
	}
	team := max(1, min(n, 12))
	base := s.draw.of(drawAuthor, uint64(space)) % uint64(n)
	return userRef((base + uint64(u*u*float64(team))) % uint64(n))
}

// parentOf says under what page k of a space is: an earlier page, or a folder or
// the like under one, or nothing. Earlier pages have more children, so a space
// of a thousand pages is about ten levels deep.
func (s *shelf) parentOf(space int, k uint32, h uint64) (id int64, kind kind) {
	if k == 0 || h%50 == 0 || s.kind == kindBlog {
		return 0, kindPage
	}
	u := unit(again(h))
	up := s.layout.index(space, uint32(float64(k)*u))
	if h>>8%2 == 0 {
		for _, k := range treeKinds {
			if s.hasUnder(up, k) {
				return s.treeID(up, k), k
			}
		}
	}
	return s.layout.id(up), kindPage
}

// fill makes the page of an index.
func (s *shelf) fill(p *page, index uint32) {
	space, k := s.layout.locate(index)
	title := p.title[:0]
	h := s.draw.of(drawPage, uint64(index))
	*p = page{id: s.layout.id(index), kind: s.kind, space: space, position: -1, lastOwner: noUser}
	p.title = s.appendTitle(title, space, k)
	p.status = s.statusAt(index, k)
	parent, parentKind := s.parentOf(space, k, s.draw.of(drawParent, uint64(index)))
	if parent != 0 {
		p.parent, p.parentType = parent, parentKind.String()
	}
	p.bare = p.parent == 0 && h%4 == 0
	if h>>2%16 != 0 {
		p.position = int32(h >> 33)
	}
	author := again(h)
	p.author = s.authorOf(space, author)
	p.owner = p.author
	switch h >> 6 % 32 {
	case 0:
		p.owner = noUser
	case 1, 2:
		p.owner, p.lastOwner = s.authorOf(space, again(author)), p.author
	}
	p.created = s.createdOf(index)
	switch {
	case s.kind == kindBlog:
	case h>>11%12 == 0:
		p.subtype = "live"
	case p.created > s.calendar.end-365*msDay:
		p.subtype = "page"
	}
	p.number = s.versionOf(index)
	p.editor, p.modified = p.author, p.created
	if p.number > 1 {
		p.modified = s.calendar.modified(index, p.created)
		if h>>16%2 == 0 {
			p.editor = s.authorOf(space, again(author+1))
		}
		p.minor = h>>17%8 == 0
		if h>>20%6 == 0 {
			p.message = messages[h>>24%uint64(len(messages))]
		}
	}
}
