package tables

import (
	"context"
	"errors"
	"sync"

	"github.com/pgconfluence/pgconfluence/confluence"
)

// origins finds out who made things, and when, of which lists tell only the
// newest version. Those things wait until all that need it are known.
type origins struct {
	client *confluence.Client
	afford func(int) error

	mu      sync.Mutex
	waiting map[string]waiter // by id
}

// waiter is a thing whose origin is not known, and what to do when it is.
type waiter struct {
	kind confluence.ContentType
	then func(author confluence.Text, created confluence.Time) error
}

func newOrigins(c *confluence.Client, afford func(int) error) *origins {
	return &origins{client: c, afford: afford, waiting: map[string]waiter{}}
}

// wait keeps what is to be done when the origin of the thing is known.
func (o *origins) wait(kind confluence.ContentType, id string, then func(confluence.Text, confluence.Time) error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.waiting[id] = waiter{kind, then}
}

// searchFrom is from how many unknown origins on a search is worth its calls.
const searchFrom = 100

// resolve finds the origins of all that wait: many by a search for all things
// of the kind, which tells both, 200 a call; those that it does not have
// (archived or very new ones) by their first versions, a call for each. cql
// finds all things of the kind; it is "" where that would be too many.
func (o *origins) resolve(ctx context.Context, cql string) error {
	if cql != "" && len(o.waiting) >= searchFrom {
		if err := o.search(ctx, cql); err != nil {
			return err
		}
	}
	if err := o.afford(len(o.waiting)); err != nil {
		return err
	}
	byKind := make(map[confluence.ContentType][]string)
	for id, w := range o.waiting {
		byKind[w.kind] = append(byKind[w.kind], id)
	}
	for kind, ids := range byKind {
		err := o.client.FirstVersions(ctx, kind, ids, func(id string, v confluence.Version) error {
			return o.done(id, v.AuthorID, v.CreatedAt)
		})
		if err != nil {
			return err
		}
		// What is gone by now, or has lost its first version, has no known origin.
		for _, id := range ids {
			if err := o.done(id, confluence.Text{}, confluence.Time{}); err != nil {
				return err
			}
		}
	}
	return nil
}

// search takes what it finds; a search that cannot be made finds nothing.
func (o *origins) search(ctx context.Context, cql string) error {
	err := o.client.Search(ctx, cql, []string{"history"}, func(rows []confluence.Found) error {
		for i := range rows {
			h := &rows[i].History
			if !h.CreatedDate.Valid || !h.CreatedBy.AccountID.Valid {
				continue
			}
			if err := o.done(rows[i].ID.S, h.CreatedBy.AccountID, h.CreatedDate); err != nil {
				return err
			}
		}
		return nil
	})
	var e *confluence.Error
	if errors.As(err, &e) && (e.Kind == confluence.ScopeMissing || e.Kind == confluence.Forbidden || e.Kind == confluence.BadRequest || e.Kind == confluence.Protocol) {
		return nil
	}
	return err
}

func (o *origins) done(id string, author confluence.Text, created confluence.Time) error {
	o.mu.Lock()
	w, ok := o.waiting[id]
	delete(o.waiting, id)
	o.mu.Unlock()
	if !ok {
		return nil
	}
	return w.then(author, created)
}
