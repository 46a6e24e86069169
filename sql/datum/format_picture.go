package datum

import (
	"strings"
	"unicode/utf8"
)

// pictureNode is one part of a date format picture: a pattern with its
// modifiers, or literal text.
type pictureNode struct {
	key     string // upper-case; "" for literal text
	written string // as written, whose letter case says how names are printed
	text    string
	quoted  bool // text stood in quotes
	fill    bool // FM: no padding
	local   bool // TM: the locale's names, which in the C locale are English unpadded
	ordinal string
}

// datePatterns, longest first among those with a common beginning. Each is
// also a pattern in lower case; names of months and days in mixed case too.
var datePatterns = []string{"A.D.", "A.M.", "AD", "AM", "B.C.", "BC", "CC", "DAY", "DDD", "DD", "DY", "D",
	"FF1", "FF2", "FF3", "FF4", "FF5", "FF6", "FX", "HH24", "HH12", "HH", "IDDD", "ID", "IW", "IYYY", "IYY", "IY", "I",
	"J", "MI", "MM", "MONTH", "MON", "MS", "OF", "P.M.", "PM", "Q", "RM", "SSSSS", "SSSS", "SS", "TZH", "TZM", "TZ", "US",
	"WW", "W", "Y,YYY", "YYYY", "YYY", "YY", "Y", "Day", "Dy", "Month", "Mon"}

func matchPattern(s string) string {
	best := ""
	for _, p := range datePatterns {
		if len(p) > len(best) && (strings.HasPrefix(s, p) || strings.HasPrefix(s, strings.ToLower(p))) {
			best = s[:len(p)]
		}
	}
	return best
}

// maxPicture bounds the length of a format picture.
const maxPicture = 10000

func parsePicture(s string) ([]pictureNode, error) {
	if len(s) > maxPicture {
		return nil, errorf(codeInvalidParameter, "format picture is too long")
	}
	var nodes []pictureNode
	for s != "" {
		var n pictureNode
		rest := s
		switch { // one of them: a second is literal text
		case hasPrefixFold2(rest, "FM"):
			n.fill, rest = true, rest[2:]
		case hasPrefixFold2(rest, "TM"):
			n.local, rest = true, rest[2:]
		}
		if p := matchPattern(rest); p != "" {
			rest = rest[len(p):]
			n.written, n.key = p, strings.ToUpper(p)
			if hasPrefixFold2(rest, "TH") || hasPrefixFold2(rest, "SP") {
				if rest[0]|0x20 == 't' {
					n.ordinal = rest[:2]
				}
				rest = rest[2:]
			}
			nodes, s = append(nodes, n), rest
			continue
		}
		if len(rest) < len(s) { // prefixes without a pattern mean nothing
			s = rest
			if s == "" {
				break
			}
		}
		text, after := literal(s)
		nodes, s = append(nodes, pictureNode{text: text, quoted: s[0] == '"'}), after
	}
	return nodes, nil
}

// hasPrefixFold2 accepts a two-letter modifier in capitals or in small letters.
func hasPrefixFold2(s, p string) bool {
	return strings.HasPrefix(s, p) || strings.HasPrefix(s, strings.ToLower(p))
}

// literal takes one character, or a quoted text, from a picture.
func literal(s string) (text, rest string) {
	if s[0] != '"' {
		if s[0] == '\\' && len(s) > 1 && s[1] == '"' {
			return "\"", s[2:]
		}
		_, n := utf8.DecodeRuneInString(s)
		return s[:n], s[n:]
	}
	var b strings.Builder
	i := 1
	for i < len(s) && s[i] != '"' {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String(), s[min(i+1, len(s)):]
}

func ordinalSuffix(num, style string) string {
	last, tens := num[len(num)-1], byte(0)
	if len(num) > 1 {
		tens = num[len(num)-2]
	}
	s := "th"
	if tens != '1' {
		switch last {
		case '1':
			s = "st"
		case '2':
			s = "nd"
		case '3':
			s = "rd"
		}
	}
	if style[0] == 'T' {
		return strings.ToUpper(s)
	}
	return s
}
