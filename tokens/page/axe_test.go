package page

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pgconfluence/pgconfluence/tokens"
)

// axeVersion of axe-core (MPL-2.0), which is fetched for the test and no part
// of this project.
const axeVersion = "4.14.1"

// axe returns the script. AXE_CORE may name a file that has it.
func axe(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("AXE_CORE"); path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	dir := t.TempDir()
	cmd := exec.Command("npm", "pack", "--silent", "axe-core@"+axeVersion)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err == nil {
		var text string
		if text, err = fromPackage(filepath.Join(dir, "axe-core-"+axeVersion+".tgz"), "package/axe.min.js"); err == nil {
			return text
		}
	}
	t.Skipf("axe-core %s cannot be had from the npm registry, so nobody has looked with it: %v %s (or set AXE_CORE to its axe.min.js)", axeVersion, err, out)
	return ""
}

func fromPackage(path, name string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return "", err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err != nil {
			return "", errors.Join(fmt.Errorf("no %s", name), err)
		}
		if h.Name == name {
			text, err := io.ReadAll(io.LimitReader(r, 8<<20))
			return string(text), err
		}
	}
}

// TestAccessible has axe-core look at every state, light and dark, on a desktop
// and a phone: no violation of any of its rules.
func TestAccessible(t *testing.T) {
	d := startDriver(t)
	script := axe(t)
	for name, l := range map[string]look{"light": {}, "dark on a phone": {Dark: true, Phone: true}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			b := d.open(t, l)
			states := 0
			check := func(state string) {
				t.Helper()
				states++
				b.script(script, nil)
				b.script(`document.querySelectorAll("details").forEach(d => d.open = true)`, nil)
				var found []struct {
					ID, Help string
					Nodes    []struct{ HTML, FailureSummary string }
				}
				b.call("POST", "/execute/async", map[string]any{"args": []any{}, "script": `const done = arguments[arguments.length - 1];
					axe.run(document, {resultTypes: ["violations"]}).then(r => done(r.violations.map(v =>
						({ID: v.id, Help: v.help, Nodes: v.nodes.map(n => ({HTML: n.html, FailureSummary: n.failureSummary}))}))), e => done([{ID: String(e)}]))`}, &found)
				for _, v := range found {
					var where strings.Builder
					for _, n := range v.Nodes {
						fmt.Fprintf(&where, "\n  %s\n    %s", n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", " "))
					}
					t.Errorf("%s: %s: %s%s", state, v.ID, v.Help, where.String())
				}
			}
			b.visit(w.url)
			check("first visit")
			b.enter(annMail, "wrong")
			b.waitText("#refusal", "does not accept")
			check("refused")
			b.visit(w.url + "/connect")
			check("connect, nobody signed in")
			b.visit(w.url + "/activity")
			check("activity, nobody signed in")
			b.visit(w.url)
			b.enter(annMail, scopedToken)
			b.waitText("#sign", "Saved")
			check("saved, with a warning")
			for _, g := range guides {
				b.visit(w.url + "/connect/" + g.ID)
				check("connect " + g.ID)
			}
			b.visit(w.url + "/connect/tableau")
			b.click("#new-password button.primary")
			b.waitText(".note.good", "was made")
			check("a new tool password")
			w.keeper.Tried(tokens.Attempt{Site: "confluence", User: annMail + "/tableau", Address: "192.0.2.1", Application: "Tableau"})
			w.keeper.Tried(tokens.Attempt{Site: "confluence", User: annMail, Address: "192.0.2.1", Code: "28P01"})
			b.waitText("#waiting", "Connected")
			check("connected")
			p, err := w.keeper.Prove(t.Context(), "confluence", annMail, scopedToken)
			if err != nil {
				t.Fatal(err)
			}
			w.keeper.Opened(tokens.Session{Site: "confluence", Account: p.Person.Account, Email: annMail, Address: "192.0.2.1", End: func(string) {}})
			b.visit(w.url + "/activity")
			check("activity")
			b.visit(w.url + "/connect")
			check("connect")
			b.visit(w.url + "/token")
			w.fake.Revoke(scopedToken)
			b.waitText("#sign", "Refused")
			check("red")
			b.visit(w.url + "/nowhere")
			check("not found")
			t.Logf("%d states", states)
		})
	}
}
