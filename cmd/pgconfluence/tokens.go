package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/proxy"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
	"github.com/pgconfluence/pgconfluence/tokens"
	"github.com/pgconfluence/pgconfluence/tokens/page"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// masterKeyVariable is where the master key may be given instead of a file. It
// is no flag: the arguments of a process are for everybody to see.
const masterKeyVariable = "PGCONFLUENCE_MASTER_KEY"

// vaultFlags say where saved tokens are.
type vaultFlags struct {
	Vault         string `type:"path" placeholder:"FILE" help:"File that keeps saved API tokens, encrypted. It is made if there is none."`
	MasterKeyFile string `type:"path" placeholder:"FILE" help:"File with the vault's master key, 32 bytes in base64 or hexadecimal digits (openssl rand -base64 32). Or give the key itself in the variable PGCONFLUENCE_MASTER_KEY."`
}

// pageFlags are those of the Tokens page.
type pageFlags struct {
	HTTPListen    string `name:"http-listen" placeholder:"ADDRESS" help:"Address of the Tokens page, where people save their API token and connect tools; none by default. It needs --vault, and TLS unless it is on this machine only."`
	HTTPPublicURL string `name:"http-public-url" placeholder:"URL" help:"The page's address as people see it, if a proxy on this machine ends TLS before it."`
	Advertise     string `placeholder:"HOST:PORT" help:"Where tools reach the PostgreSQL side, as the Tokens page tells people. Default: the page's host and the port of --listen."`

	vaultFlags
}

// keys is the source of the master key.
func (f vaultFlags) keys() (vault.KeySource, error) {
	text, given := os.LookupEnv(masterKeyVariable)
	switch {
	case f.MasterKeyFile != "" && given:
		return nil, usageError{fmt.Errorf("--master-key-file does not go with %s", masterKeyVariable)}
	case f.MasterKeyFile != "":
		return vault.KeyFile(f.MasterKeyFile), nil
	case given:
		return vault.FixedKeys(text), nil
	}
	return nil, usageError{fmt.Errorf("the vault needs its master key: give --master-key-file, or the key itself in %s", masterKeyVariable)}
}

// tokensConfig is what the Tokens page and tool passwords are made of.
type tokensConfig struct {
	listen, publicURL string
	plain             bool // the page without TLS, whatever PostgreSQL has
	advertise         string
	vault             string
	keys              vault.KeySource
}

// config checks the flags; nil if there is to be no vault.
func (f pageFlags) config(hasTLS bool) (*tokensConfig, error) {
	if f.Vault == "" {
		if f.HTTPListen != "" {
			return nil, usageError{errors.New("--http-listen needs --vault")}
		}
		return nil, nil
	}
	keys, err := f.keys()
	if err != nil {
		return nil, err
	}
	if f.HTTPListen != "" && !hasTLS && !strings.HasPrefix(f.HTTPPublicURL, "https://") && !loopbackName(f.HTTPListen) {
		return nil, usageError{errors.New("--http-listen: tokens would cross the network unencrypted. Give --tls-cert and --tls-key, " +
			"listen on 127.0.0.1, or give --http-public-url if a proxy in front ends TLS")}
	}
	if f.Advertise != "" {
		if _, _, err := net.SplitHostPort(f.Advertise); err != nil {
			return nil, usageError{fmt.Errorf("--advertise: %w", err)}
		}
	}
	return &tokensConfig{listen: f.HTTPListen, publicURL: f.HTTPPublicURL, advertise: f.Advertise, vault: f.Vault, keys: keys}, nil
}

