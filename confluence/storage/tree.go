package storage

import (
	"strings"

	"golang.org/x/net/html"
)

// maxDepth bounds how deep elements nest.
const maxDepth = 60

// node is an element, or text if its name is "".
type node struct {
	name     string // lower-case, with its prefix: "ac:link"
	text     string // of text
	verbatim bool   // text of a CDATA section: its white space counts
	attrs    []html.Attribute
	children []*node
	parent   *node
}

// attr is an attribute's value, or "".
func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// child is the first child element with one of the names, or nil.
func (n *node) child(names ...string) *node {
	for _, c := range n.children {
		for _, name := range names {
			if c.name == name {
				return c
			}
		}
	}
	return nil
}

// void are the elements of HTML that have no end.
var void = map[string]bool{"br": true, "hr": true, "img": true, "col": true, "input": true, "wbr": true}

// parse makes the tree of a body. Only its tokens are HTML's: no element is
// moved, added or closed by HTML's rules, which do not know Atlassian's.
func parse(body string) *node {
	root := &node{name: "#root"}
	at, depth := root, 0
	z := html.NewTokenizer(strings.NewReader(body))
	z.AllowCDATA(true)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return root
		case html.TextToken:
			raw := z.Raw()
			verbatim := strings.HasPrefix(string(raw[:min(len(raw), 9)]), "<![CDATA[")
			if text := string(z.Text()); text != "" {
				at.children = append(at.children, &node{text: text, verbatim: verbatim, parent: at})
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			// Atlassian's elements may hold text of any kind, also under names
			// that are raw text in HTML.
			n := &node{name: t.Data, attrs: t.Attr, parent: at}
			at.children = append(at.children, n)
			if t.Type == html.StartTagToken && !void[t.Data] && depth < maxDepth {
				at, depth = n, depth+1
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			at, depth = closeTo(at, depth, string(name))
		}
	}
}

// closeTo ends the innermost open element with the name, and what is open in
// it. An end without a beginning ends nothing.
func closeTo(at *node, depth int, name string) (*node, int) {
	for n, d := at, depth; n.parent != nil; n, d = n.parent, d-1 {
		if n.name == name {
			return n.parent, d - 1
		}
	}
	return at, depth
}

// walk visits the elements below n in the order of the body, for as long as
// visit wants to go deeper.
func (n *node) walk(visit func(*node) bool) {
	for _, c := range n.children {
		if c.name != "" && visit(c) {
			c.walk(visit)
		}
	}
}
