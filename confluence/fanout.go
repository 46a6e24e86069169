package confluence

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"
)

// fanOut calls fn for every key, many at once, to the first error. What runs at
// once is the site's budget to decide.
func fanOut[K any](ctx context.Context, keys []K, fn func(context.Context, K) error) error {
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(maxBatches)
	for _, k := range keys {
		if gctx.Err() != nil {
			break
		}
		g.Go(func() error { return fn(gctx, k) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err() // it may have ended the loop
}

// gone reports whether the error says that the one thing that was asked about
// does not exist or may not be seen. A bare 404, which a fault or a dead token
// may give as well, does not say so.
func gone(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == NotFound && e.named
}

// ofEach reads one list for each id, and hands its rows on with the id. A thing
// that is gone has none.
func ofEach[K, T any](ctx context.Context, ids []K, list func(K) list[T], emit func(K, []T) error) error {
	type batch struct {
		id   K
		rows []T
	}
	out := newFunnel(func(b []batch) error { return emit(b[0].id, b[0].rows) })
	return fanOut(ctx, ids, func(ctx context.Context, id K) error {
		w := list(id).walk()
		for !w.done {
			rows, err := w.next(ctx)
			if gone(err) {
				return nil
			}
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				continue
			}
			if err := out.emit([]batch{{id, w.place(rows)}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// getJSON asks for one thing. check may refuse what came, so that it is asked
// for again.
func getJSON[T any](ctx context.Context, c *call, check func(*T) error) (v T, err error) {
	c.accept = func(a *answer) error {
		var got T
		if err := decode(a.body, &got); err != nil {
			return err
		}
		if err := unreadable(&got); err != nil {
			return err
		}
		if check != nil {
			if err := check(&got); err != nil {
				return err
			}
		}
		v = got
		return nil
	}
	err = c.site.do(ctx, c)
	return v, err
}
