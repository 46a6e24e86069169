package datum

import "math"

// The proleptic Gregorian calendar over days since 2000-01-01, in plain
// integer arithmetic for PostgreSQL's whole range. Years are astronomical:
// year 0 is 1 BC.

const (
	usecPerSec  = int64(1000000)
	usecPerMin  = 60 * usecPerSec
	usecPerHour = 60 * usecPerMin
	usecPerDay  = 24 * usecPerHour
	secPerDay   = int64(86400)

	epochJulian   = 2451545 // the Julian day of 2000-01-01
	unixEpochDays = -10957  // 1970-01-01
	unixEpochSecs = -unixEpochDays * secPerDay

	minDate = -epochJulian             // 4714-11-24 BC
	endDate = 2147483494 - epochJulian // the day after 5874897-12-31

	minTimestamp = -211813488000000000
	endTimestamp = 9223371331200000000

	// DateInfinity and DateNegInfinity are the infinite dates.
	DateInfinity    = math.MaxInt32
	DateNegInfinity = math.MinInt32
	// TimestampInfinity and TimestampNegInfinity are the infinite timestamps,
	// with and without time zone.
	TimestampInfinity    = math.MaxInt64
	TimestampNegInfinity = math.MinInt64
)

func infiniteDate(d int64) bool { return d == DateInfinity || d == DateNegInfinity }

func infiniteTimestamp(t int64) bool { return t == TimestampInfinity || t == TimestampNegInfinity }

func validDate(d int64) bool { return d >= minDate && d < endDate }

func validTimestamp(t int64) bool { return t >= minTimestamp && t < endTimestamp }

func floorDiv(a, b int64) int64 {
	q := a / b
	if (a%b != 0) && ((a < 0) != (b < 0)) {
		q--
	}
	return q
}

// civil is the date of a day number.
func civil(days int64) (year, month, day int) {
	// Counting from 0000-03-01 puts the leap day at the year's end, so month
	// lengths follow one linear rule.
	z := days + 730425
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = int(doy - (153*mp+2)/5 + 1)
	month = int(mp + 3)
	y := yoe + era*400
	if month > 12 {
		month -= 12
		y++
	}
	return int(y), month, day
}

// dayNumber is the inverse of civil. The month must be 1 to 12; the day may be
// any number and counts on from the month's first.
func dayNumber(year, month, day int) int64 {
	y, m := int64(year), int64(month)
	if m <= 2 {
		y--
		m += 12
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*(m-3) + 2) / 5
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146097 + doe - 730425 + int64(day) - 1
}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysInMonth(year, month int) int {
	switch month {
	case 2:
		if isLeap(year) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// weekday is 0 for Sunday to 6 for Saturday.
func weekday(days int64) int {
	w := (days + 6) % 7
	if w < 0 {
		w += 7
	}
	return int(w)
}

func dayOfYear(days int64) int {
	y, _, _ := civil(days)
	return int(days-dayNumber(y, 1, 1)) + 1
}

// isoWeekStart is the Monday that begins ISO week 1 of the year.
func isoWeekStart(year int) int64 {
	jan4 := dayNumber(year, 1, 4)
	return jan4 - int64((weekday(jan4)+6)%7)
}

// isoWeek is the ISO 8601 week-numbering year and week of a day.
func isoWeek(days int64) (year, week int) {
	y, _, _ := civil(days)
	start := isoWeekStart(y)
	if days < start {
		y--
		start = isoWeekStart(y)
	} else if next := isoWeekStart(y + 1); days >= next {
		y++
		start = next
	}
	return y, int((days-start)/7) + 1
}

// fields is a broken-down timestamp.
type fields struct {
	year, month, day  int
	hour, minute, sec int
	usec              int
}

func splitTimestamp(t int64) (days, usec int64) {
	days = floorDiv(t, usecPerDay)
	return days, t - days*usecPerDay
}

func breakDown(t int64) fields {
	d, us := splitTimestamp(t)
	var f fields
	f.year, f.month, f.day = civil(d)
	f.setTime(us)
	return f
}

func (f *fields) setTime(us int64) {
	f.hour = int(us / usecPerHour)
	us %= usecPerHour
	f.minute = int(us / usecPerMin)
	us %= usecPerMin
	f.sec = int(us / usecPerSec)
	f.usec = int(us % usecPerSec)
}

func (f *fields) days() int64 { return dayNumber(f.year, f.month, f.day) }

func (f *fields) timeOfDay() int64 {
	return int64(f.hour)*usecPerHour + int64(f.minute)*usecPerMin + int64(f.sec)*usecPerSec + int64(f.usec)
}

// timestamp puts the fields together again; ok is false out of range.
func (f *fields) timestamp() (t int64, ok bool) { return joinTimestamp(f.days(), f.timeOfDay()) }

func joinTimestamp(days, usec int64) (int64, bool) {
	if days < minDate-1 || days > endTimestamp/usecPerDay+1 {
		return 0, false
	}
	t := days*usecPerDay + usec
	if days > 0 && t < 0 {
		return 0, false
	}
	return t, validTimestamp(t)
}
