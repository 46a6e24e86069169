package storage

import (
	"net/url"
	"strconv"
	"strings"
)

// Link is a link or an embedded file of a body.
type Link struct {
	Kind      string // url, page, blogpost, attachment, user, space, content, shortcut or anchor
	Image     bool   // it is shown, not led to
	URL       string // of a url
	Title     string // of a page or blog post: its title
	SpaceKey  string // of a page, blog post or space; "" is the space of the body
	ContentID int64  // of a page, blog post or content, if the link names it by number; 0 if not
	Filename  string // of an attachment
	AccountID string // of a user: a mention
	Anchor    string // the place in what it leads to
	Text      string // the words that it stands on
}

// Links are the body's links in their order, mentions and images included.
func Links(body string) []Link {
	var out []Link
	parse(body).walk(func(n *node) bool {
		switch n.name {
		case "a":
			if href := n.attr("href"); href != "" {
				l := fromURL(href)
				l.Text = n.plain()
				out = append(out, l)
			}
		case "ac:link", "ac:image":
			if l, ok := n.link(); ok {
				out = append(out, l)
			}
		default:
			return true
		}
		// A link's words may hold an image, but no other link.
		for _, c := range n.children {
			if c.name == "ac:link-body" {
				c.walk(func(i *node) bool {
					if i.name == "ac:image" {
						if l, ok := i.link(); ok {
							out = append(out, l)
						}
					}
					return true
				})
			}
		}
		return false
	})
	return out
}

func (n *node) link() (Link, bool) {
	l := Link{Image: n.name == "ac:image", Anchor: n.attr("ac:anchor")}
	if words := n.child("ac:link-body", "ac:plain-text-link-body"); words != nil {
		l.Text = words.plain()
	} else {
		l.Text = n.attr("ac:alt")
	}
	for _, c := range n.children {
		switch c.name {
		case "ri:page", "ri:blog-post":
			l.Kind = map[string]string{"ri:page": "page", "ri:blog-post": "blogpost"}[c.name]
			l.Title, l.SpaceKey, l.ContentID = c.attr("ri:content-title"), c.attr("ri:space-key"), number(c.attr("ri:content-id"))
		case "ri:attachment":
			l.Kind, l.Filename = "attachment", c.attr("ri:filename")
			if on := c.child("ri:page", "ri:blog-post"); on != nil {
				l.Title, l.SpaceKey = on.attr("ri:content-title"), on.attr("ri:space-key")
			}
		case "ri:user":
			l.Kind, l.AccountID = "user", c.attr("ri:account-id")
		case "ri:space":
			l.Kind, l.SpaceKey = "space", c.attr("ri:space-key")
		case "ri:content-entity":
			l.Kind, l.ContentID = "content", number(c.attr("ri:content-id"))
		case "ri:url":
			l.Kind, l.URL = "url", c.attr("ri:value")
		case "ri:shortcut":
			l.Kind, l.URL = "shortcut", c.attr("ri:key")+":"+c.attr("ri:parameter")
		default:
			continue
		}
		return l, true
	}
	l.Kind = "anchor" // within the body
	return l, l.Anchor != ""
}

// fromURL is a link to an address. That of a page may name it by number.
func fromURL(href string) Link {
	l := Link{Kind: "url", URL: href}
	u, err := url.Parse(href)
	if err != nil {
		return l
	}
	l.Anchor = u.Fragment
	parts := strings.Split(u.Path, "/")
	for i := range parts {
		if i+1 < len(parts) && (parts[i] == "pages" || parts[i] == "blog" || parts[i] == "edit-v2") && strings.Contains(u.Path, "/wiki/") {
			if n := number(parts[i+1]); n > 0 {
				l.ContentID = n
			}
		}
	}
	if n := number(u.Query().Get("pageId")); n > 0 && strings.Contains(u.Path, "/pages/") {
		l.ContentID = n
	}
	return l
}

// number is a positive decimal number, or 0.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
