package builtin

import (
	"time"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

func (r *registry) addToChar() {
	r.fn("to_char(timestamp,text)", func(a []any) (any, error) { return datum.ToCharTimestamp(a[0].(int64), str(a[1])) })
	r.zoned("to_char(timestamptz,text)", "", func(a []any, loc *time.Location) (any, error) {
		return datum.ToCharTimestamptz(a[0].(int64), str(a[1]), loc)
	})
	r.fn("to_char(interval,text)", withInterval(0, func(a []any, iv datum.Interval) (any, error) {
		return datum.ToCharInterval(iv, str(a[1]))
	}))
	r.fn("to_date(text,text)", func(a []any) (any, error) { return datum.ToDate(str(a[0]), str(a[1])) })
	r.zoned("to_timestamp(text,text)", "", func(a []any, loc *time.Location) (any, error) {
		return datum.ToTimestamp(str(a[0]), str(a[1]), loc)
	})
	r.fn("to_number(text,text)", func(a []any) (any, error) {
		if str(a[1]) == "" {
			return nil, nil // an empty picture gives NULL
		}
		return datum.ToNumber(str(a[0]), str(a[1]))
	})
	r.fn("to_char(numeric,text)", func(a []any) (any, error) {
		n, err := numeric(a[0])
		if err != nil {
			return nil, err
		}
		return datum.ToCharNumeric(n, str(a[1]))
	})
	r.fn("to_char(int4,text)", func(a []any) (any, error) { return datum.ToCharInteger(a[0].(int64), false, str(a[1])) })
	r.fn("to_char(int8,text)", func(a []any) (any, error) { return datum.ToCharInteger(a[0].(int64), true, str(a[1])) })
	r.fn("to_char(float4,text)", func(a []any) (any, error) { return datum.ToCharFloat(float(a[0]), true, str(a[1])) })
	r.fn("to_char(float8,text)", func(a []any) (any, error) { return datum.ToCharFloat(float(a[0]), false, str(a[1])) })
}
