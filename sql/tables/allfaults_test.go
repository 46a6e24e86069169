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

// TestFaultsOfAllTables loads every table whole under passing faults: all rows
// exactly, or an error with a SQLSTATE that does not blame the credential.
func TestFaultsOfAllTables(t *testing.T) {
	// Not Corrupt: bytes that change within a text leave good JSON, which nothing
	// but TLS can tell; here whole rows are compared.
	faults := []confluencetest.Fault{
		{Status: 429, Header: http.Header{"Retry-After": {"1"}}}, {Status: 500}, {Status: 502}, {Status: 503}, {Status: 504}, {Status: 401},
		{Impostor: true}, {Drop: true}, {BreakAfter: 300}, {TruncateAfter: 300}, {Delay: time.Hour},
		{RepeatPage: true}, {LoopCursor: true}, {EmptyPageWithNext: true}, {ShortPage: true},
	}
	whole, failed := 0, 0
	for seed := range uint64(3) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 9))
			l := newLoader(t, confluencetest.Config{Spaces: 4, Pages: 60, Users: 250, Seed: seed}, confluencetest.Account{Admin: true})
			for name := range l.tables {
				if name == "custom_content" {
					continue
				}
				s := l.whole(name)
				l.sim.ClearFaults()
				clean, err := l.load(t.Context(), s)
				if err != nil {
					t.Fatal(err)
				}
				for range 4 {
					f := faults[r.IntN(len(faults))]
					if f.ShortPage && shortEnds[name] {
						continue
					}
					f.Nth, f.Count = 1+r.IntN(20), 1+r.IntN(2)
					l.sim.Inject(f)
				}
				rows, err := l.load(t.Context(), s)
				var e *sql.Error
				switch {
				case err == nil && !slices.Equal(texts(rows), texts(clean)):
					t.Errorf("seed %d, %s: %d rows of %d and no error", seed, s, len(rows), len(clean))
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

// shortEnds are the tables made of very many short lists of API v1, of which a
// short answer without a next link is the end. The simulated fault gives no
// link there.
var shortEnds = map[string]bool{"content_restrictions": true, "watchers": true, "templates": true}

// texts are rows as texts, sorted; the numbers of audit records are those of
// one reading.
func texts(rows [][]any) (out []string) {
	for _, r := range rows {
		out = append(out, fmt.Sprint(r))
	}
	slices.Sort(out)
	return out
}
