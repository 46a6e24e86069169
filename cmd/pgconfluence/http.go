package main

import (
	"io"
	"net/http"
	"net/http/pprof"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// monitor is the HTTP side: /healthz and /metrics, for the machine that the
// server runs on. It shows nothing of anybody's data, but it has no login
// either, so it listens on loopback unless told otherwise.
type monitor struct {
	metrics *metrics
	pprof   bool
	closing atomic.Bool // the server drains: no more clients, please
}

func (m *monitor) server() *http.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", m.health)
	if m.pprof {
		mux.HandleFunc("GET /debug/pprof/", pprof.Index)
		mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	}
	return &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
}

// health answers 200 while the server takes clients. It does not ask a site:
// that would make every health check a call of somebody's API, and a restart
// would not help.
func (m *monitor) health(w http.ResponseWriter, _ *http.Request) {
	if m.closing.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, "stopping\n")
		return
	}
	io.WriteString(w, "ok\n")
}
