package tables

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5/pgtype"
	"golang.org/x/sync/errgroup"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

type users struct{ def *sql.Definition }

func (t users) about() *about {
	return &about{
		scopes: []string{"read:user:confluence", "read:content-details:confluence", "read:page:confluence", "read:space:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			if err := c.UsersByID(ctx, []string{c.Me().AccountID.S}, enough); err != nil && !errors.Is(err, errEnough) {
				return err
			}
			return c.SearchUsers(ctx, enough)
		},
		cost: "The whole table takes a call for every 200 people of the user search and one for every 250 found, and needs all pages and " +
			"spaces to know whom they name. A join fetches only those it needs. The search lists 10,000 people at most; a site with more " +
			"gives an error (54000) for the whole table, never a part of it.",
		examples: []string{
			"select u.display_name, count(*) from pages p join users u on u.account_id = p.author_id group by 1 order by 2 desc limit 10;",
		},
		schemas: []string{"User"},
	}
}

func newUsers() sql.Table {
	return users{&sql.Definition{
		Schema: "public", Name: "users",
		Comment: "People and apps: all whom the user search lists, and everyone who made, owns or edited a page or space that you may see, departed people included.",
		Columns: []sql.Column{
			{Name: "account_id", Type: pgtype.TextOID, NotNull: true, Source: "accountId", Comment: "The Atlassian account id."},
			{Name: "account_type", Type: pgtype.TextOID, Source: "accountType", Comment: "atlassian (a person), app, customer or unknown."},
			{Name: "account_status", Type: pgtype.TextOID, Source: "accountStatus", Comment: "active, inactive, closed or unknown."},
			{Name: "display_name", Type: pgtype.TextOID, Source: "displayName", Comment: "The full name, if you may see it."},
			{Name: "public_name", Type: pgtype.TextOID, Source: "publicName", Comment: "The name that everybody may see."},
			{Name: "email", Type: pgtype.TextOID, Source: "email", Comment: "The e-mail address; empty or NULL where the person hides it."},
			{Name: "time_zone", Type: pgtype.TextOID, Source: "timeZone", Comment: "The person's time zone, if not hidden."},
			{Name: "personal_space_id", Type: pgtype.Int8OID, Source: "personalSpaceId", Comment: "The person's own space."},
			{Name: "is_external_collaborator", Type: pgtype.BoolOID, Source: "isExternalCollaborator", Comment: "Whether this is a guest."},
		},
		PrimaryKey: []string{"account_id"},
		ForeignKeys: []sql.ForeignKey{
			{Columns: []string{"personal_space_id"}, RefTable: "spaces", RefColumns: []string{"id"}},
		},
		Indexes: [][]string{{"display_name"}},
		Lookups: []sql.Lookup{{Column: "account_id", PerCall: 250, Max: 10_000}},
		ByKeys:  true,
	}}
}

func (t users) Definition() *sql.Definition { return t.def }

// Calls leaves out what reading pages and spaces takes, which the store may
// have already.
func (t users) Calls(s sql.Slice, rows int64) int64 {
	switch {
	case s.By != "":
		return calls(len(s.Keys), 250)
	case rows > 0:
		return calls(int(rows), 200) + 1 + calls(int(rows), 250)
	}
	return -1
}

func (t users) Load(ctx context.Context, req *sql.LoadRequest) error {
	c, err := client(req)
	if err != nil {
		return err
	}
	ctx = traced(ctx, req)
	if req.Slice.By == "account_id" {
		return Error(c.UsersByID(ctx, stringKeys(req.Slice.Keys), func(rows []confluence.User) error {
			return emitAll(req, rows, len(t.def.Columns), fillUser)
		}))
	}
	return Error(t.everyone(ctx, c, req))
}

// everyone collects who there is, and has all of them described in one way:
// only users-bulk tells who has left.
func (t users) everyone(ctx context.Context, c *confluence.Client, req *sql.LoadRequest) error {
	var mu sync.Mutex
	found := make(map[string]confluence.User) // by the search
	named := make(map[string]bool)
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		return c.SearchUsers(gctx, func(rows []confluence.User) error {
			mu.Lock()
			defer mu.Unlock()
			for _, u := range rows {
				found[u.AccountID.S] = u
				named[u.AccountID.S] = true
			}
			return nil
		})
	})
	for table, columns := range map[string][]string{
		"pages":  {"author_id", "owner_id", "last_owner_id", "version_author_id"},
		"spaces": {"author_id", "space_owner_id"},
	} {
		g.Go(func() error {
			rows, err := req.Read(gctx, sql.Slice{Table: table}, columns...)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			for _, row := range rows {
				for _, v := range row {
					if id, ok := v.(string); ok && id != "" {
						named[id] = true
					}
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	ids := slices.Collect(maps.Keys(named))
	err := c.UsersByID(ctx, ids, func(rows []confluence.User) error {
		for i := range rows {
			delete(found, rows[i].AccountID.S)
		}
		return emitAll(req, rows, len(t.def.Columns), fillUser)
	})
	if err != nil {
		return err
	}
	// Whom the search lists is there, whatever users-bulk says.
	return emitAll(req, slices.Collect(maps.Values(found)), len(t.def.Columns), fillUser)
}

// fillUser writes a user in the order of the definition's columns.
func fillUser(u *confluence.User, row []any) {
	row[0] = text(u.AccountID)
	row[1] = text(u.AccountType)
	row[2] = text(u.AccountStatus)
	row[3] = text(u.DisplayName)
	row[4] = text(u.PublicName)
	row[5] = text(u.Email)
	row[6] = text(u.TimeZone)
	row[7] = id(u.PersonalSpaceID)
	row[8] = boolean(u.IsExternalCollaborator)
}
