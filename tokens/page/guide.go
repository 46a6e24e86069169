package page

import (
	"net"
	"net/url"
)

// target is what a tool connects to, and as whom.
type target struct {
	Host, Port, Database string
	User, Password       string
	SSLMode              string
	Placeholder          bool // Password is not one, but says what to enter
}

// TLS reports whether the connection is to be encrypted.
func (t target) TLS() bool { return t.SSLMode != "disable" }

// Server is host and port in one.
func (t target) Server() string { return net.JoinHostPort(t.Host, t.Port) }

// secret is the password for where it can be pasted whole, such as a URL.
func (t target) secret() string {
	if t.Placeholder {
		return "PASSWORD"
	}
	return t.Password
}

// uri is a connection URI of the given scheme.
func (t target) uri(scheme string) string {
	u := url.URL{Scheme: scheme, Host: t.Server(), Path: "/" + t.Database, User: url.UserPassword(t.User, t.secret()),
		RawQuery: "sslmode=" + t.SSLMode}
	return u.String()
}

// field is one line of a tool's connection form.
type field struct {
	Label, Value string
	Kind         kind
}

type kind int

const (
	text   kind = iota // to be copied
	choice             // to be chosen or ticked
	secret             // the password, or something that holds it
)

// Secret and Choice are for the template.
func (f field) Secret() bool { return f.Kind == secret }
func (f field) Choice() bool { return f.Kind == choice }

// snippet is text to copy.
type snippet struct{ Title, Text string }

// file is something to save and open.
type file struct{ Name, Type, Text string }

// guide is how one tool connects.
type guide struct {
	ID, Name string
	About    string // where it is done
	Fields   func(t target) []field
	Snippet  func(t target) snippet
	File     func(t target) file
	Notes    func(t target) []string
}

// guideOf finds a guide by its id.
func guideOf(id string) (*guide, bool) {
	for i := range guides {
		if guides[i].ID == id {
			return &guides[i], true
		}
	}
	return nil, false
}

func secretField(label string, t target) field { return field{label, t.Password, secret} }

// plainFields are those that most forms have.
func plainFields(t target) []field {
	return []field{{"Host", t.Host, text}, {"Port", t.Port, text}, {"Database", t.Database, text},
		{"User name", t.User, text}, secretField("Password", t)}
}
