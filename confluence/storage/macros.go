package storage

// Macro is a macro of a body.
type Macro struct {
	Name       string
	ID         string            // ac:macro-id; "" in bodies of old
	Parameters map[string]string // a parameter that is a link has the text or title that it shows
	Body       string            // its body's plain text; "" if it has none
	HasBody    bool
	Parent     int // the place among the body's macros, from 1, of the macro that it stands in; 0 if in none
}

// maxParameters bounds what is kept of one macro.
const maxParameters = 1000

// Macros are the body's macros in the order in which they begin.
func Macros(body string) []Macro {
	var out []Macro
	findMacros(parse(body), 0, &out)
	return out
}

func findMacros(n *node, parent int, out *[]Macro) {
	n.walk(func(m *node) bool {
		if m.name != "ac:structured-macro" && m.name != "ac:macro" {
			return true
		}
		*out = append(*out, m.macro(parent))
		findMacros(m, len(*out), out)
		return false
	})
}

func (n *node) macro(parent int) Macro {
	m := Macro{Name: n.attr("ac:name"), ID: n.attr("ac:macro-id"), Parameters: map[string]string{}, Parent: parent}
	for _, c := range n.children {
		switch c.name {
		case "ac:parameter", "ac:default-parameter":
			if len(m.Parameters) < maxParameters {
				m.Parameters[c.attr("ac:name")] = c.value()
			}
		case "ac:rich-text-body", "ac:plain-text-body":
			m.Body, m.HasBody = c.plain(), true
		}
	}
	return m
}

// parameter is the value of a macro's parameter, or "".
func (n *node) parameter(name string) string {
	for _, c := range n.children {
		if c.name == "ac:parameter" && c.attr("ac:name") == name {
			return c.value()
		}
	}
	return ""
}

// value is a parameter's text; that of a reference is what it refers to.
func (n *node) value() string {
	if s := n.plain(); s != "" {
		return s
	}
	s := ""
	n.walk(func(c *node) bool {
		for _, a := range []string{"ri:content-title", "ri:filename", "ri:account-id", "ri:space-key", "ri:value"} {
			if v := c.attr(a); v != "" && s == "" {
				s = v
			}
		}
		return s == ""
	})
	return s
}
