package scram

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	xdg "github.com/xdg-go/scram"
)

// RFC 7677, section 3: the example exchange of user "user" with the password
// "pencil".
func TestRFC7677(t *testing.T) {
	salt, _ := base64.StdEncoding.DecodeString("W22ZaJ0SNY7soEsUEjb6gQ==")
	v, err := derive("pencil", salt, 4096)
	if err != nil {
		t.Fatal(err)
	}
	server, _ := xdg.SHA256.NewServer(func(string) (xdg.StoredCredentials, error) {
		return xdg.StoredCredentials{KeyFactors: xdg.KeyFactors{Salt: string(v.Salt), Iters: v.Iterations}, StoredKey: v.StoredKey, ServerKey: v.ServerKey}, nil
	})
	server.WithNonceGenerator(func() string { return "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0" })
	e := &Exchange{conv: server.NewConversation()}
	for _, step := range [][2]string{
		{"n,,n=user,r=rOprNGfwEbeRWgbNEkqO", "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"},
		{"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
			"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="},
	} {
		got, done, err := e.Step([]byte(step[0]))
		if err != nil || string(got) != step[1] || done != strings.HasPrefix(step[1], "v=") {
			t.Fatalf("got %q, %v, %v", got, done, err)
		}
	}
}

// talk runs a client of the library against an exchange.
func talk(t *testing.T, v Verifier, password, mechanism string, serverBinding, clientBinding []byte) error {
	t.Helper()
	client, err := xdg.SHA256.NewClient("", password, "")
	if err != nil {
		t.Fatal(err)
	}
	conv := client.NewConversation()
	if clientBinding != nil {
		conv = client.NewConversationWithChannelBinding(xdg.ChannelBinding{Type: xdg.ChannelBindingTLSServerEndpoint, Data: clientBinding})
	}
	e, err := NewExchange(v, mechanism, serverBinding)
	if err != nil {
		return err
	}
	said, _ := conv.Step("")
	for {
		answer, done, err := e.Step([]byte(said))
		if err != nil {
			return err
		}
		if said, err = conv.Step(string(answer)); err != nil {
			t.Fatalf("the client does not believe the server: %v", err)
		}
		if done {
			return nil
		}
	}
}

