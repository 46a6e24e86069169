package confluence

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
)

// NodeType is a kind of thing that stands in a space's tree beside pages, as API
// v2 names it in paths.
type NodeType string

// The kinds for which there is no list.
const (
	Folders     NodeType = "folders"
	Whiteboards NodeType = "whiteboards"
	Databases   NodeType = "databases"
	SmartLinks  NodeType = "embeds"
)

func (t NodeType) scope() string {
	return map[NodeType]string{Folders: "read:folder:confluence", Whiteboards: "read:whiteboard:confluence",
		Databases: "read:database:confluence", SmartLinks: "read:embed:confluence"}[t]
}

// Name is how parentType and CQL name the kind.
func (t NodeType) Name() string {
	return map[NodeType]string{Folders: "folder", Whiteboards: "whiteboard", Databases: "database", SmartLinks: "embed"}[t]
}

// Node is a folder, whiteboard, database or smart link.
type Node struct {
	ID         ID      `json:"id"`
	Status     Text    `json:"status"`
	Title      Text    `json:"title"`
	SpaceID    ID      `json:"spaceId"`
	ParentID   ID      `json:"parentId"`
	ParentType Text    `json:"parentType"`
	Position   Int     `json:"position"`
	AuthorID   Text    `json:"authorId"`
	OwnerID    Text    `json:"ownerId"`
	CreatedAt  Time    `json:"createdAt"`
	EmbedURL   Text    `json:"embedUrl"` // of a smart link
	Version    Version `json:"version"`
	Links      struct {
		WebUI Text `json:"webui"`
		Base  Text `json:"base"`
	} `json:"_links"`

	site string
}

// URL is the thing's address for a browser, "" if the answer had none.
func (n *Node) URL() string {
	base := n.Links.Base.S
	if base == "" {
		base = n.site + "/wiki"
	}
	return webURL(base, n.Links.WebUI)
}

// NodesByID hands the things of one kind with these ids to emit: a call for
// each, since there is no list. Unknown ones are left out.
func (c *Client) NodesByID(ctx context.Context, t NodeType, ids []int64, emit func([]Node) error) error {
	out := newFunnel(emit)
	return fanOut(ctx, ids, func(ctx context.Context, id int64) error {
		call := c.call(http.MethodGet, "/wiki/api/v2/"+string(t)+"/"+strconv.FormatInt(id, 10), t.scope())
		n, err := getJSON(ctx, call, func(n *Node) error {
			if n.ID.N != id {
				return fmt.Errorf("%d was asked for, %d came", id, n.ID.N)
			}
			return nil
		})
		if gone(err) {
			return nil
		}
		if err != nil {
			return err
		}
		n.site = c.site.base
		return out.emit([]Node{n})
	})
}

// Ancestor is one of the things above a page.
type Ancestor struct {
	ID   ID   `json:"id"`
	Type Text `json:"type"`
}

// Ancestors hands what is above each page to emit, from the top down: a call
// for each, and more where a page is very deep.
func (c *Client) Ancestors(ctx context.Context, ids []int64, emit func(id int64, above []Ancestor) error) error {
	type chain struct {
		id    int64
		above []Ancestor
	}
	out := newFunnel(func(b []chain) error { return emit(b[0].id, b[0].above) })
	return fanOut(ctx, ids, func(ctx context.Context, id int64) error {
		above, err := c.ancestors(ctx, PageContent, id)
		if gone(err) {
			return nil
		}
		if err != nil {
			return err
		}
		return out.emit([]chain{{id, above}})
	})
}

// maxDepth bounds a chain of ancestors that never ends.
const maxDepth = 1000

// ancestors reads the chain above one thing. The list has no cursor: it goes on
// with what is above the topmost.
func (c *Client) ancestors(ctx context.Context, t ContentType, id int64) ([]Ancestor, error) {
	var all []Ancestor
	for {
		l := ofContent(c, t, id, "ancestors", numbered("ancestor", func(a *Ancestor) ID { return a.ID }))
		l.scope = "read:content.metadata:confluence"
		var rows []Ancestor
		if err := l.each(ctx, func(more []Ancestor) error { rows = append(rows, more...); return nil }); err != nil {
			return nil, err
		}
		all = append(rows, all...)
		if len(rows) < maxLimit || len(all) > maxDepth {
			return all, nil
		}
		id, t = rows[0].ID.N, pluralOf(rows[0].Type.S)
	}
}

// pluralOf is the path of a thing in the tree by its type.
func pluralOf(typ string) ContentType { return ContentType(typ + "s") }
