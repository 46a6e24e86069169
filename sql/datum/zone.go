package datum

import (
	"strings"
	"sync"
	"time"
)

// zoneAt is the abbreviation and offset (seconds east of UTC) in force in loc
// at a finite timestamptz.
func zoneAt(t int64, loc *time.Location) (abbrev string, offset int) {
	return time.Unix(floorDiv(t, usecPerSec)+unixEpochSecs, 0).In(loc).Zone()
}

// ZoneOffset is the offset in seconds east of UTC of loc at a finite
// timestamptz.
func ZoneOffset(t int64, loc *time.Location) int {
	if loc == time.UTC {
		return 0
	}
	_, off := zoneAt(t, loc)
	return off
}

// localOffset is the offset in seconds east of UTC that a local time (finite,
// microseconds since 2000-01-01 on the zone's clocks) has. A time that a spring
// change skips counts as before the change, one that an autumn change repeats
// as after it.
func localOffset(local int64, loc *time.Location) int {
	if loc == time.UTC {
		return 0
	}
	sec := floorDiv(local, usecPerSec) + unixEpochSecs
	prev := time.Unix(sec-secPerDay, 0).In(loc)
	_, before := prev.Zone()
	_, end := prev.ZoneBounds()
	if end.IsZero() {
		return before
	}
	boundary := end.Unix()
	_, after := end.In(loc).Zone()
	b, a := sec-int64(before), sec-int64(after)
	switch {
	case b < boundary && a < boundary:
		return before
	case b > boundary && a >= boundary:
		return after
	case b > a:
		return before
	}
	return after
}

// LocalTimestamp is timestamptz AT TIME ZONE: what the clocks in loc show.
func LocalTimestamp(t int64, loc *time.Location) (int64, error) {
	if infiniteTimestamp(t) {
		return t, nil
	}
	return checkTimestamp(t, int64(ZoneOffset(t, loc))*usecPerSec)
}

// TimestamptzFromLocal is timestamp AT TIME ZONE, and the cast of timestamp to
// timestamptz: the instant at which the clocks in loc show local.
func TimestamptzFromLocal(local int64, loc *time.Location) (int64, error) {
	if infiniteTimestamp(local) {
		return local, nil
	}
	return checkTimestamp(local, -int64(localOffset(local, loc))*usecPerSec)
}

// checkTimestamp adds microseconds to a timestamp within PostgreSQL's range.
func checkTimestamp(t, add int64) (int64, error) {
	sum := t + add
	if (add > 0) != (sum > t) && add != 0 || !validTimestamp(sum) {
		return 0, errTimestampRange()
	}
	return sum, nil
}

// zones keeps loaded zones: reading one costs a file and 10 KB. It holds at
// most the few hundred names of the tz database, since failures are not kept.
var zones sync.Map // folded name -> *time.Location

// LoadZone finds a zone by its name in the tz database, ignoring case, or
// reads the POSIX forms that PostgreSQL's TimeZone setting accepts ("EST5EDT"
// is in the database; "UTC+3", "<+03>-3", "-03"). ok is false if there is none.
func LoadZone(name string) (loc *time.Location, ok bool) {
	if len(name) == 0 || len(name) > 100 {
		return nil, false
	}
	key := strings.ToLower(name)
	switch key {
	case "utc", "gmt", "z", "zulu":
		if key == "utc" {
			return time.UTC, true
		}
	case "local", "default":
		return nil, false
	}
	if l, ok := zones.Load(key); ok {
		return l.(*time.Location), true
	}
	for _, c := range []byte(key) {
		if !isAlpha(c) && !isDigit(c) && !strings.ContainsRune("/_+-", rune(c)) {
			return posixZone(name)
		}
	}
	for _, n := range [...]string{name, zoneCase(key), strings.ToUpper(key), key} {
		if l, err := time.LoadLocation(n); err == nil && n != "" {
			zones.Store(key, l)
			return l, true
		}
	}
	return posixZone(name)
}

// zoneCase gives a folded name the capitals of the tz database, which are
// regular but for a few small words and names in capitals.
func zoneCase(s string) string {
	b := []byte(s)
	up := true
	for i, c := range b {
		if up && c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
		up = !isAlpha(c) && c != '\''
	}
	s = string(b)
	for _, w := range [...][2]string{{"_Of_", "_of_"}, {"-Au-", "-au-"}, {"-Es-", "-es-"}, {"Port-Of-", "Port-of-"},
		{"Etc/Gmt", "Etc/GMT"}, {"Etc/Utc", "Etc/UTC"}, {"Etc/Uct", "Etc/UCT"}, {"Us/", "US/"},
		{"Dumontdurville", "DumontDUrville"}, {"Mcmurdo", "McMurdo"}, {"Easterisland", "EasterIsland"},
		{"Bajanorte", "BajaNorte"}, {"Bajasur", "BajaSur"}, {"Nsw", "NSW"}, {"Act", "ACT"}, {"Lhi", "LHI"}, {"Gb-Eire", "GB-Eire"},
		{"Denoronha", "DeNoronha"}, {"Comodrivadavia", "ComodRivadavia"}} {
		s = strings.ReplaceAll(s, w[0], w[1])
	}
	return s
}

