package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Tool passwords with the clients that most tools are built on: libpq from the
// shell and from Python, and pgjdbc, which has a SCRAM of its own.

// startEncrypted is startSaving with TLS for PostgreSQL's clients.
func startEncrypted(t *testing.T) *saving {
	t.Helper()
	return startSaving(t, func(c *serviceConfig) {
		var err error
		if c.tls, err = selfSigned(nil); err != nil {
			t.Fatal(err)
		}
	})
}

// absent skips the test that needs a client, or fails it under CI.
func absent(t *testing.T, what string) {
	t.Helper()
	what += " (scripts/install-test-tools brings it)"
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// port is where the server listens on 127.0.0.1.
func (w *world) port() string {
	_, port, _ := strings.Cut(w.s.listeners[0].Addr().String(), ":")
	return port
}

// conninfo is libpq's way to say where to connect and as whom.
func (w *world) conninfo(user, binding string) string {
	return fmt.Sprintf("host=127.0.0.1 port=%s user=%s dbname=confluence sslmode=require connect_timeout=20 channel_binding=%s", w.port(), user, binding)
}

// program runs a client and returns what it prints. The client sees nothing of
// the PG variables of whoever runs the tests, nor a root certificate in their
// home, which libpq would check by.
func program(t *testing.T, stdin string, env []string, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "PG") })
	cmd.Env = append(append(cmd.Env, "PGSSLROOTCERT="+filepath.Join(t.TempDir(), "none")), env...)
	cmd.Stdin = strings.NewReader(stdin)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out, stderr.String())
	}
	return strings.TrimSpace(string(out))
}

// attempt is a login by a driver. binding is what it is told of channel binding,
// empty for a driver that cannot be told.
type attempt struct {
	user, password, binding string
	good                    bool
}

// attempts are logins of a tool with the right password, with wrong ones, and
// with the right one as another.
func attempts(user, password string, bindings []string) []attempt {
	var out []attempt
	for _, b := range bindings {
		out = append(out, attempt{user, password, b, true}, attempt{user, password + "x", b, false},
			attempt{user, demoToken, b, false}, // not the tool's password
			attempt{demoEmail + "/another", password, b, false}, attempt{"nobody@example.com/x", password, b, false})
	}
	return append(out, attempt{user, password, bindings[0], true}) // the refusals have broken nothing
}

// testDriver logs in by a driver in all ways. run gives the driver a line for
// each attempt, as line writes it, and returns what the driver prints.
func testDriver(t *testing.T, name string, bindings []string, line func(*saving, attempt) string, run func(stdin string) string) {
	t.Helper()
	w := startEncrypted(t)
	password := w.signIn(demoEmail, demoToken).makePassword("name", name)
	tries := attempts(demoEmail+"/"+name, password, bindings)
	var stdin strings.Builder
	for _, a := range tries {
		fmt.Fprintln(&stdin, line(w, a))
	}
	said := strings.Split(run(stdin.String()), "\n")
	if len(said) != len(tries) {
		t.Fatalf("%d answers to %d logins: %q", len(said), len(tries), said)
	}
	for i, a := range tries {
		good := fmt.Sprintf("ok %s %d", a.user, len(w.site.TrueSpaces(demoEmail)))
		bad := fmt.Sprintf("password authentication failed for user %q", a.user)
		if a.good && said[i] != good || !a.good && !(strings.HasPrefix(said[i], "refused ") && strings.Contains(said[i], bad)) {
			t.Errorf("login %d of %s, binding %q, good %v: %s", i, a.user, a.binding, a.good, said[i])
		}
	}
	if strings.Contains(w.log.String(), password) {
		t.Error("the log holds the password")
	}
}

func TestToolPasswordByPsql(t *testing.T) {
	psql, err := exec.LookPath("psql")
	if err != nil {
		absent(t, "psql is not installed")
	}
	w := startEncrypted(t)
	password := w.signIn(demoEmail, demoToken).makePassword("name", "psql")
	for _, binding := range []string{"require", "prefer", "disable"} {
		out := program(t, "", []string{"PGPASSWORD=" + password}, psql,
			"-XAtqc", "select count(*) > 0 from spaces", w.conninfo(demoEmail+"/psql", binding))
		if out != "t" {
			t.Errorf("channel_binding=%s: %s", binding, out)
		}
	}
}

func TestToolPasswordByPsycopg(t *testing.T) {
	pythons := []string{"python3", "/usr/bin/python3"} // Debian's packages are for the second
	i := slices.IndexFunc(pythons, func(p string) bool { return exec.Command(p, "-c", "import psycopg").Run() == nil })
	if i < 0 {
		absent(t, "no python3 has psycopg 3")
	}
	testDriver(t, "psycopg", []string{"require", "prefer", "disable"},
		func(w *saving, a attempt) string { return w.conninfo(a.user, a.binding) + "\t" + a.password },
		func(stdin string) string {
			return program(t, stdin, nil, pythons[i], filepath.Join("testdata", "psycopg_login.py"))
		})
}

// PGJDBC_JAR names another pgjdbc than Debian's, whose version for Debian 12
// knows no channelBinding.
func TestToolPasswordByPgjdbc(t *testing.T) {
	java, err := exec.LookPath("java")
	if err != nil {
		absent(t, "java is not installed")
	}
	if exec.Command(java, "--describe-module", "jdk.compiler").Run() != nil {
		absent(t, "this java has no compiler, which it needs to run a source file")
	}
	jar := os.Getenv("PGJDBC_JAR")
	if jar == "" {
		jar = "/usr/share/java/postgresql.jar"
	}
	if _, err := os.Stat(jar); err != nil {
		absent(t, "pgjdbc is not installed: "+err.Error())
	}
	run := func(stdin string, args ...string) string {
		return program(t, stdin, nil, java, append([]string{"-cp", jar, filepath.Join("testdata", "PgjdbcLogin.java")}, args...)...)
	}
	known := strings.Fields(run("", "--properties"))
	if !slices.Contains(known, "sslmode") {
		t.Fatalf("these are no properties of pgjdbc: %q", known)
	}
	bindings := []string{""}
	if slices.Contains(known, "channelBinding") {
		bindings = []string{"require", "prefer", "disable"}
	}
	testDriver(t, "pgjdbc", bindings, func(w *saving, a attempt) string {
		url := fmt.Sprintf("jdbc:postgresql://127.0.0.1:%s/confluence?sslmode=require&loginTimeout=20", w.port())
		if a.binding != "" {
			url += "&channelBinding=" + a.binding
		}
		return url + "\t" + a.user + "\t" + a.password
	}, func(stdin string) string { return run(stdin) })
}
