package datum

import "strconv"

// parts is an interval as it is printed: years to microseconds, each with its
// own sign.
type parts struct {
	year, mon, day, hour, minute, sec, usec int64
}

func (iv Interval) parts() parts {
	us := iv.Micros
	return parts{int64(iv.Months) / 12, int64(iv.Months) % 12, int64(iv.Days),
		us / usecPerHour, us / usecPerMin % 60, us / usecPerSec % 60, us % usecPerSec}
}

func (p *parts) negate() {
	p.year, p.mon, p.day = -p.year, -p.mon, -p.day
	p.hour, p.minute, p.sec, p.usec = -p.hour, -p.minute, -p.sec, -p.usec
}

func (p *parts) hasTime() bool { return p.hour|p.minute|p.sec|p.usec != 0 }

func (p *parts) negTime() bool { return p.hour < 0 || p.minute < 0 || p.sec < 0 || p.usec < 0 }

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

func appendPadded(dst []byte, n int64) []byte {
	if n < 100 {
		return append2(dst, int(n))
	}
	return strconv.AppendInt(dst, n, 10)
}

// appendSeconds writes the absolute seconds and fraction.
func (p *parts) appendSeconds(dst []byte, pad bool) []byte {
	if s := abs(p.sec); pad {
		dst = appendPadded(dst, s)
	} else {
		dst = strconv.AppendInt(dst, s, 10)
	}
	return appendFraction(dst, int(abs(p.usec)))
}

// appendClock writes hh:mm:ss of absolute values.
func (p *parts) appendClock(dst []byte, padHour bool) []byte {
	if padHour {
		dst = appendPadded(dst, abs(p.hour))
	} else {
		dst = strconv.AppendInt(dst, abs(p.hour), 10)
	}
	dst = append(appendPadded(append(dst, ':'), abs(p.minute)), ':')
	return p.appendSeconds(dst, true)
}

// AppendText appends the interval in one of the four IntervalStyles.
func (iv Interval) AppendText(dst []byte, style string) []byte {
	p := iv.parts()
	switch style {
	case "postgres_verbose":
		return p.appendVerbose(dst)
	case "sql_standard":
		return p.appendSQL(dst)
	case "iso_8601":
		return p.appendISO(dst)
	}
	return p.appendPostgres(dst)
}

func (p *parts) appendPostgres(dst []byte) []byte {
	start := len(dst)
	before := false // the last unit was negative, so a positive one shows its sign
	unit := func(n int64, name string) {
		if n == 0 {
			return
		}
		if len(dst) > start {
			dst = append(dst, ' ')
		}
		if before && n > 0 {
			dst = append(dst, '+')
		}
		dst = append(append(strconv.AppendInt(dst, n, 10), ' '), name...)
		if n != 1 {
			dst = append(dst, 's')
		}
		before = n < 0
	}
	unit(p.year, "year")
	unit(p.mon, "mon")
	unit(p.day, "day")
	if len(dst) > start && !p.hasTime() {
		return dst
	}
	if len(dst) > start {
		dst = append(dst, ' ')
	}
	if p.negTime() {
		dst = append(dst, '-')
	} else if before {
		dst = append(dst, '+')
	}
	return p.appendClock(dst, true)
}

func (p *parts) appendVerbose(dst []byte) []byte {
	zero, before := true, false
	dst = append(dst, '@')
	unit := func(n int64, name string) {
		if n == 0 {
			return
		}
		if zero {
			before = n < 0
			n = abs(n)
		} else if before {
			n = -n
		}
		dst = append(append(strconv.AppendInt(append(dst, ' '), n, 10), ' '), name...)
		if n != 1 {
			dst = append(dst, 's')
		}
		zero = false
	}
	unit(p.year, "year")
	unit(p.mon, "mon")
	unit(p.day, "day")
	unit(p.hour, "hour")
	unit(p.minute, "min")
	if p.sec != 0 || p.usec != 0 {
		dst = append(dst, ' ')
		if p.sec < 0 || p.usec < 0 {
			if zero {
				before = true
			} else if !before {
				dst = append(dst, '-')
			}
		} else if before {
			dst = append(dst, '-')
		}
		dst = append(p.appendSeconds(dst, false), " sec"...)
		if abs(p.sec) != 1 || p.usec != 0 {
			dst = append(dst, 's')
		}
		zero = false
	}
	if zero {
		dst = append(dst, " 0"...)
	}
	if before {
		dst = append(dst, " ago"...)
	}
	return dst
}

func (p *parts) appendSQL(dst []byte) []byte {
	neg := p.year < 0 || p.mon < 0 || p.day < 0 || p.negTime()
	q := *p
	q.negate()
	pos := q.year < 0 || q.mon < 0 || q.day < 0 || q.negTime()
	yearMonth := p.year != 0 || p.mon != 0
	dayTime := p.day != 0 || p.hasTime()
	standard := !(neg && pos) && !(yearMonth && dayTime)
	switch {
	case !neg && !pos:
		return append(dst, '0')
	case !standard: // signs everywhere, since one in front would be ambiguous
		dst = appendSign(dst, p.year < 0 || p.mon < 0)
		dst = strconv.AppendInt(append(strconv.AppendInt(dst, abs(p.year), 10), '-'), abs(p.mon), 10)
		dst = appendSign(append(dst, ' '), p.day < 0)
		dst = strconv.AppendInt(dst, abs(p.day), 10)
		dst = appendSign(append(dst, ' '), p.negTime())
		return p.appendClock(dst, false)
	}
	if neg {
		dst = append(dst, '-')
	}
	switch {
	case yearMonth:
		return strconv.AppendInt(append(strconv.AppendInt(dst, abs(p.year), 10), '-'), abs(p.mon), 10)
	case p.day != 0:
		dst = append(strconv.AppendInt(dst, abs(p.day), 10), ' ')
	}
	return p.appendClock(dst, false)
}

func appendSign(dst []byte, neg bool) []byte {
	if neg {
		return append(dst, '-')
	}
	return append(dst, '+')
}

func (p *parts) appendISO(dst []byte) []byte {
	if p.year|p.mon|p.day == 0 && !p.hasTime() {
		return append(dst, "PT0S"...)
	}
	unit := func(n int64, name byte) {
		if n != 0 {
			dst = append(strconv.AppendInt(dst, n, 10), name)
		}
	}
	dst = append(dst, 'P')
	unit(p.year, 'Y')
	unit(p.mon, 'M')
	unit(p.day, 'D')
	if !p.hasTime() {
		return dst
	}
	dst = append(dst, 'T')
	unit(p.hour, 'H')
	unit(p.minute, 'M')
	if p.sec != 0 || p.usec != 0 {
		if p.sec < 0 || p.usec < 0 {
			dst = append(dst, '-')
		}
		dst = append(p.appendSeconds(dst, false), 'S')
	}
	return dst
}
