package main

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

// The first signal waits for what runs; the second does not.
func TestSecondSignal(t *testing.T) {
	site := confluencetest.New(confluencetest.Config{Spaces: 5, Pages: 50, Users: 20})
	addPeople(site)
	var asked atomic.Int64 // for the spaces, which the statement needs
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wiki/api/v2/spaces" {
			asked.Add(1)
		}
		site.ServeHTTP(w, r)
	}))
	defer web.Close()
	cmd := exec.CommandContext(t.Context(), binary(t), "serve", "--site", web.URL, "--listen", "127.0.0.1:0", "--metrics-listen", "",
		"--store-dir", t.TempDir(), "--shutdown-timeout", "1h")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for scan := bufio.NewScanner(stderr); scan.Scan(); {
			lines <- scan.Text()
		}
	}()
	await := func(pattern string) string {
		t.Helper()
		for {
			select {
			case line, ok := <-lines:
				if m := regexp.MustCompile(pattern).FindStringSubmatch(line); m != nil {
					return m[len(m)-1]
				}
				if !ok {
					t.Fatalf("the log has no %s", pattern)
				}
			case <-time.After(20 * time.Second):
				t.Fatalf("the log has no %s", pattern)
			}
		}
	}
	addr := await(`clients" address=(\S+)`)
	c, err := pgx.Connect(t.Context(), "postgres://demo%40example.com:"+demoToken+"@"+addr+"/confluence?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	site.Inject(confluencetest.Fault{Path: "/wiki/api/v2/", Delay: time.Minute, Count: -1})
	before := asked.Load()
	go c.Exec(t.Context(), "select count(*) from spaces")
	wait(t, "the statement to run", func() bool { return asked.Load() > before })

	cmd.Process.Signal(syscall.SIGTERM)
	await("msg=\"stopping")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatalf("it did not wait for the statement: %v", err)
	}
	done := make(chan struct{})
	go func() {
		cmd.Wait()
		close(done)
	}()
	select {
	case <-done:
		if ws := cmd.ProcessState.Sys().(syscall.WaitStatus); !ws.Signaled() || ws.Signal() != syscall.SIGTERM {
			t.Errorf("it ended with %v", cmd.ProcessState)
		}
	case <-time.After(20 * time.Second):
		t.Error("it waits on after the second signal")
	}
	web.CloseClientConnections()
}
