package tables

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// maxFirst is up to how many first rows are read in order; beyond, the parallel
// walk over everything is the faster way.
const maxFirst = 2000

// pages is the table of pages, or that of blog posts.
type pages struct {
	def   *sql.Definition
	docs  func(*confluence.Client) confluence.Documents
	fill  func(p *confluence.Page, keys map[int64]string, row []any)
	notes about
}

func newPages() sql.Table {
	return pages{docs: (*confluence.Client).Pages, fill: fillPage, notes: pagesNotes(), def: &sql.Definition{
		Schema: "public", Name: "pages",
		Comment: "Pages that you may see, current and archived, without their bodies.",
		Columns: []sql.Column{
			{Name: "id", Type: pgtype.Int8OID, NotNull: true, Source: "id", Comment: "The page's number."},
			{Name: "status", Type: pgtype.TextOID, Source: "status", Comment: "current or archived."},
			{Name: "title", Type: pgtype.TextOID, Source: "title", Comment: "The title."},
			{Name: "space_id", Type: pgtype.Int8OID, Source: "spaceId", Comment: "The space that the page is in."},
			{Name: "space_key", Type: pgtype.TextOID, Source: "key of the space", Comment: "The key of the space that the page is in.", Group: "space_key"},
			{Name: "parent_id", Type: pgtype.Int8OID, Source: "parentId", Comment: "What the page hangs under: a page, or another thing as parent_type says; NULL at the top."},
			{Name: "parent_type", Type: pgtype.TextOID, Source: "parentType", Comment: "page, folder, whiteboard, database or embed."},
			{Name: "position", Type: pgtype.Int4OID, Source: "position", Comment: "The place among its siblings."},
			{Name: "author_id", Type: pgtype.TextOID, Source: "authorId", Comment: "Who made the page."},
			{Name: "owner_id", Type: pgtype.TextOID, Source: "ownerId", Comment: "Who owns the page."},
			{Name: "last_owner_id", Type: pgtype.TextOID, Source: "lastOwnerId", Comment: "Who owned it before."},
			{Name: "subtype", Type: pgtype.TextOID, Source: "subtype", Comment: "live for a live doc, else page or NULL."},
			{Name: "created_at", Type: pgtype.TimestamptzOID, Source: "createdAt", Comment: "When the page was made."},
			{Name: "version_number", Type: pgtype.Int4OID, Source: "version.number", Comment: "The number of the newest version, from 1."},
			{Name: "version_message", Type: pgtype.TextOID, Source: "version.message", Comment: "What its author said about the newest version."},
			{Name: "version_minor_edit", Type: pgtype.BoolOID, Source: "version.minorEdit", Comment: "Whether the newest version is a minor edit."},
			{Name: "version_author_id", Type: pgtype.TextOID, Source: "version.authorId", Comment: "Who made the newest version."},
			{Name: "version_created_at", Type: pgtype.TimestamptzOID, Source: "version.createdAt", Comment: "When the newest version was made: the last modification."},
			{Name: "url", Type: pgtype.TextOID, Source: "_links.base + _links.webui", Comment: "Where to see the page in a browser."},
		},
		PrimaryKey: []string{"id"},
		ForeignKeys: []sql.ForeignKey{
			{Columns: []string{"space_id"}, RefTable: "spaces", RefColumns: []string{"id"}},
			{Columns: []string{"author_id"}, RefTable: "users", RefColumns: []string{"account_id"}},
			{Columns: []string{"owner_id"}, RefTable: "users", RefColumns: []string{"account_id"}},
			{Columns: []string{"last_owner_id"}, RefTable: "users", RefColumns: []string{"account_id"}},
			{Columns: []string{"version_author_id"}, RefTable: "users", RefColumns: []string{"account_id"}},
		},
		// Wide on purpose: what dashboards group by comes first, what they count
		// and compare follows, so that the index alone answers. The one that
		// begins with status is the table without its long columns.
		Indexes: [][]string{
			{"space_id", "status", "created_at", "version_created_at", "version_number", "author_id"},
			{"space_key", "status", "created_at", "version_created_at", "version_number", "author_id"},
			{"author_id", "created_at", "version_created_at", "version_number", "status", "space_id"},
			{"created_at", "status", "space_id"},
			{"version_created_at", "status", "space_id"},
			{"parent_id"},
			{"status", "space_id", "author_id", "version_number", "version_minor_edit", "created_at", "version_created_at",
				"version_author_id", "owner_id", "subtype", "parent_id"},
		},
		Lookups: []sql.Lookup{
			{Column: "id", PerCall: 250, Max: 5000},
			{Column: "space_id", PerCall: 100, Max: 1000, Fills: []string{groupSpaceKey}},
			{Column: "space_key", PerCall: 100, Max: 1000, FoldsCase: true, Fills: []string{groupSpaceKey}},
		},
		Fills: []string{groupSpaceKey},
		Orderings: []sql.Ordering{
			{Column: "id"}, {Column: "id", Desc: true},
			{Column: "created_at"}, {Column: "created_at", Desc: true},
			{Column: "version_created_at"}, {Column: "version_created_at", Desc: true},
		},
	}}
}

func (t pages) Definition() *sql.Definition { return t.def }

func (t pages) about() *about { return &t.notes }

