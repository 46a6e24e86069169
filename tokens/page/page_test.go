package page

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/tokens"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

func TestHeaders(t *testing.T) {
	w := newWorld(t, nil)
	for _, path := range []string{"/token", "/connect", "/connect/psql", "/activity", "/static/style.css", "/nowhere", "/token/status"} {
		resp, err := http.Get(w.url + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		csp := resp.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") ||
			resp.Header.Get("X-Content-Type-Options") != "nosniff" || resp.Header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: %v", path, resp.Header)
		}
		if !strings.HasPrefix(path, "/static/") && resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept: %s", path, resp.Header.Get("Cache-Control"))
		}
	}
}

// No page names a script, style or picture that is not this server's, and none
// has any inline.
func TestNothingFromElsewhere(t *testing.T) {
	w := newWorld(t, nil)
	v := w.visitor(t)
	v.signIn(annMail, annToken)
	pages := []string{"/token", "/connect", "/activity"}
	for _, g := range guides {
		pages = append(pages, "/connect/"+g.ID)
	}
	src := regexp.MustCompile(`(?:src|href|action)="([^"]*)"`)
	for _, path := range pages {
		status, body := v.get(path)
		if status != 200 {
			t.Fatalf("%s: %d", path, status)
		}
		for _, m := range src.FindAllStringSubmatch(body, -1) {
			if !strings.HasPrefix(m[1], "/") && !strings.HasPrefix(m[1], "#") && m[1] != tokens.NewTokenURL {
				t.Errorf("%s leads to %s", path, m[1])
			}
		}
		for _, bad := range []string{"<style", "style=\"", "onclick", "onsubmit", "javascript:"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s has %s", path, bad)
			}
		}
	}
}

func TestCookies(t *testing.T) {
	for _, secure := range []bool{false, true} {
		w := newWorld(t, func(c *Config) { c.Secure = secure })
		rec := w.request(t, httptest.NewRequest("GET", "/token", nil))
		c := rec.Result().Cookies()
		if len(c) != 1 || !c[0].HttpOnly || c[0].Secure != secure || c[0].SameSite != http.SameSiteStrictMode || c[0].Path != "/" || c[0].Domain != "" ||
			strings.HasPrefix(c[0].Name, "__Host-") != secure || c[0].MaxAge != 0 || len(c[0].Value) < 40 {
			t.Errorf("secure %v: %+v", secure, c)
		}
	}
	w := newWorld(t, func(c *Config) { c.PublicURL = "https://tokens.example.com" })
	if c := w.request(t, httptest.NewRequest("GET", "/token", nil)).Result().Cookies(); !c[0].Secure {
		t.Error("not secure behind a proxy with TLS")
	}
}

// Signing in gives a new cookie: one that was planted before is worth nothing.
func TestNoFixation(t *testing.T) {
	w := newWorld(t, nil)
	v := w.visitor(t)
	v.get("/token")
	u, _ := url.Parse(w.url)
	before := v.http.Jar.Cookies(u)[0].Value
	v.signIn(annMail, annToken)
	if after := v.http.Jar.Cookies(u)[0].Value; after == before {
		t.Fatal("the same cookie")
	}
	if w.page.sessions.find(before) != nil {
		t.Fatal("the old session lives on")
	}
}

func TestFormsOfOthers(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob := w.visitor(t), w.visitor(t)
	ann.signIn(annMail, annToken)
	bob.signIn(bobMail, bobToken)
	annsForm := ann.csrf()
	for name, r := range map[string]func() *http.Request{
		"no form token": func() *http.Request { return form(bob.base+"/token/forget", url.Values{}) },
		"another's":     func() *http.Request { return form(bob.base+"/token/forget", url.Values{"csrf": {annsForm}}) },
		"from another site": func() *http.Request {
			return crossSite(form(bob.base+"/token/forget", url.Values{"csrf": {bob.csrf()}}))
		},
		"from another origin": func() *http.Request {
			r := form(bob.base+"/token/forget", url.Values{"csrf": {bob.csrf()}})
			r.Header.Set("Origin", "https://evil.example")
			return r
		},
		"too long": func() *http.Request {
			return form(bob.base+"/token/forget", url.Values{"csrf": {bob.csrf()}, "x": {strings.Repeat("a", maxForm)}})
		},
	} {
		bob.get("/token")
		if status, _ := bob.do(r()); status != 403 && status != 400 {
			t.Errorf("%s: %d", name, status)
		}
	}
	if _, body := bob.get("/token"); !strings.Contains(body, "Saved") {
		t.Fatal("Bob's token is gone")
	}
	if status, _ := bob.get("/token/forget"); status != 404 && status != 405 {
		t.Fatalf("a link forgot a token: %d", status)
	}
}

