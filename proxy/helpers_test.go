package proxy

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
)

const goodPassword = "correct-horse-battery-staple"

type testAccount string

func (a testAccount) Key() string { return string(a) }

// authFunc is an Authenticator that knows what a test wants it to know.
type authFunc func(ctx context.Context, l Login) (sql.Account, *sql.Engine, error)

func (f authFunc) Login(ctx context.Context, l Login) (sql.Account, *sql.Engine, error) {
	return f(ctx, l)
}

// onePassword accepts goodPassword for everybody.
func onePassword(t testing.TB) authFunc {
	engine := newTestEngine(t)
	return func(_ context.Context, l Login) (sql.Account, *sql.Engine, error) {
		if l.Password != goodPassword {
			return nil, nil, sql.Errorf("28P01", "password authentication failed for user \"%s\"", l.User)
		}
		return testAccount(l.User), engine, nil
	}
}

// testLog collects log lines.
type testLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *testLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *testLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *testLog) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// farListener makes its connections look as if they came from elsewhere.
type farListener struct {
	net.Listener
	from net.Addr
}

type farConn struct {
	net.Conn
	from net.Addr
}

func (c farConn) RemoteAddr() net.Addr { return c.from }

func (l farListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return farConn{c, l.from}, nil
}

// serve starts a server on a free port and stops it when the test ends.
func serve(t testing.TB, cfg Config, from ...net.Addr) (*Server, string) {
	t.Helper()
	if cfg.Auth == nil {
		cfg.Auth = onePassword(t)
	}
	if cfg.Failures.Delay == 0 {
		cfg.Failures.Delay = time.Millisecond
	}
	srv := NewServer(cfg)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if len(from) > 0 {
		l = farListener{l, from[0]}
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	t.Cleanup(func() {
		srv.Close()
		if err := <-done; !errors.Is(err, ErrServerClosed) {
			t.Errorf("Serve returned %v", err)
		}
	})
	return srv, addr
}

// client is the other end of the wire, message by message.
type client struct {
	t        testing.TB
	net.Conn // for raw bytes
	*pgproto3.Frontend
	key *pgproto3.BackendKeyData
}

func dial(t testing.TB, addr string) *client {
	t.Helper()
	c, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	c.SetDeadline(time.Now().Add(20 * time.Second))
	t.Cleanup(func() { c.Close() })
	return &client{t: t, Conn: c, Frontend: pgproto3.NewFrontend(c, c)}
}

// secure upgrades the client's end to TLS.
func (c *client) secure(cfg *tls.Config) {
	c.Conn = tls.Client(c.Conn, cfg)
	c.Frontend = pgproto3.NewFrontend(c.Conn, c.Conn)
}

// write sends raw bytes.
func (c *client) write(b []byte) {
	c.t.Helper()
	if _, err := c.Conn.Write(b); err != nil {
		c.t.Fatal(err)
	}
}

// readByte reads the answer to a request for encryption.
func (c *client) readByte() byte {
	c.t.Helper()
	var b [1]byte
	if _, err := io.ReadFull(c.Conn, b[:]); err != nil {
		c.t.Fatal(err)
	}
	return b[0]
}

// startupPacket is a StartupMessage of any version, with parameters in order.
func startupPacket(version uint32, params ...string) []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 4), version)
	for _, p := range params {
		b = append(append(b, p...), 0)
	}
	b = append(b, 0)
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}

func requestPacket(code uint32, rest ...byte) []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 4), code)
	b = append(b, rest...)
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}

// put queues messages and sends them.
func (c *client) put(messages ...pgproto3.FrontendMessage) {
	c.t.Helper()
	for _, m := range messages {
		c.Send(m)
	}
	if err := c.Frontend.Flush(); err != nil {
		c.t.Fatal(err)
	}
}

// next reads one message as text.
func (c *client) next() string {
	c.t.Helper()
	m, err := c.Receive()
	if err != nil {
		return "closed"
	}
	if k, ok := m.(*pgproto3.BackendKeyData); ok {
		c.key = &pgproto3.BackendKeyData{ProcessID: k.ProcessID, SecretKey: bytes.Clone(k.SecretKey)}
	}
	return show(m)
}

// untilReady reads messages as text up to ReadyForQuery or the connection's end.
func (c *client) untilReady() []string {
	c.t.Helper()
	var all []string
	for {
		m := c.next()
		all = append(all, m)
		if strings.HasPrefix(m, "ReadyForQuery") || m == "closed" {
			return all
		}
	}
}

// login goes from an open connection to the first ReadyForQuery.
func (c *client) login(params ...string) []string {
	c.t.Helper()
	if len(params) == 0 {
		params = []string{"user", "ann@example.com", "database", "confluence"}
	}
	c.write(startupPacket(protocol30, params...))
	first := c.next()
	if first != "AuthenticationCleartextPassword" {
		return []string{first}
	}
	c.put(&pgproto3.PasswordMessage{Password: goodPassword})
	all := c.untilReady()
	if all[len(all)-1] != "ReadyForQuery I" {
		c.t.Fatalf("login failed: %q", all)
	}
	return all
}

// show is a message as tests compare it: what PostgreSQL and this server must
// have in common, so without source positions.
func show(m pgproto3.BackendMessage) string {
	name := strings.TrimPrefix(fmt.Sprintf("%T", m), "*pgproto3.")
	switch m := m.(type) {
	case *pgproto3.ErrorResponse:
		return fmt.Sprintf("%s %s %s: %s", m.Severity, m.Code, m.Message, m.Hint)
	case *pgproto3.NoticeResponse:
		return fmt.Sprintf("Notice %s %s: %s", m.Severity, m.Code, m.Message)
	case *pgproto3.ReadyForQuery:
		return fmt.Sprintf("%s %c", name, m.TxStatus)
	case *pgproto3.CommandComplete:
		return fmt.Sprintf("%s %s", name, m.CommandTag)
	case *pgproto3.ParameterStatus:
		return fmt.Sprintf("%s %s=%s", name, m.Name, m.Value)
	case *pgproto3.ParameterDescription:
		return fmt.Sprintf("%s %d", name, m.ParameterOIDs)
	case *pgproto3.NegotiateProtocolVersion:
		return fmt.Sprintf("%s %d %q", name, m.NewestMinorProtocol, m.UnrecognizedOptions)
	case *pgproto3.RowDescription:
		var b strings.Builder
		for _, f := range m.Fields {
			fmt.Fprintf(&b, " %s:%d/%d/%d:%d", f.Name, f.DataTypeOID, f.DataTypeSize, f.TypeModifier, f.Format)
		}
		return name + b.String()
	case *pgproto3.DataRow:
		var b strings.Builder
		for _, v := range m.Values {
			if v == nil {
				b.WriteString(" NULL")
			} else {
				fmt.Fprintf(&b, " %q", v)
			}
		}
		return name + b.String()
	}
	return name
}

// passwordAnswer is what a start-up as ann gets for a password.
func passwordAnswer(c *client, password string) string {
	c.t.Helper()
	c.write(startupPacket(protocol30, "user", "ann"))
	c.next()
	c.put(&pgproto3.PasswordMessage{Password: password})
	return c.next()
}
