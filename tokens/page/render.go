package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/tokens"
)

//go:embed templates
var templates embed.FS

// views are the templates, by page, and the tags of the static files.
type views struct {
	pages map[string]*template.Template
	tags  map[string]string // ETags
}

// parts are shown alone too, for a page that renews a part of itself.
var parts = []string{"sign", "waiting"}

func parseViews() (*views, error) {
	v := &views{pages: map[string]*template.Template{}, tags: map[string]string{}}
	for _, name := range []string{"token", "connect", "tool", "activity", "message"} {
		t, err := template.New("layout.html").Funcs(functions).ParseFS(templates, "templates/layout.html", "templates/parts.html", "templates/"+name+".html")
		if err != nil {
			return nil, err
		}
		v.pages[name] = t
	}
	for _, name := range parts {
		v.pages["part/"+name] = template.Must(v.pages["token"].Clone()).Lookup(name)
	}
	files, err := fs.ReadDir(static, "static")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		data, err := fs.ReadFile(static, "static/"+f.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		v.tags[f.Name()] = `"` + hex.EncodeToString(sum[:8]) + `"`
	}
	return v, nil
}

var functions = template.FuncMap{
	// time is readable without JavaScript, which shows it in the reader's zone.
	"time": func(t time.Time) template.HTML {
		t = t.UTC()
		return template.HTML(fmt.Sprintf(`<time datetime="%s">%s</time>`, t.Format(time.RFC3339), t.Format("2 Jan 2006, 15:04 UTC")))
	},
	"day":   func(t time.Time) string { return t.UTC().Add(-time.Second).Format("2 January 2006") },
	"join":  strings.Join,
	"count": count,
	"left":  left, "leftLong": leftLong,
	"newPassword": func(f frame, guide, name, today string) newPassword { return newPassword{f, guide, name, today} },
}

func count(n any, one, many string) string {
	if s := fmt.Sprint(n); s == "1" {
		return "1 " + one
	} else {
		return s + " " + many
	}
}

// newPassword is what the form for a new tool password is made of.
type newPassword struct {
	Frame              frame
	Guide, Name, Today string
}

// left counts an expiry down.
func left(s tokens.State) string {
	switch days, _ := s.DaysLeft(); {
	case days < 0:
		return "is over"
	case days == 0:
		return "today"
	default:
		return "in " + count(days, "day", "days")
	}
}

func leftLong(s tokens.State) string {
	switch days, _ := s.DaysLeft(); {
	case days < 0:
		return "The day that this token expires on, as you gave it, is over."
	case days == 0:
		return "This token expires today."
	default:
		return "This token expires in " + count(days, "day", "days") + "."
	}
}

// frame is what every page has.
type frame struct {
	Title  string
	Here   string // the menu's entry
	Person *tokens.Person
	CSRF   string
	Sites  []string
	Flash  *flash
	Body   any
}

// Fields of a flash, for the templates.
func (f *flash) Done() string             { return f.done }
func (f *flash) Refusal() *tokens.Refusal { return f.refusal }
func (f *flash) Form(name string) string  { return f.form[name] }
func (f *flash) Password() string         { return f.password }
func (f *flash) Tool() string             { return f.tool }

// Wrong reports whether the refusal is about this field.
func (f *flash) Wrong(field string) bool { return f.refusal != nil && f.refusal.Field == field }

func (p *Page) frame(ses *session, here, title string) frame {
	f := frame{Title: title, Here: here, Flash: &flash{}}
	if ses != nil {
		f.Person, f.CSRF, f.Flash = ses.person, ses.csrf, ses.takeFlash()
	}
	for _, s := range p.keeper.Sites() {
		f.Sites = append(f.Sites, s.Name)
	}
	return f
}

// show renders a page whole before any of it is sent.
func (p *Page) show(w http.ResponseWriter, r *http.Request, status int, view string, data any) {
	var b bytes.Buffer
	if err := p.views.pages[view].Execute(&b, data); err != nil {
		p.log.Error("a page could not be made", "page", view, "error", err)
		http.Error(w, "This page could not be made. The server's log has the details.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		b.WriteTo(w)
	}
}

// message is a page that only says something.
type message struct{ Problem, Advice string }

// fail shows an error. It takes no session along: whoever sent a bad form may
// not be whose session it is.
func (p *Page) fail(w http.ResponseWriter, r *http.Request, status int, problem, advice string) {
	f := p.frame(nil, "", problem)
	f.Body = message{problem, advice}
	p.show(w, r, status, "message", f)
}

// broken is an error that is this server's own.
func (p *Page) broken(w http.ResponseWriter, r *http.Request, err error) {
	p.log.Error("the vault could not be used", "path", r.URL.Path, "error", err)
	p.fail(w, r, http.StatusInternalServerError, "This server could not do that.", "The fault is here, not with you; its log has the details.")
}

func (p *Page) notFound(w http.ResponseWriter, r *http.Request, _ *session) {
	p.fail(w, r, http.StatusNotFound, "There is no such page here.", "Choose one of the menu.")
}
