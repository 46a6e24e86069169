package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

// A stop lets running statements end, tells idle sessions, takes nobody new,
// and leaves no file behind.
func TestGracefulStop(t *testing.T) {
	w := start(t, nil)
	idle, busy := w.login(demoEmail, demoToken), w.login(leaEmail, leaToken)
	number(t, idle, "select count(*) from pages")
	if len(storeDirs(t, w.dir)) != 1 {
		t.Fatalf("the store is not in its directory: %v", storeDirs(t, w.dir))
	}
	w.site.Inject(confluencetest.Fault{Path: "/wiki/api/v2/", Delay: 700 * time.Millisecond, Count: 1})
	before := w.site.RequestCount()
	answer := make(chan int, 1)
	go func() { answer <- number(t, busy, "select count(*) from pages") }()
	wait(t, "the statement to run", func() bool { return w.site.RequestCount() > before })
	w.stop()

	if said := farewell(t, idle); said != "FATAL 57P01 terminating connection due to administrator command" {
		t.Errorf("an idle session is told %q", said)
	}
	wait(t, "/healthz to say so or be gone", func() bool { return w.s.monitor.closing.Load() })
	select {
	case n := <-answer:
		if n != len(truePages(w.site, leaEmail)) {
			t.Errorf("the running statement counts %d", n)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the running statement does not end")
	}
	err := <-w.done
	w.done <- err
	if err != nil {
		t.Error(err)
	}
	if left := storeDirs(t, w.dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func storeDirs(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// What does not end within the timeout is cancelled.
func TestStopThatIsInAHurry(t *testing.T) {
	w := start(t, func(c *serviceConfig) { c.shutdownTimeout = 50 * time.Millisecond })
	busy := w.login(demoEmail, demoToken)
	w.site.Inject(confluencetest.Fault{Path: "/wiki/api/v2/", Delay: time.Minute, Count: -1})
	before := w.site.RequestCount()
	failed := make(chan error, 1)
	go func() {
		_, err := busy.Exec(t.Context(), "select count(*) from pages")
		failed <- err
	}()
	wait(t, "the statement to run", func() bool { return w.site.RequestCount() > before })
	w.stop()
	if e := pgError(t, <-failed); e.Code != "57P01" {
		t.Errorf("%+v", e)
	}
}

// A store that cannot be made is an error, and what was made before it is gone.
func TestNoStoreDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var b buffer
	code := run([]string{"serve", "--site", demoURL, "--store-dir", file, "--listen", "127.0.0.1:0", "--metrics-listen", ""}, out{&b, &b})
	if code != exitFailed || b.String() == "" {
		t.Errorf("exit code %d, %q", code, b.String())
	}
}
