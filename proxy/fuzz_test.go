package proxy

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
)

// fuzzServer is a server that a fuzz target talks to without a socket.
func fuzzServer(f *testing.F) (*Server, *testLog) {
	log := &testLog{}
	srv := NewServer(Config{Auth: onePassword(f), Logger: log.logger(), StartupTimeout: 5 * time.Second, MaxMessage: 1 << 16,
		Failures: FailureLimits{Account: 1 << 40, Delay: 1, MaxDelay: 1}})
	f.Cleanup(func() { srv.Close() })
	return srv, log
}

// connect returns the client's end of a new connection.
func connect(t *testing.T, srv *Server) net.Conn {
	t.Helper()
	ours, theirs := net.Pipe()
	ours.SetDeadline(time.Now().Add(10 * time.Second))
	srv.start(farConn{theirs, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}})
	return ours
}

// noPanic fails if the server met a panic or still has the connection.
func noPanic(t *testing.T, srv *Server, log *testLog) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		srv.mu.Lock()
		n := len(srv.conns)
		srv.mu.Unlock()
		if n == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the connection does not end")
		}
		time.Sleep(100 * time.Microsecond)
	}
	if text := log.String(); strings.Contains(text, "msg=panic") {
		t.Fatal(text)
	}
}

// FuzzStartup: whatever a client begins with, the connection ends without a
// panic.
func FuzzStartup(f *testing.F) {
	f.Add(startupPacket(protocol30, "user", "ann", "options", `-c a=b\ c --d=e`))
	f.Add(startupPacket(3<<16|7, "user", "ann", "_pq_.x", "1"))
	f.Add(append(requestPacket(sslCode), startupPacket(protocol30, "user", "ann")...))
	f.Add(append(requestPacket(gssCode), requestPacket(gssCode)...))
	f.Add(requestPacket(cancelCode, 0, 0, 0, 1, 1, 2, 3, 4))
	f.Add(requestPacket(protocol30))
	f.Add([]byte{0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0})
	f.Add(append(startupPacket(protocol30, "user", "ann"), 'p', 0, 0, 0, 6, 'x', 0))
	f.Add(append(startupPacket(protocol30, "user", "ann"), 'p', 0xff, 0xff, 0xff, 0xff))
	srv, log := fuzzServer(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		c := connect(t, srv)
		go func() {
			c.Write(data)
			c.Close()
		}()
		io.Copy(io.Discard, c)
		noPanic(t, srv, log)
	})
}

// FuzzMessage: whatever a message's body is, after Sync comes ReadyForQuery, or
// the connection is closed.
func FuzzMessage(f *testing.F) {
	seed := func(typ byte, m pgproto3.FrontendMessage) {
		b, err := m.Encode(nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(typ, b[5:])
	}
	seed('Q', &pgproto3.Query{String: "select 1"})
	seed('P', &pgproto3.Parse{Name: "s", Query: "select $1::bigint", ParameterOIDs: []uint32{20}})
	seed('B', &pgproto3.Bind{PreparedStatement: "seed", ParameterFormatCodes: []int16{1}, Parameters: [][]byte{make([]byte, 8)}, ResultFormatCodes: []int16{1}})
	seed('B', &pgproto3.Bind{PreparedStatement: "seed", Parameters: [][]byte{[]byte("12")}})
	seed('D', &pgproto3.Describe{ObjectType: 'S', Name: "seed"})
	seed('E', &pgproto3.Execute{Portal: "", MaxRows: 1})
	seed('C', &pgproto3.Close{ObjectType: 'S', Name: "seed"})
	seed('F', &pgproto3.FunctionCall{Function: 1})
	seed('d', &pgproto3.CopyData{Data: []byte("x")})
	f.Add(byte('B'), []byte("\x00seed\x00\x00\x00\x00\x01\xff\xff\xff\xfe\x00\x00"))
	f.Add(byte('B'), []byte("\x00seed\x00\xff\xff"))
	f.Add(byte('P'), []byte("\x00\x00\xff\xff"))
	f.Add(byte('z'), []byte(nil))
	srv, log := fuzzServer(f)
	f.Fuzz(func(t *testing.T, typ byte, body []byte) {
		c := connect(t, srv)
		defer noPanic(t, srv, log)
		defer c.Close()
		fe := pgproto3.NewFrontend(c, c)
		go func() {
			c.Write(startupPacket(protocol30, "user", "ann", "database", "confluence"))
			parse, _ := (&pgproto3.Parse{Name: "seed", Query: "select $1::bigint as a"}).Encode(nil)
			var b bytes.Buffer
			b.WriteString("p")
			binary.Write(&b, binary.BigEndian, uint32(4+len(goodPassword)+1))
			b.WriteString(goodPassword + "\x00")
			b.Write(parse)
			b.Write([]byte{'S', 0, 0, 0, 4, typ})
			binary.Write(&b, binary.BigEndian, uint32(4+len(body)))
			b.Write(body)
			b.Write([]byte{'E', 0, 0, 0, 9, 0, 0, 0, 0, 0, 'S', 0, 0, 0, 4})
			c.Write(b.Bytes())
		}()
		// Ready after the login, after the seed, after Sync, and after a Query
		// or a FunctionCall.
		want := 3
		if typ == 'Q' || typ == 'F' || typ == 'S' {
			want = 4
		}
		for want > 0 {
			m, err := fe.Receive()
			if err != nil {
				if n, ok := err.(net.Error); ok && n.Timeout() {
					t.Fatalf("%q %x: neither ReadyForQuery nor the end", typ, body)
				}
				return
			}
			if _, ok := m.(*pgproto3.ReadyForQuery); ok {
				want--
			}
		}
	})
}

// FuzzOptions: any options string is split or refused, and a refusal is an
// *sql.Error.
func FuzzOptions(f *testing.F) {
	for _, s := range []string{"", "-c a=b", `--a\ b=c`, "-c", "--", "-ca", `\`, "-c a=b -c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if err := parseOptions(s, map[string]string{}); err != nil {
			if _, ok := err.(*sql.Error); !ok {
				t.Fatal(err)
			}
		}
	})
}
