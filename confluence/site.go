package confluence

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/cache"
)

// DefaultGatewayURL is where scoped tokens work; the site's cloudId follows it.
const DefaultGatewayURL = "https://api.atlassian.com/ex/confluence"

// SiteConfig describes one Confluence site. Only BaseURL is needed.
type SiteConfig struct {
	// BaseURL is the site, such as https://example.atlassian.net; any http or
	// https address that answers /wiki/... below it will do.
	BaseURL string
	// GatewayURL is the base for scoped tokens; DefaultGatewayURL if empty.
	GatewayURL string
	// Transport makes the calls; a pooled one of its own if nil.
	Transport http.RoundTripper
	// MaxConcurrent and RequestsPerSecond bound the calls of all clients of the
	// site together. 0 means 8 at once and 50 a second.
	MaxConcurrent     int
	RequestsPerSecond float64
	// Timeout bounds one attempt of one call; 0 means 30 seconds.
	Timeout time.Duration
	// MaxWait is the longest Retry-After that is waited for; a call that would
	// have to wait longer fails as RateLimited. 0 means 60 seconds.
	MaxWait time.Duration
	// MaxBody bounds the body of one answer, in bytes; 0 means 64 MiB.
	MaxBody int64
	// KeySecret keys Client.Key. If empty, one is drawn at random, and keys
	// mean nothing to another process.
	KeySecret []byte
	// UserAgent is sent with every call.
	UserAgent string
	// Logger is told of retries and cooldowns; nothing is logged if nil.
	Logger *slog.Logger
}

// Site is one Confluence site: its connections, its budget and its cooldown,
// shared by all clients that log in to it. It is safe for concurrent use.
type Site struct {
	base, host, gateway string
	concurrent          int
	http                *http.Client
	budget              *budget
	timeout             time.Duration
	maxBody             int64
	secret              func() []byte // a function, so that printing a Site does not show it
	agent               string
	log                 *slog.Logger

	cloudIDs *cache.Cache[string] // one entry
	alive    *cache.Cache[bool]   // by Client.Key: rechecks that have just succeeded
}

// NewSite checks the configuration. It makes no call.
func NewSite(cfg SiteConfig) (*Site, error) {
	base, host, err := cleanBase("BaseURL", cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	// People paste the address of their browser.
	base = strings.TrimSuffix(base, "/wiki")
	if cfg.GatewayURL == "" {
		cfg.GatewayURL = DefaultGatewayURL
	}
	gateway, _, err := cleanBase("GatewayURL", cfg.GatewayURL)
	if err != nil {
		return nil, err
	}
	if cfg.MaxConcurrent < 0 || cfg.RequestsPerSecond < 0 || cfg.Timeout < 0 || cfg.MaxWait < 0 || cfg.MaxBody < 0 {
		return nil, errors.New("confluence: a limit of the site is negative")
	}
	setDefaults(&cfg)
	secret := append([]byte(nil), cfg.KeySecret...)
	if len(secret) == 0 {
		secret = make([]byte, 32)
		_, _ = rand.Read(secret) // never fails (crypto/rand)
	}
	s := &Site{
		base: base, host: host, gateway: gateway,
		http: &http.Client{
			Transport: cfg.Transport,
			// A redirect may lead to another host, or from https to http. None
			// of the routes used here has one, so none is followed.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		concurrent: cfg.MaxConcurrent,
		budget:     newBudget(cfg.MaxConcurrent, cfg.RequestsPerSecond, cfg.MaxWait),
		timeout:    cfg.Timeout, maxBody: cfg.MaxBody, secret: func() []byte { return secret }, agent: cfg.UserAgent, log: cfg.Logger,
	}
	if s.cloudIDs, err = cache.New[string](cache.Config{MaxBytes: 4 << 10, MaxAge: time.Hour}); err != nil {
		return nil, err
	}
	s.alive, err = cache.New[bool](cache.Config{MaxBytes: 1 << 20, MaxAge: aliveFor})
	return s, err
}

func setDefaults(cfg *SiteConfig) {
	if cfg.MaxConcurrent == 0 {
		cfg.MaxConcurrent = 8
	}
	if cfg.RequestsPerSecond == 0 {
		cfg.RequestsPerSecond = 50
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 30 * time.Second
	}
	if cfg.MaxWait == 0 {
		cfg.MaxWait = time.Minute
	}
	if cfg.MaxBody == 0 {
		cfg.MaxBody = 64 << 20
	}
	if cfg.UserAgent == "" {
		cfg.UserAgent = "pgconfluence"
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxIdleConnsPerHost = cfg.MaxConcurrent
		cfg.Transport = t
	}
}

// cleanBase checks a base address and returns it without a trailing slash.
func cleanBase(field, raw string) (base, host string, err error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil:
		// The parse error repeats the text, which may hold a password.
		return "", "", fmt.Errorf("confluence: %s is not a URL", field)
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return "", "", fmt.Errorf("confluence: %s must be an http or https address with a host, like https://example.atlassian.net", field)
	case u.User != nil:
		return "", "", fmt.Errorf("confluence: %s must not hold a user or password", field)
	case u.RawQuery != "" || u.Fragment != "":
		return "", "", fmt.Errorf("confluence: %s must not have a query or fragment", field)
	}
	return u.Scheme + "://" + u.Host + strings.TrimRight(u.EscapedPath(), "/"), u.Host, nil
}

// BaseURL is the site's address without a trailing slash.
func (s *Site) BaseURL() string { return s.base }
