package datum

func (f *fromChar) get(name string, def int) int {
	if v, ok := f.set[name]; ok {
		return v
	}
	return def
}

func (f *fromChar) has(name string) bool {
	_, ok := f.set[name]
	return ok
}

func errPictureRange(s string) error {
	return errorf(codeDatetimeOverflow, "date/time field value out of range: \"%s\"", s)
}

// date puts the fields of the date together: a Julian day, an ISO week date, a
// day of the year, a week, or year, month and day.
func (f *fromChar) date(s string) (int64, error) {
	if f.iso && f.plain {
		return 0, errMixedWeeks()
	}
	year, err := f.year(s)
	if err != nil {
		return 0, err
	}
	switch {
	case f.has("J"):
		return int64(f.get("J", 0)) - epochJulian, nil
	case f.has("IW"):
		d := isoWeekStart(year) + 7*int64(f.get("IW", 1)-1)
		if id := f.get("ID", 1); id > 1 {
			d += int64(id - 1)
		}
		return d, nil
	case f.has("IDDD"):
		return isoWeekStart(year) + int64(f.get("IDDD", 1)) - 1, nil
	case f.has("WW"):
		return dayNumber(year, 1, 1) + 7*int64(f.get("WW", 1)-1), nil
	}
	month, day := f.get("MM", 1), f.get("DD", 1)
	if f.has("W") && !f.has("DD") {
		day = (f.get("W", 1)-1)*7 + 1
	}
	if f.has("DDD") && (!f.has("MM") || !f.has("DD")) {
		if !f.has("YYYY") && !f.bc && !f.has("CC") {
			return 0, errPictureValue("cannot calculate day of year without year information")
		}
		n := f.get("DDD", 1)
		last := 365
		if isLeap(year) {
			last = 366
		}
		if n < 1 || n > last {
			return 0, errPictureRange(s)
		}
		return dayNumber(year, 1, 1) + int64(n) - 1, nil
	}
	if month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) {
		return 0, errPictureRange(s)
	}
	return dayNumber(year, month, day), nil
}

func errMixedWeeks() error {
	return &Error{Code: codeDatetimeFormat, Message: "invalid combination of date conventions",
		Hint: "Do not mix Gregorian and ISO week date conventions in a formatting template."}
}

// year is the astronomical year; without any it is 1 BC, as in PostgreSQL.
func (f *fromChar) year(s string) (int, error) {
	y, given := f.set["YYYY"]
	cc, hasCC := f.set["CC"]
	switch {
	case hasCC && f.yearLen <= 2:
		if f.bc {
			cc = -cc
		}
		if given {
			y %= 100
			if cc < 0 {
				y = (cc+1)*100 - y + 1
				break
			}
			if y == 0 {
				y = cc * 100
			} else {
				y += (cc - 1) * 100
			}
			break
		}
		if cc >= 0 {
			y = (cc-1)*100 + 1
		} else {
			y = cc*100 + 1
		}
	case given:
		if f.bc {
			if y > 0 {
				y = 1 - y
			} else {
				y = -y + 1
			}
		} else if y < 0 {
			y++
		}
	}
	if abs2(y) > 6000000 {
		return 0, errPictureRange(s)
	}
	return y, nil
}

// timestamp puts date and time together.
func (f *fromChar) timestamp(s string) (int64, error) {
	d, err := f.date(s)
	if err != nil {
		return 0, err
	}
	us, err := f.timeOfDay(s)
	if err != nil {
		return 0, err
	}
	t, ok := joinTimestamp(d, us)
	if !ok {
		return 0, errTimestampRange()
	}
	return t, nil
}

func (f *fromChar) timeOfDay(s string) (int64, error) {
	h, m, sec := f.get("HH", 0), f.get("MI", 0), f.get("SS", 0)
	if f.has("SSSS") {
		n := f.get("SSSS", 0)
		h, m, sec = n/3600, n/60%60, n%60
	}
	if f.clock12 {
		if h < 1 || h > 12 {
			if f.has("HH") {
				return 0, &Error{Code: codeDatetimeFormat, Message: errHour12(h),
					Hint: "Use the 24-hour clock, or give an hour between 1 and 12."}
			}
		}
		switch {
		case f.pm == 1 && h < 12:
			h += 12
		case f.pm != 1 && h == 12:
			h = 0
		}
	}
	if h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 59 {
		return 0, errPictureRange(s)
	}
	if f.zh > 15 || f.zm > 59 || f.zh < 0 || f.zm < 0 {
		return 0, errPictureRange(s)
	}
	return int64(h)*usecPerHour + int64(m)*usecPerMin + int64(sec)*usecPerSec + int64(f.usec), nil
}

func errHour12(h int) string {
	return errorf(codeDatetimeFormat, "hour \"%d\" is invalid for the 12-hour clock", h).Message
}
