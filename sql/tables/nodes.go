package tables

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// This file is for what stands in a space's tree beside pages and cannot be
// listed: folders, whiteboards, databases and smart links.

func newFolders() sql.Table {
	return newNodes("folders", "folder", confluence.Folders, "FolderSingle")
}

func newWhiteboards() sql.Table {
	return newNodes("whiteboards", "whiteboard", confluence.Whiteboards, "WhiteboardSingle")
}

func newDatabases() sql.Table {
	return newNodes("databases", "database", confluence.Databases, "DatabaseSingle")
}

func newSmartLinks() sql.Table {
	return newNodes("smart_links", "smart link", confluence.SmartLinks, "SmartLinkSingle")
}

func newNodes(name, noun string, typ confluence.NodeType, schema string) sql.Table {
	type node = confluence.Node
	columns := []column[node]{
		{name: "id", typ: bigintType, source: "id", comment: "Its number.", get: func(n *node) any { return id(n.ID) }},
		{name: "status", typ: textType, source: "status", comment: "current or archived.", get: func(n *node) any { return text(n.Status) }},
		{name: "title", typ: textType, source: "title", comment: "The title.", get: func(n *node) any { return text(n.Title) }},
		{name: "space_id", typ: bigintType, source: "spaceId", comment: "The space that it is in.", get: func(n *node) any { return id(n.SpaceID) }},
		{name: "parent_id", typ: bigintType, source: "parentId", comment: "What it hangs under; NULL at the top.", get: func(n *node) any { return id(n.ParentID) }},
		{name: "parent_type", typ: textType, source: "parentType", comment: "page, folder, whiteboard, database or embed.", get: func(n *node) any { return textNotEmpty(n.ParentType.S) }},
		{name: "position", typ: intType, source: "position", comment: "The place among its siblings.", get: func(n *node) any { return integer(n.Position) }},
		{name: "author_id", typ: textType, source: "authorId", comment: "Who made it.", get: func(n *node) any { return text(n.AuthorID) }},
		{name: "owner_id", typ: textType, source: "ownerId", comment: "Who owns it.", get: func(n *node) any { return text(n.OwnerID) }},
		{name: "created_at", typ: timeType, source: "createdAt", comment: "When it was made.", get: func(n *node) any { return timestamp(n.CreatedAt) }},
		{name: "version_number", typ: intType, source: "version.number", comment: "The number of the newest version, from 1.", get: func(n *node) any { return integer(n.Version.Number) }},
		{name: "version_author_id", typ: textType, source: "version.authorId", comment: "Who made the newest version.", get: func(n *node) any { return text(n.Version.AuthorID) }},
		{name: "version_created_at", typ: timeType, source: "version.createdAt", comment: "When the newest version was made.", get: func(n *node) any { return timestamp(n.Version.CreatedAt) }},
		{name: "url", typ: textType, source: "_links.base + _links.webui", comment: "Where to see it in a browser.", get: func(n *node) any { return textNotEmpty(n.URL()) }},
	}
	if typ == confluence.SmartLinks {
		columns = append(columns, column[node]{name: "embed_url", typ: textType, source: "embedUrl", comment: "The address that it leads to.", get: func(n *node) any { return text(n.EmbedURL) }})
	}
	return newTable(sql.Definition{
		Name: name, Comment: "Each " + noun + " that you may see. Confluence has no list of them: found are those that the search knows and those that something hangs under.",
		PrimaryKey: []string{"id"}, ForeignKeys: []sql.ForeignKey{toSpace("space_id"), toUser("author_id"), toUser("owner_id"), toUser("version_author_id")},
		Indexes: [][]string{{"space_id"}, {"parent_id"}},
		Lookups: []sql.Lookup{{Column: "id", PerCall: 1, Max: 2000}},
	}, about{
		scopes: []string{nodeScope[typ], "search:confluence", "read:page:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			if err := c.Search(ctx, "type = "+typ.Name(), nil, enough); err != nil && !errors.Is(err, errEnough) {
				return err
			}
			return c.NodesByID(ctx, typ, []int64{probePage}, enough)
		},
		cost: "A search (200 a call) and the list of pages find them; each then takes a call of its own. One that was made a moment ago, " +
			"that is archived, and under which nothing hangs, is not found, unless it is asked for by id.",
		examples: []string{"select s.key, count(*) from " + name + " n join spaces s on s.id = n.space_id group by 1;"},
		schemas:  []string{schema},
	}, columns, perKey, func(ctx context.Context, l *load[node]) error {
		if l.by("id") {
			return l.client.NodesByID(ctx, typ, l.numbers(), l.emit)
		}
		return everyNode(ctx, l, typ)
	})
}

// nodeScope are the scopes of the routes by id.
var nodeScope = map[confluence.NodeType]string{confluence.Folders: "read:folder:confluence", confluence.Whiteboards: "read:whiteboard:confluence",
	confluence.Databases: "read:database:confluence", confluence.SmartLinks: "read:embed:confluence"}

// everyNode collects the ids that are known, and asks for each: what comes may
// name further ones above.
func everyNode(ctx context.Context, l *load[confluence.Node], typ confluence.NodeType) error {
	ids := make(map[int64]bool)
	err := l.client.Search(ctx, "type = "+typ.Name(), nil, func(rows []confluence.Found) error {
		for _, r := range rows {
			if n, err := strconv.ParseInt(r.ID.S, 10, 64); err == nil {
				ids[n] = true
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	rows, err := l.Read(ctx, sql.Slice{Table: "pages"}, "parent_id", "parent_type")
	if err != nil {
		return err
	}
	for _, r := range rows {
		if n, ok := r[0].(int64); ok && r[1] == typ.Name() {
			ids[n] = true
		}
	}
	asked := make(map[int64]bool)
	for {
		var next []int64
		for n := range ids {
			if !asked[n] {
				next = append(next, n)
				asked[n] = true
			}
		}
		if len(next) == 0 {
			return nil
		}
		if err := l.afford(len(asked)); err != nil {
			return err
		}
		slices.Sort(next)
		err := l.client.NodesByID(ctx, typ, next, func(nodes []confluence.Node) error {
			for _, n := range nodes {
				if n.ParentID.Valid && n.ParentType.S == typ.Name() {
					ids[n.ParentID.N] = true
				}
			}
			return l.emit(nodes)
		})
		if err != nil {
			return err
		}
	}
}
