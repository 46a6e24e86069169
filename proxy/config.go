package proxy

import (
	"crypto/tls"
	"log/slog"
	"time"

	"github.com/pgconfluence/pgconfluence/sql"
)

// Config is what a Server is made of. Only Auth is required; a zero limit means
// its default.
type Config struct {
	Auth Authenticator
	// SCRAM is asked first, if it is not nil: some logins are proven by it.
	SCRAM SCRAM

	// TLS is used for clients that ask for it; nil answers them that there is
	// none. See TLSConfig.
	TLS *tls.Config

	Logger   *slog.Logger
	Observer Observer

	// Tried is told of every login that was tried, with the error that the
	// client is told, nil for a good one. Opened is told of every session that
	// has begun; what it returns is called when the session is over. Both may be
	// nil, must be safe for concurrent use and fast.
	Tried  func(l Login, err *sql.Error)
	Opened func(SessionInfo) (closed func())

	// MaxConnections bounds the sessions; one more gets 53300. Default 10000.
	MaxConnections int
	// MaxStarting bounds the connections that have not logged in yet, beside
	// MaxConnections; one more is closed without a word. Default 1000.
	MaxStarting int
	// StartupTimeout bounds the time from accepting a connection to the end of
	// its login. Default one minute, as PostgreSQL's authentication_timeout.
	StartupTimeout time.Duration
	// MaxMessage bounds a message's body in bytes. Default 16 MiB.
	MaxMessage int
	// WriteTimeout is how long a client may leave an answer unread before it is
	// taken for dead. Default five minutes.
	WriteTimeout time.Duration
	// MaxPrepared bounds a session's prepared statements and its portals, each.
	// Default 10000.
	MaxPrepared int

	// Failures bounds failed logins.
	Failures FailureLimits
}

// Observer is told what happens, for metrics. Nil functions are not called; all
// must be safe for concurrent use and fast.
type Observer struct {
	// Connections is told +1 and -1 for connections, logged in or not.
	Connections func(delta int)
	// Sessions is told +1 and -1 for connections that are logged in.
	Sessions func(delta int)
	// Login is told the end of a login: SQLSTATE ("" = good), whether it was
	// refused without asking the Authenticator, and how long it took.
	Login func(code string, refused bool, took time.Duration)
	// Error is told the SQLSTATE of every ErrorResponse.
	Error func(code string)
	// Sent is told the bytes written to clients.
	Sent func(n int)
	// Canceled is told of every CancelRequest, and whether its key was good.
	Canceled func(good bool)
}

func (c Config) withDefaults() Config {
	def := func(n *int, v int) {
		if *n <= 0 {
			*n = v
		}
	}
	wait := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	def(&c.MaxConnections, 10_000)
	def(&c.MaxStarting, 1_000)
	def(&c.MaxMessage, 16<<20)
	def(&c.MaxPrepared, 10_000)
	wait(&c.StartupTimeout, time.Minute)
	wait(&c.WriteTimeout, 5*time.Minute)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Tried == nil {
		c.Tried = func(Login, *sql.Error) {}
	}
	if c.Opened == nil {
		c.Opened = func(SessionInfo) func() { return func() {} }
	}
	o := &c.Observer
	if o.Connections == nil {
		o.Connections = func(int) {}
	}
	if o.Sessions == nil {
		o.Sessions = func(int) {}
	}
	if o.Login == nil {
		o.Login = func(string, bool, time.Duration) {}
	}
	if o.Error == nil {
		o.Error = func(string) {}
	}
	if o.Sent == nil {
		o.Sent = func(int) {}
	}
	if o.Canceled == nil {
		o.Canceled = func(bool) {}
	}
	c.Failures = c.Failures.withDefaults()
	return c
}
