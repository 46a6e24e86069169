package datum

import (
	"math"
	"time"
)

// addMonths moves a date by months, its day cut to the month's last.
func addMonths(y, m, d, months int) (int, int, int) {
	n := y*12 + m - 1 + months
	y = int(floorDiv(int64(n), 12))
	m = n - y*12 + 1
	return y, m, min(d, daysInMonth(y, m))
}

// AddInterval is timestamp + interval: months, then days, then time.
func AddInterval(t int64, iv Interval) (int64, error) {
	if infiniteTimestamp(t) {
		return t, nil
	}
	days, us := splitTimestamp(t)
	if iv.Months != 0 {
		y, m, d := civil(days)
		days = dayNumber(addMonths(y, m, d, int(iv.Months)))
		if _, ok := joinTimestamp(days, us); !ok {
			return 0, errTimestampRange()
		}
	}
	t, ok := joinTimestamp(days+int64(iv.Days), us)
	if !ok {
		return 0, errTimestampRange()
	}
	return checkTimestamp(t, iv.Micros)
}

// SubInterval is timestamp - interval.
func SubInterval(t int64, iv Interval) (int64, error) {
	n, err := iv.Neg()
	if err != nil {
		return 0, err
	}
	return AddInterval(t, n)
}

// AddIntervalTz is timestamptz + interval: months and days by the calendar and
// clocks of loc, so that a day may have 23 hours; then time.
func AddIntervalTz(t int64, iv Interval, loc *time.Location) (int64, error) {
	if infiniteTimestamp(t) {
		return t, nil
	}
	if iv.Months != 0 {
		local := t + int64(ZoneOffset(t, loc))*usecPerSec
		days, us := splitTimestamp(local)
		y, m, d := civil(days)
		var err error
		if t, err = fromLocalDay(dayNumber(addMonths(y, m, d, int(iv.Months))), us, loc); err != nil {
			return 0, err
		}
	}
	if iv.Days != 0 {
		days, us := splitTimestamp(t + int64(ZoneOffset(t, loc))*usecPerSec)
		var err error
		if t, err = fromLocalDay(days+int64(iv.Days), us, loc); err != nil {
			return 0, err
		}
	}
	return checkTimestamp(t, iv.Micros)
}

// SubIntervalTz is timestamptz - interval.
func SubIntervalTz(t int64, iv Interval, loc *time.Location) (int64, error) {
	n, err := iv.Neg()
	if err != nil {
		return 0, err
	}
	return AddIntervalTz(t, n, loc)
}

func fromLocalDay(days, us int64, loc *time.Location) (int64, error) {
	if days < minDate-2 || days > endTimestamp/usecPerDay+2 {
		return 0, errTimestampRange()
	}
	local := days*usecPerDay + us
	if days > 0 && local < 0 {
		return 0, errTimestampRange()
	}
	t := local - int64(localOffset(local, loc))*usecPerSec
	if !validTimestamp(t) {
		return 0, errTimestampRange()
	}
	return t, nil
}

// SubTimestamps is timestamp - timestamp, and timestamptz - timestamptz: days
// of 24 hours, and time.
func SubTimestamps(a, b int64) (Interval, error) {
	if infiniteTimestamp(a) || infiniteTimestamp(b) {
		return Interval{}, errorf(codeDatetimeOverflow, "cannot subtract infinite timestamps")
	}
	// PostgreSQL 15 does not notice the overflow at the far ends either.
	return Interval{Micros: a - b}.JustifyHours()
}

// Age is age(a, b) of timestamps: years, months, days and time such that
// counting them on from b gives a. PostgreSQL 15 takes infinity for a date in
// the year 294277; -infinity is out of range.
func Age(a, b int64) (Interval, error) { return AgeTz(a, b, time.UTC) }

