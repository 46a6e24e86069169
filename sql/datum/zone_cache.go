package datum

import (
	"sync/atomic"
	"time"
)

// zoneCache remembers offsets of a zone for spans of 2^41 microseconds (25
// days) in which they do not change, since looking one up in a time.Location
// takes longer than printing the rest of a timestamp. It is safe for concurrent
// use; copies of a Style share it.
type zoneCache struct{ spans [128]atomic.Pointer[zoneSpan] }

type zoneSpan struct {
	loc    *time.Location
	bucket int64
	abbrev string
	offset int
}

const zoneBucketBits = 41

func (c *zoneCache) at(t int64, loc *time.Location) (abbrev string, offset int) {
	bucket := t >> zoneBucketBits
	slot := &c.spans[uint64(bucket)%uint64(len(c.spans))]
	if s := slot.Load(); s != nil && s.bucket == bucket && s.loc == loc {
		return s.abbrev, s.offset
	}
	abbrev, offset = zoneAt(t, loc)
	start, end := TimeFromTimestamp(t).In(loc).ZoneBounds()
	first := bucket << zoneBucketBits
	last := first + 1<<zoneBucketBits - 1
	if (start.IsZero() || !start.After(TimeFromTimestamp(first))) && (end.IsZero() || end.After(TimeFromTimestamp(last))) {
		slot.Store(&zoneSpan{loc, bucket, abbrev, offset})
	}
	return abbrev, offset
}

// zoneAt is the zone in force at t in the style's location.
func (st *Style) zoneAt(t int64) (abbrev string, offset int) {
	if st.zones == nil {
		return zoneAt(t, st.Location)
	}
	return st.zones.at(t, st.Location)
}
