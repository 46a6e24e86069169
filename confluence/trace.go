package confluence

import (
	"context"
	"time"
)

// Call is one attempt of one API call, as told to WithTrace.
type Call struct {
	Method   string
	Path     string // path and query, without host and without any credential
	Status   int    // HTTP status; 0 if there was no answer
	Attempt  int    // 1 for the first try
	Bytes    int64  // of the body, as received
	Duration time.Duration
	Cached   bool // answered by another's call that was already under way or done
}

type traceKey struct{}

// WithTrace returns a context under which fn is told of every attempt of every
// call. fn is called from several goroutines at once. It takes the place of a
// trace that ctx has already: who starts something nested, and wants to know of
// its calls, is told by that.
func WithTrace(ctx context.Context, fn func(Call)) context.Context {
	return context.WithValue(ctx, traceKey{}, fn)
}

func trace(ctx context.Context, c Call) {
	if fn, ok := ctx.Value(traceKey{}).(func(Call)); ok {
		fn(c)
	}
}
