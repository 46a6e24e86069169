package datum

import (
	"math"
	"strconv"
	"strings"
)

// The field bits of an interval's type modifier (INTERVAL DAY TO SECOND).
const (
	rangeMonth  = 1 << 1
	rangeYear   = 1 << 2
	rangeDay    = 1 << 3
	rangeHour   = 1 << 10
	rangeMinute = 1 << 11
	rangeSecond = 1 << 12
	rangeFull   = 0x7fff
)

func intervalRange(typmod int32) int {
	if typmod < 0 {
		return rangeFull
	}
	return int(typmod>>16) & rangeFull
}

// ParseInterval is interval_in: PostgreSQL's verbose form, the SQL standard's
// and ISO 8601's. The type modifier (-1 if there is none) says what a number
// without a unit counts, and is not applied otherwise: see ApplyTypmod.
func ParseInterval(s string, st *Style, typmod int32) (Interval, error) {
	b := intervalBuilder{rng: intervalRange(typmod)}
	e := badFormat
	if toks, ok := tokenize(s); ok {
		e = b.decode(toks, st.IntervalStyle == "sql_standard")
	}
	if e == badFormat {
		b = intervalBuilder{rng: b.rng}
		e = b.decodeISO(s)
	}
	if e != okField {
		if e == fieldOverflow {
			e = intervalOverflow
		}
		return Interval{}, e.error("interval", s)
	}
	return b.interval()
}

// intervalBuilder sums what the fields of an interval say.
type intervalBuilder struct {
	rng                 int
	years, months, days int64
	micros              int64
	overflow            bool
}

func (b *intervalBuilder) interval() (Interval, error) {
	m := b.years*12 + b.months
	if b.overflow || int64(int32(b.years)) != b.years || int64(int32(m)) != m || int64(int32(b.days)) != b.days {
		return Interval{}, errIntervalRange()
	}
	return Interval{int32(m), int32(b.days), b.micros}, nil
}

func (b *intervalBuilder) addMicros(n int64, f float64, scale int64) bool {
	hi := n * scale
	if n != 0 && hi/n != scale {
		return false
	}
	var ok bool
	if b.micros, ok = add64OK(b.micros, hi); !ok {
		return false
	}
	return b.addFraction(f, scale)
}

func add64OK(a, b int64) (int64, bool) {
	if b == 0 {
		return a, true
	}
	return add64(a, b)
}

func (b *intervalBuilder) addFraction(f float64, scale int64) bool {
	f *= float64(scale)
	n := int64(f)
	if f -= float64(n); f > 0.5 {
		n++
	} else if f < -0.5 {
		n--
	}
	var ok bool
	b.micros, ok = add64OK(b.micros, n)
	return ok
}

func (b *intervalBuilder) addDays(n int64, f float64, scale int64) bool {
	if n != int64(int32(n)) {
		return false
	}
	f *= float64(scale)
	whole := int64(f)
	b.days += n*scale + whole
	return int64(int32(b.days)) == b.days && b.addFraction(f-float64(whole), usecPerDay)
}

func (b *intervalBuilder) addYears(n int64, f float64, scale int64) bool {
	if n != int64(int32(n)) {
		return false
	}
	b.years += n * scale
	b.months += int64(math.RoundToEven(f * float64(scale) * 12))
	return int64(int32(b.years)) == b.years && int64(int32(b.months)) == b.months
}

// add adds n and a fraction of a unit.
func (b *intervalBuilder) add(u unit, n int64, f float64) (mask, fieldError) {
	var ok bool
	var m mask
	switch u {
	case unitMicrosecond:
		ok, m = b.addMicros(n, f, 1), ivMicro
	case unitMillisecond:
		ok, m = b.addMicros(n, f, 1000), ivMilli
	case unitSecond:
		ok, m = b.addMicros(n, f, usecPerSec), ivSecond
		if f != 0 {
			m = ivSecond | ivMilli | ivMicro
		}
	case unitMinute:
		ok, m = b.addMicros(n, f, usecPerMin), ivMinute
	case unitHour:
		ok, m = b.addMicros(n, f, usecPerHour), ivHour
	case unitDay:
		ok, m = b.addDays(n, 0, 1) && b.addFraction(f, usecPerDay), ivDay
	case unitWeek:
		ok, m = b.addDays(n, f, 7), ivWeek
	case unitMonth:
		ok = n == int64(int32(n))
		b.months += n
		ok, m = ok && int64(int32(b.months)) == b.months && b.addDays(0, f, daysPerMonth), ivMonth
	case unitYear:
		ok, m = b.addYears(n, f, 1), ivYear
	case unitDecade:
		ok, m = b.addYears(n, f, 10), ivDecade
	case unitCentury:
		ok, m = b.addYears(n, f, 100), ivCentury
	case unitMillennium:
		ok, m = b.addYears(n, f, 1000), ivMillennium
	default:
		return 0, badFormat
	}
	if !ok {
		return 0, fieldOverflow
	}
	return m, okField
}

