package tables_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/sql"
)

// TestFaults loads every kind of slice under faults on every route: all rows
// exactly, or an error with a SQLSTATE.
func TestFaults(t *testing.T) {
	faults := []confluencetest.Fault{
		{Status: 429, Header: http.Header{"Retry-After": {"1"}}}, {Status: 500}, {Status: 502}, {Status: 503}, {Status: 504}, {Status: 401},
		{Impostor: true}, {Drop: true}, {BreakAfter: 500}, {TruncateAfter: 500}, {Corrupt: true}, {Delay: time.Hour},
		{RepeatPage: true}, {LoopCursor: true}, {EmptyPageWithNext: true}, {ShortPage: true}, {ShiftPages: -3},
	}
	whole, failed := 0, 0
	for seed := range uint64(8) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			l := newLoader(t, confluencetest.Config{Spaces: 1 + r.IntN(300), Pages: 300 + r.IntN(1000), Users: 300, Seed: seed}, confluencetest.Account{})
			space := l.sim.TrueSpaces(email)[0]
			for _, s := range []sql.Slice{
				{Table: "pages"}, {Table: "spaces"}, {Table: "users"},
				sql.NewKeySlice("pages", "space_id", any64(space.ID)),
				sql.NewKeySlice("pages", "space_key", []any{space.Key}),
				{Table: "pages", Limit: 400, Order: sql.Ordering{Column: "created_at", Desc: true}},
			} {
				l.sim.ClearFaults()
				clean, err := l.load(t.Context(), s)
				if err != nil {
					t.Fatal(err)
				}
				for range 4 {
					f := faults[r.IntN(len(faults))]
					f.Nth, f.Count = 1+r.IntN(8), 1+r.IntN(2)
					l.sim.Inject(f)
				}
				rows, err := l.load(t.Context(), s)
				var e *sql.Error
				switch {
				case err == nil && !slices.Equal(ids(rows), ids(clean)) && s.Limit == 0:
					t.Errorf("seed %d, %s: %d rows of %d and no error", seed, s, len(rows), len(clean))
				case err == nil && s.Limit > 0 && !contains(ids(rows), ids(clean)):
					t.Errorf("seed %d, %s: a row is missing", seed, s)
				case err == nil:
					whole++
				case errors.As(err, &e) && e.Code == "28P01":
					t.Errorf("seed %d, %s: a good credential is called bad: %v", seed, s, err)
				case !errors.As(err, &e):
					t.Errorf("seed %d, %s: %v has no SQLSTATE", seed, s, err)
				default:
					failed++
				}
			}
		})
	}
	t.Logf("%d loads came through, %d failed with a name", whole, failed)
	if whole < 4*failed {
		t.Errorf("only %d loads came through a few passing faults, %d failed", whole, failed)
	}
}

// ids are the rows' keys, sorted, doubled ones included.
func ids(rows [][]any) (out []string) {
	for _, row := range rows {
		out = append(out, fmt.Sprint(row[0]))
	}
	slices.Sort(out)
	return out
}

func contains(all, some []string) bool {
	for _, s := range some {
		if _, ok := slices.BinarySearch(all, s); !ok {
			return false
		}
	}
	return len(slices.Compact(slices.Clone(all))) == len(all)
}
