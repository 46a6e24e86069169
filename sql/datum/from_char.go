package datum

import (
	"strings"
	"time"
	"unicode/utf8"
)

// fromChar gathers what to_timestamp and to_date read by a format picture. As
// in PostgreSQL, zero is the same as not given; a field given twice must be the
// same.
type fromChar struct {
	s       string
	i       int
	strict  bool // FX
	skipped int  // separators and spaces skipped beyond the picture's

	hour, minute, sec, secOfDay  int
	millis, micros, precision    int // precision is that of FF, 0 without
	pm, bc                       int
	year, yearLen, century       int
	month, day, yearDay, weekday int
	week, monthWeek, julian      int
	zoneSign, zoneHour, zoneMin  int
	clock12                      bool
	convention                   byte // 'G' Gregorian or 'I' ISO weeks, once one is used
}

func errPictureValue(format string, args ...any) *Error {
	return errorf(codeDatetimeFormat, format, args...)
}

// ToTimestamp is to_timestamp(text, text): a timestamptz.
func ToTimestamp(s, format string, loc *time.Location) (int64, error) {
	f, err := scanFromChar(s, format)
	if err != nil {
		return 0, err
	}
	local, err := f.timestamp()
	if err != nil {
		return 0, err
	}
	var t int64
	if f.zoneSign != 0 {
		off := f.zoneSign * (f.zoneHour*3600 + f.zoneMin*60)
		t, err = checkTimestamp(local, -int64(off)*usecPerSec)
	} else {
		t, err = TimestamptzFromLocal(local, loc)
	}
	if err == nil && f.precision > 0 {
		if t = RoundMicros(t, f.precision); !validTimestamp(t) {
			return 0, errTimestampRange()
		}
	}
	return t, err
}

// ToDate is to_date(text, text).
func ToDate(s, format string) (int64, error) {
	f, err := scanFromChar(s, format)
	if err != nil {
		return 0, err
	}
	if _, err := f.timeOfDay(); err != nil { // read, checked and dropped
		return 0, err
	}
	d, err := f.date()
	if err != nil {
		return 0, err
	}
	if !validDate(d) {
		return 0, errorf(codeDatetimeOverflow, "date out of range: \"%s\"", s)
	}
	return d, nil
}

func isPictureSeparator(c byte) bool { return isPunct(c) }

func scanFromChar(s, format string) (*fromChar, error) {
	if err := checkText(s); err != nil {
		return nil, err
	}
	nodes, err := parsePicture(format)
	if err != nil {
		return nil, err
	}
	f := &fromChar{s: s}
	for i := range nodes {
		n := &nodes[i]
		if !f.more() {
			break
		}
		if !f.strict && n.key != "FX" && (n.key != "" || i == 0) {
			f.skipSpace()
		}
		if n.key == "" {
			f.literal(n)
			continue
		}
		if err := f.setConvention(n.key); err != nil {
			return nil, err
		}
		if err := f.node(n, slurps(nodes, i)); err != nil {
			return nil, err
		}
		if !f.strict {
			f.skipped = 0
			f.skipSpace()
		}
	}
	return f, nil
}

// slurps reports whether a number takes all digits that are there: with FM, and
// where what follows in the picture is no digit.
func slurps(nodes []pictureNode, i int) bool {
	switch {
	case nodes[i].fill || nodes[i].ordinal != "" || i+1 == len(nodes):
		return true
	case nodes[i+1].key == "":
		return !startsWithDigit(nodes[i+1].text)
	}
	switch nodes[i+1].key {
	case "A.D.", "A.M.", "AD", "AM", "B.C.", "BC", "P.M.", "PM", "DAY", "DY", "MONTH", "MON", "RM", "FX", "OF", "TZ", "TZH":
		return true
	}
	return false
}

func startsWithDigit(s string) bool { return s != "" && isDigit(s[0]) }

// setConvention refuses a picture that mixes Gregorian dates and ISO weeks.
func (f *fromChar) setConvention(key string) error {
	var c byte
	switch key {
	case "ID", "IDDD", "IW", "IYYY", "IYY", "IY", "I":
		c = 'I'
	case "DDD", "DD", "D", "MM", "MONTH", "MON", "RM", "WW", "W", "Y,YYY", "YYYY", "YYY", "YY", "Y":
		c = 'G'
	default:
		return nil
	}
	if f.convention != 0 && f.convention != c {
		return errMixedWeeks()
	}
	f.convention = c
	return nil
}

func (f *fromChar) more() bool { return f.i < len(f.s) }

func (f *fromChar) skipSpace() {
	for f.more() && isSpace(f.s[f.i]) {
		f.i++
		f.skipped++
	}
}

func (f *fromChar) skipRune() {
	if f.more() {
		_, w := utf8.DecodeRuneInString(f.s[f.i:])
		f.i += w
	}
}

// literal skips input for literal text of the picture: a separator or a space
// matches any of them or nothing, other text as many characters as it has.
func (f *fromChar) literal(n *pictureNode) {
	if !n.quoted && len(n.text) == 1 && (isSpace(n.text[0]) || isPictureSeparator(n.text[0])) {
		switch {
		case f.strict:
			f.skipRune()
		case f.more() && (isSpace(f.s[f.i]) || isPictureSeparator(f.s[f.i])):
			f.i++
		default:
			f.skipped--
		}
		return
	}
	for range n.text {
		if !f.strict && f.skipped > 0 {
			f.skipped--
		} else {
			f.skipRune()
		}
	}
}

// number reads a number: all digits there are if it slurps, else exactly as
// many characters as the field is wide.
func (f *fromChar) number(n *pictureNode, width int, slurp bool) (v, length int, err error) {
	for f.more() && isSpace(f.s[f.i]) {
		f.i++
	}
	s := f.s[f.i:]
	field := safeCut(s, min(width, len(s)))
	if !slurp {
		if len(field) < width {
			e := errPictureValue("source string too short for \"%s\" formatting field", n.written)
			e.Hint = hintFixedWidth
			return 0, 0, withDetail(e, errorf("", "Field requires %d characters, but only %d remain.", width, len(field)).Message)
		}
		s = field
	}
	i := span(s, 0, isSpace)
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	j := span(s, i, isDigit)
	if j == i {
		return 0, 0, withDetail(errPictureValue("invalid value \"%s\" for \"%s\"", field, n.written), "Value must be an integer.")
	}
	if !slurp && j < width {
		e := errPictureValue("invalid value \"%s\" for \"%s\"", field, n.written)
		e.Hint = hintFixedWidth
		return 0, 0, withDetail(e, errorf("", "Field requires %d characters, but only %d could be parsed.", width, j).Message)
	}
	v, _, code := atoi(strings.TrimLeft(s[:j], " \t\n\v\f\r"))
	if code != okField {
		return 0, 0, withDetail(errorf(codeDatetimeOverflow, "value for \"%s\" in source string is out of range", n.written),
			"Value must be in the range -2147483648 to 2147483647.")
	}
	f.i += j
	return v, j, nil
}

const hintFixedWidth = "If your source string is not fixed-width, try using the \"FM\" modifier."

func withDetail(e *Error, detail string) error {
	e.Detail = detail
	return e
}

func safeCut(s string, n int) string {
	for n < len(s) && !utf8.RuneStart(s[n]) {
		n++
	}
	return s[:n]
}

func put(n *pictureNode, field *int, v int) error {
	if *field != 0 && *field != v {
		return withDetail(errPictureValue("conflicting values for \"%s\" field in formatting string", n.written),
			"This value contradicts a previous setting for the same field type.")
	}
	*field = v
	return nil
}
