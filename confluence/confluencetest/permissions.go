package confluencetest

import (
	"slices"
	"strconv"
)

// A permission lets somebody do something in a space.
type permission struct {
	id        int64
	kind      string // user, group
	principal string
	key       string
	target    string
}

var operationsInSpace = [...][2]string{{"read", "space"}, {"create", "page"}, {"create", "blogpost"}, {"create", "comment"},
	{"create", "attachment"}, {"delete", "space"}, {"delete", "page"}, {"delete", "blogpost"}, {"delete", "comment"},
	{"delete", "attachment"}, {"restrict_content", "space"}, {"export", "space"}, {"archive", "page"}, {"administer", "space"}}

// permissionsOf are the permissions of a space: everybody's few (not in a
// personal space), the administrators' all, its owner's all, some people's some.
func (s *Site) permissionsOf(i int) []permission {
	sp := &s.spaces[i]
	var out []permission
	give := func(kind, principal string, n int) {
		for _, op := range operationsInSpace[:n] {
			out = append(out, permission{id: sp.id*1000 + int64(len(out)), kind: kind, principal: principal, key: op[0], target: op[1]})
		}
	}
	h := s.draw.of(drawPermission, uint64(i))
	if sp.kind != "personal" {
		give("group", s.groupID(groupEverybody), 1+int(h%5))
	}
	give("group", s.groupID(groupAdmins), len(operationsInSpace))
	owner := sp.owner
	if owner == noUser {
		owner = sp.author
	}
	give("user", s.users.id(owner), len(operationsInSpace))
	if h>>8%2 == 0 {
		give("group", s.groupID(firstTeam+int(h>>12)%(s.groupCount()-firstTeam)), 5)
	}
	for _, ref := range s.drawPeople(i, h, int(h>>16%6)) {
		if ref != owner {
			give("user", s.users.id(ref), 1+int((uint64(ref)+h)%8))
		}
	}
	return out
}

func appendPermission(b []byte, p *permission) []byte {
	b = appendID(append(b, '{'), "id", p.id)
	b = appendString(append(appendKey(b, "principal"), '{'), "type", p.kind)
	b = append(appendString(b, "id", p.principal), '}')
	b = appendString(append(appendKey(b, "operation"), '{'), "key", p.key)
	return append(appendString(b, "targetType", p.target), "}}"...)
}

func (c *call) listSpacePermissions(id string) {
	if i, ok := c.seenSpace(id); ok {
		sendSlice(c, c.request.URL.Query(), c.site.permissionsOf(i), appendPermission)
	}
}

// listPermissions answers the catalogue of permissions.
func (c *call) listPermissions(string) {
	sendSlice(c, c.request.URL.Query(), operationsInSpace[:], func(b []byte, op *[2]string) []byte {
		b = appendString(append(b, '{'), "id", op[0]+"/"+op[1])
		b = appendString(b, "displayName", op[0]+" "+op[1])
		b = appendString(b, "description", "May "+op[0]+" a "+op[1])
		b = append(appendKey(b, "requiredPermissionIds"), '[')
		if op[0] != "read" {
			b = append(b, `"read/space"`...)
		}
		return append(b, "]}"...)
	})
}

// A role is a set of permissions with a name.
type role struct {
	name, kind  string
	permissions int // how many of operationsInSpace
}

var roles = [...]role{{"Viewer", "SYSTEM", 1}, {"Collaborator", "SYSTEM", 5}, {"Manager", "SYSTEM", 13},
	{"Administrator", "SYSTEM", 14}, {"External reviewer", "CUSTOM", 4}}

func (s *Site) roleID(r int) string {
	return string(appendUUID(nil, s.draw.of(drawPermission, uint64(r)+1<<40), s.draw.of(drawPermission, uint64(r)+1<<41)))
}

// An assignment gives somebody a role in a space.
type assignment struct {
	kind      string // USER, GROUP, ACCESS_CLASS
	principal string
	role      int
}

