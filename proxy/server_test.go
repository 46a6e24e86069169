package proxy

import (
	"context"
	"errors"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
)

// slowTable never ends loading by itself.
type slowTable struct {
	started chan struct{} // gets a value when a load begins
	release chan struct{} // closed: loads end well
}

func newSlowTable() *slowTable {
	return &slowTable{started: make(chan struct{}, 100), release: make(chan struct{})}
}

func (s *slowTable) Definition() *sql.Definition {
	return &sql.Definition{Schema: "public", Name: "slow", PrimaryKey: []string{"id"},
		Columns: []sql.Column{{Name: "id", Type: 20, NotNull: true}}}
}
func (s *slowTable) Calls(sql.Slice, int64) int64 { return 1 }
func (s *slowTable) Load(ctx context.Context, req *sql.LoadRequest) error {
	s.started <- struct{}{}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.release:
		return req.Emit([]any{int64(1)})
	}
}

// serveSlow starts a server with a table that waits.
func serveSlow(t *testing.T, cfg Config) (*Server, string, *slowTable) {
	t.Helper()
	slow := newSlowTable()
	engine := newTestEngine(t, slow)
	cfg.Auth = authFunc(func(_ context.Context, l Login) (sql.Account, *sql.Engine, error) {
		return testAccount(l.User), engine, nil
	})
	srv, addr := serve(t, cfg)
	return srv, addr, slow
}

func wait(t *testing.T, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(10 * time.Second):
		t.Fatalf("timeout: %s", what)
	}
}

