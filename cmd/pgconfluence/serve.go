package main

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/pgconfluence/pgconfluence/proxy"
)

// serveCmd is pgconfluence serve.
type serveCmd struct {
	Site []string `required:"" placeholder:"[NAME=]URL" help:"A Confluence site, such as https://example.atlassian.net. Its name is the database that clients ask for; without NAME it is \"confluence\". Repeat for more sites."`

	Listen        []string `default:"127.0.0.1:5432" help:"Address for PostgreSQL clients. Repeat for more."`
	MetricsListen string   `default:"127.0.0.1:9187" help:"Address for /healthz and /metrics; empty for none. It has no login: keep it private."`

	TLSCert       string `name:"tls-cert" type:"path" help:"File with the TLS certificate (PEM, with its chain). It is read again when it changes."`
	TLSKey        string `name:"tls-key" type:"path" help:"File with the certificate's key."`
	TLSSelfSigned bool   `name:"tls-self-signed" help:"Make a certificate at start, for trying out: clients cannot verify it."`

	GatewayURL            string  `name:"gateway-url" default:"https://api.atlassian.com/ex/confluence" help:"Where scoped API tokens work."`
	MaxConcurrentRequests int     `default:"8" help:"API calls at once, per site."`
	RequestsPerSecond     float64 `default:"50" help:"API calls a second, per site."`

	StoreDir    string   `type:"path" help:"Where fetched rows are kept, in a private directory that is removed at exit. Default: /dev/shm if there is one, else the system's temporary directory."`
	StoreBytes  byteSize `default:"1GiB" help:"How much is kept there, per site."`
	ResultBytes byteSize `default:"128MiB" help:"How much memory holds results of repeated queries, per site."`

	MaxConnections  int           `default:"10000" help:"Sessions at once."`
	ShutdownTimeout time.Duration `default:"30s" help:"How long running statements may go on after SIGTERM or SIGINT. A second signal ends at once."`
	DebugPprof      bool          `help:"Serve Go's profiles at /debug/pprof/ beside the metrics."`

	pageFlags
	logFlags
}

// Run serves until a signal comes.
func (c *serveCmd) Run(ctx context.Context, o out) error {
	log := c.logger(o.stderr)
	cfg, err := c.config(log)
	if err != nil {
		return err
	}
	s, err := newService(cfg)
	if err != nil {
		return err
	}
	v, commit := stamp()
	log.Info("pgconfluence", "version", v, "commit", commit)
	for _, site := range s.sites {
		log.Info("site", "database", site.name, "url", site.site.BaseURL())
	}
	return s.run(ctx)
}

// config checks the flags.
func (c *serveCmd) config(log *slog.Logger) (serviceConfig, error) {
	sites, err := parseSites(c.Site)
	if err != nil {
		return serviceConfig{}, err
	}
	if c.MaxConcurrentRequests < 1 || c.RequestsPerSecond <= 0 || c.MaxConnections < 1 {
		return serviceConfig{}, usageError{errors.New("--max-concurrent-requests, --requests-per-second and --max-connections must be above 0")}
	}
	cert, err := c.tls(log)
	if err != nil {
		return serviceConfig{}, err
	}
	saved, err := c.pageFlags.config(cert != nil)
	if err != nil {
		return serviceConfig{}, err
	}
	return serviceConfig{
		sites: sites, tokens: saved,
		options: siteOptions{gatewayURL: c.GatewayURL, maxConcurrent: c.MaxConcurrentRequests, requestsPerSecond: c.RequestsPerSecond,
			storeDir: c.StoreDir, storeBytes: int64(c.StoreBytes), resultBytes: int64(c.ResultBytes), logStatements: c.LogStatements},
		listen: c.Listen, metricsListen: c.MetricsListen, pprof: c.DebugPprof, tls: cert, maxConnections: c.MaxConnections,
		shutdownTimeout: c.ShutdownTimeout, verifyEvery: verifyEvery, log: log,
	}, nil
}

// tls is the TLS side, nil for none.
func (c *serveCmd) tls(log *slog.Logger) (*tls.Config, error) {
	switch {
	case c.TLSSelfSigned && (c.TLSCert != "" || c.TLSKey != ""):
		return nil, usageError{errors.New("--tls-self-signed does not go with --tls-cert and --tls-key")}
	case c.TLSSelfSigned:
		return selfSigned(c.Listen)
	case c.TLSCert == "" && c.TLSKey == "":
		return nil, nil
	case c.TLSCert == "" || c.TLSKey == "":
		return nil, usageError{errors.New("--tls-cert and --tls-key go together")}
	}
	files, err := proxy.NewCertificateFiles(c.TLSCert, c.TLSKey, log)
	if err != nil {
		return nil, err
	}
	return proxy.TLSConfig(files.GetCertificate), nil
}

// selfSigned makes a certificate for the names that this machine has.
func selfSigned(listen []string) (*tls.Config, error) {
	hosts := []string{"localhost", "127.0.0.1", "::1"}
	if name, err := os.Hostname(); err == nil {
		hosts = append(hosts, name)
	}
	for _, l := range listen {
		if host, _, err := net.SplitHostPort(l); err == nil && host != "" {
			hosts = append(hosts, host)
		}
	}
	cert, err := proxy.SelfSigned(hosts...)
	if err != nil {
		return nil, err
	}
	return proxy.TLSConfig(proxy.Always(cert)), nil
}
