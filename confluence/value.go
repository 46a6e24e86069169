package confluence

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// The values of API answers. Any of them may be null or missing, whatever the
// OpenAPI documents say, so each knows whether it is Valid. A value that is
// there but cannot be understood is kept aside and becomes an error that names
// the field: it must not look like a missing one.

// ID is a numeric id: Confluence sends decimal strings in v2, numbers in v1.
type ID struct {
	N     int64
	Valid bool
	bad   string
}

// Text is a string. A number or boolean in its place is kept as written.
type Text struct {
	S     string
	Valid bool
	bad   string
}

// Int is a whole number, also when sent as a string.
type Int struct {
	N     int64
	Valid bool
	bad   string
}

// Bool is a truth value, also when sent as a string.
type Bool struct {
	B     bool
	Valid bool
	bad   string
}

// Time is an instant: ISO 8601 text, or milliseconds since 1970 (folders).
type Time struct {
	T     time.Time
	Valid bool
	bad   string
}

// scalar takes one JSON value apart: its text without quotes, and whether it
// was a string. ok is false for null.
func scalar(b []byte) (text string, quoted, ok bool, err error) {
	switch {
	case bytes.Equal(b, []byte("null")):
		return "", false, false, nil
	case len(b) > 1 && b[0] == '"':
		inner := b[1 : len(b)-1]
		if bytes.IndexByte(inner, '\\') < 0 && isASCII(inner) {
			return string(inner), true, true, nil
		}
		err = json.Unmarshal(b, &text) // unescapes, and mends broken UTF-8
		return text, true, true, err
	}
	return string(b), false, true, nil
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

func (v *ID) UnmarshalJSON(b []byte) error {
	n, err := integer(b)
	*v = ID(n)
	return err
}

func (v *Int) UnmarshalJSON(b []byte) (err error) {
	*v, err = integer(b)
	return err
}

func integer(b []byte) (Int, error) {
	text, _, ok, err := scalar(b)
	if err != nil || !ok || text == "" {
		return Int{}, err
	}
	n, perr := strconv.ParseInt(text, 10, 64)
	if perr != nil {
		return Int{bad: clip(text, 60)}, nil
	}
	return Int{N: n, Valid: true}, nil
}

func (v *Text) UnmarshalJSON(b []byte) error {
	text, quoted, ok, err := scalar(b)
	*v = Text{}
	switch {
	case err != nil || !ok:
		return err
	case !quoted && (b[0] == '{' || b[0] == '['):
		v.bad = clip(text, 60)
		return nil
	}
	// PostgreSQL's text has no U+0000, and neither has any title worth keeping.
	if strings.IndexByte(text, 0) >= 0 {
		text = strings.ReplaceAll(text, "\x00", "")
	}
	v.S, v.Valid = text, true
	return nil
}

func (v *Bool) UnmarshalJSON(b []byte) error {
	text, _, ok, err := scalar(b)
	*v = Bool{}
	if err != nil || !ok || text == "" {
		return err
	}
	parsed, perr := strconv.ParseBool(text)
	if perr != nil {
		v.bad = clip(text, 60)
		return nil
	}
	v.B, v.Valid = parsed, true
	return nil
}

func (v *Time) UnmarshalJSON(b []byte) error {
	text, quoted, ok, err := scalar(b)
	*v = Time{}
	if err != nil || !ok || text == "" {
		return err
	}
	t, good := ParseTime(text)
	if !good || !quoted && (b[0] == '{' || b[0] == '[') {
		v.bad = clip(text, 60)
		return nil
	}
	v.T, v.Valid = t, true
	return nil
}

// timeLayouts are tried in this order. Fractions of a second are accepted in
// any length by time.Parse; a time without a zone is UTC.
var timeLayouts = [...]string{
	time.RFC3339,
	"2006-01-02T15:04:05Z0700",
	"2006-01-02T15:04:05Z07",
	"2006-01-02T15:04:05",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04",
	"2006-01-02",
}

// ParseTime reads a time as Confluence writes it: ISO 8601, leniently, or
// milliseconds since 1970 in digits. Years outside 1 to 9999 are not times.
func ParseTime(s string) (time.Time, bool) {
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			t = t.UTC()
			return t, t.Year() >= 1 && t.Year() <= 9999
		}
	}
	if ms, err := strconv.ParseInt(s, 10, 64); err == nil && ms > -62135596800000 && ms < 253402300800000 {
		return time.UnixMilli(ms).UTC(), true
	}
	return time.Time{}, false
}
