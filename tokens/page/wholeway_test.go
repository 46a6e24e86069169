package page

import (
	"bufio"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// TestWholeWay goes from the first visit to rows in psql with the real server,
// a real Chromium and the real psql, over TLS; then the token is revoked at the
// simulated Atlassian, and both see it.
func TestWholeWay(t *testing.T) {
	d := startDriver(t)
	psql, err := exec.LookPath("psql")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("psql is not installed")
	}
	fake := confluencetest.New(confluencetest.Config{Spaces: 4, Pages: 300, Users: 12, Seed: 1})
	fake.AddAccount(confluencetest.Account{Email: annMail, Token: annToken, DisplayName: "Ann Example"})
	atlassian := httptest.NewServer(fake)
	t.Cleanup(atlassian.Close)
	s := startServer(t, atlassian.URL)

	b := d.open(t, look{})
	b.visit(s.page)
	b.waitText("#sign", "No token yet")
	b.enter(annMail, annToken)
	b.waitText("#sign", "Saved")
	var cookie string
	b.script(`return document.cookie`, &cookie)
	if cookie != "" {
		t.Errorf("a script can read %q", cookie)
	}
	b.visit(s.page + "/connect/psql")
	b.click("#new-password button.primary")
	b.waitText(".note.good", "was made")
	password := regexp.MustCompile(`pgc-[a-z2-7-]{35}`).FindString(b.text("dl.values"))
	line := b.text("pre")
	b.waitText("#waiting", "Waiting for your first connection as ann@example.com/psql")

	// The line is pasted as it is.
	cmd := exec.Command("bash", "-c", line+` -XAtqc 'select count(*) from pages'`)
	cmd.Env = append(os.Environ(), "PGPASSWORD="+password, "PGCHANNELBINDING=require")
	out, err := cmd.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) == "0" {
		t.Fatalf("%s: %v: %s", line, err, out)
	}
	b.waitText("#waiting", "Connected as ann@example.com/psql")
	b.waitText("#waiting", "127.0.0.1 (psql)")

	// A psql that goes on asking, all of it from the store.
	dsn := strings.Trim(strings.TrimPrefix(line, psqlName+" "), "'")
	live := exec.Command(psql, "-XAtq", dsn)
	live.Env = append(os.Environ(), "PGPASSWORD="+password)
	live.Stdin = strings.NewReader("select count(*) from pages\n\\watch 0.5\n")
	var said lockedBuffer
	live.Stdout, live.Stderr = &said, &said
	if err := live.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan time.Time, 1)
	go func() {
		live.Wait()
		ended <- time.Now()
	}()
	for end := time.Now().Add(30 * time.Second); !strings.Contains(b.text("#live + ul"), "psql"); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the session is not on the page; psql says %s", said.String())
		}
		b.visit(s.page + "/activity")
	}
	b.visit(s.page + "/token")
	begun := time.Now()
	fake.Revoke(annToken)
	b.waitTextFor("#sign", "Refused by Atlassian since", 70*time.Second)
	fmt.Printf("whole way: from the revocation at Atlassian to the red sign in Chromium: %.1f s\n", time.Since(begun).Seconds())
	select {
	case at := <-ended:
		fmt.Printf("whole way: to the end of the live psql session: %.1f s\n", at.Sub(begun).Seconds())
		if at.Sub(begun) > time.Minute {
			t.Error("too late")
		}
	case <-time.After(70*time.Second - time.Since(begun)):
		live.Process.Kill()
		t.Fatalf("psql goes on:\n%s", said.String())
	}
	if !strings.Contains(said.String(), "terminating connection because the") {
		t.Errorf("psql says %s", said.String())
	}
	for _, secret := range []string{annToken, password} {
		if strings.Contains(s.log.String(), secret) {
			t.Error("the log holds a secret")
		}
	}
}

const psqlName = "psql"

// server is the program in a process of its own.
type server struct {
	page string // the address of the Tokens page
	log  lockedBuffer
}

func startServer(t *testing.T, site string) *server {
	t.Helper()
	dir := t.TempDir()
	bin, key := filepath.Join(dir, "pgconfluence"), filepath.Join(dir, "master.key")
	if out, err := exec.Command("go", "build", "-o", bin, "../../cmd/pgconfluence").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.WriteFile(key, []byte(vault.NewKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "serve", "--site", site, "--gateway-url", site+"/ex/confluence", "--listen", "127.0.0.1:0", "--metrics-listen", "",
		"--tls-self-signed", "--http-listen", "127.0.0.1:0", "--vault", filepath.Join(dir, "tokens.db"), "--master-key-file", key, "--store-dir", dir)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &server{}
	found := make(chan string, 1)
	var reading sync.WaitGroup
	reading.Go(func() {
		lines := bufio.NewScanner(stderr)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			fmt.Fprintln(&s.log, lines.Text())
			if m := regexp.MustCompile(`https://127\.0\.0\.1:\d+`).FindString(lines.Text()); m != "" && strings.Contains(lines.Text(), "Tokens page") {
				found <- m
			}
		}
	})
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		reading.Wait()
		cmd.Wait()
	})
	select {
	case s.page = <-found:
	case <-time.After(30 * time.Second):
		t.Fatalf("the server does not start:\n%s", s.log.String())
	}
	return s
}
