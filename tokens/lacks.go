package tokens

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
)

// Check tries one call that a table is read with. Asking for an id that nobody
// has is enough: a missing scope is refused before the id is looked for.
type Check struct {
	Table string
	Scope string // that the call needs
	Try   func(context.Context, *confluence.Client) error
}

// Lack is a table that a token with scopes cannot read, or not all of.
type Lack struct{ Table, Scope string }

// loginScope is the one that user/current needs.
const loginScope = "read:confluence-user"

// checksWithin bounds all the checks of a token together.
const checksWithin = 10 * time.Second

var errEnough = errors.New("one answer is enough")

// DefaultChecks are the calls behind the tables pages, spaces and users.
func DefaultChecks() []Check {
	return []Check{
		{"pages", "read:page:confluence", func(ctx context.Context, c *confluence.Client) error {
			return c.PagesByID(ctx, []int64{1}, func([]confluence.Page) error { return nil })
		}},
		{"spaces", "read:space:confluence", func(ctx context.Context, c *confluence.Client) error {
			return c.SpacesByID(ctx, []int64{1}, func([]confluence.Space) error { return nil })
		}},
		{"users", "read:user:confluence", func(ctx context.Context, c *confluence.Client) error {
			return c.UsersByID(ctx, []string{"nobody"}, func([]confluence.User) error { return nil })
		}},
		{"users", "read:content-details:confluence", func(ctx context.Context, c *confluence.Client) error {
			return c.SearchUsers(ctx, func([]confluence.User) error { return errEnough })
		}},
	}
}

// lacks tries everything at once. What fails for another reason is not known to
// be lacking, and not told.
func (k *Keeper) lacks(ctx context.Context, c *confluence.Client) []Lack {
	ctx, cancel := context.WithTimeout(ctx, checksWithin)
	defer cancel()
	if k.access != nil {
		return k.access(ctx, c)
	}
	found := make([]bool, len(k.checks))
	var wg sync.WaitGroup
	for i, check := range k.checks {
		wg.Go(func() {
			var e *confluence.Error
			err := check.Try(ctx, c)
			found[i] = errors.As(err, &e) && e.Kind == confluence.ScopeMissing
		})
	}
	wg.Wait()
	var out []Lack
	for i, check := range k.checks {
		if found[i] {
			out = append(out, Lack{check.Table, check.Scope})
		}
	}
	return out
}

// scopes are all that a token with scopes should have.
func (k *Keeper) scopes() []string {
	if k.access != nil {
		return append([]string{loginScope}, k.needed...)
	}
	all := []string{loginScope}
	for _, c := range k.checks {
		if !slices.Contains(all, c.Scope) {
			all = append(all, c.Scope)
		}
	}
	return all
}

// Scopes are the scopes that a token needs to read every table.
func (k *Keeper) Scopes() []string { return k.scopes() }

// In the vault: "table scope" by lines.
func joinLacks(l []Lack) string {
	lines := make([]string, len(l))
	for i := range l {
		lines[i] = l[i].Table + " " + l[i].Scope
	}
	return strings.Join(lines, "\n")
}

func splitLacks(s string) []Lack {
	var out []Lack
	for line := range strings.Lines(s) {
		if table, scope, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			out = append(out, Lack{table, scope})
		}
	}
	return out
}
