package confluencetest

import (
	"iter"
	"time"
)

// A PageTruth is a page as it is, to compare against. Null is 0, "", or nil.
type PageTruth struct {
	ID          int64
	Status      string
	Title       string
	SpaceID     int64
	SpaceKey    string
	ParentID    int64
	ParentType  string
	Position    *int32
	AuthorID    string
	OwnerID     string
	LastOwnerID string
	Subtype     string
	CreatedAt   time.Time

	VersionNumber    int32
	VersionMessage   string
	VersionMinorEdit bool
	VersionAuthorID  string
	VersionCreatedAt time.Time

	WebUI string // under the site's /wiki
}

// A SpaceTruth is a space as it is. Null is 0 or "".
type SpaceTruth struct {
	ID                 int64
	Key                string
	Name               string
	Type               string
	Status             string
	AuthorID           string
	SpaceOwnerID       string
	CurrentActiveAlias string
	CreatedAt          time.Time
	HomepageID         int64
	Description        string // plain
	Pages              int    // that it was made with, whoever may see them
	WebUI              string
}

// A UserTruth is an account as it is. Null is 0 or "", but an empty e-mail is
// null only if EmailNull.
type UserTruth struct {
	AccountID              string
	AccountType            string
	AccountStatus          string
	DisplayName            string
	PublicName             string
	Email                  string
	EmailNull              bool
	TimeZone               string
	PersonalSpaceID        int64
	IsExternalCollaborator bool
	// Listed is whether user search shows the account by default; the others
	// only users-bulk knows.
	Listed bool
}

// viewOf is what the first account of this e-mail may see: nil if it is nobody.
// "" is the anonymous caller of a public site.
func (s *Site) viewOf(email string) *view {
	if email == "" && s.config.Public {
		return &s.nobody().view
	}
	if a := s.account(email); a != nil && !a.NoLicence {
		return &a.view
	}
	return nil
}

// TruePages are the pages that a person may see, current and archived, by id.
// The site must not be edited while they are walked.
func (s *Site) TruePages(email string) iter.Seq[PageTruth] {
	return s.trueOn(&s.pages, email)
}

// TrueBlogPosts are the current blog posts that a person may see, by id.
func (s *Site) TrueBlogPosts(email string) iter.Seq[PageTruth] {
	return s.trueOn(&s.blogs, email)
}

func (s *Site) trueOn(sh *shelf, email string) iter.Seq[PageTruth] {
	return func(yield func(PageTruth) bool) {
		s.mu.RLock()
		v := s.viewOf(email)
		s.mu.RUnlock()
		if v == nil {
			return
		}
		var p page
		w := sh.lockedWalk()
		for {
			s.mu.RLock()
			r := w.next()
			if r == nil {
				s.mu.RUnlock()
				return
			}
			r.fill(&p)
			ok := p.status <= statusArchived && v.page(p.space, p.id)
			var t PageTruth
			if ok {
				t = s.truth(&p)
			}
			s.mu.RUnlock()
			if ok && !yield(t) {
				return
			}
		}
	}
}

func (s *shelf) lockedWalk() *walk {
	s.site.mu.RLock()
	defer s.site.mu.RUnlock()
	return s.newWalk(byID, false, nil, true, nil, false)
}

func (s *Site) truth(p *page) PageTruth {
	sp := &s.spaces[p.space]
	t := PageTruth{ID: p.id, Status: statusNames[p.status], Title: string(p.title), SpaceID: sp.id, SpaceKey: sp.key,
		ParentID: p.parent, ParentType: p.parentType, AuthorID: s.users.id(p.author), OwnerID: s.users.id(p.owner),
		LastOwnerID: s.users.id(p.lastOwner), Subtype: p.subtype, CreatedAt: time.UnixMilli(p.created).UTC(),
		VersionNumber: p.number, VersionMessage: p.message, VersionMinorEdit: p.minor, VersionAuthorID: s.users.id(p.editor),
		VersionCreatedAt: time.UnixMilli(p.modified).UTC(), WebUI: string(s.appendWebUI(nil, p))}
	if p.position >= 0 {
		position := p.position
		t.Position = &position
	}
	return t
}

// TrueSpaces are the spaces that a person may see, by id.
func (s *Site) TrueSpaces(email string) []SpaceTruth {
	s.mu.RLock()
	defer s.mu.RUnlock()
	v := s.viewOf(email)
	if v == nil {
		return nil
	}
	var out []SpaceTruth
	for i := range s.spaces {
		if !v.space(i) {
			continue
		}
		sp := &s.spaces[i]
		out = append(out, SpaceTruth{ID: sp.id, Key: sp.key, Name: sp.name, Type: sp.kind, Status: sp.status,
			AuthorID: s.users.id(sp.author), SpaceOwnerID: s.users.id(sp.owner), CurrentActiveAlias: sp.alias,
			CreatedAt: time.UnixMilli(sp.createdAt).UTC(), HomepageID: sp.homepageID, Description: sp.description,
			Pages: int(s.layout.sizes[i]), WebUI: "/spaces/" + sp.key})
	}
	return out
}

// TrueUsers are all accounts of the site, also those that have left, in the
// order of user search; nobody for a person who may not see them.
func (s *Site) TrueUsers(email string) []UserTruth {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if a := s.account(email); a == nil || a.NoLicence {
		return nil
	}
	listed := make(map[userRef]bool, len(s.listedUsers))
	for _, ref := range s.listedUsers {
		listed[ref] = true
	}
	out := make([]UserTruth, 0, s.users.total())
	for ref := range userRef(s.users.total()) {
		u := s.users.user(ref, s.spaceID)
		out = append(out, UserTruth{AccountID: u.id, AccountType: u.kind, AccountStatus: u.status, DisplayName: u.name,
			PublicName: u.publicName, Email: u.email, EmailNull: u.emailNull && u.email == "", TimeZone: u.timeZone,
			PersonalSpaceID: u.personalSpace, IsExternalCollaborator: u.external,
			Listed: listed[ref]})
	}
	return out
}
