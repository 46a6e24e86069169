package page

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/tokens"
)

// TestBrowser drives the page as people do, in a real Chromium.
func TestBrowser(t *testing.T) {
	d := startDriver(t)
	for name, f := range map[string]func(*testing.T, *driver){
		"first visit to saved, replaced, forgotten": firstVisit,
		"each refusal":       refusals,
		"tool password":      toolPassword,
		"two people at once": twoPeople,
		"without JavaScript": withoutScript,
		"keyboard only":      keyboardOnly,
		"revoked":            revoked,
		"nothing is loaded from elsewhere, no error in the console": quiet,
	} {
		t.Run(name, func(t *testing.T) { f(t, d) })
	}
}

func firstVisit(t *testing.T, d *driver) {
	w := newWorld(t, nil)
	b := d.open(t, look{})
	b.visit(w.url)
	b.waitText("#sign", "No token yet")
	if got := b.text("nav"); !strings.Contains(got, "Tokens\nConfluence API Token\nConnect a tool\nActivity") {
		t.Fatalf("menu: %q", got)
	}
	var kind, href string
	b.script(`return document.querySelector("#token").type`, &kind)
	b.script(`return document.querySelector("main ol a").href`, &href)
	if kind != "password" || href != tokens.NewTokenURL {
		t.Fatal(kind, href)
	}
	b.enter(annMail, annToken)
	b.waitText("#sign", "Saved")
	var colour string
	b.script(`return getComputedStyle(document.querySelector("#sign .dot")).backgroundColor`, &colour)
	if colour != "rgb(232, 129, 12)" {
		t.Fatalf("the sign is %s, not orange", colour)
	}
	if got := b.text("dl"); !strings.Contains(got, "1111") || !strings.Contains(got, "Ann Example") {
		t.Fatalf("%q", got)
	}
	b.click("details.card summary")
	b.enter("", newToken)
	b.waitText(".note.good", "replaced")
	b.waitText("dl", "3333")
	b.click("details.card:last-of-type summary")
	b.click("button.danger")
	b.waitText(".note.good", "removed")
	b.waitText("#sign", "No token yet")
	// Going back shows nothing of what was.
	b.call("POST", "/back", nil, nil)
	if html := b.source(); strings.Contains(html, "3333") || strings.Contains(html, newToken) {
		t.Fatal("the history shows it")
	}
}

func refusals(t *testing.T, d *driver) {
	w := newWorld(t, nil)
	b := d.open(t, look{})
	for _, c := range []struct {
		email, token, says string
		fault              confluencetest.Fault
	}{
		{annMail, "nonsense", "Atlassian does not accept this e-mail and token together.", confluencetest.Fault{}},
		{annMail, bobToken, "Atlassian does not accept this e-mail and token together.", confluencetest.Fault{}},
		{jiraMail, jiraTok, "its account may not use Confluence on example.atlassian.net.", confluencetest.Fault{}},
		{annMail, blindToken, "lacks read:confluence-user", confluencetest.Fault{}},
		{annMail, annToken, "belongs to another Atlassian account", confluencetest.Fault{Path: "/wiki/rest/api/user/current", Status: 200,
			Body: `{"type":"known","accountId":"b1","email":"bob@example.com","displayName":"Bob"}`}},
		{annMail, annToken, "could not be reached", confluencetest.Fault{Drop: true, Count: -1}},
	} {
		if c.fault.Status != 0 || c.fault.Drop {
			w.fake.Inject(c.fault)
		}
		b.visit(w.url)
		b.enter(c.email, c.token)
		b.waitText("#refusal", c.says)
		w.fake.ClearFaults()
		if advice := b.text("#refusal p:last-child"); len(advice) < 20 {
			t.Errorf("%s: no advice", c.says)
		}
		if got := b.text("#sign"); got != "No token yet" {
			t.Errorf("%s: the sign says %q", c.says, got)
		}
		if html := b.source(); strings.Contains(html, c.token) || strings.Contains(b.address(), c.token) {
			t.Error("the token is in the page")
		}
		var value string
		b.script(`return document.querySelector("#email").value`, &value)
		if value != c.email {
			t.Errorf("the e-mail is %q", value)
		}
	}
	b.visit(w.url)
	b.enter(annMail, scopedToken)
	b.waitText(".note.warn", "The table users needs read:user:confluence and read:content-details:confluence.")
	b.waitText("#sign", "Saved")
}

func toolPassword(t *testing.T, d *driver) {
	w := newWorld(t, nil)
	b := d.open(t, look{Phone: true})
	b.visit(w.url)
	b.enter(annMail, annToken)
	b.waitText("#sign", "Saved")
	b.visit(w.url + "/connect/metabase")
	b.click("#new-password button.primary")
	b.waitText("main", "the only time that the password is shown")
	password := regexp.MustCompile(`pgc-[a-z2-7-]{35}`).FindString(b.text("dl.values"))
	l, err := w.keeper.ToolLogin(t.Context(), "confluence", annMail+"/metabase")
	if err != nil || !l.Verifier.Verify(password) {
		t.Fatalf("%q: %v", password, err)
	}
	b.waitText("#waiting", "Waiting for your first connection as ann@example.com/metabase")
	w.keeper.Tried(tokens.Attempt{Site: "confluence", User: annMail + "/metabase", Address: "192.0.2.44", Application: "Metabase v0.60"})
	b.waitText("#waiting", "Connected as ann@example.com/metabase") // by itself
	b.waitText("#waiting", "192.0.2.44 (Metabase v0.60)")
	b.reload()
	if strings.Contains(b.source(), password) {
		t.Fatal("shown again")
	}
	ended := make(chan string, 1)
	_, tool := l.Tool()
	p, _ := l.Tool()
	live := w.keeper.Opened(tokens.Session{Site: "confluence", Account: p.Account, Email: p.Email, Tool: tool.Name, ToolID: tool.ID, Address: "192.0.2.44",
		End: func(why string) { ended <- why }})
	b.visit(w.url + "/activity")
	b.waitText("main", "from 192.0.2.44")
	b.click("#live + ul button")
	b.waitText(".note.good", "ended")
	<-ended
	live.Close()
	b.visit(w.url + "/connect")
	b.click("ul.list button")
	b.waitText(".note.good", "removed")
	if l, _ := w.keeper.ToolLogin(t.Context(), "confluence", annMail+"/metabase"); l.Verifier.Verify(password) {
		t.Fatal("a removed password is good")
	}
}

