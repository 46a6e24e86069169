package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

// A token that is easy to find, as a person's and as a wrong one.
const (
	plantedEmail = "planted@example.com"
	planted      = "ATATT3xFfGF0-Planted-7f3a9c51-Token=0A1B2C3D"
	plantedWrong = "ATATT3xFfGF0-Wrong-5b2d8e17-Token=4E5F6A7B"
)

// disguises are the forms in which a token could get out.
func disguises() map[string][]byte {
	forms := map[string][]byte{}
	for _, token := range []string{planted, plantedWrong} {
		forms[token+" as it is"] = []byte(token)
		forms[token+" in a URL"] = []byte(url.QueryEscape(token))
		// Basic auth, and base64 of the token at any offset of a longer text.
		forms[token+" as basic auth"] = []byte(base64.StdEncoding.EncodeToString([]byte(plantedEmail + ":" + token)))
		for shift := range 3 {
			b := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + token))
			forms[fmt.Sprintf("%s in base64, shifted by %d", token, shift)] = []byte(b[4 : len(b)-4])
		}
		forms[token+" in hex"] = fmt.Appendf(nil, "%x", token)
	}
	return forms
}

// The token goes to the site and nowhere else: not to logs at any level,
// errors, metrics, plans, results or files.
func TestPlantedToken(t *testing.T) {
	// A wrapped writer sees what clients are sent, errors and notices included.
	var seen buffer
	w := start(t, func(c *serviceConfig) {
		c.verifyEvery = 300 * time.Millisecond
		c.options.logStatements = true
		c.pprof = true
	})
	w.site.AddAccount(confluencetest.Account{Email: plantedEmail, Token: planted})
	note := func(what string, err error) {
		fmt.Fprintf(&seen, "%s: %v %+v %#v\n", what, err, err, err)
	}

	// Logins that fail: wrong, with the site in trouble, and of no such database.
	note("wrong token", w.refused(w.dsn(plantedEmail, plantedWrong)))
	w.site.Inject(confluencetest.Fault{Path: "/wiki/rest/api/user/current", Status: 500, Body: planted + plantedWrong, Count: 3})
	note("site in trouble", w.refused(w.dsn(plantedEmail, planted)))
	note("no such database", w.refused(strings.Replace(w.dsn(plantedEmail, planted), "/confluence?", "/nowhere?", 1)))

	// Queries that succeed, fail, fail on the site's side and are explained.
	c := w.login(plantedEmail, planted)
	for _, q := range []string{
		"select * from pages order by id limit 3", "select * from spaces", "select * from users limit 3",
		"explain analyze select count(*) from pages", "explain select title from pages where id = 1",
		"select nothing from pages", "select 1/0", "show all", "select current_user, current_database(), version()",
		"select * from pg_stat_activity", "select * from pg_settings",
	} {
		rows, err := c.Query(t.Context(), q)
		if err == nil {
			for rows.Next() {
				for _, v := range rows.RawValues() {
					seen.Write(append(v, '\n'))
				}
			}
			rows.Close()
			err = rows.Err()
		}
		note(q, err)
	}
	if _, err := c.Exec(t.Context(), "set confluence.max_age = 0"); err != nil {
		note("set", err)
	}
	w.site.Inject(confluencetest.Fault{Path: "/wiki/api/v2/", Status: 500, Body: "Authorization: Basic " + planted, Count: 30})
	_, err := c.Exec(t.Context(), "select count(*) from spaces")
	note("a broken site", err)
	w.site.ClearFaults()

	searchHTTP(t, w)
	searchFiles(t, w.dir)

	// The token dies on a live session.
	w.site.Revoke(planted)
	fmt.Fprintln(&seen, farewell(t, c))
	note("revoked", w.refused(w.dsn(plantedEmail, planted)))
	searchHTTP(t, w)
	w.stop()
	err = <-w.done
	w.done <- err
	note("stop", err)

	for _, v := range []any{w.s, w.s.watch, w.s.sites[:0]} {
		fmt.Fprintf(&seen, "%v %+v\n", v, v)
	}
	search(t, "what clients see", []byte(seen.String()))
	search(t, "the log", []byte(w.log.String()))
	if n := strings.Count(w.log.String(), "\n"); n < 20 {
		t.Errorf("the log has %d lines: was it written?", n)
	}
}

func search(t *testing.T, where string, text []byte) {
	t.Helper()
	for form, b := range disguises() {
		if i := bytes.Index(text, b); i >= 0 {
			t.Errorf("%s has the token (%s): ...%q", where, form, text[max(0, i-200):i])
		}
	}
}

func searchHTTP(t *testing.T, w *world) {
	t.Helper()
	for _, path := range []string{"/metrics", "/healthz", "/debug/pprof/heap?debug=1", "/debug/pprof/goroutine?debug=2", "/nothing"} {
		_, text := w.get(path)
		search(t, path, []byte(text))
	}
}

// searchFiles reads every byte of the store, while it is in use.
func searchFiles(t *testing.T, dir string) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			dirInfo, err := os.Stat(filepath.Dir(path))
			if err != nil || dirInfo.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s can be read by others", path)
			}
		}
		b, err := os.ReadFile(path)
		n++
		search(t, path, b)
		return err
	})
	if err != nil || n < 2 {
		t.Errorf("%d files in the store: %v", n, err)
	}
}

// The search itself finds what it should.
func TestSearchFindsTokens(t *testing.T) {
	header := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(plantedEmail+":"+planted))
	for _, text := range []string{"x" + planted + "y", header, base64.StdEncoding.EncodeToString([]byte("ab" + planted + "cd")), fmt.Sprintf("%x", planted)} {
		found := false
		for _, b := range disguises() {
			found = found || strings.Contains(text, string(b))
		}
		if !found {
			t.Errorf("not found in %q", text)
		}
	}
}
