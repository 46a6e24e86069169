package datum

import (
	"cmp"
	"math"
	"strconv"
	"strings"
)

const (
	daysPerMonth  = 30
	monthsPerYear = 12
)

// Interval is an interval taken apart: its three parts are independent, since
// months and days have no fixed length.
type Interval struct {
	Months, Days int32
	Micros       int64
}

// ParseStoredInterval reads the representation "months days microseconds".
func ParseStoredInterval(s string) (Interval, error) {
	m, rest, ok1 := strings.Cut(s, " ")
	d, us, ok2 := strings.Cut(rest, " ")
	mi, err1 := strconv.ParseInt(m, 10, 32)
	di, err2 := strconv.ParseInt(d, 10, 32)
	ui, err3 := strconv.ParseInt(us, 10, 64)
	if !ok1 || !ok2 || err1 != nil || err2 != nil || err3 != nil {
		return Interval{}, errorf(codeInternal, "not a stored interval: %q", s)
	}
	return Interval{int32(mi), int32(di), ui}, nil
}

// String is the representation "months days microseconds".
func (iv Interval) String() string {
	var b [48]byte
	d := strconv.AppendInt(b[:0], int64(iv.Months), 10)
	d = strconv.AppendInt(append(d, ' '), int64(iv.Days), 10)
	d = strconv.AppendInt(append(d, ' '), iv.Micros, 10)
	return string(d)
}

// Compare orders intervals as PostgreSQL does: a month is 30 days, a day 24
// hours, so that different intervals may be equal.
func (iv Interval) Compare(o Interval) int {
	d1, u1 := iv.span()
	d2, u2 := o.span()
	if c := cmp.Compare(d1, d2); c != 0 {
		return c
	}
	return cmp.Compare(u1, u2)
}

func (iv Interval) span() (days, micros int64) {
	d, us := splitTimestamp(iv.Micros)
	return d + int64(iv.Months)*daysPerMonth + int64(iv.Days), us
}

// CompareInterval compares two stored intervals.
func CompareInterval(a, b string) int {
	x, err1 := ParseStoredInterval(a)
	y, err2 := ParseStoredInterval(b)
	if err1 != nil || err2 != nil {
		return strings.Compare(a, b)
	}
	return x.Compare(y)
}

func add32(a, b int32) (int32, bool) {
	s := int64(a) + int64(b)
	return int32(s), s >= math.MinInt32 && s <= math.MaxInt32
}

func add64(a, b int64) (int64, bool) {
	s := a + b
	return s, (s > a) == (b > 0)
}

// Add is interval + interval.
func (iv Interval) Add(o Interval) (Interval, error) {
	m, ok1 := add32(iv.Months, o.Months)
	d, ok2 := add32(iv.Days, o.Days)
	us, ok3 := add64(iv.Micros, o.Micros)
	if !ok1 || !ok2 || !ok3 {
		return Interval{}, errIntervalRange()
	}
	return Interval{m, d, us}, nil
}

// Neg is - interval.
func (iv Interval) Neg() (Interval, error) {
	if iv.Months == math.MinInt32 || iv.Days == math.MinInt32 || iv.Micros == math.MinInt64 {
		return Interval{}, errIntervalRange()
	}
	return Interval{-iv.Months, -iv.Days, -iv.Micros}, nil
}

// Sub is interval - interval.
func (iv Interval) Sub(o Interval) (Interval, error) {
	m := int64(iv.Months) - int64(o.Months)
	d := int64(iv.Days) - int64(o.Days)
	us := iv.Micros - o.Micros
	if int64(int32(m)) != m || int64(int32(d)) != d || (us < iv.Micros) != (o.Micros > 0) {
		return Interval{}, errIntervalRange()
	}
	return Interval{int32(m), int32(d), us}, nil
}

// Mul is interval * double precision: fractions of months go down to days (30
// to a month), fractions of days to time.
func (iv Interval) Mul(f float64) (Interval, error) {
	return iv.scale(func(x float64) float64 { return x * f })
}

// Div is interval / double precision.
func (iv Interval) Div(f float64) (Interval, error) {
	if f == 0 {
		return Interval{}, errDivisionByZero()
	}
	return iv.scale(func(x float64) float64 { return x / f })
}

func fitsInt32(f float64) bool { return f >= math.MinInt32 && f <= math.MaxInt32 }

// roundMicro rounds to six decimals, as PostgreSQL does to shed float noise.
func roundMicro(f float64) float64 { return math.RoundToEven(f*1e6) / 1e6 }

func (iv Interval) scale(by func(float64) float64) (Interval, error) {
	m, d := by(float64(iv.Months)), by(float64(iv.Days))
	if !fitsInt32(m) || !fitsInt32(d) {
		return Interval{}, errIntervalRange()
	}
	months, days := int32(m), int64(int32(d))
	restDays := roundMicro((m - float64(months)) * daysPerMonth)
	restSecs := roundMicro((d - float64(days) + restDays - math.Trunc(restDays)) * float64(secPerDay))
	if math.Abs(restSecs) >= float64(secPerDay) {
		n := math.Trunc(restSecs / float64(secPerDay))
		days += int64(n)
		restSecs -= n * float64(secPerDay)
	}
	days += int64(restDays)
	us := math.RoundToEven(by(float64(iv.Micros)) + restSecs*1e6)
	if !(us >= math.MinInt64 && us < math.MaxInt64) || int64(int32(days)) != days {
		return Interval{}, errIntervalRange()
	}
	return Interval{months, int32(days), int64(us)}, nil
}

// JustifyHours turns each 24 hours into a day, signs alike.
func (iv Interval) JustifyHours() (Interval, error) {
	days := iv.Micros / usecPerDay
	us := iv.Micros % usecPerDay
	d := int64(iv.Days) + days
	if d > 0 && us < 0 {
		us += usecPerDay
		d--
	} else if d < 0 && us > 0 {
		us -= usecPerDay
		d++
	}
	if int64(int32(d)) != d {
		return Interval{}, errIntervalRange()
	}
	return Interval{iv.Months, int32(d), us}, nil
}

// JustifyDays turns each 30 days into a month, signs alike.
func (iv Interval) JustifyDays() (Interval, error) {
	m := int64(iv.Months) + int64(iv.Days/daysPerMonth)
	d := iv.Days % daysPerMonth
	if m > 0 && d < 0 {
		d += daysPerMonth
		m--
	} else if m < 0 && d > 0 {
		d -= daysPerMonth
		m++
	}
	if int64(int32(m)) != m {
		return Interval{}, errIntervalRange()
	}
	return Interval{int32(m), d, iv.Micros}, nil
}

// JustifyInterval does both, with all parts of one sign.
func (iv Interval) JustifyInterval() (Interval, error) {
	m, d, us := int64(iv.Months), int64(iv.Days)+iv.Micros/usecPerDay, iv.Micros%usecPerDay
	m += d / daysPerMonth
	d %= daysPerMonth
	switch {
	case m > 0 && (d < 0 || d == 0 && us < 0):
		d += daysPerMonth
		m--
	case m < 0 && (d > 0 || d == 0 && us > 0):
		d -= daysPerMonth
		m++
	}
	if d > 0 && us < 0 {
		us += usecPerDay
		d--
	} else if d < 0 && us > 0 {
		us -= usecPerDay
		d++
	}
	if int64(int32(m)) != m {
		return Interval{}, errIntervalRange()
	}
	return Interval{int32(m), int32(d), us}, nil
}
