package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// adHoc measures statements over rows that have been read already, none of
// which was asked before: neither the results of statements nor the statements
// themselves are remembered.
func (b *bench) adHoc(ctx context.Context) error {
	s := b.report.section("Warm, ad hoc", fmt.Sprintf(
		"BI aggregates over %s pages that are in the store; medians of %d runs. The server keeps no results (`--result-bytes 1`), "+
			"and each statement's text is a new one.", thousands(int64(b.sizes.rows.pages)), b.sizes.adHocRuns),
		"query", "rows", "ours", "PostgreSQL", "ratio")
	nth := 0
	ratios, err := b.compare(ctx, s, b.sizes.adHocRuns, []string{"--result-bytes", "1"}, func(query string) string {
		nth++
		return fmt.Sprintf("%s /* %d */", query, nth)
	})
	if err != nil {
		return err
	}
	barOfRatios(s, "ad hoc", "Warm, ad hoc: no longer than PostgreSQL", ratios, 1)
	return nil
}

// repeated measures the same statements asked again and again.
func (b *bench) repeated(ctx context.Context) error {
	s := b.report.section("Warm, repeated", fmt.Sprintf(
		"The same statements again, with the server's defaults: a dashboard that is drawn anew. Medians of %d runs.", b.sizes.repeatedRuns),
		"query", "rows", "ours", "PostgreSQL", "ratio")
	ratios, err := b.compare(ctx, s, b.sizes.repeatedRuns, nil, func(query string) string { return query })
	if err != nil {
		return err
	}
	barOfRatios(s, "repeated", "Warm, repeated: a tenth of PostgreSQL's time", ratios, 10)
	return nil
}

// barOfRatios judges each query and their geometric mean.
func barOfRatios(s *section, name, promise string, ratios map[string]float64, bar float64) {
	var slower []string
	var all []float64
	for _, q := range aggregates {
		r := ratios[q.name]
		all = append(all, r)
		if r < bar {
			slower = append(slower, fmt.Sprintf("%s %s", q.name, ratio(r)))
		}
	}
	mean := geometricMean(all)
	s.row("geometric mean", "", "", "", ratio(mean))
	s.bar(name, promise+", in the geometric mean", mean >= bar, "ratio %s", ratio(mean))
	measured := fmt.Sprintf("%d of %d; the least ratio is %s", len(all)-len(slower), len(all), ratio(slices.Min(all)))
	for i, q := range slower {
		if i == 0 {
			measured += ". Not: "
		} else {
			measured += ", "
		}
		measured += q
	}
	s.bar(name+" each", promise+", each query", len(slower) == 0, "%s", measured)
}

// compare asks both all aggregates, first making sure that their answers are
// the same. It returns the ratios by the queries' names.
func (b *bench) compare(ctx context.Context, s *section, runs int, flags []string, text func(string) string) (map[string]float64, error) {
	rows, err := b.withRows(ctx)
	if err != nil {
		return nil, err
	}
	server, ours, err := b.warmServer(ctx, rows.site, flags...)
	if err != nil {
		return nil, err
	}
	defer server.stop()
	defer ours.Close(ctx)
	theirs, err := rows.postgres.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer theirs.Close(ctx)
	progress("%s: %d queries", s.title, len(aggregates))
	ratios := map[string]float64{}
	for _, q := range aggregates {
		n, err := sameAnswer(ctx, ours, theirs, q.sql)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q.name, err)
		}
		ask := func(c *pgconn.PgConn) sample {
			return func() (time.Duration, error) {
				query := text(q.sql)
				return timed(func() error { _, err := drain(ctx, c, query, textFormat); return err })()
			}
		}
		p, err := inTurns(runs, ask(ours), ask(theirs))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q.name, err)
		}
		ratios[q.name] = p.ratio()
		s.row(q.name, fmt.Sprint(n), duration(p.ours), duration(p.theirs), ratio(p.ratio()))
	}
	return ratios, nil
}

// sameAnswer compares what both answer, and returns the number of rows.
func sameAnswer(ctx context.Context, ours, theirs *pgconn.PgConn, query string) (int, error) {
	a, err := answer(ctx, ours, query)
	if err != nil {
		return 0, fmt.Errorf("ours: %w", err)
	}
	b, err := answer(ctx, theirs, query)
	if err != nil {
		return 0, fmt.Errorf("PostgreSQL: %w", err)
	}
	if len(a) != len(b) {
		return 0, fmt.Errorf("%d rows from us, %d from PostgreSQL", len(a), len(b))
	}
	for i := range a {
		if a[i] != b[i] {
			return 0, fmt.Errorf("different answers:\nours:       %s\nPostgreSQL: %s", a[i], b[i])
		}
	}
	return len(a), nil
}