func (s *Site) assignmentsOf(i int) []assignment {
	sp := &s.spaces[i]
	h := s.draw.of(drawPermission, uint64(i)+1<<42)
	owner := sp.owner
	if owner == noUser {
		owner = sp.author
	}
	out := []assignment{{"USER", s.users.id(owner), 3}, {"GROUP", s.groupID(groupAdmins), 3}}
	if sp.kind != "personal" {
		out = append(out, assignment{"ACCESS_CLASS", "all-licensed-users", int(h % 3)})
	}
	for _, ref := range s.drawPeople(i, h, int(h>>8%5)) {
		if ref != owner {
			out = append(out, assignment{"USER", s.users.id(ref), int((uint64(ref) + h) % uint64(len(roles)))})
		}
	}
	return out
}

func (s *Site) appendRole(b []byte, r *int) []byte {
	x := &roles[*r]
	b = appendString(append(b, '{'), "id", s.roleID(*r))
	b = appendString(b, "type", x.kind)
	b = appendString(b, "name", x.name)
	b = appendString(b, "description", "May do "+strconv.Itoa(x.permissions)+" things")
	b = append(appendKey(b, "spacePermissions"), '[')
	for i, op := range operationsInSpace[:x.permissions] {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendQuoted(b, op[0]+"/"+op[1])
	}
	return append(b, "]}"...)
}

// roleFilter reads the parameters that lists of roles and of assignments share.
func (c *call) roleFilter() (keep func(a *assignment) bool, kind string, ok bool) {
	q := c.request.URL.Query()
	kind, ok = c.choice(q, "role-type", "RoleType", "SYSTEM", "CUSTOM")
	if !ok {
		return nil, "", false
	}
	principals, ok := c.choice(q, "principal-type", "PrincipalType", "USER", "GROUP", "ACCESS_CLASS")
	if !ok {
		return nil, "", false
	}
	principal, roleID := q.Get("principal-id"), q.Get("role-id")
	return func(a *assignment) bool {
		return (principals == "" || a.kind == principals) && (principal == "" || a.principal == principal) &&
			(roleID == "" || c.site.roleID(a.role) == roleID) && (kind == "" || roles[a.role].kind == kind)
	}, kind, true
}

func (c *call) listRoles(string) {
	keep, kind, ok := c.roleFilter()
	if !ok {
		return
	}
	q := c.request.URL.Query()
	var rows []int
	for r := range roles {
		if !c.site.config.NoRoles && (kind == "" || roles[r].kind == kind) {
			rows = append(rows, r)
		}
	}
	if id := q.Get("space-id"); id != "" {
		i, ok := c.seenSpace(id)
		if !ok {
			return
		}
		given := c.site.assignmentsOf(i)
		rows = slices.DeleteFunc(rows, func(r int) bool {
			return !slices.ContainsFunc(given, func(a assignment) bool { return a.role == r && keep(&a) })
		})
	}
	sendSlice(c, q, rows, c.site.appendRole)
}

func (c *call) getRole(id string) {
	for r := range roles {
		if c.site.roleID(r) == id && !c.site.config.NoRoles {
			c.json(200, string(c.site.appendRole(nil, &r)))
			return
		}
	}
	c.missing("space role", id)
}

func (c *call) roleMode(string) {
	mode := "ROLES"
	if c.site.config.NoRoles {
		mode = "PRE_ROLES"
	}
	c.json(200, `{"mode":"`+mode+`"}`)
}

func (c *call) listAssignments(id string) {
	i, ok := c.seenSpace(id)
	if !ok {
		return
	}
	keep, _, ok := c.roleFilter()
	if !ok {
		return
	}
	var rows []assignment
	if !c.site.config.NoRoles {
		rows = slices.DeleteFunc(c.site.assignmentsOf(i), func(a assignment) bool { return !keep(&a) })
	}
	sendSlice(c, c.request.URL.Query(), rows, func(b []byte, a *assignment) []byte {
		b = appendString(append(append(b, '{'), `"principal":{`...), "principalType", a.kind)
		b = append(appendString(b, "principalId", a.principal), '}')
		return append(appendString(b, "roleId", c.site.roleID(a.role)), '}')
	})
}
