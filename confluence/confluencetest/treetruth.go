package confluencetest

import (
	"slices"
	"time"
)

// A TreeTruth is a folder, whiteboard, database or embed as it is.
type TreeTruth struct {
	ID         int64
	Type       string
	Title      string
	SpaceID    int64
	ParentID   int64
	ParentType string
	Position   int32 // -1 is null
	AuthorID   string
	OwnerID    string
	CreatedAt  time.Time
	EmbedURL   string

	VersionNumber    int32
	VersionCreatedAt time.Time
}

// TrueTree are the folders, whiteboards, databases and embeds that a person may
// see, by id.
func (s *Site) TrueTree(email string) []TreeTruth {
	s.mu.RLock()
	defer s.mu.RUnlock()
	v := s.viewOf(email)
	if v == nil {
		return nil
	}
	var out []TreeTruth
	var x content
	for _, k := range treeKinds {
		for i := range uint32(s.pages.layout.pages) {
			if !s.pages.hasUnder(i, k) {
				continue
			}
			if s.pages.fillTree(&x, i, k); !s.visible(v, &x) {
				continue
			}
			t := TreeTruth{ID: x.id, Type: k.String(), Title: x.title, SpaceID: s.spaces[x.space].id, ParentID: x.parent, Position: x.position,
				AuthorID: s.users.id(x.author), OwnerID: s.users.id(x.owner), CreatedAt: moment(x.created), EmbedURL: x.embedURL,
				VersionNumber: x.number, VersionCreatedAt: moment(x.modified)}
			if x.parent != 0 {
				t.ParentType = x.parentKind.String()
			}
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b TreeTruth) int { return key{id: a.ID}.compare(key{id: b.ID}) })
	return out
}

// An AncestorTruth says that a page is below something, at a distance of 1 or
// more.
type AncestorTruth struct {
	ID    int64
	Type  string
	Depth int
}

// TrueAncestors is what a page, folder or the like is under, the nearest first,
// whoever may see it.
func (s *Site) TrueAncestors(id int64) []AncestorTruth {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var x content
	if !s.content(id, &x) {
		return nil
	}
	var out []AncestorTruth
	for i, up := range s.ancestorsOf(&x) {
		out = append(out, AncestorTruth{up.id, up.kind.String(), i + 1})
	}
	return out
}

// A BodyTruth is a body, and what is in it.
type BodyTruth struct {
	Storage    string
	ADF        string // JSON
	Macros     []string
	Links      []LinkTruth
	Tables     [][][]string // rows of cells, as plain text
	Properties [][2]string  // of the Page Properties macro
}

// A LinkTruth is a link in a body: to an address, to a page of the site by its
// title (in a space, "" for its own) or by an address with its id.
type LinkTruth struct {
	URL, Title, SpaceKey string
	PageID               int64
}

// TrueBody is the body of the newest version of a page or blog post that was
// not edited with a body of its own; false if there is none.
func (s *Site) TrueBody(id int64) (BodyTruth, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var p page
	if !s.shelfOf(id).byID(id, &p) || p.status == statusDeleted {
		return BodyTruth{}, false
	}
	t := BodyTruth{Storage: string(s.bodyText(&p, p.number, "storage")), ADF: string(s.bodyText(&p, p.number, "atlas_doc_format"))}
	if p.storage == "" {
		t.read(s.bodyOf(&p, p.number), false)
	}
	return t, true
}

func (t *BodyTruth) read(blocks []block, details bool) {
	for i := range blocks {
		b := &blocks[i]
		if b.kind == blockMacro {
			t.Macros = append(t.Macros, b.macro)
		}
		t.links(b.text)
		if b.kind == blockTable {
			var rows [][]string
			for _, row := range b.rows {
				var cells []string
				for _, cell := range row {
					t.links(cell)
					cells = append(cells, cellText(cell))
				}
				rows = append(rows, cells)
				if details && len(cells) == 2 {
					t.Properties = append(t.Properties, [2]string{cells[0], cells[1]})
				}
			}
			t.Tables = append(t.Tables, rows)
		}
		t.read(b.blocks, b.kind == blockMacro && b.macro == "details")
	}
}

func (t *BodyTruth) links(text []inline) {
	for _, x := range text {
		switch x.kind {
		case inlineLink:
			t.Links = append(t.Links, LinkTruth{URL: x.url, PageID: x.id})
		case inlinePageLink:
			t.Links = append(t.Links, LinkTruth{Title: x.title, SpaceKey: x.space})
		case inlineStatus:
			t.Macros = append(t.Macros, "status")
		}
	}
}

// cellText is a cell's text; a mention in it is its account id.
func cellText(cell []inline) string {
	out := ""
	for _, x := range cell {
		if x.kind == inlineMention {
			out += x.url
		} else {
			out += x.text
		}
	}
	return out
}
