package tokens

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

func TestRefusals(t *testing.T) {
	f := newFixture(t)
	f.fake.AddAccount(confluencetest.Account{Email: "jira@example.com", Token: "jira-only-token-000", NoLicence: true})
	f.fake.AddAccount(confluencetest.Account{Email: "blind@example.com", Token: "scoped-blind-000000", Scoped: true, Scopes: []string{"read:page:confluence"}})
	for _, c := range []struct {
		name, email, token string
		fault              confluencetest.Fault
		kind               confluence.Kind
		says               string
	}{
		{name: "wrong pair", email: "ann@example.com", token: "nonsense", kind: confluence.BadCredential, says: "does not accept"},
		{name: "somebody else's token", email: "ann@example.com", token: bobToken, kind: confluence.BadCredential, says: "does not accept"},
		{name: "no Confluence", email: "jira@example.com", token: "jira-only-token-000", kind: confluence.NoLicence, says: "may not use Confluence"},
		{name: "a scope is lacking", email: "blind@example.com", token: "scoped-blind-000000", kind: confluence.ScopeMissing, says: "read:confluence-user"},
		{name: "nothing given", email: " ", token: "x", says: "e-mail is missing"},
		{name: "no e-mail", email: "ann", token: "x", says: "not an e-mail"},
		{name: "no token", email: "ann@example.com", token: "\n", says: "token is missing"},
		{name: "a control character", email: "ann@example.com", token: "a\tb\x01", kind: confluence.BadCredential, says: "control character"},
		{name: "unreachable", email: "ann@example.com", token: annToken, fault: confluencetest.Fault{Drop: true, Count: -1}, kind: confluence.Unreachable, says: "could not be reached"},
		{name: "too many requests", email: "ann@example.com", token: annToken, fault: confluencetest.Fault{Status: 429, Header: http.Header{"Retry-After": {"600"}}, Count: -1}, kind: confluence.RateLimited, says: "asks to wait"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.fault.Count != 0 {
				f.fake.Inject(c.fault)
				defer f.fake.ClearFaults()
			}
			_, err := f.Prove(t.Context(), "confluence", c.email, c.token)
			var r *Refusal
			if !errors.As(err, &r) || r.Kind != c.kind || !strings.Contains(r.Problem, c.says) || r.Advice == "" {
				t.Fatalf("%#v, %v", r, err)
			}
		})
	}
	if list, _ := f.vault.List(t.Context()); len(list) != 0 {
		t.Fatal("something was saved")
	}
}

// Where Atlassian takes the token but tells another e-mail, it is another's.
func TestWrongAccount(t *testing.T) {
	f := newFixture(t)
	f.fake.Inject(confluencetest.Fault{Path: "/wiki/rest/api/user/current", Status: 200, Header: http.Header{"Content-Type": {"application/json"}},
		Body: `{"type":"known","accountId":"b1","email":"bob@example.com","displayName":"Bob"}`})
	_, err := f.Prove(t.Context(), "confluence", "ann@example.com", bobToken)
	var r *Refusal
	if !errors.As(err, &r) || r.Kind != confluence.WrongAccount || r.Field != "email" {
		t.Fatalf("%#v, %v", r, err)
	}
}

func TestScopesThatLack(t *testing.T) {
	f := newFixture(t)
	f.fake.AddAccount(confluencetest.Account{Email: "ann@example.com", Token: "scoped-some-0000000", Scoped: true,
		Scopes: []string{"read:confluence-user", "read:page:confluence", "read:space:confluence"}})
	p, err := f.Prove(t.Context(), "confluence", "ann@example.com", "scoped-some-0000000")
	if err != nil {
		t.Fatal(err)
	}
	want := []Lack{{"users", "read:user:confluence"}, {"users", "read:content-details:confluence"}}
	if fmt.Sprint(p.Lacks) != fmt.Sprint(want) {
		t.Fatalf("lacks %v", p.Lacks)
	}
	if _, err := f.Save(t.Context(), p, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if st := f.state(t, p.Person); fmt.Sprint(st.Lacks) != fmt.Sprint(want) || st.Standing != Saved {
		t.Fatalf("state %+v", st)
	}
}

func TestExpiry(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		left time.Duration
		days int
		warn bool
	}{{31 * 24 * time.Hour, 31, false}, {30 * 24 * time.Hour, 30, true}, {36 * time.Hour, 1, true}, {time.Hour, 0, true}, {-time.Hour, -1, true}, {-30 * time.Hour, -2, true}} {
		s := State{Now: now, Token: vault.Token{ExpiresAt: now.Add(c.left)}}
		if days, ok := s.DaysLeft(); !ok || days != c.days || s.Expiring() != c.warn {
			t.Errorf("%v: %d, %v", c.left, days, s.Expiring())
		}
	}
	if _, ok := (State{}).DaysLeft(); ok || (State{}).Expiring() {
		t.Error("an expiry that nobody gave")
	}
}

