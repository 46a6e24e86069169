package builtin

import (
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// addOverlaps enters OVERLAPS: of two periods, each of two ends or of a
// beginning and a length.
func (r *registry) addOverlaps() {
	for _, t := range []string{"time", "timestamp", "timestamptz"} {
		for _, first := range []string{t, "interval"} {
			for _, second := range []string{t, "interval"} {
				sig := "overlaps(" + t + "," + first + "," + t + "," + second + ")"
				impl := Impl{NotStrict: true, Go: func(a []any) (any, error) {
					ends := make([]any, 4)
					copy(ends, a)
					for i, typ := range map[int]string{1: first, 3: second} {
						if typ != "interval" {
							continue
						}
						var err error
						if ends[i], err = endOf(t, a[i-1], a[i], a[len(a)-1]); err != nil {
							return nil, err
						}
					}
					return overlap(ends[0], ends[1], ends[2], ends[3]), nil
				}}
				if t == "timestamptz" {
					impl.Session = []string{TimeZone}
				}
				r.add(sig, impl)
			}
		}
	}
}

// endOf is a period's beginning plus its length; NULL if either is.
func endOf(typ string, start, length, zone any) (any, error) {
	if start == nil || length == nil {
		return nil, nil
	}
	iv, err := interval(length)
	if err != nil {
		return nil, err
	}
	switch typ {
	case "time":
		return datum.AddTime(start.(int64), iv), nil
	case "timestamp":
		return datum.AddInterval(start.(int64), iv)
	}
	loc, err := location(zone)
	if err != nil {
		return nil, err
	}
	return datum.AddIntervalTz(start.(int64), iv, loc)
}

// overlap follows the standard's rules for missing ends: a period with one end
// is that moment and on, and NULL where the missing end would decide.
func overlap(s1, e1, s2, e2 any) any {
	s1, e1 = inOrder(s1, e1)
	s2, e2 = inOrder(s2, e2)
	if s1 == nil || s2 == nil {
		return nil
	}
	a, b := s1.(int64), s2.(int64)
	switch {
	case a > b:
		return laterStarts(a, e1, e2)
	case a < b:
		return laterStarts(b, e2, e1)
	case e1 == nil || e2 == nil:
		return nil
	}
	return true
}

// laterStarts decides where one period starts, at start, after the other.
func laterStarts(start int64, end, otherEnd any) any {
	switch {
	case otherEnd == nil:
		return nil
	case start < otherEnd.(int64):
		return true
	case end == nil:
		return nil
	}
	return false
}

func inOrder(start, end any) (any, any) {
	switch {
	case start == nil:
		return end, nil
	case end != nil && start.(int64) > end.(int64):
		return end, start
	}
	return start, end
}
