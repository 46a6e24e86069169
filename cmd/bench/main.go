// Command bench measures the server beside its peers, in one run on one
// machine: PostgreSQL 15 with the same rows and indexes, and a serial walk of
// the same simulated site. It prints tables of medians and ratios, and the bars
// that the project has set itself; with -write it keeps them in a file. `make
// bench` runs it.
//
// Nothing here is a test: a bar that is not met is printed, and the exit code
// stays 0.
//
// Files in reading order: main.go, sizes.go; what is measured: site.go,
// server.go, postgres.go, load.go; with what: client.go, measure.go, memory.go;
// the measurements: scan.go, queries.go, warm.go, extract.go, lookup.go,
// idle.go, revoke.go; what is told: report.go, markdown.go, machine.go,
// obstacles.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// options are the command line.
type options struct {
	binary string
	pgBin  string
	write  string
	short  bool
	only   string
}

// bench is one run of the program.
type bench struct {
	options
	sizes  sizes
	dir    string // for the server's logs and PostgreSQL's files
	report *report
	rows   *rows // nil until a measurement needs them
}

// measurements are all there are, in their order.
var measurements = []struct {
	name string
	run  func(*bench, context.Context) error
}{
	{"scan", (*bench).scan},
	{"adhoc", (*bench).adHoc},
	{"repeated", (*bench).repeated},
	{"extract", (*bench).extract},
	{"lookup", (*bench).lookup},
	{"idle", (*bench).idle},
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "bin/pgconfluence", "the server to measure")
	flag.StringVar(&o.pgBin, "pg-bin", pgBinDefault(), "where PostgreSQL 15's programs are (environment: PG_BIN)")
	flag.StringVar(&o.write, "write", "", "keep what was measured in this Markdown file; not with -short or -only")
	flag.BoolVar(&o.short, "short", false, "small sizes, about a minute: to try the program out, not to compare")
	flag.StringVar(&o.only, "only", "", "only these measurements, separated by commas: "+names())
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func names() string {
	var out []string
	for _, m := range measurements {
		out = append(out, m.name)
	}
	return strings.Join(out, ",")
}

func run(ctx context.Context, o options) (err error) {
	if flag.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flag.Arg(0))
	}
	wanted := strings.Split(o.only, ",")
	for _, w := range wanted {
		if w != "" && !slices.Contains(strings.Split(names(), ","), w) {
			return fmt.Errorf("-only %s: there are %s", w, names())
		}
	}
	dir, err := os.MkdirTemp("", "pgconfluence-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{options: o, sizes: fullSizes, dir: dir}
	if o.short {
		b.sizes = shortSizes
	}
	if b.report, err = newReport(ctx, b); err != nil {
		return err
	}
	defer func() {
		if b.rows != nil {
			err = errors.Join(err, b.rows.stop())
		}
	}()
	for _, m := range measurements {
		if o.only != "" && !slices.Contains(wanted, m.name) {
			continue
		}
		started := time.Now()
		if err := m.run(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		progress("%s: took %.0f s", m.name, time.Since(started).Seconds())
	}
	b.report.took = time.Since(b.report.started)
	if err := b.report.print(os.Stdout); err != nil {
		return err
	}
	return b.keep()
}

// keep writes the report where it was asked for. Part of the measurements, or
// small ones, would be taken for the whole.
func (b *bench) keep() error {
	switch {
	case b.write == "":
		return nil
	case b.short || b.only != "":
		progress("%s is left as it is: this was not the whole", b.write)
		return nil
	}
	f, err := os.Create(b.write)
	if err != nil {
		return err
	}
	if err := b.report.markdown(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// progress says on standard error what goes on.
func progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%s  %s\n", time.Now().Format("15:04:05"), fmt.Sprintf(format, args...))
}
