package confluence

import (
	"context"
	"errors"
	"math"
	"net/url"
	"sync"
)

// groupWalk walks the pages of one group of spaces: one rising walk over all of
// them and, if that has more than one answer, falling walks towards it.
type groupWalk struct {
	full   *fullWalk
	spaces []int64 // none: every page there is
	sizes  sizes

	mu      sync.Mutex
	high    int64      // the rising walk has seen every page up to here
	falling []*falling // set before the second answer is asked for
}

// falling is a falling walk over some of the group's spaces.
type falling struct {
	spaces []int64
	low    int64 // it has seen every page of its spaces from here up
	done   bool  // it has met the rising walk or its own end
}

// errMet stops what is still under way when the ends have met.
var errMet = errors.New("the walks have met")

func (g *groupWalk) run(ctx context.Context) error {
	up := g.walk(g.spaces, false)
	rows, err := up.next(ctx)
	if err != nil {
		return err
	}
	parts := g.split(rows)
	if err := g.rise(up, rows); err != nil || up.done {
		return err
	}
	for _, part := range parts {
		g.falling = append(g.falling, &falling{spaces: part, low: math.MaxInt64})
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wg sync.WaitGroup
	run := func(fn func(context.Context) error) {
		wg.Go(func() {
			err := fn(ctx)
			if err == nil && !g.met() {
				return
			}
			if err == nil {
				err = errMet
			}
			stop(err) // the first one counts
		})
	}
	run(func(ctx context.Context) error { return g.rising(ctx, up) })
	for _, fall := range g.falling {
		run(func(ctx context.Context) error { return g.fall(ctx, fall) })
	}
	wg.Wait()
	switch cause := context.Cause(ctx); {
	case g.met() && (cause == nil || errors.Is(cause, errMet)):
		return nil
	case ctx.Err() != nil && cause != nil:
		return cause
	}
	return errors.New("confluence: the walks of a group ended before they met") // cannot be
}

// walk is the list of the spaces' pages.
func (g *groupWalk) walk(spaces []int64, falling bool) *walk[Page] {
	var filter url.Values
	if len(spaces) > 0 {
		filter = url.Values{"space-id": {joinIDs(spaces)}}
	}
	return g.full.docs.list(filter, falling).walk()
}

// split divides the group's spaces for falling walks: its largest space by
// itself, if it seems to have a third of the group's pages or more.
func (g *groupWalk) split(sample []Page) [][]int64 {
	if len(g.spaces) <= 1 {
		return [][]int64{g.spaces}
	}
	count := make(map[int64]int)
	for i := range sample {
		count[sample[i].SpaceID.N]++
	}
	best, bestSize, total := int64(0), -1, 0
	for _, id := range g.spaces {
		n, known := g.sizes.of(id)
		if !known {
			n += count[id] * 50 // the oldest pages, beside the newest
		}
		total += n
		if n > bestSize {
			best, bestSize = id, n
		}
	}
	if bestSize*3 < total {
		return [][]int64{g.spaces}
	}
	others := make([]int64, 0, len(g.spaces)-1)
	for _, id := range g.spaces {
		if id != best {
			others = append(others, id)
		}
	}
	return [][]int64{{best}, others}
}

// rise takes an answer of the rising walk.
func (g *groupWalk) rise(up *walk[Page], rows []Page) error {
	ends, err := g.full.take(up, rows)
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(rows) > 0 {
		g.high = ends[1]
	}
	if up.done {
		g.high = math.MaxInt64
	}
	return err
}

// rising follows the rising walk until every falling one has been met.
func (g *groupWalk) rising(ctx context.Context, up *walk[Page]) error {
	for !up.done && !g.met() {
		rows, err := up.next(ctx)
		if err != nil {
			return err
		}
		if err := g.rise(up, rows); err != nil {
			return err
		}
	}
	return nil
}

// fall follows a falling walk until it meets the rising one.
func (g *groupWalk) fall(ctx context.Context, f *falling) error {
	down := g.walk(f.spaces, true)
	for !g.metBy(f) {
		rows, err := down.next(ctx)
		if err != nil {
			return err
		}
		ends, err := g.full.take(down, rows)
		if err != nil {
			return err
		}
		g.mu.Lock()
		if len(rows) > 0 {
			f.low = ends[1]
		}
		f.done = f.done || down.done
		g.mu.Unlock()
	}
	return nil
}

// metBy reports whether every page of the falling walk's spaces has been seen.
func (g *groupWalk) metBy(f *falling) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.hasMet(f)
}

func (g *groupWalk) hasMet(f *falling) bool { return f.done || f.low <= g.high }

// met reports whether every page of the group has been seen.
func (g *groupWalk) met() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, f := range g.falling {
		if !g.hasMet(f) {
			return false
		}
	}
	return true
}
