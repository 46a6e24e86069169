package datum

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"
)

// fromChar gathers what to_timestamp and to_date read by a format picture. A
// value given twice must be the same.
type fromChar struct {
	s       string
	strict  bool // FX
	set     map[string]int
	pm      int // -1 not given
	bc      bool
	clock12 bool
	usec    int
	zone    bool
	zoneNeg bool
	zh, zm  int
	century bool
	yearLen int
	iso     bool
	plain   bool
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
	local, err := f.timestamp(s)
	if err != nil {
		return 0, err
	}
	if f.zone {
		off := f.zh*3600 + f.zm*60
		if f.zoneNeg {
			off = -off
		}
		return checkTimestamp(local, -int64(off)*usecPerSec)
	}
	return TimestamptzFromLocal(local, loc)
}

// ToDate is to_date(text, text).
func ToDate(s, format string) (int64, error) {
	f, err := scanFromChar(s, format)
	if err != nil {
		return 0, err
	}
	d, err := f.date(s)
	if err != nil {
		return 0, err
	}
	if _, err := f.timeOfDay(s); err != nil { // read, checked and dropped
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
	f := &fromChar{s: s, set: map[string]int{}, pm: -1}
	extra := 0 // separators and spaces skipped beyond the picture's
	for i, n := range nodes {
		if n.key == "" {
			f.literal(n, &extra)
			continue
		}
		if n.key == "FX" {
			f.strict = true
			continue
		}
		if !f.strict {
			for f.s != "" && isSpace(f.s[0]) {
				f.s = f.s[1:]
				extra++
			}
			if n.key != "TZH" { // there a sign is not a separator
				for f.s != "" && isPictureSeparator(f.s[0]) && f.s[0] != '-' && f.s[0] != '+' && i == 0 {
					f.s = f.s[1:]
				}
			}
		}
		if f.s == "" {
			break
		}
		extra = 0
		last := i+1 == len(nodes) || nodes[i+1].key == "" && !startsWithDigit(nodes[i+1].text)
		if err := f.node(n, n.fill || last); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func startsWithDigit(s string) bool { return s != "" && isDigit(s[0]) }

// literal skips input for literal text of the picture: a separator matches any
// separator or nothing, a space any white space, other text as many characters.
func (f *fromChar) literal(n pictureNode, extra *int) {
	c := n.text
	if len(c) == 1 && (isSpace(c[0]) || isPictureSeparator(c[0])) {
		if f.strict {
			if f.s != "" {
				f.s = f.s[1:]
			}
			return
		}
		if *extra > 0 {
			*extra--
			return
		}
		for f.s != "" && isSpace(f.s[0]) {
			f.s = f.s[1:]
			*extra++
		}
		if f.s != "" && isPictureSeparator(f.s[0]) {
			f.s = f.s[1:]
			*extra++
		}
		for f.s != "" && isSpace(f.s[0]) {
			f.s = f.s[1:]
			*extra++
		}
		if *extra > 0 {
			*extra--
		}
		return
	}
	for range c {
		if f.s == "" {
			return
		}
		if *extra > 0 {
			*extra--
			continue
		}
		_, w := utf8.DecodeRuneInString(f.s)
		f.s = f.s[w:]
	}
}

// number reads a number of at most width digits, of any length where free.
func (f *fromChar) number(n pictureNode, width int, free bool) (int, int, error) {
	s := f.s
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	j := span(s, i, isDigit)
	if !free {
		j = min(j, width)
	}
	if j <= i {
		end := min(width, len(s))
		return 0, 0, withDetail(errPictureValue("invalid value \"%s\" for \"%s\"", safeCut(s, end), n.written),
			"Value must be an integer.")
	}
	v, _, e := atoi(s[:j])
	if e != okField {
		return 0, 0, withDetail(errorf(codeDatetimeOverflow, "value for \"%s\" in source string is out of range", n.written),
			"Value must be in the range -2147483648 to 2147483647.")
	}
	f.s = s[j:]
	return v, j - i, nil
}

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

func (f *fromChar) put(n pictureNode, name string, v int) error {
	if old, ok := f.set[name]; ok && old != v {
		return withDetail(errPictureValue("conflicting values for \"%s\" field in formatting string", n.written),
			"This value contradicts a previous setting for the same field type.")
	}
	f.set[name] = v
	return nil
}

// name reads one of a list of names, ignoring case, and returns its index.
func (f *fromChar) name(n pictureNode, list []string) (int, error) {
	for i, w := range list {
		if len(f.s) >= len(w) && strings.EqualFold(f.s[:len(w)], w) {
			f.s = f.s[len(w):]
			return i, nil
		}
	}
	word := f.s
	if i := strings.IndexFunc(word, func(r rune) bool { return r < 0x80 && isSpace(byte(r)) }); i >= 0 {
		word = word[:i]
	}
	return 0, withDetail(errPictureValue("invalid value \"%s\" for \"%s\"", word, n.written),
		"The given value did not match any of the allowed values for this field.")
}

func (f *fromChar) node(n pictureNode, free bool) error {
	if done, err := f.nameNode(n); done || err != nil {
		return err
	}
	width := len(n.key)
	switch n.key {
	case "HH", "HH12", "HH24", "TZH", "TZM", "CC", "IW", "WW", "RM":
		width = 2
	case "D", "ID", "Q", "W":
		width = 1
	case "DDD", "IDDD", "MS":
		width = 3
	case "US":
		width = 6
	case "J", "SSSS", "SSSSS":
		width, free = 10, true
	case "Y,YYY":
		return f.commaYear(n)
	case "FF1", "FF2", "FF3", "FF4", "FF5", "FF6":
		width = int(n.key[2] - '0')
	case "OF", "TZ":
		return errorf(codeUnsupported, "formatting field \"%s\" is only supported in to_char", n.written)
	}
	if n.key == "TZH" {
		f.zoneNeg = strings.HasPrefix(f.s, "-")
		if f.zoneNeg || strings.HasPrefix(f.s, "+") || strings.HasPrefix(f.s, " ") {
			f.s = f.s[1:]
		}
	}
	v, digits, err := f.number(n, width, free)
	if err != nil {
		return err
	}
	if n.ordinal != "" && len(f.s) >= 2 {
		f.s = f.s[2:]
	}
	return f.store(n, v, digits)
}

func (f *fromChar) store(n pictureNode, v, digits int) error {
	switch n.key {
	case "HH", "HH12":
		f.clock12 = true
		return f.put(n, "HH", v)
	case "HH24":
		return f.put(n, "HH", v)
	case "MS", "US", "FF1", "FF2", "FF3", "FF4", "FF5", "FF6":
		for i := digits; i < 6; i++ {
			v *= 10
		}
		for i := 6; i < digits; i++ {
			v /= 10
		}
		f.usec = v
		return nil
	case "TZH":
		f.zone, f.zh = true, v
		return nil
	case "TZM":
		f.zone, f.zm = true, v
		return nil
	case "SSSSS":
		return f.put(n, "SSSS", v)
	case "YYYY", "YYY", "YY", "Y", "IYYY", "IYY", "IY", "I":
		f.yearLen = len(n.key)
		if digits < 4 && f.yearLen < 4 || len(n.key) < 4 && digits < 4 {
			v = adjustYear(v)
		} else {
			f.yearLen = 4
		}
		if n.key[0] == 'I' {
			f.iso = true
		} else {
			f.plain = true
		}
		return f.put(n, "YYYY", v)
	case "IW", "ID", "IDDD":
		f.iso = true
	case "DD", "MM", "DDD", "D", "WW", "W", "CC":
		f.plain = true
	}
	return f.put(n, n.key, v)
}

// adjustYear places short years near 2020.
func adjustYear(y int) int {
	switch {
	case y < 70:
		return y + 2000
	case y < 100:
		return y + 1900
	case y < 520:
		return y + 2000
	case y < 1000:
		return y + 1000
	}
	return y
}

func (f *fromChar) commaYear(n pictureNode) error {
	thousands, _, err := f.number(n, 10, true)
	if err != nil {
		return err
	}
	if f.s == "" || f.s[0] != ',' {
		return errPictureValue("invalid input string for \"Y,YYY\"")
	}
	f.s = f.s[1:]
	rest, _, err := f.number(n, 3, false)
	if err != nil {
		return err
	}
	f.yearLen = 4
	if thousands > 1000000 {
		return errorf(codeDatetimeOverflow, "value for \"Y,YYY\" in source string is out of range")
	}
	return f.put(n, "YYYY", thousands*1000+rest)
}

func (f *fromChar) nameNode(n pictureNode) (bool, error) {
	switch n.key {
	case "A.M.", "P.M.", "AM", "PM":
		list := []string{"am", "pm"}
		if strings.Contains(n.key, ".") {
			list = []string{"a.m.", "p.m."}
		}
		i, err := f.name(n, list)
		f.pm, f.clock12 = i, true
		return true, err
	case "A.D.", "B.C.", "AD", "BC":
		list := []string{"ad", "bc"}
		if strings.Contains(n.key, ".") {
			list = []string{"a.d.", "b.c."}
		}
		i, err := f.name(n, list)
		f.bc = i == 1
		return true, err
	case "MONTH":
		i, err := f.name(n, monthNames[:])
		if err == nil {
			f.plain = true
			err = f.put(n, "MM", i+1)
		}
		return true, err
	case "MON":
		i, err := f.name(n, monthAbbrevs[:])
		if err == nil {
			f.plain = true
			err = f.put(n, "MM", i+1)
		}
		return true, err
	case "RM": // the longer numerals first, since I begins most
		order := []int{7, 6, 2, 11, 10, 3, 5, 1, 8, 9, 4, 0}
		list := make([]string, len(order))
		for i, m := range order {
			list[i] = romanMonths[m]
		}
		i, err := f.name(n, list)
		if err == nil {
			err = f.put(n, "MM", order[i]+1)
		}
		return true, err
	case "DAY":
		_, err := f.name(n, dayNames[:])
		return true, err
	case "DY":
		_, err := f.name(n, dayAbbrevs[:])
		return true, err
	}
	return false, nil
}

// ToNumber is to_number(text, text).
func ToNumber(s, format string) (string, error) {
	p, err := parseNumberPicture(format)
	if err != nil {
		return "", err
	}
	if p.roman {
		return "", errorf(codeUnsupported, "\"RN\" not supported for input")
	}
	if p.eeee {
		return "", errorf(codeUnsupported, "\"EEEE\" not supported for input")
	}
	digits, neg := p.readNumber(s)
	if digits == "" || digits == "." {
		return "", errSyntax(pgtype.NumericOID, " ")
	}
	if neg {
		digits = "-" + digits
	}
	v, err := ParseNumeric(digits)
	if err != nil || !p.v {
		return v, err
	}
	n, err := NumericFromString(v)
	if err != nil {
		return "", err
	}
	if n, err = n.Div(&Numeric{coef: *pow10(min(p.multi, 1000))}); err != nil {
		return "", err
	}
	return n.String(), nil
}

// readNumber takes the digits, the point and the sign that the picture has
// places for.
func (p *numberPicture) readNumber(s string) (digits string, neg bool) {
	var b strings.Builder
	point := false
	for _, k := range p.nodes {
		for s != "" && isSpace(s[0]) && k[0] != 0 {
			s = s[1:]
		}
		if s == "" {
			break
		}
		switch k {
		case "9", "0", ".", "D", "S", "MI", "SG", "PL", "PR":
			for s != "" && (s[0] == '-' || s[0] == '+' || s[0] == '<' || s[0] == '>') {
				neg = neg || s[0] == '-' || s[0] == '<'
				s = s[1:]
			}
			if s == "" {
				continue
			}
			switch {
			case (k == "9" || k == "0") && isDigit(s[0]):
				b.WriteByte(s[0])
				s = s[1:]
			case (k == "." || k == "D" || k == "9" || k == "0") && s[0] == '.' && !point && p.decimal:
				point = true
				b.WriteByte('.')
				s = s[1:]
			case k == "9" || k == "0": // a place takes whatever stands there
				_, w := utf8.DecodeRuneInString(s)
				s = s[w:]
			}
		case ",", "G":
			if s[0] == ',' {
				s = s[1:]
			}
		case "L":
			if !isDigit(s[0]) && s[0] != '.' && s[0] != '-' && s[0] != '+' {
				_, w := utf8.DecodeRuneInString(s)
				s = s[w:]
			}
		case "TH":
			s = s[min(2, len(s)):]
		case "FM", "B", "C", "SP", "V":
		default:
			for range k[1:] {
				if s != "" && !isDigit(s[0]) {
					_, w := utf8.DecodeRuneInString(s)
					s = s[w:]
				}
			}
		}
	}
	if strings.HasPrefix(s, "-") && (p.sign || p.minus) {
		neg = true
	}
	return b.String(), neg
}