func TestToolPassword(t *testing.T) {
	f := newFixture(t)
	ann, bob := f.save(t, "Ann@example.com", annToken), f.save(t, "bob@example.com", bobToken)
	tool, password, err := f.MakeTool(t.Context(), ann, NewTool{Name: "Tableau laptop"})
	if err != nil || tool.Name != "tableau-laptop" || len(password) < 32 {
		t.Fatal(tool, err)
	}
	l, err := f.ToolLogin(t.Context(), "confluence", "ANN@example.com/Tableau-Laptop")
	if err != nil || !l.Verifier.Verify(password) || l.Verifier.Verify(password+"x") {
		t.Fatal("the password does not fit")
	}
	c, err := l.Connect(t.Context())
	if err != nil || c.Me().AccountID.S != ann.Account {
		t.Fatal(err)
	}
	if tools, _ := f.Tools(t.Context(), ann); len(tools) != 1 || tools[0].UsedAt.IsZero() {
		t.Fatalf("last used is not noted: %+v", tools)
	}
	// Bob's hands are off.
	if err := f.RevokeTool(t.Context(), bob, tool.ID); !errors.Is(err, vault.ErrNone) {
		t.Fatalf("revoked by another: %v", err)
	}
	for _, user := range []string{"bob@example.com/tableau-laptop", "ann@example.com/other", "eve@example.com/x", "ann@example.com", "/", ""} {
		l, err := f.ToolLogin(t.Context(), "confluence", user)
		if err != nil || l.Verifier.Verify(password) {
			t.Fatalf("%q: %v", user, err)
		}
		if _, err := l.Connect(t.Context()); !errors.Is(err, ErrPassword) {
			t.Fatalf("%q: %v", user, err)
		}
	}
	ended := ""
	live := f.Opened(Session{Site: "confluence", Account: ann.Account, Email: ann.Email, Tool: tool.Name, ToolID: tool.ID, End: func(why string) { ended = why }})
	if f.EndSession(bob, live.ID) || ended != "" {
		t.Fatal("ended by another")
	}
	if err := f.RevokeTool(t.Context(), ann, tool.ID); err != nil || ended == "" {
		t.Fatal("the session of a removed tool password goes on", err)
	}
	if l, _ := f.ToolLogin(t.Context(), "confluence", "ann@example.com/tableau-laptop"); l.Verifier.Verify(password) {
		t.Fatal("a removed tool password is good")
	}
}

func TestToolPasswordOptions(t *testing.T) {
	f := newFixture(t)
	ann := f.save(t, "ann@example.com", annToken)
	keys := f.fake.TrueSpaces("ann@example.com")
	tool, password, err := f.MakeTool(t.Context(), ann, NewTool{Name: "x", Spaces: strings.ToLower(keys[0].Key) + ", " + keys[1].Key, Expires: f.now().Add(time.Hour)})
	if err != nil || len(tool.Spaces) != 2 {
		t.Fatal(tool, err)
	}
	l, _ := f.ToolLogin(t.Context(), "confluence", "ann@example.com/x")
	if _, got := l.Tool(); len(got.Spaces) != 2 {
		t.Fatal("the spaces are lost")
	}
	ended := ""
	f.Opened(Session{Site: "confluence", Account: ann.Account, Email: ann.Email, Tool: "x", ToolID: tool.ID, End: func(why string) { ended = why }})
	f.sweep(t.Context())
	if ended != "" {
		t.Fatal("ended too soon")
	}
	f.forward(2 * time.Hour)
	f.sweep(t.Context())
	if l, _ := f.ToolLogin(t.Context(), "confluence", "ann@example.com/x"); !l.Verifier.Verify(password) {
		t.Fatal("proof of the password comes before its expiry")
	} else if _, err := l.Connect(t.Context()); !errors.Is(err, ErrExpired) || ended == "" {
		t.Fatalf("after its time: %v, %q", err, ended)
	}
	for _, n := range []NewTool{{Name: ""}, {Name: "a/b"}, {Name: "x"}, {Name: strings.Repeat("a", 33)}, {Name: "y", Spaces: "NOPE"}, {Name: "y", Spaces: "a/b"},
		{Name: "y", Expires: f.now().Add(-time.Second)}} {
		var r *Refusal
		if _, _, err := f.MakeTool(t.Context(), ann, n); !errors.As(err, &r) || r.Advice == "" {
			t.Errorf("%+v: %v", n, err)
		}
	}
}

