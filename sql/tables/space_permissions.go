package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// inSpace is a part of a space.
type inSpace[T any] struct {
	space int64
	part  T
}

// newSpaceTable makes a table that takes a call for each space.
func newSpaceTable[T any](name, comment string, key []string, foreign []sql.ForeignKey, notes about, columns []column[inSpace[T]],
	read func(*confluence.Client, context.Context, []int64, func(int64, []T) error) error) sql.Table {
	notes.probe = func(ctx context.Context, c *confluence.Client) error {
		return read(c, ctx, []int64{probePage}, enoughOf)
	}
	columns = append([]column[inSpace[T]]{{name: "space_id", typ: bigintType, source: "asked for", comment: "The space.", get: func(v *inSpace[T]) any { return v.space }}}, columns...)
	return newTable(sql.Definition{
		Name: name, Comment: comment, PrimaryKey: key, ForeignKeys: append([]sql.ForeignKey{toSpace("space_id")}, foreign...),
		Lookups: []sql.Lookup{{Column: "space_id", PerCall: 1, Max: maxPerContent}}, ByKeys: true,
	}, notes, columns, perKey, func(ctx context.Context, l *load[inSpace[T]]) error {
		ids, err := l.spaceIDs(ctx)
		if err != nil {
			return err
		}
		return read(l.client, ctx, ids, func(space int64, parts []T) error {
			rows := make([]inSpace[T], len(parts))
			for i, p := range parts {
				rows[i] = inSpace[T]{space, p}
			}
			return l.emit(rows)
		})
	})
}

func newSpacePermissions() sql.Table {
	type permission = inSpace[confluence.SpacePermission]
	return newSpaceTable("space_permissions", "What people, groups and roles may do in the spaces that you may see.", []string{"space_id", "id"}, nil, about{
		scopes:   []string{"read:space:confluence"},
		cost:     "A call for each space, and one more for every 250 permissions in it.",
		examples: []string{"select s.key, p.principal_type, p.principal_id from space_permissions p join spaces s on s.id = p.space_id where p.operation_key = 'administer';"},
		schemas:  []string{"SpacePermissionAssignment"},
	}, []column[permission]{
		{name: "id", typ: textType, source: "id", comment: "The permission's id.", get: func(p *permission) any { return text(p.part.ID) }},
		{name: "principal_type", typ: textType, source: "principal.type", comment: "user, group or role.", get: func(p *permission) any { return text(p.part.Principal.Type) }},
		{name: "principal_id", typ: textType, source: "principal.id", comment: "users.account_id, groups.id or space_roles.id.", get: func(p *permission) any { return text(p.part.Principal.ID) }},
		{name: "operation_key", typ: textType, source: "operation.key", comment: "Such as read, create, delete or administer.", get: func(p *permission) any { return text(p.part.Operation.Key) }},
		{name: "operation_target_type", typ: textType, source: "operation.targetType", comment: "What to do it with: space, page, comment and so on.", get: func(p *permission) any { return text(p.part.Operation.TargetType) }},
	}, (*confluence.Client).SpacePermissions)
}

func newSpaceRoles() sql.Table {
	type role = confluence.SpaceRole
	return newTable(sql.Definition{
		Name: "space_roles", Comment: "Roles that can be assigned in spaces, on sites that have roles.", PrimaryKey: []string{"id"},
	}, about{
		scopes:   []string{"read:space.permission:confluence"},
		probe:    func(ctx context.Context, c *confluence.Client) error { return c.SpaceRoles(ctx, enough) },
		cost:     "A call for every 250 roles.",
		examples: []string{"select name, space_permissions from space_roles;"},
		schemas:  []string{"SpaceRole"},
	}, []column[role]{
		{name: "id", typ: textType, source: "id", comment: "The role's id.", get: func(r *role) any { return text(r.ID) }},
		{name: "type", typ: textType, source: "type", comment: "SYSTEM or CUSTOM.", get: func(r *role) any { return text(r.Type) }},
		{name: "name", typ: textType, source: "name", comment: "The role's name.", get: func(r *role) any { return text(r.Name) }},
		{name: "description", typ: textType, source: "description", comment: "What it is for.", get: func(r *role) any { return text(r.Description) }},
		{name: "space_permissions", typ: textsType, source: "spacePermissions", comment: "The permissions that it gives.", get: func(r *role) any {
			list := make([]string, len(r.SpacePermissions))
			for i, p := range r.SpacePermissions {
				list[i] = p.S
			}
			return textsOf(list)
		}},
	}, unknownCost, func(ctx context.Context, l *load[role]) error { return l.client.SpaceRoles(ctx, l.emit) })
}

