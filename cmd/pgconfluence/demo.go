package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// demoCmd is pgconfluence demo.
type demoCmd struct {
	Listen        string `default:"127.0.0.1:5433" help:"Address for PostgreSQL clients."`
	MetricsListen string `default:"127.0.0.1:9187" help:"Address for /healthz and /metrics; empty for none."`
	HTTPListen    string `name:"http-listen" default:"127.0.0.1:8088" help:"Address of the Tokens page; empty for none."`

	logFlags
}

// demoURL is where the simulated site claims to be; links lead there. Nothing
// is asked over the network.
const demoURL = "https://demo.example"

// Run serves a simulated site until a signal comes.
func (c *demoCmd) Run(ctx context.Context, o out) error {
	site := confluencetest.New(confluencetest.Demo())
	keys := addPeople(site)
	tls, err := selfSigned([]string{c.Listen})
	if err != nil {
		return err
	}
	saved, remove, err := c.vault()
	if err != nil {
		return err
	}
	defer remove()
	s, err := newService(serviceConfig{
		tokens: saved,
		sites:  []siteSpec{{defaultSiteName, demoURL}},
		options: siteOptions{transport: site.Transport(), gatewayURL: demoURL + "/ex/confluence", maxConcurrent: 8,
			requestsPerSecond: 1000, logStatements: c.LogStatements},
		listen: []string{c.Listen}, metricsListen: c.MetricsListen, tls: tls,
		shutdownTimeout: 5 * time.Second, verifyEvery: verifyEvery, log: c.logger(o.stderr),
	})
	if err != nil {
		return err
	}
	metrics := ""
	if s.http != nil {
		metrics = s.http.Addr().String()
	}
	welcome(o.stdout, s.listeners[0].Addr(), metrics, s.tokens.url(), keys)
	return s.run(ctx)
}

// vault makes a vault for the time of the demo, with a key that nobody has.
func (c *demoCmd) vault() (cfg *tokensConfig, remove func(), err error) {
	if c.HTTPListen != "" && !loopbackName(c.HTTPListen) {
		return nil, nil, usageError{errors.New("--http-listen: the demo's page has no TLS, so it listens on this machine only")}
	}
	dir, err := os.MkdirTemp("", "pgconfluence-demo-")
	if err != nil {
		return nil, nil, err
	}
	return &tokensConfig{listen: c.HTTPListen, plain: true, vault: filepath.Join(dir, "tokens.db"), keys: vault.FixedKeys(vault.NewKey())},
		func() { os.RemoveAll(dir) }, nil
}

// welcome tells how to connect. Every line of it works when pasted.
func welcome(w io.Writer, addr net.Addr, metrics, tokensPage string, keys []string) {
	host, port, _ := net.SplitHostPort(addr.String())
	line := func(email, token string) string {
		return fmt.Sprintf("  PGPASSWORD=%s psql \"host=%s port=%s user=%s dbname=%s sslmode=require\"", token, host, port, email, defaultSiteName)
	}
	fmt.Fprintf(w, `A simulated Confluence site: 30 spaces, about 5,000 pages, 200 people.

Connect (user %s, password %s, database %s):

%s

and try:

  select count(*) from pages;

  select title, version_created_at, url from pages
  order by version_created_at desc limit 5;

  select date_trunc('month', p.created_at) as month, s.name as space, u.display_name as author, count(*)
  from pages p join spaces s on s.id = p.space_id join users u on u.account_id = p.author_id
  group by 1, 2, 3 order by 1 desc, 4 desc limit 10;

Somebody with fewer rights, who sees the spaces %s only:

%s

`, demoEmail, demoToken, defaultSiteName, line(demoEmail, demoToken), strings.Join(keys, ", "), line(leaEmail, leaToken))
	if metrics != "" {
		fmt.Fprintf(w, "Metrics: http://%s/metrics\n", metrics)
	}
	if tokensPage != "" {
		fmt.Fprintf(w, "Tokens page: %s (save the token %s of %s there, and connect a tool)\n", tokensPage, demoToken, demoEmail)
	}
	fmt.Fprintln(w, "Stop with Ctrl-C.")
}
