package confluence

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

const (
	spacesPath  = "/wiki/api/v2/spaces"
	spacesScope = "read:space:confluence"

	// maxKeys is below the API's 250: keys of personal spaces are long, and a
	// URL must stay well below 8 KiB.
	maxKeys = 100
)

// Space is a space as a v2 list gives it (SpaceBulk).
type Space struct {
	ID                 ID    `json:"id"`
	Key                Text  `json:"key"`
	Name               Text  `json:"name"`
	Type               Text  `json:"type"`
	Status             Text  `json:"status"`
	AuthorID           Text  `json:"authorId"`
	SpaceOwnerID       Text  `json:"spaceOwnerId"`
	CurrentActiveAlias Text  `json:"currentActiveAlias"`
	CreatedAt          Time  `json:"createdAt"`
	HomepageID         ID    `json:"homepageId"`
	Links              Links `json:"_links"`
	Description        struct {
		Plain struct {
			Value Text `json:"value"`
		} `json:"plain"`
	} `json:"description"`

	base string
}

// URL is the space's address for a browser, "" if the answer had none.
func (s *Space) URL() string { return webURL(s.base, s.Links.WebUI) }

func (s *Space) setBase(base string) { s.base = base }

// spaceID checks a space's fields and returns its id.
func spaceID(s *Space) (int64, error) {
	if !s.ID.Valid {
		return 0, fmt.Errorf("a space without a numeric id (%q)", s.ID.bad)
	}
	if err := unreadable(s); err != nil {
		return 0, fmt.Errorf("space %d: %w", s.ID.N, err)
	}
	return s.ID.N, nil
}

func (c *Client) spaceList(filter url.Values) list[Space] {
	q := url.Values{"sort": {"id"}, "description-format": {"plain"}}
	for k, v := range filter {
		q[k] = v
	}
	return list[Space]{client: c, path: spacesPath, scope: spacesScope, query: q, contract: rising(spaceID, false)}
}

// Spaces hands every space that the account can see to emit, by id, with their
// descriptions as plain text.
func (c *Client) Spaces(ctx context.Context, emit func([]Space) error) error {
	return c.spacesWhere(ctx, nil, func(Space) bool { return true }, emit)
}

// SpacesByID hands the spaces with these ids to emit; unknown ones are left out.
func (c *Client) SpacesByID(ctx context.Context, ids []int64, emit func([]Space) error) error {
	wanted := slices.Compact(slices.Sorted(slices.Values(ids)))
	out := newFunnel(emit)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(maxBatches)
	for batch := range slices.Chunk(wanted, maxIDs) {
		g.Go(func() error {
			asked := func(s Space) bool { _, ok := slices.BinarySearch(batch, s.ID.N); return ok }
			return c.spacesWhere(ctx, url.Values{"ids": {joinIDs(batch)}}, asked, out.emit)
		})
	}
	return g.Wait()
}

// SpacesByKey hands the spaces with these keys to emit, in whatever case the
// keys are written; unknown ones are left out.
func (c *Client) SpacesByKey(ctx context.Context, keys []string, emit func([]Space) error) error {
	var wanted []string
	for _, k := range keys {
		// A comma would make one key two. No key has one.
		if k != "" && len(k) <= 255 && !strings.Contains(k, ",") {
			wanted = append(wanted, k)
		}
	}
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	// Spellings of one key that only differ in case may stand in two batches.
	seen := make(map[int64]bool)
	out := newFunnel(func(rows []Space) error {
		fresh := rows[:0]
		for _, s := range rows {
			if !seen[s.ID.N] {
				seen[s.ID.N] = true
				fresh = append(fresh, s)
			}
		}
		if len(fresh) == 0 {
			return nil
		}
		return emit(fresh)
	})
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(maxBatches)
	for batch := range slices.Chunk(wanted, maxKeys) {
		g.Go(func() error {
			asked := func(s Space) bool {
				return slices.ContainsFunc(batch, func(k string) bool { return strings.EqualFold(k, s.Key.S) })
			}
			return c.spacesWhere(ctx, url.Values{"keys": {strings.Join(batch, ",")}}, asked, out.emit)
		})
	}
	return g.Wait()
}

func (c *Client) spacesWhere(ctx context.Context, filter url.Values, asked func(Space) bool, emit func([]Space) error) error {
	w := c.spaceList(filter).walk()
	for !w.done {
		rows, err := w.next(ctx)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(s Space) bool { return !asked(s) })
		if len(rows) > 0 {
			if err := emit(w.place(rows)); err != nil {
				return err
			}
		}
	}
	return nil
}
