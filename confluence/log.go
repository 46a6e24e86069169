package confluence

import (
	"log/slog"
	"time"
)

const levelRetry = slog.LevelWarn

// attrs describes a failed attempt that is tried again. Path and query hold ids
// and cursors, never a credential.
func attrs(f *failure, try int, delay time.Duration) []slog.Attr {
	return []slog.Attr{
		slog.String("method", f.err.Method), slog.String("path", f.err.Path),
		slog.Int("status", f.err.Status), slog.String("kind", f.err.Kind.String()),
		slog.Int("attempt", try), slog.Duration("delay", delay),
	}
}
