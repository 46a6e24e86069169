package proxy

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
)

// startup brings a connection from its first byte to its first ReadyForQuery.
// It returns no session and no error if the connection had another purpose (a
// CancelRequest) or was refused and told so.
func (c *conn) startup() (*session, error) {
	ctx, cancel := context.WithTimeout(c.ctx, c.srv.cfg.StartupTimeout)
	defer cancel()
	c.setStartupDeadline(time.Now().Add(c.srv.cfg.StartupTimeout))

	version, body, err := c.firstPacket(ctx)
	if err != nil {
		return nil, err
	}
	if version == cancelCode {
		c.cancelRequest(body)
		return nil, nil
	}
	s, err := c.openSession(ctx, version, body)
	if err != nil {
		var told *sql.Error
		if errors.As(err, &told) {
			return nil, c.fatal(told)
		}
		return nil, err
	}
	c.setStartupDeadline(time.Time{})
	c.awaited()
	return s, nil
}

// openSession takes a StartupMessage through negotiation and login. An
// *sql.Error is to be told to the client.
func (c *conn) openSession(ctx context.Context, version uint32, body []byte) (*session, error) {
	m, err := parseStartup(version, body)
	if err != nil {
		return nil, err
	}
	if m.user == "" {
		return nil, sql.Errorf("28000", "no PostgreSQL user name specified in startup packet")
	}
	if c.srv.sessions.Add(1) > int64(c.srv.cfg.MaxConnections) {
		c.srv.sessions.Add(-1)
		return nil, errTooMany
	}
	opened := false
	defer func() {
		if !opened { // also when something panics
			c.srv.sessions.Add(-1)
		}
	}()
	if m.negotiate() {
		err := c.out.send(&pgproto3.NegotiateProtocolVersion{
			NewestMinorProtocol: protocol30, UnrecognizedOptions: m.unrecognized})
		if err != nil {
			return nil, err
		}
	}
	account, engine, err := c.login(ctx, m)
	if err != nil {
		return nil, err
	}
	s, err := c.newSession(m, account, engine)
	if err != nil {
		return nil, sql.AsError(err)
	}
	opened = true
	return s, nil
}

// newSession makes the engine's session and the connection's place among those
// that can be cancelled.
func (c *conn) newSession(m *startupMessage, account sql.Account, engine *sql.Engine) (*session, error) {
	c.srv.registry.add(c)
	c.log = c.log.With("pid", c.pid)
	inner, err := engine.NewSession(sql.SessionConfig{
		Account: account, Database: m.database, User: m.user, Settings: m.settings,
		Client: c, Remote: c.raw.RemoteAddr().String(), PID: c.pid,
	})
	if err != nil {
		return nil, err
	}
	c.own(account)
	return &session{conn: c, sql: inner, reported: map[string]string{},
		statements: map[string]*statement{}, portals: map[string]*portal{}}, nil
}

// firstPacket answers requests for encryption, each at most once, and returns
// the packet after them.
func (c *conn) firstPacket(ctx context.Context) (code uint32, body []byte, err error) {
	if err := c.directTLS(ctx); err != nil {
		return 0, nil, err
	}
	sslDone, gssDone := c.encrypted(), c.encrypted()
	for {
		code, body, err = readStartupPacket(c.net)
		if err != nil {
			return 0, nil, err
		}
		switch {
		case code == gssCode && !gssDone:
			gssDone = true
			err = c.answer('N')
		case code == sslCode && !sslDone && c.srv.cfg.TLS == nil:
			sslDone = true
			err = c.answer('N')
		case code == sslCode && !sslDone:
			sslDone, gssDone = true, true
			if err = c.answer('S'); err == nil {
				err = c.handshake(ctx, c.net, false)
			}
		default:
			c.in = newReader(c.net, maxPassword)
			return code, body, nil
		}
		if err != nil {
			return 0, nil, err
		}
	}
}

// answer writes the one byte that answers a request for encryption.
func (c *conn) answer(b byte) error {
	_, err := c.net.Write([]byte{b})
	return err
}

func (c *conn) encrypted() bool {
	_, ok := c.net.(*tls.Conn)
	return ok
}

// directTLS looks at the first byte: a TLS handshake without an SSLRequest is
// taken too (sslnegotiation=direct), but then ALPN must name PostgreSQL, so
// that no other protocol can be steered here.
func (c *conn) directTLS(ctx context.Context) error {
	var first [1]byte
	if _, err := io.ReadFull(c.raw, first[:]); err != nil {
		return err
	}
	rest := &prefixedConn{Conn: c.raw, prefix: first[:]}
	if first[0] == tlsHandshake && c.srv.cfg.TLS != nil {
		return c.handshake(ctx, rest, true)
	}
	c.net = rest
	return nil
}

// handshake makes the connection a TLS one.
func (c *conn) handshake(ctx context.Context, under net.Conn, direct bool) error {
	t := tls.Server(under, c.srv.cfg.TLS)
	if err := t.HandshakeContext(context.WithValue(ctx, shownKey{}, &c.shown)); err != nil {
		return &tlsError{err}
	}
	if direct && t.ConnectionState().NegotiatedProtocol != alpnProtocol {
		return &tlsError{errNoALPN}
	}
	c.net, c.out.conn = t, t
	return nil
}

// prefixedConn gives back bytes that were read ahead.
type prefixedConn struct {
	net.Conn
	prefix []byte
}

func (p *prefixedConn) Read(b []byte) (int, error) {
	if len(p.prefix) > 0 {
		n := copy(b, p.prefix)
		p.prefix = p.prefix[n:]
		return n, nil
	}
	return p.Conn.Read(b)
}

// setStartupDeadline bounds all reading of a start-up; the zero time ends the
// bound. The deadline of a shutdown or of kill is left in place.
func (c *conn) setStartupDeadline(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.draining && c.dead == nil {
		c.raw.SetReadDeadline(t)
	}
}

// cancelRequest answers a CancelRequest: with nothing.
func (c *conn) cancelRequest(body []byte) {
	if len(body) != 8 {
		c.log.Debug("malformed cancel request")
		return
	}
	good := c.srv.registry.cancel(binary.BigEndian.Uint32(body), bytes.Clone(body[4:]))
	c.srv.cfg.Observer.Canceled(good)
	c.log.Debug("cancel request", "good", good)
}

func unsupportedVersion(v uint32) *sql.Error {
	return sql.Errorf("0A000", "unsupported frontend protocol %d.%d: server supports 3.0 to 3.0", v>>16, v&0xffff)
}

func unsupportedReplication() *sql.Error {
	return sql.Errorf("0A000", "replication connections are not supported")
}
