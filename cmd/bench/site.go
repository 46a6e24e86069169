package main

import (
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

// The person who asks, and one whose token is revoked. The tokens open nothing
// but the simulated site.
const (
	email, token             = "bench@example.com", "bench-token"
	leaverEmail, leaverToken = "leaver@example.com", "leaver-token"
)

// site is a simulated site behind a real socket.
type site struct {
	*confluencetest.Site
	url     string
	pages   int // that the person sees
	latency atomic.Int64
	http    *http.Server
}

// startSite serves a site until its stop is called.
func startSite(size siteSize) (*site, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &site{url: "http://" + l.Addr().String(), Site: confluencetest.New(confluencetest.Config{
		Spaces: size.spaces, Pages: size.pages, Users: size.users, Seed: 20, LogSize: 20_000})}
	s.AddAccount(confluencetest.Account{Email: email, Token: token, DisplayName: "Ben Bench"})
	s.AddAccount(confluencetest.Account{Email: leaverEmail, Token: leaverToken, DisplayName: "Lee Leaver"})
	for range s.TruePages(email) {
		s.pages++
	}
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go s.http.Serve(l)
	return s, nil
}

func (s *site) stop() { s.http.Close() }

// delay sets how long every answer is kept back from now on.
func (s *site) delay(d time.Duration) { s.latency.Store(int64(d)) }

// ServeHTTP is the site, kept back.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if d := time.Duration(s.latency.Load()); d > 0 {
		select {
		case <-time.After(d):
		case <-r.Context().Done():
			return
		}
	}
	s.Site.ServeHTTP(w, r)
}

// traffic is what the request log tells of one scan.
type traffic struct {
	requests int // of any kind
	walks    int // of lists of pages: a walk's first request has no cursor
	failed   int // not answered with 200
}

// traffic counts the requests since the log was last emptied.
func (s *site) traffic() traffic {
	var t traffic
	for _, r := range s.Requests() {
		t.requests++
		if strings.HasSuffix(r.Path, "/pages") && !strings.Contains(r.Query, "cursor=") {
			t.walks++
		}
		if r.Status != http.StatusOK {
			t.failed++
		}
	}
	return t
}