func TestCancelRequest(t *testing.T) {
	var verdicts []bool
	var mu sync.Mutex
	_, addr, slow := serveSlow(t, Config{Observer: Observer{Canceled: func(good bool) {
		mu.Lock()
		defer mu.Unlock()
		verdicts = append(verdicts, good)
	}}})
	c := dial(t, addr)
	c.login()
	cancel := func(pid uint32, key []byte) {
		t.Helper()
		k := dial(t, addr)
		b, _ := (&pgproto3.CancelRequest{ProcessID: pid, SecretKey: key}).Encode(nil)
		k.write(b)
		if got := k.next(); got != "closed" {
			t.Errorf("a cancel request was answered: %q", got)
		}
	}
	for _, extended := range []bool{false, true} {
		if extended {
			c.put(&pgproto3.Parse{Query: "select * from slow"}, &pgproto3.Bind{}, &pgproto3.Execute{}, &pgproto3.Sync{})
		} else {
			c.put(&pgproto3.Query{String: "select * from slow"})
		}
		wait(t, "the statement to start", slow.started)
		wrong := slices.Clone(c.key.SecretKey)
		wrong[3]++
		cancel(c.key.ProcessID, wrong)
		cancel(c.key.ProcessID+1, c.key.SecretKey)
		cancel(c.key.ProcessID, c.key.SecretKey[:3])
		cancel(c.key.ProcessID, c.key.SecretKey)
		got := c.untilReady()
		if !slices.Contains(got, "ERROR 57014 canceling statement due to user request: ") || got[len(got)-1] != "ReadyForQuery I" {
			t.Errorf("extended %v: %q", extended, got)
		}
		cancel(c.key.ProcessID, c.key.SecretKey) // nothing runs: no effect
		c.put(&pgproto3.Query{String: "select 1"})
		if got := c.untilReady(); !slices.Contains(got, `DataRow "1"`) {
			t.Errorf("after a cancel: %q", got)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if want := []bool{false, false, true, true, false, false, true, true}; !slices.Equal(verdicts, want) {
		t.Errorf("verdicts %v, want %v", verdicts, want)
	}
}

// Notices come through at once, while the statement still waits, and in order.
func TestNoticesDuringALongWait(t *testing.T) {
	srv, addr, slow := serveSlow(t, Config{})
	c := dial(t, addr)
	c.login()
	c.put(&pgproto3.Query{String: "select * from slow"})
	wait(t, "the statement to start", slow.started)
	var inner *conn
	srv.mu.Lock()
	for inner = range srv.conns {
	}
	srv.mu.Unlock()
	for _, text := range []string{"one", "two", "three"} {
		inner.Notice(&sql.Notice{Severity: "NOTICE", Error: sql.Error{Message: text}})
	}
	inner.ParameterStatus("application_name", "from elsewhere")
	for _, text := range []string{"one", "two", "three"} {
		if got := c.next(); got != "Notice NOTICE 00000: "+text {
			t.Errorf("got %q", got)
		}
	}
	close(slow.release)
	got := c.untilReady()
	if n := len(got); n < 3 || got[n-2] != "ParameterStatus application_name=from elsewhere" || !strings.HasPrefix(got[n-3], "CommandComplete") {
		t.Errorf("got %q", got)
	}
}

func TestShutdown(t *testing.T) {
	srv, addr, slow := serveSlow(t, Config{TLS: selfSigned(t)})
	idle, inBlock, busy, batch, starting := dial(t, addr), dial(t, addr), dial(t, addr), dial(t, addr), dial(t, addr)
	idle.login()
	inBlock.login()
	inBlock.put(&pgproto3.Query{String: "begin"})
	inBlock.untilReady()
	busy.login()
	busy.put(&pgproto3.Query{String: "select * from slow"})
	wait(t, "the statement to start", slow.started)
	batch.login()
	batch.put(&pgproto3.Parse{Query: "select 'batch'"}, &pgproto3.Flush{})
	if got := batch.next(); got != "ParseComplete" {
		t.Fatal(got)
	}
	starting.write(startupPacket(protocol30, "user", "ann"))
	starting.next()

	done := make(chan error, 1)
	go func() { done <- srv.Shutdown(context.Background()) }()
	const goodbye = "FATAL 57P01 terminating connection due to administrator command: "
	for _, c := range []*client{idle, inBlock} {
		if a, b := c.next(), c.next(); a != goodbye || b != "closed" {
			t.Errorf("an idle session got %q, %q", a, b)
		}
	}
	if got := starting.next(); got != "closed" {
		t.Errorf("a start-up got %q", got)
	}
	if _, err := net.DialTimeout("tcp", addr, time.Second); err == nil {
		t.Error("still accepting")
	}
	select {
	case <-done:
		t.Fatal("Shutdown did not wait for what runs")
	case <-time.After(50 * time.Millisecond):
	}
	close(slow.release)
	got := busy.untilReady()
	if !slices.Contains(got, `DataRow "1"`) || got[len(got)-1] != "ReadyForQuery I" {
		t.Errorf("the running statement got %q", got)
	}
	if got := busy.next(); got != goodbye {
		t.Errorf("then %q", got)
	}
	batch.put(&pgproto3.Bind{}, &pgproto3.Execute{}, &pgproto3.Sync{})
	if got := batch.untilReady(); !slices.Contains(got, `DataRow "batch"`) {
		t.Errorf("the batch under way got %q", got)
	}
	if got := batch.next(); got != goodbye {
		t.Errorf("then %q", got)
	}
	if err := <-done; err != nil {
		t.Errorf("Shutdown: %v", err)
	}
	noGoroutines(t)
}

func TestShutdownThatIsInAHurry(t *testing.T) {
	srv, addr, slow := serveSlow(t, Config{})
	c, silent := dial(t, addr), dial(t, addr)
	c.login()
	c.put(&pgproto3.Query{String: "select * from slow"})
	wait(t, "the statement to start", slow.started)
	silent.login()
	silent.put(&pgproto3.Parse{Query: "select 1"}, &pgproto3.Flush{}) // and never Sync
	silent.next()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := srv.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Shutdown: %v", err)
	}
	if got := c.untilReady(); !strings.HasPrefix(got[len(got)-2], "FATAL 57P01") || got[len(got)-1] != "closed" {
		t.Errorf("the running statement got %q", got)
	}
	noGoroutines(t)
}

// noGoroutines fails if a goroutine of the server is left.
func noGoroutines(t *testing.T) {
	t.Helper()
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	for _, g := range strings.Split(string(buf), "\n\n") {
		if strings.Contains(g, "proxy.(*conn)") || strings.Contains(g, "proxy.(*session)") || strings.Contains(g, "proxy.(*writer)") {
			t.Errorf("left behind: %s", g)
		}
	}
}

// A client that does not read its answer is given up after a while.
func TestStuckClient(t *testing.T) {
	closed := make(chan struct{}, 1)
	_, addr := serve(t, Config{WriteTimeout: 200 * time.Millisecond, Observer: Observer{Sessions: func(d int) {
		if d < 0 {
			closed <- struct{}{}
		}
	}}})
	c := dial(t, addr)
	c.Conn.(*net.TCPConn).SetReadBuffer(4096)
	c.login()
	c.put(&pgproto3.Query{String: strings.Repeat("select * from numbers;", 5)})
	wait(t, "the session to be given up", closed)
}

func TestMessageBounds(t *testing.T) {
	_, addr := serve(t, Config{MaxMessage: 100_000})
	for _, test := range []struct {
		send []byte
		want string
	}{
		{[]byte{'Q', 0x7f, 0xff, 0xff, 0xff}, "FATAL 54000 a message of 2147483643 bytes is too large, the limit is 100000: "},
		{[]byte{'Q', 0xff, 0xff, 0xff, 0xff}, "FATAL 08P01 invalid message length: "},
		{[]byte{'Q', 0, 0, 0, 3}, "FATAL 08P01 invalid message length: "},
		{[]byte{'S', 0, 0, 0x40, 0}, "FATAL 54000 a message of 16380 bytes is too large, the limit is 10000: "},
		{[]byte{'p', 0, 0, 0, 4}, "FATAL 08P01 invalid frontend message type 112: "},
		{[]byte{'F', 0, 0, 0, 4}, "ERROR 0A000 the function call message is not supported: Call the function in a SELECT statement."},
		{[]byte{'B', 0, 0, 0, 5, 'x'}, "ERROR 08P01 invalid message format: "},
		{[]byte{'P', 0, 0, 0, 5, 'x'}, "ERROR 08P01 invalid message format: "},
		{[]byte{'Q', 0, 0, 0, 5, 'x'}, "ERROR 08P01 invalid message format: "},
		{[]byte{'Q', 0, 0, 0, 6, 0xff, 0}, "ERROR 22021 invalid byte sequence for encoding \"UTF8\": 0xff: "},
	} {
		c := dial(t, addr)
		c.login()
		c.write(test.send)
		if got := c.next(); got != test.want {
			t.Errorf("%x: got %q, want %q", test.send, got, test.want)
		}
		if strings.HasPrefix(test.want, "ERROR") {
			c.put(&pgproto3.Sync{})
			if got := c.untilReady(); got[len(got)-1] != "ReadyForQuery I" {
				t.Errorf("%x: then %q", test.send, got)
			}
		} else if got := c.next(); got != "closed" {
			t.Errorf("%x: then %q", test.send, got)
		}
	}
	// A long query within the bound, larger than any buffer.
	c := dial(t, addr)
	c.login()
	long := strings.Repeat("x", 90_000)
	c.put(&pgproto3.Query{String: "select '" + long + "' = 'x'"})
	if got := c.untilReady(); !slices.Contains(got, `DataRow "f"`) {
		t.Errorf("long query: %.200q", got)
	}
}

func TestSessionHoldsBoundedMemory(t *testing.T) {
	_, addr := serve(t, Config{MaxPrepared: 3, MaxMessage: 20_000})
	c := dial(t, addr)
	c.login()
	for i, name := range []string{"a", "b", "c", "d"} {
		c.put(&pgproto3.Parse{Name: name, Query: "select 1"}, &pgproto3.Sync{})
		if got := c.untilReady(); (got[0] == "ParseComplete") != (i < 3) || i == 3 && !strings.HasPrefix(got[0], "ERROR 53400") {
			t.Errorf("statement %d: %q", i, got)
		}
	}
	c.put(&pgproto3.Close{ObjectType: 'S', Name: "a"}, &pgproto3.Close{ObjectType: 'S', Name: "b"},
		&pgproto3.Parse{Name: "e", Query: "select 1"}, &pgproto3.Sync{})
	if got := c.untilReady(); got[2] != "ParseComplete" {
		t.Errorf("after Close: %q", got)
	}

	// Portals of 19 kB each: four fit into the limit of 80 kB, and those that
	// were closed do not count.
	_, addr = serve(t, Config{MaxMessage: 20_000})
	c = dial(t, addr)
	c.login()
	c.put(&pgproto3.Query{String: "begin"})
	c.untilReady()
	big := [][]byte{[]byte(strings.Repeat("x", 19_000))}
	for range 9 {
		c.put(&pgproto3.Parse{Query: "select $1::text is null"}, &pgproto3.Bind{DestinationPortal: "p", Parameters: big},
			&pgproto3.Close{ObjectType: 'P', Name: "p"}, &pgproto3.Sync{})
		if got := c.untilReady(); got[1] != "BindComplete" {
			t.Fatalf("bind and close: %q", got)
		}
	}
	for i, name := range []string{"p", "q", "r", "s", "t"} {
		c.put(&pgproto3.Bind{DestinationPortal: name, Parameters: big}, &pgproto3.Sync{})
		if got := c.untilReady(); (got[0] == "BindComplete") != (i < 4) || i == 4 && !strings.HasPrefix(got[0], "ERROR 53400") {
			t.Errorf("portal %d: %q", i, got)
		}
	}
}

func TestPanicEndsOnlyItsSession(t *testing.T) {
	var log testLog
	boom := &panicTable{}
	engine := newTestEngine(t, boom)
	_, addr := serve(t, Config{Logger: log.logger(), Auth: authFunc(func(_ context.Context, l Login) (sql.Account, *sql.Engine, error) {
		if l.User == "nobody" {
			panic("boom")
		}
		return testAccount(l.User), engine, nil
	})})
	other, c := dial(t, addr), dial(t, addr)
	other.login()
	c.write(startupPacket(protocol30, "user", "nobody"))
	c.next()
	c.put(&pgproto3.PasswordMessage{Password: goodPassword})
	if got := c.next(); got != "FATAL XX000 internal error: The server's log has the details." {
		t.Errorf("got %q", got)
	}
	if !strings.Contains(log.String(), "boom") || !strings.Contains(log.String(), "server_test.go") {
		t.Errorf("the log lacks the panic or its stack: %s", log.String())
	}
	other.put(&pgproto3.Query{String: "select 1"})
	if got := other.untilReady(); got[len(got)-1] != "ReadyForQuery I" {
		t.Errorf("the other session got %q", got)
	}
	c = dial(t, addr)
	c.login()
	c.put(&pgproto3.Query{String: "select * from boom"})
	if got := c.untilReady(); !strings.Contains(got[0], " XX000 internal error") {
		t.Errorf("a fault in a table: %q", got)
	}
	other.put(&pgproto3.Query{String: "select 1"})
	if got := other.untilReady(); got[len(got)-1] != "ReadyForQuery I" {
		t.Errorf("the other session got %q", got)
	}
}

// panicTable is a table with a fault.
type panicTable struct{}

func (panicTable) Definition() *sql.Definition {
	return &sql.Definition{Schema: "public", Name: "boom", PrimaryKey: []string{"id"},
		Columns: []sql.Column{{Name: "id", Type: 20, NotNull: true}}}
}
func (panicTable) Calls(sql.Slice, int64) int64                       { return 1 }
func (panicTable) Load(ctx context.Context, _ *sql.LoadRequest) error { panic("in a table") }
