package datum

import (
	"strconv"
	"strings"
)

// date reads a field of digits, month names and separators ("1999-01-08",
// "8/jan/1999").
func (d *dateDecoder) date(s string) (mask, fieldError) {
	var parts []string
	for s != "" {
		i := span(s, 0, func(c byte) bool { return !isDigit(c) && !isAlpha(c) })
		s = s[i:]
		if s == "" {
			return 0, badFormat
		}
		n := 0
		if isDigit(s[0]) {
			n = span(s, 0, isDigit)
		} else {
			n = span(s, 0, isAlpha)
		}
		parts = append(parts, s[:n])
		s = s[n:]
		if s != "" {
			s = s[1:]
		}
	}
	seen := d.seen
	var got mask
	add := func(m mask) bool {
		if seen&m != 0 {
			return false
		}
		seen |= m
		got |= m
		return true
	}
	// A month's name is never in doubt, so names go first.
	for _, p := range parts {
		if isAlpha(p[0]) {
			w := dateWords[p]
			if w.kind == wordIgnore {
				continue
			}
			if w.kind != wordMonth || !add(mMonth) {
				return 0, badFormat
			}
			d.month, d.textMonth = w.value, true
		}
	}
	for _, p := range parts {
		if isAlpha(p[0]) {
			continue
		}
		m, e := d.number(p, seen)
		if e != okField {
			return 0, e
		}
		if !add(m) {
			return 0, badFormat
		}
	}
	// So a time, a weekday or an era must not come before a date in one field.
	if seen&^(mDOY|mZone) != mDate {
		return 0, badFormat
	}
	return got, okField
}

// numberToken reads a field that is a number: after a prefix, a run-together
// date or time, or one part of a date.
func (d *dateDecoder) numberToken(s string) (mask, fieldError) {
	switch d.unit {
	case unitJulian:
		return d.julianNumber(s)
	case unitTime:
		d.unit = unitNone
		got, e := d.numberField(s, d.seen|mDate)
		if e == okField && got != mClock {
			e = badFormat
		}
		return got, e
	}
	dot := strings.IndexByte(s, '.')
	switch {
	case d.timeOnly:
		if dot < 0 && len(s) < 4 {
			return 0, badFormat
		}
		return d.numberField(s, d.seen|mDate)
	case dot >= 0 && d.seen&mDate == 0:
		return d.date(s)
	case dot > 2:
		return d.numberField(s, d.seen)
	case len(s) >= 6 && (d.seen&mDate == 0 || d.seen&mClock == 0):
		return d.numberField(s, d.seen)
	}
	return d.number(s, d.seen)
}

func (d *dateDecoder) julianNumber(s string) (mask, fieldError) {
	d.unit = unitNone
	n, rest, e := atoi(s)
	if e != okField || n < 0 {
		return 0, fieldOverflow
	}
	d.setJulian(n)
	if rest == "" {
		return mDate, okField
	}
	f, err := strconv.ParseFloat("0"+rest, 64)
	if err != nil {
		return 0, badFormat
	}
	d.setTime(min(int64(f*float64(usecPerDay)), usecPerDay-1))
	return mDate | mClock, okField
}

// number gives a lone number its place by what is known already and by the
// style's DateOrder.
func (d *dateDecoder) number(s string, seen mask) (got mask, e fieldError) {
	n, rest, e := atoi(s)
	if e != okField {
		return 0, e
	}
	if rest != "" {
		if rest[0] != '.' {
			return 0, badFormat
		}
		if len(s)-len(rest) > 2 {
			return d.numberField(s, seen|mDate)
		}
		if d.usec, e = fraction(rest); e != okField {
			return 0, e
		}
	}
	if len(s) == 3 && seen&mDate == mYear && n >= 1 && n <= 366 {
		d.yday = n
		return mDOY | mMonth | mDay, okField
	}
	long := len(s) >= 3
	switch seen & mDate {
	case 0:
		switch {
		case long || d.st.DateOrder == "YMD":
			got = mYear
		case d.st.DateOrder == "DMY":
			got = mDay
		default:
			got = mMonth
		}
	case mYear, mDay:
		got = mMonth
	case mMonth:
		got = mDay
		if d.textMonth && (long || d.st.DateOrder == "YMD") {
			got = mYear
		}
	case mYear | mMonth:
		got = mDay
		if d.textMonth && long && d.twoDigits { // DD-MON-YYYY: the first number was the day
			d.day, d.year, d.twoDigits = d.year, n, false
			return mDay, okField
		}
	case mMonth | mDay:
		got = mYear
	case mDate:
		return d.numberField(s, seen)
	}
	switch got {
	case mYear:
		d.year, d.twoDigits = n, len(s) <= 2
	case mMonth:
		d.month = n
	case mDay:
		d.day = n
	}
	return got, okField
}

// numberField reads run-together digits: yymmdd, yyyymmdd, hhmm, hhmmss with
// a fraction.
func (d *dateDecoder) numberField(s string, seen mask) (mask, fieldError) {
	if i := strings.IndexByte(s, '.'); i >= 0 {
		us, e := fraction(s[i:])
		if e != okField {
			return 0, e
		}
		d.usec = us
		s = s[:i]
	} else if seen&mDate != mDate && len(s) >= 6 {
		n := len(s)
		var e1, e2, e3 fieldError
		d.day, _, e1 = atoi(s[n-2:])
		d.month, _, e2 = atoi(s[n-4 : n-2])
		d.year, _, e3 = atoi(s[:n-4])
		if e1|e2|e3 != okField {
			return 0, fieldOverflow
		}
		if n-4 == 2 {
			d.twoDigits = true
		}
		return mDate, okField
	}
	if seen&mClock == mClock || span(s, 0, isDigit) != len(s) || len(s) != 4 && len(s) != 6 {
		return 0, badFormat
	}
	d.hour, _, _ = atoi(s[:2])
	d.minute, _, _ = atoi(s[2:4])
	d.sec = 0
	if len(s) == 6 {
		d.sec, _, _ = atoi(s[4:6])
	}
	return mClock, okField // PostgreSQL lets "295960" roll over here
}
