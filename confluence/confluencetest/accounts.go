package confluencetest

import (
	"slices"
	"strings"
)

// An Account is somebody who can call the API with an e-mail and a token. A
// person with two tokens is two accounts of the same AccountID.
type Account struct {
	Email string
	Token string

	// AccountID is the person. Empty: the next person of the site who is active
	// and has no account yet. One that the site has not is added to it.
	AccountID   string
	DisplayName string // empty: the made person's, or the e-mail's local part
	TimeZone    string // empty: null, or the made person's

	HideEmail bool // user/current and others give "" for the e-mail

	// Scoped makes the token one with scopes, that works only at the gateway.
	// Scopes are those it has; nil means all that the site's routes need.
	Scoped bool
	Scopes []string

	// NoLicence is a person of the organisation who may not use Confluence (but
	// may use Jira).
	NoLicence bool

	// Spaces are the keys of the spaces that this account may see; nil means
	// all. HiddenPages tells of pages in them that it may not see; nil means
	// none; blog posts, folders and the like are asked about too. It must be
	// quick, safe for concurrent use, and not call the site.
	Spaces      []string
	HiddenPages func(id int64) bool

	// Admin is a Confluence administrator, who may read the audit log. NoViews
	// lacks the right to see how often things were viewed, NoGroups that to see
	// groups.
	Admin, NoViews, NoGroups bool

	ref     userRef
	view    view
	revoked bool
}

// credential is the key of an account; it is never shown.
type credential struct{ email, token string }

// A view is what somebody may see.
type view struct {
	site   *Site
	ref    userRef
	spaces []bool // by index; nil means all
	seen   []int  // the same as indexes, if not nil
	hidden func(id int64) bool
}

func (v *view) space(index int) bool { return v.spaces == nil || v.spaces[index] }

func (v *view) page(space int, id int64) bool {
	return v.space(space) && (v.hidden == nil || !v.hidden(id)) && (len(v.site.restricted) == 0 || v.site.admits(v.ref, id))
}

func (s *Site) newView(ref userRef, keys []string, hidden func(int64) bool) view {
	v := view{site: s, ref: ref, hidden: hidden}
	if keys == nil {
		return v
	}
	v.spaces, v.seen = make([]bool, len(s.spaces)), []int{}
	for _, k := range keys {
		if i, ok := s.spaceByKey(k); ok && !v.spaces[i] {
			v.spaces[i] = true
			v.seen = append(v.seen, i)
		}
	}
	slices.Sort(v.seen)
	return v
}

// AddAccount lets somebody in, from the next request on. One with the same
// e-mail and token is replaced, which is how rights change.
func (s *Site) AddAccount(a Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := credential{strings.ToLower(a.Email), a.Token}
	old := s.byToken[c]
	if a.AccountID == "" && old != nil {
		a.AccountID = old.AccountID
	}
	if a.AccountID == "" {
		a.AccountID = s.freePerson(a)
	}
	s.bringUser(&a)
	a.view = s.newView(a.ref, a.Spaces, a.HiddenPages)
	s.byToken[c] = &a
	if i := slices.Index(s.accounts, old); old != nil && i >= 0 {
		s.accounts[i] = &a
		return
	}
	s.accounts = append(s.accounts, &a)
}

// freePerson finds the account id of the e-mail's owner, or a person for it: a
// new one if it is without licence, as those are not among the site's people.
func (s *Site) freePerson(who Account) string {
	taken := map[string]bool{}
	for _, a := range s.accounts {
		if equalFold(a.Email, who.Email) {
			return a.AccountID
		}
		taken[a.AccountID] = true
	}
	for _, ref := range s.listedUsers {
		if id := s.users.id(ref); !taken[id] && !who.NoLicence {
			return id
		}
	}
	hi, lo := s.draw.of(drawUserKey, 1<<40+uint64(len(s.accounts))), s.draw.of(drawUserKey, 1<<41+uint64(len(s.accounts)))
	return string(appendUUID([]byte("712020:"), hi, lo))
}

// bringUser puts the account's person into the directory and completes the
// account's fields from there.
func (s *Site) bringUser(a *Account) {
	ref, known := s.users.find(a.AccountID)
	if known {
		u := s.users.user(ref, s.spaceID)
		if a.DisplayName == "" {
			a.DisplayName = u.name
		}
		if a.TimeZone == "" {
			a.TimeZone = u.timeZone
		}
	}
	if a.DisplayName == "" {
		a.DisplayName, _, _ = strings.Cut(a.Email, "@")
	}
	u := user{id: a.AccountID, status: AccountActive, kind: "atlassian", name: a.DisplayName, publicName: a.DisplayName,
		email: a.Email, timeZone: a.TimeZone}
	if a.HideEmail {
		u.email = ""
	}
	a.ref = s.users.override(u)
	if !a.NoLicence && !slices.Contains(s.listedUsers, a.ref) {
		s.enlist(a.ref)
	}
}

// Revoke makes a token dead: from the next request on it is refused as a real
// site refuses one. A token that nobody has does nothing.
func (s *Site) Revoke(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.accounts {
		if a.Token == token {
			a.revoked = true
		}
	}
}

// account finds who an e-mail first belonged to; "" and unknown e-mails are
// nobody.
func (s *Site) account(email string) *Account {
	for _, a := range s.accounts {
		if equalFold(a.Email, email) {
			return a
		}
	}
	return nil
}

func equalFold(a, b string) bool { return strings.EqualFold(a, b) }
