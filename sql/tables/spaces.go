package tables

import (
	"context"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

type spaces struct{ def *sql.Definition }

func (t spaces) about() *about {
	return &about{
		scopes: []string{"read:space:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			return c.Spaces(ctx, enough)
		},
		cost: "The whole table takes a call for every 250 spaces.",
		examples: []string{
			"select s.key, count(p.id) from spaces s left join pages p on p.space_id = s.id group by 1 order by 2 desc;",
		},
		schemas: []string{"SpaceBulk"},
	}
}

func newSpaces() sql.Table {
	return spaces{&sql.Definition{
		Schema: "public", Name: "spaces",
		Comment: "Spaces that you may see, archived ones and those of persons included.",
		Columns: []sql.Column{
			{Name: "id", Type: pgtype.Int8OID, NotNull: true, Source: "id", Comment: "The space's number."},
			{Name: "key", Type: pgtype.TextOID, Source: "key", Comment: "The short name in addresses, such as ENG; Confluence ignores its case."},
			{Name: "name", Type: pgtype.TextOID, Source: "name", Comment: "The space's name."},
			{Name: "type", Type: pgtype.TextOID, Source: "type", Comment: "global, personal, collaboration, knowledge_base or another kind."},
			{Name: "status", Type: pgtype.TextOID, Source: "status", Comment: "current or archived."},
			{Name: "author_id", Type: pgtype.TextOID, Source: "authorId", Comment: "Who made the space."},
			{Name: "space_owner_id", Type: pgtype.TextOID, Source: "spaceOwnerId", Comment: "Who owns the space: a person or a group."},
			{Name: "current_active_alias", Type: pgtype.TextOID, Source: "currentActiveAlias", Comment: "The key that addresses use at present."},
			{Name: "created_at", Type: pgtype.TimestamptzOID, Source: "createdAt", Comment: "When the space was made."},
			{Name: "homepage_id", Type: pgtype.Int8OID, Source: "homepageId", Comment: "The space's home page."},
			{Name: "description", Type: pgtype.TextOID, Source: "description.plain.value", Comment: "The description, as plain text."},
			{Name: "url", Type: pgtype.TextOID, Source: "_links.base + _links.webui", Comment: "Where to see the space in a browser."},
		},
		PrimaryKey: []string{"id"},
		ForeignKeys: []sql.ForeignKey{
			{Columns: []string{"author_id"}, RefTable: "users", RefColumns: []string{"account_id"}},
			{Columns: []string{"homepage_id"}, RefTable: "pages", RefColumns: []string{"id"}},
		},
		Indexes: [][]string{{"key"}, {"author_id"}},
		Lookups: []sql.Lookup{
			{Column: "id", PerCall: 250, Max: 2500},
			{Column: "key", PerCall: 100, Max: 1000, FoldsCase: true},
		},
	}}
}

func (t spaces) Definition() *sql.Definition { return t.def }

func (t spaces) Calls(s sql.Slice, rows int64) int64 {
	switch {
	case s.By == "id":
		return calls(len(s.Keys), 250)
	case s.By == "key":
		return calls(len(s.Keys), 100)
	case rows > 0:
		return calls(int(rows), 250)
	}
	return -1
}

func (t spaces) Load(ctx context.Context, req *sql.LoadRequest) error {
	c, err := client(req)
	if err != nil {
		return err
	}
	ctx = traced(ctx, req)
	emit := func(rows []confluence.Space) error { return emitAll(req, rows, len(t.def.Columns), fillSpace) }
	switch req.Slice.By {
	case "id":
		err = c.SpacesByID(ctx, int64Keys(req.Slice.Keys), emit)
	case "key":
		err = c.SpacesByKey(ctx, stringKeys(req.Slice.Keys), emit)
	default:
		err = c.Spaces(ctx, emit)
	}
	return Error(err)
}

// fillSpace writes a space in the order of the definition's columns.
func fillSpace(s *confluence.Space, row []any) {
	row[0] = id(s.ID)
	row[1] = text(s.Key)
	row[2] = text(s.Name)
	row[3] = text(s.Type)
	row[4] = text(s.Status)
	row[5] = text(s.AuthorID)
	row[6] = text(s.SpaceOwnerID)
	row[7] = text(s.CurrentActiveAlias)
	row[8] = timestamp(s.CreatedAt)
	row[9] = id(s.HomepageID)
	row[10] = text(s.Description.Plain.Value)
	row[11] = textNotEmpty(s.URL())
}