func TestExchange(t *testing.T) {
	v, err := NewVerifier("tool password")
	if err != nil {
		t.Fatal(err)
	}
	v, err = ParseVerifier(v.String())
	if err != nil {
		t.Fatal(err)
	}
	cert, other := []byte("hash of the certificate"), []byte("hash of another")
	for _, c := range []struct {
		name, password, mechanism string
		server, client            []byte
		want                      error
	}{
		{"good", "tool password", SHA256, nil, nil, nil},
		{"good, TLS, a client that cannot bind", "tool password", SHA256, cert, nil, nil},
		{"good, bound", "tool password", SHA256Plus, cert, cert, nil},
		{"wrong password", "tool passworD", SHA256, nil, nil, ErrPassword},
		{"wrong password, bound", "tool passworD", SHA256Plus, cert, cert, ErrPassword},
		{"somebody in the middle", "tool password", SHA256Plus, cert, other, ErrBinding},
		{"PLUS without TLS", "tool password", SHA256Plus, nil, cert, ErrProtocol},
		{"PLUS without binding", "tool password", SHA256Plus, cert, nil, ErrProtocol},
		{"binding without PLUS", "tool password", SHA256, cert, cert, ErrProtocol},
		{"another mechanism", "tool password", "PLAIN", cert, cert, ErrProtocol},
	} {
		if err := talk(t, v, c.password, c.mechanism, c.server, c.client); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// A client that can bind, but was told that the server cannot, says "y": then
// somebody has cut PLUS out of the offer.
func TestDowngrade(t *testing.T) {
	v, _ := NewVerifier("x")
	e, _ := NewExchange(v, SHA256, []byte("certificate"))
	if _, _, err := e.Step([]byte("y,,n=,r=abcdefghijkl")); !errors.Is(err, ErrBinding) {
		t.Fatal(err)
	}
	e, _ = NewExchange(v, SHA256, nil)
	if _, _, err := e.Step([]byte("y,,n=,r=abcdefghijkl")); err != nil {
		t.Fatal(err)
	}
}

func TestNobodyActsForAnother(t *testing.T) {
	v, _ := NewVerifier("x")
	e, _ := NewExchange(v, SHA256, nil)
	if _, _, err := e.Step([]byte("n,a=admin,n=,r=abcdefghijkl")); !errors.Is(err, ErrProtocol) {
		t.Fatal(err)
	}
}

func TestMock(t *testing.T) {
	a, again, b := Mock([]byte("ann")), Mock([]byte("ann")), Mock([]byte("bob"))
	if !bytes.Equal(a.Salt, again.Salt) || bytes.Equal(a.Salt, b.Salt) || len(a.Salt) != saltSize || a.Iterations != Iterations {
		t.Fatal("a mock can be told from a verifier")
	}
	if err := talk(t, a, "anything", SHA256, nil, nil); !errors.Is(err, ErrPassword) {
		t.Fatal(err)
	}
}

func TestVerify(t *testing.T) {
	v, _ := NewVerifier("right")
	if !v.Verify("right") || v.Verify("wrong") || v.Verify("") {
		t.Fatal("Verify is wrong")
	}
	for _, bad := range []string{"", "umläut", "tab\t"} {
		if _, err := NewVerifier(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestParseVerifier(t *testing.T) {
	v, _ := NewVerifier("x")
	good := v.String()
	for _, bad := range []string{"", "x", prefix, good + "=", good + ":", strings.Replace(good, "4096", "1", 1), strings.Replace(good, "4096", "-4096", 1),
		strings.Replace(good, "4096", "99999999999999999999", 1), strings.Replace(good, "$", ":", 2), good[:len(good)-8], "md5" + good} {
		if _, err := ParseVerifier(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

// PostgreSQL takes our verifiers as they are.
func TestPostgreSQLTakesVerifiers(t *testing.T) {
	v, _ := NewVerifier("tool password")
	dsn := os.Getenv("PGCONFLUENCE_ORACLE")
	if dsn == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("PGCONFLUENCE_ORACLE is not set")
		}
		t.Skip("needs a PostgreSQL 15: set PGCONFLUENCE_ORACLE to its address")
	}
	psql := func(sql string) (string, error) {
		out, err := exec.Command("psql", "-XAtqc", sql, dsn).CombinedOutput()
		return strings.TrimSpace(string(out)), err
	}
	got, err := psql("begin; create role scram_verifier_test password '" + v.String() +
		"'; select rolpassword from pg_authid where rolname = 'scram_verifier_test'; rollback")
	if err != nil || got != v.String() {
		t.Fatalf("%v: %s", err, got)
	}
}

func FuzzParseVerifier(f *testing.F) {
	v, _ := NewVerifier("x")
	f.Add(v.String())
	f.Add("SCRAM-SHA-256$4096:$:")
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseVerifier(s)
		if err != nil {
			return
		}
		if again, err := ParseVerifier(v.String()); err != nil || again.String() != v.String() {
			t.Fatal("not the same again")
		}
	})
}

func FuzzStep(f *testing.F) {
	f.Add("n,,n=,r=abc", "c=biws,r=abc,p=AAAA", false)
	f.Add("p=tls-server-end-point,,n=,r=abc", "c=cD10bHMtc2VydmVyLWVuZC1wb2ludCws,r=abc,p=AAAA", true)
	f.Add("y,,m=x,n=,r=abc", "", true)
	v, _ := NewVerifier("x")
	f.Fuzz(func(t *testing.T, first, final string, plus bool) {
		mechanism := SHA256
		if plus {
			mechanism = SHA256Plus
		}
		e, err := NewExchange(v, mechanism, []byte("certificate"))
		if err != nil {
			t.Fatal(err)
		}
		if _, done, err := e.Step([]byte(first)); err != nil || done {
			if done {
				t.Fatal("done without a proof")
			}
			return
		}
		if _, done, _ := e.Step([]byte(final)); done {
			t.Fatal("logged in without the password")
		}
	})
}
