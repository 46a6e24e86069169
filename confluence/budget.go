package confluence

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// budget is what one site may be asked: so many calls at once, so many a
// second, and none while it has asked us to wait. Burst limits are per site,
// so all clients of a site share one.
type budget struct {
	slots *semaphore.Weighted
	rate  *rate.Limiter
	max   time.Duration // the longest cooldown that is waited for

	mu    sync.Mutex
	until time.Time // the end of the cooldown
}

func newBudget(concurrent int, perSecond float64, maxWait time.Duration) *budget {
	return &budget{
		slots: semaphore.NewWeighted(int64(concurrent)),
		rate:  rate.NewLimiter(rate.Limit(perSecond), concurrent),
		max:   maxWait,
	}
}

// tooLong is the cooldown that nobody wants to wait for.
type tooLong time.Duration

func (d tooLong) Error() string {
	return fmt.Sprintf("the site asks to wait %v", time.Duration(d).Round(time.Second))
}

// acquire waits for the right to make one call and returns how to give it back.
func (b *budget) acquire(ctx context.Context) (release func(), err error) {
	if err := b.slots.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			b.slots.Release(1)
		}
	}()
	for {
		d := b.cooldown()
		if d <= 0 {
			break
		}
		if d > b.max {
			return nil, tooLong(d)
		}
		if err := sleep(ctx, d); err != nil {
			return nil, err
		}
	}
	r := b.rate.Reserve()
	if d := r.Delay(); d > 0 {
		if err := sleep(ctx, d); err != nil {
			r.Cancel()
			return nil, err
		}
	}
	return func() { b.slots.Release(1) }, nil
}

func (b *budget) cooldown() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Until(b.until)
}

// pause makes every call to the site wait for d. A shorter pause than the one
// that is under way changes nothing.
func (b *budget) pause(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until := time.Now().Add(d); until.After(b.until) {
		b.until = until
	}
}

// sleep waits for d, or returns ctx's error as soon as it is done.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
