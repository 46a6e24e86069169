package confluencetest

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// A hit is a content as the search index knows it.
type hit struct {
	content
	labels []labelRef // once looked up
	listed bool
}

// A cqlTest tells whether a hit satisfies a query.
type cqlTest func(h *hit) bool

// compile turns a query's conditions into a test, for the caller: dates are in
// the caller's zone.
func (c *call) compile(n *cqlNode) (cqlTest, error) {
	if n == nil {
		return func(*hit) bool { return true }, nil
	}
	var test cqlTest
	var err error
	switch {
	case n.clause != nil:
		test, err = c.compileClause(n.clause)
	case n.right == nil:
		test, err = c.compile(n.left)
	default:
		left, err := c.compile(n.left)
		if err != nil {
			return nil, err
		}
		right, err := c.compile(n.right)
		if err != nil {
			return nil, err
		}
		test = func(h *hit) bool { return left(h) && right(h) }
		if n.or {
			test = func(h *hit) bool { return left(h) || right(h) }
		}
	}
	if err != nil {
		return nil, err
	}
	if n.negated {
		return func(h *hit) bool { return !test(h) }, nil
	}
	return test, nil
}

func (c *call) compileClause(k *cqlClause) (cqlTest, error) {
	negated := strings.HasPrefix(k.op, "!") || k.op == "not in"
	test, err := c.compileField(k)
	if err != nil || !negated {
		return test, err
	}
	return func(h *hit) bool { return !test(h) }, nil
}

func (c *call) compileField(k *cqlClause) (cqlTest, error) {
	switch k.field {
	case "created":
		return c.compileDate(k, func(h *hit) int64 { return h.created })
	case "lastmodified":
		return c.compileDate(k, func(h *hit) int64 { return h.modified })
	case "ancestor", "parent", "content", "id", "container":
		return c.compileID(k)
	case "creator", "contributor", "watcher", "mention":
		return c.compilePerson(k)
	case "favourite", "favorite":
		return func(*hit) bool { return false }, nil
	case "type":
		return compileType(k)
	}
	if k.op == "~" || k.op == "!~" {
		return c.compileMatch(k)
	}
	values := texts(k.values)
	return func(h *hit) bool {
		return slices.ContainsFunc(values, func(v string) bool { return c.site.has(h, k.field, v) })
	}, nil
}

func texts(values []cqlValue) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = v.text
	}
	return out
}

// has compares one of the fields that are text.
func (s *Site) has(h *hit, field, v string) bool {
	sp := &s.spaces[h.space]
	switch field {
	case "label":
		if !h.listed {
			h.labels, h.listed = s.labelsOf(h.id), true
		}
		return slices.ContainsFunc(h.labels, func(r labelRef) bool { return equalFold(s.labels.all[r].name, v) })
	case "space", "space.key":
		return equalFold(sp.key, v)
	case "space.type":
		return equalFold(sp.kind, v)
	case "title":
		return equalFold(h.title, v)
	case "subtype":
		var p page
		return h.kind == kindPage && s.pages.byID(h.id, &p) && p.subtype == v
	case "pagestatus":
		st, ok := s.stateOf(&h.content)
		return ok && equalFold(contentStates[st].name, v)
	case "macro":
		return hasMacro(s.hitBody(h), v)
	}
	return false
}

// hitBody is the body of a page or blog post; others have no macros.
func (s *Site) hitBody(h *hit) []block {
	var p page
	if h.kind > kindBlog || !s.shelfOf(h.id).byID(h.id, &p) {
		return nil
	}
	return s.bodyOf(&p, p.number)
}

func hasMacro(blocks []block, name string) bool {
	return slices.ContainsFunc(blocks, func(b block) bool {
		return b.kind == blockMacro && equalFold(b.macro, name) || hasMacro(b.blocks, name)
	})
}

var cqlTypes = []string{"space", "user", "page", "blogpost", "comment", "attachment", "database", "whiteboard", "slide", "embed", "folder"}

// cqlType is what CQL calls a content's kind.
func (h *hit) cqlType() string {
	switch h.kind {
	case kindFooter, kindInline:
		return "comment"
	case kindCustom:
		return h.customType
	}
	return h.kind.String()
}

func compileType(k *cqlClause) (cqlTest, error) {
	var values []string
	for _, v := range k.values {
		if !slices.Contains(cqlTypes, strings.ToLower(v.text)) && !slices.Contains(customTypes[:], v.text) {
			return nil, fmt.Errorf("%q is not a type; types are %s", v.text, strings.Join(slices.Concat(cqlTypes, customTypes[:]), ", "))
		}
		values = append(values, strings.ToLower(v.text))
	}
	if slices.Contains(values, "user") {
		return func(*hit) bool { return true }, nil // taken, and not heeded
	}
	return func(h *hit) bool { return slices.Contains(values, strings.ToLower(h.cqlType())) }, nil
}

