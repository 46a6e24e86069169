package confluence

// maxBatches bounds the goroutines of one parallel call. What runs at once is
// the site's budget to decide; this keeps the waiting few.
const maxBatches = 32

// funnel lets several walks share one emit: one at a time, and never again
// after it returned an error.
type funnel[T any] struct {
	turn chan struct{} // holds one while fn runs, which may take calls of its own
	fn   func([]T) error
	err  error
}

func newFunnel[T any](fn func([]T) error) *funnel[T] {
	return &funnel[T]{fn: fn, turn: make(chan struct{}, 1)}
}

func (f *funnel[T]) emit(rows []T) error {
	f.turn <- struct{}{}
	defer func() { <-f.turn }()
	if f.err == nil && len(rows) > 0 {
		f.err = f.fn(rows)
	}
	return f.err
}
