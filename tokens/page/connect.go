package page

import (
	"errors"
	"mime"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/pgconfluence/pgconfluence/tokens"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// connectBody is the page Connect a tool.
type connectBody struct {
	Guides []guide
	Tools  []toolRow
	Saved  bool
	Today  string
}

// toolRow is one tool password in the list.
type toolRow struct {
	vault.Tool
	Login   string
	Expired bool
	Guide   string // the id of the guide that fits its name
}

// toolBody is the page of one tool.
type toolBody struct {
	Guide    guide
	Target   target
	Fields   []field
	Snippet  *snippet
	File     *file
	Notes    []string
	Tools    []toolRow
	As       string // the tool password that is filled in; "" the token itself
	Saved    bool
	Fresh    bool // the password is shown, for the only time
	Today    string
	Waiting  waiting
	FileLink string
}

// waiting is the line that tells of the first connection.
type waiting struct {
	Guide, As string
	Login     string
	Connected bool
	Last      tokens.Attempt
	Personal  bool // false: nobody is signed in, so nothing is known
}

func (p *Page) rows(r *http.Request, person *tokens.Person) ([]toolRow, error) {
	tools, err := p.keeper.Tools(r.Context(), *person)
	if err != nil {
		return nil, err
	}
	rows := make([]toolRow, len(tools))
	for i, t := range tools {
		rows[i] = toolRow{Tool: t, Login: tokens.LoginName(person.Email, t.Name), Expired: t.Expired(time.Now()), Guide: "psql"}
		if _, ok := guideOf(t.Name); ok {
			rows[i].Guide = t.Name
		}
	}
	return rows, nil
}

// saved reports whether the person has a token that can be used.
func (p *Page) saved(r *http.Request, person *tokens.Person) (bool, error) {
	st, err := p.keeper.State(r.Context(), *person)
	return st.Standing == tokens.Saved || st.Standing == tokens.Refused, err
}

func (p *Page) showConnect(w http.ResponseWriter, r *http.Request, ses *session) {
	body := connectBody{Guides: guides, Today: today()}
	if ses.person != nil {
		var err, err2 error
		body.Tools, err = p.rows(r, ses.person)
		body.Saved, err2 = p.saved(r, ses.person)
		if err := errors.Join(err, err2); err != nil {
			p.broken(w, r, err)
			return
		}
	}
	f := p.frame(ses, "connect", "Connect a tool")
	f.Body = body
	p.show(w, r, http.StatusOK, "connect", f)
}

func today() string { return time.Now().UTC().Format(time.DateOnly) }

// target fills in what is known.
func (p *Page) target(r *http.Request, person *tokens.Person, as string) target {
	t := target{Host: p.pg.Host, Port: p.pg.Port, SSLMode: p.pg.SSLMode, User: "your Confluence e-mail", Password: "your API token", Placeholder: true}
	if t.Host == "" {
		t.Host = r.Host
		if h, _, err := net.SplitHostPort(r.Host); err == nil {
			t.Host = h
		}
	}
	if sites := p.keeper.Sites(); len(sites) > 0 {
		t.Database = sites[0].Name
	}
	if person != nil {
		t.User, t.Database = person.Email, person.Site
		if as != "" {
			t.User, t.Password = tokens.LoginName(person.Email, as), "the tool password"
		}
	}
	return t
}

func (p *Page) showTool(w http.ResponseWriter, r *http.Request, ses *session) {
	g, ok := guideOf(r.PathValue("tool"))
	if !ok {
		p.notFound(w, r, ses)
		return
	}
	body := toolBody{Guide: *g, Today: today()}
	f := p.frame(ses, "connect", "Connect "+g.Name)
	if ses.person != nil {
		var err, err2 error
		body.Tools, err = p.rows(r, ses.person)
		body.Saved, err2 = p.saved(r, ses.person)
		if err := errors.Join(err, err2); err != nil {
			p.broken(w, r, err)
			return
		}
		body.As = chosen(r, body.Tools)
	}
	body.Target = p.target(r, ses.person, body.As)
	if f.Flash.password != "" && f.Flash.tool == body.As {
		body.Target.Password, body.Target.Placeholder, body.Fresh = f.Flash.password, false, true
	}
	body.fill(g)
	body.Waiting = p.waiting(ses.person, g.ID, body.As)
	f.Body = body
	p.show(w, r, http.StatusOK, "tool", f)
}

// chosen is the tool password that the address names, if the person has it.
func chosen(r *http.Request, rows []toolRow) string {
	as := r.URL.Query().Get("as")
	for _, row := range rows {
		if row.Name == as {
			return as
		}
	}
	return ""
}

func (b *toolBody) fill(g *guide) {
	if g.Fields != nil {
		b.Fields = g.Fields(b.Target)
	}
	if g.Snippet != nil {
		s := g.Snippet(b.Target)
		b.Snippet = &s
	}
	if g.File != nil {
		fl := g.File(b.Target)
		b.File, b.FileLink = &fl, "/connect/"+g.ID+"/file?as="+url.QueryEscape(b.As)
	}
	if g.Notes != nil {
		b.Notes = g.Notes(b.Target)
	}
}

func (p *Page) waiting(person *tokens.Person, id, as string) waiting {
	wt := waiting{Guide: id, As: as}
	if person == nil {
		return wt
	}
	wt.Personal, wt.Login = true, person.Email
	if as != "" {
		wt.Login = tokens.LoginName(person.Email, as)
	}
	wt.Last, wt.Connected = p.keeper.LastLogin(*person, wt.Login)
	return wt
}

// toolStatus is the line alone, for a page that renews it.
func (p *Page) toolStatus(w http.ResponseWriter, r *http.Request, ses *session) {
	as := r.URL.Query().Get("as")
	if _, ok := guideOf(r.PathValue("tool")); !ok || len(as) > 64 {
		http.NotFound(w, r)
		return
	}
	p.show(w, r, http.StatusOK, "part/waiting", p.waiting(ses.person, r.PathValue("tool"), as))
}

// toolFile is the file of a guide. It never holds a password.
func (p *Page) toolFile(w http.ResponseWriter, r *http.Request, ses *session) {
	g, ok := guideOf(r.PathValue("tool"))
	if !ok || g.File == nil {
		p.notFound(w, r, ses)
		return
	}
	f := g.File(p.target(r, ses.person, ""))
	w.Header().Set("Content-Type", f.Type)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	w.Write([]byte(f.Text))
}

// makePassword makes a tool password, which the next page shows, once.
func (p *Page) makePassword(w http.ResponseWriter, r *http.Request, ses *session) {
	back := "/connect"
	id := r.PostFormValue("guide")
	if _, ok := guideOf(id); ok {
		back = "/connect/" + id
	}
	form := map[string]string{"name": r.PostFormValue("name"), "spaces": r.PostFormValue("spaces"), "expires": r.PostFormValue("expires")}
	expires, ref := parseDay(form["expires"], "expires")
	var tool vault.Tool
	var password string
	var err error
	if ref == nil {
		tool, password, err = p.keeper.MakeTool(r.Context(), *ses.person, tokens.NewTool{Name: form["name"], Spaces: form["spaces"], Expires: expires})
	}
	switch {
	case errors.As(err, &ref), ref != nil:
		ses.setFlash(&flash{refusal: ref, form: form})
		http.Redirect(w, r, back+"#new-password", http.StatusSeeOther)
		return
	case errors.Is(err, vault.ErrNone):
		ses.setFlash(&flash{refusal: &tokens.Refusal{Problem: "You have no token saved.", Advice: "Save one first: a tool password uses it."}})
		http.Redirect(w, r, "/token", http.StatusSeeOther)
		return
	case err != nil:
		p.broken(w, r, err)
		return
	}
	ses.setFlash(&flash{done: "The tool password " + tool.Name + " was made. Copy it now: it is shown this once.", tool: tool.Name, password: password})
	if back == "/connect" {
		back = "/connect/psql"
		if _, ok := guideOf(tool.Name); ok {
			back = "/connect/" + tool.Name
		}
	}
	http.Redirect(w, r, back+"?as="+url.QueryEscape(tool.Name), http.StatusSeeOther)
}

func (p *Page) removePassword(w http.ResponseWriter, r *http.Request, ses *session) {
	err := p.keeper.RevokeTool(r.Context(), *ses.person, r.PostFormValue("id"))
	if err != nil && !errors.Is(err, vault.ErrNone) {
		p.broken(w, r, err)
		return
	}
	ses.setFlash(&flash{done: "The tool password was removed. Whatever used it is logged out."})
	http.Redirect(w, r, "/connect", http.StatusSeeOther)
}
