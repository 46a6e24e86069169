package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/proxy"
)

// buffer is a bytes.Buffer that goroutines may share.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// world is a server beside a simulated site, in this process.
type world struct {
	t    *testing.T
	site *confluencetest.Site
	s    *service
	log  *buffer
	dir  string
	stop context.CancelFunc
	done chan error
}

// start serves a small site with the people of the demo. change may be nil.
func start(t *testing.T, change func(*serviceConfig)) *world {
	t.Helper()
	w := &world{t: t, site: confluencetest.New(confluencetest.Config{Spaces: 10, Pages: 600, Users: 30, Seed: 7}),
		log: &buffer{}, dir: t.TempDir(), done: make(chan error, 1)}
	addPeople(w.site)
	cfg := serviceConfig{
		sites: []siteSpec{{defaultSiteName, demoURL}},
		options: siteOptions{transport: w.site.Transport(), gatewayURL: demoURL + "/ex/confluence", maxConcurrent: 8,
			requestsPerSecond: 1e6, storeDir: w.dir},
		listen: []string{"127.0.0.1:0"}, metricsListen: "127.0.0.1:0",
		shutdownTimeout: 5 * time.Second, verifyEvery: time.Hour,
		failures: proxy.FailureLimits{Account: 100, Delay: time.Millisecond, MaxDelay: time.Millisecond},
		log:      slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&cfg)
	}
	s, err := newService(cfg)
	if err != nil {
		t.Fatal(err)
	}
	w.s = s
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	go func() { w.done <- s.run(ctx) }()
	t.Cleanup(func() {
		stop()
		select {
		case <-w.done:
		case <-time.After(20 * time.Second):
			t.Error("the server does not stop")
		}
	})
	return w
}

// dsn is how to connect as somebody.
func (w *world) dsn(user, password string) string {
	return fmt.Sprintf("postgres://%s@%s/confluence?sslmode=disable&connect_timeout=20", url.UserPassword(user, password), w.s.listeners[0].Addr())
}

// login connects, or fails the test.
func (w *world) login(user, password string) *pgx.Conn {
	w.t.Helper()
	c, err := pgx.Connect(w.t.Context(), w.dsn(user, password))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

// refused is the error of a login that must fail.
func (w *world) refused(dsn string) *pgconn.PgError {
	w.t.Helper()
	c, err := pgx.Connect(w.t.Context(), dsn)
	if err == nil {
		c.Close(w.t.Context())
		w.t.Fatal("the login succeeded")
	}
	return pgError(w.t, err)
}

func pgError(t *testing.T, err error) *pgconn.PgError {
	t.Helper()
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		t.Fatalf("not an error of the server: %v", err)
	}
	return e
}

func number(t *testing.T, c *pgx.Conn, query string, args ...any) (n int) {
	t.Helper()
	if err := c.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// get reads a page of the HTTP side.
func (w *world) get(path string) (int, string) {
	w.t.Helper()
	resp, err := http.Get("http://" + w.s.http.Addr().String() + path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func truePages(s *confluencetest.Site, email string) map[int64]string {
	pages := map[int64]string{}
	for p := range s.TruePages(email) {
		pages[p.ID] = p.SpaceKey
	}
	return pages
}
