package sql

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	pg "github.com/pganalyze/pg_query_go/v6"
)

// prepareExplain is EXPLAIN [ANALYZE] of a query: its plan as text.
func (s *Session) prepareExplain(ctx context.Context, p *Parsed, n *pg.ExplainStmt, paramTypes []uint32) (*Statement, error) {
	analyze, verbose := false, false
	for _, o := range n.Options {
		d := o.GetDefElem()
		on := d.Arg == nil || defBool(d.Arg)
		switch d.Defname {
		case "analyze":
			analyze = on
		case "verbose":
			verbose = on
		case "format":
			if f := d.Arg.GetString_().GetSval(); !strings.EqualFold(f, "text") {
				return nil, Unsupported("EXPLAIN (FORMAT %s)", strings.ToUpper(f))
			}
		case "costs", "buffers", "timing", "summary", "settings", "wal", "generic_plan", "memory":
		default:
			return nil, Errorf("42601", "unrecognized EXPLAIN option \"%s\"", d.Defname)
		}
	}
	inner, err := s.prepare(ctx, &Parsed{text: p.text, own: p.own + "\x00explained", node: n.Query}, paramTypes)
	if err != nil {
		return nil, err
	}
	if inner.plan == nil {
		return nil, Unsupported("EXPLAIN of this command")
	}
	st := utility(p, func(ctx context.Context, s *Session, st *Statement, args []any) (*Rows, error) {
		lines, err := s.explain(ctx, inner, args, analyze, verbose)
		if err != nil {
			return nil, err
		}
		rows := make([][]any, len(lines))
		for i, l := range lines {
			rows[i] = []any{l}
		}
		return tableRows(st.fields, rows, func(int64) string { return "EXPLAIN" }), nil
	})
	st.params = inner.params
	st.fields = []Field{{Name: "QUERY PLAN", Type: oidText, Typmod: -1, TypeLen: -1}}
	return st, nil
}

func defBool(n *pg.Node) bool {
	switch v := n.Node.(type) {
	case *pg.Node_String_:
		b, err := checkBool(v.String_.Sval)
		return err == nil && b == "on"
	case *pg.Node_Integer:
		return v.Integer.Ival != 0
	case *pg.Node_Boolean:
		return v.Boolean.Boolval
	}
	return true
}

func (s *Session) explain(ctx context.Context, st *Statement, args []any, analyze, verbose bool) ([]string, error) {
	var out []string
	if analyze {
		lines, err := s.explainAnalyze(ctx, st, args)
		if err != nil {
			return nil, err
		}
		out = lines
	} else {
		out = s.explainPlan(st, args)
	}
	if verbose {
		out = append(out, "SQLite: "+st.program.text(func(n int) string { return st.plan.Scans[n].rel.name }))
	}
	return out, nil
}

// explainPlan tells the slices, what is at hand, and what the rest would take.
func (s *Session) explainPlan(st *Statement, args []any) []string {
	if len(st.plan.Scans) == 0 {
		return []string{"Result (no Confluence data)"}
	}
	b := &binder{engine: s.engine, s: s, args: args, out: &bound{snaps: map[int]*snapshot{}}}
	var out []string
	for _, sc := range st.plan.Scans {
		out = append(out, sc.String())
		if sc.keys != nil {
			out = append(out, "  API calls expected: as many as the keys need; "+s.atHand(sc.whole()))
			continue
		}
		if len(args) < len(st.params) {
			out = append(out, "  API calls expected: depends on parameters")
			continue
		}
		sl, err := b.slice(context.Background(), sc)
		if err != nil {
			out = append(out, "  "+err.Error())
			continue
		}
		out = append(out, "  Slice: "+sl.String(), "  API calls expected: "+s.expected(sl, sc)+"; "+s.atHand(sl))
	}
	return out
}

func (s *Session) expected(sl Slice, sc *Scan) string {
	if snap := s.stored(sl, s.engine); snap != nil {
		snap.release()
		return "0"
	}
	n := sc.rel.table.Calls(sl, s.engine.seen.get(s.account.Key(), sl.Table))
	if n < 0 {
		return "not known before it was read once"
	}
	return fmt.Sprint(n)
}

func (s *Session) atHand(sl Slice) string {
	snap := s.stored(sl, s.engine)
	if snap == nil {
		return "not in the store"
	}
	defer snap.release()
	return fmt.Sprintf("in the store, %d rows, %s old", snap.rows, snap.age().Round(time.Second))
}

// explainAnalyze runs the query and tells what was called and how long it took.
func (s *Session) explainAnalyze(ctx context.Context, st *Statement, args []any) (lines []string, err error) {
	var mu sync.Mutex
	var calls []Call
	start := time.Now()
	run := &running{s: s, st: st, args: args, start: start}
	var n int64
	defer func() { run.finish(n, err) }()
	b, err := s.engine.bind(ctx, s, st.plan, args, func(c Call) {
		mu.Lock()
		defer mu.Unlock()
		calls = append(calls, c)
	})
	if err != nil {
		return nil, err
	}
	defer b.release()
	loaded := time.Since(start)
	run.bound, run.loaded = b, loaded
	start = time.Now()
	n, err = s.countRows(ctx, st, b, args)
	if err != nil {
		return nil, err
	}
	ran := time.Since(start)
	var out []string
	for _, sc := range st.plan.Scans {
		out = append(out, sc.String())
		for _, u := range b.used {
			for _, scan := range u.scans {
				if scan == sc.N {
					out = append(out, "  "+u.String())
				}
			}
		}
	}
	for i, c := range calls {
		if i == 50 {
			out = append(out, fmt.Sprintf("  ... and %d calls more", len(calls)-i))
			break
		}
		out = append(out, fmt.Sprintf("  %s %s -> %d, %d bytes, %.1f ms", c.Method, c.Path, c.Status, c.Bytes, ms(c.Duration)))
	}
	return append(out, fmt.Sprintf("Rows: %d", n), fmt.Sprintf("API calls: %d", len(calls)),
		fmt.Sprintf("Analyse: %.3f ms, translate: %.3f ms", ms(st.analyse), ms(st.translate)),
		fmt.Sprintf("Load: %.3f ms", ms(loaded)), fmt.Sprintf("Run: %.3f ms", ms(ran))), nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// String is "Slice pages: 5012 rows from the store, 12s old".
func (u sliceUse) String() string {
	if u.fromStore {
		return fmt.Sprintf("Slice %s: %d rows from the store, %s old", u.slice, u.rows, u.age.Round(time.Second))
	}
	return fmt.Sprintf("Slice %s: %d rows fetched with %d API calls", u.slice, u.rows, u.calls)
}

func (s *Session) countRows(ctx context.Context, st *Statement, b *bound, args []any) (int64, error) {
	text := st.program.text(func(n int) string { return b.snaps[n].place() })
	src, err := s.engine.query(ctx, b.distinct, text, append(args[:len(args):len(args)], s.sessionValues(st.program.session)...))
	if err != nil {
		return 0, err
	}
	rows := &Rows{source: src, values: make([]any, len(st.fields)), tag: selectTag}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.n, rows.err
}
