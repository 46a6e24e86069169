package sql

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// bound is a plan with its slices in hand.
type bound struct {
	snaps    map[int]*snapshot // by scan number
	distinct []*snapshot       // each once, each with a reader of ours
	used     []sliceUse        // for EXPLAIN ANALYZE and the log
}

// sliceUse says where one slice came from.
type sliceUse struct {
	slice     Slice
	scans     []int
	fromStore bool
	age       time.Duration
	rows      int64
	calls     int64
}

func (b *bound) release() {
	for _, s := range b.distinct {
		s.release()
	}
	b.distinct = nil
}

// binder gets hold of the slices that a plan needs, scan after scan in the
// order of their dependencies, those of one step in parallel.
type binder struct {
	engine *Engine
	s      *Session
	args   []any
	trace  func(Call)
	mu     sync.Mutex
	out    *bound
}

func (e *Engine) bind(ctx context.Context, s *Session, plan *Plan, args []any, trace func(Call)) (*bound, error) {
	b := &binder{engine: e, s: s, args: args, trace: trace, out: &bound{snaps: map[int]*snapshot{}}}
	for _, step := range plan.steps() {
		if err := b.step(ctx, step); err != nil {
			b.out.release()
			return nil, err
		}
	}
	return b.out, nil
}

// steps groups the scans: each group needs only keys from the groups before.
func (p *Plan) steps() [][]*Scan {
	if len(p.Scans) == 1 {
		return [][]*Scan{p.Scans}
	}
	level := map[*Scan]int{}
	var out [][]*Scan
	for _, s := range p.order() {
		n := 0
		if s.keys != nil {
			n = level[s.keys.from] + 1
		}
		level[s] = n
		for len(out) <= n {
			out = append(out, nil)
		}
		out[n] = append(out[n], s)
	}
	return out
}

func (b *binder) step(ctx context.Context, scans []*Scan) error {
	var wants []want
	for _, s := range scans {
		sl, err := b.slice(ctx, s)
		if err != nil {
			return err
		}
		wants = mergeWant(wants, want{slice: sl, scans: []*Scan{s}})
	}
	if len(wants) == 1 {
		return b.get(ctx, wants[0])
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, w := range wants {
		g.Go(func() error { return b.get(ctx, w) })
	}
	return g.Wait()
}

// want is a slice with the scans that it serves.
type want struct {
	slice Slice
	scans []*Scan
}

// mergeWant lets one slice serve several scans of a table, so that a self-join
// sees one state of it: the larger serves for the smaller, and two lists of
// keys become one.
func mergeWant(ws []want, w want) []want {
	for i := range ws {
		o := &ws[i]
		if o.slice.Table != w.slice.Table {
			continue
		}
		with := unionStrings(o.slice.With, w.slice.With)
		a, b := o.slice, w.slice
		a.With, b.With = with, with
		switch {
		case a.Covers(b):
			o.slice = a
		case b.Covers(a):
			o.slice = b
		case a.By != "" && a.By == b.By:
			o.slice = NewKeySlice(a.Table, a.By, append(slices.Clone(a.Keys), b.Keys...))
			o.slice.With = with
		default:
			continue
		}
		o.scans = append(o.scans, w.scans...)
		return ws
	}
	return append(ws, w)
}

func unionStrings(a, b []string) []string {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}

func (b *binder) get(ctx context.Context, w want) error {
	snap, use, err := b.engine.acquire(ctx, b.s, w.slice, w.scans[0].rel, b.trace)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range w.scans {
		b.out.snaps[s.N] = snap
		use.scans = append(use.scans, s.N)
	}
	b.out.used = append(b.out.used, use)
	if slices.Contains(b.out.distinct, snap) {
		snap.release()
		return nil
	}
	b.out.distinct = append(b.out.distinct, snap)
	return nil
}

// slice decides what a scan needs now that parameters and keys are known.
func (b *binder) slice(ctx context.Context, s *Scan) (Slice, error) {
	all := s.whole()
	if c := s.bestCond(); c != nil {
		keys, err := b.condKeys(c)
		if err != nil {
			return all, err
		}
		if l := s.lookup(c.col); len(keys) <= l.Max {
			return s.byKeys(l, keys), nil
		}
		return all, nil
	}
	if s.keys != nil {
		return b.keySlice(ctx, s, all)
	}
	if s.top != nil {
		n, ok, err := b.topCount(s.top)
		if err != nil {
			return all, err
		}
		if ok {
			return s.filled(Slice{Table: s.rel.name, Order: s.top.order, Limit: n}), nil
		}
	}
	return all, nil
}

// keySlice bounds a scan by the keys that another scan's rows have, unless the
// whole table is at hand or there are too many.
func (b *binder) keySlice(ctx context.Context, s *Scan, all Slice) (Slice, error) {
	if snap := b.s.stored(all, b.engine); snap != nil {
		snap.release()
		return all, nil
	}
	l := s.lookup(s.keys.col)
	keys, err := b.engine.keysOf(ctx, b.s, s.keys, b.out.snaps[s.keys.from.N], b.args, l.Max)
	if err != nil {
		return all, err
	}
	if len(keys) > l.Max {
		return all, nil
	}
	return s.byKeys(l, keys), nil
}

// whole is the slice of the scan's whole table.
func (s *Scan) whole() Slice {
	return s.filled(Slice{Table: s.rel.name})
}

// byKeys is the slice of the scan's rows with one of the keys.
func (s *Scan) byKeys(l *Lookup, keys []any) Slice {
	return s.filled(NewKeySlice(s.rel.name, l.Column, keys))
}

// filled adds the column groups that the statement reads or that come anyway.
func (s *Scan) filled(sl Slice) Slice {
	sl.With = unionStrings(s.With, s.rel.def.fills(sl))
	return sl
}

// condKeys are the values of a condition, NULLs left out: they match nothing.
func (b *binder) condKeys(c *cond) ([]any, error) {
	vals := make([]any, 0, len(c.values))
	if c.array != nil {
		if arr, ok := unwrap(c.array).(*arrayExpr); ok {
			for _, e := range arr.elems {
				vals = append(vals, b.fixedValue(e))
			}
		} else if s, ok := b.fixedValue(c.array).(string); ok {
			items, err := decodeArray(s)
			if err != nil {
				return nil, err
			}
			vals = items
		}
	}
	for _, e := range c.values {
		vals = append(vals, b.fixedValue(e))
	}
	return slices.DeleteFunc(vals, func(v any) bool { return v == nil }), nil
}

func unwrap(e expr) expr {
	for {
		r, ok := e.(*relabel)
		if !ok {
			return e
		}
		e = r.arg
	}
}

func (b *binder) fixedValue(e expr) any {
	switch e := unwrap(e).(type) {
	case *constant:
		return e.val
	case *param:
		return b.args[e.n-1]
	}
	return nil
}

// topCount is how many first rows are needed; false = all of them.
func (b *binder) topCount(t *topRows) (int64, bool, error) {
	n, ok := b.fixedValue(t.limit).(int64)
	if !ok {
		return 0, false, nil // LIMIT NULL
	}
	if n < 0 {
		return 0, false, Errorf("2201W", "LIMIT must not be negative")
	}
	if t.offset != nil {
		if o, ok := b.fixedValue(t.offset).(int64); ok && o > 0 {
			if n+o < n {
				return 0, false, nil
			}
			n += o
		}
	}
	// LIMIT 0 needs no row, but a slice has at least one.
	return max(n, 1), true, nil
}
