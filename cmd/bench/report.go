package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"
)

// report is what was measured, and on what.
type report struct {
	started  time.Time
	took     time.Duration
	short    bool
	machine  machine
	version  string // of the server
	sections []*section
}

// section is one table with the bars that it tells about.
type section struct {
	title string
	text  string // how it was measured
	head  []string
	rows  [][]string
	bars  []bar
}

// bar is a promise of the project.
type bar struct {
	name     string // finds what stands in its way
	promise  string
	measured string
	met      bool
}

func newReport(ctx context.Context, b *bench) (*report, error) {
	version, err := versionOf(ctx, b.binary)
	if err != nil {
		return nil, err
	}
	return &report{started: time.Now(), short: b.short, machine: thisMachine(ctx, b.pgBin), version: version}, nil
}

func (r *report) section(title, text string, head ...string) *section {
	s := &section{title: title, text: text, head: head}
	r.sections = append(r.sections, s)
	return s
}

func (s *section) row(cells ...string) { s.rows = append(s.rows, cells) }

func (s *section) bar(name, promise string, met bool, measured string, args ...any) {
	s.bars = append(s.bars, bar{name: name, promise: promise, met: met, measured: fmt.Sprintf(measured, args...)})
}

func yesNo(met bool) string {
	if met {
		return "met"
	}
	return "NOT MET"
}

// print writes the tables for a terminal.
func (r *report) print(w io.Writer) error {
	fmt.Fprintf(w, "%s\n%s\n%s\n", r.version, r.machine, r.head())
	for _, s := range r.sections {
		fmt.Fprintf(w, "\n%s\n%s\n\n", s.title, strings.Repeat("-", utf8.RuneCountInString(s.title)))
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "  "+strings.Join(s.head, "\t"))
		for _, row := range s.rows {
			fmt.Fprintln(t, "  "+strings.Join(row, "\t"))
		}
		if err := t.Flush(); err != nil {
			return err
		}
		fmt.Fprintln(w)
		for _, b := range s.bars {
			fmt.Fprintf(w, "  %-7s %s: %s\n", yesNo(b.met), b.promise, b.measured)
		}
	}
	return nil
}

// head says when and how.
func (r *report) head() string {
	kind := ""
	if r.short {
		kind = "a SHORT run with small sizes: to try out, not to compare; "
	}
	return fmt.Sprintf("%s%s, took %.0f s", kind, r.started.UTC().Format("2006-01-02 15:04 UTC"), r.took.Seconds())
}

// duration is written with three digits, in the unit that fits.
func duration(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.3g s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%.3g ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.3g µs", float64(d)/1e3)
}

func ratio(x float64) string {
	if x >= 100 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

func mebibytes(n int64) string { return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20)) }

// thousands is a number with its digits in groups.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
