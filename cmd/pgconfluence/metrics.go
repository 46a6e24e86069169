package main

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/pgconfluence/pgconfluence/proxy"
	"github.com/pgconfluence/pgconfluence/sql"
)

// metrics are what /metrics shows. Labels are sites, SQLSTATE classes, HTTP
// statuses and fixed words: never a person, an account key or anything a client
// sent, so that their number stays small and nothing private gets out.
type metrics struct {
	registry *prometheus.Registry

	queries       *prometheus.CounterVec // class
	querySeconds  prometheus.Histogram
	loadSeconds   prometheus.Histogram
	rows          prometheus.Counter
	resultsCached prometheus.Counter
	slices        *prometheus.CounterVec // source

	apiCalls   *prometheus.CounterVec // site, code
	apiSeconds *prometheus.HistogramVec

	connections, sessions prometheus.Gauge
	logins                *prometheus.CounterVec // result
	loginSeconds          prometheus.Histogram
	verifications         *prometheus.CounterVec // result
	errors                *prometheus.CounterVec // class
	sentBytes             prometheus.Counter
	cancels               *prometheus.CounterVec // result
}

const namespace = "pgconfluence"

var seconds = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300}

func newMetrics() *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
		m.registry.MustRegister(c)
		return c
	}
	histogram := func(name, help string, labels ...string) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: seconds}, labels)
		m.registry.MustRegister(h)
		return h
	}
	gauge := func(name, help string) prometheus.Gauge {
		g := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help})
		m.registry.MustRegister(g)
		return g
	}
	m.queries = counter("queries_total", "Queries that ended, by class of their SQLSTATE (00 = success).", "class")
	m.querySeconds = histogram("query_seconds", "Time of queries, until the client took the last row.").WithLabelValues().(prometheus.Histogram)
	m.loadSeconds = histogram("query_load_seconds", "Time that queries waited for rows to be fetched.").WithLabelValues().(prometheus.Histogram)
	m.rows = counter("query_rows_total", "Rows of all results.").WithLabelValues()
	m.resultsCached = counter("query_results_cached_total", "Queries answered from the result cache.").WithLabelValues()
	m.slices = counter("query_slices_total", "Slices of tables that queries used, by where they came from (store, site).", "source")
	m.apiCalls = counter("api_calls_total", "Calls of Confluence's API, by HTTP status (none = no answer).", "site", "code")
	m.apiSeconds = histogram("api_call_seconds", "Time of API calls until the answer's head.", "site")
	m.connections = gauge("connections", "Open connections, logged in or not.")
	m.sessions = gauge("sessions", "Connections that are logged in.")
	m.logins = counter("logins_total", "Logins, by result: ok, refused_unasked (too many failed before), or the SQLSTATE.", "result")
	m.loginSeconds = histogram("login_seconds", "Time of logins.").WithLabelValues().(prometheus.Histogram)
	m.verifications = counter("verifications_total", "Credentials of live sessions verified again, by result.", "result")
	m.errors = counter("errors_total", "Errors told to clients, by class of their SQLSTATE.", "class")
	m.sentBytes = counter("sent_bytes_total", "Bytes written to clients.").WithLabelValues()
	m.cancels = counter("cancel_requests_total", "Cancel requests, by whether their key was good.", "result")
	v, c := stamp()
	build := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: "build_info", Help: "Always 1.",
		ConstLabels: prometheus.Labels{"version": v, "commit": c}})
	build.Set(1)
	m.registry.MustRegister(build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// class is an SQLSTATE's class; "00" is success.
func class(code string) string {
	if len(code) != 5 {
		return "00"
	}
	return code[:2]
}

// query takes what the engine tells of a finished query.
func (m *metrics) query(q sql.QueryStats) {
	m.queries.WithLabelValues(class(q.Code)).Inc()
	m.querySeconds.Observe(q.Total.Seconds())
	if q.Loads > 0 {
		m.loadSeconds.Observe(q.Load.Seconds())
	}
	m.rows.Add(float64(q.Rows))
	if q.Cached {
		m.resultsCached.Inc()
	}
	m.slices.WithLabelValues("store").Add(float64(q.StoreHits))
	m.slices.WithLabelValues("site").Add(float64(q.Loads))
}

func (m *metrics) verified(result string) { m.verifications.WithLabelValues(result).Inc() }

// observer takes what the proxy tells.
func (m *metrics) observer() proxy.Observer {
	return proxy.Observer{
		Connections: func(d int) { m.connections.Add(float64(d)) },
		Sessions:    func(d int) { m.sessions.Add(float64(d)) },
		Login: func(code string, refused bool, took time.Duration) {
			result := code
			switch {
			case refused:
				result = "refused_unasked"
			case code == "":
				result = "ok"
			}
			m.logins.WithLabelValues(result).Inc()
			m.loginSeconds.Observe(took.Seconds())
		},
		Error: func(code string) { m.errors.WithLabelValues(class(code)).Inc() },
		Sent:  func(n int) { m.sentBytes.Add(float64(n)) },
		Canceled: func(good bool) {
			result := "ignored"
			if good {
				result = "good"
			}
			m.cancels.WithLabelValues(result).Inc()
		},
	}
}

// countCalls makes a transport whose calls are counted.
func (m *metrics) countCalls(site string, next http.RoundTripper) http.RoundTripper {
	return countingTransport{m, site, next}
}

type countingTransport struct {
	m    *metrics
	site string
	next http.RoundTripper
}

func (t countingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	begun := time.Now()
	resp, err := t.next.RoundTrip(r)
	code := "none"
	if err == nil {
		code = strconv.Itoa(resp.StatusCode)
	}
	t.m.apiCalls.WithLabelValues(t.site, code).Inc()
	t.m.apiSeconds.WithLabelValues(t.site).Observe(time.Since(begun).Seconds())
	return resp, err
}
