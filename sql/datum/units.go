package datum

import "strings"

// unit is a unit or field of time as date_trunc, extract and intervals name it.
type unit uint8

const (
	unitNoUnit unit = iota
	unitMicrosecond
	unitMillisecond
	unitSecond
	unitMinute
	unitHour
	unitDay
	unitWeek
	unitMonth
	unitYear
	unitDecade
	unitCentury
	unitMillennium
	unitQuarter // from here on no unit of interval input
	unitZone
	unitZoneHour
	unitZoneMinute
	fieldEpoch // from here on fields of extract only
	fieldDOW
	fieldISODOW
	fieldDOY
	fieldISOYear
	fieldJulian
)

var unitNames = map[string]unit{
	"us": unitMicrosecond, "usec": unitMicrosecond, "usecs": unitMicrosecond, "usecond": unitMicrosecond,
	"useconds": unitMicrosecond, "microsecon": unitMicrosecond,
	"ms": unitMillisecond, "msec": unitMillisecond, "msecs": unitMillisecond, "msecond": unitMillisecond,
	"mseconds": unitMillisecond, "millisecon": unitMillisecond,
	"s": unitSecond, "sec": unitSecond, "secs": unitSecond, "second": unitSecond, "seconds": unitSecond,
	"m": unitMinute, "min": unitMinute, "mins": unitMinute, "minute": unitMinute, "minutes": unitMinute,
	"h": unitHour, "hr": unitHour, "hrs": unitHour, "hour": unitHour, "hours": unitHour,
	"d": unitDay, "day": unitDay, "days": unitDay, "w": unitWeek, "week": unitWeek, "weeks": unitWeek,
	"mon": unitMonth, "mons": unitMonth, "month": unitMonth, "months": unitMonth,
	"qtr": unitQuarter, "quarter": unitQuarter,
	"y": unitYear, "yr": unitYear, "yrs": unitYear, "year": unitYear, "years": unitYear,
	"dec": unitDecade, "decs": unitDecade, "decade": unitDecade, "decades": unitDecade,
	"c": unitCentury, "cent": unitCentury, "century": unitCentury, "centuries": unitCentury,
	"mil": unitMillennium, "mils": unitMillennium, "millennia": unitMillennium, "millennium": unitMillennium,
	"timezone": unitZone, "timezone_h": unitZoneHour, "timezone_m": unitZoneMinute,
}

var fieldNames = map[string]unit{
	"epoch": fieldEpoch, "dow": fieldDOW, "isodow": fieldISODOW, "doy": fieldDOY, "isoyear": fieldISOYear,
	"julian": fieldJulian, "j": fieldJulian, "jd": fieldJulian,
}

// findUnit looks a unit up by its first ten characters, the length that
// PostgreSQL compares.
func findUnit(name string) unit {
	if len(name) > 10 {
		name = name[:10]
	}
	return unitNames[name]
}

// findField is findUnit with the fields that only extract knows.
func findField(name string) unit {
	if u := findUnit(name); u != unitNoUnit {
		return u
	}
	return fieldNames[name]
}

func errUnitUnknown(name string, typ uint32) error {
	return errorf(codeInvalidParameter, "unit \"%s\" not recognized for type %s", strings.ToLower(name), TypeName(typ))
}

func errUnitUnsupported(name string, typ uint32) error {
	return errorf(codeUnsupported, "unit \"%s\" not supported for type %s", strings.ToLower(name), TypeName(typ))
}
