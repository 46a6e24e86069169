package confluence_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
)

const onePage = `{"results":[{"id":"1","title":"t"}],"_links":{"base":"https://site.example/wiki"}}`

// onePageAfter fails n times in the given way, then gives one page.
func onePageAfter(n int, fail http.HandlerFunc) http.Handler {
	var calls atomic.Int64
	return scripted(func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) <= int64(n) {
			fail(w, r)
			return
		}
		_, _ = io.WriteString(w, onePage)
	})
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

func readOne(ctx context.Context, c *confluence.Client) (n int, err error) {
	err = c.PagesByID(ctx, []int64{1}, func(p []confluence.Page) error { n += len(p); return nil })
	return n, err
}

func TestRetries(t *testing.T) {
	for _, tt := range []struct {
		name     string
		fail     http.HandlerFunc
		times    int
		kind     confluence.Kind // 0: it succeeds
		calls    int             // attempts, rechecks not counted
		min, max time.Duration
	}{
		{"none", nil, 0, 0, 1, 0, 0},
		{"503 once", status(503), 1, 0, 2, 350 * time.Millisecond, 650 * time.Millisecond},
		{"502, 504, 408", status(502), 3, 0, 4, 2450 * time.Millisecond, 4550 * time.Millisecond},
		{"503 for ever", status(503), 99, confluence.Unreachable, 5, 5250 * time.Millisecond, 9750 * time.Millisecond},
		{"503 with Retry-After", status(503, "Retry-After", "7"), 1, 0, 2, 7 * time.Second, 7 * time.Second},
		{"503 for a year", status(503, "Retry-After", "31536000"), 1, confluence.Unreachable, 1, 0, 0},
		{"429 with seconds", status(429, "Retry-After", "20"), 2, 0, 3, 40 * time.Second, 40 * time.Second},
		{"429 with zero", status(429, "Retry-After", "0"), 3, 0, 4, 0, 0},
		{"429 without", status(429), 1, 0, 2, 350 * time.Millisecond, 650 * time.Millisecond},
		{"429 with a date", func(w http.ResponseWriter, r *http.Request) {
			status(429, "Retry-After", time.Now().Add(10*time.Second).UTC().Format(http.TimeFormat))(w, r)
		}, 1, 0, 2, 9 * time.Second, 10 * time.Second},
		{"429 with a past date", status(429, "Retry-After", "Fri, 31 Dec 1999 15:04:05 GMT"), 1, 0, 2, 0, 0},
		{"429 for an hour", status(429, "Retry-After", "3600"), 1, confluence.RateLimited, 1, 0, 0},
		{"429 for ever", status(429, "Retry-After", "1"), 99, confluence.RateLimited, 5, 4 * time.Second, 4 * time.Second},
		{"500 for ever, smaller each time", status(500), 99, confluence.Unreachable, 6, 1750 * time.Millisecond, 4 * time.Second},
		{"410", status(410), 1, confluence.Gone, 1, 0, 0},
		{"400", status(400), 1, confluence.BadRequest, 1, 0, 0},
		{"cut body", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, onePage[:40]) }, 2, 0, 3, 1050 * time.Millisecond, 1950 * time.Millisecond},
		{"not a list", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{}`) }, 99, confluence.Protocol, 5, time.Second, time.Minute},
		{"broken connection", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 1, 0, 2, 350 * time.Millisecond, 650 * time.Millisecond},
		{"redirect", status(302, "Location", "https://evil.example/wiki/api/v2/pages"), 1, confluence.Protocol, 1, 0, 0},
		{"hangs", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, 1, 0, 2, 30*time.Second + 350*time.Millisecond, 30*time.Second + 650*time.Millisecond},
		{"suspended", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(503)
			_, _ = io.WriteString(w, `{"errorCode":"SUSPENDED_INACTIVITY"}`)
		}, 1, confluence.Suspended, 1, 0, 0},
		{"forbidden", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(403)
			_, _ = io.WriteString(w, `{"statusCode":403,"message":"You may not"}`)
		}, 1, confluence.Forbidden, 1, 0, 0},
		{"scope", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(401)
			_, _ = io.WriteString(w, `{"code":401,"message":"Unauthorized; scope does not match"}`)
		}, 1, confluence.ScopeMissing, 1, 0, 0},
		{"impostor 404", status(404), 1, 0, 2, 350 * time.Millisecond, 650 * time.Millisecond},
		{"impostor 403", status(403, "X-Cache", "Error from cloudfront"), 2, 0, 3, time.Second, 2 * time.Second},
		{"404 for ever is not no rows", status(404), 99, confluence.NotFound, 5, time.Second, time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := login(t, newSite(t, onePageAfter(tt.times, tt.fail)), email, token)
				var rec recorder
				start := time.Now()
				n, err := readOne(rec.ctx(t), c)
				took := time.Since(start)
				var e *confluence.Error
				switch {
				case tt.kind == 0 && (err != nil || n != 1):
					t.Errorf("%d pages, %v", n, err)
				case tt.kind != 0 && (!errors.As(err, &e) || e.Kind != tt.kind || e.Path == ""):
					t.Errorf("error %v, want %v", err, tt.kind)
				}
				if took < tt.min || took > tt.max {
					t.Errorf("took %v, want %v to %v", took, tt.min, tt.max)
				}
				calls := 0
				for _, call := range rec.calls {
					if strings.Contains(call.Path, "/pages") {
						calls++
						if call.Attempt != calls {
							t.Errorf("attempt %d is called %d", calls, call.Attempt)
						}
					}
				}
				if calls != tt.calls {
					t.Errorf("%d calls, want %d", calls, tt.calls)
				}
				if tt.name == "scope" && e != nil && e.Scope != "read:page:confluence" {
					t.Errorf("scope %q", e.Scope)
				}
			})
		})
	}
}

func TestCooldownIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, onePageAfter(1, status(429, "Retry-After", "20")))
		ann, bob := login(t, s, email, token), login(t, s, email, "another")
		go func() { _, _ = readOne(t.Context(), ann) }()
		synctest.Wait()
		start := time.Now()
		if _, err := readOne(t.Context(), bob); err != nil {
			t.Error(err)
		}
		if d := time.Since(start); d != 20*time.Second {
			t.Errorf("the other client waited %v", d)
		}
		time.Sleep(time.Second)
	})
}

func TestBudget(t *testing.T) {
	for _, tt := range []struct {
		concurrent int
		rate       float64
		took       time.Duration
	}{{3, 100, 14 * time.Second}, {20, 5, 5 * time.Second}} {
		synctest.Test(t, func(t *testing.T) {
			var now, most atomic.Int64
			h := scripted(func(w http.ResponseWriter, _ *http.Request) {
				if n := now.Add(1); n > most.Load() {
					most.Store(n)
				}
				time.Sleep(time.Second)
				now.Add(-1)
				_, _ = io.WriteString(w, `{"results":[]}`)
			})
			s := newSite(t, h, func(c *confluence.SiteConfig) { c.MaxConcurrent, c.RequestsPerSecond = tt.concurrent, tt.rate })
			c := login(t, s, email, token)
			ids := make([]int64, 250*40)
			for i := range ids {
				ids[i] = int64(i + 1)
			}
			start := time.Now()
			if err := c.PagesByID(t.Context(), ids, func([]confluence.Page) error { return nil }); err != nil {
				t.Fatal(err)
			}
			if most.Load() > int64(tt.concurrent) {
				t.Errorf("%d calls at once, want at most %d", most.Load(), tt.concurrent)
			}
			// A burst of as many as may run at once is let through at first.
			if d := time.Since(start); d < tt.took-200*time.Millisecond || d > tt.took+200*time.Millisecond {
				t.Errorf("40 calls, %d at once, %v a second, took %v", tt.concurrent, tt.rate, d)
			}
		})
	}
}

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, fail := range map[string]http.HandlerFunc{
			"in a cooldown": status(429, "Retry-After", "50"),
			"in a back-off": status(503, "Retry-After", "50"),
			"in a call":     func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		} {
			c := login(t, newSite(t, onePageAfter(99, fail)), email, token)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			start := time.Now()
			_, err := readOne(ctx, c)
			cancel()
			if d := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || d != time.Second {
				t.Errorf("%s: %v after %v", name, err, d)
			}
		}
	})
}

func TestHalvesLargeAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var limits []string
		c := login(t, newSite(t, scripted(func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			limits = append(limits, q.Get("limit"))
			if len(q.Get("limit")) == 3 { // 100 and more
				w.WriteHeader(500)
				return
			}
			if q.Get("cursor") == "" {
				_, _ = io.WriteString(w, `{"results":[{"id":"1"}],"_links":{"next":"/wiki/api/v2/pages?cursor=b"}}`)
				return
			}
			_, _ = io.WriteString(w, `{"results":[{"id":"2"}],"_links":{}}`)
		})), email, token)
		n := 0
		err := c.PagesByID(t.Context(), []int64{1, 2}, func(p []confluence.Page) error { n += len(p); return nil })
		if err != nil || n != 2 {
			t.Errorf("%d pages, %v", n, err)
		}
		if got := strings.Join(limits, " "); got != "250 125 62 62 62" {
			t.Errorf("limits %s", got)
		}
	})
}

func TestBodyIsBounded(t *testing.T) {
	c := login(t, newSite(t, scripted(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"results":[],"x":"`+strings.Repeat("x", 1<<20)+`"}`)
	}), func(c *confluence.SiteConfig) { c.MaxBody = 1 << 20 }), email, token)
	_, err := readOne(t.Context(), c)
	var e *confluence.Error
	if !errors.As(err, &e) || e.Kind != confluence.Protocol || e.Retries != 0 {
		t.Errorf("%v", err)
	}
}

