package datum

import (
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// truncate sets the fields below the unit to their first values.
func (f *fields) truncate(u unit) bool {
	switch u {
	case unitWeek:
		d := f.days()
		f.year, f.month, f.day = civil(d - int64((weekday(d)+6)%7))
	case unitMillennium:
		f.year = int(floorDiv(int64(f.year)-1, 1000)*1000) + 1
	case unitCentury:
		f.year = int(floorDiv(int64(f.year)-1, 100)*100) + 1
	case unitDecade:
		f.year = int(floorDiv(int64(f.year), 10) * 10)
	case unitYear, unitMonth, unitDay, unitHour, unitMinute, unitSecond, unitMicrosecond:
	case unitQuarter:
		f.month -= (f.month - 1) % 3
	case unitMillisecond:
		f.usec -= f.usec % 1000
	default:
		return false
	}
	switch u {
	case unitMillennium, unitCentury, unitDecade, unitYear:
		f.month, f.day = 1, 1
	case unitMonth, unitQuarter:
		f.day = 1
	}
	if wholeDays(u) {
		f.setTime(0)
	}
	switch u {
	case unitHour:
		f.minute, f.sec, f.usec = 0, 0, 0
	case unitMinute:
		f.sec, f.usec = 0, 0
	case unitSecond:
		f.usec = 0
	}
	return true
}

// wholeDays reports whether the unit is a day or longer.
func wholeDays(u unit) bool { return u >= unitDay && u <= unitQuarter }

// TruncTimestamp is date_trunc(unit, timestamp).
func TruncTimestamp(name string, t int64) (int64, error) {
	u := findUnit(foldASCII(name))
	if infiniteTimestamp(t) { // whatever the unit is called
		return t, nil
	}
	if u == unitNoUnit {
		return 0, errUnitUnknown(name, pgtype.TimestampOID)
	}
	f := breakDown(t)
	if !f.truncate(u) {
		return 0, errUnitUnsupported(name, pgtype.TimestampOID)
	}
	r, ok := f.timestamp()
	if !ok {
		return 0, errTimestampRange()
	}
	return r, nil
}

// TruncTimestamptz is date_trunc(unit, timestamptz [, zone]): the clocks of loc
// decide where a unit begins.
func TruncTimestamptz(name string, t int64, loc *time.Location) (int64, error) {
	u := findUnit(foldASCII(name))
	if infiniteTimestamp(t) { // whatever the unit is called
		return t, nil
	}
	if u == unitNoUnit {
		return 0, errUnitUnknown(name, pgtype.TimestamptzOID)
	}
	off := int64(ZoneOffset(t, loc)) * usecPerSec
	f := breakDown(t + off)
	if !f.truncate(u) {
		return 0, errUnitUnsupported(name, pgtype.TimestamptzOID)
	}
	local := f.days()*usecPerDay + f.timeOfDay()
	if wholeDays(u) {
		off = int64(localOffset(local, loc)) * usecPerSec
	}
	if r := local - off; validTimestamp(r) {
		return r, nil
	}
	return 0, errTimestampRange()
}

// TruncInterval is date_trunc(unit, interval).
func TruncInterval(name string, iv Interval) (Interval, error) {
	u := findUnit(foldASCII(name))
	cut := func(n int64) { iv.Micros -= iv.Micros % n }
	months := func(n int32) { iv.Months -= iv.Months % n; iv.Days, iv.Micros = 0, 0 }
	switch u {
	case unitNoUnit:
		return Interval{}, errUnitUnknown(name, pgtype.IntervalOID)
	case unitMillennium:
		months(12000)
	case unitCentury:
		months(1200)
	case unitDecade:
		months(120)
	case unitYear:
		months(12)
	case unitQuarter:
		months(3)
	case unitMonth:
		months(1)
	case unitDay:
		iv.Micros = 0
	case unitHour:
		cut(usecPerHour)
	case unitMinute:
		cut(usecPerMin)
	case unitSecond:
		cut(usecPerSec)
	case unitMillisecond:
		cut(1000)
	case unitMicrosecond:
	case unitWeek:
		err := errUnitUnsupported(name, pgtype.IntervalOID).(*Error)
		err.Detail = "Months usually have fractional weeks."
		return Interval{}, err
	default:
		return Interval{}, errUnitUnsupported(name, pgtype.IntervalOID)
	}
	return iv, nil
}

// foldASCII lower-cases the letters A to Z only, as unit names are folded.
func foldASCII(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if b[i] >= 'A' && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// DateBin is date_bin(stride, t, origin) for both timestamp types: the start of
// the stride-long bin, counted from origin, that t is in.
func DateBin(stride Interval, t, origin int64) (int64, error) {
	if infiniteTimestamp(t) {
		return t, nil
	}
	if infiniteTimestamp(origin) {
		return 0, errorf(codeDatetimeOverflow, "origin out of range")
	}
	if stride.Months != 0 {
		return 0, errorf(codeUnsupported, "timestamps cannot be binned into intervals containing months or years")
	}
	days := int64(stride.Days) * usecPerDay
	if days/usecPerDay != int64(stride.Days) {
		return 0, errIntervalRange()
	}
	step, ok := add64OK(days, stride.Micros)
	if !ok {
		return 0, errIntervalRange()
	}
	if step <= 0 {
		return 0, errorf(codeDatetimeOverflow, "stride must be greater than zero")
	}
	diff := t - origin
	if (diff < t) != (origin > 0) && origin != 0 {
		return 0, errIntervalRange()
	}
	r := t - (diff - floorDiv(diff, step)*step)
	if !validTimestamp(r) {
		return 0, errTimestampRange()
	}
	return r, nil
}
