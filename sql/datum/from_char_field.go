package datum

import "strings"

// name reads one of a list of names, ignoring case, and returns its index.
func (f *fromChar) name(n *pictureNode, list []string) (int, error) {
	rest := f.s[f.i:]
	for i, w := range list {
		if len(rest) >= len(w) && equalFoldASCII(rest[:len(w)], w) {
			f.i += len(w)
			return i, nil
		}
	}
	word := rest
	if i := strings.IndexFunc(word, func(r rune) bool { return r < 0x80 && isSpace(byte(r)) }); i >= 0 {
		word = word[:i]
	}
	return 0, withDetail(errPictureValue("invalid value \"%s\" for \"%s\"", word, n.written),
		"The given value did not match any of the allowed values for this field.")
}

func equalFoldASCII(a, b string) bool {
	for i := range len(a) {
		x, y := a[i], b[i]
		if isAlpha(x) {
			x |= 0x20
		}
		if isAlpha(y) {
			y |= 0x20
		}
		if x != y {
			return false
		}
	}
	return true
}

// numberField says where a number of the picture goes and how wide it is; nil
// for what is no plain number.
func (f *fromChar) numberField(key string) (field *int, width int) {
	switch key {
	case "HH", "HH12":
		f.clock12 = true
		return &f.hour, 2
	case "HH24":
		return &f.hour, 2
	case "MI":
		return &f.minute, 2
	case "SS":
		return &f.sec, 2
	case "SSSS", "SSSSS":
		return &f.secOfDay, len(key)
	case "TZM":
		return &f.zoneMin, 2
	case "MM":
		return &f.month, 2
	case "DD":
		return &f.day, 2
	case "DDD", "IDDD":
		return &f.yearDay, 3
	case "D":
		return &f.weekday, 1
	case "WW", "IW":
		return &f.week, 2
	case "W":
		return &f.monthWeek, 1
	case "Q":
		return new(int), 1 // read, but of no meaning for a date
	case "CC":
		return &f.century, 2
	case "J":
		return &f.julian, 1
	case "YYYY", "IYYY":
		f.yearLen = 4
		return &f.year, 4
	}
	return nil, 0
}

func (f *fromChar) node(n *pictureNode, slurp bool) error {
	if done, err := f.nameNode(n); done || err != nil {
		return err
	}
	field, width := f.numberField(n.key)
	if field == nil {
		return f.specialNode(n, slurp)
	}
	if n.key == "TZM" && f.zoneSign == 0 {
		f.zoneSign = 1
	}
	v, _, err := f.number(n, width, slurp)
	if err != nil {
		return err
	}
	if err := put(n, field, v); err != nil {
		return err
	}
	f.skipOrdinal(n)
	return nil
}

func (f *fromChar) skipOrdinal(n *pictureNode) {
	if n.ordinal != "" {
		f.skipRune()
		f.skipRune()
	}
}

// specialNode reads the numbers that have rules of their own.
func (f *fromChar) specialNode(n *pictureNode, slurp bool) error {
	switch n.key {
	case "FX":
		f.strict = true
		return nil
	case "OF", "TZ":
		return errorf(codeUnsupported, "formatting field \"%s\" is only supported in to_char", n.written)
	case "Y,YYY":
		return f.commaYear(n)
	case "TZH":
		return f.zoneHours(n, slurp)
	case "MS":
		return f.fraction(n, &f.millis, 3, 3, slurp)
	case "US":
		return f.fraction(n, &f.micros, 6, 6, slurp)
	case "FF1", "FF2", "FF3", "FF4", "FF5", "FF6":
		f.precision = int(n.key[2] - '0')
		return f.fraction(n, &f.micros, f.precision, 6, slurp)
	case "ID":
		v, _, err := f.number(n, 1, slurp)
		if err == nil {
			err = put(n, &f.weekday, v)
		}
		if f.weekday++; f.weekday > 7 { // as with D, Sunday is 1
			f.weekday = 1
		}
		f.skipOrdinal(n)
		return err
	case "YYY", "IYY", "YY", "IY", "Y", "I":
		f.yearLen = len(n.key)
		v, length, err := f.number(n, len(n.key), slurp)
		if err == nil {
			err = put(n, &f.year, v)
		}
		if length < 4 {
			f.year = adjustYear(f.year)
		}
		f.skipOrdinal(n)
		return err
	}
	return nil
}

