package page

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/tokens"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// tokenBody is the page Confluence API Token.
type tokenBody struct {
	Sign   sign
	State  tokens.State
	Lacks  []lackRow
	More   []lackRow // of Lacks, those that are shown on request
	Host   string    // of the person's site, or of the only one
	Scopes []string
	NewURL string
	Tools  int
	Today  string // the first day that a token can expire on
	Latest string // and the last
}

// lackRow is a table that a token with scopes cannot read, and what it lacks.
type lackRow struct {
	Table  string
	Scopes []string
}

// shownLacks is how many tables are named at once.
const shownLacks = 4

func lackRows(lacks []tokens.Lack) (shown, more []lackRow) {
	var rows []lackRow
	for _, l := range lacks {
		i := slices.IndexFunc(rows, func(r lackRow) bool { return r.Table == l.Table })
		if i < 0 {
			i = len(rows)
			rows = append(rows, lackRow{Table: l.Table})
		}
		rows[i].Scopes = append(rows[i].Scopes, l.Scope)
	}
	n := min(len(rows), shownLacks)
	return rows[:n], rows[n:]
}

// sign is the status beside the token.
type sign struct {
	Colour string // grey, orange, red
	Words  string
	Since  time.Time // with red
}

func newSign(st tokens.State) sign {
	switch st.Standing {
	case tokens.Saved:
		return sign{Colour: "orange", Words: "Saved"}
	case tokens.Refused:
		return sign{"red", "Refused by Atlassian", st.Token.RefusedAt}
	case tokens.Locked:
		return sign{Colour: "red", Words: "Locked by the operator"}
	}
	return sign{Colour: "grey", Words: "No token yet"}
}

func (p *Page) showToken(w http.ResponseWriter, r *http.Request, ses *session) {
	body := tokenBody{Sign: newSign(tokens.State{}), Scopes: p.keeper.Scopes(), NewURL: tokens.NewTokenURL}
	now := time.Now().UTC()
	body.Today, body.Latest = now.Format(time.DateOnly), now.AddDate(1, 0, 1).Format(time.DateOnly)
	if sites := p.keeper.Sites(); len(sites) == 1 {
		body.Host = host(sites[0])
	}
	if ses.person != nil {
		st, err := p.keeper.State(r.Context(), *ses.person)
		if err != nil {
			p.broken(w, r, err)
			return
		}
		tools, err := p.keeper.Tools(r.Context(), *ses.person)
		if err != nil {
			p.broken(w, r, err)
			return
		}
		body.State, body.Sign, body.Tools = st, newSign(st), len(tools)
		body.Lacks, body.More = lackRows(st.Lacks)
		for _, s := range p.keeper.Sites() {
			if s.Name == ses.person.Site {
				body.Host = host(s)
			}
		}
	}
	f := p.frame(ses, "token", "Confluence API Token")
	f.Body = body
	status := http.StatusOK
	if f.Flash.refusal != nil {
		status = http.StatusUnprocessableEntity
	}
	p.show(w, r, status, "token", f)
}

func host(s tokens.Site) string {
	base := s.Confluence.BaseURL()
	if _, rest, ok := strings.Cut(base, "://"); ok {
		return rest
	}
	return base
}

// saveToken is Validate & Save, the first time and as a replacement.
func (p *Page) saveToken(w http.ResponseWriter, r *http.Request, ses *session) {
	site, email := r.PostFormValue("site"), r.PostFormValue("email")
	if sites := p.keeper.Sites(); site == "" && len(sites) > 0 {
		site = sites[0].Name
	}
	if ses.person != nil {
		site, email = ses.person.Site, ses.person.Email
	}
	refuse := func(ref *tokens.Refusal) {
		ses.setFlash(&flash{refusal: ref, form: map[string]string{"site": site, "email": email, "expires": r.PostFormValue("expires")}})
		http.Redirect(w, r, "/token", http.StatusSeeOther)
	}
	expires, ref := parseDay(r.PostFormValue("expires"), "expires")
	if ref == nil && !expires.IsZero() && expires.Before(time.Now()) {
		ref = &tokens.Refusal{Field: "expires", Problem: "The day that the token expires on is over.", Advice: "Look it up at Atlassian, or leave the field empty."}
	}
	if ref != nil {
		refuse(ref)
		return
	}
	account := site + "\x00" + vault.NormalEmail(email)
	if wait := p.limits.enter(p.address(r), account); wait > 0 {
		refuse(&tokens.Refusal{Problem: "Too many tokens were tried.",
			Advice: fmt.Sprintf("This one was not. Wait %s, then try again.", count(int(math.Ceil(wait.Seconds())), "second", "seconds"))})
		return
	}
	proven, err := p.keeper.Prove(r.Context(), site, email, r.PostFormValue("token"))
	p.limits.leave(account, err == nil)
	if err == nil && ses.person != nil && proven.Person.Account != ses.person.Account {
		err = &tokens.Refusal{Field: "token", Problem: "This token belongs to another Atlassian account than the saved one.",
			Advice: "You can only replace your token with one of your own. To use the other account, sign out first."}
	}
	if err != nil {
		if !errors.As(err, &ref) {
			p.broken(w, r, err)
			return
		}
		refuse(ref)
		return
	}
	if _, err := p.keeper.Save(r.Context(), proven, expires); err != nil {
		p.broken(w, r, err)
		return
	}
	done := "Your token is good and was saved."
	if ses.person != nil {
		done = "Your new token is good and has replaced the old one."
	}
	person := proven.Person
	p.start(w, r, &person).setFlash(&flash{done: done})
	http.Redirect(w, r, "/token", http.StatusSeeOther)
}

// parseDay reads a date field. The time is the end of that day; an empty field
// is the zero time.
func parseDay(text, field string) (time.Time, *tokens.Refusal) {
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 2000 || day.Year() > 2200 {
		return time.Time{}, &tokens.Refusal{Field: field, Problem: "The date cannot be read.", Advice: "Write it as year, month and day, such as 2027-01-31, or leave it empty."}
	}
	return day.AddDate(0, 0, 1), nil
}

// tokenStatus is the sign alone, for a page that renews it.
func (p *Page) tokenStatus(w http.ResponseWriter, r *http.Request, ses *session) {
	st, err := p.keeper.State(r.Context(), *ses.person)
	if err != nil {
		http.Error(w, "not known", http.StatusServiceUnavailable)
		return
	}
	p.show(w, r, http.StatusOK, "part/sign", newSign(st))
}

func (p *Page) forgetToken(w http.ResponseWriter, r *http.Request, ses *session) {
	if err := p.keeper.Forget(r.Context(), *ses.person); err != nil {
		p.broken(w, r, err)
		return
	}
	// What proved who this is, is gone; so is the session.
	p.start(w, r, nil).setFlash(&flash{done: "Your token and its tool passwords were removed from this server. " +
		"The token still works at Atlassian until you revoke it there."})
	http.Redirect(w, r, "/token", http.StatusSeeOther)
}

func (p *Page) signOut(w http.ResponseWriter, r *http.Request, _ *session) {
	p.start(w, r, nil).setFlash(&flash{done: "You are signed out. Your saved token stays, and your tools go on using it."})
	http.Redirect(w, r, "/token", http.StatusSeeOther)
}
