package datum

import (
	"math"
	"math/big"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// Extracted is the value of a field: a whole number of 10^-Scale, or (Julian
// dates with a time of day) a fraction of a day beside it. The zero Null is a
// value.
type Extracted struct {
	units int64
	scale int
	inf   int   // -1 or 1 for an infinity
	rest  int64 // microseconds of the day, for julian
	null  bool
	isJul bool
	split bool // date_part adds the seconds and their fraction as floats

	exact  *Numeric // the value where it has its own way of being computed
	approx float64  // and date_part's
}

func whole(n int) Extracted { return Extracted{units: int64(n)} }

// Null reports whether the field of an infinite value has no value.
func (e Extracted) Null() bool { return e.null }

// Numeric is the value as PostgreSQL's extract returns it.
func (e Extracted) Numeric() string {
	switch {
	case e.inf > 0:
		return "Infinity"
	case e.inf < 0:
		return "-Infinity"
	case e.exact != nil:
		return e.exact.String()
	case e.isJul:
		day := NumericFromInt64(e.units)
		frac := divide(NumericFromInt64(e.rest), NumericFromInt64(usecPerDay),
			divScale(NumericFromInt64(e.rest), NumericFromInt64(usecPerDay)))
		if sum, err := day.Add(frac); err == nil {
			return sum.String()
		}
	case e.scale == 0:
		return strconv.FormatInt(e.units, 10)
	}
	digits := strconv.FormatInt(e.units, 10)
	neg := e.units < 0
	if neg {
		digits = digits[1:]
	}
	s, err := formatDecimal(neg, digits, e.scale, e.scale)
	if err != nil {
		return "NaN"
	}
	return s
}

// Float64 is the value as PostgreSQL's date_part returns it.
func (e Extracted) Float64() float64 {
	switch {
	case e.inf != 0:
		return math.Inf(e.inf)
	case e.exact != nil:
		return e.approx
	case e.isJul:
		sec := float64(e.rest / usecPerSec)
		return float64(e.units) + (sec+float64(e.rest%usecPerSec)/1e6)/float64(secPerDay)
	case e.split && e.scale == 3:
		return float64(e.units/usecPerSec)*1000 + float64(e.units%usecPerSec)/1000
	case e.split:
		return float64(e.units/usecPerSec) + float64(e.units%usecPerSec)/1e6
	case e.scale == 3:
		return float64(e.units) / 1000
	case e.scale == 6:
		return float64(e.units) / 1e6
	}
	return float64(e.units)
}

// ofInfinite is a field of an infinite timestamp: fields that only grow are
// infinite too, others have no value.
func ofInfinite(u unit, name string, typ uint32, positive bool) (Extracted, error) {
	switch u {
	case unitNoUnit:
		return Extracted{}, errUnitUnknown(name, typ)
	case unitYear, unitDecade, unitCentury, unitMillennium, fieldJulian, fieldISOYear, fieldEpoch:
		if positive {
			return Extracted{inf: 1}, nil
		}
		return Extracted{inf: -1}, nil
	}
	if typ == pgtype.DateOID && (u < unitDay || u > unitQuarter) && (u < fieldDOW || u > fieldDOY) {
		return Extracted{}, errUnitUnsupported(name, typ)
	}
	return Extracted{null: true}, nil
}

// clockField is a field of the time of day.
func clockField(us int64, u unit) (Extracted, bool) {
	switch u {
	case unitMicrosecond:
		return Extracted{units: us % usecPerMin}, true
	case unitMillisecond:
		return Extracted{units: us % usecPerMin, scale: 3, split: true}, true
	case unitSecond:
		return Extracted{units: us % usecPerMin, scale: 6, split: true}, true
	case unitMinute:
		return Extracted{units: us / usecPerMin % 60}, true
	case unitHour:
		return Extracted{units: us / usecPerHour}, true
	}
	return Extracted{}, false
}

// dateField is a field of the date.
func dateField(days int64, u unit) (Extracted, bool) {
	y, m, d := civil(days)
	switch u {
	case unitDay:
		return whole(d), true
	case unitMonth:
		return whole(m), true
	case unitQuarter:
		return whole((m-1)/3 + 1), true
	case unitWeek:
		_, w := isoWeek(days)
		return whole(w), true
	case fieldISOYear:
		y, _ := isoWeek(days)
		return whole(noYearZero(y)), true
	case unitYear:
		return whole(noYearZero(y)), true
	case unitDecade:
		return Extracted{units: floorDiv(int64(y), 10)}, true
	case unitCentury:
		return whole(countedYears(y, 100)), true
	case unitMillennium:
		return whole(countedYears(y, 1000)), true
	case fieldDOW:
		return whole(weekday(days)), true
	case fieldISODOW:
		return whole((weekday(days)+6)%7 + 1), true
	case fieldDOY:
		return whole(dayOfYear(days)), true
	}
	return Extracted{}, false
}

// noYearZero is the year with 1 BC as -1.
func noYearZero(y int) int {
	if y > 0 {
		return y
	}
	return y - 1
}

// countedYears numbers centuries and millennia: the first AD is 1, BC is -1.
func countedYears(y, n int) int {
	if y > 0 {
		return (y + n - 1) / n
	}
	return -((n - 1 - (y - 1)) / n)
}

// ExtractTimestamp is extract(field from timestamp).
func ExtractTimestamp(name string, t int64) (Extracted, error) {
	u := findField(foldASCII(name))
	if infiniteTimestamp(t) {
		return ofInfinite(u, name, pgtype.TimestampOID, t > 0)
	}
	if e, ok := timestampField(t, u); ok {
		return e, nil
	}
	if u == fieldEpoch {
		return epochField(t), nil
	}
	return Extracted{}, fieldError2(u, name, pgtype.TimestampOID)
}

func fieldError2(u unit, name string, typ uint32) error {
	if u == unitNoUnit {
		return errUnitUnknown(name, typ)
	}
	return errUnitUnsupported(name, typ)
}

// timestampField is a field of a local time.
func timestampField(t int64, u unit) (Extracted, bool) {
	days, us := splitTimestamp(t)
	if u == fieldJulian {
		return Extracted{units: days + epochJulian, rest: us, isJul: true}, true
	}
	if e, ok := clockField(us, u); ok {
		return e, true
	}
	return dateField(days, u)
}

func epochField(t int64) Extracted {
	const shift = unixEpochSecs * usecPerSec
	if t > math.MaxInt64-shift {
		// Beyond int64 PostgreSQL divides numerics, whose scale is too small
		// for the microseconds.
		us := &Numeric{}
		us.coef.Add(big.NewInt(t), big.NewInt(shift))
		million := NumericFromInt64(usecPerSec)
		n := divide(us, million, divScale(us, million))
		n.setScale(6, true)
		f := (float64(t) - -float64(shift)) / 1e6
		return Extracted{exact: n, approx: f}
	}
	return Extracted{units: t + shift, scale: 6}
}

// ExtractTimestamptz is extract(field from timestamptz), by the clocks in loc.
func ExtractTimestamptz(name string, t int64, loc *time.Location) (Extracted, error) {
	u := findField(foldASCII(name))
	if infiniteTimestamp(t) {
		return ofInfinite(u, name, pgtype.TimestamptzOID, t > 0)
	}
	off := ZoneOffset(t, loc)
	switch u {
	case fieldEpoch:
		return epochField(t), nil
	case unitZone:
		return whole(off), nil
	case unitZoneHour:
		return whole(off / 3600), nil
	case unitZoneMinute:
		return whole(off / 60 % 60), nil
	}
	if e, ok := timestampField(t+int64(off)*usecPerSec, u); ok {
		return e, nil
	}
	return Extracted{}, fieldError2(u, name, pgtype.TimestamptzOID)
}

// ExtractDate is extract(field from date).
func ExtractDate(name string, d int64) (Extracted, error) {
	u := findField(foldASCII(name))
	if infiniteDate(d) {
		return ofInfinite(u, name, pgtype.DateOID, d > 0)
	}
	switch u {
	case fieldEpoch:
		return Extracted{units: (d - unixEpochDays) * secPerDay}, nil
	case fieldJulian:
		return Extracted{units: d + epochJulian}, nil
	}
	if e, ok := dateField(d, u); ok {
		return e, nil
	}
	return Extracted{}, fieldError2(u, name, pgtype.DateOID)
}

// ExtractTime is extract(field from time).
func ExtractTime(name string, us int64) (Extracted, error) {
	u := findField(foldASCII(name))
	if e, ok := clockField(us, u); ok {
		return e, nil
	}
	if u == fieldEpoch {
		return Extracted{units: us, scale: 6}, nil
	}
	return Extracted{}, fieldError2(u, name, pgtype.TimeOID)
}

// ExtractInterval is extract(field from interval).
func ExtractInterval(name string, iv Interval) (Extracted, error) {
	u := findField(foldASCII(name))
	p := iv.parts()
	switch u {
	case unitMicrosecond:
		return Extracted{units: p.sec*usecPerSec + p.usec}, nil
	case unitMillisecond:
		return Extracted{units: p.sec*usecPerSec + p.usec, scale: 3, split: true}, nil
	case unitSecond:
		return Extracted{units: p.sec*usecPerSec + p.usec, scale: 6, split: true}, nil
	case unitMinute:
		return Extracted{units: p.minute}, nil
	case unitHour:
		return Extracted{units: p.hour}, nil
	case unitDay:
		return Extracted{units: p.day}, nil
	case unitMonth:
		return Extracted{units: p.mon}, nil
	case unitQuarter:
		return Extracted{units: p.mon/3 + 1}, nil
	case unitYear:
		return Extracted{units: p.year}, nil
	case unitDecade:
		return Extracted{units: p.year / 10}, nil
	case unitCentury:
		return Extracted{units: p.year / 100}, nil
	case unitMillennium:
		return Extracted{units: p.year / 1000}, nil
	case fieldEpoch:
		return intervalEpoch(iv), nil
	}
	return Extracted{}, fieldError2(u, name, pgtype.IntervalOID)
}

// intervalEpoch counts a year as 365.25 days and a month as 30.
func intervalEpoch(iv Interval) Extracted {
	quarterDays := 1461*(int64(iv.Months)/12) + 120*(int64(iv.Months)%12) + 4*int64(iv.Days)
	secs := quarterDays * (secPerDay / 4)
	n := &Numeric{scale: 6}
	n.coef.Mul(big.NewInt(secs), big.NewInt(usecPerSec))
	n.coef.Add(&n.coef, big.NewInt(iv.Micros))
	f := float64(iv.Micros) / 1e6
	f += 365.25 * float64(secPerDay) * float64(iv.Months/12)
	f += float64(daysPerMonth*secPerDay) * float64(iv.Months%12)
	f += float64(secPerDay) * float64(iv.Days)
	return Extracted{exact: n, approx: f}
}
