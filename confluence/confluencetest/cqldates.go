package confluencetest

import (
	"fmt"
	"strconv"
	"time"
)

// Dates of CQL are those of the caller's time zone, to the minute.

// cqlTimes are how a date may be written; without a time it is a day.
var cqlTimes = [...]struct {
	form string
	day  bool
}{{"2006-01-02 15:04", false}, {"2006/01/02 15:04", false}, {"2006-01-02", true}, {"2006/01/02", true}}

// cqlDate gives the span of time, in milliseconds since 1970, that a value
// names: a minute or a day; a function names a moment.
func cqlDate(v cqlValue, zone *time.Location, now int64) (from, to int64, err error) {
	if v.function != "" {
		at, err := cqlMoment(v, zone, now)
		return at, at + 1, err
	}
	for _, f := range cqlTimes {
		t, err := time.ParseInLocation(f.form, v.text, zone)
		if err != nil {
			continue
		}
		end := t.Add(time.Minute)
		if f.day {
			end = t.AddDate(0, 0, 1)
		}
		return t.UnixMilli(), end.UnixMilli(), nil
	}
	return 0, 0, fmt.Errorf("%q is not a date such as \"2024-05-31 17:30\"", v.text)
}

// cqlMoment evaluates now("-90m") and the like. Now is the site's clock.
func cqlMoment(v cqlValue, zone *time.Location, now int64) (int64, error) {
	t := time.UnixMilli(now).In(zone)
	y, m, d := t.Date()
	switch v.function {
	case "now":
	case "startofday", "endofday":
		t = time.Date(y, m, d, 0, 0, 0, 0, zone)
	case "startofweek", "endofweek":
		t = time.Date(y, m, d-int(t.Weekday()), 0, 0, 0, 0, zone)
	case "startofmonth", "endofmonth":
		t = time.Date(y, m, 1, 0, 0, 0, 0, zone)
	case "startofyear", "endofyear":
		t = time.Date(y, 1, 1, 0, 0, 0, 0, zone)
	default:
		return 0, fmt.Errorf("%s() is not a date", v.function)
	}
	switch v.function {
	case "endofday":
		t = t.AddDate(0, 0, 1)
	case "endofweek":
		t = t.AddDate(0, 0, 7)
	case "endofmonth":
		t = t.AddDate(0, 1, 0)
	case "endofyear":
		t = t.AddDate(1, 0, 0)
	}
	if v.text == "" {
		return t.UnixMilli(), nil
	}
	unit := v.text[len(v.text)-1]
	n, err := strconv.ParseInt(v.text[:len(v.text)-1], 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%q is not an offset such as \"-90m\"", v.text)
	}
	switch unit {
	case 'y':
		t = t.AddDate(int(n%10_000), 0, 0)
	case 'M':
		t = t.AddDate(0, int(n%100_000), 0)
	case 'w':
		t = t.AddDate(0, 0, int(n%100_000)*7)
	case 'd':
		t = t.AddDate(0, 0, int(n%1_000_000))
	case 'h':
		t = t.Add(time.Duration(n%1_000_000) * time.Hour)
	case 'm':
		t = t.Add(time.Duration(n) * time.Minute)
	default:
		return 0, fmt.Errorf("%q is not an offset such as \"-90m\"", v.text)
	}
	return t.UnixMilli(), nil
}
