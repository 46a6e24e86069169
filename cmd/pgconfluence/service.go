package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/pgconfluence/pgconfluence/proxy"
	"github.com/pgconfluence/pgconfluence/tokens"
)

// serviceConfig is what a service is made of.
type serviceConfig struct {
	sites           []siteSpec
	options         siteOptions
	listen          []string
	metricsListen   string // "" = none
	pprof           bool
	tls             *tls.Config
	maxConnections  int
	shutdownTimeout time.Duration
	verifyEvery     time.Duration
	failures        proxy.FailureLimits
	tokens          *tokensConfig // nil = no vault
	log             *slog.Logger
}

// service is the whole server: sites, logins, the wire protocol, monitoring.
type service struct {
	cfg       serviceConfig
	metrics   *metrics
	monitor   *monitor
	sites     []*served
	watch     *watcher
	proxy     *proxy.Server
	listeners []net.Listener
	http      net.Listener // nil = none
	calls     *tokens.Calls
	tokens    *tokenService // nil = none
}

// newService makes the parts and listens; clients are served by run. Close must
// be called whatever happens after.
func newService(cfg serviceConfig) (*service, error) {
	s := &service{cfg: cfg, metrics: newMetrics()}
	if err := s.open(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// open makes the parts. What it has made when it fails is closed by close.
func (s *service) open() (err error) {
	cfg := s.cfg
	s.monitor = &monitor{metrics: s.metrics, pprof: cfg.pprof}
	s.calls = tokens.NewCalls()
	cfg.options.calls = s.calls
	for _, spec := range cfg.sites {
		site, err := openSite(spec, cfg.options, s.metrics, cfg.log)
		if err != nil {
			return err
		}
		s.sites = append(s.sites, site)
	}
	s.watch = newWatcher(cfg.verifyEvery, s.sites, cfg.log, s.metrics.verified)
	for _, addr := range cfg.listen {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return fmt.Errorf("--listen: %w", err)
		}
		s.listeners = append(s.listeners, l)
	}
	auth := &authenticator{sites: s.sites, watch: s.watch, log: cfg.log}
	front := proxy.Config{
		Auth: auth,
		TLS:  cfg.tls, Logger: cfg.log, Observer: s.metrics.observer(),
		MaxConnections: cfg.maxConnections, Failures: cfg.failures,
	}
	if cfg.tokens != nil {
		if err := s.openTokens(); err != nil {
			return err
		}
		auth.keeper, s.watch.keeper = s.tokens.keeper, s.tokens.keeper
		front.SCRAM, front.Tried, front.Opened = auth, s.tokens.tried, s.tokens.opened
	}
	s.proxy = proxy.NewServer(front)
	if cfg.metricsListen != "" {
		if s.http, err = net.Listen("tcp", cfg.metricsListen); err != nil {
			return fmt.Errorf("--metrics-listen: %w", err)
		}
	}
	return nil
}

// run serves until ctx ends, then drains: nobody new, idle sessions are told
// goodbye, running statements have until the timeout.
func (s *service) run(ctx context.Context) error {
	defer s.close()
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	failed := make(chan error, len(s.listeners)+2)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		s.watch.run(work, s.proxy)
	}()
	for _, l := range s.listeners {
		go func() { failed <- s.proxy.Serve(l) }()
		s.cfg.log.Info("listening for PostgreSQL clients", "address", l.Addr().String(), "tls", s.cfg.tls != nil)
		if s.cfg.tls == nil && !loopback(l.Addr()) {
			s.cfg.log.Warn("without TLS, clients from other machines will be refused: give --tls-cert and --tls-key")
		}
	}
	if s.tokens != nil {
		go s.tokens.keeper.Watch(work)
	}
	if s.tokens != nil && s.tokens.page != nil {
		go func() { failed <- s.tokens.serve() }()
		s.cfg.log.Info("Tokens page", "url", s.tokens.url())
	}
	web := s.monitor.server()
	if s.http != nil {
		go func() { failed <- web.Serve(s.http) }()
		s.cfg.log.Info("health and metrics", "address", s.http.Addr().String())
	}

	var err error
	select {
	case <-ctx.Done():
		s.cfg.log.Info("stopping: no new clients, running statements may end", "timeout", s.cfg.shutdownTimeout)
	case err = <-failed:
		s.cfg.log.Error("stopping: a listener failed", "error", err)
	}
	s.monitor.closing.Store(true)
	drain, cancel := context.WithTimeout(context.Background(), s.cfg.shutdownTimeout)
	defer cancel()
	if e := s.proxy.Shutdown(drain); e != nil {
		s.cfg.log.Warn("statements were still running at the end of the timeout and were cancelled")
	}
	stop()
	<-watched
	web.Close()
	s.cfg.log.Info("stopped")
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// close gives back files and sockets. The store's directory is gone after it.
func (s *service) close() {
	for _, l := range s.listeners {
		l.Close()
	}
	if s.http != nil {
		s.http.Close()
	}
	if s.tokens != nil {
		s.tokens.close(s.cfg.log)
	}
	if s.proxy != nil {
		s.proxy.Close()
	}
	for _, site := range s.sites {
		if err := site.engine.Close(); err != nil {
			s.cfg.log.Error("the store's directory could not be removed", "site", site.name, "error", err)
		}
	}
	s.sites = nil
}

func loopback(a net.Addr) bool {
	t, ok := a.(*net.TCPAddr)
	return ok && t.IP.IsLoopback()
}
