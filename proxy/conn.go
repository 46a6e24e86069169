package proxy

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"runtime/debug"
	"sync"
	"time"

	"github.com/pgconfluence/pgconfluence/sql"
)

// conn is one connection from accept to close, before and after its login.
type conn struct {
	srv *Server
	log *slog.Logger
	raw net.Conn // the TCP connection
	net net.Conn // raw, or TLS over it

	shown *x509.Certificate // what the server has shown in the handshake, if known
	claim Login             // the login that was proven, without the password

	in     *reader
	out    *writer
	ctx    context.Context
	pid    uint32
	secret [4]byte

	mu       sync.Mutex
	waiting  bool                    // between statements: may be closed at any time
	draining bool                    // the server shuts down
	account  sql.Account             // who is logged in; nil before that
	dead     *sql.Error              // why this session must end, nil if it need not
	running  context.CancelCauseFunc // what a CancelRequest interrupts; nil = nothing runs
	changed  map[string]string       // parameters to report before the next ReadyForQuery
}

func newConn(s *Server, sock net.Conn) *conn {
	return &conn{srv: s, raw: sock, net: sock, log: s.cfg.Logger.With("remote", sock.RemoteAddr().String()), waiting: true}
}

// run is the connection's goroutine. Nothing that happens in it, panics
// included, reaches the process.
func (c *conn) run() {
	ctx, cancel := context.WithCancel(c.srv.ctx)
	c.ctx = ctx
	c.out = &writer{conn: c.net, timeout: c.srv.cfg.WriteTimeout, bytes: c.srv.cfg.Observer.Sent}
	defer func() {
		cancel()
		c.raw.Close()
		c.out.close()
		c.srv.registry.remove(c)
	}()
	err := c.guard(c.startAndServe)
	switch {
	case err == nil:
	case hungUp(err), errors.Is(err, net.ErrClosed):
		c.log.Debug("the client closed the connection", "error", err)
	default:
		c.log.Info("connection closed", "error", err)
	}
}

// guard turns a panic into a fatal XX000 for this client alone.
func (c *conn) guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("panic", "value", p, "stack", string(debug.Stack()))
			err = c.fatal(sql.AsError(errors.New("panic")))
		}
	}()
	return f()
}

func (c *conn) startAndServe() error {
	s, err := c.startup()
	if err != nil || s == nil {
		return err
	}
	c.srv.cfg.Observer.Sessions(1)
	defer c.srv.cfg.Observer.Sessions(-1)
	defer c.srv.sessions.Add(-1)
	defer s.close()
	defer c.srv.cfg.Opened(c.info())()
	return c.guard(func() error {
		if err := s.greet(); err != nil {
			return err
		}
		return s.serve()
	})
}

// fatal tells the client an error and ends the connection. It returns nil when
// the client could be told: that is not worth another log line.
func (c *conn) fatal(err error) error {
	m := errorResponse(err, true, c.log)
	c.srv.cfg.Observer.Error(m.Code)
	if m.Code != errShutdown.Code {
		c.log.Info("connection refused or ended", "code", m.Code, "message", m.Message)
	}
	if err := c.out.send(m); err != nil {
		return err
	}
	if err := c.out.flush(); err != nil {
		return err
	}
	c.linger()
	return nil
}

// linger lets the client read its last answer. Closing a socket with unread
// input would reset the connection and throw that answer away.
func (c *conn) linger() {
	switch n := c.net.(type) {
	case *tls.Conn:
		n.CloseWrite()
	}
	if tcp, ok := c.raw.(*net.TCPConn); ok {
		tcp.CloseWrite()
	}
	c.raw.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	io.CopyN(io.Discard, c.raw, 1<<20)
}

// drain closes the connection if it is between statements, or as soon as it is.
func (c *conn) drain() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.draining = true
	if c.waiting {
		c.raw.SetReadDeadline(time.Unix(1, 0))
	}
}

// await marks the connection as idle until the returned function is called. It
// fails when the server shuts down.
func (c *conn) await() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead != nil {
		return fatalError{c.dead}
	}
	if c.draining {
		return fatalError{errShutdown}
	}
	c.waiting = true
	return nil
}

// awaited ends await and returns why the session was told to end meanwhile, if
// it was.
func (c *conn) awaited() *sql.Error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = false
	switch {
	case c.dead != nil:
		return c.dead
	case c.draining:
		return errShutdown
	}
	return nil
}

// begin makes cancel what a CancelRequest interrupts; end takes it back.
func (c *conn) begin(cancel context.CancelCauseFunc) {
	c.mu.Lock()
	c.running = cancel
	dead := c.dead
	c.mu.Unlock()
	if dead != nil && cancel != nil {
		cancel(dead)
	}
}

func (c *conn) end() { c.begin(nil) }

// interrupt cancels what runs, if something does.
func (c *conn) interrupt(cause error) {
	c.mu.Lock()
	cancel := c.running
	c.mu.Unlock()
	if cancel != nil {
		cancel(cause)
	}
}

// Notice implements sql.Client.
func (c *conn) Notice(n *sql.Notice) { c.out.notify(noticeResponse(n)) }

// ParameterStatus implements sql.Client. As in PostgreSQL, what changed is told
// right before the next ReadyForQuery, and once.
func (c *conn) ParameterStatus(name, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.changed == nil {
		c.changed = map[string]string{}
	}
	c.changed[name] = value
}

func (c *conn) takeChanged() map[string]string {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.changed
	c.changed = nil
	return m
}
