package main

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// metric finds a series' value in what /metrics answers; -1 if it is not there.
func metric(text, series string) float64 {
	for line := range strings.Lines(text) {
		if value, ok := strings.CutPrefix(line, series+" "); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err == nil {
				return v
			}
		}
	}
	return -1
}

func TestMetrics(t *testing.T) {
	w := start(t, nil)
	c := w.login(demoEmail, demoToken)
	w.refused(w.dsn(demoEmail, "wrong"))
	for range 3 {
		number(t, c, "select count(*) from pages")
	}
	if _, err := c.Exec(t.Context(), "select 1/0"); err == nil {
		t.Fatal("1/0 is something")
	}
	status, text := w.get("/metrics")
	if status != http.StatusOK {
		t.Fatal(status)
	}
	for series, least := range map[string]float64{
		`pgconfluence_queries_total{class="00"}`:                     3,
		`pgconfluence_queries_total{class="22"}`:                     1,
		`pgconfluence_errors_total{class="22"}`:                      1,
		`pgconfluence_errors_total{class="28"}`:                      1,
		`pgconfluence_query_seconds_count`:                           4,
		`pgconfluence_query_slices_total{source="site"}`:             1,
		`pgconfluence_logins_total{result="ok"}`:                     1,
		`pgconfluence_logins_total{result="28P01"}`:                  1,
		`pgconfluence_sessions`:                                      1,
		`pgconfluence_connections`:                                   1,
		`pgconfluence_api_calls_total{code="200",site="confluence"}`: 3,
		`pgconfluence_api_calls_total{code="403",site="confluence"}`: 1,
		`pgconfluence_store_bytes{site="confluence"}`:                1000,
		`pgconfluence_store_slices{site="confluence"}`:               1,
		`pgconfluence_result_cache_bytes{site="confluence"}`:         0,
		`pgconfluence_sent_bytes_total`:                              100,
	} {
		if v := metric(text, series); v < least {
			t.Errorf("%s is %v, want at least %v", series, v, least)
		}
	}
	for _, private := range []string{demoEmail, "example.com", demoToken, w.s.proxy.Accounts()[0].Key()[:8]} {
		if strings.Contains(text, private) {
			t.Errorf("the metrics show %q", private)
		}
	}
}

func TestHealth(t *testing.T) {
	w := start(t, nil)
	if status, text := w.get("/healthz"); status != http.StatusOK || text != "ok\n" {
		t.Errorf("%d %q", status, text)
	}
	var b buffer
	url := "http://" + w.s.http.Addr().String() + "/healthz"
	if code := run([]string{"health", "--health-url", url}, out{&b, &b}); code != 0 {
		t.Errorf("health exits with %d: %s", code, b.String())
	}
	w.s.monitor.closing.Store(true)
	if status, _ := w.get("/healthz"); status != http.StatusServiceUnavailable {
		t.Errorf("while stopping: %d", status)
	}
	if code := run([]string{"health", "--health-url", url}, out{&b, &b}); code != exitFailed {
		t.Errorf("health exits with %d while stopping", code)
	}
	if status, _ := w.get("/debug/pprof/"); status != http.StatusNotFound {
		t.Errorf("profiles are served unasked: %d", status)
	}
}
