package datum

import (
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"
)

// ApplyTypmod gives v the length, precision or fields of a type modifier
// (atttypmod; negative is none). An explicit cast cuts strings, a column's
// input and an assignment refuse what is too long, except for blanks.
func ApplyTypmod(typ uint32, typmod int32, v any, explicit bool) (any, error) {
	if typmod < 0 || v == nil {
		return v, nil
	}
	switch s := v.(type) {
	case string:
		switch typ {
		case pgtype.VarcharOID, pgtype.BPCharOID:
			return applyLength(typ, typmod, s, explicit)
		case pgtype.NumericOID:
			return boxString(applyNumericTypmod(typmod, s))
		case pgtype.IntervalOID:
			iv, err := ParseStoredInterval(s)
			if err != nil {
				return nil, err
			}
			return iv.applyTypmod(typmod).String(), nil
		}
		if elem := ElementType(typ); elem != 0 {
			list, err := DecodeArray(elem, s)
			if err != nil {
				return nil, err
			}
			if err := applyToList(elem, typmod, list, explicit); err != nil {
				return nil, err
			}
			return boxString(EncodeArray(elem, list))
		}
	case int64:
		switch typ {
		case pgtype.TimestampOID, pgtype.TimestamptzOID:
			if !infiniteTimestamp(s) {
				if s = RoundMicros(s, int(typmod)); !validTimestamp(s) {
					return nil, errTimestampRange()
				}
			}
			return s, nil
		case pgtype.TimeOID:
			return RoundMicros(s, int(typmod)), nil
		case pgtype.NumericOID:
			return boxString(applyNumericTypmod(typmod, NumericFromInt64(s).String()))
		}
	}
	return v, nil
}

func applyToList(elem uint32, typmod int32, list []any, explicit bool) (err error) {
	for i, v := range list {
		if sub, ok := v.([]any); ok {
			err = applyToList(elem, typmod, sub, explicit)
		} else {
			list[i], err = ApplyTypmod(elem, typmod, v, explicit)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// applyLength is varchar(n) and char(n): n is typmod - 4 characters.
func applyLength(typ uint32, typmod int32, s string, explicit bool) (any, error) {
	n := int(typmod) - 4
	if n < 0 {
		return s, nil
	}
	have := utf8.RuneCountInString(s)
	if have > n {
		cut := 0
		for i := 0; i < n; i++ {
			_, w := utf8.DecodeRuneInString(s[cut:])
			cut += w
		}
		if !explicit && strings.Trim(s[cut:], " ") != "" {
			return nil, errorf(codeStringTooLong, "value too long for type %s(%d)", TypeName(typ), n)
		}
		return s[:cut], nil
	}
	if typ == pgtype.BPCharOID {
		return s + strings.Repeat(" ", n-have), nil
	}
	return s, nil
}

// RoundMicros rounds microseconds to a precision of 0 to 6 digits of a second,
// half away from zero.
func RoundMicros(us int64, precision int) int64 {
	if precision < 0 || precision >= 6 {
		return us
	}
	scale := int64(1)
	for i := precision; i < 6; i++ {
		scale *= 10
	}
	half := scale / 2
	if us >= 0 {
		return (us + half) / scale * scale
	}
	return -((-us + half) / scale * scale)
}

const intervalFullPrecision = 0xffff

// applyTypmod cuts the fields below the modifier's last and rounds the seconds.
func (iv Interval) applyTypmod(typmod int32) Interval {
	switch r := intervalRange(typmod); {
	case r == rangeFull || r&rangeSecond != 0:
	case r&rangeMinute != 0:
		iv.Micros -= iv.Micros % usecPerMin
	case r&rangeHour != 0:
		iv.Micros -= iv.Micros % usecPerHour
	case r&rangeDay != 0:
		iv.Micros = 0
	case r&rangeMonth != 0:
		iv.Days, iv.Micros = 0, 0
	case r&rangeYear != 0:
		iv.Months -= iv.Months % 12
		iv.Days, iv.Micros = 0, 0
	}
	if p := int(typmod & 0xffff); p != intervalFullPrecision {
		iv.Micros = RoundMicros(iv.Micros, p)
	}
	return iv
}
