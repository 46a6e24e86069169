package confluence

import (
	"context"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

// This file reads every page of many spaces. A cursor walk is serial, so speed
// comes from many of them: the spaces are dealt out to groups (spacegroups.go), and
// a group that does not fit into one answer is walked from both ends, by rising
// and by falling id, until the two have met. The falling end is split once
// more, between the group's largest space and its others, if one answer shows
// such a space.
//
// Why nothing is lost: a rising walk has seen every page of its group up to its
// newest id; a falling walk every page of its spaces down to its lowest. When,
// for every falling walk, the two borders have passed each other, every page
// has been seen. Why nothing is doubled: one set of ids for all walks.

// WalkPages hands every page of these spaces, current and archived, to emit, in
// no particular order and each once. It makes about one call for every 250
// pages, and at most one more for each parallel walk.
func (c *Client) WalkPages(ctx context.Context, spaceIDs []int64, emit func([]Page) error) error {
	return c.Pages().InSpaces(ctx, spaceIDs, emit)
}

// WalkAllPages hands every page that the account can see to emit, as
// Documents.All does.
func (c *Client) WalkAllPages(ctx context.Context, spaces func(context.Context) ([]int64, error), emit func([]Page) error) error {
	return c.Pages().All(ctx, spaces, emit)
}

// InSpaces hands every document of these spaces to emit, as WalkPages does.
func (d Documents) InSpaces(ctx context.Context, spaceIDs []int64, emit func([]Page) error) error {
	ids := slices.Compact(slices.Sorted(slices.Values(spaceIDs)))
	f := newFullWalk(d, emit)
	if err := f.groups(ctx, ids, d.believed(nil)); err != nil {
		return err
	}
	d.remember(f.sizes, ids)
	return nil
}

// All hands every document that the account can see to emit, in no particular
// order and each once. spaces yields the ids of the account's spaces; if nil,
// they are listed.
//
// While it does so, the newest ones are read without regard to spaces: a site
// of one answer is done with that, the sizes of spaces can be guessed from it,
// and a page in a space that spaces does not have yet shows that space.
func (d Documents) All(ctx context.Context, spaces func(context.Context) ([]int64, error), emit func([]Page) error) error {
	if spaces == nil {
		spaces = d.client.spaceIDs
	}
	f := newFullWalk(d, emit)
	var ids []int64
	var newest *walk[Page]
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) { ids, err = spaces(gctx); return err })
	g.Go(func() error {
		newest = d.list(nil, true).walk()
		rows, err := newest.next(gctx)
		if err != nil {
			return err
		}
		_, err = f.take(newest, rows)
		return err
	})
	if err := g.Wait(); err != nil {
		return err
	}
	if !newest.done {
		recent := f.seenSizes()
		for id := range recent {
			ids = append(ids, id)
		}
		ids = slices.Compact(slices.Sorted(slices.Values(ids)))
		if f.spaceless() {
			// No group of spaces would show such pages: one walk over all.
			return (&groupWalk{full: f, sizes: d.believed(nil)}).run(ctx)
		}
		if err := f.groups(ctx, ids, d.believed(recent)); err != nil {
			return err
		}
	}
	d.remember(f.sizes, ids)
	return nil
}

func (c *Client) spaceIDs(ctx context.Context) (ids []int64, err error) {
	err = c.Spaces(ctx, func(rows []Space) error {
		for i := range rows {
			ids = append(ids, rows[i].ID.N)
		}
		return nil
	})
	return ids, err
}

// believed is what the last full walk found and a sample may show.
func (d Documents) believed(sample map[int64]int) sizes {
	d.client.mu.Lock()
	defer d.client.mu.Unlock()
	return sizes{known: d.client.sizes[d.path], sample: sample, perAnswer: d.perAnswer()}
}

// remember keeps the sizes that a walk found for these spaces.
func (d Documents) remember(sizes map[int64]int, ids []int64) {
	c := d.client
	c.mu.Lock()
	defer c.mu.Unlock()
	fresh := make(map[int64]int, len(c.sizes[d.path])+len(ids))
	for id, n := range c.sizes[d.path] {
		fresh[id] = n
	}
	for _, id := range ids {
		fresh[id] = sizes[id]
	}
	c.sizes[d.path] = fresh
}

// fullWalk is what the parallel walks of one full walk share.
type fullWalk struct {
	docs  Documents
	mu    sync.Mutex
	seen  map[int64]struct{}
	sizes map[int64]int // pages seen per space
	out   *funnel[Page]
}

func newFullWalk(d Documents, emit func([]Page) error) *fullWalk {
	return &fullWalk{docs: d, seen: make(map[int64]struct{}), sizes: make(map[int64]int), out: newFunnel(emit)}
}

// take emits the rows that no walk has seen yet. It returns the ids of the
// first and the last row, in the walk's order.
func (f *fullWalk) take(w *walk[Page], rows []Page) (ends [2]int64, err error) {
	if len(rows) == 0 {
		return ends, nil
	}
	ends = [2]int64{rows[0].ID.N, rows[len(rows)-1].ID.N}
	f.mu.Lock()
	fresh := rows[:0]
	for i := range rows {
		id := rows[i].ID.N
		if _, again := f.seen[id]; again {
			continue
		}
		f.seen[id] = struct{}{}
		f.sizes[rows[i].SpaceID.N]++
		fresh = append(fresh, rows[i])
	}
	f.mu.Unlock()
	return ends, f.out.emit(w.place(fresh))
}

func (f *fullWalk) seenSizes() map[int64]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	sizes := make(map[int64]int, len(f.sizes))
	for id, n := range f.sizes {
		if id != 0 {
			sizes[id] = n
		}
	}
	return sizes
}

// spaceless reports whether a page without a space was seen. None is known to
// exist, but any field may be null.
func (f *fullWalk) spaceless() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.sizes[0] > 0
}

// groups walks the spaces, in groups, all at once.
func (f *fullWalk) groups(ctx context.Context, ids []int64, believed sizes) error {
	if len(ids) == 0 {
		return nil
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(maxBatches)
	for _, group := range splitSpaces(ids, believed, f.docs.client.site.concurrent) {
		g.Go(func() error { return (&groupWalk{full: f, spaces: group, sizes: believed}).run(ctx) })
	}
	return g.Wait()
}
