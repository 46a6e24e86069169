//go:build race

package proxy

// raceEnabled: the race detector takes memory of its own.
const raceEnabled = true
