package confluence

import (
	"context"
	"errors"
	"time"
)

// ErrManyChanges is returned by ChangedSince where so much has changed that
// reading everything is the better way.
var ErrManyChanges = errors.New("too much has changed")

// maxChangeAnswers bounds the walk over what has changed.
const maxChangeAnswers = 20

// ChangedSince returns the documents whose newest version is not older than t,
// newest first. Moves, archiving, deletion and lost permission make no version:
// they are not seen here, only by reading everything.
func (d Documents) ChangedSince(ctx context.Context, t time.Time) ([]Page, error) {
	for range maxRefetch + 1 {
		rows, answers, err := d.changedSince(ctx, t)
		if err != nil || answers < 2 {
			return rows, err
		}
		// What is edited while several answers are read moves to the front,
		// behind the walk: look whether the front is still the same.
		front, _, err := d.changedSince(ctx, rows[0].Version.CreatedAt.T)
		if err != nil {
			return nil, err
		}
		if len(front) > 0 && front[0].ID == rows[0].ID && front[0].Version.CreatedAt.T.Equal(rows[0].Version.CreatedAt.T) {
			return rows, nil
		}
	}
	return nil, ErrManyChanges
}

func (d Documents) changedSince(ctx context.Context, t time.Time) ([]Page, int, error) {
	l := d.list(nil, false)
	l.query.Set("sort", "-"+string(ByModified))
	l.contract = inOrder(ByModified, true)
	w := l.walk()
	var out []Page
	for !w.done {
		if w.answers >= maxChangeAnswers {
			return nil, w.answers, ErrManyChanges
		}
		rows, err := w.next(ctx)
		if err != nil {
			return nil, w.answers, err
		}
		for _, p := range w.place(rows) {
			if p.Version.CreatedAt.T.Before(t) {
				return out, w.answers, nil
			}
			out = append(out, p)
		}
	}
	return out, w.answers, nil
}
