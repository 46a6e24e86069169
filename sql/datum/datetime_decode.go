package datum

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// fieldError is why a date or interval cannot be read.
type fieldError uint8

const (
	okField fieldError = iota
	badFormat
	fieldOverflow
	monthDayOverflow // with the hint that DateStyle may be the reason
	intervalOverflow
	zoneOverflow
	badZone
)

func (e fieldError) error(typeName, input string) error {
	switch e {
	case fieldOverflow:
		return errorf(codeDatetimeOverflow, "date/time field value out of range: \"%s\"", input)
	case monthDayOverflow:
		err := errorf(codeDatetimeOverflow, "date/time field value out of range: \"%s\"", input)
		err.Hint = "Perhaps you need a different \"datestyle\" setting."
		return err
	case intervalOverflow:
		return errorf(codeIntervalOverflow, "interval field value out of range: \"%s\"", input)
	case zoneOverflow:
		return errorf(codeZoneDisplacement, "time zone displacement out of range: \"%s\"", input)
	}
	return errorf(codeDatetimeFormat, "invalid input syntax for type %s: \"%s\"", typeName, input)
}

type mask uint32

const (
	mYear mask = 1 << iota
	mMonth
	mDay
	mDOY
	mHour
	mMinute
	mSecond
	mZone
	mDST
	mDSTMod
	mAMPM
	mADBC
	mWeekday
	mReserved

	mDate  = mYear | mMonth | mDay
	mClock = mHour | mMinute | mSecond
)

// dateDecoder gathers what the fields of a date string say.
type dateDecoder struct {
	fields
	st        *Style
	timeOnly  bool
	seen      mask
	reserved  int // resEpoch, resLate or resEarly if special is set
	special   bool
	twoDigits bool
	textMonth bool
	bc        bool
	julian    bool
	pm        int // -1 none, 0 AM, 1 PM
	yday      int
	unit      int            // what the next field is, from a prefix
	offset    int            // seconds east
	zone      *time.Location // a named zone, whose offset depends on the date
	zoneName  string         // set with badZone
}

// atoi reads an int32 at the start of s.
func atoi(s string) (n int, rest string, e fieldError) {
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	j := span(s, i, isDigit)
	if j == i {
		return 0, s, badFormat
	}
	v, err := strconv.ParseInt(s[:j], 10, 32)
	if err != nil {
		return 0, s[j:], fieldOverflow
	}
	return int(v), s[j:], okField
}

// fraction reads ".123456" as microseconds, rounded.
func fraction(s string) (int, fieldError) {
	if s == "." {
		return 0, okField
	}
	if span(s, 1, isDigit) != len(s) {
		return 0, badFormat
	}
	f, err := strconv.ParseFloat("0"+s, 64)
	if err != nil {
		return 0, badFormat
	}
	return int(math.RoundToEven(f * 1e6)), okField
}

func (d *dateDecoder) decode(toks []token) fieldError {
	d.pm = -1
	for i, t := range toks {
		var got mask
		var e fieldError
		switch t.kind {
		case tokDate:
			switch {
			case !d.timeOnly:
				got, e = d.dateToken(t.text)
			case dateBeforeTime(i, toks):
				got, e = d.date(t.text)
			default:
				got, e = d.zoneToken(t.text)
			}
		case tokTime:
			if d.unit != unitNone && d.unit != unitTime {
				return badFormat
			}
			d.unit = unitNone
			got = mClock
			if e = d.clock(t.text); e == okField && d.clockOverflows() {
				e = fieldOverflow
			}
		case tokZone:
			got = mZone
			d.offset, e = decodeOffset(t.text)
		case tokNumber:
			got, e = d.numberToken(t.text)
		default:
			got, e = d.word(t.text, toks[i+1:])
		}
		if e != okField {
			return e
		}
		if got&d.seen != 0 {
			return badFormat
		}
		d.seen |= got
	}
	return d.finish()
}

// dateBeforeTime: in a time of day a date is read only as the first field, and
// only if a time follows it at once or a zone's name ends the input.
func dateBeforeTime(i int, toks []token) bool {
	return i == 0 && len(toks) >= 2 && (toks[len(toks)-1].kind == tokDate || toks[1].kind == tokTime)
}

func (d *dateDecoder) dateToken(s string) (mask, fieldError) {
	switch {
	case d.unit == unitJulian: // "J2451187-08"
		n, rest, e := atoi(s)
		if e != okField || n < 0 {
			return 0, fieldOverflow
		}
		d.setJulian(n)
		d.unit = unitNone
		d.offset, e = decodeOffset(rest)
		return mDate | mClock | mZone, e
	case d.unit != unitNone || d.seen&(mMonth|mDay) == mMonth|mDay:
		return d.zoneToken(s)
	}
	return d.date(s)
}