func TestRevokedAtAtlassian(t *testing.T) { synctest.Test(t, revokedAtAtlassian) }

func revokedAtAtlassian(t *testing.T) {
	f := newFixture(t)
	ann := f.save(t, "ann@example.com", annToken)
	tool, _, err := f.MakeTool(t.Context(), ann, NewTool{Name: "x"})
	if err != nil {
		t.Fatal(err)
	}
	ended, dropped := "", ""
	f.OnRefused(func(_ context.Context, c *confluence.Client) { dropped = c.Key() })
	f.Opened(Session{Site: "confluence", Account: ann.Account, Email: ann.Email, ToolID: tool.ID, Tool: "x", End: func(why string) { ended = why }})

	// A refusal that passes changes nothing.
	f.fake.Inject(confluencetest.Fault{Impostor: true, Count: 3})
	time.Sleep(time.Minute)
	if st := f.state(t, ann); st.Standing != Saved {
		t.Fatal("a transient refusal turned the sign red")
	}
	f.fake.ClearFaults()
	time.Sleep(10 * time.Second)
	if st := f.state(t, ann); st.Standing != Saved {
		t.Fatal("a transient refusal turned the sign red")
	}

	f.fake.Revoke(annToken)
	l, _ := f.ToolLogin(t.Context(), "confluence", "ann@example.com/x")
	if _, err := l.Connect(t.Context()); !dead(err) {
		t.Fatalf("login after the revocation: %v", err)
	}
	revoked := time.Now()
	st := f.state(t, ann)
	for st.Standing != Refused && time.Since(revoked) < time.Minute { // as the page asks
		time.Sleep(2 * time.Second)
		st = f.state(t, ann)
	}
	synctest.Wait()
	t.Logf("red after %v", time.Since(revoked))
	if st.Standing != Refused || st.Token.RefusedAt.IsZero() || ended == "" || dropped == "" {
		t.Fatalf("%v, ended %q, dropped %q", st.Standing, ended, dropped)
	}
	// A new token makes it good again.
	f.fake.AddAccount(confluencetest.Account{Email: "ann@example.com", Token: annToken + "new"})
	f.save(t, "ann@example.com", annToken+"new")
	if st := f.state(t, ann); st.Standing != Saved {
		t.Fatal("still red")
	}
	if _, err := l.k.ToolLogin(t.Context(), "confluence", "ann@example.com/x"); err != nil {
		t.Fatal(err)
	}
}

// The watcher of the live sessions finds a dead token first.
func TestRefusedFromOutside(t *testing.T) { synctest.Test(t, refusedFromOutside) }

func refusedFromOutside(t *testing.T) {
	f := newFixture(t)
	ann := f.save(t, "ann@example.com", annToken)
	c, err := f.sites[0].Confluence.Login(t.Context(), "ann@example.com", annToken)
	if err != nil {
		t.Fatal(err)
	}
	f.fake.AddAccount(confluencetest.Account{Email: "ann@example.com", Token: "second-token-of-ann-1"})
	other, err := f.sites[0].Confluence.Login(t.Context(), "ann@example.com", "second-token-of-ann-1")
	if err != nil {
		t.Fatal(err)
	}
	f.Refused(t.Context(), other)
	if st := f.state(t, ann); st.Standing != Saved {
		t.Fatal("another token of the same person turned the sign red")
	}
	f.fake.Revoke(annToken)
	f.Refused(t.Context(), c)
	if st := f.state(t, ann); st.Standing != Refused {
		t.Fatal("the sign is not red")
	}
}

func TestLockedByTheOperator(t *testing.T) {
	f := newFixture(t)
	ann := f.save(t, "ann@example.com", annToken)
	if _, _, err := f.MakeTool(t.Context(), ann, NewTool{Name: "x"}); err != nil {
		t.Fatal(err)
	}
	var ended []string
	for _, id := range []string{"", "x"} {
		f.Opened(Session{Site: "confluence", Account: ann.Account, Email: ann.Email, Tool: id, End: func(why string) { ended = append(ended, why) }})
	}
	op, err := vault.OpenToStop(t.Context(), f.path)
	if err != nil {
		t.Fatal(err)
	}
	defer op.Close()
	if err := op.Lock(t.Context(), baseURL, "ann@example.com"); err != nil {
		t.Fatal(err)
	}
	f.sweep(t.Context())
	if len(ended) != 2 {
		t.Fatalf("ended %q", ended)
	}
	l, _ := f.ToolLogin(t.Context(), "confluence", "ann@example.com/x")
	if _, err := l.Connect(t.Context()); !errors.Is(err, ErrLocked) {
		t.Fatal(err)
	}
	if _, err := f.Prove(t.Context(), "confluence", "ann@example.com", annToken); err == nil || !strings.Contains(err.Error(), "locked") {
		t.Fatal(err)
	}
	if st := f.state(t, ann); st.Standing != Locked {
		t.Fatal(st.Standing)
	}
}

