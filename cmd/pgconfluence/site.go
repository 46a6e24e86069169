package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

// siteCmd is pgconfluence site.
type siteCmd struct {
	Listen  string        `default:"127.0.0.1:8090" help:"Address to serve the site at."`
	Spaces  int           `default:"30" help:"How many spaces."`
	Pages   int           `default:"5000" help:"How many pages."`
	Users   int           `default:"200" help:"How many people."`
	Seed    uint64        `default:"20" help:"Varies the data."`
	Latency time.Duration `default:"0s" help:"How long every answer is kept back."`
	Rate    int           `default:"0" help:"Requests a second of one kind before 429 is answered; 0 for any number."`
	Public  bool          `help:"Let anonymous requests read, as a public site does."`
}

// Run serves the site until a signal comes.
func (c *siteCmd) Run(ctx context.Context, o out) error {
	if c.Spaces < 1 || c.Pages < 0 || c.Users < 1 || c.Latency < 0 || c.Rate < 0 {
		return usageError{errors.New("--spaces and --users must be above 0, the others not below")}
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	site := confluencetest.New(confluencetest.Config{Spaces: c.Spaces, Pages: c.Pages, Users: c.Users, Seed: c.Seed,
		Latency: c.Latency, Rate: c.Rate, Public: c.Public})
	keys := addPeople(site)
	url := "http://" + l.Addr().String()
	fmt.Fprintf(o.stdout, `A simulated Confluence site at %s
(%d spaces, %d pages, %d people; the gateway for scoped tokens is at %s/ex/confluence)

  e-mail              token               sees
  %-19s %-19s everything
  %-19s %-19s everything (a scoped token: works through the gateway only)
  %-19s %-19s the spaces %s

  curl -u %s:%s '%s/wiki/api/v2/pages?limit=2'
  PGCONFLUENCE_TOKEN=%s pgconfluence check --site %s --email %s
  pgconfluence serve --site %s --gateway-url %s/ex/confluence

Stop with Ctrl-C.
`, url, c.Spaces, c.Pages, c.Users, url, demoEmail, demoToken, demoEmail, scopedToken, leaEmail, leaToken,
		strings.Join(keys, ", "), demoEmail, demoToken, url, demoToken, url, demoEmail, url, url)

	server := &http.Server{Handler: site, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case <-ctx.Done():
	case err := <-failed:
		return err
	}
	drain, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		return server.Close()
	}
	return nil
}
