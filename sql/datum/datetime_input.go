package datum

import "github.com/jackc/pgx/v5/pgtype"

func (st *Style) decodeDate(s, typeName string, timeOnly bool) (*dateDecoder, error) {
	toks, ok := tokenize(s)
	d := &dateDecoder{st: st, timeOnly: timeOnly}
	e := badFormat
	if ok {
		e = d.decode(toks)
	}
	switch e {
	case okField:
		return d, nil
	case badZone:
		return nil, ErrZone(d.zoneName)
	}
	return nil, e.error(typeName, s)
}

// specialTimestamp is the value of epoch and the infinities.
func (d *dateDecoder) specialTimestamp() int64 {
	switch d.reserved {
	case resLate:
		return TimestampInfinity
	case resEarly:
		return TimestampNegInfinity
	}
	return unixEpochDays * usecPerDay
}

// ParseTimestamp is timestamp_in. A zone in the input is read and ignored.
func ParseTimestamp(s string, st *Style) (int64, error) {
	d, err := st.decodeDate(s, "timestamp", false)
	if err != nil {
		return 0, err
	}
	if d.special {
		return d.specialTimestamp(), nil
	}
	t, ok := d.local()
	if !ok || !validTimestamp(t) {
		return 0, errorf(codeDatetimeOverflow, "timestamp out of range: \"%s\"", s)
	}
	return t, nil
}

// ParseTimestamptz is timestamptz_in: input without a zone is in the style's.
func ParseTimestamptz(s string, st *Style) (int64, error) {
	d, err := st.decodeDate(s, TypeName(pgtype.TimestamptzOID), false)
	if err != nil {
		return 0, err
	}
	if d.special {
		return d.specialTimestamp(), nil
	}
	t, ok := d.local()
	if ok {
		loc := d.zone
		if loc == nil && d.seen&mZone == 0 {
			loc = st.Location
		}
		if loc != nil {
			d.offset = localOffset(t, loc)
		}
		t -= int64(d.offset) * usecPerSec
	}
	if !ok || !validTimestamp(t) {
		return 0, errorf(codeDatetimeOverflow, "timestamp out of range: \"%s\"", s)
	}
	return t, nil
}

// ParseDate is date_in. A time of day in the input is read and ignored.
func ParseDate(s string, st *Style) (int64, error) {
	d, err := st.decodeDate(s, "date", false)
	if err != nil {
		return 0, err
	}
	if d.special {
		switch d.reserved {
		case resLate:
			return DateInfinity, nil
		case resEarly:
			return DateNegInfinity, nil
		}
		return unixEpochDays, nil
	}
	days := d.days()
	if !validDate(days) {
		return 0, errorf(codeDatetimeOverflow, "date out of range: \"%s\"", s)
	}
	return days, nil
}

// ParseTime is time_in.
func ParseTime(s string, st *Style) (int64, error) {
	d, err := st.decodeDate(s, "time", true)
	if err != nil {
		return 0, err
	}
	if d.special {
		return 0, badFormat.error("time", s)
	}
	return d.timeOfDay(), nil
}
