package sql

import (
	"time"

	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// frameOffset is the offset of ROWS and GROUPS: a count.
func (a *analyser) frameOffset(s *scope, n *pg.Node) expr {
	raw := a.expr(s, n)
	e := a.coerceType(raw, oidInt8, catalog.Implicit, location(n))
	if e == nil {
		a.fail(Errorf("42804", "argument of ROWS must be type bigint, not type %s", a.typeName(raw)), location(n))
	}
	a.noColumns(s, e, "ROWS", location(n))
	return e
}

// noColumns refuses columns of the query itself in a frame's offset.
func (a *analyser) noColumns(s *scope, e expr, word string, pos int) {
	if anyExpr(e, func(e expr) bool { c, ok := e.(*column); return ok && c.rte.owner == s.level }) {
		a.fail(Errorf("42P10", "argument of %s must not contain variables", word), pos)
	}
}

// rangeOffset is the offset of RANGE in the units in which the sort key is
// stored, which is what SQLite adds and compares.
func (a *analyser) rangeOffset(s *scope, n *pg.Node, w *window) expr {
	pos := location(n)
	if len(w.order) != 1 {
		a.fail(Errorf("42P20", "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column"), pos)
	}
	e := a.expr(s, n)
	a.noColumns(s, e, "RANGE", pos)
	key := w.order[0].e.typ().oid
	switch key {
	case oidInt2, oidInt4, oidInt8:
		if out := a.coerceType(e, oidInt8, catalog.Implicit, pos); out != nil {
			return out
		}
	case oidFloat4, oidFloat8:
		if out := a.coerceType(e, oidFloat8, catalog.Implicit, pos); out != nil {
			return out
		}
	case oidDate, oidTimestamp, oidTimestamptz:
		if c, ok := a.coerceType(e, oidInterval, catalog.Implicit, pos).(*constant); ok && c.val != nil {
			return a.intervalOffset(c, key, pos)
		}
	}
	a.fail(Unsupported("RANGE with this offset over %s", a.cat.FormatTypeName(key)), pos)
	return nil
}

// intervalOffset is an interval as days or microseconds; one with months has no
// fixed length, nor have days where clocks change.
func (a *analyser) intervalOffset(c *constant, key uint32, pos int) expr {
	iv, err := datum.ParseStoredInterval(c.val.(string))
	if err != nil {
		a.failDatum(err, pos)
	}
	fixed := iv.Months == 0 && (key != oidTimestamptz || iv.Days == 0 || a.style.Location == time.UTC)
	if key == oidDate {
		fixed = iv.Months == 0 && iv.Micros == 0
	}
	if !fixed {
		a.fail(Unsupported("RANGE with an offset of no fixed length").
			WithHint("Use days or hours with TimeZone UTC."), pos)
	}
	if iv.Days < 0 || iv.Micros < 0 {
		a.fail(Errorf("22013", "invalid preceding or following size in window function"), pos)
	}
	if key == oidDate {
		return &constant{val: int64(iv.Days), t: plain(oidInt8)}
	}
	return &constant{val: int64(iv.Days)*86_400_000_000 + int64(iv.Micros), t: plain(oidInt8)}
}