// zoneToken reads a second dateish field: a zone name with punctuation, or
// "hhmmss-zz".
func (d *dateDecoder) zoneToken(s string) (mask, fieldError) {
	if isDigit(s[0]) || d.unit != unitNone {
		if d.unit != unitNone && d.unit != unitTime {
			return 0, badFormat
		}
		d.unit = unitNone
		if d.seen&mClock == mClock {
			return 0, badFormat
		}
		i := strings.IndexByte(s, '-')
		if i < 0 {
			return 0, badFormat
		}
		var e fieldError
		if d.offset, e = decodeOffset(s[i:]); e != okField {
			return 0, e
		}
		got, e := d.numberField(s[:i], d.seen)
		return got | mZone, e
	}
	l, ok := LoadZone(s)
	if !ok {
		d.zoneName = s
		return 0, badZone
	}
	d.zone = l
	return mZone, okField
}

func (d *dateDecoder) setJulian(n int) {
	d.year, d.month, d.day = civil(int64(n) - epochJulian)
	d.julian = true
}

// clock reads hh:mm, hh:mm:ss or mm:ss with a fraction.
func (d *dateDecoder) clock(s string) fieldError {
	h, m, sec, us, e := splitClock(s)
	if e != okField {
		return e
	}
	d.hour, d.minute, d.sec, d.usec = int(h), m, sec, us
	return okField
}

// splitClock reads a clock as C's strtol does: no digits after a colon are 0.
func splitClock(s string) (hour int64, minute, sec, usec int, e fieldError) {
	i := span(s, 0, isDigit)
	hour, err := strconv.ParseInt(s[:i], 10, 64)
	if err != nil {
		return 0, 0, 0, 0, fieldOverflow
	}
	rest := s[i:]
	if !strings.HasPrefix(rest, ":") {
		return 0, 0, 0, 0, badFormat
	}
	if minute, rest, e = atoi(rest[1:]); e == fieldOverflow {
		return 0, 0, 0, 0, e
	}
	switch {
	case rest == "":
	case rest[0] == '.':
		if usec, e = fraction(rest); e != okField {
			return 0, 0, 0, 0, e
		}
		if hour > math.MaxInt32 {
			return 0, 0, 0, 0, fieldOverflow
		}
		hour, minute, sec = 0, int(hour), minute
	case rest[0] == ':':
		if sec, rest, e = atoi(rest[1:]); e == fieldOverflow {
			return 0, 0, 0, 0, e
		}
		if rest != "" {
			if rest[0] != '.' {
				return 0, 0, 0, 0, badFormat
			}
			if usec, e = fraction(rest); e != okField {
				return 0, 0, 0, 0, e
			}
		}
	default:
		return 0, 0, 0, 0, badFormat
	}
	if minute > 59 || minute < 0 || sec > 60 || sec < 0 {
		return 0, 0, 0, 0, fieldOverflow
	}
	return hour, minute, sec, usec, okField
}

// decodeOffset reads +h, +hh, +hhmm, +hh:mm or +hh:mm:ss as seconds east.
func decodeOffset(s string) (int, fieldError) {
	if s == "" || s[0] != '+' && s[0] != '-' {
		return 0, badFormat
	}
	h, rest, e := atoi(s[1:])
	if e == fieldOverflow {
		return 0, zoneOverflow
	}
	m, sec := 0, 0
	if strings.HasPrefix(rest, ":") {
		if m, rest, e = atoi(rest[1:]); e == fieldOverflow {
			return 0, zoneOverflow
		}
		if strings.HasPrefix(rest, ":") {
			if sec, rest, e = atoi(rest[1:]); e == fieldOverflow {
				return 0, zoneOverflow
			}
		}
	} else if rest == "" && len(s) > 3 {
		h, m = h/100, h%100
	}
	if h < 0 || h > 15 || m < 0 || m > 59 || sec < 0 || sec > 59 {
		return 0, zoneOverflow
	}
	if rest != "" {
		return 0, badFormat
	}
	off := h*3600 + m*60 + sec
	if s[0] == '-' {
		off = -off
	}
	return off, okField
}

