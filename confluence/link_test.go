package confluence

import (
	"net/http"
	"strings"
	"testing"
)

func TestNextCursor(t *testing.T) {
	const path, host = "/wiki/api/v2/pages", "site.example"
	for _, tt := range []struct{ name, body, header, want, err string }{
		{name: "end"},
		{name: "body", body: "/wiki/api/v2/pages?limit=250&cursor=eyJpZCI6IjEifQ==&sort=id", want: "eyJpZCI6IjEifQ=="},
		{name: "cursor first", body: "/wiki/api/v2/pages?cursor=a", want: "a"},
		{name: "plus stays", body: "/wiki/api/v2/pages?cursor=a+b%2Bc%3D", want: "a+b+c="},
		{name: "header", header: `</wiki/api/v2/pages?cursor=x>; rel="next", <https://site.example/wiki>; rel="base"`, want: "x"},
		{name: "base first", header: `<https://site.example/wiki>; rel="base", </wiki/api/v2/pages?cursor=x>; rel=next`, want: "x"},
		{name: "base only", header: `<https://site.example/wiki>; rel="base"`},
		{name: "comma in target", header: `</wiki/api/v2/pages?id=1,2&cursor=x>; title="a, <b>; rel=no"; rel="prev next"`, want: "x"},
		{name: "absolute", body: "https://SITE.example/wiki/api/v2/pages?cursor=x", want: "x"},
		{name: "without wiki", body: "/api/v2/pages?cursor=x", want: "x"},
		{name: "with the gateway's prefix", body: "/ex/confluence/c/wiki/api/v2/pages?cursor=x", want: "x"},
		{name: "other host", body: "https://evil.example/wiki/api/v2/pages?cursor=x", err: "another host"},
		{name: "other host, no scheme", body: "//evil.example/wiki/api/v2/pages?cursor=x", err: "another host"},
		{name: "other list", body: "/wiki/api/v2/spaces?cursor=x", err: "another list"},
		{name: "no cursor", body: "/wiki/api/v2/pages?limit=1", err: "no cursor"},
		{name: "not a URL", body: "/wiki/api/v2/pages?cursor=%zz\x00", err: "not a URL"},
		{name: "huge", body: "/wiki/api/v2/pages?cursor=" + strings.Repeat("x", maxCursor+1), err: "cursor of"},
	} {
		h := http.Header{}
		if tt.header != "" {
			h.Set("Link", tt.header)
		}
		got, err := nextCursor(tt.body, h, path, host)
		switch {
		case tt.err == "" && (err != nil || got != tt.want):
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
			t.Errorf("%s: %q, %v; want an error with %q", tt.name, got, err, tt.err)
		}
	}
}

func FuzzNextCursor(f *testing.F) {
	f.Add("/wiki/api/v2/pages?cursor=eyJ==&limit=2", "")
	f.Add("", `</wiki/api/v2/pages?cursor=x>; rel="next", <https://site.example/wiki>; rel="base"`)
	f.Add("", `<<>;;rel="\"`)
	f.Add("//h/wiki/api/v2/pages?cursor", "<>,<>")
	f.Fuzz(func(t *testing.T, body, header string) {
		cursor, err := nextCursor(body, http.Header{"Link": {header}}, "/wiki/api/v2/pages", "site.example")
		if err == nil && len(cursor) > maxCursor || err != nil && cursor != "" {
			t.Errorf("cursor of %d bytes, error %v", len(cursor), err)
		}
		if err == nil && cursor != "" && body == "" && !strings.Contains(strings.ToLower(header), "next") {
			t.Errorf("a cursor %q of a header without next: %q", cursor, header)
		}
	})
}
