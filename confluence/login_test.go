package confluence_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

// simulated makes a client's view of a simulated site.
func simulated(t testing.TB, site *confluencetest.Site, change ...func(*confluence.SiteConfig)) *confluence.Site {
	t.Helper()
	return newSite(t, nil, append([]func(*confluence.SiteConfig){func(c *confluence.SiteConfig) {
		c.Transport = site.Transport()
	}}, change...)...)
}

func TestLogin(t *testing.T) {
	const current = "/wiki/rest/api/user/current"
	twice := func(f confluencetest.Fault) []confluencetest.Fault { f.Count = 2; return []confluencetest.Fault{f} }
	for _, tt := range []struct {
		name         string
		public       bool
		account      confluencetest.Account
		email, token string // if other than the account's
		faults       []confluencetest.Fault
		kind         confluence.Kind // 0: it succeeds
		calls        int
		scoped       bool
	}{
		{name: "good", calls: 1},
		{name: "good, other case", email: "ANN@Example.COM", calls: 1},
		{name: "good, e-mail hidden", account: confluencetest.Account{HideEmail: true}, calls: 1},
		{name: "wrong token", token: "nope", kind: confluence.BadCredential, calls: 3},
		{name: "unknown e-mail", email: "bob@example.com", kind: confluence.BadCredential, calls: 3},
		{name: "empty token", token: "-", kind: confluence.BadCredential, calls: 0},
		{name: "colon in e-mail", email: "ann@example.com:x", kind: confluence.BadCredential, calls: 0},
		{name: "line break in e-mail", email: "ann@example.com\r\nX: y", kind: confluence.BadCredential, calls: 0},
		{name: "colon in token", token: "a:b", kind: confluence.BadCredential, calls: 3},
		{name: "anonymous on a public site", public: true, token: "nope", kind: confluence.BadCredential, calls: 1},
		{name: "good on a public site", public: true, calls: 1},
		{name: "no licence", account: confluencetest.Account{NoLicence: true}, kind: confluence.NoLicence, calls: 3},
		{name: "scoped", account: confluencetest.Account{Scoped: true}, calls: 3, scoped: true},
		{name: "scope missing", account: confluencetest.Account{Scoped: true, Scopes: []string{"read:page:confluence"}}, kind: confluence.ScopeMissing, calls: 3},
		{name: "impostor once", faults: []confluencetest.Fault{{Path: current, Impostor: true}}, calls: 2},
		{name: "impostor twice", faults: twice(confluencetest.Fault{Path: current, Impostor: true}), kind: confluence.NoLicence, calls: 3},
		{name: "503 once", faults: []confluencetest.Fault{{Path: current, Status: 503}}, calls: 2},
		{name: "503 for ever", faults: []confluencetest.Fault{{Status: 503, Count: -1}}, kind: confluence.Unreachable, calls: 3},
		{name: "dropped twice", faults: twice(confluencetest.Fault{Drop: true}), calls: 3},
		{name: "429", faults: []confluencetest.Fault{{Status: 429, Header: http.Header{"Retry-After": {"2"}}}}, calls: 2},
		{name: "429 for ever", faults: []confluencetest.Fault{{Status: 429, Count: -1, Header: http.Header{"Retry-After": {"1"}}}}, kind: confluence.RateLimited, calls: 3},
		{name: "cut", faults: []confluencetest.Fault{{TruncateAfter: 30}}, calls: 2},
		{name: "suspended", faults: []confluencetest.Fault{{Status: 503, Body: `{"errorCode":"SUSPENDED_INACTIVITY"}`}}, kind: confluence.Suspended, calls: 1},
		{name: "redirect", faults: []confluencetest.Fault{{Status: 302, Header: http.Header{"Location": {"https://evil.example/"}}}}, kind: confluence.Protocol, calls: 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sim := confluencetest.New(confluencetest.Config{Spaces: 2, Pages: 20, Users: 5, Public: tt.public})
				tt.account.Email, tt.account.Token = email, token
				sim.AddAccount(tt.account)
				for _, f := range tt.faults {
					sim.Inject(f)
				}
				site := simulated(t, sim)
				asEmail, asToken := email, token
				if tt.email != "" {
					asEmail = tt.email
				}
				if tt.token != "" {
					asToken = strings.Trim(tt.token, "-")
				}
				start := time.Now()
				c, err := site.Login(t.Context(), asEmail, asToken)
				if n := int(sim.RequestCount()); n != tt.calls || n > 3 {
					t.Errorf("%d calls, want %d", n, tt.calls)
				}
				if d := time.Since(start); d > 5*time.Second {
					t.Errorf("took %v", d)
				}
				var e *confluence.Error
				switch {
				case tt.kind == 0 && err != nil:
					t.Fatalf("Login: %v", err)
				case tt.kind != 0:
					if c != nil || !errors.As(err, &e) || e.Kind != tt.kind {
						t.Errorf("Login: %v, want %v", err, tt.kind)
					}
					if tt.kind == confluence.ScopeMissing && (e == nil || e.Scope != "read:confluence-user") {
						t.Errorf("the scope is not named: %v", err)
					}
				default:
					if c.Me().AccountID.S == "" || c.Scoped() != tt.scoped {
						t.Errorf("Me = %+v, Scoped = %v", c.Me(), c.Scoped())
					}
					if err := c.Verify(t.Context()); err != nil {
						t.Errorf("Verify: %v", err)
					}
					sim.Revoke(token)
					if err := c.Verify(t.Context()); !errors.As(err, &e) || e.Kind != confluence.BadCredential {
						t.Errorf("Verify of a revoked token: %v", err)
					}
				}
			})
		})
	}
}

