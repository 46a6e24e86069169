package proxy

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
)

// SCRAM decides which logins are proven by SASL instead of a password in clear
// text. It must be safe for concurrent use.
type SCRAM interface {
	// SCRAM returns the exchange for a login (whose Password is empty), or nil
	// for one that takes a password. A user who does not exist must get an
	// exchange too, one that fails at its end.
	SCRAM(ctx context.Context, l Login) (Exchange, error)
}

// Exchange is one client proving itself. It is used by one goroutine.
type Exchange interface {
	// Mechanisms are the names to offer, best first.
	Mechanisms() []string
	// Begin begins with the mechanism that the client has chosen.
	Begin(mechanism string) error
	// Step answers a message of the client; done tells that the client has
	// proven itself. An error is an *sql.Error, 28P01 for a wrong password.
	Step(message []byte) (answer []byte, done bool, err error)
	// Login makes what Authenticator.Login makes, after done.
	Login(ctx context.Context) (sql.Account, *sql.Engine, error)
}

// scram leads the client through the exchange. Only its last message is a guess
// at the password, so only from there on it takes a place in the throttle: a
// client that leaves the server waiting keeps nobody else out.
func (c *conn) scram(ctx context.Context, l Login, x Exchange) (account sql.Account, engine *sql.Engine, refused bool, err error) {
	mechanism, message, err := c.saslInitial(x)
	if err != nil {
		return nil, nil, false, err
	}
	if err := x.Begin(mechanism); err != nil {
		return nil, nil, false, err
	}
	challenge, done, err := x.Step(message)
	if err != nil {
		return nil, nil, false, err
	}
	if done { // nobody is proven by one message
		return nil, nil, false, protocolError("malformed SCRAM message")
	}
	if message, err = c.saslResponse(challenge); err != nil {
		return nil, nil, false, err
	}
	// No password is known here that could be recognised as the one that was
	// good last time.
	l.Password = rand.Text()
	return c.throttled(ctx, l, func() (sql.Account, *sql.Engine, error) {
		answer, done, err := x.Step(message)
		if err != nil {
			return nil, nil, err
		}
		if !done {
			return nil, nil, protocolError("malformed SCRAM message")
		}
		if err := c.out.send(&pgproto3.AuthenticationSASLFinal{Data: answer}); err != nil {
			return nil, nil, err
		}
		account, engine, err := x.Login(ctx)
		if err != nil {
			return nil, nil, sql.AsError(err)
		}
		return account, engine, nil
	})
}

// saslInitial offers the mechanisms and takes the client's choice.
func (c *conn) saslInitial(x Exchange) (mechanism string, message []byte, err error) {
	if err := c.out.send(&pgproto3.AuthenticationSASL{AuthMechanisms: x.Mechanisms()}); err != nil {
		return "", nil, err
	}
	body, err := c.passwordMessage()
	if err != nil {
		return "", nil, err
	}
	var m pgproto3.SASLInitialResponse
	if err := m.Decode(body); err != nil {
		return "", nil, protocolError("malformed SCRAM message")
	}
	return m.AuthMechanism, m.Data, nil
}

// saslResponse sends the challenge and takes the answer to it.
func (c *conn) saslResponse(challenge []byte) ([]byte, error) {
	if err := c.out.send(&pgproto3.AuthenticationSASLContinue{Data: challenge}); err != nil {
		return nil, err
	}
	return c.passwordMessage()
}

// shownKey is where a handshake's context keeps the place for the certificate
// that is shown in it.
type shownKey struct{}

// noting has the certificate noted that get chooses: channel binding needs it,
// and crypto/tls does not tell.
func noting(get GetCertificate) GetCertificate {
	return func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		cert, err := get(hello)
		if place, ok := hello.Context().Value(shownKey{}).(**x509.Certificate); ok && err == nil && cert != nil {
			*place = leaf(cert)
		}
		return cert, err
	}
}

func leaf(cert *tls.Certificate) *x509.Certificate {
	if cert.Leaf != nil || len(cert.Certificate) == 0 {
		return cert.Leaf
	}
	l, err := x509.ParseCertificate(cert.Certificate[0])
	if err != nil {
		return nil
	}
	return l
}

// SessionInfo is a session that has begun.
type SessionInfo struct {
	Login   Login // without the password
	Account sql.Account
	PID     uint32
	Begun   time.Time
	// End ends it as EndSessions does. It may be called at any time, also when
	// the session is over.
	End func(why *sql.Error)
}

// info tells of the session that has just begun.
func (c *conn) info() SessionInfo {
	return SessionInfo{Login: c.claim, Account: c.owner(), PID: c.pid, Begun: time.Now(), End: func(why *sql.Error) { c.kill(why) }}
}
