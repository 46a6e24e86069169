package datum

import "strings"

// The input of dates and times goes in two steps, as in PostgreSQL, because
// the accepted forms are defined by them: a string is cut into fields by their
// looks, then the fields are given meaning from left to right.

type tokenKind uint8

const (
	tokNumber tokenKind = iota
	tokString
	tokDate // digits with separators, or a name with punctuation
	tokTime
	tokZone    // sign and digits
	tokSpecial // sign and letters
)

type token struct {
	kind tokenKind
	text string // folded
}

const (
	maxDateFields = 25
	maxDateLength = 128 + 25 // longer input cannot be a date
)

func isPunct(c byte) bool {
	return c > ' ' && c < 0x7f && !isDigit(c) && !isAlpha(c)
}

// span returns the end of the run of bytes that satisfy ok, from i on.
func span(s string, i int, ok func(c byte) bool) int {
	for i < len(s) && ok(s[i]) {
		i++
	}
	return i
}

// tokenize cuts s into fields; ok is false if it cannot be a date or interval.
func tokenize(s string) (toks []token, ok bool) {
	if len(s) > maxDateLength {
		return nil, false
	}
	s = strings.ToLower(s)
	for i := 0; i < len(s); {
		c, start := s[i], i
		var kind tokenKind
		switch {
		case isSpace(c):
			i++
			continue
		case isDigit(c):
			kind, i = scanNumberField(s, i)
		case c == '.':
			kind, i = tokNumber, span(s, i+1, isDigit)
		case isAlpha(c):
			kind, i = scanNameField(s, i)
		case c == '+' || c == '-':
			i = span(s, i+1, isSpace)
			if i == len(s) {
				return nil, false
			}
			body := i
			switch {
			case isDigit(s[i]):
				kind, i = tokZone, span(s, i, func(c byte) bool { return isDigit(c) || c == ':' || c == '.' || c == '-' })
			case isAlpha(s[i]):
				kind, i = tokSpecial, span(s, i, isAlpha)
			default:
				return nil, false
			}
			if len(toks) >= maxDateFields {
				return nil, false
			}
			toks = append(toks, token{kind, string(c) + s[body:i]})
			continue
		case isPunct(c):
			i++
			continue
		default:
			return nil, false
		}
		if len(toks) >= maxDateFields {
			return nil, false
		}
		toks = append(toks, token{kind, s[start:i]})
	}
	return toks, true
}

func scanNumberField(s string, i int) (tokenKind, int) {
	i = span(s, i, isDigit)
	if i == len(s) {
		return tokNumber, i
	}
	switch delim := s[i]; delim {
	case ':':
		return tokTime, span(s, i, func(c byte) bool { return isDigit(c) || c == ':' || c == '.' })
	case '-', '/', '.':
		i++
		if i < len(s) && isDigit(s[i]) {
			kind := tokDate
			if delim == '.' {
				kind = tokNumber
			}
			i = span(s, i, isDigit)
			if i < len(s) && s[i] == delim {
				return tokDate, span(s, i, func(c byte) bool { return isDigit(c) || c == delim })
			}
			return kind, i
		}
		return tokDate, span(s, i, func(c byte) bool { return isDigit(c) || isAlpha(c) || c == delim })
	}
	return tokNumber, i
}

func scanNameField(s string, i int) (tokenKind, int) {
	start := i
	i = span(s, i, isAlpha)
	if i == len(s) {
		return tokString, i
	}
	isDate := false
	switch c := s[i]; {
	case c == '-' || c == '/' || c == '.':
		isDate = true
	case c == '+' || isDigit(c):
		// "now+3" is a keyword and a number, "gmt+3" is one name.
		_, known := dateWords[s[start:i]]
		isDate = !known
	}
	if !isDate {
		return tokString, i
	}
	return tokDate, span(s, i, func(c byte) bool {
		return isDigit(c) || isAlpha(c) || strings.IndexByte("+-/_.:", c) >= 0
	})
}

type wordKind uint8

const (
	wordUnknown wordKind = iota
	wordIgnore
	wordReserved
	wordMonth
	wordDay // of the week
	wordAMPM
	wordADBC
	wordDST
	wordUnits
	wordTime // the T of ISO 8601
)

type dateWord struct {
	kind  wordKind
	value int
}

const (
	resNow = iota
	resToday
	resTomorrow
	resYesterday
	resEpoch
	resLate
	resEarly
	resAllBalls
)

const (
	unitNone = iota
	unitJulian
	unitTime
	unitOther // y, m, d, h, mm, s: the long-gone "y2001m02d04" form
)

var dateWords = map[string]dateWord{
	"-infinity": {wordReserved, resEarly}, "infinity": {wordReserved, resLate}, "epoch": {wordReserved, resEpoch},
	"now": {wordReserved, resNow}, "today": {wordReserved, resToday}, "tomorrow": {wordReserved, resTomorrow},
	"yesterday": {wordReserved, resYesterday}, "allballs": {wordReserved, resAllBalls},
	"ad": {wordADBC, 0}, "bc": {wordADBC, 1}, "am": {wordAMPM, 0}, "pm": {wordAMPM, 1},
	"at": {wordIgnore, 0}, "on": {wordIgnore, 0}, "dst": {wordDST, 3600},
	"j": {wordUnits, unitJulian}, "jd": {wordUnits, unitJulian}, "julian": {wordUnits, unitJulian}, "t": {wordTime, unitTime},
	"y": {wordUnits, unitOther}, "m": {wordUnits, unitOther}, "d": {wordUnits, unitOther}, "h": {wordUnits, unitOther},
	"mm": {wordUnits, unitOther}, "s": {wordUnits, unitOther}, "dow": {wordUnits, unitOther}, "doy": {wordUnits, unitOther},
	"isodow": {wordUnits, unitOther}, "isoyear": {wordUnits, unitOther},
	"jan": {wordMonth, 1}, "january": {wordMonth, 1}, "feb": {wordMonth, 2}, "february": {wordMonth, 2},
	"mar": {wordMonth, 3}, "march": {wordMonth, 3}, "apr": {wordMonth, 4}, "april": {wordMonth, 4}, "may": {wordMonth, 5},
	"jun": {wordMonth, 6}, "june": {wordMonth, 6}, "jul": {wordMonth, 7}, "july": {wordMonth, 7},
	"aug": {wordMonth, 8}, "august": {wordMonth, 8}, "sep": {wordMonth, 9}, "sept": {wordMonth, 9}, "september": {wordMonth, 9},
	"oct": {wordMonth, 10}, "october": {wordMonth, 10}, "nov": {wordMonth, 11}, "november": {wordMonth, 11},
	"dec": {wordMonth, 12}, "december": {wordMonth, 12},
	"sun": {wordDay, 0}, "sunday": {wordDay, 0}, "mon": {wordDay, 1}, "monday": {wordDay, 1},
	"tue": {wordDay, 2}, "tues": {wordDay, 2}, "tuesday": {wordDay, 2}, "wed": {wordDay, 3}, "weds": {wordDay, 3},
	"wednesday": {wordDay, 3}, "thu": {wordDay, 4}, "thur": {wordDay, 4}, "thurs": {wordDay, 4}, "thursday": {wordDay, 4},
	"fri": {wordDay, 5}, "friday": {wordDay, 5}, "sat": {wordDay, 6}, "saturday": {wordDay, 6},
}