const (
	ivMicro mask = 1 << iota
	ivMilli
	ivSecond
	ivMinute
	ivHour
	ivDay
	ivWeek
	ivMonth
	ivYear
	ivDecade
	ivCentury
	ivMillennium
	ivTime = ivMicro | ivMilli | ivSecond | ivMinute | ivHour
)

// decode reads the fields from right to left, since a unit follows its number.
func (b *intervalBuilder) decode(toks []token, sqlStandard bool) fieldError {
	var seen mask
	ago := false
	u := unit(unitNoUnit)
	negative := sqlStandard && len(toks) > 0 && toks[0].text[0] == '-'
	for _, t := range toks[min(1, len(toks)):] {
		if c := t.text[0]; c == '-' || c == '+' {
			negative = false
		}
	}
	for i := len(toks) - 1; i >= 0; i-- {
		t := toks[i]
		var got mask
		var e fieldError
		switch t.kind {
		case tokTime:
			got, e = b.clock(t.text, negative)
			u = unitDay
		case tokZone, tokDate, tokNumber:
			if t.kind == tokZone && strings.IndexByte(t.text, ':') > 0 {
				if got, e = b.clock(t.text[1:], t.text[0] == '-'); e == okField {
					u = unitDay
					break
				}
			}
			if u == unitNoUnit {
				u = b.defaultUnit()
			}
			got, e = b.amount(t.text, &u, negative)
		default:
			if t.text == "ago" {
				ago = true
				u = unitQuarter // no unit: a number must not come right before
				continue
			}
			if w := dateWords[t.text]; w.kind == wordIgnore {
				continue
			}
			if u = findUnit(t.text); u == unitNoUnit || u >= unitQuarter {
				return badFormat
			}
			continue
		}
		if e != okField {
			return e
		}
		if got&seen != 0 {
			return badFormat
		}
		seen |= got
	}
	if seen == 0 {
		return badFormat
	}
	if ago {
		b.years, b.months, b.days, b.micros = -b.years, -b.months, -b.days, -b.micros
	}
	return okField
}

func (b *intervalBuilder) defaultUnit() unit {
	for _, r := range [...]struct {
		bit int
		u   unit
	}{{rangeSecond, unitSecond}, {rangeMinute, unitMinute}, {rangeHour, unitHour}, {rangeDay, unitDay}, {rangeMonth, unitMonth}, {rangeYear, unitYear}} {
		if b.rng&r.bit != 0 {
			return r.u
		}
	}
	return unitSecond
}

func (b *intervalBuilder) clock(s string, negative bool) (mask, fieldError) {
	h, m, sec, us, e := splitClock(s)
	if e != okField {
		return 0, e
	}
	if b.rng == rangeMinute|rangeSecond && strings.Count(s, ":") == 1 && !strings.Contains(s, ".") {
		h, m, sec = 0, int(h), m
	}
	sign := int64(1)
	if negative {
		sign = -1
	}
	if h > math.MaxInt64/usecPerHour || !b.addMicros(sign*h, 0, usecPerHour) ||
		!b.addMicros(sign*(int64(m)*usecPerMin+int64(sec)*usecPerSec+int64(us)), 0, 1) {
		return 0, fieldOverflow
	}
	return ivTime, okField
}

