package confluence

import (
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
)

const redacted = "[redacted]"

// Token is an API token. However it is printed, logged or marshalled, its text
// does not come out.
//
// It holds a function since package fmt prints an unexported field of a struct
// without asking its String method, and follows a pointer for some verbs.
type Token struct{ text func() string }

// NewToken wraps the text of a token.
func NewToken(text string) Token { return Token{func() string { return text }} }

func (t Token) reveal() string {
	if t.text == nil {
		return ""
	}
	return t.text()
}

func (t Token) String() string               { return redacted }
func (t Token) GoString() string             { return redacted }
func (t Token) LogValue() slog.Value         { return slog.StringValue(redacted) }
func (t Token) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalJSON is there besides MarshalText so that no embedding struct can
// promote another.
func (t Token) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// Format answers every verb alike: %x of a String method's text is fine, but
// %d or %p would show the pointer.
func (t Token) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// credential is what a client proves itself with.
type credential struct {
	email string
	token Token
}

// basic is the value of the Authorization header.
func (c *credential) basic() string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(c.email+":"+c.token.reveal()))
}

// scrub takes the credential out of a text that came from outside: a server's
// error message may repeat what it was sent.
func (c *credential) scrub(s string) string {
	if c == nil {
		return s
	}
	for _, secret := range []string{strings.TrimPrefix(c.basic(), "Basic "), c.token.reveal()} {
		if secret != "" {
			s = strings.ReplaceAll(s, secret, redacted)
		}
	}
	return s
}
