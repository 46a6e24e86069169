package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

// demoCmd is pgconfluence demo.
type demoCmd struct {
	Listen        string `default:"127.0.0.1:5433" help:"Address for PostgreSQL clients."`
	MetricsListen string `default:"127.0.0.1:9187" help:"Address for /healthz and /metrics; empty for none."`

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
	s, err := newService(serviceConfig{
		sites: []siteSpec{{defaultSiteName, demoURL}},
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
	welcome(o.stdout, s.listeners[0].Addr(), metrics, keys)
	return s.run(ctx)
}

// welcome tells how to connect. Every line of it works when pasted.
func welcome(w io.Writer, addr net.Addr, metrics string, keys []string) {
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
	fmt.Fprintln(w, "Stop with Ctrl-C.")
}
