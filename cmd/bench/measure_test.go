package main

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"
)

func TestInTurnsDropsTheWarmUpAndTakesMedians(t *testing.T) {
	var order []string
	script := func(name string, durations ...time.Duration) sample {
		return func() (time.Duration, error) {
			order = append(order, name)
			d := durations[0]
			durations = durations[1:]
			return d, nil
		}
	}
	p, err := inTurns(3, script("a", time.Hour, 5, 1, 3), script("b", time.Hour, 10, 30, 20))
	if err != nil {
		t.Fatal(err)
	}
	if p.ours != 3 || p.theirs != 20 {
		t.Errorf("medians are %d and %d, want 3 and 20", p.ours, p.theirs)
	}
	if want := []string{"a", "b", "b", "a", "a", "b", "b", "a"}; !slices.Equal(order, want) {
		t.Errorf("the order is %v, want %v", order, want)
	}
}

func TestInTurnsEndsWithTheFirstError(t *testing.T) {
	broken := errors.New("broken")
	runs := 0
	_, err := inTurns(9, func() (time.Duration, error) { runs++; return 1, nil },
		func() (time.Duration, error) { return 0, broken })
	if !errors.Is(err, broken) || runs != 1 {
		t.Errorf("error %v after %d runs", err, runs)
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{[]float64{7}, 7}, {[]float64{9, 1}, 5}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 3, 2}, 2.5}} {
		if got := median(c.values); got != c.want {
			t.Errorf("median(%v) = %v, want %v", c.values, got, c.want)
		}
	}
}

func TestGeometricMean(t *testing.T) {
	if got := geometricMean([]float64{0.5, 2, 8}); math.Abs(got-2) > 1e-9 {
		t.Errorf("the mean is %v, want 2", got)
	}
}
