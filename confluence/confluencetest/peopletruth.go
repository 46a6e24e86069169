package confluencetest

import "slices"

// A GroupTruth is a group as it is.
type GroupTruth struct {
	ID, Name, UsageType, ManagedBy string
	MemberIDs                      []string // account ids
}

// TrueGroups are all groups by name.
func (s *Site) TrueGroups() []GroupTruth {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []GroupTruth
	for _, g := range s.groupsByName() {
		t := GroupTruth{ID: s.groupID(g), Name: s.groupName(g), UsageType: "USERBASE_GROUP", ManagedBy: "ADMINS"}
		if g >= firstTeam && g%3 == 0 {
			t.UsageType, t.ManagedBy = "TEAM_COLLABORATION", "TEAM_MEMBERS"
		}
		for _, ref := range s.members(g) {
			t.MemberIDs = append(t.MemberIDs, s.users.id(ref))
		}
		out = append(out, t)
	}
	return out
}

// A PermissionTruth is one permission in a space.
type PermissionTruth struct {
	SpaceID, ID                 int64
	PrincipalType, PrincipalID  string
	OperationKey, OperationType string
}

// TrueSpacePermissions are the permissions in the spaces that a person may see.
func (s *Site) TrueSpacePermissions(email string) []PermissionTruth {
	var out []PermissionTruth
	s.eachSpace(email, func(i int) {
		for _, p := range s.permissionsOf(i) {
			out = append(out, PermissionTruth{s.spaces[i].id, p.id, p.kind, p.principal, p.key, p.target})
		}
	})
	return out
}

// eachSpace calls a function for each space that a person may see, with mu held
// for reading.
func (s *Site) eachSpace(email string, do func(i int)) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	v := s.viewOf(email)
	for i := range s.spaces {
		if v != nil && v.space(i) {
			do(i)
		}
	}
}

// A RoleTruth is a role that somebody has in a space.
type RoleTruth struct {
	SpaceID                    int64
	PrincipalType, PrincipalID string
	RoleID, RoleName           string
}

// TrueRoleAssignments are the roles in the spaces that a person may see.
func (s *Site) TrueRoleAssignments(email string) []RoleTruth {
	var out []RoleTruth
	s.eachSpace(email, func(i int) {
		for _, a := range s.assignmentsOf(i) {
			if !s.config.NoRoles {
				out = append(out, RoleTruth{s.spaces[i].id, a.kind, a.principal, s.roleID(a.role), roles[a.role].name})
			}
		}
	})
	return out
}

// A RestrictionTruth is who may do one thing with a content, the content's own
// restrictions only.
type RestrictionTruth struct {
	Operation  string // read or update
	AccountIDs []string
	GroupIDs   []string
}

// A PropertyTruth is a property of a content or space.
type PropertyTruth struct {
	ID      int64
	Key     string
	Value   string // JSON
	Version int32
}

// ContentTruth is what hangs on one content; nobody's rights are asked.
type ContentTruth struct {
	Type         string
	Labels       []LabelTruth
	LikedBy      []string // account ids
	WatchedBy    []string
	Restrictions []RestrictionTruth // without those that name nobody
	Properties   []PropertyTruth
	Views        int64
	Viewers      int64
	ViewsHidden  bool // from all who are not administrators
	State        string
	Class        string // of classification
}

// TrueContent is what hangs on a content; false if it does not exist.
func (s *Site) TrueContent(id int64) (ContentTruth, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var x content
	if !s.content(id, &x) || x.status == statusDeleted {
		return ContentTruth{}, false
	}
	t := ContentTruth{Type: x.kind.String(), LikedBy: s.accountIDs(s.likesOf(&x)), WatchedBy: s.accountIDs(s.watchersOf(&x)),
		ViewsHidden: s.hidesViews(x.space)}
	t.Views, t.Viewers = s.viewsOf(&x, 0)
	for _, ref := range s.labelsOf(id) {
		t.Labels = append(t.Labels, s.labelTruth(id, ref))
	}
	for _, r := range s.restrictionsOf(&x) {
		rt := RestrictionTruth{Operation: r.operation, AccountIDs: s.accountIDs(r.users)}
		for _, g := range r.groups {
			rt.GroupIDs = append(rt.GroupIDs, s.groupID(g))
		}
		if len(rt.AccountIDs)+len(rt.GroupIDs) > 0 {
			t.Restrictions = append(t.Restrictions, rt)
		}
	}
	t.Properties = propertyTruths(s.propertiesOf(&x))
	if st, ok := s.stateOf(&x); ok {
		t.State = contentStates[st].name
	}
	if l, ok := s.classOf(&x); ok {
		t.Class = classifications[l].name
	}
	return t, true
}

func propertyTruths(rows []property) []PropertyTruth {
	var out []PropertyTruth
	for _, p := range rows {
		out = append(out, PropertyTruth{p.id, p.key, p.value, p.number})
	}
	return out
}

// TrueSpaceProperties are the properties of a space.
func (s *Site) TrueSpaceProperties(spaceID int64) []PropertyTruth {
	i, ok := s.spaceAt[spaceID]
	if !ok {
		return nil
	}
	return propertyTruths(s.spaceProperties(i))
}

func (s *Site) accountIDs(refs []userRef) []string {
	var ids []string
	for _, ref := range refs {
		ids = append(ids, s.users.id(ref))
	}
	return slices.Clip(ids)
}
