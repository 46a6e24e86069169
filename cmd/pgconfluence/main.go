// Command pgconfluence makes a Confluence Cloud site look like a PostgreSQL
// database. It wires the packages together: the wire protocol (proxy), the
// engine (sql), the tables (sql/tables) and the client of Confluence's API
// (confluence). Nothing is decided here that they could decide.
//
// Files in reading order: main.go, serve.go (flags), service.go (the parts, put
// together and run), sites.go, auth.go (logins), tokens.go toollogin.go
// spacelimit.go (saved tokens, their page and tool passwords), watch.go (tokens that die
// while people are logged in), metrics.go, http.go; then the other commands:
// demo.go, site.go, check.go, health.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	// BI tools name time zones, and a small image has no zone files.
	_ "time/tzdata"

	"github.com/alecthomas/kong"
)

// cli is the command line. Each flag's variable is PGCONFLUENCE_FLAG_NAME.
type cli struct {
	Version kong.VersionFlag `short:"V" env:"-" help:"Print the version and exit."`

	Demo   demoCmd   `cmd:"" help:"Try it: a simulated site and the server in one process, nothing to configure."`
	Serve  serveCmd  `cmd:"" help:"Serve Confluence sites to PostgreSQL clients."`
	Check  checkCmd  `cmd:"" help:"Is this API token good, and what can it read?"`
	Site   siteCmd   `cmd:"" help:"Serve a simulated Confluence site alone, for trying out and for tests."`
	Tokens tokensCmd `cmd:"" help:"What an operator can do with saved tokens: list, forget, lock."`
	Keys   keysCmd   `cmd:"" help:"The master key of saved tokens."`
	Health healthCmd `cmd:"" help:"Ask a running server whether it is well (for container health checks)."`
}

const description = `Confluence Cloud as a PostgreSQL database, for BI tools.

The user name is a person's Confluence e-mail, the password is that person's own
API token. Every flag can be given by the environment variable named beside it.`

// out is where commands write what people read.
type out struct{ stdout, stderr io.Writer }

// Exit codes, besides 0.
const (
	exitFailed = 1 // the command ran and failed
	exitUsage  = 2 // the command line is wrong
)

func main() {
	os.Exit(run(os.Args[1:], out{os.Stdout, os.Stderr}))
}

// run is main without the process.
func run(args []string, o out) int {
	// A core dump would hold the API tokens of everybody who is logged in.
	if err := forbidCoreDumps(); err != nil {
		fmt.Fprintln(o.stderr, "pgconfluence: core dumps cannot be turned off:", err)
	}
	ctx, stop := signalContext()
	defer stop()

	var c cli
	code := -1
	parser, err := kong.New(&c, kong.Name("pgconfluence"), kong.Description(description),
		kong.DefaultEnvars("PGCONFLUENCE"), kong.Vars{"version": versionText()},
		kong.Writers(o.stdout, o.stderr), kong.Exit(func(n int) { code = n; panic(exited{}) }),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		panic(err) // the tags above are wrong
	}
	kctx, err := parse(parser, args)
	switch {
	case errors.As(err, new(exited)): // --help or --version
		return code
	case err != nil:
		fmt.Fprintln(o.stderr, "pgconfluence:", err)
		fmt.Fprintln(o.stderr, "Run 'pgconfluence --help' or 'pgconfluence COMMAND --help' for the flags.")
		return exitUsage
	}
	kctx.BindTo(ctx, (*context.Context)(nil))
	if err := kctx.Run(o); err != nil {
		var usage usageError
		if !errors.As(err, new(silentError)) {
			fmt.Fprintln(o.stderr, "pgconfluence:", err)
		}
		if errors.As(err, &usage) {
			return exitUsage
		}
		return exitFailed
	}
	return 0
}

// exited unwinds kong's parser when it has printed help or the version.
type exited struct{}

func (exited) Error() string { return "exited" }

func parse(p *kong.Kong, args []string) (c *kong.Context, err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case exited:
			err = v
		default:
			panic(v)
		}
	}()
	return p.Parse(args)
}

// usageError is a wrong flag that only a command could find out.
type usageError struct{ error }

// silentError fails a command that has said why already.
type silentError struct{}

func (silentError) Error() string { return "failed" }

// signalContext ends with the first SIGINT or SIGTERM, which asks for a
// graceful stop; before it ends signals have their own effect again, so the
// second ends the process at once, however soon it comes after anything that the
// first set off. (signal.NotifyContext would end first, and swallow a second
// that comes before its stop function is called.)
func signalContext() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case <-signals:
		case <-ctx.Done():
		}
		signal.Stop(signals)
		cancel()
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel()
	}
}
