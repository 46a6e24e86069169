package datum

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

var (
	monthNames  = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	dayNames    = [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	romanMonths = [...]string{"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"}
)

// picture is a time as to_char sees it.
type picture struct {
	year, mon, day, hour, minute, sec, usec int64
	yday                                    int64
	days                                    int64 // since 2000-01-01; of an interval, as if its fields were a date's
	interval                                bool
	zoned                                   bool
	offset                                  int
	abbrev                                  string
}

// ToCharTimestamp is to_char(timestamp, text): a string, or nil for an
// infinite value or an empty format.
func ToCharTimestamp(t int64, format string) (any, error) {
	if infiniteTimestamp(t) || format == "" {
		return nil, nil
	}
	return pictureOf(t).print(format)
}

// ToCharTimestamptz is to_char(timestamptz, text) by the clocks in loc.
func ToCharTimestamptz(t int64, format string, loc *time.Location) (any, error) {
	if infiniteTimestamp(t) || format == "" {
		return nil, nil
	}
	abbrev, off := zoneAt(t, loc)
	if loc == time.UTC {
		abbrev = "UTC"
	}
	p := pictureOf(t + int64(off)*usecPerSec)
	p.zoned, p.offset, p.abbrev = true, off, abbrev
	return p.print(format)
}

// ToCharInterval is to_char(interval, text).
func ToCharInterval(iv Interval, format string) (any, error) {
	if format == "" {
		return nil, nil
	}
	q := iv.parts()
	p := picture{year: q.year, mon: q.mon, day: q.day, hour: q.hour, minute: q.minute, sec: q.sec, usec: q.usec, interval: true}
	p.yday = int64(int32(int64(iv.Months)*daysPerMonth + q.day)) // PostgreSQL lets it wrap
	p.days = p.julian() - epochJulian
	return p.print(format)
}

func pictureOf(t int64) *picture {
	f := breakDown(t)
	d, _ := splitTimestamp(t)
	return &picture{year: int64(f.year), mon: int64(f.month), day: int64(f.day), hour: int64(f.hour), minute: int64(f.minute),
		sec: int64(f.sec), usec: int64(f.usec), yday: int64(dayOfYear(d)), days: d}
}

func (p *picture) print(format string) (any, error) {
	nodes, err := parsePicture(format)
	if err != nil {
		return nil, err
	}
	var b []byte
	for _, n := range nodes {
		if n.key == "" {
			b = append(b, n.text...)
			continue
		}
		if p.interval && calendarOnly(n.key) {
			return nil, &Error{Code: codeDatetimeFormat, Message: "invalid format specification for an interval value",
				Hint: "Intervals are not tied to specific calendar dates."}
		}
		start := len(b)
		var number bool
		b, number = p.appendNode(b, n)
		if number && n.ordinal != "" && len(b) > start {
			b = append(b, ordinalSuffix(string(b[start:]), n.ordinal)...)
		}
	}
	return string(b), nil
}

func calendarOnly(key string) bool {
	switch key {
	case "A.D.", "AD", "B.C.", "BC", "MONTH", "MON", "DAY", "DY", "D", "ID", "TZ", "TZH", "TZM", "OF":
		return true
	}
	return false
}

// appendName writes a name in the case that the pattern is written in.
func appendName(b []byte, n pictureNode, name string, width int) []byte {
	switch {
	case n.written == strings.ToLower(n.written):
		name = strings.ToLower(name)
	case n.written == n.key:
		name = strings.ToUpper(name)
	}
	if n.fill || n.local {
		width = 0
	}
	b = append(b, name...)
	for i := len(name); i < width; i++ {
		b = append(b, ' ')
	}
	return b
}

// appendNumber pads with zeros to a width that leaves out the sign.
func appendNumber(b []byte, n pictureNode, v int64, width int) []byte {
	if n.fill {
		width = 0
	} else if v < 0 {
		width++
	}
	return fmt.Appendf(b, "%0*d", width, v)
}

// appendPlain pads to a width that a sign takes part of.
func appendPlain(b []byte, n pictureNode, v int64, width int) []byte {
	if n.fill {
		width = 0
	}
	return fmt.Appendf(b, "%0*d", width, v)
}

// appendNode writes one pattern; number says that an ordinal may follow.
func (p *picture) appendNode(b []byte, n pictureNode) (_ []byte, number bool) {
	if out, ok := p.appendClock(b, n); ok {
		return out, true
	}
	if out, ok := p.appendNames(b, n); ok {
		return out, false
	}
	year := p.year
	if !p.interval && year <= 0 {
		year = 1 - year
	}
	switch n.key {
	case "MM":
		b = appendNumber(b, n, p.mon, 2)
	case "DDD":
		b = appendPlain(b, n, p.yday, 3)
	case "IDDD":
		y, _ := isoWeek(p.days)
		b = appendPlain(b, n, p.days-isoWeekStart(y)+1, 3)
	case "DD":
		b = appendPlain(b, n, p.day, 2)
	case "D":
		b = strconv.AppendInt(b, int64(weekday(p.days))+1, 10)
	case "ID":
		b = strconv.AppendInt(b, int64(weekday(p.days)+6)%7+1, 10)
	case "WW":
		b = appendPlain(b, n, (p.yday-1)/7+1, 2)
	case "IW":
		_, w := isoWeek(p.days)
		b = appendPlain(b, n, int64(w), 2)
	case "Q":
		if p.mon == 0 {
			return b, false
		}
		b = strconv.AppendInt(b, (p.mon-1)/3+1, 10)
	case "CC":
		b = appendNumber(b, n, p.century(), 2)
	case "Y,YYY":
		b = fmt.Appendf(b, "%d,%03d", year/1000, year%1000)
	case "YYYY", "YYY", "YY", "Y", "IYYY", "IYY", "IY", "I":
		v, w := year, len(n.key)
		if n.key[0] == 'I' {
			y, _ := isoWeek(p.days)
			v = int64(y)
			if p.interval && p.year >= 0 && v < 0 {
				w-- // PostgreSQL makes room for the sign by the year's own
			}
			if v <= 0 && !p.interval {
				v = 1 - v
			}
		}
		if len(n.key) < 4 {
			v %= [...]int64{1, 10, 100, 1000}[len(n.key)]
		}
		b = appendNumber(b, n, v, w)
	case "W":
		b = strconv.AppendInt(b, (p.day-1)/7+1, 10)
	case "J":
		b = strconv.AppendInt(b, p.julian(), 10)
	case "RM":
		return p.appendRoman(b, n), false
	}
	return b, true
}

func (p *picture) julian() int64 {
	if !p.interval {
		return p.days + epochJulian
	}
	y, m := p.year, p.mon
	if m == 0 { // PostgreSQL's formula takes month 0 for December before
		y, m = y-1, 12
	} else if m < 0 {
		y, m = y-1, m+12
	}
	return dayNumber(int(y), int(m), int(p.day)) + epochJulian
}

func (p *picture) century() int64 {
	switch {
	case p.interval:
		return p.year / 100
	case p.year > 0:
		return (p.year-1)/100 + 1
	}
	return p.year/100 - 1
}

func (p *picture) appendClock(b []byte, n pictureNode) ([]byte, bool) {
	switch n.key {
	case "HH", "HH12":
		h := p.hour % 12
		if h == 0 {
			h = 12
		}
		width := 2
		if p.hour < 0 && h > 0 {
			width = 3
		}
		return appendNumber(b, n, h, width), true
	case "HH24":
		return appendNumber(b, n, p.hour, 2), true
	case "MI":
		return appendNumber(b, n, p.minute, 2), true
	case "SS":
		return appendNumber(b, n, p.sec, 2), true
	case "MS":
		return fmt.Appendf(b, "%03d", p.usec/1000), true
	case "US":
		return fmt.Appendf(b, "%06d", p.usec), true
	case "FF1", "FF2", "FF3", "FF4", "FF5", "FF6":
		w := int(n.key[2] - '0')
		div := [...]int64{0, 100000, 10000, 1000, 100, 10, 1}[w]
		return fmt.Appendf(b, "%0*d", w, p.usec/div), true
	case "SSSS", "SSSSS":
		return strconv.AppendInt(b, p.hour*3600+p.minute*60+p.sec, 10), true
	}
	return b, false
}

func (p *picture) appendNames(b []byte, n pictureNode) ([]byte, bool) {
	pick := func(first, second string, second2 bool) ([]byte, bool) {
		if second2 {
			first = second
		}
		if n.written != n.key {
			first = strings.ToLower(first)
		}
		return append(b, first...), true
	}
	switch n.key {
	case "A.M.", "P.M.":
		return pick("A.M.", "P.M.", p.hour%24 >= 12)
	case "AM", "PM":
		return pick("AM", "PM", p.hour%24 >= 12)
	case "A.D.", "B.C.":
		return pick("A.D.", "B.C.", p.year <= 0)
	case "AD", "BC":
		return pick("AD", "BC", p.year <= 0)
	case "MONTH":
		return appendName(b, n, monthNames[p.mon-1], 9), true
	case "MON":
		return appendName(b, n, monthAbbrevs[p.mon-1], 0), true
	case "DAY":
		return appendName(b, n, dayNames[weekday(p.days)], 9), true
	case "DY":
		return appendName(b, n, dayAbbrevs[weekday(p.days)], 0), true
	case "TZ":
		return pick(p.abbrev, "", false)
	case "FX":
		return b, true
	case "TZH", "TZM", "OF":
		return p.appendZone(b, n), true
	}
	return b, false
}

func (p *picture) appendZone(b []byte, n pictureNode) []byte {
	off := int64(p.offset)
	sign := byte('+')
	if off < 0 {
		sign = '-'
	}
	off = abs(off)
	switch n.key {
	case "TZM":
		return fmt.Appendf(b, "%02d", off/60%60)
	case "TZH":
		return fmt.Appendf(append(b, sign), "%02d", off/3600)
	}
	b = appendNumber(append(b, sign), n, off/3600, 2)
	if m := off / 60 % 60; m != 0 {
		b = fmt.Appendf(b, ":%02d", m)
	}
	return b
}

func (p *picture) appendRoman(b []byte, n pictureNode) []byte {
	if p.mon == 0 && p.year == 0 {
		return b
	}
	m := p.mon
	switch {
	case m == 0 && p.year >= 0:
		m = 12
	case m == 0:
		m = 1
	case m < 0:
		m += 13
	}
	return appendName(b, n, romanMonths[m-1], 4)
}