func TestBrokenWalks(t *testing.T) {
	page := func(next string, ids ...int) string {
		var rows []string
		for _, id := range ids {
			rows = append(rows, fmt.Sprintf(`{"id":"%d","spaceId":"1"}`, id))
		}
		return fmt.Sprintf(`{"results":[%s],"_links":{"next":%q}}`, strings.Join(rows, ","), next)
	}
	const next = "/wiki/api/v2/pages?cursor="
	for _, tt := range []struct {
		name, want string
		script     map[string]string
	}{
		{"repeated id", "page 2 of the walk broke the contract of the list (GET /wiki/api/v2/pages?cursor=b", map[string]string{"": page(next+"b", 1, 2), "b": page("", 2, 3)}},
		{"repeated within", "repeated", map[string]string{"": page("", 1, 1)}},
		{"order", "not the order", map[string]string{"": page("", 2, 1)}},
		{"loop", "leads back", map[string]string{"": page(next+"b", 1), "b": page(next+"c", 2), "c": page(next+"b", 3)}},
		{"own cursor", "leads back", map[string]string{"": page(next+"b", 1), "b": page(next+"b", 2)}},
		{"empty for ever", "empty answers", map[string]string{"": page(next+"b", 1), "b": page(next + "c"), "c": page(next + "d"), "d": page(next + "e"), "e": page(next+"f", 0)[:0] + page(next+"f")}},
		{"other host", "another host", map[string]string{"": page("https://evil.example"+next+"b", 1)}},
		{"no cursor", "no cursor", map[string]string{"": page("/wiki/api/v2/pages", 1)}},
		{"bad field", "createdAt", map[string]string{"": `{"results":[{"id":"1","createdAt":"x"}]}`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := login(t, newSite(t, scripted(func(w http.ResponseWriter, r *http.Request) {
					_, _ = io.WriteString(w, tt.script[r.URL.Query().Get("cursor")])
				})), email, token)
				// By id: a plain walk from one end.
				err := c.PagesByID(t.Context(), []int64{1, 2, 3}, func([]confluence.Page) error { return nil })
				var e *confluence.Error
				if !errors.As(err, &e) || e.Kind != confluence.Protocol || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%v\nwant %q", err, tt.want)
				}
			})
		})
	}
}

func TestEmptyAnswerIsFollowedWithinBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := login(t, newSite(t, scripted(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Query().Get("cursor") {
			case "":
				_, _ = io.WriteString(w, `{"results":[],"_links":{"next":"/wiki/api/v2/pages?cursor=b"}}`)
			case "b":
				_, _ = io.WriteString(w, onePage)
			}
		})), email, token)
		if n, err := readOne(t.Context(), c); n != 1 || err != nil {
			t.Errorf("%d pages, %v", n, err)
		}
	})
}
