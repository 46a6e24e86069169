package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
)

// checkCmd is pgconfluence check. The token is no flag: other users of the
// machine can read a process's arguments.
type checkCmd struct {
	Site       string        `required:"" placeholder:"URL" help:"The site, such as https://example.atlassian.net."`
	Email      string        `required:"" help:"The e-mail of the Atlassian account. Its API token is asked for, read from standard input, or taken from the environment variable PGCONFLUENCE_TOKEN."`
	GatewayURL string        `name:"gateway-url" default:"https://api.atlassian.com/ex/confluence" help:"Where scoped API tokens work."`
	Timeout    time.Duration `default:"1m" help:"How long it may take in all."`
}

// Run fails unless the token is good and every table is readable.
func (c *checkCmd) Run(ctx context.Context, o out) error {
	sites, err := parseSites([]string{c.Site})
	if err != nil {
		return err
	}
	v, _ := stamp()
	site, err := confluence.NewSite(confluence.SiteConfig{BaseURL: sites[0].url, GatewayURL: c.GatewayURL, UserAgent: "pgconfluence/" + v})
	if err != nil {
		return usageError{err}
	}
	token, err := readToken(o.stderr)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	client, err := site.Login(ctx, c.Email, token)
	if err != nil {
		explain(o.stderr, "The login failed", err)
		return silentError{}
	}
	introduce(o.stdout, client)
	return checkTables(ctx, o.stdout, client)
}

// introduce says who the token is.
func introduce(w io.Writer, c *confluence.Client) {
	me, route := c.Me(), "directly (a token without scopes)"
	if c.Scoped() {
		route = "through the gateway (a token with scopes)"
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "Site\t%s\nAccount\t%s\nName\t%s\nReached\t%s\n\n", c.Site().BaseURL(), me.AccountID.S, me.DisplayName.S, route)
	t.Flush()
}

// core are the tables without which nothing works; the others may need rights
// or scopes that the account lacks.
var core = []string{"pages", "spaces", "users"}

// checkTables tries to read a little of each table. It fails if one of the core
// tables cannot be read.
func checkTables(ctx context.Context, w io.Writer, c *confluence.Client) error {
	access, err := tables.Access(ctx, c)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "TABLE\tREADABLE\tWHY NOT")
	bad := false
	for _, a := range access {
		if a.Err == nil {
			fmt.Fprintf(t, "%s\tyes\t\n", a.Table)
			continue
		}
		bad = bad || slices.Contains(core, a.Table)
		fmt.Fprintf(t, "%s\tno\t%s\n", a.Table, reason(a.Err))
	}
	t.Flush()
	if bad {
		return silentError{}
	}
	return nil
}

// reason is a failure in one line.
func reason(err error) string {
	var e *sql.Error
	if errors.As(tables.Error(err), &e) {
		return e.Message
	}
	return err.Error()
}

// explain is a failure with what to do about it.
func explain(w io.Writer, what string, err error) {
	fmt.Fprintf(w, "%s: %s.\n", what, reason(err))
	var e *sql.Error
	if !errors.As(tables.Error(err), &e) {
		return
	}
	if e.Detail != "" {
		fmt.Fprintln(w, e.Detail)
	}
	if e.Hint != "" {
		fmt.Fprintln(w, e.Hint)
	}
}
