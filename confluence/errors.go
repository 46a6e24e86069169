package confluence

import (
	"fmt"
	"strings"
)

// Kind says what an Error means to whoever asked.
type Kind int

const (
	// Other is an answer that fits no other kind.
	Other Kind = iota
	// BadCredential: the e-mail and token are not, or no longer, a login.
	BadCredential
	// NoLicence: the token is good, but its account may not use Confluence.
	NoLicence
	// WrongAccount: the token belongs to another e-mail than the one given.
	WrongAccount
	// ScopeMissing: a scoped token lacks the scope that the route needs; Scope names it.
	ScopeMissing
	// Forbidden: the account is not permitted to do this.
	Forbidden
	// Unreachable: no answer, or none but a server's failures, until retries ran out.
	Unreachable
	// RateLimited: Confluence asks to wait longer or more often than we will.
	RateLimited
	// NotFound: the thing does not exist or this account may not see it.
	NotFound
	// Gone: the route has been removed (410).
	Gone
	// BadRequest: Confluence did not accept the request's parameters.
	BadRequest
	// Protocol: an answer broke its contract: a walk that repeats an id or
	// loops, a body that cannot be decoded, a redirect to another host.
	Protocol
	// TooMany: more rows exist than the API shows.
	TooMany
	// Suspended: the site is switched off.
	Suspended
)

var kindNames = [...]string{"error", "bad credential", "no Confluence licence", "wrong account", "scope missing",
	"forbidden", "unreachable", "rate limited", "not found", "gone", "bad request", "protocol violation",
	"too many rows", "site suspended"}

func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return "error"
	}
	return kindNames[k]
}

// Error is every failure that this package reports, except the end of the
// caller's context, which comes back as the context's own error. It never
// holds a credential.
type Error struct {
	Kind    Kind
	Status  int    // HTTP status; 0 if there was no answer
	Code    string // Confluence's own code, if its body had one
	Message string // one sentence
	Method  string
	Path    string // path and query, without host
	Scope   string // with ScopeMissing: the scope that the route needs
	Retries int    // how often the call had been tried again
	Cause   error  // may be nil

	named bool // with NotFound: the answer names what it is about
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("confluence: ")
	b.WriteString(e.Kind.String())
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if e.Path != "" {
		fmt.Fprintf(&b, " (%s %s", e.Method, e.Path)
		if e.Status != 0 {
			fmt.Fprintf(&b, ": %d", e.Status)
		}
		if e.Retries > 0 {
			fmt.Fprintf(&b, ", tried %d times", e.Retries+1)
		}
		b.WriteString(")")
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Cause }

// Temporary reports whether the same call may succeed later with nothing
// changed on our side.
func (e *Error) Temporary() bool {
	return e.Kind == Unreachable || e.Kind == RateLimited || e.Kind == Protocol
}
