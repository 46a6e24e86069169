package main

import (
	"bufio"
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

func TestUsageErrors(t *testing.T) {
	for _, test := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--help"}, 0, "serve"},
		{[]string{"serve", "--help"}, 0, "$PGCONFLUENCE_STORE_BYTES"},
		{nil, exitUsage, "expected one of"},
		{[]string{"nonsense"}, exitUsage, "unexpected argument nonsense"},
		{[]string{"serve"}, exitUsage, "--site"},
		{[]string{"serve", "--site", "not-a-url"}, exitUsage, "must be an http or https address"},
		{[]string{"serve", "--site", demoURL, "--site", demoURL}, exitUsage, "two sites named"},
		{[]string{"serve", "--site", "a b=" + demoURL}, exitUsage, "not a plain word"},
		{[]string{"serve", "--site", demoURL, "--tls-cert", "x"}, exitUsage, "go together"},
		{[]string{"serve", "--site", demoURL, "--tls-self-signed", "--tls-cert", "x"}, exitUsage, "does not go with"},
		{[]string{"serve", "--site", demoURL, "--store-bytes", "much"}, exitUsage, "is not a size"},
		{[]string{"serve", "--site", demoURL, "--requests-per-second", "0"}, exitUsage, "above 0"},
		{[]string{"serve", "--site", demoURL, "--log-level", "loud"}, exitUsage, "must be one of"},
		{[]string{"serve", "--site", demoURL, "--listen", "127.0.0.1:99999", "--store-dir", t.TempDir()}, exitFailed, "--listen"},
		{[]string{"serve", "--site", demoURL, "--tls-cert", "/nowhere", "--tls-key", "/nowhere"}, exitFailed, "/nowhere"},
		{[]string{"site", "--spaces", "0"}, exitUsage, "above 0"},
		{[]string{"check", "--site", demoURL}, exitUsage, "--email"},
		{[]string{"check", "--site", demoURL, "--email", "a", "--token", "x"}, exitUsage, "unknown flag --token"},
	} {
		var b buffer
		if code := run(test.args, out{&b, &b}); code != test.code || !strings.Contains(b.String(), test.says) {
			t.Errorf("%q exits with %d, want %d, and says %q, want %q in it", test.args, code, test.code, b.String(), test.says)
		}
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("PGCONFLUENCE_SITE", "sales="+demoURL+",http://127.0.0.1:1")
	t.Setenv("PGCONFLUENCE_LISTEN", "127.0.0.1:99999")
	t.Setenv("PGCONFLUENCE_STORE_DIR", t.TempDir())
	var b buffer
	if code := run([]string{"serve"}, out{&b, &b}); code != exitFailed || !strings.Contains(b.String(), "99999") {
		t.Errorf("exits with %d: %s", code, b.String())
	}
}

func TestParseSites(t *testing.T) {
	specs, err := parseSites([]string{"https://a.example", "b=https://b.example/x=y"})
	if err != nil || len(specs) != 2 || specs[0] != (siteSpec{"confluence", "https://a.example"}) || specs[1] != (siteSpec{"b", "https://b.example/x=y"}) {
		t.Errorf("%v, %v", specs, err)
	}
	if specs, err = parseSites([]string{"https://a.example/x=y"}); err != nil || specs[0].url != "https://a.example/x=y" {
		t.Errorf("%v, %v", specs, err)
	}
}

func TestByteSize(t *testing.T) {
	for text, want := range map[string]byteSize{
		"1": 1, "1b": 1, "10K": 10 << 10, "2 GiB": 2 << 30, "2GB": 2e9, "512mib": 512 << 20, "1kb": 1000,
		"": 0, "0": 0, "-1": 0, "1.5GiB": 0, "9223372036854775807k": 0, "GiB": 0,
	} {
		var b byteSize
		if err := b.UnmarshalText([]byte(text)); (err != nil) != (want == 0) || b != want {
			t.Errorf("%q is %d, %v", text, b, err)
		}
	}
}

func TestCheck(t *testing.T) {
	site := confluencetest.New(confluencetest.Config{Spaces: 5, Pages: 50, Users: 20})
	addPeople(site)
	site.AddAccount(confluencetest.Account{Email: "narrow@example.com", Token: "narrow-token", Scoped: true,
		Scopes: []string{"read:confluence-user", "read:space:confluence"}})
	web := httptest.NewServer(site)
	defer web.Close()
	for _, test := range []struct {
		email, token string
		code         int
		says         []string
	}{
		{demoEmail, demoToken, 0, []string{"Dana Demo", "directly", "pages   yes", "spaces  yes", "users   yes"}},
		{demoEmail, scopedToken, 0, []string{"through the gateway", "pages   yes"}},
		{"narrow@example.com", "narrow-token", exitFailed, []string{"pages   no", "lacks the scope read:page:confluence", "spaces  yes", "users   no"}},
		{demoEmail, "wrong-token", exitFailed, []string{"does not accept this e-mail and API token", "id.atlassian.com"}},
		{demoEmail, " ", exitFailed, []string{"no API token"}},
	} {
		t.Setenv(tokenVariable, test.token)
		var b buffer
		code := run([]string{"check", "--site", web.URL, "--email", test.email, "--gateway-url", web.URL + "/ex/confluence"}, out{&b, &b})
		if code != test.code {
			t.Errorf("%s %s exits with %d: %s", test.email, test.token, code, b.String())
		}
		for _, says := range test.says {
			// How wide the columns are depends on the longest table's name.
			if !strings.Contains(strings.Join(strings.Fields(b.String()), " "), strings.Join(strings.Fields(says), " ")) {
				t.Errorf("%s %s does not say %q: %s", test.email, test.token, says, b.String())
			}
		}
		if test.token != " " && strings.Contains(b.String(), test.token) {
			t.Errorf("the token is shown: %s", b.String())
		}
	}
	web.Close()
	var b buffer
	t.Setenv(tokenVariable, demoToken)
	if code := run([]string{"check", "--site", web.URL, "--email", demoEmail}, out{&b, &b}); code != exitFailed || !strings.Contains(b.String(), "cannot be reached") {
		t.Errorf("unreachable: %d, %s", code, b.String())
	}
}

func TestTokenFrom(t *testing.T) {
	for in, want := range map[string]string{"tok\n": "tok", " tok \r\nmore": "tok", "tok": "tok", "\n": "", "": ""} {
		got, err := tokenFrom(strings.NewReader(in))
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

// binary builds the command as the Makefile does, but for the C library.
func binary(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "pgconfluence")
	cmd := exec.Command("go", "build", "-ldflags", "-X main.version=v1.2.3 -X main.commit=abcdef", "-o", file, ".")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return file
}

// The built binary: its version, and the demo from the first line to a signal.
func TestBinary(t *testing.T) {
	file := binary(t)
	version, err := exec.Command(file, "--version").Output()
	if want := "pgconfluence v1.2.3 (commit abcdef, " + runtime.Version(); err != nil || !strings.HasPrefix(string(version), want) {
		t.Errorf("--version: %s, %v", version, err)
	}

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, file, "demo", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var log buffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for scan := bufio.NewScanner(stdout); scan.Scan(); {
		lines = append(lines, scan.Text())
		if strings.HasPrefix(scan.Text(), "Stop with") {
			break
		}
	}
	text := strings.Join(lines, "\n")
	psql := regexp.MustCompile(`PGPASSWORD=(\S+) psql "(host=[^"]*)"`).FindAllStringSubmatch(text, -1)
	if len(psql) != 2 {
		t.Fatalf("no lines for psql in %s", text)
	}
	count := make([]int, 2)
	for i, m := range psql {
		c, err := pgx.Connect(ctx, m[2]+" password="+m[1])
		if err != nil {
			t.Fatal(err)
		}
		count[i] = number(t, c, "select count(*) from pages")
		c.Close(ctx)
	}
	if count[0] != 5000 || count[1] == 0 || count[1] >= count[0] {
		t.Errorf("the people of the demo see %v pages", count)
	}
	runQueries(t, psql[0], text)
	noCoreDumps(t, cmd.Process.Pid)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v, %s", err, log.String())
	}
	if !strings.Contains(log.String(), "msg=stopped") {
		t.Errorf("the log ends with %s", log.String())
	}
}

// runQueries runs the statements that the demo tells to try.
func runQueries(t *testing.T, psql []string, text string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), psql[2]+" password="+psql[1])
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	queries := regexp.MustCompile(`(?s)  (select .*?);`).FindAllStringSubmatch(text, -1)
	if len(queries) != 3 {
		t.Errorf("%d statements to try", len(queries))
	}
	for _, q := range queries {
		rows, err := c.Query(t.Context(), q[1])
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for rows.Next() {
			n++
		}
		if rows.Err() != nil || n == 0 {
			t.Errorf("%s: %d rows, %v", q[1], n, rows.Err())
		}
	}
}

func noCoreDumps(t *testing.T, pid int) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return
	}
	limits, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "limits"))
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`Max core file size +0 +0 `).Match(limits) {
		t.Errorf("core dumps are not off: %s", limits)
	}
}
