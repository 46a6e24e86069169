package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// markdown writes the report as a page of the documentation.
func (r *report) markdown(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, `# Benchmarks

Written by `+"`make bench`"+`; do not edit. Each measurement stands beside its peer, taken in turns in the same run on the
same machine; times are medians. A ratio is the peer's time divided by ours (or our rate by the peer's): above 1 means
that pgconfluence is faster.

- %s
- %s
- PostgreSQL has the same rows, primary keys and indexes, was vacuumed and analysed, and runs in its default
  configuration. Both are asked by the same client, over loopback TCP without TLS unless said otherwise.
- The simulated site, the client and both servers share the machine's cores.

`, r.version+", "+r.head(), strings.ReplaceAll(r.machine.String(), "\n", "\n- "))
	r.summary(out)
	for _, s := range r.sections {
		fmt.Fprintf(out, "\n## %s\n\n%s\n\n", s.title, s.text)
		fmt.Fprintf(out, "| %s |\n|%s\n", strings.Join(s.head, " | "), strings.Repeat(" --- |", len(s.head)))
		for _, row := range s.rows {
			fmt.Fprintf(out, "| %s |\n", strings.Join(row, " | "))
		}
	}
	return out.Flush()
}

// summary are the bars, and what stands in the way of those that are not met.
func (r *report) summary(w io.Writer) {
	fmt.Fprint(w, "## The bars\n\n| Bar | Measured | |\n| --- | --- | --- |\n")
	var missed []bar
	for _, s := range r.sections {
		for _, b := range s.bars {
			met := yesNo(b.met)
			if !b.met {
				met = "**not met**"
				missed = append(missed, b)
			}
			fmt.Fprintf(w, "| %s | %s | %s |\n", b.promise, b.measured, met)
		}
	}
	if len(missed) == 0 {
		return
	}
	fmt.Fprint(w, "\nNot met, and what stands in the way:\n\n")
	for _, b := range missed {
		why := obstacles[b.name]
		if why == "" {
			why = "not looked into yet."
		}
		fmt.Fprintf(w, "- %s: %s\n", b.promise, why)
	}
}