// AgeTz is age of two timestamptz, by the clocks in loc.
func AgeTz(a, b int64, loc *time.Location) (Interval, error) {
	if a == TimestampNegInfinity || b == TimestampNegInfinity {
		return Interval{}, errTimestampRange()
	}
	swap := a < b
	if swap {
		a, b = b, a
	}
	x, y := breakDownIn(a, loc), breakDownIn(b, loc)
	us := x.timeOfDay() - y.timeOfDay()
	days := x.day - y.day
	months := (x.year-y.year)*12 + x.month - y.month
	if us < 0 {
		us += usecPerDay
		days--
	}
	for days < 0 { // borrow from the month that is counted out of
		days += daysInMonth(y.year, y.month)
		months--
	}
	iv := Interval{int32(months), int32(days), us}
	if swap {
		return iv.Neg()
	}
	return iv, nil
}

// breakDownIn is what the clocks in loc show at t.
func breakDownIn(t int64, loc *time.Location) fields {
	days, us := splitTimestamp(t)
	us += int64(ZoneOffset(t, loc)) * usecPerSec
	more := floorDiv(us, usecPerDay)
	var f fields
	f.year, f.month, f.day = civil(days + more)
	f.setTime(us - more*usecPerDay)
	return f
}

// AddDays is date + integer.
func AddDays(d, n int64) (int64, error) {
	if infiniteDate(d) {
		return d, nil
	}
	if r := d + n; validDate(r) {
		return r, nil
	}
	return 0, errDateRange()
}

// SubDates is date - date in days.
func SubDates(a, b int64) (int64, error) {
	if infiniteDate(a) || infiniteDate(b) {
		return 0, errorf(codeDatetimeOverflow, "cannot subtract infinite dates")
	}
	return a - b, nil
}

// DateToTimestamp is the cast of date to timestamp, at midnight.
func DateToTimestamp(d int64) (int64, error) {
	switch d {
	case DateInfinity:
		return TimestampInfinity, nil
	case DateNegInfinity:
		return TimestampNegInfinity, nil
	}
	if t, ok := joinTimestamp(d, 0); ok {
		return t, nil
	}
	return 0, errorf(codeDatetimeOverflow, "date out of range for timestamp")
}

// DateToTimestamptz is the cast of date to timestamptz, at midnight in loc.
func DateToTimestamptz(d int64, loc *time.Location) (int64, error) {
	t, err := DateToTimestamp(d)
	if err != nil || infiniteTimestamp(t) {
		return t, err
	}
	t, err = TimestamptzFromLocal(t, loc)
	if err != nil {
		return 0, errorf(codeDatetimeOverflow, "date out of range for timestamp")
	}
	return t, nil
}

// TimestampToDate is the cast of timestamp to date.
func TimestampToDate(t int64) int64 {
	switch t {
	case TimestampInfinity:
		return DateInfinity
	case TimestampNegInfinity:
		return DateNegInfinity
	}
	d, _ := splitTimestamp(t)
	return d
}

// TimestamptzToDate is the cast of timestamptz to date, as the clocks in loc
// show it.
func TimestamptzToDate(t int64, loc *time.Location) int64 {
	if infiniteTimestamp(t) {
		return TimestampToDate(t)
	}
	return TimestampToDate(t + int64(ZoneOffset(t, loc))*usecPerSec)
}

// TimestampToTime is the cast of timestamp to time; ok is false (NULL) for the
// infinities.
func TimestampToTime(t int64) (us int64, ok bool) {
	if infiniteTimestamp(t) {
		return 0, false
	}
	_, us = splitTimestamp(t)
	return us, true
}

// TimestamptzToTime is the cast of timestamptz to time in loc.
func TimestamptzToTime(t int64, loc *time.Location) (us int64, ok bool) {
	if infiniteTimestamp(t) {
		return 0, false
	}
	return TimestampToTime(t + int64(ZoneOffset(t, loc))*usecPerSec)
}

