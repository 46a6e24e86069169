package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
	"github.com/pgconfluence/pgconfluence/tokens"
)

const defaultSiteName = "confluence"

// siteSpec is one --site: the database name and the address.
type siteSpec struct{ name, url string }

// A name becomes a database name that needs no quotes anywhere.
var siteName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]{0,62}$`)

// parseSites reads the values of --site. The first without a name is called
// "confluence".
func parseSites(values []string) ([]siteSpec, error) {
	var specs []siteSpec
	seen := map[string]bool{}
	for _, v := range values {
		name, url, named := strings.Cut(v, "=")
		if !named || strings.Contains(name, ":") {
			name, url = defaultSiteName, v
		}
		switch {
		case !siteName.MatchString(name):
			return nil, usageError{fmt.Errorf("--site %s: the name %q is not a plain word", v, name)}
		case seen[name]:
			return nil, usageError{fmt.Errorf("--site: there are two sites named %q; give each a name, as in --site sales=https://sales.atlassian.net", name)}
		}
		seen[name] = true
		specs = append(specs, siteSpec{name, url})
	}
	return specs, nil
}

// siteOptions are what all sites have in common.
type siteOptions struct {
	gatewayURL        string
	maxConcurrent     int
	requestsPerSecond float64
	transport         http.RoundTripper // nil: the network
	storeDir          string
	storeBytes        int64
	resultBytes       int64
	logStatements     bool
	calls             *tokens.Calls // counts API calls by person, if not nil
}

// served is a site and the engine that answers for it.
type served struct {
	name   string
	site   *confluence.Site
	engine *sql.Engine
}

// openSite makes a site's client and engine.
func openSite(spec siteSpec, o siteOptions, m *metrics, log *slog.Logger) (*served, error) {
	transport := o.transport
	if transport == nil {
		transport = newTransport(o.maxConcurrent)
	}
	if o.calls != nil {
		transport = o.calls.Transport(spec.name, transport)
	}
	v, _ := stamp()
	log = log.With("site", spec.name)
	site, err := confluence.NewSite(confluence.SiteConfig{BaseURL: spec.url, GatewayURL: o.gatewayURL,
		Transport: m.countCalls(spec.name, transport), MaxConcurrent: o.maxConcurrent, RequestsPerSecond: o.requestsPerSecond,
		UserAgent: "pgconfluence/" + v, Logger: log})
	if err != nil {
		return nil, usageError{fmt.Errorf("--site %s: %w", spec.name, err)}
	}
	engine, err := sql.NewEngine(sql.Config{Tables: limit(tables.All()), Dir: o.storeDir, StoreBytes: o.storeBytes,
		ResultBytes: o.resultBytes, Logger: log, LogStatements: o.logStatements, Version: v, Observe: m.query})
	if err != nil {
		return nil, err
	}
	m.watchEngine(spec.name, engine)
	return &served{spec.name, site, engine}, nil
}

// newTransport keeps as many connections to a site as may be in use at once.
func newTransport(maxConcurrent int) http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = max(maxConcurrent, 8)
	t.IdleConnTimeout = 90 * time.Second
	return t
}
