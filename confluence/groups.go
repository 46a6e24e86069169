package confluence

import (
	"context"
	"net/url"
)

const (
	groupPath   = "/wiki/rest/api/group"
	groupScope  = "read:confluence-groups"
	groupsLimit = 200
)

// Group is a group of people.
type Group struct {
	ID        Text `json:"id"` // a UUID
	Type      Text `json:"type"`
	Name      Text `json:"name"`
	UsageType Text `json:"usageType"`
	ManagedBy Text `json:"managedBy"`
}

var groupKey = named("group", func(g *Group) string { return g.ID.S })

// Groups hands every group of the site to emit. It fails as Forbidden where the
// account may not see them.
func (c *Client) Groups(ctx context.Context, emit func([]Group) error) error {
	return offsetList[Group]{client: c, path: groupPath, scope: groupScope, limit: groupsLimit, key: groupKey, onward: true}.each(ctx, emit)
}

// GroupMembers hands the people in each group to emit: a call for every 200.
func (c *Client) GroupMembers(ctx context.Context, groupIDs []string, emit func(group string, people []User) error) error {
	return ofEachOffset(ctx, groupIDs, func(id string) offsetList[User] {
		return offsetList[User]{client: c, path: groupPath + "/" + url.PathEscape(id) + "/membersByGroupId", scope: groupScope,
			limit: groupsLimit, key: named("user", func(u *User) string { return u.AccountID.S }), onward: true}
	}, emit)
}

// GroupsOf hands the groups that each person is in to emit: a call for each.
func (c *Client) GroupsOf(ctx context.Context, accountIDs []string, emit func(account string, groups []Group) error) error {
	return ofEachOffset(ctx, accountIDs, func(id string) offsetList[Group] {
		return offsetList[Group]{client: c, path: "/wiki/rest/api/user/memberof", scope: "read:confluence-user",
			query: url.Values{"accountId": {id}}, limit: groupsLimit, key: groupKey, onward: true}
	}, emit)
}
