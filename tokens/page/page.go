package page

import (
	"crypto/tls"
	"embed"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/tokens"
)

// Config is what the page is made of. Keeper is needed.
type Config struct {
	Keeper *tokens.Keeper
	// Postgres is where tools connect to.
	Postgres Endpoint
	// PublicURL is the page's address where people see another one than that at
	// which it is served: behind a proxy that ends TLS.
	PublicURL string
	// Secure tells that the page is served with TLS. It may be off only where
	// nothing leaves the machine.
	Secure bool
	Logger *slog.Logger
}

// Endpoint is the PostgreSQL side of the server, as tools reach it.
type Endpoint struct {
	Host    string // "": the host in the address of the page
	Port    string
	SSLMode string // as clients write it: disable, require, verify-full
}

// Page is the handler of all its routes.
type Page struct {
	keeper   *tokens.Keeper
	pg       Endpoint
	secure   bool
	proxied  bool // a proxy stands before it, and says whom it serves
	log      *slog.Logger
	sessions *sessions
	limits   *limits
	views    *views
	handler  http.Handler
}

//go:embed static
var static embed.FS

// New makes the page.
func New(cfg Config) (*Page, error) {
	if cfg.Keeper == nil {
		return nil, errors.New("page: there is no keeper")
	}
	p := &Page{keeper: cfg.Keeper, pg: cfg.Postgres, secure: cfg.Secure, log: cfg.Logger,
		sessions: newSessions(), limits: newLimits()}
	if p.log == nil {
		p.log = slog.New(slog.DiscardHandler)
	}
	if cfg.PublicURL != "" {
		u, err := url.Parse(cfg.PublicURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
			return nil, errors.New("page: the public address must be like https://tokens.example.com, without a path")
		}
		p.proxied = true
		p.secure = p.secure || u.Scheme == "https"
	}
	var err error
	if p.views, err = parseViews(); err != nil {
		return nil, err
	}
	p.handler = p.guard(p.routes())
	return p, nil
}

func (p *Page) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", http.RedirectHandler("/token", http.StatusSeeOther))
	mux.HandleFunc("GET /static/{file}", p.static)
	mux.HandleFunc("GET /token", p.with(p.showToken))
	mux.HandleFunc("POST /token", p.form(p.saveToken))
	mux.HandleFunc("GET /token/status", p.signedIn(p.tokenStatus))
	mux.HandleFunc("POST /token/forget", p.form(p.personal(p.forgetToken)))
	mux.HandleFunc("POST /signout", p.form(p.signOut))
	mux.HandleFunc("GET /connect", p.with(p.showConnect))
	mux.HandleFunc("GET /connect/{tool}", p.with(p.showTool))
	mux.HandleFunc("GET /connect/{tool}/file", p.with(p.toolFile))
	mux.HandleFunc("GET /connect/{tool}/status", p.signedIn(p.toolStatus))
	mux.HandleFunc("POST /connect/password", p.form(p.personal(p.makePassword)))
	mux.HandleFunc("POST /connect/password/remove", p.form(p.personal(p.removePassword)))
	mux.HandleFunc("GET /activity", p.with(p.showActivity))
	mux.HandleFunc("POST /activity/end", p.form(p.personal(p.endSession)))
	mux.HandleFunc("GET /", p.with(p.notFound))
	return mux
}

// ServeHTTP answers a request.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(w, r) }

// Server is an HTTP server for the page, bounded in time and size.
func (p *Page) Server(cfg *tls.Config) *http.Server {
	return &http.Server{Handler: p, TLSConfig: cfg, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 90 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelDebug)}
}
