package confluence_test

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

// everyFault is each thing that the simulated site can do wrong.
func everyFault() map[string]confluencetest.Fault {
	return map[string]confluencetest.Fault{
		"429 with seconds": {Status: 429, Header: http.Header{"Retry-After": {"3"}}},
		"429 with zero":    {Status: 429, Header: http.Header{"Retry-After": {"0"}}},
		"429":              {Status: 429},
		"500":              {Status: 500},
		"502":              {Status: 502},
		"503":              {Status: 503},
		"504":              {Status: 504},
		"408":              {Status: 408},
		"400":              {Status: 400},
		"401":              {Status: 401},
		"410":              {Status: 410},
		"204":              {Status: 204},
		"302":              {Status: 302, Header: http.Header{"Location": {"https://evil.example/"}}},
		"200 of nothing":   {Status: 200, Body: "{}"},
		"200 of HTML":      {Status: 200, Body: "<html>"},
		"impostor":         {Impostor: true},
		"drop":             {Drop: true},
		"break":            {BreakAfter: 1000},
		"truncate":         {TruncateAfter: 1000},
		"corrupt":          {Corrupt: true},
		"delay":            {Delay: 5 * time.Second},
		"hang":             {Delay: time.Hour},
		"repeat":           {RepeatPage: true},
		"loop":             {LoopCursor: true},
		"empty":            {EmptyPageWithNext: true},
		"short":            {ShortPage: true},
		"shifted back":     {ShiftPages: -7},
	}
}

// TestFaults holds the loader to its word: under every fault, once, often and
// for ever, at several places and sizes, all pages exactly or a named error.
func TestFaults(t *testing.T) {
	for name, fault := range everyFault() {
		t.Run(name, func(t *testing.T) {
			for _, c := range []struct{ pages, count, nth int }{{200, 1, 1}, {600, 1, 3}, {600, 6, 3}, {600, -1, 2}, {1500, 2, 6}} {
				if c.pages > 1000 && fault.Status != 0 {
					continue // many answers matter to the faults of lists
				}
				synctest.Test(t, func(t *testing.T) { oneFault(t, fault, c.pages, c.count, c.nth) })
			}
		})
	}
}

func oneFault(t *testing.T, fault confluencetest.Fault, pages, count, nth int) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 12, Pages: pages, Users: 20, Latency: time.Millisecond})
	sim.AddAccount(confluencetest.Account{Email: email, Token: token})
	want := truePages(sim, email)
	c := login(t, simulated(t, sim), email, token)
	fault.Path, fault.Count, fault.Nth = "/wiki/api/v2/pages", count, nth
	sim.Inject(fault)
	got, err := readAllPages(t.Context(), c)
	var e *confluence.Error
	switch {
	case err == nil && !slices.Equal(got, want):
		t.Errorf("%d pages, fault %d times from %d: %d rows of %d and no error", pages, count, nth, len(got), len(want))
	case err != nil && (!errors.As(err, &e) || e.Kind == confluence.Other || e.Path == ""):
		t.Errorf("%d pages, fault %d times from %d: error without a name: %v", pages, count, nth, err)
	case err != nil && e.Kind == confluence.BadCredential:
		t.Errorf("a good credential is called bad: %v", err)
	case err != nil && count == 1 && fault.Status != 400 && fault.Status != 410 && fault.Status != 302 && fault.Status != 204:
		t.Errorf("%d pages: one passing fault at call %d: %v", pages, nth, err)
	}
	if n := sim.RequestCount(); n > int64(len(want)/100+400) {
		t.Errorf("%d requests for %d pages", n, len(want))
	}
	// What a failed or troubled walk leaves behind must not spoil the next.
	sim.ClearFaults()
	if got, err := readAllPages(t.Context(), c); err != nil || !slices.Equal(got, want) {
		t.Errorf("afterwards: %d rows of %d, %v", len(got), len(want), err)
	}
}

// TestRandomFaults mixes faults over all routes.
func TestRandomFaults(t *testing.T) {
	var all []confluencetest.Fault
	for _, f := range everyFault() {
		if f.Status == 0 || f.Status == 429 || f.Status >= 500 || f.Status == 401 {
			all = append(all, f)
		}
	}
	good := 0
	for seed := range uint64(24) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			sim := confluencetest.New(confluencetest.Config{Spaces: 1 + r.IntN(40), Pages: r.IntN(2000), Users: 20, Seed: seed, Latency: time.Millisecond})
			sim.AddAccount(confluencetest.Account{Email: email, Token: token})
			want := truePages(sim, email)
			c := login(t, simulated(t, sim), email, token)
			for range 5 {
				f := all[r.IntN(len(all))]
				f.Nth, f.Count = 1+r.IntN(20), 1+r.IntN(2)
				sim.Inject(f)
			}
			got, err := readAllPages(t.Context(), c)
			var e *confluence.Error
			switch {
			case err == nil && !slices.Equal(got, want):
				t.Errorf("seed %d: %d rows of %d and no error", seed, len(got), len(want))
			case err != nil && !errors.As(err, &e):
				t.Errorf("seed %d: %v", seed, err)
			case err == nil:
				good++
			}
		})
	}
	if good < 18 {
		t.Errorf("only %d of 24 walks came through a few passing faults", good)
	}
}

func TestRevokedMidway(t *testing.T) {
	for _, after := range []int{1, 3, 8, 15} {
		synctest.Test(t, func(t *testing.T) {
			sim := confluencetest.New(confluencetest.Config{Spaces: 12, Pages: 4000, Users: 20, Latency: time.Millisecond})
			sim.AddAccount(confluencetest.Account{Email: email, Token: token})
			c := login(t, simulated(t, sim), email, token)
			n := 0
			err := c.WalkAllPages(t.Context(), nil, func([]confluence.Page) error {
				if n++; n == after {
					sim.Revoke(token)
				}
				return nil
			})
			var e *confluence.Error
			if !errors.As(err, &e) || e.Kind != confluence.BadCredential {
				t.Errorf("revoked after %d answers: %v", after, err)
			}
		})
	}
}