func newSpaceRoleAssignments() sql.Table {
	type assignment = inSpace[confluence.RoleAssignment]
	return newSpaceTable("space_role_assignments", "Who has which role in the spaces that you may see, on sites that have roles.",
		[]string{"space_id", "role_id", "principal_type", "principal_id"}, []sql.ForeignKey{refer("role_id", "space_roles", "id")}, about{
			scopes:   []string{"read:space.permission:confluence", "read:space:confluence"},
			cost:     "A call for each space, and one more for every 250 assignments in it.",
			examples: []string{"select s.key, r.name, a.principal_id from space_role_assignments a join space_roles r on r.id = a.role_id join spaces s on s.id = a.space_id;"},
			schemas:  []string{"SpaceRoleAssignment"},
		}, []column[assignment]{
			{name: "role_id", typ: textType, source: "roleId", comment: "The role.", get: func(a *assignment) any { return text(a.part.RoleID) }},
			{name: "principal_type", typ: textType, source: "principal.principalType", comment: "USER, GROUP or ACCESS_CLASS.", get: func(a *assignment) any { return text(a.part.Principal.Type) }},
			{name: "principal_id", typ: textType, source: "principal.principalId", comment: "Who has it: users.account_id, groups.id or the name of a class.", get: func(a *assignment) any { return text(a.part.Principal.ID) }},
		}, (*confluence.Client).RoleAssignments)
}

func newSpaceProperties() sql.Table {
	type property = inSpace[confluence.SpaceProperty]
	return newSpaceTable("space_properties", "Values that apps have attached to spaces.", []string{"space_id", "id"},
		[]sql.ForeignKey{toUser("created_by"), toUser("version_created_by")}, about{
			scopes:   []string{"read:space:confluence"},
			cost:     "A call for each space, and one more for every 250 properties of it.",
			examples: []string{"select s.key, x.key, x.value from space_properties x join spaces s on s.id = x.space_id;"},
			schemas:  []string{"SpaceProperty"},
		}, []column[property]{
			{name: "id", typ: bigintType, source: "id", comment: "The property's number.", get: func(p *property) any { return id(p.part.ID) }},
			{name: "key", typ: textType, source: "key", comment: "The property's name.", get: func(p *property) any { return text(p.part.Key) }},
			{name: "value", typ: jsonType, source: "value", comment: "Its value.", get: func(p *property) any { return rawJSON(p.part.Value) }},
			{name: "created_at", typ: timeType, source: "createdAt", comment: "When it was made.", get: func(p *property) any { return timestamp(p.part.CreatedAt) }},
			{name: "created_by", typ: textType, source: "createdBy", comment: "Who made it.", get: func(p *property) any { return text(p.part.CreatedBy) }},
			{name: "version_number", typ: intType, source: "version.number", comment: "The number of the newest version, from 1.", get: func(p *property) any { return integer(p.part.Version.Number) }},
			{name: "version_message", typ: textType, source: "version.message", comment: "What was said about it.", get: func(p *property) any { return text(p.part.Version.Message) }},
			{name: "version_created_by", typ: textType, source: "version.createdBy", comment: "Who made the newest version.", get: func(p *property) any { return text(p.part.Version.CreatedBy) }},
			{name: "version_created_at", typ: timeType, source: "version.createdAt", comment: "When the newest version was made.", get: func(p *property) any { return timestamp(p.part.Version.CreatedAt) }},
		}, (*confluence.Client).SpaceProperties)
}
