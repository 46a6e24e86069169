package proxy

import (
	"context"
	"crypto/sha256"
	"errors"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"
	xdg "github.com/xdg-go/scram"

	"github.com/pgconfluence/pgconfluence/sql"
)

// scramFor takes the users whose name has a slash through SCRAM; all have
// goodPassword.
type scramFor struct{ engine *sql.Engine }

func (s scramFor) SCRAM(_ context.Context, l Login) (Exchange, error) {
	if !strings.Contains(l.User, "/") {
		return nil, nil
	}
	return &testExchange{s: s, l: l}, nil
}

type testExchange struct {
	s    scramFor
	l    Login
	conv *xdg.ServerConversation
}

func (x *testExchange) Mechanisms() []string {
	if x.l.Certificate == nil {
		return []string{"SCRAM-SHA-256"}
	}
	return []string{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"}
}

func (x *testExchange) Begin(mechanism string) error {
	if mechanism != "SCRAM-SHA-256" && mechanism != "SCRAM-SHA-256-PLUS" {
		return protocolError("client selected an invalid SASL authentication mechanism")
	}
	client, _ := xdg.SHA256.NewClient("", goodPassword, "")
	stored, err := client.GetStoredCredentialsWithError(xdg.KeyFactors{Salt: "0123456789abcdef", Iters: 4096})
	if err != nil {
		return err
	}
	server, _ := xdg.SHA256.NewServer(func(string) (xdg.StoredCredentials, error) { return stored, nil })
	x.conv = server.NewConversation()
	if x.l.Certificate != nil {
		sum := sha256.Sum256(x.l.Certificate.Raw)
		x.conv = server.NewConversationWithChannelBinding(xdg.ChannelBinding{Type: xdg.ChannelBindingTLSServerEndpoint, Data: sum[:]})
	}
	return nil
}

func (x *testExchange) Step(message []byte) ([]byte, bool, error) {
	answer, err := x.conv.Step(string(message))
	if err != nil {
		return nil, false, sql.Errorf("28P01", "password authentication failed for user \"%s\"", x.l.User)
	}
	return []byte(answer), x.conv.Valid(), nil
}

func (x *testExchange) Login(context.Context) (sql.Account, *sql.Engine, error) {
	return testAccount(x.l.User), x.s.engine, nil
}

// journal is what Tried and Opened were told.
type journal struct {
	mu            sync.Mutex
	tried         []string // user and code
	opened, ended int
	last          SessionInfo
}

func (j *journal) wire(cfg *Config) {
	cfg.Tried = func(l Login, err *sql.Error) {
		j.mu.Lock()
		defer j.mu.Unlock()
		code := ""
		if err != nil {
			code = err.Code
		}
		j.tried = append(j.tried, l.User+" "+code+l.Password)
	}
	cfg.Opened = func(s SessionInfo) func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.opened++
		j.last = s
		return func() {
			j.mu.Lock()
			defer j.mu.Unlock()
			j.ended++
		}
	}
}

func TestSCRAMByPsql(t *testing.T) {
	path, err := exec.LookPath("psql")
	if err != nil {
		skipOrFail(t, "psql is not installed")
	}
	cert, err := SelfSigned("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	var j journal
	cfg := Config{SCRAM: scramFor{newTestEngine(t)}, TLS: TLSConfig(Always(cert))}
	j.wire(&cfg)
	_, addr := serve(t, cfg)
	host, port, _ := strings.Cut(addr, ":")
	for _, test := range []struct {
		user, password, options string
		good                    bool
	}{
		{"ann@example.com/psql", goodPassword, "sslmode=disable", true},
		{"ann@example.com/psql", goodPassword, "sslmode=require", true},
		{"ann@example.com/psql", goodPassword, "sslmode=require channel_binding=require", true},
		{"ann@example.com/psql", goodPassword, "sslmode=require channel_binding=disable", true},
		{"ann@example.com/psql", goodPassword, "sslmode=disable channel_binding=require", false},
		{"ann@example.com/psql", "wrong", "sslmode=require channel_binding=require", false},
		{"ann@example.com/psql", "wrong", "sslmode=disable", false},
		{"ann@example.com", goodPassword, "sslmode=require", true}, // in clear text, within TLS
	} {
		cmd := exec.Command(path, "-XAtqc", "select 1", "host="+host+" port="+port+" dbname=d user="+test.user+" "+test.options)
		cmd.Env = []string{"PGPASSWORD=" + test.password}
		out, err := cmd.CombinedOutput()
		if got := err == nil && strings.TrimSpace(string(out)) == "1"; got != test.good {
			t.Errorf("%+v: %s", test, out)
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if got := strings.Join(j.tried, ","); strings.Count(got, "28P01") != 2 || strings.Contains(got, goodPassword) || j.opened != 5 {
		t.Errorf("told %q, %d opened", got, j.opened)
	}
}

func TestSCRAMMessages(t *testing.T) {
	_, addr := serve(t, Config{SCRAM: scramFor{newTestEngine(t)}})
	for name, step := range map[string]struct {
		send pgproto3.FrontendMessage
		code string
	}{
		"another mechanism": {&pgproto3.SASLInitialResponse{AuthMechanism: "PLAIN", Data: []byte("x")}, "08P01"},
		"no message":        {&pgproto3.SASLInitialResponse{AuthMechanism: "SCRAM-SHA-256"}, "28P01"},
		"a password":        {&pgproto3.PasswordMessage{Password: goodPassword}, "08P01"},
		"a query":           {&pgproto3.Query{String: "select 1"}, "08P01"},
	} {
		c := dial(t, addr)
		c.Send(&pgproto3.StartupMessage{ProtocolVersion: protocol30, Parameters: map[string]string{"user": "ann@example.com/x", "database": "d"}})
		c.Flush()
		m, err := c.Receive()
		if sasl, ok := m.(*pgproto3.AuthenticationSASL); !ok || len(sasl.AuthMechanisms) != 1 {
			t.Fatalf("%T, %v", m, err)
		}
		c.Send(step.send)
		c.Flush()
		m, err = c.Receive()
		if e, ok := m.(*pgproto3.ErrorResponse); !ok || e.Code != step.code {
			t.Errorf("%s: %#v, %v", name, m, err)
		}
	}
}

func TestOpenedAndEnded(t *testing.T) {
	var j journal
	cfg := Config{}
	j.wire(&cfg)
	_, addr := serve(t, cfg)
	c := dial(t, addr)
	c.login()
	j.mu.Lock()
	info := j.last
	j.mu.Unlock()
	if info.Account == nil || info.Login.User == "" || info.Login.Password != "" || info.PID == 0 {
		t.Fatalf("%+v", info)
	}
	info.End(sql.Errorf("57P01", "terminating connection due to administrator command"))
	m, err := c.Receive()
	if e, ok := m.(*pgproto3.ErrorResponse); !ok || e.Code != "57P01" {
		t.Fatalf("%#v, %v", m, err)
	}
	end := time.Now().Add(5 * time.Second)
	for {
		j.mu.Lock()
		ended := j.ended
		j.mu.Unlock()
		if ended == 1 {
			break
		}
		if time.Now().After(end) {
			t.Fatal(errors.New("not told that it is over"))
		}
		time.Sleep(time.Millisecond)
	}
	info.End(sql.Errorf("57P01", "again"))
}
