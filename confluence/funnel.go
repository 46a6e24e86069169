package confluence

import "sync"

// maxBatches bounds the goroutines of one parallel call. What runs at once is
// the site's budget to decide; this keeps the waiting few.
const maxBatches = 32

// funnel lets several walks share one emit: one at a time, and never again
// after it returned an error.
type funnel[T any] struct {
	mu  sync.Mutex
	fn  func([]T) error
	err error
}

func newFunnel[T any](fn func([]T) error) *funnel[T] { return &funnel[T]{fn: fn} }

func (f *funnel[T]) emit(rows []T) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil && len(rows) > 0 {
		f.err = f.fn(rows)
	}
	return f.err
}