func (d *dateDecoder) word(s string, after []token) (mask, fieldError) {
	if a, ok := zoneAbbrevs[s]; ok {
		return d.abbreviation(s, a)
	}
	w := dateWords[s]
	switch w.kind {
	case wordIgnore:
		return 0, okField
	case wordReserved:
		return d.reservedWord(w.value)
	case wordMonth:
		got := mMonth
		if d.seen&mMonth != 0 && !d.textMonth && d.seen&mDay == 0 && d.month >= 1 && d.month <= 31 {
			d.day = d.month
			got = mDay
		}
		d.textMonth = true
		d.month = w.value
		return got, okField
	case wordDay:
		return mWeekday, okField
	case wordAMPM:
		d.pm = w.value
		return mAMPM, okField
	case wordADBC:
		d.bc = w.value == 1
		return mADBC, okField
	case wordDST:
		d.offset += w.value
		return mDST | mDSTMod, okField
	case wordUnits:
		if w.value == unitOther {
			return 0, badFormat
		}
		d.unit = w.value
		return 0, okField
	case wordTime:
		if d.seen&mDate != mDate && !d.timeOnly || len(after) == 0 {
			return 0, badFormat
		}
		if k := after[0].kind; k != tokNumber && k != tokTime && k != tokDate {
			return 0, badFormat
		}
		d.unit = unitTime
		return 0, okField
	}
	if l, ok := LoadZone(s); ok && !strings.HasPrefix(s, "-") && !strings.HasPrefix(s, "+") {
		d.zone = l
		return mZone, okField
	}
	return 0, badFormat
}

func (d *dateDecoder) abbreviation(s string, a zoneAbbrev) (mask, fieldError) {
	if a.zone == "" {
		d.offset = a.offset
		if a.dst {
			return mZone | mDST, okField
		}
		return mZone, okField
	}
	l, ok := LoadZone(a.zone)
	if !ok {
		d.zoneName = a.zone
		return 0, badZone
	}
	d.zone = abbrevLocation(l, s)
	return mZone, okField
}

func (d *dateDecoder) reservedWord(v int) (mask, fieldError) {
	switch v {
	case resNow:
		now := d.st.now()
		d.offset = ZoneOffset(now, d.st.Location)
		d.fields = breakDown(now + int64(d.offset)*usecPerSec)
		return mDate | mClock | mZone, okField
	case resToday, resTomorrow, resYesterday:
		now := d.st.now()
		days, _ := splitTimestamp(now + int64(ZoneOffset(now, d.st.Location))*usecPerSec)
		days += map[int]int64{resToday: 0, resTomorrow: 1, resYesterday: -1}[v]
		d.year, d.month, d.day = civil(days)
		return mDate, okField
	case resAllBalls:
		return mClock | mZone, okField
	}
	d.special, d.reserved = true, v
	return mReserved, okField
}

// finish checks the fields as a whole and fills in the zone.
func (d *dateDecoder) finish() fieldError {
	if e := d.validateDate(); e != okField || d.special {
		return e
	}
	if d.pm >= 0 {
		if d.hour > 12 {
			return fieldOverflow
		}
		if d.pm == 0 && d.hour == 12 {
			d.hour = 0
		} else if d.pm == 1 && d.hour != 12 {
			d.hour += 12
		}
	}
	if d.timeOnly {
		if d.clockOverflows() {
			return fieldOverflow
		}
		// A zone whose offset changes has none without a date.
		if d.seen&mClock != mClock || d.zone != nil && d.seen&mDate != mDate && !fixedZone(d.zone) {
			return badFormat
		}
		return okField
	}
	if d.seen&mDate != mDate {
		return badFormat
	}
	if d.seen&mZone == 0 && d.seen&mDSTMod != 0 {
		return badFormat
	}
	return okField
}

func (d *dateDecoder) clockOverflows() bool {
	return d.hour > 24 || d.minute > 59 || d.sec > 60 || d.hour == 24 && (d.minute > 0 || d.sec > 0 || d.usec > 0)
}

func (d *dateDecoder) validateDate() fieldError {
	if d.seen&mYear != 0 && !d.julian {
		switch {
		case d.bc:
			if d.year <= 0 {
				return fieldOverflow
			}
			d.year = 1 - d.year
		case d.twoDigits:
			if d.year < 0 {
				return fieldOverflow
			}
			if d.year < 70 {
				d.year += 2000
			} else if d.year < 100 {
				d.year += 1900
			}
		case d.year <= 0:
			return fieldOverflow
		}
	}
	if d.seen&mDOY != 0 {
		d.year, d.month, d.day = civil(dayNumber(d.year, 1, 1) + int64(d.yday) - 1)
	}
	if d.seen&mMonth != 0 && (d.month < 1 || d.month > 12) {
		return monthDayOverflow
	}
	if d.seen&mDay != 0 && (d.day < 1 || d.day > 31) {
		return monthDayOverflow
	}
	if d.seen&mDate == mDate && d.day > daysInMonth(d.year, d.month) {
		return fieldOverflow
	}
	return okField
}

// local is the decoded local time; ok is false out of range.
func (d *dateDecoder) local() (int64, bool) {
	days := d.days()
	if days < minDate-1 || days > endTimestamp/usecPerDay+1 {
		return 0, false
	}
	t := days*usecPerDay + d.timeOfDay()
	return t, days <= 0 || t > 0
}