// fraction reads digits behind the point: 25 is 0.25, as 250 is.
func (f *fromChar) fraction(n *pictureNode, field *int, width, digits int, slurp bool) error {
	v, length, err := f.number(n, width, slurp)
	if err != nil {
		return err
	}
	if err := put(n, field, v); err != nil {
		return err
	}
	for ; length < digits; length++ {
		*field *= 10
	}
	f.skipOrdinal(n)
	return nil
}

// zoneHours reads TZH. A minus that was skipped as a separator is its sign.
func (f *fromChar) zoneHours(n *pictureNode, slurp bool) error {
	f.zoneSign = 1
	c := byte(0)
	if f.more() {
		c = f.s[f.i]
	}
	switch {
	case c == '+' || c == '-' || c == ' ':
		if c == '-' {
			f.zoneSign = -1
		}
		f.i++
	case f.skipped > 0 && f.s[f.i-1] == '-':
		f.zoneSign = -1
	}
	v, _, err := f.number(n, 2, slurp)
	if err != nil {
		return err
	}
	return put(n, &f.zoneHour, v)
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

func (f *fromChar) commaYear(n *pictureNode) error {
	thousands, _, err := f.number(n, 10, true)
	if err != nil || !f.more() || f.s[f.i] != ',' {
		return errPictureValue("invalid input string for \"Y,YYY\"")
	}
	f.i++
	j := span(f.s, f.i, isDigit)
	if j == f.i {
		return errPictureValue("invalid input string for \"Y,YYY\"")
	}
	j = min(j, f.i+3)
	rest, _, _ := atoi(f.s[f.i:j])
	f.i = j
	f.yearLen = 4
	if abs2(thousands) > 2147482 {
		return errorf(codeDatetimeOverflow, "value for \"Y,YYY\" in source string is out of range")
	}
	f.skipOrdinal(n)
	return put(n, &f.year, thousands*1000+rest)
}

func (f *fromChar) nameNode(n *pictureNode) (bool, error) {
	dotted := strings.Contains(n.key, ".")
	switch n.key {
	case "A.M.", "P.M.", "AM", "PM":
		list := []string{"am", "pm"}
		if dotted {
			list = []string{"a.m.", "p.m."}
		}
		f.clock12 = true
		return true, f.putName(n, list, &f.pm, 0)
	case "A.D.", "B.C.", "AD", "BC":
		list := []string{"ad", "bc"}
		if dotted {
			list = []string{"a.d.", "b.c."}
		}
		return true, f.putName(n, list, &f.bc, 0)
	case "MONTH":
		return true, f.putName(n, monthNames[:], &f.month, 1)
	case "MON":
		return true, f.putName(n, monthAbbrevs[:], &f.month, 1)
	case "RM": // backwards, so that the longer numerals come first where it matters
		list := make([]string, len(romanMonths))
		for i, m := range romanMonths {
			list[len(list)-1-i] = m
		}
		i, err := f.name(n, list)
		if err == nil {
			err = put(n, &f.month, len(list)-i)
		}
		return true, err
	case "DAY", "DY":
		list := dayNames[:]
		if n.key == "DY" {
			list = dayAbbrevs[:]
		}
		err := f.putName(n, list, &f.weekday, 0)
		f.weekday++
		return true, err
	}
	return false, nil
}

func (f *fromChar) putName(n *pictureNode, list []string, field *int, first int) error {
	i, err := f.name(n, list)
	if err != nil {
		return err
	}
	return put(n, field, i+first)
}
