package proxy

import (
	"context"
	"crypto/tls"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
)

func selfSigned(t testing.TB) *tls.Config {
	t.Helper()
	cert, err := SelfSigned("localhost", "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return TLSConfig(Always(cert))
}

func clientTLS(protos ...string) *tls.Config {
	return &tls.Config{InsecureSkipVerify: true, NextProtos: protos}
}

var far = &net.TCPAddr{IP: net.IPv4(203, 0, 113, 7), Port: 50000}

func TestLogin(t *testing.T) {
	_, addr := serve(t, Config{})
	c := dial(t, addr)
	got := c.login()
	if got[0] != "AuthenticationOk" || !slices.Contains(got, "BackendKeyData") {
		t.Errorf("got %q", got)
	}
	if c.key == nil || c.key.ProcessID == 0 || len(c.key.SecretKey) != 4 {
		t.Errorf("key data: %+v", c.key)
	}
	c.put(&pgproto3.Query{String: ""})
	if got := c.untilReady(); !slices.Equal(got, []string{"EmptyQueryResponse", "ReadyForQuery I"}) {
		t.Errorf("empty query: %q", got)
	}
	c.put(&pgproto3.Terminate{})
	if got := c.next(); got != "closed" {
		t.Errorf("after Terminate: %q", got)
	}
}

func TestEncryptionRequests(t *testing.T) {
	for _, with := range []bool{false, true} {
		cfg := Config{}
		if with {
			cfg.TLS = selfSigned(t)
		}
		_, addr := serve(t, cfg)
		for _, order := range []string{"s", "g", "gs", "sg"} {
			c := dial(t, addr)
			for _, r := range order {
				code, want := uint32(gssCode), byte('N')
				if r == 's' {
					code = sslCode
					if with {
						want = 'S'
					}
				}
				c.write(requestPacket(code))
				if got := c.readByte(); got != want {
					t.Fatalf("TLS %v, %s: answer %c, want %c", with, order, got, want)
				}
				if want == 'S' {
					c.secure(clientTLS())
					if order == "sg" {
						break // inside TLS there is nothing to ask any more
					}
				}
			}
			c.login()
		}
		c := dial(t, addr)
		c.write(requestPacket(gssCode))
		c.readByte()
		c.write(requestPacket(gssCode))
		if got := c.next(); !strings.HasPrefix(got, "FATAL 0A000 unsupported frontend protocol 1234.5680") {
			t.Errorf("a second GSSENCRequest: %q", got)
		}
	}
}

// What follows SSLRequest in the clear must never be taken for what the client
// said inside TLS.
func TestPlaintextBehindSSLRequest(t *testing.T) {
	asked := make(chan Login, 1)
	_, addr := serve(t, Config{TLS: selfSigned(t), Auth: authFunc(func(_ context.Context, l Login) (sql.Account, *sql.Engine, error) {
		asked <- l
		return nil, nil, sql.Errorf("28P01", "no")
	})})
	c := dial(t, addr)
	c.write(slices.Concat(requestPacket(sslCode), startupPacket(protocol30, "user", "eve")))
	if got := c.readByte(); got != 'S' {
		t.Fatalf("answer %c", got)
	}
	c.secure(clientTLS())
	if err := c.Conn.(*tls.Conn).Handshake(); err == nil {
		t.Error("the handshake went on over injected plaintext")
	}
	select {
	case l := <-asked:
		t.Errorf("injected login reached the authenticator: %+v", l)
	default:
	}
}

func TestDirectTLS(t *testing.T) {
	_, addr := serve(t, Config{TLS: selfSigned(t)}, far)
	c := dial(t, addr)
	c.secure(clientTLS("postgresql"))
	c.login()

	c = dial(t, addr)
	c.secure(clientTLS())
	c.write(startupPacket(protocol30, "user", "ann"))
	if got := c.next(); got != "closed" {
		t.Errorf("direct TLS without ALPN: %q", got)
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	_, addr := serve(t, Config{TLS: selfSigned(t)})
	c := dial(t, addr)
	c.write(requestPacket(sslCode))
	c.readByte()
	cfg := clientTLS()
	cfg.MinVersion, cfg.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	c.secure(cfg)
	if err := c.Conn.(*tls.Conn).Handshake(); err == nil {
		t.Error("TLS 1.1 was accepted")
	}
}

func TestPasswordNeedsEncryptionFromAfar(t *testing.T) {
	for _, with := range []bool{false, true} {
		cfg := Config{}
		want := "TLS certificate"
		if with {
			cfg.TLS, want = selfSigned(t), "sslmode=require"
		}
		_, addr := serve(t, cfg, far)
		c := dial(t, addr)
		c.write(startupPacket(protocol30, "user", "ann"))
		got := c.next()
		if !strings.HasPrefix(got, "FATAL 28000 ") || !strings.Contains(got, want) {
			t.Errorf("TLS %v: got %q, want 28000 with %q", with, got, want)
		}
		if got := c.next(); got != "closed" {
			t.Errorf("then %q", got)
		}
	}
}

func TestRefusedStartups(t *testing.T) {
	_, addr := serve(t, Config{})
	for _, test := range []struct {
		name   string
		packet []byte
		want   string
	}{
		{"no user", startupPacket(protocol30, "database", "x"), "FATAL 28000 no PostgreSQL user name specified in startup packet"},
		{"protocol 2", startupPacket(2<<16, "user", "x"), "FATAL 0A000 unsupported frontend protocol 2.0: server supports 3.0 to 3.0"},
		{"protocol 4", startupPacket(4<<16, "user", "x"), "FATAL 0A000 unsupported frontend protocol 4.0: server supports 3.0 to 3.0"},
		{"replication", startupPacket(protocol30, "user", "x", "replication", "database"), "FATAL 0A000 replication connections are not supported"},
		{"no terminator", requestPacket(protocol30, []byte("user\x00x")...), "FATAL 08P01 invalid startup packet layout"},
		{"odd", requestPacket(protocol30, []byte("user\x00")...), "FATAL 08P01 invalid startup packet layout"},
		{"option without value", startupPacket(protocol30, "user", "x", "options", "-c foo"), "FATAL 42601 -c foo requires a value"},
		{"unknown option", startupPacket(protocol30, "user", "x", "options", "-z"), "FATAL 42601 invalid command-line argument for server process: -z"},
		{"HTTP", []byte("GET / HTTP/1.1\r\n\r\n"), "closed"},
		{"too long", requestPacket(protocol30, make([]byte, maxStartup)...), "closed"},
		{"too short", []byte{0, 0, 0, 4, 0, 0, 0, 0}, "closed"},
	} {
		c := dial(t, addr)
		c.write(test.packet)
		if got := c.next(); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestProtocolNegotiation(t *testing.T) {
	_, addr := serve(t, Config{})
	for _, test := range []struct {
		version uint32
		params  []string
		want    string
	}{
		{3<<16 | 2, nil, `NegotiateProtocolVersion 196608 []`},
		{3<<16 | 9999, []string{"_pq_.b", "1", "_pq_.a", "1"}, `NegotiateProtocolVersion 196608 ["_pq_.b" "_pq_.a"]`},
		{protocol30, []string{"_pq_.a", "1"}, `NegotiateProtocolVersion 196608 ["_pq_.a"]`},
		{protocol30, nil, "AuthenticationCleartextPassword"},
	} {
		c := dial(t, addr)
		c.write(startupPacket(test.version, append([]string{"user", "ann"}, test.params...)...))
		if got := c.next(); got != test.want {
			t.Errorf("%x %q: got %q, want %q", test.version, test.params, got, test.want)
			continue
		}
		if strings.HasPrefix(test.want, "Negotiate") {
			c.next()
		}
		c.put(&pgproto3.PasswordMessage{Password: goodPassword})
		if got := c.untilReady(); got[len(got)-1] != "ReadyForQuery I" {
			t.Errorf("%x: login after negotiation: %q", test.version, got)
		}
	}
}

func TestStartupParameters(t *testing.T) {
	m, err := parseStartup(protocol30, startupPacket(protocol30, "DateStyle", "ISO", "user", "ann", "application_name", "psql",
		"options", `-c datestyle=German --search-path=public  -cgeqo=off -c application_name=a\ b\\c`, "replication", "false")[8:])
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"datestyle": "ISO", "search_path": "public", "geqo": "off", "application_name": "psql"}
	if len(m.settings) != len(want) {
		t.Errorf("settings: %v", m.settings)
	}
	for k, v := range want {
		if m.settings[k] != v {
			t.Errorf("%s = %q, want %q", k, m.settings[k], v)
		}
	}
	opts := map[string]string{}
	if err := parseOptions(`-c application_name=a\ b\\c`, opts); err != nil || opts["application_name"] != `a b\c` {
		t.Errorf("escapes: %v, %v", opts, err)
	}
}

func TestLongPasswords(t *testing.T) {
	long := strings.Repeat("t", 8<<10)
	engine := newTestEngine(t)
	_, addr := serve(t, Config{Auth: authFunc(func(_ context.Context, l Login) (sql.Account, *sql.Engine, error) {
		if l.Password != long {
			return nil, nil, sql.Errorf("28P01", "got %d bytes", len(l.Password))
		}
		return testAccount("x"), engine, nil
	})})
	c := dial(t, addr)
	c.write(startupPacket(protocol30, "user", "ann"))
	c.next()
	c.put(&pgproto3.PasswordMessage{Password: long})
	if got := c.next(); got != "AuthenticationOk" {
		t.Errorf("a password of 8 KiB: %q", got)
	}

	c = dial(t, addr)
	c.write(startupPacket(protocol30, "user", "ann"))
	c.next()
	c.write([]byte{'p', 0x7f, 0xff, 0xff, 0xff})
	if got := c.next(); got != "FATAL 08P01 invalid password packet size: " {
		t.Errorf("a password of 2 GiB: %q", got)
	}
}

func TestStartupTimeout(t *testing.T) {
	_, addr := serve(t, Config{StartupTimeout: 100 * time.Millisecond, TLS: selfSigned(t)})
	for name, first := range map[string][]byte{
		"silent": nil, "half a packet": {0, 0}, "no handshake": requestPacket(sslCode), "no password": startupPacket(protocol30, "user", "ann"),
	} {
		c := dial(t, addr)
		c.write(first)
		begun := time.Now()
		for m := ""; m != "closed"; m = c.next() {
		}
		if d := time.Since(begun); d > 5*time.Second {
			t.Errorf("%s: closed after %v", name, d)
		}
	}
}

func TestTooManyConnections(t *testing.T) {
	_, addr := serve(t, Config{MaxConnections: 2, MaxStarting: 1})
	a, b := dial(t, addr), dial(t, addr)
	a.login()
	b.login()
	c := dial(t, addr)
	if got := c.login(); got[0] != "FATAL 53300 sorry, too many clients already: " {
		t.Errorf("third session: %q", got)
	}
	a.put(&pgproto3.Terminate{})
	a.next()
	deadline := time.Now().Add(5 * time.Second)
	for {
		c := dial(t, addr)
		c.write(startupPacket(protocol30, "user", "ann"))
		if c.next() == "AuthenticationCleartextPassword" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("a closed session's place was not given to another")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestPasswordIsNeverLogged(t *testing.T) {
	var log testLog
	const secret = "ATATT-planted-secret"
	_, addr := serve(t, Config{Logger: log.logger(), Auth: authFunc(func(_ context.Context, l Login) (sql.Account, *sql.Engine, error) {
		switch l.User {
		case "panic":
			panic("in the authenticator")
		case "cause":
			return nil, nil, &sql.Error{Code: "08006", Message: "cannot reach Confluence", Cause: context.DeadlineExceeded}
		}
		return nil, nil, sql.Errorf("28P01", "password authentication failed for user \"%s\"", l.User)
	})})
	for user, want := range map[string]string{
		"ann": "FATAL 28P01", "cause": "FATAL 08006", "panic": "FATAL XX000",
	} {
		c := dial(t, addr)
		c.write(startupPacket(protocol30, "user", user))
		c.next()
		c.put(&pgproto3.PasswordMessage{Password: secret})
		if got := c.next(); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %q, want %s", user, got, want)
		}
		c.next()
	}
	if text := log.String(); strings.Contains(text, secret) || !strings.Contains(text, "in the authenticator") {
		t.Errorf("log: %s", text)
	}
}
