package page

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// visitor is somebody with a browser that runs no scripts.
type visitor struct {
	t    testing.TB
	base string
	http *http.Client
	last string // the body of the last answer
}

func (w *world) visitor(t testing.TB) *visitor {
	jar, _ := cookiejar.New(nil)
	return &visitor{t: t, base: w.url, http: &http.Client{Jar: jar}}
}

func (v *visitor) do(r *http.Request) (int, string) {
	v.t.Helper()
	resp, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	v.last = string(body)
	return resp.StatusCode, v.last
}

func (v *visitor) get(path string) (int, string) {
	v.t.Helper()
	r, _ := http.NewRequest("GET", v.base+path, nil)
	return v.do(r)
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// csrf is the form token of the page last seen.
func (v *visitor) csrf() string {
	m := csrfField.FindStringSubmatch(v.last)
	if m == nil {
		return ""
	}
	return m[1]
}

// post sends a form with the form token of the page last seen.
func (v *visitor) post(path string, fields ...string) (int, string) {
	v.t.Helper()
	form := url.Values{"csrf": {v.csrf()}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r, _ := http.NewRequest("POST", v.base+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.do(r)
}

// signIn saves a token.
func (v *visitor) signIn(email, token string) {
	v.t.Helper()
	v.get("/token")
	if _, body := v.post("/token", "email", email, "token", token); !strings.Contains(body, "was saved") {
		v.t.Fatalf("not saved:\n%s", body)
	}
}