func loopbackName(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// tokenService is the vault, its keeper and the page.
type tokenService struct {
	vault    *vault.Vault
	keeper   *tokens.Keeper
	page     *page.Page   // nil: no page
	listener net.Listener // nil: no page
	web      *http.Server
	secure   bool // the page has TLS
}

// openTokens opens the vault and listens for the page. What it has made when it
// fails is closed by close.
func (s *service) openTokens() (err error) {
	cfg := s.cfg.tokens
	t := &tokenService{}
	s.tokens = t
	if t.vault, err = vault.Open(context.Background(), cfg.vault, cfg.keys); err != nil {
		return err
	}
	var sites []tokens.Site
	for _, site := range s.sites {
		sites = append(sites, tokens.Site{Name: site.name, Confluence: site.site})
	}
	t.keeper, err = tokens.New(tokens.Config{Sites: sites, Vault: t.vault, Calls: s.calls, Logger: s.cfg.log,
		Access: lacks, Scopes: tables.Scopes()})
	if err != nil {
		return err
	}
	t.keeper.OnRefused(func(_ context.Context, c *confluence.Client) { s.dropClient(c) })
	if cfg.listen == "" {
		return nil
	}
	if t.listener, err = net.Listen("tcp", cfg.listen); err != nil {
		return fmt.Errorf("--http-listen: %w", err)
	}
	pageTLS := s.pageTLS()
	t.page, err = page.New(page.Config{Keeper: t.keeper, PublicURL: cfg.publicURL, Secure: pageTLS != nil, Logger: s.cfg.log, Postgres: s.endpoint()})
	if err != nil {
		return usageError{fmt.Errorf("--http-public-url: %w", err)}
	}
	t.web, t.secure = t.page.Server(pageTLS), pageTLS != nil
	return nil
}

// lacks is what a token with scopes may not read.
func lacks(ctx context.Context, c *confluence.Client) []tokens.Lack {
	var out []tokens.Lack
	access, _ := tables.Access(ctx, c) // what was found out until ctx ended is good
	for _, a := range access {
		var e *confluence.Error
		if errors.As(a.Err, &e) && e.Kind == confluence.ScopeMissing {
			out = append(out, tokens.Lack{Table: a.Table, Scope: e.Scope})
		}
	}
	return out
}

// pageTLS is the page's side of the certificate: another protocol than that of
// PostgreSQL is spoken inside. A proxy on this machine that ends TLS is spoken
// to in clear text.
func (s *service) pageTLS() *tls.Config {
	if s.cfg.tls == nil || s.cfg.tokens.plain || s.cfg.tokens.publicURL != "" && loopback(s.tokens.listener.Addr()) {
		return nil
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: s.cfg.tls.GetCertificate}
}

// endpoint is where tools are told to connect.
func (s *service) endpoint() page.Endpoint {
	e := page.Endpoint{SSLMode: "disable"}
	if s.cfg.tls != nil {
		e.SSLMode = "require"
	}
	if s.cfg.tokens.advertise != "" {
		e.Host, e.Port, _ = net.SplitHostPort(s.cfg.tokens.advertise)
	} else if len(s.listeners) > 0 {
		_, e.Port, _ = net.SplitHostPort(s.listeners[0].Addr().String())
	}
	return e
}

// dropClient ends the sessions of a saved token that has died and drops what
// was read with it, those that are limited to spaces included.
func (s *service) dropClient(c *confluence.Client) {
	for _, a := range s.proxy.Accounts() {
		if client, ok := clientOf(a); ok && client.Key() == c.Key() {
			s.watch.drop(a, c.Site(), deadToken(), s.proxy)
		}
	}
}

// url is the page's address, for people.
func (t *tokenService) url() string {
	if t == nil || t.listener == nil {
		return ""
	}
	scheme := "http"
	if t.secure {
		scheme = "https"
	}
	return scheme + "://" + t.listener.Addr().String()
}

// serve serves the page until close.
func (t *tokenService) serve() error {
	if t.secure {
		return t.web.ServeTLS(t.listener, "", "")
	}
	return t.web.Serve(t.listener)
}

// close is for a service that failed to open, too.
func (t *tokenService) close(log *slog.Logger) {
	if t.web != nil {
		drain, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if t.web.Shutdown(drain) != nil {
			t.web.Close()
		}
	}
	if t.listener != nil {
		t.listener.Close()
	}
	if t.keeper != nil {
		t.keeper.Close()
	}
	if t.vault != nil {
		if err := t.vault.Close(); err != nil {
			log.Error("the vault could not be closed", "error", err)
		}
	}
}

// tried tells the person of a login.
func (t *tokenService) tried(l proxy.Login, err *sql.Error) {
	a := tokens.Attempt{Site: database(l), User: l.User, Address: addressOf(l.Remote), Application: l.ApplicationName}
	if err != nil {
		a.Code = err.Code
	}
	t.keeper.Tried(a)
}

// opened tells the person of a session.
func (t *tokenService) opened(s proxy.SessionInfo) func() {
	c, ok := clientOf(s.Account)
	if !ok {
		return func() {}
	}
	email, _, _ := tokens.SplitLogin(s.Login.User)
	live := tokens.Session{Site: database(s.Login), Account: c.Me().AccountID.S, Email: email, Address: addressOf(s.Login.Remote),
		Application: s.Login.ApplicationName, Started: s.Begun,
		End: func(reason string) {
			s.End(sql.Errorf("28P01", "terminating connection because %s", reason))
		}}
	if a, ok := s.Account.(toolAccount); ok {
		live.Tool, live.ToolID = a.tool.Name, a.tool.ID
	}
	return t.keeper.Opened(live).Close
}

func addressOf(a net.Addr) string {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return tcp.IP.String()
	}
	return "this machine"
}