// idsOfClause reads ids; "att" before an attachment's is left out.
func idsOfClause(k *cqlClause) ([]int64, error) {
	var ids []int64
	for _, v := range k.values {
		id, err := strconv.ParseInt(strings.TrimPrefix(v.text, "att"), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not an id", v.text)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (c *call) compileID(k *cqlClause) (cqlTest, error) {
	ids, err := idsOfClause(k)
	if err != nil {
		return nil, err
	}
	s := c.site
	in := func(id int64) bool { return slices.Contains(ids, id) }
	switch k.field {
	case "parent":
		return func(h *hit) bool { return h.kind.inTree() && in(h.parent) }, nil
	case "container":
		return func(h *hit) bool { return h.container != h.id && in(h.container) }, nil
	case "ancestor":
		return func(h *hit) bool {
			up := h.parent
			for range maxDepth {
				if up == 0 || !h.kind.inTree() {
					return false
				}
				if in(up) {
					return true
				}
				up = s.parentID(up)
			}
			return false
		}, nil
	}
	return func(h *hit) bool { return in(h.id) }, nil
}

func (c *call) compilePerson(k *cqlClause) (cqlTest, error) {
	s := c.site
	var refs []userRef
	for _, v := range k.values {
		if v.function == "currentuser" {
			refs = append(refs, c.who.ref)
		} else if ref, ok := s.users.find(v.text); ok {
			refs = append(refs, ref)
		}
	}
	in := func(ref userRef) bool { return slices.Contains(refs, ref) }
	switch k.field {
	case "creator":
		return func(h *hit) bool { return in(h.author) }, nil
	case "watcher":
		return func(h *hit) bool { return slices.ContainsFunc(s.watchersOf(&h.content), in) }, nil
	case "mention":
		return func(h *hit) bool {
			return mentions(s.hitBody(h), func(id string) bool { ref, ok := s.users.find(id); return ok && in(ref) })
		}, nil
	}
	return func(h *hit) bool {
		for n := h.number; n >= 1; n-- {
			if v := s.versionOfContent(&h.content, n); in(v.author) {
				return true
			}
		}
		return false
	}, nil
}

func mentions(blocks []block, in func(id string) bool) bool {
	inText := func(text []inline) bool {
		return slices.ContainsFunc(text, func(x inline) bool { return x.kind == inlineMention && in(x.url) })
	}
	return slices.ContainsFunc(blocks, func(b block) bool {
		for _, row := range b.rows {
			if slices.ContainsFunc(row, inText) {
				return true
			}
		}
		return inText(b.text) || mentions(b.blocks, in)
	})
}

// zone is the caller's time zone; UTC stands for the server's.
func (c *call) zone() *time.Location {
	zone, err := time.LoadLocation(c.who.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

func (c *call) compileDate(k *cqlClause, field func(*hit) int64) (cqlTest, error) {
	from, to, err := cqlDate(k.values[0], c.zone(), c.site.clock)
	if err != nil {
		return nil, err
	}
	switch k.op {
	case ">":
		// Beyond the minute or day that is named, not within it.
		return func(h *hit) bool { return field(h) >= to }, nil
	case ">=":
		return func(h *hit) bool { return field(h) >= from }, nil
	case "<":
		return func(h *hit) bool { return field(h) < from }, nil
	case "<=":
		return func(h *hit) bool { return field(h) < to }, nil
	}
	return func(h *hit) bool { return field(h) >= from && field(h) < to }, nil
}

// compileMatch is the operator ~: all terms must be among the words, in their
// stems; a term that ends in * is the beginning of a word.
func (c *call) compileMatch(k *cqlClause) (cqlTest, error) {
	terms := cqlTerms(k.values[0].text)
	if strings.TrimSpace(k.values[0].text) == "" {
		return nil, errEmptyTerm
	}
	return func(h *hit) bool {
		var have []string
		switch k.field {
		case "space.title":
			have = stems(c.site.spaces[h.space].name)
		case "title":
			have = stems(h.title)
		default:
			have = append(stems(h.title), stems(h.text)...)
			have = append(have, stems(html.UnescapeString(plainText(string(appendStorage(nil, c.site.hitBody(h))))))...)
		}
		for _, t := range terms {
			if !slices.ContainsFunc(have, func(w string) bool { return t.in(w) }) {
				return false
			}
		}
		return true
	}, nil
}

type cqlTerm struct {
	text   string
	prefix bool
}

func (t cqlTerm) in(word string) bool {
	return word == t.text || t.prefix && strings.HasPrefix(word, t.text)
}

func cqlTerms(text string) []cqlTerm {
	var out []cqlTerm
	for field := range strings.FieldsSeq(text) {
		prefix := strings.HasSuffix(field, "*")
		if prefix {
			out = append(out, cqlTerm{strings.ToLower(strings.TrimSuffix(field, "*")), true})
			continue
		}
		for _, w := range stems(field) {
			out = append(out, cqlTerm{w, false})
		}
	}
	return out
}

// stems cuts a text into words and takes their common English endings off.
func stems(text string) []string {
	var out []string
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		out = append(out, stem(w))
	}
	return out
}

func stem(w string) string {
	for _, end := range [...]string{"ing", "ies", "ed", "es", "s"} {
		if len(w) > len(end)+2 && strings.HasSuffix(w, end) {
			return w[:len(w)-len(end)]
		}
	}
	return w
}
