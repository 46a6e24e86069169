package main

import (
	"math"
	"slices"
	"time"
)

// sample is how long one run of something took.
type sample func() (time.Duration, error)

// pair is the medians of two that were measured in turns.
type pair struct{ ours, theirs time.Duration }

// ratio is how many times as fast as the peer we are.
func (p pair) ratio() float64 { return float64(p.theirs) / float64(max(p.ours, 1)) }

// inTurns warms both up, then measures them n times, in turns, so that what
// else the machine does meets both. Who goes first changes each time.
func inTurns(n int, ours, theirs sample) (pair, error) {
	var a, b []time.Duration
	for i := range n + 1 {
		runs := []func() error{
			func() error { return appendSample(&a, ours) },
			func() error { return appendSample(&b, theirs) },
		}
		if i%2 == 1 {
			slices.Reverse(runs)
		}
		for _, run := range runs {
			if err := run(); err != nil {
				return pair{}, err
			}
		}
	}
	return pair{ours: median(a[1:]), theirs: median(b[1:])}, nil
}

func appendSample(to *[]time.Duration, s sample) error {
	d, err := s()
	*to = append(*to, d)
	return err
}

// timed makes a sample of something that takes no account of time itself.
func timed(f func() error) sample {
	return func() (time.Duration, error) {
		started := time.Now()
		err := f()
		return time.Since(started), err
	}
}

// median of at least one value.
func median[T ~int64 | ~float64](values []T) T {
	v := slices.Sorted(slices.Values(values))
	if n := len(v); n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2
	}
	return v[len(v)/2]
}

// geometricMean of ratios above 0.
func geometricMean(ratios []float64) float64 {
	sum := 0.0
	for _, r := range ratios {
		sum += math.Log(r)
	}
	return math.Exp(sum / float64(len(ratios)))
}
