package builtin

import "strings"

// addSimilar enters the translation of SQL's SIMILAR TO patterns to regular
// expressions: the parser makes x SIMILAR TO p into x ~ similar_to_escape(p).
func (r *registry) addSimilar() {
	r.fn("similar_to_escape(text)", func(a []any) (any, error) { return similarEscape(a[0].(string), `\`) })
	r.fn("similar_to_escape(text,text)", func(a []any) (any, error) { return similarEscape(a[0].(string), a[1].(string)) })
	r.add("similar_escape(text,text)", Impl{NotStrict: true, Go: func(a []any) (any, error) {
		switch {
		case a[0] == nil:
			return nil, nil
		case a[1] == nil:
			return similarEscape(a[0].(string), `\`)
		}
		return similarEscape(a[0].(string), a[1].(string))
	}})
	r.fn("substring(text,text,text)", func(a []any) (any, error) {
		pattern, err := similarEscape(a[1].(string), a[2].(string))
		if err != nil {
			return nil, err
		}
		return regexSubstring(a[0].(string), pattern.(string))
	})
}

func similarEscape(pattern, escape string) (any, error) {
	if escape != "" && runeLength(escape) != len(escape) {
		return nil, withHint(errorf("22025", "invalid escape string"), "Escape string must be empty or one character.")
	}
	var b strings.Builder
	b.WriteString("^(?:")
	afterEscape, inClass := false, false
	separators := 0
	for i := 0; i < len(pattern); {
		n := runeLength(pattern[i:])
		c := pattern[i : i+n]
		i += n
		switch {
		case afterEscape:
			if c == `"` && !inClass {
				switch separators {
				case 0:
					b.WriteString("){1,1}?(")
				case 1:
					b.WriteString("){1,1}(?:")
				default:
					return nil, errorf("2200C", "SQL regular expression may not contain more than two escape-double-quote separators")
				}
				separators++
			} else {
				b.WriteString(`\` + c)
			}
			afterEscape = false
		case escape != "" && c == escape:
			afterEscape = true
		case inClass:
			if c == `\` {
				b.WriteByte('\\')
			}
			b.WriteString(c)
			inClass = c != "]"
		case c == "[":
			b.WriteString(c)
			inClass = true
		case c == "%":
			b.WriteString(".*")
		case c == "_":
			b.WriteString(".")
		case c == "(":
			b.WriteString("(?:")
		case c == `\` || c == "." || c == "^" || c == "$":
			b.WriteString(`\` + c)
		default:
			b.WriteString(c)
		}
	}
	b.WriteString(")$")
	return b.String(), nil
}
