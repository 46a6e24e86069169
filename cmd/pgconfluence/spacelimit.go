package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
)

// spaceLimit is the spaces that a tool password is limited to.
type spaceLimit struct {
	keys []string
	key  string // names the list in the account's key

	mu  sync.Mutex
	ids map[int64]bool // nil: not looked up yet
}

func newSpaceLimit(keys []string) *spaceLimit {
	sum := sha256.Sum256([]byte(strings.Join(keys, ",")))
	return &spaceLimit{keys: keys, key: hex.EncodeToString(sum[:16])}
}

// allowed are the ids of the spaces. A space that the person does not see any
// more is none of them.
func (l *spaceLimit) allowed(ctx context.Context, c *confluence.Client) (map[int64]bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ids != nil {
		return l.ids, nil
	}
	ids := map[int64]bool{}
	err := c.SpacesByKey(ctx, l.keys, func(found []confluence.Space) error {
		for _, s := range found {
			ids[s.ID.N] = true
		}
		return nil
	})
	if err != nil {
		return nil, tables.Error(err)
	}
	l.ids = ids
	return ids, nil
}

// limitable lets a login that is limited to spaces see the rows of these alone.
// It filters what is fetched, before it is stored, and under a key of its own.
type limitable struct{ sql.Table }

// limitableRefresher is the same for a table that can be refreshed.
type limitableRefresher struct {
	limitable
	refresh sql.Refresher
}

// limit wraps the tables of an engine.
func limit(all []sql.Table) []sql.Table {
	out := make([]sql.Table, len(all))
	for i, t := range all {
		out[i] = limitable{t}
		if r, ok := t.(sql.Refresher); ok {
			out[i] = limitableRefresher{limitable{t}, r}
		}
	}
	return out
}

// Load passes everybody on who is not limited.
func (t limitable) Load(ctx context.Context, req *sql.LoadRequest) error {
	a, ok := req.Account.(toolAccount)
	if !ok {
		return t.Table.Load(ctx, req)
	}
	inner := *req
	inner.Account = a.Account
	if a.spaces == nil {
		return t.Table.Load(ctx, &inner)
	}
	column, err := spaceColumn(t.Definition())
	if err != nil {
		return err
	}
	if column >= 0 {
		ids, err := a.spaces.allowed(ctx, a.Client)
		if err != nil {
			return err
		}
		// The first rows of all are not the first rows of these spaces.
		inner.Slice.Limit, inner.Slice.Order = 0, sql.Ordering{}
		inner.Emit = func(row []any) error {
			if id, ok := row[column].(int64); !ok || !ids[id] {
				return nil
			}
			return req.Emit(row)
		}
	}
	return t.Table.Load(ctx, &inner)
}

// spaceColumn is the column that says which space a row is in; -1 for tables of
// what is in no space. A table of which that is not known is closed.
func spaceColumn(d *sql.Definition) (int, error) {
	switch d.Name {
	case "users", "groups", "group_members":
		return -1, nil
	case "spaces":
		return d.Column("id"), nil
	}
	if i := d.Column("space_id"); i >= 0 && d.Columns[i].Group == "" {
		return i, nil
	}
	return 0, sql.Errorf("42501", "permission denied for table %s", d.Name).
		WithHint("This tool password is limited to some spaces, and the table does not tell what space its rows are in.")
}

// Watermark is the table's own.
func (t limitableRefresher) Watermark() string { return t.refresh.Watermark() }

// Refresh is not for who is limited: a row that has left the spaces would stay.
func (t limitableRefresher) Refresh(ctx context.Context, req *sql.LoadRequest, watermark any) (bool, error) {
	a, ok := req.Account.(toolAccount)
	if !ok {
		return t.refresh.Refresh(ctx, req, watermark)
	}
	if a.spaces != nil {
		return false, nil
	}
	inner := *req
	inner.Account = a.Account
	return t.refresh.Refresh(ctx, &inner, watermark)
}
