package tables

import (
	"context"
	"errors"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// refreshOverlap is how far behind the newest version that is known a refresh
// begins: what the site lists may lag.
const refreshOverlap = 5 * time.Minute

// Watermark implements sql.Refresher.
func (t pages) Watermark() string { return "version_created_at" }

// Refresh implements sql.Refresher: the pages with a version since the watermark, newest
// first. Pages that were only moved, archived, deleted or closed to the account
// have none; those are seen when the table is read whole again.
func (t pages) Refresh(ctx context.Context, req *sql.LoadRequest, watermark any) (bool, error) {
	c, err := client(req)
	if err != nil {
		return false, err
	}
	mark, ok := watermark.(int64)
	if !ok {
		return false, nil
	}
	ctx = traced(ctx, req)
	l := &pageLoad{pages: t, client: t.docs(c), req: req, keys: newSpaceKeys(req)}
	rows, err := l.client.ChangedSince(ctx, datum.TimeFromTimestamp(mark).Add(-refreshOverlap))
	if errors.Is(err, confluence.ErrManyChanges) || errors.Is(err, confluence.ErrOrder) {
		return false, nil
	}
	if err != nil {
		return false, Error(err)
	}
	return true, Error(l.emit(ctx)(rows))
}
