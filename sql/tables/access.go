package tables

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/pgconfluence/pgconfluence/confluence"
)

// TableAccess is whether an account can read a table.
type TableAccess struct {
	Table  string
	Scopes []string // that a scoped token needs
	Err    error    // what reading it gives, as Error turns it; nil if it can be read
}

// Access tries the cheapest call of each table that shows whether the account
// can read it, in the order of All. The error is the end of ctx.
func Access(ctx context.Context, c *confluence.Client) ([]TableAccess, error) {
	all := All()
	out := make([]TableAccess, len(all))
	var g errgroup.Group
	g.SetLimit(8)
	for i, t := range all {
		g.Go(func() error {
			notes := t.(documented).about()
			err := notes.probe(ctx, c)
			if errors.Is(err, errEnough) {
				err = nil
			}
			out[i] = TableAccess{Table: t.Definition().Name, Scopes: notes.scopes, Err: Error(err)}
			return nil
		})
	}
	_ = g.Wait() // never fails
	return out, ctx.Err()
}

// errEnough ends a list that has shown that it can be read.
var errEnough = errors.New("enough")

func enough[T any]([]T) error { return errEnough }

func enoughOf[K, T any](K, []T) error { return errEnough }
