package main

import "time"

// sizes is how much is measured.
type sizes struct {
	scan      siteSize
	latencies []time.Duration
	scanRuns  int

	rows         siteSize
	adHocRuns    int
	repeatedRuns int
	extractRuns  int

	lookupConnections []int
	lookupRounds      int
	lookupRound       time.Duration

	idle     int // connections
	idlePeer int // PostgreSQL's
	settle   time.Duration
}

// siteSize is how large a simulated site is.
type siteSize struct{ spaces, pages, users int }

var fullSizes = sizes{
	scan:      siteSize{spaces: 120, pages: 20_000, users: 500},
	latencies: []time.Duration{0, 20 * time.Millisecond, 100 * time.Millisecond},
	scanRuns:  3,

	rows:         siteSize{spaces: 120, pages: 200_000, users: 2000},
	adHocRuns:    9,
	repeatedRuns: 15,
	extractRuns:  5,

	lookupConnections: []int{1, 4, 16},
	lookupRounds:      3,
	lookupRound:       5 * time.Second / 3,

	idle:     5000,
	idlePeer: 50,
	settle:   10 * time.Second,
}

var shortSizes = sizes{
	scan:      siteSize{spaces: 40, pages: 3000, users: 100},
	latencies: []time.Duration{0, 20 * time.Millisecond},
	scanRuns:  1,

	rows:         siteSize{spaces: 60, pages: 20_000, users: 500},
	adHocRuns:    3,
	repeatedRuns: 5,
	extractRuns:  2,

	lookupConnections: []int{1, 4},
	lookupRounds:      2,
	lookupRound:       time.Second / 2,

	idle:     500,
	idlePeer: 10,
	settle:   2 * time.Second,
}
