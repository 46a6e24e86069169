package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// saving is a world whose server keeps tokens.
type saving struct {
	*world
	vault, keyFile string
}

func startSaving(t *testing.T, change func(*serviceConfig)) *saving {
	t.Helper()
	dir := t.TempDir()
	s := &saving{vault: filepath.Join(dir, "tokens.db"), keyFile: filepath.Join(dir, "master.key")}
	if err := os.WriteFile(s.keyFile, []byte(vault.NewKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	s.world = start(t, func(c *serviceConfig) {
		c.tokens = &tokensConfig{listen: "127.0.0.1:0", plain: true, vault: s.vault, keys: vault.KeyFile(s.keyFile)}
		if change != nil {
			change(c)
		}
	})
	return s
}

// person is somebody at the Tokens page.
type person struct {
	t    *testing.T
	base string
	http *http.Client
	last string
}

// signIn saves a token on the page.
func (s *saving) signIn(email, token string) *person {
	s.t.Helper()
	jar, _ := cookiejar.New(nil)
	p := &person{s.t, s.s.tokens.url(), &http.Client{Jar: jar}, ""}
	p.get("/token")
	if body := p.post("/token", "email", email, "token", token); !strings.Contains(body, "was saved") {
		s.t.Fatalf("not saved:\n%s", body)
	}
	return p
}

func (p *person) read(resp *http.Response, err error) string {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	p.last = string(body)
	return p.last
}

func (p *person) get(path string) string { p.t.Helper(); return p.read(p.http.Get(p.base + path)) }

func (p *person) post(path string, fields ...string) string {
	p.t.Helper()
	form := url.Values{}
	if m := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(p.last); m != nil {
		form.Set("csrf", m[1])
	}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return p.read(p.http.PostForm(p.base+path, form))
}

// makePassword makes a tool password and returns it.
func (p *person) makePassword(fields ...string) string {
	p.t.Helper()
	p.get("/connect")
	body := p.post("/connect/password", fields...)
	password := regexp.MustCompile(`pgc-[a-z2-7-]{35}`).FindString(body)
	if password == "" {
		p.t.Fatalf("no password:\n%s", body)
	}
	return password
}

// The whole way: save, make a password, use it by SCRAM, see it, end it, remove
// it.
func TestToolPasswordFromThePageToARow(t *testing.T) {
	w := startSaving(t, nil)
	p := w.signIn(demoEmail, demoToken)
	password := p.makePassword("name", "tableau", "guide", "tableau")
	if body := p.get("/connect/tableau?as=tableau"); !strings.Contains(body, "Waiting for your first connection") {
		t.Fatal("not waiting")
	}
	user := demoEmail + "/tableau"
	c := w.login(user, password)
	if n := number(t, c, "select count(*) from pages"); n == 0 {
		t.Fatal("no pages")
	}
	if body := p.get("/connect/tableau?as=tableau"); !strings.Contains(body, "<strong>Connected</strong> as "+user) {
		t.Fatalf("not connected:\n%s", body)
	}
	for _, wrong := range [][2]string{{user, password + "x"}, {user, demoToken}, {demoEmail + "/other", password}, {"nobody@example.com/tableau", password}} {
		if e := w.refused(w.dsn(wrong[0], wrong[1])); e.Code != "28P01" || e.Message != `password authentication failed for user "`+wrong[0]+`"` {
			t.Errorf("%s: %+v", wrong[0], e)
		}
	}
	body := p.get("/activity")
	for _, want := range []string{"Sessions now", "refused: wrong password", "logged in", "127.0.0.1"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
	id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(body)
	p.post("/activity/end", "id", id[1])
	if said := farewell(t, c); !strings.Contains(said, "you have ended this session on the Tokens page") {
		t.Errorf("said %q", said)
	}
	c = w.login(user, password)
	p.get("/connect")
	id = regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(p.last)
	p.post("/connect/password/remove", "id", id[1])
	if said := farewell(t, c); !strings.Contains(said, "the tool password was removed") {
		t.Errorf("said %q", said)
	}
	if e := w.refused(w.dsn(user, password)); e.Code != "28P01" {
		t.Errorf("%+v", e)
	}
	// E-mail and token go on working, saved or not.
	w.login(demoEmail, demoToken)
	w.login(leaEmail, leaToken)
}

// A tool password for some spaces sees nothing of others, whoever asked before.
func TestToolPasswordForSomeSpaces(t *testing.T) {
	w := startSaving(t, nil)
	all := w.login(demoEmail, demoToken)
	var key string
	var id int64
	var pages int
	if err := all.QueryRow(t.Context(), `select s.key, s.id, count(*) from spaces s join pages p on p.space_id = s.id group by 1, 2 order by 3 limit 1`).Scan(&key, &id, &pages); err != nil {
		t.Fatal(err)
	}
	total := number(t, all, "select count(*) from pages")
	if pages >= total {
		t.Fatal("one space has all the pages")
	}
	password := w.signIn(demoEmail, demoToken).makePassword("name", "narrow", "spaces", strings.ToLower(key))
	c := w.login(demoEmail+"/narrow", password)
	for query, want := range map[string]int{
		"select count(*) from pages":                                                     pages,
		"select count(distinct space_id) from pages":                                     1,
		"select count(*) from spaces":                                                    1,
		fmt.Sprintf("select count(*) from pages where space_id <> %d", id):               0,
		fmt.Sprintf("select count(*) from spaces where id <> %d", id):                    0,
		"select count(*) from (select id from pages order by id limit 1000000) x":        pages,
		"select count(*) from (select id from pages order by created_at desc limit 3) x": min(3, pages),
	} {
		if got := number(t, c, query); got != want {
			t.Errorf("%s: %d, not %d", query, got, want)
		}
	}
	var other int64
	if err := all.QueryRow(t.Context(), "select id from pages where space_id <> $1 limit 1", id).Scan(&other); err != nil {
		t.Fatal(err)
	}
	if n := number(t, c, "select count(*) from pages where id = $1", other); n != 0 {
		t.Error("a page of another space by its id")
	}
	if n := number(t, all, "select count(*) from pages"); n != total {
		t.Error("the other login sees less")
	}
	rows, err := c.Query(t.Context(), "select table_name from information_schema.tables where table_schema = 'public'")
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(names) < 3 {
		t.Fatal(names, err)
	}
}

// Revoked at Atlassian: sessions by token and by tool password end in words,
// their rows leave the store, the sign turns red.
func TestRevokedWithToolPasswords(t *testing.T) {
	w := startSaving(t, func(c *serviceConfig) { c.verifyEvery = 300 * time.Millisecond })
	p := w.signIn(demoEmail, demoToken)
	password := p.makePassword("name", "x")
	narrow := p.makePassword("name", "y", "spaces", w.site.TrueSpaces(demoEmail)[0].Key)
	byToken, byTool, byNarrow := w.login(demoEmail, demoToken), w.login(demoEmail+"/x", password), w.login(demoEmail+"/y", narrow)
	for _, c := range []*pgx.Conn{byToken, byTool, byNarrow} {
		number(t, c, "select count(*) from pages")
	}
	w.site.Revoke(demoToken)
	begun := time.Now()
	for _, c := range []*pgx.Conn{byToken, byTool, byNarrow} {
		if said := farewell(t, c); !strings.HasPrefix(said, "FATAL 28P01 terminating connection because the ") {
			t.Errorf("ended with %q", said)
		}
	}
	fmt.Printf("from the revocation at Atlassian to the end of all live sessions: %.1f s (verifying every %v)\n", time.Since(begun).Seconds(), w.s.watch.every)
	wait(t, "the rows to be dropped", func() bool { return w.s.sites[0].engine.Stats().Slices == 0 })
	wait(t, "the red sign", func() bool { return strings.Contains(p.get("/token"), "Refused by Atlassian") })
	fmt.Printf("to the red sign: %.1f s\n", time.Since(begun).Seconds())
	e := w.refused(w.dsn(demoEmail+"/x", password))
	if e.Code != "28P01" || !strings.Contains(e.Message, "no longer valid") || !strings.Contains(e.Hint, "Tokens page") {
		t.Errorf("%+v", e)
	}
}

func TestOperator(t *testing.T) {
	w := startSaving(t, nil)
	p := w.signIn(demoEmail, demoToken)
	password := p.makePassword("name", "x")
	cli := func(args ...string) (int, string) {
		var stdout, stderr buffer
		code := run(args, out{&stdout, &stderr})
		return code, stdout.String() + stderr.String()
	}
	code, text := cli("tokens", "list", "--vault", w.vault)
	if code != 0 || !strings.Contains(text, demoEmail) || strings.Contains(text, demoToken) || !strings.Contains(text, "saved") {
		t.Fatalf("%d %s", code, text)
	}
	byTool, byToken := w.login(demoEmail+"/x", password), w.login(demoEmail, demoToken)
	if code, text := cli("keys", "rotate", "--vault", w.vault, "--master-key-file", w.keyFile); code != 0 || !strings.Contains(text, "2 records") {
		t.Fatalf("%d %s", code, text)
	}
	w.login(demoEmail+"/x", password).Close(context.Background()) // the server finds the new key
	if code, text := cli("tokens", "lock", "--vault", w.vault, demoEmail); code != 0 {
		t.Fatalf("%d %s", code, text)
	}
	for _, c := range []*pgx.Conn{byTool, byToken} {
		if said := farewell(t, c); !strings.Contains(said, "locked by the operator") {
			t.Errorf("said %q", said)
		}
	}
	for user, pw := range map[string]string{demoEmail + "/x": password, demoEmail: demoToken} {
		if e := w.refused(w.dsn(user, pw)); e.Code != "28000" {
			t.Errorf("%s: %+v", user, e)
		}
	}
	if code, _ := cli("tokens", "unlock", "--vault", w.vault, demoEmail); code != 0 {
		t.Fatal(code)
	}
	c := w.login(demoEmail+"/x", password)
	if code, text := cli("tokens", "forget", "--vault", w.vault, demoEmail); code != 0 {
		t.Fatalf("%d %s", code, text)
	}
	if said := farewell(t, c); !strings.Contains(said, "removed") {
		t.Errorf("said %q", said)
	}
	if code, text := cli("tokens", "forget", "--vault", w.vault, demoEmail); code != exitFailed {
		t.Fatalf("%d %s", code, text)
	}
}

// A token and a tool password are searched for in everything that comes out.
func TestPlantedTokenWithTheVault(t *testing.T) {
	const planted = "ATATT3xFfGF0-planted-in-the-vault=0A1B2C3D"
	w := startSaving(t, nil)
	w.site.AddAccount(confluencetest.Account{Email: demoEmail, Token: planted})
	p := w.signIn(demoEmail, planted)
	password := p.makePassword("name", "x")
	c := w.login(demoEmail+"/x", password)
	number(t, c, "select count(*) from users")
	w.refused(w.dsn(demoEmail+"/x", password+"x"))
	w.site.Revoke(planted)
	refusal := w.refused(w.dsn(demoEmail+"/x", password))
	_, metrics := w.get("/metrics")
	file, err := os.ReadFile(w.vault)
	if err != nil {
		t.Fatal(err)
	}
	for where, text := range map[string]string{"log": w.log.String(), "metrics": metrics, "vault": string(file),
		"pages": p.get("/token") + p.get("/connect/psql?as=x") + p.get("/activity"), "error": fmt.Sprintf("%+v", refusal)} {
		if text == "" {
			t.Errorf("%s is empty", where)
		}
		for _, secret := range []string{planted, planted[12:30], password, password[4:20]} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds a secret", where)
			}
		}
	}
}

func TestPageFlags(t *testing.T) {
	t.Setenv(masterKeyVariable, vault.NewKey())
	for _, c := range []struct {
		f   pageFlags
		tls bool
		bad string
	}{
		{pageFlags{}, false, ""},
		{pageFlags{HTTPListen: "127.0.0.1:0"}, false, "needs --vault"},
		{pageFlags{HTTPListen: "127.0.0.1:0", vaultFlags: vaultFlags{Vault: "x"}}, false, ""},
		{pageFlags{HTTPListen: ":8443", vaultFlags: vaultFlags{Vault: "x"}}, false, "unencrypted"},
		{pageFlags{HTTPListen: ":8443", vaultFlags: vaultFlags{Vault: "x"}}, true, ""},
		{pageFlags{HTTPListen: ":8443", HTTPPublicURL: "https://x.example", vaultFlags: vaultFlags{Vault: "x"}}, false, ""},
		{pageFlags{vaultFlags: vaultFlags{Vault: "x", MasterKeyFile: "y"}}, false, "does not go with"},
		{pageFlags{Advertise: "host", vaultFlags: vaultFlags{Vault: "x"}}, false, "--advertise"},
	} {
		_, err := c.f.config(c.tls)
		if (err == nil) != (c.bad == "") || err != nil && !strings.Contains(err.Error(), c.bad) {
			t.Errorf("%+v: %v", c.f, err)
		}
	}
	os.Unsetenv(masterKeyVariable)
	if _, err := (pageFlags{vaultFlags: vaultFlags{Vault: "x"}}).config(false); err == nil || !strings.Contains(err.Error(), "master key") {
		t.Error(err)
	}
}
