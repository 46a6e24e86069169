package confluence

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"sync"
	"time"

	"github.com/pgconfluence/pgconfluence/cache"
)

// aliveFor is how long a recheck that succeeded answers for others: parallel
// walks that are refused at the same moment ask once.
const aliveFor = 2 * time.Second

// Client is one credential on one site. It sees what its account may see. It is
// safe for concurrent use.
type Client struct {
	site *Site
	cred *credential
	base string // the site, or the gateway with the site's cloudId
	me   User
	key  string

	mu    sync.Mutex
	sizes map[string]map[int64]int // pages or blog posts per space, by path, as the last full walk found them
}

func (s *Site) newClient(cred *credential, base string, me User) *Client {
	mac := hmac.New(sha256.New, s.secret())
	for _, part := range []string{s.base, me.AccountID.S, cred.token.reveal()} {
		mac.Write([]byte(part))
		mac.Write([]byte{0})
	}
	return &Client{site: s, cred: cred, base: base, me: me, key: hex.EncodeToString(mac.Sum(nil)), sizes: make(map[string]map[int64]int)}
}

// Key names the credential: site, account and token, by a keyed hash. The same
// credential has the same key under the same SiteConfig.KeySecret; the token
// cannot be had from it.
func (c *Client) Key() string { return c.key }

// Me is the account that logged in.
func (c *Client) Me() User { return c.me }

// Site is where the client is logged in.
func (c *Client) Site() *Site { return c.site }

// Scoped reports whether the token works only through the gateway.
func (c *Client) Scoped() bool { return c.base != c.site.base }

// String names the client by its key.
func (c *Client) String() string { return "confluence.Client(" + c.key[:12] + ")" }

// call prepares a call with the client's credential.
func (c *Client) call(method, path, scope string) *call {
	return &call{site: c.site, cred: c.cred, base: c.base, method: method, path: path, scope: scope,
		tries: maxTries, recheck: c.recheck}
}

// recheck tells a refusal that will pass from a dead credential: nil if the
// credential still proves itself.
func (c *Client) recheck(ctx context.Context) error {
	asked := false
	_, err := c.site.alive.Load(ctx, c.key, func(ctx context.Context) (cache.Loaded[bool], error) {
		asked = true
		return cache.Loaded[bool]{Value: true, Bytes: 1}, c.Verify(ctx)
	})
	if err == nil && !asked {
		trace(ctx, Call{Method: http.MethodGet, Path: currentUserPath, Status: http.StatusOK, Attempt: 1, Cached: true})
	}
	return err
}