func TestActivity(t *testing.T) {
	f := newFixture(t)
	ann, bob := f.save(t, "ann@example.com", annToken), f.save(t, "bob@example.com", bobToken)
	for i := range keptLogins + 5 {
		f.Tried(Attempt{Site: "confluence", User: "Ann@example.com/x", Address: fmt.Sprint(i), Code: map[bool]string{true: "28P01"}[i%2 == 0]})
	}
	f.Tried(Attempt{Site: "nowhere", User: "ann@example.com"})
	logins, _ := f.Logins(ann)
	if len(logins) != keptLogins || logins[0].Address != fmt.Sprint(keptLogins+4) || logins[0].Tool() != "x" {
		t.Fatalf("%d logins, %+v", len(logins), logins[0])
	}
	if logins, _ := f.Logins(bob); len(logins) != 0 {
		t.Fatal("Bob sees Ann's logins")
	}
	if a, ok := f.LastLogin(ann, "ann@example.com/x"); !ok || a.Code != "" {
		t.Fatal(a, ok)
	}
	if _, ok := f.LastLogin(ann, "ann@example.com"); ok {
		t.Fatal("a login with the token that was none")
	}
	if u := f.Used(ann); u.Total == 0 || u.Hour != u.Total || u.Day != u.Total {
		t.Fatalf("calls: %+v", u)
	}
	l := f.Opened(Session{Site: "confluence", Account: ann.Account, End: func(string) {}})
	if len(f.Live(ann)) != 1 || len(f.Live(bob)) != 0 || !f.EndSession(ann, l.ID) {
		t.Fatal("live sessions")
	}
	l.Close()
	l.Close()
	if len(f.Live(ann)) != 0 {
		t.Fatal("closed and still there")
	}
}

func TestCallsByHour(t *testing.T) {
	var h hourly
	begin := time.Unix(1_700_000_000, 0)
	for i := range 48 {
		h.forward(begin.Add(time.Duration(i) * time.Hour))
		h.hours[h.last%24]++
	}
	var sum int64
	for _, n := range h.hours {
		sum += n
	}
	if sum != 24 {
		t.Fatal(sum)
	}
	h.forward(begin.Add(1000 * time.Hour))
	if h.hours != [24]int64{} {
		t.Fatal("old calls are counted")
	}
}

// No log line, error, printed value or byte of the file holds a token.
func TestPlantedTokens(t *testing.T) { synctest.Test(t, plantedTokens) }

func plantedTokens(t *testing.T) {
	f := newFixture(t)
	ann := f.save(t, "ann@example.com", annToken)
	p, err := f.Prove(t.Context(), "confluence", "ann@example.com", annToken)
	if err != nil {
		t.Fatal(err)
	}
	tool, password, err := f.MakeTool(t.Context(), ann, NewTool{Name: "x"})
	if err != nil {
		t.Fatal(err)
	}
	_, wrong := f.Prove(t.Context(), "confluence", "ann@example.com", annToken+"x")
	f.fake.Revoke(annToken)
	_, revoked := f.Prove(t.Context(), "confluence", "ann@example.com", annToken)
	for range 3 {
		time.Sleep(time.Minute)
		f.state(t, ann)
	}
	file, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	l, _ := f.ToolLogin(t.Context(), "confluence", "ann@example.com/x")
	texts := map[string]string{"file": string(file), "log": f.log.String(), "errors": fmt.Sprintf("%+v %#v %v", wrong, wrong, revoked),
		"values": fmt.Sprintf("%+v %#v %+v %+v %+v %x", p, p, tool, l.token, ann, p.client.String())}
	for where, text := range texts {
		for _, secret := range []string{annToken, annToken[10:], password, password[4:20]} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds a secret", where)
			}
		}
	}
	if !strings.Contains(f.log.String(), "token saved") {
		t.Error("nothing was logged at all")
	}
}