// posixZone reads the fixed-offset POSIX forms: an abbreviation of letters or
// in angle brackets, then hours west of Greenwich. Zones with daylight saving
// rules spelled out are not read.
func posixZone(s string) (*time.Location, bool) {
	rest, abbrev := s, ""
	if strings.HasPrefix(s, "<") {
		i := strings.IndexByte(s, '>')
		if i < 0 {
			return nil, false
		}
		abbrev, rest = s[1:i], s[i+1:]
	} else {
		i := span(s, 0, func(c byte) bool { return !isDigit(c) && c != ',' && c != '-' && c != '+' })
		abbrev, rest = s[:i], s[i:]
	}
	if rest == "" {
		return nil, false
	}
	off, ok := posixOffset(rest)
	if !ok {
		return nil, false
	}
	return time.FixedZone(strings.ToUpper(abbrev), -off), true
}

// fixedZone reports whether the zone has one offset for all times.
func fixedZone(loc *time.Location) bool {
	start, end := time.Unix(0, 0).In(loc).ZoneBounds()
	return start.IsZero() && end.IsZero()
}

// posixOffset reads [+-]h[h[h]][:mm[:ss]], hours up to a week.
func posixOffset(s string) (int, bool) {
	neg := s[0] == '-'
	if neg || s[0] == '+' {
		s = s[1:]
	}
	total, limit := 0, 167
	for scale := 3600; scale > 0; scale /= 60 {
		n := span(s, 0, isDigit)
		v, rest, e := atoi(s)
		if n == 0 || n > 3 || e != okField || v > limit {
			return 0, false
		}
		total += v * scale
		if rest == "" {
			if neg {
				total = -total
			}
			return total, true
		}
		if rest[0] != ':' {
			return 0, false
		}
		s, limit = rest[1:], 59
	}
	return 0, false
}

// ErrZone is PostgreSQL's complaint about an unknown zone name.
func ErrZone(name string) error {
	return errorf(codeInvalidParameter, "time zone \"%s\" not recognized", name)
}

// Zone is what AT TIME ZONE's text names: a location, or an abbreviation that
// stands for an offset.
type Zone struct {
	loc    *time.Location
	offset int // seconds east, if loc is nil
}

// FindZone reads the argument of AT TIME ZONE: an abbreviation first, then a
// zone name or a POSIX form ("UTC+3" is three hours west).
func FindZone(name string) (Zone, error) {
	key := strings.ToLower(name)
	if a, ok := zoneAbbrevs[key]; ok {
		if a.zone == "" {
			return Zone{offset: a.offset}, nil
		}
		if l, ok := LoadZone(a.zone); ok {
			return Zone{loc: abbrevLocation(l, key)}, nil
		}
	}
	if l, ok := LoadZone(name); ok {
		return Zone{loc: l}, nil
	}
	return Zone{}, ErrZone(name)
}

// abbrevLocation is the fixed zone that an abbreviation last meant in loc, or
// loc itself if it never had that abbreviation.
func abbrevLocation(loc *time.Location, abbrev string) *time.Location {
	t := time.Now().In(loc)
	for i := 0; i < 400; i++ {
		n, off := t.Zone()
		if strings.EqualFold(n, abbrev) {
			return time.FixedZone(n, off)
		}
		start, _ := t.ZoneBounds()
		if start.IsZero() {
			break
		}
		t = start.Add(-time.Second)
	}
	return loc
}

// ZoneOfLocation makes a Zone of a session's location.
func ZoneOfLocation(loc *time.Location) Zone { return Zone{loc: loc} }

// ZoneOfOffset makes a Zone of an interval's offset in seconds east of UTC.
func ZoneOfOffset(seconds int) Zone { return Zone{offset: seconds} }

// Location is the zone as a Go location.
func (z Zone) Location() *time.Location {
	if z.loc != nil {
		return z.loc
	}
	return time.FixedZone("", z.offset)
}

// ToLocal is timestamptz AT TIME ZONE z.
func (z Zone) ToLocal(t int64) (int64, error) { return LocalTimestamp(t, z.Location()) }

// FromLocal is timestamp AT TIME ZONE z.
func (z Zone) FromLocal(t int64) (int64, error) { return TimestamptzFromLocal(t, z.Location()) }

// TimestamptzAtZone is timestamptz AT TIME ZONE text.
func TimestamptzAtZone(t int64, name string) (int64, error) {
	if infiniteTimestamp(t) { // whatever the zone is called
		return t, nil
	}
	z, err := FindZone(name)
	if err != nil {
		return 0, err
	}
	return z.ToLocal(t)
}

// TimestampAtZone is timestamp AT TIME ZONE text.
func TimestampAtZone(t int64, name string) (int64, error) {
	if infiniteTimestamp(t) {
		return t, nil
	}
	z, err := FindZone(name)
	if err != nil {
		return 0, err
	}
	return z.FromLocal(t)
}
