package proxy

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// ErrServerClosed is what Serve returns after Shutdown or Close.
var ErrServerClosed = errors.New("proxy: server closed")

// Server speaks PostgreSQL's protocol on any number of listeners.
type Server struct {
	cfg      Config
	throttle *throttle
	registry registry
	sessions atomic.Int64 // logged in, or past the check for 53300

	ctx  context.Context // ends when statements must end
	stop context.CancelCauseFunc

	mu        sync.Mutex
	closing   bool
	listeners map[net.Listener]struct{}
	conns     map[*conn]struct{}
	wg        sync.WaitGroup // one per connection
}

// NewServer makes a server; it panics if cfg has no Authenticator.
func NewServer(cfg Config) *Server {
	if cfg.Auth == nil {
		panic("proxy: Config.Auth is missing")
	}
	s := &Server{cfg: cfg.withDefaults(), listeners: map[net.Listener]struct{}{}, conns: map[*conn]struct{}{}}
	s.throttle = newThrottle(s.cfg.Failures)
	s.ctx, s.stop = context.WithCancelCause(context.Background())
	return s
}

// Serve accepts connections until the server is closed, when it returns
// ErrServerClosed, or until the listener fails for good.
func (s *Server) Serve(l net.Listener) error {
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		l.Close()
		return ErrServerClosed
	}
	s.listeners[l] = struct{}{}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.listeners, l)
		s.mu.Unlock()
		l.Close()
	}()

	pause := time.Duration(0)
	for {
		sock, err := l.Accept()
		if err == nil {
			pause = 0
			s.start(sock)
			continue
		}
		if s.isClosing() {
			return ErrServerClosed
		}
		if errors.Is(err, net.ErrClosed) {
			return err
		}
		// Out of file descriptors, or a client that went away at once: go on.
		pause = min(max(2*pause, 5*time.Millisecond), time.Second)
		s.cfg.Logger.Warn("accepting a connection failed", "error", err, "retry_in", pause)
		select {
		case <-time.After(pause):
		case <-s.ctx.Done():
		}
	}
}

// start gives a connection its goroutine, or closes it if there are too many.
func (s *Server) start(sock net.Conn) {
	c := newConn(s, sock)
	s.mu.Lock()
	full := len(s.conns) >= s.cfg.MaxConnections+s.cfg.MaxStarting
	if s.closing || full {
		s.mu.Unlock()
		sock.Close()
		if full {
			s.cfg.Logger.Warn("too many connections, one was closed", "remote", sock.RemoteAddr().String())
		}
		return
	}
	s.conns[c] = struct{}{}
	s.wg.Add(1)
	s.mu.Unlock()

	s.cfg.Observer.Connections(1)
	go func() {
		defer s.wg.Done()
		defer s.cfg.Observer.Connections(-1)
		defer func() {
			s.mu.Lock()
			delete(s.conns, c)
			s.mu.Unlock()
		}()
		c.run()
	}()
}

func (s *Server) isClosing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closing
}

// beginClosing stops accepting and returns the connections that there are.
func (s *Server) beginClosing() []*conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closing = true
	for l := range s.listeners {
		l.Close()
	}
	conns := make([]*conn, 0, len(s.conns))
	for c := range s.conns {
		conns = append(conns, c)
	}
	return conns
}

// Shutdown stops accepting, tells idle sessions 57P01 and closes them, and lets
// running statements end before theirs are closed too. When ctx ends first,
// what still runs is cancelled with 57P01 and Shutdown returns ctx's error. No
// goroutine of the server is left when it returns.
func (s *Server) Shutdown(ctx context.Context) error {
	for _, c := range s.beginClosing() {
		c.drain()
	}
	done := make(chan struct{})
	go func() {
		s.wg.Wait()
		close(done)
	}()
	select {
	case <-done:
		s.stop(errShutdown)
		return nil
	case <-ctx.Done():
	}
	s.stop(errShutdown)
	select {
	case <-done:
	case <-time.After(time.Second): // time to tell the clients why
	}
	s.closeAll()
	<-done
	return ctx.Err()
}

// Close ends everything at once.
func (s *Server) Close() error {
	s.beginClosing()
	s.stop(errShutdown)
	s.closeAll()
	s.wg.Wait()
	return nil
}

func (s *Server) closeAll() {
	for _, c := range s.beginClosing() {
		c.raw.Close()
	}
}
