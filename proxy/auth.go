package proxy

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
)

// maxPassword bounds a message before the login is proven (PostgreSQL's
// PG_MAX_AUTH_TOKEN_LENGTH). Scoped API tokens are long, but not that long.
const maxPassword = 65_535

// Login is what a client claims, and whence.
type Login struct {
	Database        string // as the client asked; "" if it named none
	User            string
	Password        string
	Remote          net.Addr
	ApplicationName string // "" if the client gave none
	TLS             bool
	// Certificate is what the server has shown in this connection's handshake,
	// for channel binding; nil without TLS, or if none was chosen.
	Certificate *x509.Certificate
}

// Authenticator decides logins. It must be safe for concurrent use.
type Authenticator interface {
	// Login proves that user and password belong together and returns the
	// credential and the engine of the database. It must ask every time and
	// must never keep the password in a log or an error.
	//
	// Errors are *sql.Error: 28P01 for a bad pair (it counts against the
	// address and the account), 3D000 for an unknown database, 08006 if
	// nobody could be asked, and so on (these do not count).
	Login(ctx context.Context, l Login) (sql.Account, *sql.Engine, error)
}

// login asks for the password and has it verified. An *sql.Error is to be told
// to the client.
func (c *conn) login(ctx context.Context, m *startupMessage) (sql.Account, *sql.Engine, error) {
	if !c.encrypted() && !isLocal(c.raw.RemoteAddr()) {
		return nil, nil, c.needEncryption()
	}
	l := Login{Database: m.database, User: m.user, Remote: c.raw.RemoteAddr(),
		ApplicationName: m.settings["application_name"], TLS: c.encrypted(), Certificate: c.shown}
	begun := time.Now()
	account, engine, refused, err := c.prove(ctx, l)
	var told *sql.Error
	if err != nil && !errors.As(err, &told) {
		return nil, nil, err // the connection broke
	}
	c.srv.cfg.Tried(l, told)
	if err == nil {
		c.claim = l
		c.srv.cfg.Observer.Login("", false, time.Since(begun))
		return account, engine, nil
	}
	c.srv.cfg.Observer.Login(told.Code, refused, time.Since(begun))
	c.log.Info("login failed", "user", m.user, "database", m.database, "code", told.Code, "refused_unasked", refused)
	return nil, nil, told
}

// prove has the client prove itself, in the way that its user name asks for.
func (c *conn) prove(ctx context.Context, l Login) (account sql.Account, engine *sql.Engine, refused bool, err error) {
	if c.srv.cfg.SCRAM != nil {
		x, err := c.srv.cfg.SCRAM.SCRAM(ctx, l)
		if err != nil {
			return nil, nil, false, sql.AsError(err)
		}
		if x != nil {
			return c.scram(ctx, l, x)
		}
	}
	if l.Password, err = c.askPassword(); err != nil {
		return nil, nil, false, err
	}
	if l.Password == "" {
		return nil, nil, false, sql.Errorf("28P01", "empty password returned by client")
	}
	return c.verify(ctx, l)
}

// askPassword makes the client send its password.
func (c *conn) askPassword() (string, error) {
	if err := c.out.send(&pgproto3.AuthenticationCleartextPassword{}); err != nil {
		return "", err
	}
	body, err := c.passwordMessage()
	if err != nil {
		return "", err
	}
	var m pgproto3.PasswordMessage
	err = m.Decode(body)
	clear(body)
	if err != nil || strings.Contains(m.Password, "\x00") {
		return "", protocolError("invalid password packet size")
	}
	return m.Password, nil
}

// passwordMessage sends what is buffered and takes the body of the client's
// answer, which is good until the next message is read.
func (c *conn) passwordMessage() ([]byte, error) {
	if err := c.out.flush(); err != nil {
		return nil, err
	}
	typ, body, err := c.in.next()
	var large *errTooLarge
	switch {
	case errors.As(err, &large):
		return nil, protocolError("invalid password packet size")
	case err != nil:
		return nil, err
	case typ != 'p':
		return nil, protocolError("expected password response, got message type %d", typ)
	}
	return body, nil
}

// verify asks the Authenticator.
func (c *conn) verify(ctx context.Context, l Login) (account sql.Account, engine *sql.Engine, refused bool, err error) {
	return c.throttled(ctx, l, func() (sql.Account, *sql.Engine, error) {
		account, engine, err := c.srv.cfg.Auth.Login(ctx, l)
		if err != nil {
			return nil, nil, sql.AsError(err)
		}
		return account, engine, nil
	})
}

// throttled asks, unless the address or the account has failed too often.
// refused tells that it did not.
func (c *conn) throttled(ctx context.Context, l Login, ask func() (sql.Account, *sql.Engine, error)) (account sql.Account, engine *sql.Engine, refused bool, err error) {
	attempt, err := c.srv.throttle.begin(ctx, l)
	if err != nil {
		return nil, nil, true, err
	}
	verdict := undecided
	defer func() { attempt.end(verdict) }() // also when ask panics
	account, engine, err = ask()
	if err == nil {
		verdict = accepted
		return account, engine, false, nil
	}
	if sql.AsError(err).Code == "28P01" {
		verdict = rejected
		attempt.pause(ctx)
	}
	return nil, nil, false, err
}

// needEncryption is the answer to a client that would send its password in
// clear text through a network.
func (c *conn) needEncryption() *sql.Error {
	e := sql.Errorf("28000", "the password would cross the network unencrypted: connect with SSL")
	if c.srv.cfg.TLS == nil {
		return e.WithHint("This server has no TLS certificate. Give it one, or connect from the machine that it runs on.")
	}
	return e.WithHint("Turn on SSL in the client, for example with sslmode=require in the connection settings.")
}

// isLocal reports whether the peer is on this machine.
func isLocal(a net.Addr) bool {
	switch a := a.(type) {
	case *net.TCPAddr:
		return a.IP.IsLoopback()
	case *net.UnixAddr:
		return true
	}
	return false
}
