package proxy

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
)

// TestMain lets the test binary be the many clients of TestIdleMemory, so that
// their memory is not counted with the server's.
func TestMain(m *testing.M) {
	if addr := os.Getenv("PROXY_TEST_CLIENTS_OF"); addr != "" {
		if err := manyClients(addr, os.Getenv("PROXY_TEST_CLIENTS")); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// manyClients logs in over TLS count times, runs one query each, says so, and
// holds the connections until its standard input ends.
func manyClients(addr, count string) error {
	n, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	var open []net.Conn // or the collector would close them
	for range n {
		raw, err := net.Dial("tcp", addr)
		if err != nil {
			return err
		}
		c := tls.Client(raw, clientTLS("postgresql"))
		open = append(open, c)
		if _, err := c.Write(startupPacket(protocol30, "user", "ann", "database", "confluence")); err != nil {
			return err
		}
		fe := pgproto3.NewFrontend(c, c)
		fe.Send(&pgproto3.PasswordMessage{Password: goodPassword})
		fe.Send(&pgproto3.Query{String: "select id, name from items order by id"})
		if err := fe.Flush(); err != nil {
			return err
		}
		for ready := 0; ready < 2; {
			m, err := fe.Receive()
			if err != nil {
				return err
			}
			if _, ok := m.(*pgproto3.ReadyForQuery); ok {
				ready++
			}
		}
	}
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	for _, c := range open {
		c.Close()
	}
	return nil
}

// TestIdleMemory measures what a connection costs that is logged in over TLS,
// has run a query and waits for the next one. The bound is 60 KB.
func TestIdleMemory(t *testing.T) {
	const clients, bound = 500, 60_000
	if testing.Short() {
		t.Skip("not in short mode")
	}
	_, addr := serve(t, Config{TLS: selfSigned(t)})
	before := inUse()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PROXY_TEST_CLIENTS_OF="+addr, fmt.Sprint("PROXY_TEST_CLIENTS=", clients))
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer stdin.Close()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if line != "ready\n" {
		t.Fatalf("the clients said %q, %v", line, err)
	}
	each := (inUse() - before) / clients
	t.Logf("%d bytes for each idle connection", each)
	if each > bound && !raceEnabled {
		t.Errorf("an idle connection takes %d bytes, the bound is %d", each, bound)
	}
}

// inUse is the memory that the process's heap and stacks take.
func inUse() int64 {
	for range 3 {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}
