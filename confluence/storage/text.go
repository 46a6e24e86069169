package storage

import "strings"

// Text is the body as plain text: what a reader sees of it without running any
// macro. Blocks stand on lines of their own, the cells of a table's row between
// tabs; outside of code, white space is single. A mention of a person is the
// account id, since a body does not have the name.
func Text(body string) string {
	var w textWriter
	w.children(parse(body))
	return w.done()
}

// text is the plain text of one element.
func (n *node) plain() string {
	var w textWriter
	w.children(n)
	return w.done()
}

// blocks are the elements that stand on lines of their own.
var blocks = map[string]bool{
	"p": true, "div": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "li": true, "ul": true, "ol": true,
	"blockquote": true, "pre": true, "table": true, "tr": true, "hr": true, "br": true, "dt": true, "dd": true,
	"ac:task": true, "ac:layout-cell": true, "ac:rich-text-body": true, "ac:plain-text-body": true, "ac:structured-macro": true,
}

// unseen are the elements whose text no reader sees.
var unseen = map[string]bool{
	"ac:parameter": true, "ac:default-parameter": true, "ac:task-id": true, "ac:task-uuid": true, "ac:task-status": true, "ac:placeholder": true,
	"ac:adf-attribute": true, "script": true, "style": true,
}

// inlineMacros are macros that stand within a line.
var inlineMacros = map[string]bool{"status": true, "anchor": true, "jira": true}

// textWriter collects text. White space is written when something follows it.
type textWriter struct {
	b       strings.Builder
	pending string // "", " ", "\t" or "\n"
}

func (w *textWriter) done() string { return w.b.String() }

// space asks for white space before what follows: the strongest counts.
func (w *textWriter) space(s string) {
	if strings.Index("\n\t ", s) < strings.Index("\n\t ", w.pending) || w.pending == "" {
		w.pending = s
	}
}

func (w *textWriter) put(s string) {
	if s == "" {
		return
	}
	if w.b.Len() > 0 {
		w.b.WriteString(w.pending)
	}
	w.pending = ""
	w.b.WriteString(s)
}

func (w *textWriter) children(n *node) {
	for _, c := range n.children {
		w.node(c)
	}
}

func (w *textWriter) node(n *node) {
	switch {
	case n.name == "":
		w.text(n)
	case unseen[n.name]:
	case n.name == "time":
		w.put(n.attr("datetime"))
		w.children(n)
	case n.name == "ac:emoticon":
		w.put(n.attr("ac:emoji-fallback"))
	case n.name == "ac:link" && n.child("ac:link-body", "ac:plain-text-link-body") == nil:
		// A link without words shows the title of what it leads to.
		if to := n.child("ri:page", "ri:blog-post"); to != nil {
			w.put(to.attr("ri:content-title"))
		} else if file := n.child("ri:attachment"); file != nil {
			w.put(file.attr("ri:filename"))
		} else if who := n.child("ri:user"); who != nil {
			w.put(who.attr("ri:account-id"))
		}
	case n.name == "ac:structured-macro" && n.attr("ac:name") == "status":
		w.put(n.parameter("title"))
	case n.name == "td" || n.name == "th":
		w.space("\t")
		w.cell(n)
		w.space("\t")
	case n.name == "pre":
		w.space("\n")
		w.verbatim(n)
		w.space("\n")
	case blocks[n.name] && !(n.name == "ac:structured-macro" && inlineMacros[n.attr("ac:name")]):
		w.space("\n")
		w.children(n)
		w.space("\n")
	default:
		w.children(n)
	}
}

// cell writes a cell's text on one line: its paragraphs stand apart by blanks.
func (w *textWriter) cell(n *node) {
	w.put(strings.Join(strings.Fields(n.plain()), " "))
}

func (w *textWriter) text(n *node) {
	if n.verbatim {
		w.put(strings.Trim(n.text, "\n"))
		return
	}
	for i, word := range strings.Fields(n.text) {
		if i > 0 || startsBlank(n.text) {
			w.space(" ")
		}
		w.put(word)
	}
	if endsBlank(n.text) {
		w.space(" ")
	}
}

// verbatim writes the text below n as it is.
func (w *textWriter) verbatim(n *node) {
	for _, c := range n.children {
		if c.name == "" {
			w.put(c.text)
		} else if c.name == "br" {
			w.put("\n")
		} else {
			w.verbatim(c)
		}
	}
}

const blank = " \t\r\n\u00a0"

func startsBlank(s string) bool { return s != strings.TrimLeft(s, blank) }
func endsBlank(s string) bool   { return s != strings.TrimRight(s, blank) }
