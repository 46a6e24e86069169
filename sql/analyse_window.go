package sql

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

func (a *analyser) windowFunc(s *scope, f *pg.FuncCall, m catalog.FuncMatch, args []expr, pos int) expr {
	if f.Over == nil {
		a.fail(Errorf("42809", "window function %s requires an OVER clause", m.Proc.Name), pos)
	}
	if f.AggDistinct || len(f.AggOrder) > 0 || f.AggFilter != nil {
		a.fail(Errorf("0A000", "DISTINCT, ORDER BY and FILTER are not implemented for non-aggregate window functions"), pos)
	}
	a.windowAllowed(s, pos)
	for _, e := range args {
		a.refuseInner(e, "", "42P20", "window function calls cannot be nested")
	}
	*s.wins++
	return &windowCall{proc: m.Proc, args: args, over: a.overClause(s, f.Over), t: plain(m.Result), pos: pos}
}

func (a *analyser) windowAllowed(s *scope, pos int) {
	if s.clause != "" {
		a.fail(Errorf("42P20", "window functions are not allowed in %s", s.clause), pos)
	}
}

// overClause resolves OVER name or OVER (...).
func (a *analyser) overClause(s *scope, w *pg.WindowDef) *window {
	if w.Name != "" {
		return a.namedWindow(s, w.Name, int(w.Location))
	}
	return a.windowDef(s, w)
}

func (a *analyser) namedWindow(s *scope, name string, pos int) *window {
	for _, w := range s.windows {
		if w.name == name {
			return w
		}
	}
	a.fail(Errorf("42704", "window \"%s\" does not exist", name), pos)
	return nil
}

func (a *analyser) windowDef(s *scope, w *pg.WindowDef) *window {
	pos := int(w.Location)
	s = s.in("window definitions")
	s.clause = ""
	out := &window{name: w.Name}
	for _, n := range w.PartitionClause {
		out.partition = append(out.partition, a.settled(a.expr(s, n)))
	}
	for _, n := range w.OrderClause {
		out.order = append(out.order, a.sortKey(s, n.GetSortBy()))
	}
	if w.Refname != "" {
		base := a.namedWindow(s, w.Refname, pos)
		if len(out.partition) > 0 {
			a.fail(Errorf("42P20", "cannot override PARTITION BY clause of window \"%s\"", w.Refname), pos)
		}
		if len(out.order) > 0 && len(base.order) > 0 {
			a.fail(Errorf("42P20", "cannot override ORDER BY clause of window \"%s\"", w.Refname), pos)
		}
		out.partition = base.partition
		if len(out.order) == 0 {
			out.order = base.order
		}
	}
	a.frame(s, w, out)
	return out
}

// Frame option bits of PostgreSQL's nodes/parsenodes.h.
const (
	frameNonDefault     = 0x00001
	frameRange          = 0x00002
	frameRows           = 0x00004
	frameGroups         = 0x00008
	frameBetween        = 0x00010
	frameStartUnbounded = 0x00020
	frameEndUnboundedF  = 0x00100
	frameStartCurrent   = 0x00200
	frameEndCurrent     = 0x00400
	frameStartPreceding = 0x00800
	frameEndPreceding   = 0x01000
	frameStartFollowing = 0x02000
	frameEndFollowing   = 0x04000
	frameExcludeCurrent = 0x08000
	frameExcludeGroup   = 0x10000
	frameExcludeTies    = 0x20000
)

// frame writes the frame clause; SQLite's means the same as PostgreSQL's.
func (a *analyser) frame(s *scope, w *pg.WindowDef, out *window) {
	o := w.FrameOptions
	if o&frameNonDefault == 0 {
		return
	}
	var b strings.Builder
	switch {
	case o&frameRows != 0:
		b.WriteString("ROWS BETWEEN ")
	case o&frameGroups != 0:
		b.WriteString("GROUPS BETWEEN ")
	default:
		b.WriteString("RANGE BETWEEN ")
	}
	ranged := o&(frameRows|frameGroups) == 0
	offset := func(n *pg.Node) {
		var e expr
		if ranged {
			e = a.rangeOffset(s, n, out)
		} else {
			e = a.frameOffset(s, n)
		}
		out.frameArgs = append(out.frameArgs, e)
		b.WriteString("%s")
	}
	switch {
	case o&frameStartUnbounded != 0:
		b.WriteString("UNBOUNDED PRECEDING")
	case o&frameStartCurrent != 0:
		b.WriteString("CURRENT ROW")
	case o&frameStartPreceding != 0:
		offset(w.StartOffset)
		b.WriteString(" PRECEDING")
	case o&frameStartFollowing != 0:
		offset(w.StartOffset)
		b.WriteString(" FOLLOWING")
	}
	b.WriteString(" AND ")
	switch {
	case o&frameEndUnboundedF != 0:
		b.WriteString("UNBOUNDED FOLLOWING")
	case o&frameEndPreceding != 0:
		offset(w.EndOffset)
		b.WriteString(" PRECEDING")
	case o&frameEndFollowing != 0:
		offset(w.EndOffset)
		b.WriteString(" FOLLOWING")
	default:
		b.WriteString("CURRENT ROW")
	}
	switch {
	case o&frameExcludeCurrent != 0:
		b.WriteString(" EXCLUDE CURRENT ROW")
	case o&frameExcludeGroup != 0:
		b.WriteString(" EXCLUDE GROUP")
	case o&frameExcludeTies != 0:
		b.WriteString(" EXCLUDE TIES")
	}
	out.frame = b.String()
}

// settled makes an untyped literal or parameter text, as PostgreSQL does where
// nothing else decides.
func (a *analyser) settled(e expr) expr {
	if e.typ().oid != oidUnknown {
		return e
	}
	return a.mustCoerce(e, oidText, -1)
}
