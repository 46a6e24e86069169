package builtin

import (
	"time"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// addInternal enters the functions that templates call and that are no
// functions of PostgreSQL.
func (r *registry) addInternal() {
	r.internal("pg_date_clamped", func(a []any) (any, error) { return clampDate(a[0].(int64)), nil })
	r.internal("pg_date_clamped_zone", func(a []any) (any, error) {
		loc, err := location(a[1])
		if err != nil {
			return nil, err
		}
		return clampLocal(clampDate(a[0].(int64)), loc), nil
	})
	r.internal("pg_timestamp_clamped_zone", func(a []any) (any, error) {
		loc, err := location(a[1])
		if err != nil {
			return nil, err
		}
		return clampLocal(a[0].(int64), loc), nil
	})
	r.internal("pg_json_real", func(a []any) (any, error) { return string(appendJSONReal(nil, float(a[0]))), nil })
	r.internal("pg_in", input)
	r.internal("pg_out", output)
}

// clampLocal is a local time as an instant for comparing: one past the range
// stays past it.
func clampLocal(t int64, loc *time.Location) int64 {
	if t == endTimestamp {
		return t
	}
	utc, err := datum.TimestamptzFromLocal(t, loc)
	switch {
	case err == nil:
		return utc
	case t > 0:
		return endTimestamp
	}
	return minTimestamp - 1
}

func (r *registry) internal(name string, f func(a []any) (any, error)) {
	r.internalFuncs[name] = &Impl{Go: f}
}