func pagesNotes() about {
	return about{
		scopes: []string{"read:page:confluence", "read:space:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			_, err := c.FirstPages(ctx, confluence.ByID, false, 1)
			return err
		},
		cost: "The whole table takes a call for every 250 pages, at most 10 more, and at most one more for each parallel walk; " +
			"eight calls run at once. Spaces are walked in parallel, a large one from both ends.",
		examples: []string{
			"select date_trunc('month', created_at) as month, count(*) from pages group by 1 order by 1;",
			"select title, version_created_at, url from pages order by version_created_at desc limit 20;",
			"select p.title from pages p join spaces s on s.id = p.space_id where s.key = 'ENG';",
		},
		schemas: []string{"PageBulk"},
	}
}

func (t pages) Calls(s sql.Slice, rows int64) int64 {
	extra := int64(0)
	if slices.Contains(s.With, groupSpaceKey) {
		extra = 1 // the spaces' keys
	}
	switch {
	case s.By == "id":
		return calls(len(s.Keys), 250) + extra
	case s.Limit > 0 && s.Limit <= maxFirst:
		return calls(int(s.Limit)+1, 250) + extra
	case s.By != "" || rows <= 0:
		return -1 // there is no telling how large a space is
	}
	return calls(int(rows), 250) + 10
}

func (t pages) Load(ctx context.Context, req *sql.LoadRequest) error {
	c, err := client(req)
	if err != nil {
		return err
	}
	ctx = traced(ctx, req)
	l := &pageLoad{pages: t, client: t.docs(c), req: req, keys: newSpaceKeys(req)}
	switch {
	case req.Slice.By == "id":
		err = l.client.ByID(ctx, int64Keys(req.Slice.Keys), l.emit(ctx))
	case req.Slice.By == "space_id":
		err = l.client.InSpaces(ctx, int64Keys(req.Slice.Keys), l.emit(ctx))
	case req.Slice.By == "space_key":
		err = l.ofSpaceKeys(ctx)
	case req.Slice.Limit > 0 && req.Slice.Limit <= maxFirst:
		err = l.first(ctx)
	default:
		err = l.everything(ctx)
	}
	return Error(err)
}

// pageLoad is one load of pages.
type pageLoad struct {
	pages
	client confluence.Documents
	req    *sql.LoadRequest
	keys   *spaceKeys
}

// emit fills a batch's rows, with the keys of their spaces where they were
// asked for or are known anyway.
func (l *pageLoad) emit(ctx context.Context) func([]confluence.Page) error {
	wanted := slices.Contains(l.req.Slice.With, groupSpaceKey)
	return func(rows []confluence.Page) error {
		keys, err := l.keys.of(ctx, rows, wanted)
		if err != nil {
			return err
		}
		return emitAll(l.req, rows, len(l.def.Columns), func(p *confluence.Page, row []any) { l.fill(p, keys, row) })
	}
}

// everything walks all pages. The spaces are needed for that, so their keys
// come at no further cost.
func (l *pageLoad) everything(ctx context.Context) error {
	l.keys.expect()
	spaces := func(ctx context.Context) ([]int64, error) {
		defer l.keys.ready()
		return l.keys.read(ctx, sql.Slice{Table: "spaces"})
	}
	return l.client.All(ctx, spaces, l.emit(ctx))
}

// ofSpaceKeys finds the spaces first. Keys that name none have no pages.
func (l *pageLoad) ofSpaceKeys(ctx context.Context) error {
	ids, err := l.keys.read(ctx, sql.NewKeySlice("spaces", "key", l.req.Slice.Keys))
	if err != nil {
		return err
	}
	// What is read may be more than was asked for: every space, if the store
	// has them.
	wanted := make(map[string]bool)
	for _, k := range stringKeys(l.req.Slice.Keys) {
		wanted[strings.ToLower(k)] = true
	}
	ids = slices.DeleteFunc(ids, func(id int64) bool { return !wanted[strings.ToLower(l.keys.key(id))] })
	return l.client.InSpaces(ctx, ids, l.emit(ctx))
}

// first reads the first rows in an order, or everything where the site turns
// out not to keep it: more rows than asked for are right, fewer would not be.
func (l *pageLoad) first(ctx context.Context) error {
	sorts := map[string]confluence.PageSort{"id": confluence.ByID, "created_at": confluence.ByCreated, "version_created_at": confluence.ByModified}
	order := l.req.Slice.Order
	sort, ok := sorts[order.Column]
	if !ok {
		return l.everything(ctx)
	}
	rows, err := l.client.First(ctx, sort, order.Desc, int(l.req.Slice.Limit))
	if errors.Is(err, confluence.ErrOrder) {
		return l.everything(ctx)
	}
	if err != nil {
		return err
	}
	return l.emit(ctx)(rows)
}

// fillPage writes a page in the order of the definition's columns.
func fillPage(p *confluence.Page, keys map[int64]string, row []any) {
	row[0] = id(p.ID)
	row[1] = text(p.Status)
	row[2] = text(p.Title)
	row[3] = id(p.SpaceID)
	if key, ok := keys[p.SpaceID.N]; ok {
		row[4] = key
	}
	row[5] = id(p.ParentID)
	row[6] = text(p.ParentType)
	row[7] = integer(p.Position)
	row[8] = text(p.AuthorID)
	row[9] = text(p.OwnerID)
	row[10] = text(p.LastOwnerID)
	row[11] = text(p.Subtype)
	row[12] = timestamp(p.CreatedAt)
	row[13] = integer(p.Version.Number)
	row[14] = text(p.Version.Message)
	row[15] = boolean(p.Version.MinorEdit)
	row[16] = text(p.Version.AuthorID)
	row[17] = timestamp(p.Version.CreatedAt)
	row[18] = textNotEmpty(p.URL())
}
