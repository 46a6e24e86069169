package confluencetest

import (
	"slices"
	"sort"
	"strings"
)

// A group is made from its number: 0 is everybody with a licence, 1 the
// administrators of Confluence, 2 those of the site, the others are teams.
const (
	groupEverybody = iota
	groupAdmins
	groupSiteAdmins
	firstTeam
)

func (s *Site) groupCount() int { return firstTeam + 2 + s.config.Users/8 }

func (s *Site) groupID(g int) string {
	return string(appendUUID(nil, s.draw.of(drawGroup, uint64(g)), s.draw.of(drawGroup, uint64(g)+1<<32)))
}

func (s *Site) groupByID(id string) (int, bool) {
	for g := range s.groupCount() {
		if s.groupID(g) == id {
			return g, true
		}
	}
	return 0, false
}

func (s *Site) groupName(g int) string {
	switch g {
	case groupEverybody:
		return "confluence-users-acme"
	case groupAdmins:
		return "confluence-admins-acme"
	case groupSiteAdmins:
		return "site-admins"
	}
	d := departments[(g-firstTeam)%len(departments)]
	name := strings.ToLower(d.key) + "-team"
	if round := (g - firstTeam) / len(departments); round > 0 {
		name += "-" + string(appendHex(nil, uint64(round), 2))
	}
	return name
}

// members of a group, by their place in the directory.
func (s *Site) members(g int) []userRef {
	if g == groupEverybody {
		return s.listedUsers
	}
	h := s.draw.of(drawGroup, uint64(g)+1<<33)
	n := s.users.count
	size := min(n, 3+int(h%9))
	if h>>8%6 == 0 {
		size = min(n, 20+int(unit(again(h))*float64(n)/3))
	}
	if g == groupAdmins || g == groupSiteAdmins {
		size = min(n, 2+g)
	}
	first := int(h>>16) % n
	if first < 0 {
		first += n
	}
	refs := make([]userRef, 0, size)
	for i := range size {
		ref := userRef((first + i) % n)
		if u := s.users.user(ref, s.spaceID); u.status == AccountActive && u.kind == "atlassian" {
			refs = append(refs, ref)
		}
	}
	if g == groupAdmins {
		for _, a := range s.accounts {
			if a.Admin && !slices.Contains(refs, a.ref) {
				refs = append(refs, a.ref)
			}
		}
	}
	slices.Sort(refs)
	return refs
}

func (s *Site) appendGroup(b []byte, g int) []byte {
	b = appendString(append(b, `{"type":"group"`...), "name", s.groupName(g))
	id := s.groupID(g)
	b = appendString(b, "id", id)
	usage, managed := "USERBASE_GROUP", "ADMINS"
	if g >= firstTeam && g%3 == 0 {
		usage, managed = "TEAM_COLLABORATION", "TEAM_MEMBERS"
	}
	b = appendString(b, "usageType", usage)
	b = appendString(b, "managedBy", managed)
	b = append(appendKey(b, "_links"), '{')
	return append(appendString(b, "self", s.siteURL()+"/rest/api/group/by-id?id="+id), "}}"...)
}

func (s *Site) groupsByName() []int {
	all := make([]int, s.groupCount())
	for g := range all {
		all[g] = g
	}
	sort.Slice(all, func(i, j int) bool { return s.groupName(all[i]) < s.groupName(all[j]) })
	return all
}

func (c *call) sendGroups(groups []int, total, noNext bool) {
	c.sendV1(&v1List{count: len(groups), defaultLimit: 200, maxLimit: 200, total: total, noNext: noNext,
		write: func(b []byte, i int) []byte { return c.site.appendGroup(b, groups[i]) }})
}

// mayViewGroups answers 403 to who may not.
func (c *call) mayViewGroups() bool {
	if c.who.NoGroups {
		c.denied("User is not permitted to view groups")
	}
	return !c.who.NoGroups
}

func (c *call) listGroups(string) {
	if !c.mayViewGroups() {
		return
	}
	groups := c.site.groupsByName()
	switch c.request.URL.Query().Get("accessType") {
	case "":
	case "user":
		groups = []int{groupEverybody}
	case "admin":
		groups = []int{groupAdmins}
	case "site-admin":
		groups = []int{groupSiteAdmins}
	default:
		c.badV1("Invalid accessType")
		return
	}
	c.sendGroups(groups, false, false)
}

func (c *call) pickGroups(string) {
	if !c.mayViewGroups() {
		return
	}
	q := c.request.URL.Query()
	query := strings.ToLower(q.Get("query"))
	groups := slices.DeleteFunc(c.site.groupsByName(), func(g int) bool { return !strings.HasPrefix(c.site.groupName(g), query) })
	c.sendGroups(groups, q.Get("shouldReturnTotalSize") == "true", false)
}

func (c *call) getGroup(string) {
	if !c.mayViewGroups() {
		return
	}
	id := c.request.URL.Query().Get("id")
	g, ok := c.site.groupByID(id)
	if !ok {
		c.missingV1("No group with id: " + id)
		return
	}
	c.json(200, string(c.site.appendGroup(nil, g)))
}

func (c *call) listMembers(id string) {
	if !c.mayViewGroups() {
		return
	}
	g, ok := c.site.groupByID(id)
	if !ok {
		c.missingV1("No group with id: " + id)
		return
	}
	refs := c.site.members(g)
	c.sendV1(&v1List{count: len(refs), defaultLimit: 200, maxLimit: 200, strict: true,
		total: c.request.URL.Query().Get("shouldReturnTotalSize") == "true",
		write: func(b []byte, i int) []byte { return c.site.appendPerson(b, refs[i]) }})
}

// appendPerson writes a whole user of API v1.
func (s *Site) appendPerson(b []byte, ref userRef) []byte {
	u := s.users.user(ref, s.spaceID)
	b = append(appendUserV1(append(b, '{'), &u), `,"_links":{`...)
	return append(appendString(b, "self", s.siteURL()+"/rest/api/user?accountId="+u.id), "}}"...)
}

// listMemberships answers the groups of a person; it names no next page.
func (c *call) listMemberships(string) {
	id := c.request.URL.Query().Get("accountId")
	ref, ok := c.site.users.find(id)
	if !ok {
		c.missingV1("No user found with key : " + id)
		return
	}
	var groups []int
	for _, g := range c.site.groupsByName() {
		if slices.Contains(c.site.members(g), ref) {
			groups = append(groups, g)
		}
	}
	c.sendGroups(groups, false, true)
}

func (c *call) getUser(string) {
	id := c.request.URL.Query().Get("accountId")
	ref, ok := c.site.users.find(id)
	if !ok {
		c.missingV1("No user found with key : " + id)
		return
	}
	c.json(200, string(c.site.appendPerson(nil, ref)))
}

// listUsers looks up to 100 people up; of more, the rest is left out silently.
func (c *call) listUsers(string) {
	var refs []userRef
	given := words(c.request.URL.Query(), "accountId")
	for _, id := range given[:min(len(given), 100)] {
		if ref, ok := c.site.users.find(id); ok && !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	c.sendV1(&v1List{count: len(refs), defaultLimit: 200, maxLimit: 200, noNext: true,
		write: func(b []byte, i int) []byte { return c.site.appendPerson(b, refs[i]) }})
}
