package page

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A browser is a real Chromium, driven by chromedriver over the WebDriver
// protocol (https://www.w3.org/TR/webdriver2/).

// driver is a chromedriver process.
type driver struct{ url string }

// startDriver skips the test where there is no Chromium, except in CI, and with
// -short.
func startDriver(t testing.TB) *driver {
	t.Helper()
	if testing.Short() {
		t.Skip("a real browser takes its time")
	}
	path, err := exec.LookPath("chromedriver")
	if err == nil {
		_, err = chromium()
	}
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("needs chromium and chromedriver (apt-get install chromium chromium-driver):", err)
	}
	cmd := exec.Command(path, "--port=0")
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if m := regexp.MustCompile(`started successfully on port (\d+)`).FindStringSubmatch(lines.Text()); m != nil {
			go io.Copy(io.Discard, stdout)
			return &driver{"http://127.0.0.1:" + m[1]}
		}
	}
	t.Fatal("chromedriver did not start")
	return nil
}

func chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", exec.ErrNotFound
}

// browser is one window with a profile of its own.
type browser struct {
	t       testing.TB
	session string
}

// look is how the window presents itself.
type look struct {
	Dark, Phone, NoScript bool
}

func (d *driver) open(t testing.TB, l look) *browser {
	t.Helper()
	path, _ := chromium()
	args := []string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en-GB", "--user-data-dir=" + t.TempDir(), "--window-size=1200,900"}
	b := &browser{t: t, session: d.url}
	var made struct{ SessionID string }
	b.call("POST", "/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
		"browserName": "chrome", "acceptInsecureCerts": true, "goog:chromeOptions": map[string]any{"binary": path, "args": args}}}}, &made)
	b.session = d.url + "/session/" + made.SessionID
	t.Cleanup(func() { b.call("DELETE", "", nil, nil) })
	scheme := "light"
	if l.Dark {
		scheme = "dark"
	}
	b.cdp("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}})
	b.cdp("Emulation.setTimezoneOverride", map[string]any{"timezoneId": "Europe/Berlin"})
	width, height, mobile := 1200, 860, false
	if l.Phone {
		width, height, mobile = 390, 844, true
	}
	b.cdp("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile})
	if l.NoScript {
		b.cdp("Emulation.setScriptExecutionDisabled", map[string]any{"value": true})
	}
	return b
}

func (b *browser) call(method, path string, body, out any) {
	b.t.Helper()
	if err := b.try(method, path, body, out); err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) try(method, path string, body, out any) error {
	var payload io.Reader
	if method == "POST" {
		if body == nil {
			body = map[string]any{}
		}
		data, err := json.Marshal(body)
		if err != nil {
			return err
		}
		payload = bytes.NewReader(data)
	}
	r, err := http.NewRequest(method, b.session+path, payload)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var answer struct{ Value json.RawMessage }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return err
	}
	if resp.StatusCode != 200 {
		return fmt.Errorf("%s %s: %.300s", method, path, answer.Value)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer.Value, out)
}

func (b *browser) cdp(cmd string, params map[string]any) {
	b.t.Helper()
	b.call("POST", "/goog/cdp/execute", map[string]any{"cmd": cmd, "params": params}, nil)
}

func (b *browser) visit(url string) {
	b.t.Helper()
	b.call("POST", "/url", map[string]any{"url": url}, nil)
}
func (b *browser) reload() { b.t.Helper(); b.call("POST", "/refresh", nil, nil) }

func (b *browser) address() (url string) {
	b.t.Helper()
	b.call("GET", "/url", nil, &url)
	return url
}

func (b *browser) source() (html string) {
	b.t.Helper()
	b.call("GET", "/source", nil, &html)
	return html
}

// find is the path of the first element of a CSS selector.
func (b *browser) find(css string) (string, error) {
	var el map[string]string
	err := b.try("POST", "/element", map[string]any{"using": "css selector", "value": css}, &el)
	for _, id := range el {
		return "/element/" + id, err
	}
	return "", err
}

func (b *browser) must(css string) string {
	b.t.Helper()
	el, err := b.find(css)
	if err != nil {
		b.t.Fatalf("%s at %s: %v\n%s", css, b.address(), err, b.text("body"))
	}
	return el
}

func (b *browser) click(css string) { b.t.Helper(); b.call("POST", b.must(css)+"/click", nil, nil) }

// fill replaces what a field holds.
func (b *browser) fill(css, text string) {
	b.t.Helper()
	el := b.must(css)
	b.call("POST", el+"/clear", nil, nil)
	if text != "" {
		b.call("POST", el+"/value", map[string]any{"text": text}, nil)
	}
}

func (b *browser) text(css string) (s string) {
	el, err := b.find(css)
	if err != nil {
		return ""
	}
	b.try("GET", el+"/text", nil, &s)
	return s
}

// press types keys to whatever has the focus.
func (b *browser) press(keys ...string) {
	b.t.Helper()
	var actions []map[string]string
	for _, k := range keys {
		for _, r := range k {
			actions = append(actions, map[string]string{"type": "keyDown", "value": string(r)}, map[string]string{"type": "keyUp", "value": string(r)})
		}
	}
	b.call("POST", "/actions", map[string]any{"actions": []any{map[string]any{"type": "key", "id": "keyboard", "actions": actions}}}, nil)
}

// Keys of WebDriver.
const (
	tab   = "\ue004"
	enter = "\ue007"
)

// focus describes the element that has the focus.
func (b *browser) focus() string {
	b.t.Helper()
	var el map[string]string
	b.call("GET", "/element/active", nil, &el)
	for _, id := range el {
		var name, tag, attr string
		b.call("GET", "/element/"+id+"/name", nil, &tag)
		b.try("GET", "/element/"+id+"/attribute/id", nil, &attr)
		b.call("GET", "/element/"+id+"/text", nil, &name)
		return strings.TrimSpace(tag + "#" + attr + " " + name)
	}
	return ""
}

func (b *browser) script(js string, out any, args ...any) {
	b.t.Helper()
	if args == nil {
		args = []any{}
	}
	b.call("POST", "/execute/sync", map[string]any{"script": js, "args": args}, out)
}

// waitText waits until an element holds a text.
func (b *browser) waitText(css, want string) {
	b.t.Helper()
	b.waitTextFor(css, want, 30*time.Second)
}

func (b *browser) waitTextFor(css, want string, long time.Duration) {
	b.t.Helper()
	end := time.Now().Add(long)
	for got := ""; ; time.Sleep(50 * time.Millisecond) {
		if got = b.text(css); strings.Contains(got, want) {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("%s does not say %q but %q, at %s:\n%s", css, want, got, b.address(), b.text("body"))
		}
	}
}

// shot keeps a screenshot of the whole page, where PAGE_SCREENSHOTS names a
// directory.
func (b *browser) shot(name string) {
	b.t.Helper()
	dir := os.Getenv("PAGE_SCREENSHOTS")
	if dir == "" {
		return
	}
	var got struct{ Data string }
	b.call("POST", "/goog/cdp/execute", map[string]any{"cmd": "Page.captureScreenshot", "params": map[string]any{"captureBeyondViewport": true}}, &got)
	data, err := base64.StdEncoding.DecodeString(got.Data)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), data, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// enter fills in the form of the token page and sends it.
func (b *browser) enter(email, token string) {
	b.t.Helper()
	if email != "" {
		b.fill("#email", email)
	}
	b.fill("#token", token)
	b.click("form[action='/token'] button.primary")
}
