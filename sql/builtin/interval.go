package builtin

import (
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

func (r *registry) addIntervalArithmetic() {
	two := func(f func(a, b datum.Interval) (datum.Interval, error)) func(a []any) (any, error) {
		return withInterval(0, func(a []any, x datum.Interval) (any, error) {
			y, err := interval(a[1])
			if err != nil {
				return nil, err
			}
			return intervalResult(f(x, y))
		})
	}
	one := func(f func(iv datum.Interval) (datum.Interval, error)) func(a []any) (any, error) {
		return withInterval(0, func(_ []any, iv datum.Interval) (any, error) { return intervalResult(f(iv)) })
	}
	r.fn("interval_pl(interval,interval)", two(datum.Interval.Add))
	r.fn("interval_mi(interval,interval)", two(datum.Interval.Sub))
	r.fn("interval_um(interval)", one(datum.Interval.Neg))
	r.fn("justify_hours(interval)", one(datum.Interval.JustifyHours))
	r.fn("justify_days(interval)", one(datum.Interval.JustifyDays))
	r.fn("justify_interval(interval)", one(datum.Interval.JustifyInterval))
	r.fn("interval_mul(interval,float8)", withInterval(0, func(a []any, iv datum.Interval) (any, error) {
		return intervalResult(iv.Mul(float(a[1])))
	}))
	r.fn("mul_d_interval(float8,interval)", withInterval(1, func(a []any, iv datum.Interval) (any, error) {
		return intervalResult(iv.Mul(float(a[0])))
	}))
	r.fn("interval_div(interval,float8)", withInterval(0, func(a []any, iv datum.Interval) (any, error) {
		return intervalResult(iv.Div(float(a[1])))
	}))
	r.fn("time_pl_interval(time,interval)", withInterval(1, func(a []any, iv datum.Interval) (any, error) {
		return datum.AddTime(a[0].(int64), iv), nil
	}))
	r.fn("interval_pl_time(interval,time)", withInterval(0, func(a []any, iv datum.Interval) (any, error) {
		return datum.AddTime(a[1].(int64), iv), nil
	}))
	r.fn("time_mi_interval(time,interval)", withInterval(1, func(a []any, iv datum.Interval) (any, error) {
		return datum.AddTime(a[0].(int64), datum.Interval{Micros: -(iv.Micros % usecPerDay)}), nil
	}))
	r.sql("time_mi_time(time,time)", "'0 0 ' || ($1 - $2)")
	r.sql("interval(time)", "'0 0 ' || $1")
	r.fn("time(interval)", withInterval(0, func(_ []any, iv datum.Interval) (any, error) { return datum.IntervalToTime(iv), nil }))
	r.fn("interval(interval,int4)", func(a []any) (any, error) {
		return datum.ApplyTypmod(1186, int32(a[1].(int64)), a[0], true)
	})
	r.fn("date_trunc(text,interval)", withInterval(1, func(a []any, iv datum.Interval) (any, error) {
		return intervalResult(datum.TruncInterval(str(a[0]), iv))
	}))
}
