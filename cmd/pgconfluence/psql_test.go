package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// psql, as a newcomer uses it.
func TestPsql(t *testing.T) {
	path, err := exec.LookPath("psql")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("psql is not installed")
		}
		t.Skip("psql is not installed")
	}
	tls, err := selfSigned([]string{"127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	w := start(t, func(c *serviceConfig) { c.tls = tls })
	addr := w.s.listeners[0].Addr().String()
	host, port, _ := strings.Cut(addr, ":")
	psql := func(password string, commands ...string) (string, error) {
		args := []string{"-X", "-A", "-t", fmt.Sprintf("host=%s port=%s user=%s dbname=confluence sslmode=require", host, port, demoEmail)}
		for _, c := range commands {
			args = append(args, "-c", c)
		}
		cmd := exec.CommandContext(t.Context(), path, args...)
		cmd.Env = append(os.Environ(), "PGPASSWORD="+password, "PGCLIENTENCODING=UTF8")
		text, err := cmd.CombinedOutput()
		return string(text), err
	}
	text, err := psql(demoToken, `\dt`, "select count(*) from pages", "select count(*) from spaces s where exists (select from pages p where p.space_id = s.id)")
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	for _, want := range []string{"public|pages|table", "public|spaces|table", "public|users|table", fmt.Sprintf("\n%d\n", len(truePages(w.site, demoEmail)))} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	text, err = psql(demoToken, "set confluence.max_age = 0", "delete from pages")
	if err == nil || !strings.Contains(text, "read-only") {
		t.Errorf("a write: %v, %s", err, text)
	}
	text, err = psql("wrong", "select 1")
	if err == nil || !strings.Contains(text, "FATAL:  Confluence does not accept this e-mail and API token") || !strings.Contains(text, "HINT:") {
		t.Errorf("a wrong token: %v, %s", err, text)
	}
}