// AddTime is time + interval: only the interval's time counts, around the clock.
func AddTime(t int64, iv Interval) int64 {
	r := (t + iv.Micros%usecPerDay) % usecPerDay
	if r < 0 {
		r += usecPerDay
	}
	return r
}

// IntervalToTime is the cast of interval to time.
func IntervalToTime(iv Interval) int64 {
	r := iv.Micros % usecPerDay
	if r < 0 {
		r += usecPerDay
	}
	return r
}

// MakeDate is make_date; a negative year is BC.
func MakeDate(year, month, day int64) (int64, error) {
	bad := func() (int64, error) {
		return 0, errorf(codeDatetimeOverflow, "date field value out of range: %d-%02d-%02d", year, month, day)
	}
	y := year
	if y < 0 {
		y++
	} else if y == 0 {
		return bad()
	}
	if month < 1 || month > 12 || day < 1 || y > 5874898 || y < -4800 || day > int64(daysInMonth(int(y), int(month))) {
		return bad()
	}
	d := dayNumber(int(y), int(month), int(day))
	if !validDate(d) {
		return 0, errorf(codeDatetimeOverflow, "date out of range: %d-%02d-%02d", year, month, day)
	}
	return d, nil
}

// MakeTime is make_time(hour, minute, seconds).
func MakeTime(hour, minute int64, sec float64) (int64, error) {
	us := math.RoundToEven(sec * 1e6)
	if hour < 0 || minute < 0 || minute > 59 || hour > 24 || sec != sec || sec < 0 || us > 60e6 ||
		hour == 24 && (minute > 0 || us > 0) {
		return 0, errorf(codeDatetimeOverflow, "time field value out of range: %d:%02d:%02g", hour, minute, sec)
	}
	return hour*usecPerHour + minute*usecPerMin + int64(us), nil
}

// MakeTimestamp is make_timestamp.
func MakeTimestamp(year, month, day, hour, minute int64, sec float64) (int64, error) {
	d, err := MakeDate(year, month, day)
	if err != nil {
		return 0, err
	}
	us, err := MakeTime(hour, minute, sec)
	if err != nil {
		return 0, err
	}
	if t, ok := joinTimestamp(d, us); ok {
		return t, nil
	}
	return 0, errorf(codeDatetimeOverflow, "timestamp out of range: %d-%02d-%02d %d:%02d:%02g",
		year, month, day, hour, minute, sec)
}

// MakeInterval is make_interval.
func MakeInterval(years, months, weeks, days, hours, mins int64, secs float64) (Interval, error) {
	m, d := years*12+months, weeks*7+days
	us := math.RoundToEven(secs * 1e6)
	if int64(int32(m)) != m || int64(int32(d)) != d || !(us > math.MinInt64 && us < math.MaxInt64) {
		return Interval{}, errIntervalRange()
	}
	t, ok := add64OK(hours*usecPerHour+mins*usecPerMin, int64(us))
	if !ok {
		return Interval{}, errIntervalRange()
	}
	return Interval{int32(m), int32(d), t}, nil
}

// TimestamptzFromEpoch is to_timestamp(double precision): seconds since 1970.
func TimestamptzFromEpoch(sec float64) (int64, error) {
	switch {
	case sec != sec:
		return 0, errorf(codeDatetimeOverflow, "timestamp cannot be NaN")
	case math.IsInf(sec, 1):
		return TimestampInfinity, nil
	case math.IsInf(sec, -1):
		return TimestampNegInfinity, nil
	}
	us := math.RoundToEven((sec - float64(unixEpochSecs)) * 1e6)
	if us >= float64(minTimestamp) && us < float64(endTimestamp) {
		return int64(us), nil
	}
	return 0, errorf(codeDatetimeOverflow, "timestamp out of range: \"%s\"", cFloat(sec))
}

// cFloat is C's %g.
func cFloat(f float64) string { return string(appendFloat(nil, f, 64, 6, 0)) }
