package confluence_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence"
)

// direct is a RoundTripper that calls a handler without a socket, as tests in a
// synctest bubble need it. A handler that panics with http.ErrAbortHandler is a
// connection that broke.
type direct struct{ h http.Handler }

func (d direct) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	in := r.Clone(r.Context())
	in.RequestURI = r.URL.RequestURI()
	in.Host = r.URL.Host
	if in.Body == nil {
		in.Body = http.NoBody
	}
	rec := httptest.NewRecorder()
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		d.h.ServeHTTP(rec, in)
	}()
	select {
	case p := <-done:
		if p != nil {
			return nil, io.ErrUnexpectedEOF
		}
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	resp = rec.Result()
	resp.Request = r
	return resp, nil
}

// recorder keeps what was asked.
type recorder struct {
	mu    sync.Mutex
	calls []confluence.Call
}

func (r *recorder) ctx(t testing.TB) context.Context {
	return confluence.WithTrace(t.Context(), func(c confluence.Call) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.calls = append(r.calls, c)
	})
}

const (
	email = "ann@example.com"
	token = "ATATT3xFfGF0-planted-secret=1A2B3C4D"
)

// scripted answers user/current for the one person and everything else as told.
func scripted(h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wiki/rest/api/user/current" {
			_, _ = io.WriteString(w, `{"type":"known","accountId":"u1","email":"Ann@Example.com","displayName":"Ann"}`)
			return
		}
		h(w, r)
	})
}

func newSite(t testing.TB, h http.Handler, change ...func(*confluence.SiteConfig)) *confluence.Site {
	t.Helper()
	cfg := confluence.SiteConfig{BaseURL: "https://site.example", GatewayURL: "https://gateway.example/ex/confluence",
		Transport: direct{h}, RequestsPerSecond: 1e6, KeySecret: []byte("hmac-key")}
	for _, c := range change {
		c(&cfg)
	}
	s, err := confluence.NewSite(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func login(t testing.TB, s *confluence.Site, email, token string) *confluence.Client {
	t.Helper()
	c, err := s.Login(t.Context(), email, token)
	if err != nil {
		t.Fatalf("Login: %v", err)
	}
	return c
}
