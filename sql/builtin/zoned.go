package builtin

import (
	"fmt"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// Within these bounds a zone's rules are written into the template, as a
// search tree over its clock changes; outside them Go answers. Confluence is of
// 2004; more years would make every statement dearer to prepare.
const (
	treeFrom = 1461 * usecPerDay  // 2004-01-01
	treeTo   = 12419 * usecPerDay // 2034-01-01
)

// step says that from a timestamptz on, an offset (in microseconds) holds.
type step struct{ from, offset int64 }

// clockChanges are the offsets of a zone within the tree's bounds.
func clockChanges(loc *time.Location) []step {
	steps := []step{{treeFrom, offsetAt(treeFrom, loc)}}
	t := datum.TimeFromTimestamp(treeFrom).In(loc)
	for {
		_, end := t.ZoneBounds()
		if end.IsZero() {
			return steps
		}
		at := datum.TimestampFromTime(end)
		if at >= treeTo || len(steps) > 300 {
			return steps
		}
		steps = appendStep(steps, step{at, offsetAt(at, loc)})
		t = end.In(loc)
	}
}

func appendStep(steps []step, s step) []step {
	if steps[len(steps)-1].offset == s.offset {
		return steps
	}
	return append(steps, s)
}

func offsetAt(t int64, loc *time.Location) int64 {
	return int64(datum.ZoneOffset(t, loc)) * usecPerSecond
}

// tree is a template that finds the offset for $1 by binary search.
func tree(steps []step) string {
	if len(steps) == 1 {
		return fmt.Sprint(steps[0].offset)
	}
	mid := len(steps) / 2
	return fmt.Sprintf("CASE WHEN $1 < %d THEN %s ELSE %s END", steps[mid].from, tree(steps[:mid]), tree(steps[mid:]))
}

// withinTree is expr of $arg inside the tree's bounds, general outside, NULL
// for NULL.
func withinTree(arg int, expr, general string) string {
	t := fmt.Sprintf("CASE WHEN $1 BETWEEN %d AND %d THEN %s WHEN $1 IS NOT NULL THEN ", treeFrom, treeTo-1, expr)
	return strings.ReplaceAll(t, "$1", fmt.Sprintf("$%d", arg)) + general + " END"
}

// zonedLocal is a template that computes expr, which is over a local time $1,
// over the timestamptz $arg in a zone.
func zonedLocal(zone, expr string, arg int, general string) string {
	z, err := datum.FindZone(zone)
	if err != nil || expr == "" {
		return ""
	}
	local := "($1 + " + tree(clockChanges(z.Location())) + ")"
	return withinTree(arg, strings.ReplaceAll(expr, "$1", local), general)
}

// zonedTrunc is date_trunc of the timestamptz $arg by the clocks of a zone: the
// local time is cut, then moved back by the offset that holds at the cut, which
// is another one if the clocks changed since.
func zonedTrunc(zone, unit string, arg int, general string) string {
	z, err := datum.FindZone(zone)
	expr := truncExpr(unit)
	if err != nil || expr == "" {
		return ""
	}
	loc := z.Location()
	changes := clockChanges(loc)
	local := "($1 + " + tree(changes) + ")"
	back := changes
	if unit != "second" && unit != "minute" && unit != "hour" {
		if back = cutOffsets(changes, unit, loc); back == nil {
			return ""
		}
	}
	return withinTree(arg, strings.ReplaceAll(expr, "$1", local)+" - "+tree(back), general)
}

// cutOffsets are the steps of the offset that holds at the beginning of the
// unit that a timestamptz is in. It changes only where a unit begins after a
// clock change. nil if the zone is too irregular for that.
func cutOffsets(changes []step, unit string, loc *time.Location) []step {
	offset := func(t int64) (int64, bool) {
		start, err := datum.TruncTimestamptz(unit, t, loc)
		if err != nil {
			return 0, false
		}
		local, err := datum.TruncTimestamp(unit, t+offsetAt(t, loc))
		return local - start, err == nil
	}
	first, ok := offset(treeFrom)
	if !ok {
		return nil
	}
	steps := []step{{treeFrom, first}}
	for _, c := range changes { // the first is the tree's beginning, itself within a unit
		begin, ok := nextUnit(c.from, unit, loc)
		if !ok {
			return nil
		}
		o, ok := offset(begin)
		if !ok {
			return nil
		}
		// The step is at the change itself if that begins a unit or if the
		// hours around it are cut differently; look at both.
		if at, ok := offset(c.from); ok && c.from > treeFrom {
			steps = appendStep(steps, step{c.from, at})
		}
		if begin < treeTo && begin > steps[len(steps)-1].from {
			steps = appendStep(steps, step{begin, o})
		}
	}
	if !agree(steps, changes, unit, loc) {
		return nil
	}
	return steps
}

// nextUnit is the first timestamptz after t that begins a unit.
func nextUnit(t int64, unit string, loc *time.Location) (int64, bool) {
	start, err := datum.TruncTimestamptz(unit, t, loc)
	if err != nil {
		return 0, false
	}
	length := map[string]int64{"day": 36, "week": 8 * 24, "month": 40 * 24, "quarter": 100 * 24, "year": 400 * 24}[unit]
	next, err := datum.TruncTimestamptz(unit, start+length*usecPerHour, loc)
	return next, err == nil && next > t
}

// agree tries the steps against the general rule around every change and every
// step, so that a zone that breaks the reasoning gets no template.
func agree(steps, changes []step, unit string, loc *time.Location) bool {
	find := func(s []step, t int64) int64 {
		o := s[0].offset
		for _, x := range s {
			if x.from > t {
				break
			}
			o = x.offset
		}
		return o
	}
	for _, list := range [][]step{steps, changes} {
		for _, s := range list {
			for _, d := range []int64{-1, 0, 1, -usecPerHour, usecPerHour, -usecPerDay, usecPerDay, -2 * usecPerHour, 2 * usecPerHour} {
				t := s.from + d
				if t < treeFrom || t >= treeTo {
					continue
				}
				want, err1 := datum.TruncTimestamptz(unit, t, loc)
				local, err2 := datum.TruncTimestamp(unit, t+find(changes, t))
				if err1 != nil || err2 != nil || local-find(steps, t) != want {
					return false
				}
			}
		}
	}
	return true
}
