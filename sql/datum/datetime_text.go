package datum

import (
	"strconv"
	"time"
)

const digitPairs = "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"

var (
	monthAbbrevs = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
	dayAbbrevs   = [...]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}
)

func append2(dst []byte, n int) []byte {
	return append(dst, digitPairs[n*2], digitPairs[n*2+1])
}

// appendYear pads to four digits; the caller has turned BC years around.
func appendYear(dst []byte, y int) []byte {
	if y <= 9999 {
		return append2(append2(dst, y/100), y%100)
	}
	return strconv.AppendInt(dst, int64(y), 10)
}

// bcYear turns an astronomical year into one to print.
func bcYear(y int) (year int, bc bool) {
	if y <= 0 {
		return 1 - y, true
	}
	return y, false
}

func appendFraction(dst []byte, usec int) []byte {
	if usec == 0 {
		return dst
	}
	n := 6
	for usec%10 == 0 {
		usec /= 10
		n--
	}
	var b [6]byte
	for i := n - 1; i >= 0; i-- {
		b[i] = byte('0' + usec%10)
		usec /= 10
	}
	dst = append(dst, '.')
	return append(dst, b[:n]...)
}

func appendClock(dst []byte, us int64) []byte {
	h := us / usecPerHour
	us -= h * usecPerHour
	m := us / usecPerMin
	us -= m * usecPerMin
	s := us / usecPerSec
	us -= s * usecPerSec
	dst = append(append2(dst, int(h)), ':')
	dst = append(append2(dst, int(m)), ':')
	return appendFraction(append2(dst, int(s)), int(us))
}

// AppendTime appends a time of day.
func AppendTime(dst []byte, us int64) []byte {
	if us < 0 || us > usecPerDay {
		return strconv.AppendInt(dst, us, 10)
	}
	return appendClock(dst, us)
}

// AppendDate appends a date in the style's DateStyle.
func AppendDate(dst []byte, days int64, st *Style) []byte {
	switch days {
	case DateInfinity:
		return append(dst, "infinity"...)
	case DateNegInfinity:
		return append(dst, "-infinity"...)
	}
	y, m, d := civil(days)
	y, bc := bcYear(y)
	switch st.DateStyle {
	case "German":
		dst = appendYear(append(append2(append(append2(dst, d), '.'), m), '.'), y)
	case "SQL", "Postgres":
		sep := byte('/')
		if st.DateStyle == "Postgres" {
			sep = '-'
		}
		if st.DateOrder == "DMY" {
			m, d = d, m
		}
		dst = appendYear(append(append2(append(append2(dst, m), sep), d), sep), y)
	default:
		dst = append2(append(append2(append(appendYear(dst, y), '-'), m), '-'), d)
	}
	if bc {
		dst = append(dst, " BC"...)
	}
	return dst
}

func appendInfinity(dst []byte, t int64) ([]byte, bool) {
	switch t {
	case TimestampInfinity:
		return append(dst, "infinity"...), true
	case TimestampNegInfinity:
		return append(dst, "-infinity"...), true
	}
	return dst, false
}

// AppendTimestamp appends a timestamp without time zone.
func AppendTimestamp(dst []byte, t int64, st *Style) []byte {
	if dst, ok := appendInfinity(dst, t); ok {
		return dst
	}
	days, us := splitTimestamp(t)
	return appendLocal(dst, days, us, st, nil)
}

// AppendTimestamptz appends a timestamp with time zone as the clocks of the
// style's zone show it.
func AppendTimestamptz(dst []byte, t int64, st *Style) []byte {
	if dst, ok := appendInfinity(dst, t); ok {
		return dst
	}
	var z zoneText
	if st.Location == time.UTC {
		z.abbrev = "UTC"
	} else {
		z.abbrev, z.offset = st.zoneAt(t)
	}
	days, us := splitTimestamp(t)
	us += int64(z.offset) * usecPerSec // cannot overflow, unlike t
	if us < 0 {
		us += usecPerDay
		days--
	} else if us >= usecPerDay {
		us -= usecPerDay
		days++
	}
	return appendLocal(dst, days, us, st, &z)
}

// zoneText is what is printed of a zone: the offset east of UTC in seconds, or
// in the styles that show names, the abbreviation.
type zoneText struct {
	offset int
	abbrev string
}

func appendLocal(dst []byte, days, us int64, st *Style, z *zoneText) []byte {
	y, m, d := civil(days)
	y, bc := bcYear(y)
	switch st.DateStyle {
	case "SQL", "German":
		sep := byte('/')
		switch {
		case st.DateStyle == "German":
			sep = '.'
			m, d = d, m
		case st.DateOrder == "DMY":
			m, d = d, m
		}
		dst = append(append2(append(append2(dst, m), sep), d), sep)
		dst = appendClock(append(appendYear(dst, y), ' '), us)
		if z != nil {
			dst = z.append(dst, false)
		}
	case "Postgres":
		dst = append(append(dst, dayAbbrevs[weekday(days)]...), ' ')
		if st.DateOrder == "DMY" {
			dst = append(append(append2(dst, d), ' '), monthAbbrevs[m-1]...)
		} else {
			dst = append2(append(append(dst, monthAbbrevs[m-1]...), ' '), d)
		}
		dst = appendYear(append(appendClock(append(dst, ' '), us), ' '), y)
		if z != nil {
			dst = z.append(dst, true)
		}
	default:
		dst = append2(append(append2(append(appendYear(dst, y), '-'), m), '-'), d)
		dst = appendClock(append(dst, ' '), us)
		if z != nil {
			dst = appendOffset(dst, z.offset)
		}
	}
	if bc {
		dst = append(dst, " BC"...)
	}
	return dst
}

// append writes the abbreviation, or the offset of a zone whose abbreviation
// is itself a number ("+03" is printed as an offset there too).
func (z *zoneText) append(dst []byte, spaced bool) []byte {
	if z.abbrev != "" {
		return append(append(dst, ' '), z.abbrev...)
	}
	if spaced {
		dst = append(dst, ' ')
	}
	return appendOffset(dst, z.offset)
}

// appendOffset writes +HH, +HH:MM or +HH:MM:SS.
func appendOffset(dst []byte, offset int) []byte {
	sign := byte('+')
	if offset < 0 {
		sign = '-'
		offset = -offset
	}
	dst = append2(append(dst, sign), offset/3600)
	m, s := offset/60%60, offset%60
	if m != 0 || s != 0 {
		dst = append2(append(dst, ':'), m)
	}
	if s != 0 {
		dst = append2(append(dst, ':'), s)
	}
	return dst
}