func TestWrongAccount(t *testing.T) {
	c := newSite(t, scripted(nil))
	_, err := c.Login(t.Context(), "bob@example.com", token)
	var e *confluence.Error
	if !errors.As(err, &e) || e.Kind != confluence.WrongAccount {
		t.Errorf("%v", err)
	}
}

func TestSecondScopedLoginNeedsNoTenantInfo(t *testing.T) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 1, Pages: 1, Users: 2})
	sim.AddAccount(confluencetest.Account{Email: email, Token: token, Scoped: true})
	site := simulated(t, sim)
	login(t, site, email, token)
	before := sim.RequestCount()
	c := login(t, site, email, token)
	if n := sim.RequestCount() - before; n != 2 {
		t.Errorf("%d calls", n)
	}
	// The walk goes through the gateway as well, with its links.
	if n, err := readAllPages(t.Context(), c); err != nil || len(n) != 1 {
		t.Errorf("%d pages, %v", len(n), err)
	}
}

func TestKey(t *testing.T) {
	sim := confluencetest.New(confluencetest.Config{Spaces: 1, Pages: 1, Users: 5})
	for _, a := range []confluencetest.Account{{Email: email, Token: token}, {Email: email, Token: "second"}, {Email: "bob@example.com", Token: token}} {
		sim.AddAccount(a)
	}
	site := simulated(t, sim)
	key := func(s *confluence.Site, email, token string) string { return login(t, s, email, token).Key() }
	first := key(site, email, token)
	if first != key(site, strings.ToUpper(email), token) || first != key(simulated(t, sim), email, token) {
		t.Error("the key of one credential differs between logins")
	}
	other := simulated(t, sim, func(c *confluence.SiteConfig) { c.KeySecret = []byte("another") })
	random := simulated(t, sim, func(c *confluence.SiteConfig) { c.KeySecret = nil })
	keys := map[string]bool{first: true}
	for _, k := range []string{key(site, email, "second"), key(site, "bob@example.com", token), key(other, email, token), key(random, email, token)} {
		if keys[k] || len(k) != 64 {
			t.Errorf("key %s", k)
		}
		keys[k] = true
	}
}

// TestTokenStaysIn plants a token and looks for it in everything that can be
// printed, logged or marshalled, also when a server repeats it.
func TestTokenStaysIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		basic := base64.StdEncoding.EncodeToString([]byte(email + ":" + token))
		var out bytes.Buffer
		echo := func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(map[bool]int{true: 503, false: 400}[r.URL.Query().Get("id") == "1"])
			fmt.Fprintf(w, `{"message":"you sent %s, which is %s"}`, r.Header.Get("Authorization"), token)
		}
		logger := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
		site := newSite(t, scripted(echo), func(c *confluence.SiteConfig) { c.Logger = logger })
		c := login(t, site, email, token)
		for _, id := range []int64{1, 2} {
			ctx := confluence.WithTrace(t.Context(), func(call confluence.Call) { fmt.Fprintf(&out, "%+v", call) })
			err := c.PagesByID(ctx, []int64{id}, func([]confluence.Page) error { return nil })
			if err == nil {
				t.Fatal("no error")
			}
			fmt.Fprintf(&out, "%v %+v %#v", err, err, err)
			logger.Error("x", "err", err)
		}
		tok := confluence.NewToken(token)
		type holder struct {
			Token  confluence.Token
			hidden confluence.Token
		}
		for _, v := range []any{c, *site, site, tok, &tok, holder{tok, tok}, []any{tok}, map[string]confluence.Token{"k": tok}} {
			fmt.Fprintf(&out, "%v %+v %#v %s %q %x %d", v, v, v, v, v, v, v)
			logger.Info("x", "v", v)
			slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
			if b, err := json.Marshal(v); err == nil {
				out.Write(b)
			}
		}
		if text := out.String(); !strings.Contains(text, "[redacted]") {
			t.Error("nothing was redacted: the test sees nothing")
		} else {
			for _, secret := range []string{token, basic, fmt.Sprintf("%x", token), "hmac-key", "104 109 97 99"} {
				if i := strings.Index(text, secret); i >= 0 {
					t.Errorf("%q came out after %q", secret, text[max(0, i-80):i])
				}
			}
		}
	})
}