func twoPeople(t *testing.T, d *driver) {
	w := newWorld(t, nil)
	ann, bob := d.open(t, look{}), d.open(t, look{Dark: true})
	ann.visit(w.url)
	bob.visit(w.url)
	ann.enter(annMail, annToken)
	bob.enter(bobMail, bobToken)
	ann.waitText("dl", "ann@example.com")
	bob.waitText("dl", "bob@example.com")
	for _, path := range []string{"/token", "/connect", "/activity"} {
		ann.visit(w.url + path)
		bob.visit(w.url + path)
		if strings.Contains(ann.source(), "bob@") || strings.Contains(bob.source(), "ann@") {
			t.Errorf("%s shows the one what is the other's", path)
		}
	}
	bob.visit(w.url)
	bob.click("details.card:last-of-type summary")
	bob.click("button.danger")
	bob.waitText("#sign", "No token yet")
	ann.visit(w.url)
	ann.waitText("#sign", "Saved")
}

func withoutScript(t *testing.T, d *driver) {
	w := newWorld(t, nil)
	b := d.open(t, look{NoScript: true})
	b.visit(w.url)
	b.enter(annMail, "wrong")
	b.waitText("#refusal", "does not accept")
	b.enter(annMail, annToken)
	b.waitText("#sign", "Saved")
	b.waitText("dl", "UTC")
	b.click("a.button.primary")
	b.waitText("h1", "Connect a tool")
	b.click(".tools li:nth-child(8) a")
	b.waitText("h1", "psql")
	b.click("#new-password button.primary")
	b.waitText(".note.good", "was made")
	b.waitText("#waiting", "Waiting")
	w.keeper.Tried(tokens.Attempt{Site: "confluence", User: annMail + "/psql", Address: "192.0.2.44"})
	b.click("noscript a")
	b.waitText("#waiting", "Connected")
	b.visit(w.url)
	b.click("details.card:last-of-type summary")
	b.click("button.danger")
	b.waitText("#sign", "No token yet")
}

// keyboardOnly goes from the first visit to a tool password without a mouse.
func keyboardOnly(t *testing.T, d *driver) {
	w := newWorld(t, nil)
	b := d.open(t, look{})
	b.visit(w.url)
	to := func(want string) {
		t.Helper()
		for range 40 {
			b.press(tab)
			if strings.HasPrefix(b.focus(), want) {
				return
			}
		}
		t.Fatalf("the tabulator does not lead to %s", want)
	}
	b.press(tab)
	if got := b.focus(); got != "a# Skip to content" {
		t.Fatalf("first is %q", got)
	}
	b.press(enter)
	to("input#email")
	b.press(annMail)
	to("input#token")
	b.press(annToken, enter)
	b.waitText("#sign", "Saved")
	to("a# Connect a tool")
	b.press(enter)
	b.waitText("h1", "Connect a tool")
	to("a# Tableau")
	b.press(enter)
	b.waitText("h1", "Tableau")
	to("button# Make a tool password")
	b.press(enter)
	b.waitText(".note.good", "was made")
}

// revoked measures from the revocation at Atlassian to the red sign.
func revoked(t *testing.T, d *driver) {
	w := newWorld(t, nil)
	b := d.open(t, look{})
	b.visit(w.url)
	b.enter(annMail, annToken)
	b.waitText("#sign", "Saved")
	begun := time.Now()
	w.fake.Revoke(annToken)
	b.waitText("#sign", "Refused by Atlassian since") // by itself
	took := time.Since(begun)
	fmt.Printf("from the revocation at Atlassian to the red sign on the open page: %.1f s\n", took.Seconds())
	if took > time.Minute {
		t.Error("too late")
	}
	b.waitText("[role=alert]", "does not accept this token any more")
	b.enter("", newToken)
	b.waitText("#sign", "Saved")
}

func quiet(t *testing.T, d *driver) {
	w := newWorld(t, nil)
	b := d.open(t, look{})
	b.visit(w.url)
	b.enter(annMail, annToken)
	b.waitText("#sign", "Saved")
	for _, path := range []string{"/token", "/connect", "/connect/r", "/activity"} {
		b.visit(w.url + path)
		var loaded []string
		b.script(`return performance.getEntriesByType("resource").map(e => e.name)`, &loaded)
		if len(loaded) == 0 {
			t.Errorf("%s loaded nothing", path)
		}
		for _, u := range loaded {
			if !strings.HasPrefix(u, w.url+"/") {
				t.Errorf("%s loads %s", path, u)
			}
		}
	}
	var log []struct{ Level, Message string }
	b.call("POST", "/se/log", map[string]any{"type": "browser"}, &log)
	for _, l := range log {
		t.Errorf("console: %s %s", l.Level, l.Message)
	}
}
