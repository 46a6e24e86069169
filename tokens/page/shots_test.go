package page

import (
	"os"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/tokens"
)

// TestScreenshots keeps a picture of every state, to be looked at.
func TestScreenshots(t *testing.T) {
	if os.Getenv("PAGE_SCREENSHOTS") == "" {
		t.Skip("set PAGE_SCREENSHOTS to a directory to get pictures of every state")
	}
	d := startDriver(t)
	for name, l := range map[string]look{"desktop-light": {}, "desktop-dark": {Dark: true}, "phone-light": {Phone: true}, "phone-dark": {Dark: true, Phone: true}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			b := d.open(t, l)
			shot := func(state string) { b.shot(state + "-" + name) }
			b.visit(w.url)
			shot("token-1-none")
			b.enter(annMail, "wrong")
			b.waitText("#refusal", "does not accept")
			shot("token-2-refusal")
			b.visit(w.url + "/connect/tableau")
			shot("tool-1-anonymous")
			b.visit(w.url)
			b.enter(annMail, annToken)
			b.waitText("#sign", "Saved")
			shot("token-3-saved")
			b.visit(w.url + "/connect")
			shot("connect-1-none")
			b.visit(w.url + "/connect/tableau")
			b.click("#new-password button.primary")
			b.waitText(".note.good", "was made")
			shot("tool-2-fresh")
			w.keeper.Tried(tokens.Attempt{Site: "confluence", User: annMail + "/tableau", Address: "192.0.2.17", Application: "Tableau 2026.2"})
			w.keeper.Tried(tokens.Attempt{Site: "confluence", User: annMail + "/psql", Address: "203.0.113.9", Code: "28P01"})
			w.keeper.Tried(tokens.Attempt{Site: "confluence", User: annMail, Address: "192.0.2.17", Application: "psql"})
			b.waitText("#waiting", "Connected")
			b.visit(w.url + "/connect/psql?as=tableau")
			shot("tool-3-psql")
			b.visit(w.url + "/connect/python?as=tableau")
			shot("tool-4-python")
			b.visit(w.url + "/connect")
			shot("connect-2-list")
			st, _ := w.keeper.Prove(t.Context(), "confluence", annMail, annToken)
			w.keeper.Opened(tokens.Session{Site: "confluence", Account: st.Person.Account, Email: annMail, Tool: "tableau", Address: "192.0.2.17", Application: "Tableau 2026.2", End: func(string) {}})
			b.visit(w.url + "/activity")
			shot("activity")
			b.visit(w.url + "/token")
			b.click("details.card summary")
			b.fill("#token", scopedToken)
			b.script(`document.querySelector("#expires").value = arguments[0]`, nil, time.Now().AddDate(0, 0, 11).Format(time.DateOnly))
			b.click("form[action='/token'] button.primary")
			b.waitText(".note.good", "replaced")
			shot("token-4-warnings")
			w.fake.Revoke(scopedToken)
			b.waitText("#sign", "Refused by Atlassian since")
			shot("token-5-refused")
			w.fake.Inject(confluencetest.Fault{Drop: true, Count: -1})
			b.enter("", newToken)
			b.waitText("#refusal", "could not be reached")
			shot("token-6-unreachable")
		})
	}
}
