package sql

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// Checks return a parameter's value as SHOW prints it. The text of a plain
// error is the hint of "invalid value for parameter".

func asIs(v string) (string, error) { return v, nil }

func checkName(v string) (string, error) {
	// PostgreSQL keeps printable ASCII and cuts at the identifier length.
	out := strings.Map(func(r rune) rune {
		if r < 32 || r > 126 {
			return '?'
		}
		return r
	}, v)
	return out[:min(len(out), 63)], nil
}

func checkBool(v string) (string, error) {
	switch strings.ToLower(v) {
	case "on", "true", "yes", "1", "t", "y":
		return "on", nil
	case "off", "false", "no", "0", "f", "n":
		return "off", nil
	}
	return "", Errorf("22023", "parameter requires a Boolean value")
}

func onlyOn(v string) (string, error) {
	b, err := checkBool(v)
	if err == nil && b == "off" {
		return "", Unsupported("standard_conforming_strings = off")
	}
	return b, err
}

func oneOf(words ...string) func(string) (string, error) {
	return func(v string) (string, error) {
		if w := strings.ToLower(v); slices.Contains(words, w) {
			return w, nil
		}
		return "", fmt.Errorf("Available values: %s.", strings.Join(words, ", "))
	}
}

func intBetween(lo, hi int) func(string) (string, error) {
	return func(v string) (string, error) {
		n, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil {
			return "", errors.New("")
		}
		if n < lo || n > hi {
			return "", Errorf("22023", "%d is outside the valid range for parameter \"%%s\" (%d .. %d)", n, lo, hi)
		}
		return strconv.Itoa(n), nil
	}
}

func checkEncoding(v string) (string, error) {
	switch strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' || r == '\'' || r == '"' {
			return -1
		}
		return r
	}, strings.ToUpper(v)) {
	case "UTF8", "UNICODE":
		return "UTF8", nil
	}
	return "", Errorf("22023", "invalid value for parameter \"client_encoding\": \"%s\"", v).
		WithHint("This server speaks UTF8 only.")
}

func checkIsolation(v string) (string, error) {
	return oneOf("serializable", "repeatable read", "read committed", "read uncommitted")(v)
}

// checkDateStyle reads the style and the field order in either order.
func checkDateStyle(v string) (string, error) {
	style, order := "ISO", "MDY"
	for _, w := range strings.Split(v, ",") {
		switch strings.ToLower(strings.TrimSpace(w)) {
		case "iso":
			style = "ISO"
		case "sql":
			style = "SQL"
		case "german":
			style, order = "German", "DMY"
		case "postgres":
			style = "Postgres"
		case "mdy", "us", "noneuro", "noneuropean":
			order = "MDY"
		case "dmy", "euro", "european":
			order = "DMY"
		case "ymd":
			order = "YMD"
		case "default", "":
		default:
			return "", Errorf("22023", "invalid value for parameter \"%%s\": \"%s\"", v).
				WithDetail("Unrecognized key word: \"%s\".", strings.ToLower(strings.TrimSpace(w)))
		}
	}
	return style + ", " + order, nil
}

func checkTimeZone(v string) (string, error) {
	name := strings.Trim(v, "'")
	if strings.EqualFold(name, "default") || strings.EqualFold(name, "local") || name == "" {
		return "UTC", nil
	}
	if _, err := strconv.ParseFloat(name, 64); err == nil {
		return offsetZone(name)
	}
	if _, ok := datum.LoadZone(name); !ok {
		return "", errors.New("")
	}
	return canonicalZone(name), nil
}

// offsetZone is SET TIME ZONE -8 in PostgreSQL's POSIX spelling: <-08>+08.
func offsetZone(v string) (string, error) {
	h, _ := strconv.ParseFloat(v, 64)
	if h < -15 || h > 15.99 {
		return "", errors.New("")
	}
	mins := int(h * 60)
	sign, posix := "+", "-"
	if mins < 0 {
		sign, posix, mins = "-", "+", -mins
	}
	text := fmt.Sprintf("%02d", mins/60)
	if mins%60 != 0 {
		text += fmt.Sprintf(":%02d", mins%60)
	}
	zone := "<" + sign + text + ">" + posix + text
	if _, ok := datum.LoadZone(zone); !ok {
		return "", errors.New("")
	}
	return zone, nil
}

// canonicalZone gives the zone's name in the zone database's own case.
func canonicalZone(name string) string {
	loc, ok := datum.LoadZone(name)
	if ok && strings.EqualFold(loc.String(), name) {
		return loc.String()
	}
	return name
}

func checkMilliseconds(v string) (string, error) {
	d, err := parseDuration(v)
	if err != nil {
		return "", err
	}
	return showDuration(d), nil
}

func checkDuration(v string) (string, error) {
	d, err := parseDuration(v)
	if err != nil {
		return "", err
	}
	if d > keepAge {
		return "", Errorf("22023", "%s is outside the valid range for parameter \"confluence.max_age\" (0 .. 1d)", v)
	}
	return showDuration(d), nil
}

// checkCalls is the check of confluence.max_api_calls.
func checkCalls(v string) (string, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64)
	if err != nil {
		return "", errors.New("")
	}
	if n < 0 || n > math.MaxInt32 {
		return "", Errorf("22023", "%s is outside the valid range for parameter \"confluence.max_api_calls\" (0 .. 2147483647)", v)
	}
	return strconv.FormatInt(n, 10), nil
}

// parseDuration reads PostgreSQL's units; a bare number is milliseconds.
func parseDuration(v string) (time.Duration, error) {
	v = strings.TrimSpace(v)
	num := strings.TrimRight(v, "abcdefghijklmnopqrstuvwxyz ")
	unit := strings.TrimSpace(v[len(num):])
	units := map[string]time.Duration{"": time.Millisecond, "us": time.Microsecond, "ms": time.Millisecond,
		"s": time.Second, "min": time.Minute, "h": time.Hour, "d": 24 * time.Hour}
	u, ok := units[unit]
	f, err := strconv.ParseFloat(num, 64)
	if err != nil {
		return 0, errors.New("")
	}
	if !ok {
		return 0, errors.New(`Valid units for this parameter are "us", "ms", "s", "min", "h", and "d".`)
	}
	if f < 0 || f*float64(u) > float64(1<<31)*float64(time.Millisecond) {
		return 0, Errorf("22023", "%s is outside the valid range for parameter \"%%s\" (0 .. 2147483647)", v)
	}
	return time.Duration(f * float64(u)), nil
}

// showDuration prints the largest unit that is exact, as SHOW does.
func showDuration(d time.Duration) string {
	switch {
	case d == 0:
		return "0"
	case d%(24*time.Hour) == 0:
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%dmin", d/time.Minute)
	case d%time.Second == 0:
		return fmt.Sprintf("%ds", d/time.Second)
	}
	return fmt.Sprintf("%dms", d/time.Millisecond)
}