func form(url string, v url.Values) *http.Request {
	r, _ := http.NewRequest("POST", url, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func crossSite(r *http.Request) *http.Request {
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	return r
}

// What the page refuses it refuses in words, and what had been entered is there
// again, except the token.
func TestRefusal(t *testing.T) {
	w := newWorld(t, nil)
	v := w.visitor(t)
	v.get("/token")
	status, body := v.post("/token", "email", annMail, "token", bobToken, "expires", "2027-01-31")
	if status != 422 || !strings.Contains(body, "does not accept this e-mail and token together") || !strings.Contains(body, `value="`+annMail+`"`) ||
		!strings.Contains(body, `value="2027-01-31"`) || strings.Contains(body, bobToken) || strings.Contains(body, "Saved</span>") {
		t.Fatalf("%d\n%s", status, body)
	}
	// It is told once.
	if status, body := v.get("/token"); status != 200 || strings.Contains(body, "does not accept") {
		t.Fatal("told again")
	}
	for _, day := range []string{"31.1.2027", "0001-01-01", "2020-01-01"} {
		v.get("/token")
		if status, body := v.post("/token", "email", annMail, "token", annToken, "expires", day); status != 422 || strings.Contains(body, "was saved") {
			t.Errorf("%s: %d", day, status)
		}
	}
}

func TestReplaceOnlyOnesOwn(t *testing.T) {
	w := newWorld(t, nil)
	v := w.visitor(t)
	v.signIn(annMail, annToken)
	// The e-mail is the session's, whatever the form says.
	if _, body := v.post("/token", "email", bobMail, "token", bobToken); !strings.Contains(body, "does not accept") {
		t.Fatalf("Bob's token was taken in Ann's session:\n%s", body)
	}
	if _, body := v.post("/token", "token", newToken, "expires", time.Now().AddDate(0, 0, 10).Format(time.DateOnly)); !strings.Contains(body, "has replaced the old one") ||
		!strings.Contains(body, "3333") || !strings.Contains(body, "expires in 10 days") {
		t.Fatalf("not replaced:\n%s", body)
	}
}

func TestTwoPeople(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob := w.visitor(t), w.visitor(t)
	ann.signIn(annMail, annToken)
	bob.signIn(bobMail, bobToken)
	ann.get("/connect")
	_, body := ann.post("/connect/password", "name", "tableau")
	if !strings.Contains(body, "ann@example.com/tableau") {
		t.Fatalf("not made:\n%s", body)
	}
	ann.get("/connect")
	id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(ann.last)[1]
	for _, path := range []string{"/token", "/connect", "/connect/tableau?as=tableau", "/activity", "/token/status", "/connect/tableau/status?as=tableau"} {
		_, body := bob.get(path)
		if strings.Contains(body, "ann@") || strings.Contains(body, "Ann") || strings.Contains(body, "1111") {
			t.Errorf("%s shows Bob what is Ann's", path)
		}
	}
	bob.get("/connect")
	bob.post("/connect/password/remove", "id", id)
	if _, body := ann.get("/connect"); !strings.Contains(body, ">tableau</a>") {
		t.Fatal("Bob removed Ann's tool password")
	}
	ann.post("/connect/password/remove", "id", id)
	if _, body := ann.get("/connect"); strings.Contains(body, ">tableau</a>") {
		t.Fatal("not removed")
	}
	if status, _ := w.visitor(t).get("/token/status"); status != 401 {
		t.Fatalf("a passer-by was answered %d", status)
	}
}

func TestTheToolPasswordIsShownOnce(t *testing.T) {
	w := newWorld(t, nil)
	v := w.visitor(t)
	v.signIn(annMail, annToken)
	for _, g := range guides {
		v.get("/connect/" + g.ID)
		_, body := v.post("/connect/password", "name", g.ID, "guide", g.ID)
		m := regexp.MustCompile(`pgc-[a-z2-7-]{35}`).FindString(body)
		l, err := w.keeper.ToolLogin(t.Context(), "confluence", annMail+"/"+g.ID)
		if err != nil || m == "" || !l.Verifier.Verify(m) {
			t.Fatalf("%s: %q does not fit, %v\n%s", g.ID, m, err, body)
		}
		for _, path := range []string{"/connect/" + g.ID + "?as=" + g.ID, "/connect", "/connect/" + g.ID + "/file?as=" + g.ID} {
			if _, again := v.get(path); strings.Contains(again, m[4:]) {
				t.Fatalf("%s: shown again at %s", g.ID, path)
			}
		}
	}
	if strings.Contains(w.log.String(), "pgc-") {
		t.Fatal("logged")
	}
}

func TestRateLimit(t *testing.T) {
	w := newWorld(t, nil)
	v := w.visitor(t)
	asked := w.fake.RequestCount()
	limited := 0
	for range accountBurst + 4 {
		v.get("/token")
		if _, body := v.post("/token", "email", annMail, "token", "guess"); strings.Contains(body, "Too many tokens were tried") {
			limited++
		}
	}
	if limited != 4 {
		t.Fatalf("%d were not tried", limited)
	}
	if n := w.fake.RequestCount() - asked; n > accountBurst*3 {
		t.Fatalf("%d calls at Atlassian", n)
	}
	// Another account can go on from here.
	w.visitor(t).signIn(bobMail, bobToken)
}

func TestRateLimitByAddress(t *testing.T) {
	l := newLimits()
	for i := range addressBurst {
		if wait := l.enter("192.0.2.1", fmt.Sprint(i)); wait != 0 {
			t.Fatalf("%d: %v", i, wait)
		}
		l.leave(fmt.Sprint(i), i%2 == 0)
	}
	if l.enter("192.0.2.1", "another") == 0 {
		t.Fatal("one address may try for ever")
	}
	if l.enter("192.0.2.2", "x") != 0 {
		t.Fatal("another address may not")
	}
}

func TestAddress(t *testing.T) {
	plain, proxied := newWorld(t, nil).page, newWorld(t, func(c *Config) { c.PublicURL = "https://x.example" }).page
	for _, c := range []struct {
		remote, forwarded string
		plain, proxied    string
	}{
		{"192.0.2.7:1", "", "192.0.2.7", "192.0.2.7"},
		{"192.0.2.7:1", "198.51.100.1", "192.0.2.7", "192.0.2.7"},
		{"127.0.0.1:1", "10.0.0.9, 198.51.100.1", "", "198.51.100.1"},
		{"127.0.0.1:1", "nonsense", "", ""},
		{"[2001:db8::1:2:3:4]:1", "", "2001:db8::/64", "2001:db8::/64"},
		{"[::ffff:192.0.2.7]:1", "", "192.0.2.7", "192.0.2.7"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		r.Header.Set("X-Forwarded-For", c.forwarded)
		if a, b := plain.address(r), proxied.address(r); a != c.plain || b != c.proxied {
			t.Errorf("%+v: %q, %q", c, a, b)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	w := newWorld(t, nil)
	now := time.Now()
	w.page.sessions.now = func() time.Time { return now }
	v := w.visitor(t)
	v.signIn(annMail, annToken)
	now = now.Add(idleFor - time.Minute)
	// What the page asks by itself keeps nobody signed in.
	if status, _ := v.get("/token/status"); status != 200 {
		t.Fatal(status)
	}
	now = now.Add(2 * time.Minute)
	if status, _ := v.get("/token/status"); status != 401 {
		t.Fatal("still signed in")
	}
	v.signIn(annMail, annToken)
	for range 20 {
		now = now.Add(idleFor / 2)
		v.get("/token")
	}
	if _, body := v.get("/token"); strings.Contains(body, "Sign out") {
		t.Fatal("signed in for ever")
	}
	v.signIn(annMail, annToken)
	v.post("/signout")
	if _, body := v.get("/connect"); strings.Contains(body, "Sign out") {
		t.Fatal("not signed out")
	}
}

func TestForget(t *testing.T) {
	w := newWorld(t, nil)
	v := w.visitor(t)
	v.signIn(annMail, annToken)
	_, body := v.post("/token/forget")
	if !strings.Contains(body, "were removed") || !strings.Contains(body, "No token yet") || strings.Contains(body, "Sign out") {
		t.Fatalf("%s", body)
	}
}

// A planted token is searched for in everything that comes out.
func TestPlantedTokens(t *testing.T) {
	w := newWorld(t, nil)
	var seen strings.Builder
	v := w.visitor(t)
	v.http.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		fmt.Fprintln(&seen, r.URL, r.Referer())
		return nil
	}
	note := func(_ int, body string) { seen.WriteString(body) }
	note(v.get("/token"))
	note(v.post("/token", "email", annMail, "token", annToken+"x"))
	note(v.post("/token", "email", annMail, "token", annToken, "expires", "nonsense"))
	note(v.post("/token", "email", annMail, "token", annToken))
	note(v.post("/token", "token", bobToken))
	note(v.post("/token", "token", newToken))
	for _, path := range []string{"/token", "/connect", "/connect/superset", "/connect/power-bi/file", "/activity", "/token/status"} {
		note(v.get(path))
	}
	w.fake.Revoke(newToken)
	r, _ := http.NewRequest("POST", w.url+"/token", io.LimitReader(strings.NewReader("token="+annToken+"&csrf=%zz"), 1<<20))
	note(v.do(r))
	file, err := os.ReadFile(w.vault)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(seen.String(), "Saved") || len(w.log.String()) == 0 {
		t.Fatal("nothing came out at all")
	}
	for where, text := range map[string]string{"pages": seen.String(), "log": w.log.String(), "file": string(file)} {
		for _, token := range []string{annToken, bobToken, newToken, "planted"} {
			if strings.Contains(text, token) {
				t.Errorf("%s hold %s", where, token)
			}
		}
	}
}

func TestHostileNames(t *testing.T) {
	w := newWorld(t, nil)
	v := w.visitor(t)
	v.get("/token")
	if _, body := v.post("/token", "email", `"><script>alert(1)</script>@x`, "token", "x"); strings.Contains(body, "<script>alert") {
		t.Fatal("not escaped")
	}
	v.signIn(annMail, annToken)
	w.keeper.Tried(tokens.Attempt{Site: "confluence", User: annMail + "/<img src=x>", Application: "<b>bold</b>", Address: "<i>"})
	if _, body := v.get("/activity"); strings.Contains(body, "<img src=x>") || strings.Contains(body, "<b>bold") || strings.Contains(body, "<i>") {
		t.Fatal("not escaped")
	}
}

func TestGuides(t *testing.T) {
	full := target{Host: "bi.example.com", Port: "5432", Database: "confluence", User: "ann.o'hara@example.com/psql", Password: "pgc-x", SSLMode: "verify-full"}
	g, _ := guideOf("psql")
	if got, want := g.Snippet(full).Text, `psql 'host=bi.example.com port=5432 dbname=confluence user='\''ann.o\'\''hara@example.com/psql'\'' sslmode=verify-full'`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	g, _ = guideOf("superset")
	if got, want := g.Fields(full)[1].Value, "postgresql+psycopg2://ann.o%27hara%40example.com%2Fpsql:pgc-x@bi.example.com:5432/confluence?sslmode=verify-full"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, g := range guides {
		for _, mode := range []string{"disable", "require"} {
			tg := full
			tg.SSLMode = mode
			n := len(g.Fields(tg))
			if n == 0 || g.About == "" {
				t.Errorf("%s says nothing", g.ID)
			}
		}
	}
}

func TestManyLacks(t *testing.T) {
	var lacks []tokens.Lack
	for i := range 10 {
		lacks = append(lacks, tokens.Lack{Table: fmt.Sprint("t", i/2), Scope: fmt.Sprint("s", i)})
	}
	shown, more := lackRows(lacks)
	if len(shown) != shownLacks || len(more) != 1 || fmt.Sprint(shown[0]) != "{t0 [s0 s1]}" {
		t.Fatal(shown, more)
	}
}

// A person is one at one site: the same token is nothing at another.
func TestTwoSites(t *testing.T) {
	w := newWorld(t, nil)
	other := newWorld(t, nil)
	v, err := vault.Open(t.Context(), filepath.Join(t.TempDir(), "two.db"), vault.FixedKeys(vault.NewKey()))
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	sales, err := confluence.NewSite(confluence.SiteConfig{BaseURL: "https://sales.example.net", Transport: other.fake.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	keeper, err := tokens.New(tokens.Config{Vault: v, Sites: []tokens.Site{w.keeper.Sites()[0], {Name: "sales", Confluence: sales}}})
	if err != nil {
		t.Fatal(err)
	}
	defer keeper.Close()
	if w.page, err = New(Config{Keeper: keeper, Postgres: Endpoint{Port: "5432", SSLMode: "require"}}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w.page)
	defer server.Close()
	w.url = server.URL
	p := w.visitor(t)
	if _, body := p.get("/token"); !strings.Contains(body, "<option>sales</option>") {
		t.Fatalf("no choice of sites:\n%s", body)
	}
	if _, body := p.post("/token", "site", "sales", "email", annMail, "token", annToken); !strings.Contains(body, "sales.example.net") || !strings.Contains(body, "Saved") {
		t.Fatalf("%s", body)
	}
	if _, body := p.get("/connect/dbeaver"); !strings.Contains(body, "5432/sales?") || !strings.Contains(body, ">127.0.0.1<") {
		t.Fatalf("the guide leads elsewhere:\n%s", body)
	}
	list, err := v.List(t.Context())
	if err != nil || len(list) != 1 || list[0].Site != "https://sales.example.net" {
		t.Fatal(list, err)
	}
	p.post("/signout")
	if _, body := p.post("/token", "site", "nowhere", "email", annMail, "token", annToken); !strings.Contains(body, "no such site") {
		t.Fatalf("%s", body)
	}
}
