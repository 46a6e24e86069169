package storage_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence/storage"
)

func TestText(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"just text", "just text"},
		{"<p>One  <strong>two</strong>\n three.</p><p>Four</p>", "One two three.\nFour"},
		{"<p>a<strong>b</strong>c</p>", "abc"},
		{"<p>&lt;x&gt; &amp; &nbsp;y &uuml; &#8364;</p>", "<x> & y ü €"},
		{"<ul><li>one</li><li><p>two</p></li></ul>end", "one\ntwo\nend"},
		{"<p>a<br/>b</p>", "a\nb"},
		{"<table><tbody><tr><th><p>A</p></th><td><p>b</p><p>c</p></td></tr><tr><td>1</td><td>2</td></tr></tbody></table>", "A\tb c\n1\t2"},
		{`<p>see <ac:link><ri:page ri:content-title="The &amp; Plan"/></ac:link>.</p>`, "see The & Plan."},
		{`<p><ac:link><ri:page ri:content-title="X"/><ac:link-body>the <em>plan</em></ac:link-body></ac:link></p>`, "the plan"},
		{`<p><ac:link><ri:page ri:content-title="X"/><ac:plain-text-link-body><![CDATA[a < b]]></ac:plain-text-link-body></ac:link></p>`, "a < b"},
		{`<p>by <ac:link><ri:user ri:account-id="u1"/></ac:link></p>`, "by u1"},
		{`<p>due <time datetime="2026-01-02"/> <ac:structured-macro ac:name="status"><ac:parameter ac:name="title">DONE</ac:parameter><ac:parameter ac:name="colour">Green</ac:parameter></ac:structured-macro></p>`, "due 2026-01-02 DONE"},
		{`<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">sql</ac:parameter><ac:plain-text-body><![CDATA[select 1
  from "t" -- a ]]]]><![CDATA[> b]]></ac:plain-text-body></ac:structured-macro>`, "select 1\n  from \"t\" -- a ]]> b"},
		{`<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body><span>do it</span></ac:task-body></ac:task></ac:task-list>`, "do it"},
		{`<ac:emoticon ac:name="smile" ac:emoji-fallback="🙂"/> hi`, "🙂 hi"},
		{"</p></b>x<p>y", "x\ny"},
	} {
		if got := storage.Text(tt.in); got != tt.want {
			t.Errorf("Text(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestLinks(t *testing.T) {
	got := storage.Links(`<p><a href="https://example.com/x?a=1&amp;b=2#top">site</a>
<a href="https://s.atlassian.net/wiki/spaces/ENG/pages/123/Title">page</a>
<ac:link ac:anchor="here"><ri:page ri:content-title="Plan" ri:space-key="OPS"/><ac:link-body>the <ac:image ac:alt="logo"><ri:attachment ri:filename="l.png"/></ac:image></ac:link-body></ac:link>
<ac:link><ri:user ri:account-id="u1"/></ac:link><ac:link><ri:attachment ri:filename="a.pdf"><ri:page ri:content-title="Files"/></ri:attachment></ac:link>
<ac:link ac:anchor="x"/><ac:link/><ac:link><ri:blog-post ri:content-title="News"/></ac:link><ac:image><ri:url ri:value="https://e.com/i.png"/></ac:image>
<ac:link><ri:space ri:space-key="HR"/></ac:link><ac:link><ri:content-entity ri:content-id="77"/></ac:link></p>`)
	want := []storage.Link{
		{Kind: "url", URL: "https://example.com/x?a=1&b=2#top", Anchor: "top", Text: "site"},
		{Kind: "url", URL: "https://s.atlassian.net/wiki/spaces/ENG/pages/123/Title", ContentID: 123, Text: "page"},
		{Kind: "page", Title: "Plan", SpaceKey: "OPS", Anchor: "here", Text: "the"},
		{Kind: "attachment", Image: true, Filename: "l.png", Text: "logo"},
		{Kind: "user", AccountID: "u1"},
		{Kind: "attachment", Filename: "a.pdf", Title: "Files"},
		{Kind: "anchor", Anchor: "x"},
		{Kind: "blogpost", Title: "News"},
		{Kind: "url", Image: true, URL: "https://e.com/i.png"},
		{Kind: "space", SpaceKey: "HR"},
		{Kind: "content", ContentID: 77},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestMacros(t *testing.T) {
	got := storage.Macros(`<ac:structured-macro ac:name="expand" ac:macro-id="m1"><ac:parameter ac:name="title">More</ac:parameter><ac:rich-text-body><p>in
<ac:structured-macro ac:name="jira"><ac:parameter ac:name="key">A-1</ac:parameter></ac:structured-macro></p></ac:rich-text-body></ac:structured-macro>
<ac:structured-macro ac:name="include"><ac:parameter ac:name=""><ac:link><ri:page ri:content-title="Other"/></ac:link></ac:parameter></ac:structured-macro>`)
	want := []storage.Macro{
		{Name: "expand", ID: "m1", Parameters: map[string]string{"title": "More"}, Body: "in", HasBody: true},
		{Name: "jira", Parameters: map[string]string{"key": "A-1"}, Parent: 1},
		{Name: "include", Parameters: map[string]string{"": "Other"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestTables(t *testing.T) {
	got := storage.Tables(`<table><tbody><tr><th colspan="2">H</th><th>I</th></tr><tr><td rowspan="2">a</td><td>b</td><td><table><tr><td>in</td></tr></table></td></tr><tr><td>c</td></tr></tbody></table>`)
	want := []storage.Table{
		{Rows: []storage.Row{{Cells: []string{"H", "H", "I"}, Header: true}, {Cells: []string{"a", "b", "in"}}, {Cells: []string{"a", "c"}}}},
		{Rows: []storage.Row{{Cells: []string{"in"}}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestProperties(t *testing.T) {
	details := func(table string) string {
		return `<ac:structured-macro ac:name="details"><ac:parameter ac:name="id">facts</ac:parameter><ac:rich-text-body>` + table + `</ac:rich-text-body></ac:structured-macro>`
	}
	got := storage.Properties(details(`<table><tr><th>Owner</th><td>Ann</td></tr><tr><td>Due</td><td>now</td></tr></table>`) + "<table><tr><th>not</th><td>one</td></tr></table>" +
		details(`<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>`))
	want := []storage.Property{{Macro: 1, ID: "facts", Name: "Owner", Value: "Ann"}, {Macro: 1, ID: "facts", Name: "Due", Value: "now"},
		{Macro: 2, ID: "facts", Name: "A", Value: "1"}, {Macro: 2, ID: "facts", Name: "B", Value: "2"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

// TestHostile reads bodies that were made to cost.
func TestHostile(t *testing.T) {
	for name, body := range map[string]string{
		"deep":        strings.Repeat("<div>", 200_000) + "x",
		"deep tables": strings.Repeat("<table><tr><td>x", 5000),
		"deep macros": strings.Repeat(`<ac:structured-macro ac:name="a"><ac:rich-text-body>x`, 20_000),
		"wide spans":  "<table>" + strings.Repeat(`<tr><td colspan="999999" rowspan="999999">x</td></tr>`, 3000) + "</table>",
		"many ends":   strings.Repeat("<p>", 90) + strings.Repeat("</x>", 200_000),
		"open tag":    "<p><a href=" + strings.Repeat("x", 100_000),
		"cdata":       "<![CDATA[" + strings.Repeat("x", 1000),
	} {
		start := time.Now()
		all(body)
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("%s took %v", name, d)
		}
	}
}

func all(body string) {
	storage.Text(body)
	storage.Links(body)
	storage.Macros(body)
	storage.Tables(body)
	storage.Properties(body)
}

func FuzzStorage(f *testing.F) {
	f.Add("<p>a &amp; b</p>")
	f.Add(`<ac:structured-macro ac:name="details"><ac:rich-text-body><table><tr><th>a</th><td rowspan="2">b</td></tr></table>`)
	f.Add(`<ac:link><ri:page ri:content-title="x"/><ac:link-body>y</ac:link-body></ac:link><![CDATA[z]]>`)
	f.Fuzz(func(_ *testing.T, body string) { all(body) })
}
