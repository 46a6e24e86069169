package builtin

import (
	"math"
	"strconv"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// Set-returning functions give a JSON array with an element per row, in the
// representation that arrays have; a row of several columns is an array. NULL
// is no rows.

// maxSeries bounds generate_series: its rows are made before they are read.
const maxSeries = 2_000_000

func (r *registry) addSets() {
	for _, t := range []string{"int4", "int8"} {
		series := func(a []any) (any, error) { return intSeries(a, t == "int4") }
		r.fn("generate_series("+t+","+t+")", series)
		r.fn("generate_series("+t+","+t+","+t+")", series)
	}
	r.fn("generate_series(numeric,numeric)", numericSeries)
	r.fn("generate_series(numeric,numeric,numeric)", numericSeries)
	r.fn("generate_series(timestamp,timestamp,interval)", func(a []any) (any, error) {
		return timeSeries(a, datum.AddInterval)
	})
	r.add("generate_series(timestamptz,timestamptz,interval)", Impl{Session: []string{TimeZone}, Go: func(a []any) (any, error) {
		loc, err := location(a[3])
		if err != nil {
			return nil, err
		}
		return timeSeries(a, func(t int64, iv datum.Interval) (int64, error) { return datum.AddIntervalTz(t, iv, loc) })
	}})
	r.both("unnest(anyarray)", "CASE WHEN $1 LIKE '[[%' THEN @go ELSE $1 END", func(a []any) (any, error) {
		elems, err := decodeArray(a[0])
		return string(appendJSONArray(nil, flatten(elems))), err
	})
	subscripts := func(a []any) (any, error) {
		elems, err := decodeArray(a[0])
		if err != nil {
			return nil, err
		}
		dims, n := dimensions(elems), a[1].(int64)
		if n < 1 || n > int64(len(dims)) {
			return "[]", nil
		}
		last := int64(dims[n-1])
		if len(a) > 2 && truth(a[2]) {
			return intSeries([]any{last, int64(1), int64(-1)}, true)
		}
		return intSeries([]any{int64(1), last}, true)
	}
	r.fn("generate_subscripts(anyarray,int4)", subscripts)
	r.fn("generate_subscripts(anyarray,int4,bool)", subscripts)
}

func errSeriesLength() error {
	return &datum.Error{Code: "54000", Message: "generate_series would return too many rows",
		Hint: "At most " + strconv.Itoa(maxSeries) + " rows are possible."}
}

func errSeriesStep() error { return errorf("22023", "step size cannot equal zero") }

func intSeries(a []any, small bool) (any, error) {
	from, to, step := a[0].(int64), a[1].(int64), int64(1)
	if len(a) > 2 {
		step = a[2].(int64)
	}
	if step == 0 {
		return nil, errSeriesStep()
	}
	if n := (float64(to) - float64(from)) / float64(step); n > maxSeries {
		return nil, errSeriesLength()
	}
	b := []byte{'['}
	for v := from; step > 0 && v <= to || step < 0 && v >= to; {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, v, 10)
		next := v + step
		if (step > 0) != (next > v) || small && (next > math.MaxInt32 || next < math.MinInt32) {
			break
		}
		v = next
	}
	return string(append(b, ']')), nil
}

func numericSeries(a []any) (any, error) {
	for _, v := range a {
		if s := str(v); s == "NaN" || strings.Contains(s, "Infinity") {
			return nil, errorf("22023", "start value, stop value and step size cannot be NaN or infinity")
		}
	}
	nums := make([]*datum.Numeric, 3)
	nums[2] = datum.NumericFromInt64(1)
	for i := range a {
		n, err := datum.NumericFromString(str(a[i]))
		if err != nil {
			return nil, err
		}
		nums[i] = n
	}
	v, stop, step := nums[0], nums[1], nums[2]
	sign := step.Sign()
	if sign == 0 {
		return nil, errSeriesStep()
	}
	b := []byte{'['}
	for n := 0; v.Cmp(stop)*sign <= 0; n++ {
		if n > maxSeries {
			return nil, errSeriesLength()
		}
		if n > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendQuote(b, v.String())
		next, err := v.Add(step)
		if err != nil {
			return nil, err
		}
		v = next
	}
	return string(append(b, ']')), nil
}

func timeSeries(a []any, add func(int64, datum.Interval) (int64, error)) (any, error) {
	from, to := a[0].(int64), a[1].(int64)
	step, err := datum.ParseStoredInterval(str(a[2]))
	if err != nil {
		return nil, err
	}
	sign := datum.CompareInterval(str(a[2]), "0 0 0")
	if sign == 0 {
		return nil, errSeriesStep()
	}
	b := []byte{'['}
	for n := 0; sign > 0 && from <= to || sign < 0 && from >= to; n++ {
		if n > maxSeries {
			return nil, errSeriesLength()
		}
		if n > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, from, 10)
		if from, err = add(from, step); err != nil {
			return nil, err
		}
	}
	return string(append(b, ']')), nil
}
