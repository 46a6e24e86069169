package tables

import (
	"context"
	"maps"
	"sync"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// groupSpaceKey is the column group of pages.space_key, which a page does not
// have itself.
const groupSpaceKey = "space_key"

// spaceKeys are the keys of spaces as far as one load has needed them.
type spaceKeys struct {
	req     *sql.LoadRequest
	pending chan struct{} // closed when the spaces that are being read are there; may be nil
	done    sync.Once

	mu    sync.Mutex
	known map[int64]string
	asked map[int64]bool
}

func newSpaceKeys(req *sql.LoadRequest) *spaceKeys {
	return &spaceKeys{req: req, known: make(map[int64]string), asked: make(map[int64]bool)}
}

// expect makes of wait until ready.
func (k *spaceKeys) expect() { k.pending = make(chan struct{}) }

func (k *spaceKeys) ready() { k.done.Do(func() { close(k.pending) }) }

// read reads a slice of spaces, keeps their keys and returns their ids.
func (k *spaceKeys) read(ctx context.Context, s sql.Slice) ([]int64, error) {
	rows, err := k.req.Read(ctx, s, "id", "key")
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	ids := make([]int64, 0, len(rows))
	for _, row := range rows {
		id, ok := row[0].(int64)
		if !ok {
			continue
		}
		ids = append(ids, id)
		if key, ok := row[1].(string); ok {
			k.known[id] = key
		}
	}
	return ids, nil
}

// key returns the key of a space that was read, or "".
func (k *spaceKeys) key(id int64) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.known[id]
}

// of returns the keys of the rows' spaces, as far as they are known. If they
// are wanted, a space that is not known yet is looked up by its id, once.
func (k *spaceKeys) of(ctx context.Context, rows []confluence.Page, wanted bool) (map[int64]string, error) {
	if k.pending != nil {
		select {
		case <-k.pending:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	var missing []any
	k.mu.Lock()
	for i := range rows {
		space := rows[i].SpaceID
		if _, ok := k.known[space.N]; !ok && space.Valid && !k.asked[space.N] && (wanted || k.pending != nil) {
			k.asked[space.N] = true
			missing = append(missing, space.N)
		}
	}
	k.mu.Unlock()
	if len(missing) > 0 {
		if _, err := k.read(ctx, sql.NewKeySlice("spaces", "id", missing)); err != nil {
			return nil, err
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return maps.Clone(k.known), nil
}
