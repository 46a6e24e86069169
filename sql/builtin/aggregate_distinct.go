package builtin

import "slices"

// distinct puts an accumulator behind the sorting that PostgreSQL does for
// DISTINCT: SQLite would tell 1.0 from 1.00, and the order decides the last
// digit of a sum of floats. It is of one argument.
type distinct struct {
	compare func(a, b any) int
	values  []any
	null    bool
	to      Accumulator
}

func (d *distinct) Step(a []any) error {
	if a[0] == nil {
		d.null = true
	} else {
		d.values = append(d.values, a[0])
	}
	return nil
}

func (d *distinct) Done() (any, error) {
	slices.SortStableFunc(d.values, d.compare)
	d.values = slices.CompactFunc(d.values, func(a, b any) bool { return d.compare(a, b) == 0 })
	for _, v := range d.values {
		if err := d.to.Step([]any{v}); err != nil {
			return nil, err
		}
	}
	if d.null {
		if err := d.to.Step([]any{nil}); err != nil {
			return nil, err
		}
	}
	return d.to.Done()
}

// addDistinct gives the aggregates over types whose equal values may look
// different a form for DISTINCT.
func (r *registry) addDistinct() {
	compareBy := func(collation string) func(a, b any) int {
		f := collations[collation]
		return func(a, b any) int { return f(str(a), str(b)) }
	}
	orders := map[string]func(a, b any) int{
		"float4": compareStored, "float8": compareStored,
		"numeric": compareBy("pg_numeric"), "interval": compareBy("pg_interval"),
	}
	for sig, a := range r.aggs {
		order, ok := orders[argumentTypes(sig)]
		if !ok || a.New == nil || a.Distinct != "" {
			continue
		}
		name := GoName(sig) + "_distinct"
		a.Distinct = "@" + name + "($1)"
		r.internalAggs[name] = &Aggregate{New: func() Accumulator { return &distinct{compare: order, to: a.New()} }}
	}
}
