package confluence

import (
	"context"
	"strconv"
)

// SpacePermission is one thing that one principal may do in a space.
type SpacePermission struct {
	ID        Text `json:"id"`
	Principal struct {
		Type Text `json:"type"` // user, group or role
		ID   Text `json:"id"`
	} `json:"principal"`
	Operation struct {
		Key        Text `json:"key"`
		TargetType Text `json:"targetType"`
	} `json:"operation"`
}

// SpacePermissions hands the permissions of each space to emit: a call for
// each, and one more for every 250.
func (c *Client) SpacePermissions(ctx context.Context, spaceIDs []int64, emit func(space int64, rows []SpacePermission) error) error {
	return ofEach(ctx, spaceIDs, func(id int64) list[SpacePermission] {
		return ofSpace(c, id, "permissions", spacesScope, named("space permission", func(p *SpacePermission) string { return p.ID.S }))
	}, emit)
}

// ofSpace is a list below a space.
func ofSpace[T any](c *Client, id int64, part, scope string, key func(*T) (string, error)) list[T] {
	return list[T]{client: c, path: spacesPath + "/" + strconv.FormatInt(id, 10) + "/" + part, scope: scope, key: key}
}
