package confluence

import "context"

const rolesScope = "read:space.permission:confluence"

// SpaceRole is a named set of permissions, on sites that have roles.
type SpaceRole struct {
	ID               Text   `json:"id"`
	Type             Text   `json:"type"` // SYSTEM or CUSTOM
	Name             Text   `json:"name"`
	Description      Text   `json:"description"`
	SpacePermissions []Text `json:"spacePermissions"`
}

// SpaceRoles hands every role of the site to emit.
func (c *Client) SpaceRoles(ctx context.Context, emit func([]SpaceRole) error) error {
	return list[SpaceRole]{client: c, path: "/wiki/api/v2/space-roles", scope: rolesScope,
		key: named("space role", func(r *SpaceRole) string { return r.ID.S })}.each(ctx, emit)
}

// RoleAssignment gives a principal a role in a space.
type RoleAssignment struct {
	RoleID    Text `json:"roleId"`
	Principal struct {
		Type Text `json:"principalType"` // USER, GROUP or ACCESS_CLASS
		ID   Text `json:"principalId"`
	} `json:"principal"`
}

// RoleAssignments hands who has which role in each space to emit: a call for
// each.
func (c *Client) RoleAssignments(ctx context.Context, spaceIDs []int64, emit func(space int64, rows []RoleAssignment) error) error {
	return ofEach(ctx, spaceIDs, func(id int64) list[RoleAssignment] {
		return ofSpace(c, id, "role-assignments", rolesScope, named("role assignment", func(r *RoleAssignment) string {
			return r.RoleID.S + " of " + r.Principal.Type.S + " " + r.Principal.ID.S
		}))
	}, emit)
}
