package tables

import (
	"slices"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// The values of a row, in the representation of package datum.

// epoch is 2000-01-01 UTC, from which PostgreSQL counts.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func text(v confluence.Text) any {
	if !v.Valid {
		return nil
	}
	return v.S
}

// textNotEmpty is for fields where "" means that there is none.
func textNotEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func id(v confluence.ID) any {
	if !v.Valid {
		return nil
	}
	return v.N
}

func integer(v confluence.Int) any {
	if !v.Valid {
		return nil
	}
	return v.N
}

func boolean(v confluence.Bool) any {
	switch {
	case !v.Valid:
		return nil
	case v.B:
		return int64(1)
	}
	return int64(0)
}

func timestamp(v confluence.Time) any {
	if !v.Valid {
		return nil
	}
	return v.T.UnixMicro() - epoch.UnixMicro()
}

// int64Keys and stringKeys take a slice's keys; those of another type name no
// row.
func int64Keys(keys []any) []int64 {
	out := make([]int64, 0, len(keys))
	for _, k := range keys {
		if n, ok := k.(int64); ok && n > 0 {
			out = append(out, n)
		}
	}
	return out
}

func stringKeys(keys []any) []string {
	out := make([]string, 0, len(keys))
	for _, k := range keys {
		if s, ok := k.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// distinctIDs sorts ids and drops repeated ones.
func distinctIDs(ids []int64) []int64 {
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}

// emitAll hands each row of a batch to the load, in one buffer.
func emitAll[T any](req *sql.LoadRequest, rows []T, width int, fill func(*T, []any)) error {
	row := make([]any, width)
	for i := range rows {
		clear(row)
		fill(&rows[i], row)
		if err := req.Emit(row); err != nil {
			return err
		}
	}
	return nil
}