// amount reads a number, with a fraction or as years-months, of the unit.
func (b *intervalBuilder) amount(s string, u *unit, negative bool) (mask, fieldError) {
	i := 0
	minus := s[0] == '-'
	if minus || s[0] == '+' {
		i = 1
	}
	j := span(s, i, isDigit)
	var n int64
	if j > i {
		var err error
		if n, err = strconv.ParseInt(s[:j], 10, 64); err != nil {
			return 0, fieldOverflow
		}
	}
	rest, f := s[j:], 0.0
	switch {
	case strings.HasPrefix(rest, "-"):
		m, rest, e := atoi(rest[1:])
		if e == fieldOverflow || m < 0 || m >= 12 {
			return 0, fieldOverflow
		}
		if rest != "" {
			return 0, badFormat
		}
		*u = unitMonth
		if minus {
			m = -m
		}
		if abs(n) > math.MaxInt64/24 {
			return 0, fieldOverflow
		}
		n = n*12 + int64(m)
	case strings.HasPrefix(rest, "."):
		if rest != "." {
			var err error
			if f, err = strconv.ParseFloat("0"+rest, 64); err != nil || span(rest, 1, isDigit) != len(rest) {
				return 0, badFormat
			}
		}
		if minus {
			f = -f
		}
	case rest != "" || j == i:
		return 0, badFormat
	}
	if negative {
		n, f = -abs(n), -math.Abs(f)
	}
	return b.add(*u, n, f)
}

// decodeISO reads "P1Y2M3DT4H5M6S" and "P0001-02-03T04:05:06".
func (b *intervalBuilder) decodeISO(s string) fieldError {
	if len(s) < 2 || s[0] != 'P' {
		return badFormat
	}
	s = s[1:]
	datePart, haveField := true, false
	for s != "" {
		if s[0] == 'T' {
			datePart, haveField = false, false
			s = s[1:]
			continue
		}
		n, f, rest, e := isoNumber(s)
		if e != okField {
			return e
		}
		c := byte(0)
		if rest != "" {
			c = rest[0]
		}
		if c == 0 || c == '-' || c == ':' || c == 'T' || !isAlpha(c) {
			if haveField {
				return badFormat
			}
			done, e := b.isoAlternative(s, datePart)
			if e != okField || done == "" {
				return e
			}
			s = done
			haveField = false
			continue
		}
		u := isoUnit(c, datePart)
		if u == unitNoUnit {
			return badFormat
		}
		if _, e := b.add(u, n, f); e != okField {
			return e
		}
		s = rest[1:]
		haveField = true
	}
	return okField
}

func isoUnit(c byte, datePart bool) unit {
	if datePart {
		switch c {
		case 'Y':
			return unitYear
		case 'M':
			return unitMonth
		case 'W':
			return unitWeek
		case 'D':
			return unitDay
		}
		return unitNoUnit
	}
	switch c {
	case 'H':
		return unitHour
	case 'M':
		return unitMinute
	case 'S':
		return unitSecond
	}
	return unitNoUnit
}

// isoNumber reads a signed decimal.
func isoNumber(s string) (n int64, f float64, rest string, e fieldError) {
	i := 0
	if i < len(s) && s[i] == '-' {
		i++
	}
	start := i
	i = span(s, i, isDigit)
	end := i
	if i < len(s) && s[i] == '.' {
		i = span(s, i+1, isDigit)
	}
	if i == start || i == start+1 && end == start {
		return 0, 0, s, badFormat
	}
	if end > start {
		v, err := strconv.ParseInt(s[:end], 10, 64)
		if err != nil {
			return 0, 0, s, fieldOverflow
		}
		n = v
	}
	if i > end+1 {
		f, _ = strconv.ParseFloat("0"+s[end:i], 64)
		if s[0] == '-' {
			f = -f
		}
	}
	return n, f, s[i:], okField
}

// isoAlternative reads yyyy-mm-dd or hh:mm:ss, or the basic forms yyyymmdd and
// hhmmss, and returns what follows.
func (b *intervalBuilder) isoAlternative(s string, datePart bool) (string, fieldError) {
	units, sep := [...]unit{unitHour, unitMinute, unitSecond}, byte(':')
	if datePart {
		units, sep = [...]unit{unitYear, unitMonth, unitDay}, '-'
	}
	body, _, hasTime := strings.Cut(s, "T")
	rest := s[len(body):]
	if datePart && len(body) == 8 && span(body, 0, isDigit) == 8 {
		body = body[:4] + "-" + body[4:6] + "-" + body[6:]
	} else if !datePart && len(body) >= 6 && span(body, 0, isDigit) == 6 && (len(body) == 6 || body[6] == '.') {
		body = body[:2] + ":" + body[2:4] + ":" + body[4:]
	}
	if hasTime && !datePart {
		return "", badFormat
	}
	for i, u := range units {
		n, f, r, e := isoNumber(body)
		if e != okField {
			return "", e
		}
		if _, e := b.add(u, n, f); e != okField {
			return "", e
		}
		if r == "" {
			return rest, okField
		}
		if i == 2 || r[0] != sep {
			return "", badFormat
		}
		body = r[1:]
	}
	return "", badFormat
}
