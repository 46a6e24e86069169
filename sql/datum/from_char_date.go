package datum

func (f *fromChar) errRange() error {
	return errorf(codeDatetimeOverflow, "date/time field value out of range: \"%s\"", f.s)
}

func errMixedWeeks() error {
	return &Error{Code: codeDatetimeFormat, Message: "invalid combination of date conventions",
		Hint: "Do not mix Gregorian and ISO week date conventions in a formatting template."}
}

// maxPictureYear keeps the arithmetic of days within int64; dates end before.
const maxPictureYear = 6000000

// date puts the fields of the date together: a Julian day, an ISO week date, a
// day of the year, a week, or year, month and day.
func (f *fromChar) date() (int64, error) {
	year, haveYear := f.calendarYear()
	if f.julian == 0 && abs2(year) > maxPictureYear {
		return 0, errorf(codeDatetimeOverflow, "date out of range: \"%s\"", f.s)
	}
	month, day := 1, 1
	haveMonth, haveDay := false, false
	if f.julian != 0 {
		year, month, day = civil(int64(f.julian) - epochJulian)
		haveYear, haveMonth, haveDay = true, true, true
	}
	yearDay := f.yearDay
	if f.week != 0 {
		if f.convention == 'I' {
			d := isoWeekStart(year) + 7*int64(f.week-1)
			if f.weekday > 1 {
				d += int64(f.weekday - 2)
			} else if f.weekday == 1 {
				d += 6
			}
			year, month, day = civil(d)
			haveYear, haveMonth, haveDay = true, true, true
		} else {
			yearDay = (f.week-1)*7 + 1
		}
	}
	if f.monthWeek != 0 {
		day, haveDay = (f.monthWeek-1)*7+1, true
	} else if f.day != 0 {
		day, haveDay = f.day, true
	}
	if f.month != 0 {
		month, haveMonth = f.month, true
	}
	if yearDay != 0 && (month <= 1 || day <= 1) {
		if year == 0 && f.bc == 0 {
			return 0, errPictureValue("cannot calculate day of year without year information")
		}
		if f.convention == 'I' {
			return isoWeekStart(year) + int64(yearDay) - 1, nil
		}
		m, d := dayInYear(year, yearDay)
		if month <= 1 {
			month = m
		}
		if day <= 1 {
			day = d
		}
		haveMonth, haveDay = true, true
	}
	switch {
	case haveMonth && (month < 1 || month > 12),
		haveDay && (day < 1 || day > 31),
		haveYear && haveMonth && haveDay && day > daysInMonth(year, month):
		return 0, f.errRange()
	}
	return dayNumber(year, month, day), nil
}

// dayInYear is the month and day of a day of the year; beyond its end it is a
// day too great for December, or month 13, which no date has.
func dayInYear(year, yearDay int) (month, day int) {
	for month = 1; month <= 12; month++ {
		n := daysInMonth(year, month)
		if yearDay <= n {
			break
		}
		yearDay -= n
	}
	return month, yearDay
}

// calendarYear is the astronomical year; without any it is 1 BC, as in
// PostgreSQL.
func (f *fromChar) calendarYear() (year int, given bool) {
	cc := f.century
	if f.bc != 0 {
		cc = -cc
	}
	switch {
	case f.year != 0 && cc != 0 && f.yearLen <= 2:
		year = f.year % 100
		switch {
		case year != 0 && cc >= 0:
			year += (cc - 1) * 100
		case year != 0:
			year = (cc+1)*100 - year + 1
		case cc >= 0:
			year = cc * 100
		default:
			year = cc*100 + 1
		}
		return year, true
	case f.year != 0:
		year = f.year
		if f.bc != 0 {
			year = -year
		}
		if year < 0 {
			year++
		}
		return year, true
	case cc > 0:
		return (cc-1)*100 + 1, true
	case cc < 0:
		return cc*100 + 1, true
	}
	return 0, false
}

// timestamp puts date and time together.
func (f *fromChar) timestamp() (int64, error) {
	us, err := f.timeOfDay()
	if err != nil {
		return 0, err
	}
	d, err := f.date()
	if err != nil {
		return 0, err
	}
	t, ok := joinTimestamp(d, us)
	if !ok {
		return 0, errTimestampRange()
	}
	return t, nil
}

func (f *fromChar) timeOfDay() (int64, error) {
	n := f.secOfDay
	h, m, sec := n/3600, n%3600/60, n%60
	if f.sec != 0 {
		sec = f.sec
	}
	if f.minute != 0 {
		m = f.minute
	}
	if f.hour != 0 {
		h = f.hour
	}
	if f.clock12 {
		if h < 1 || h > 12 {
			e := errPictureValue("hour \"%d\" is invalid for the 12-hour clock", h)
			e.Hint = "Use the 24-hour clock, or give an hour between 1 and 12."
			return 0, e
		}
		switch {
		case f.pm != 0 && h < 12:
			h += 12
		case f.pm == 0 && h == 12:
			h = 0
		}
	}
	us := int64(f.millis)*1000 + int64(f.micros)
	if h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 59 || us < 0 || us >= usecPerSec {
		return 0, f.errRange()
	}
	if f.zoneHour > 15 || f.zoneMin > 59 || f.zoneHour < 0 || f.zoneMin < 0 {
		return 0, f.errRange()
	}
	return int64(h)*usecPerHour + int64(m)*usecPerMin + int64(sec)*usecPerSec + us, nil
}
