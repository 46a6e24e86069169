package scram

import (
	"errors"
	"strings"

	xdg "github.com/xdg-go/scram"
)

// Mechanisms, by their SASL names.
const (
	SHA256     = "SCRAM-SHA-256"
	SHA256Plus = "SCRAM-SHA-256-PLUS"
)

// Mechanisms are those to offer, best first: PLUS only with channel binding.
func Mechanisms(bound bool) []string {
	if bound {
		return []string{SHA256Plus, SHA256}
	}
	return []string{SHA256}
}

// Errors of an exchange.
var (
	// ErrPassword: the client does not know the password.
	ErrPassword = errors.New("scram: wrong password")
	// ErrProtocol: the client's message is not one of this exchange.
	ErrProtocol = errors.New("scram: malformed message")
	// ErrBinding: the client and the server do not see the same TLS connection,
	// or somebody between them hides that the server can bind.
	ErrBinding = errors.New("scram: channel binding does not match")
)

// maxMessage bounds a message; real ones have some hundred bytes.
const maxMessage = 4 << 10

// Exchange is one client proving itself. It is used once, by one goroutine.
type Exchange struct {
	conv  *xdg.ServerConversation
	plus  bool
	steps int
}

// NewExchange begins the exchange that a client has chosen by a mechanism's
// name. binding is the channel binding data of EndPoint, nil without TLS.
func NewExchange(v Verifier, mechanism string, binding []byte) (*Exchange, error) {
	plus := mechanism == SHA256Plus
	if !plus && mechanism != SHA256 || plus && binding == nil {
		return nil, ErrProtocol
	}
	server, err := xdg.SHA256.NewServer(func(string) (xdg.StoredCredentials, error) {
		return xdg.StoredCredentials{KeyFactors: xdg.KeyFactors{Salt: string(v.Salt), Iters: v.Iterations},
			StoredKey: v.StoredKey, ServerKey: v.ServerKey}, nil
	})
	if err != nil {
		return nil, err
	}
	e := &Exchange{plus: plus}
	if binding == nil {
		e.conv = server.NewConversation()
		return e, nil
	}
	e.conv = server.NewConversationWithChannelBinding(xdg.ChannelBinding{Type: xdg.ChannelBindingTLSServerEndpoint, Data: binding})
	return e, nil
}

// Step answers a message of the client. With done the client has proven that it
// knows the password, and the answer proves the same of the server. Any error
// ends the exchange.
func (e *Exchange) Step(message []byte) (answer []byte, done bool, err error) {
	if len(message) > maxMessage {
		return nil, false, ErrProtocol
	}
	e.steps++
	text := string(message)
	if e.steps == 1 {
		if err := e.checkFlag(text); err != nil {
			return nil, false, err
		}
	}
	reply, err := e.conv.Step(text)
	switch {
	case err == nil && e.conv.AuthzID() != "":
		return nil, false, ErrProtocol // nobody acts for somebody else
	case err == nil:
		return []byte(reply), e.conv.Valid(), nil
	case reply == xdg.ErrInvalidProof:
		return nil, false, ErrPassword
	case reply == xdg.ErrServerDoesSupportChannelBinding, reply == xdg.ErrChannelBindingsDontMatch,
		reply == xdg.ErrUnsupportedChannelBindingType:
		return nil, false, ErrBinding
	}
	return nil, false, ErrProtocol
}

// checkFlag holds the message's channel binding flag against the mechanism that
// was chosen: PLUS and only PLUS binds.
func (e *Exchange) checkFlag(first string) error {
	if strings.HasPrefix(first, "p=") != e.plus {
		return ErrProtocol
	}
	return nil
}
