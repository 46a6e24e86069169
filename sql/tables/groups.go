package tables

import (
	"context"
	"errors"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

func newGroups() sql.Table {
	type group = confluence.Group
	return newTable(sql.Definition{
		Name: "groups", Comment: "Groups of people.", PrimaryKey: []string{"id"}, Indexes: [][]string{{"name"}},
	}, about{
		scopes:   []string{"read:confluence-groups"},
		probe:    func(ctx context.Context, c *confluence.Client) error { return c.Groups(ctx, enough) },
		cost:     "The whole table takes a call for every 200 groups. Whoever may not see groups gets an error (42501).",
		examples: []string{"select g.name, count(*) from groups g join group_members m on m.group_id = g.id group by 1 order by 2 desc;"},
		schemas:  []string{"v1:Group"},
	}, []column[group]{
		{name: "id", typ: textType, source: "id", comment: "The group's id, a UUID.", get: func(g *group) any { return text(g.ID) }},
		{name: "name", typ: textType, source: "name", comment: "The group's name.", get: func(g *group) any { return text(g.Name) }},
		{name: "type", typ: textType, source: "type", comment: "group.", get: func(g *group) any { return text(g.Type) }},
		{name: "usage_type", typ: textType, source: "usageType", comment: "USERBASE_GROUP or TEAM_COLLABORATION.", get: func(g *group) any { return text(g.UsageType) }},
		{name: "managed_by", typ: textType, source: "managedBy", comment: "ADMINS, EXTERNAL, TEAM_MEMBERS or OPEN.", get: func(g *group) any { return text(g.ManagedBy) }},
	}, func(_ sql.Slice, rows int64) int64 {
		if rows > 0 {
			return calls(int(rows), 200)
		}
		return -1
	}, func(ctx context.Context, l *load[group]) error { return l.client.Groups(ctx, l.emit) })
}

// member is that a person is in a group.
type member struct{ group, account string }

func newGroupMembers() sql.Table {
	return newTable(sql.Definition{
		Name: "group_members", Comment: "Who is in which group.", PrimaryKey: []string{"group_id", "account_id"},
		ForeignKeys: []sql.ForeignKey{refer("group_id", "groups", "id"), toUser("account_id")},
		Indexes:     [][]string{{"account_id"}},
		Lookups:     []sql.Lookup{{Column: "group_id", PerCall: 1, Max: 1000}, {Column: "account_id", PerCall: 1, Max: 50}},
	}, about{
		scopes: []string{"read:confluence-groups", "read:confluence-user"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			if err := c.Groups(ctx, enough); err != nil && !errors.Is(err, errEnough) {
				return err
			}
			return c.GroupsOf(ctx, []string{c.Me().AccountID.S}, enoughOf)
		},
		cost:     "A call for every 200 people of each group; of up to 50 people, two for each.",
		examples: []string{"select u.display_name from group_members m join groups g on g.id = m.group_id join users u on u.account_id = m.account_id where g.name = 'site-admins';"},
		schemas:  []string{"v1:Group", "v1:User"},
	}, []column[member]{
		{name: "group_id", typ: textType, source: "id", comment: "The group.", get: func(m *member) any { return m.group }},
		{name: "account_id", typ: textType, source: "accountId", comment: "The person.", get: func(m *member) any { return m.account }},
	}, perKey, func(ctx context.Context, l *load[member]) error {
		if l.by("account_id") {
			return l.client.GroupsOf(ctx, l.texts(), func(account string, groups []confluence.Group) error {
				rows := make([]member, len(groups))
				for i, g := range groups {
					rows[i] = member{g.ID.S, account}
				}
				return l.emit(rows)
			})
		}
		ids := l.texts()
		if !l.by("group_id") {
			err := l.client.Groups(ctx, func(groups []confluence.Group) error {
				for _, g := range groups {
					ids = append(ids, g.ID.S)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		if err := l.afford(len(ids)); err != nil {
			return err
		}
		return l.client.GroupMembers(ctx, ids, func(group string, people []confluence.User) error {
			rows := make([]member, len(people))
			for i, u := range people {
				rows[i] = member{group, u.AccountID.S}
			}
			return l.emit(rows)
		})
	})
}
