package sql_test

import (
	"context"
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/sql/sqltest"
)

var (
	soak = flag.Duration("soak", 0, "how long to compare random statements; 0 = a fixed number of them")
	seed = flag.Uint64("seed", 1, "the first seed of random statements")
)

// randomStatements is how many are compared in an ordinary run.
const randomStatements = 1500

// TestRandom compares random statements with PostgreSQL, in a zone where days
// differ in length and in one where dates are plain arithmetic.
func TestRandom(t *testing.T) {
	for i, zone := range []string{"Europe/Berlin", "UTC"} {
		t.Run(strings.ReplaceAll(zone, "/", "-"), func(t *testing.T) { compareRandom(t, zone, *seed+uint64(i)*1_000_000) })
	}
}

func compareRandom(t *testing.T, zone string, seed uint64) {
	p := newPair(t, "SET TimeZone = '"+zone+"'")
	if r := p.conn.Query(context.Background(), "SET confluence.max_age = 0", nil); r.Err != nil {
		t.Fatal(r.Err) // every statement loads what it needs, and no more
	}
	counts := map[string]int{}
	start := time.Now()
	done := func(n int) bool {
		if *soak > 0 {
			return time.Since(start) > *soak/2
		}
		return n >= randomStatements/2 || time.Since(start) > 10*time.Second
	}
	found, narrow := 0, 0
	for n := 0; !done(n) && found < 10; n++ {
		s := sqltest.NewGenerator(seed+uint64(n), p.fixture).Statement()
		how, diff := p.judge(s.String())
		counts[how]++
		for _, tb := range p.fixture.Tables() {
			for _, sl := range tb.Loads() {
				if !sl.All() {
					narrow++
				}
			}
		}
		if how != "different" {
			continue
		}
		found++
		s.Shrink(func(s *sqltest.Tree) bool {
			h, d := p.judge(s.String())
			if h == how {
				diff = d
			}
			return h == how
		}, 300)
		t.Errorf("seed %d: %s\n%s", seed+uint64(n), diff, s)
	}
	t.Logf("%v in %v; %d slices narrower than a table were loaded", counts, time.Since(start).Round(time.Millisecond), narrow)
	if narrow == 0 {
		t.Error("no push-down was tried")
	}
	if counts["same"] < counts["unsupported"]+counts["one failed"]+counts["both failed"] {
		t.Errorf("most statements say nothing: %v", counts)
	}
}

// judge runs a statement on both. Where only one of them meets a value that
// cannot be computed, the order of evaluation may be the reason, which
// PostgreSQL does not promise either.
func (p *pair) judge(text string) (how, diff string) {
	ctx := context.Background()
	want, got := p.oracle.Query(ctx, text, nil), p.conn.Query(ctx, text, nil)
	computing := func(r *sqltest.Result) bool { return r.Err != nil && strings.HasPrefix(r.Err.Code, "22") }
	switch {
	case got.Err != nil && got.Err.Code == "0A000":
		return "unsupported", ""
	case computing(want) && computing(got):
		return "both failed", ""
	case computing(want) && got.Err == nil, computing(got) && want.Err == nil:
		return "one failed", ""
	case want.Err != nil && got.Err != nil && want.Err.Code == got.Err.Code:
		return "both failed", ""
	}
	if diff = sqltest.Difference(want, got, sqltest.Ordered(text)); diff != "" {
		return "different", diff
	}
	return "same", ""
}
