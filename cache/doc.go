// Package cache is a cache for answers that cost time to get: bounded in
// bytes, aged, and with one shared load per key.
//
// golang-lru's simplelru keeps the order of eviction; this package adds the
// rest. Nothing runs in the background: an entry's age is checked when it is
// asked for, and the bound is kept when one is put.
//
// The cache knows nothing of what it holds. Whoever puts something that only
// some may see must make them part of the key (a keyed hash of a credential,
// never the credential), since whoever knows a key gets the value.
//
// Read cache.go first, then load.go.
package cache
