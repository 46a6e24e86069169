package confluencetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A cqlQuery is a parsed query.
type cqlQuery struct {
	where *cqlNode // nil: all
	order []cqlOrder
}

type cqlOrder struct {
	field      string
	descending bool
}

// A cqlNode is a clause, or two nodes joined by AND or OR, which are evaluated
// from left to right: neither goes before the other.
type cqlNode struct {
	or          bool
	left, right *cqlNode
	negated     bool // of the whole node: NOT
	clause      *cqlClause
}

type cqlClause struct {
	field  string
	op     string // = != ~ !~ > >= < <= in, not in
	values []cqlValue
}

// A cqlValue is a word or string, or a function with its argument.
type cqlValue struct {
	text     string
	function string
}

const (
	maxCQLDepth  = 40
	maxCQLValues = 2000
)

var (
	equality = []string{"=", "!=", "in", "not in"}
	matching = []string{"~", "!~"}
	dating   = []string{"=", "!=", ">", ">=", "<", "<="}
)

// cqlFields are the fields and the operators that each takes.
var cqlFields = map[string][]string{
	"ancestor": equality, "parent": equality, "content": equality, "id": equality, "container": equality, "creator": equality,
	"contributor": equality, "favourite": equality, "favorite": equality, "label": equality, "macro": equality, "mention": equality,
	"pagestatus": equality, "space": equality, "space.key": equality, "space.type": equality, "type": equality, "watcher": equality,
	"subtype": equality, "created": dating, "lastmodified": dating, "text": matching, "sitesearch": matching, "space.title": matching,
	"title": slices.Concat(equality, matching),
}

var (
	errCQLSyntax = errors.New("the query cannot be parsed")
	errEmptyTerm = errors.New("empty search term") // a real site answers 500
)

type cqlParser struct {
	tokens []cqlToken
	at     int
	values int
}

type cqlToken struct {
	text   string
	quoted bool
}

// parseCQL reads a query.
func parseCQL(text string) (*cqlQuery, error) {
	if len(text) > maxCQL {
		return nil, errors.New("the query is too long")
	}
	tokens, err := cqlTokens(text)
	if err != nil {
		return nil, err
	}
	p := &cqlParser{tokens: tokens}
	q := &cqlQuery{}
	if !p.word("order") {
		if q.where, err = p.expression(0); err != nil {
			return nil, err
		}
	}
	if p.word("order") {
		if q.order, err = p.orderBy(); err != nil {
			return nil, err
		}
	}
	if p.at != len(p.tokens) {
		return nil, fmt.Errorf("unexpected %q", p.tokens[p.at].text)
	}
	return q, nil
}

// cqlTokens cuts a query into words, operators and quoted strings.
func cqlTokens(text string) ([]cqlToken, error) {
	var out []cqlToken
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case c == '"' || c == '\'':
			var b strings.Builder
			for i++; i < len(text) && text[i] != c; i++ {
				if text[i] == '\\' && i+1 < len(text) {
					i++
				}
				b.WriteByte(text[i])
			}
			if i == len(text) {
				return nil, errors.New("a quote is not closed")
			}
			i++
			out = append(out, cqlToken{b.String(), true})
		case strings.IndexByte("!<>=~", c) >= 0:
			end := i + 1
			if end < len(text) && (text[end] == '=' && c != '=' && c != '~' || c == '!' && text[end] == '~') {
				end++
			}
			out = append(out, cqlToken{text: text[i:end]})
			i = end
		case strings.IndexByte("(),", c) >= 0:
			out = append(out, cqlToken{text: string(c)})
			i++
		default:
			end := i
			for end < len(text) && strings.IndexByte(" \t\n\r\"'=~(),!<>", text[end]) < 0 {
				end++
			}
			out = append(out, cqlToken{text: text[i:end]})
			i = end
		}
	}
	return out, nil
}

// word tells whether the next token is this word, not quoted.
func (p *cqlParser) word(w string) bool {
	return p.at < len(p.tokens) && !p.tokens[p.at].quoted && strings.EqualFold(p.tokens[p.at].text, w)
}

func (p *cqlParser) take(w string) bool {
	if p.word(w) {
		p.at++
		return true
	}
	return false
}

func (p *cqlParser) expression(depth int) (*cqlNode, error) {
	left, err := p.term(depth, true)
	if err != nil {
		return nil, err
	}
	for {
		or := p.take("or")
		if !or && !p.take("and") {
			return left, nil
		}
		right, err := p.term(depth, false)
		if err != nil {
			return nil, err
		}
		left = &cqlNode{or: or, left: left, right: right}
	}
}

// term reads a clause or what is in parentheses. A negation may not come first.
func (p *cqlParser) term(depth int, first bool) (*cqlNode, error) {
	if depth > maxCQLDepth {
		return nil, errors.New("the query is nested too deeply")
	}
	negated := p.take("not")
	if negated && first {
		return nil, errors.New("a query cannot begin with a negation")
	}
	if p.take("(") {
		n, err := p.expression(depth + 1)
		if err != nil {
			return nil, err
		}
		if !p.take(")") {
			return nil, errCQLSyntax
		}
		return &cqlNode{left: n, negated: negated}, nil
	}
	c, err := p.clause()
	if err != nil {
		return nil, err
	}
	if first && depth == 0 && (c.op == "!=" || c.op == "!~" || c.op == "not in") {
		return nil, errors.New("a query cannot begin with a negation")
	}
	return &cqlNode{clause: c, negated: negated}, nil
}

func (p *cqlParser) clause() (*cqlClause, error) {
	if p.at+1 >= len(p.tokens) || p.tokens[p.at].quoted {
		return nil, errCQLSyntax
	}
	c := &cqlClause{field: strings.ToLower(p.tokens[p.at].text), op: strings.ToLower(p.tokens[p.at+1].text)}
	p.at += 2
	ops, ok := cqlFields[c.field]
	if !ok {
		return nil, fmt.Errorf("unsupported field %q; supported are ancestor, container, content, contributor, created, creator, "+
			"favourite, id, label, lastmodified, macro, mention, pageStatus, parent, siteSearch, space, space.key, space.title, "+
			"space.type, subtype, text, title, type, watcher", c.field)
	}
	if c.op == "not" {
		if !p.take("in") {
			return nil, errCQLSyntax
		}
		c.op = "not in"
	}
	if !slices.Contains(ops, c.op) {
		return nil, fmt.Errorf("field %q does not take the operator %q", c.field, c.op)
	}
	if c.op != "in" && c.op != "not in" {
		v, err := p.value()
		c.values = []cqlValue{v}
		return c, err
	}
	if !p.take("(") {
		return nil, errCQLSyntax
	}
	for {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		c.values = append(c.values, v)
		if p.take(")") {
			return c, nil
		}
		if !p.take(",") {
			return nil, errCQLSyntax
		}
	}
}

func (p *cqlParser) value() (cqlValue, error) {
	if p.at >= len(p.tokens) {
		return cqlValue{}, errCQLSyntax
	}
	if p.values++; p.values > maxCQLValues {
		return cqlValue{}, errors.New("the query has too many values")
	}
	t := p.tokens[p.at]
	if !t.quoted && strings.Contains("()=,!=~<=>=", t.text) {
		return cqlValue{}, errCQLSyntax
	}
	p.at++
	if t.quoted || !p.take("(") {
		return cqlValue{text: t.text}, nil
	}
	v := cqlValue{function: strings.ToLower(t.text)}
	if !slices.Contains([]string{"now", "currentuser", "currentspace", "startofday", "startofweek", "startofmonth", "startofyear",
		"endofday", "endofweek", "endofmonth", "endofyear"}, v.function) {
		return v, fmt.Errorf("unknown function %q", t.text)
	}
	if p.at < len(p.tokens) && (p.tokens[p.at].quoted || p.tokens[p.at].text != ")") {
		v.text = p.tokens[p.at].text
		p.at++
	}
	if !p.take(")") {
		return v, errCQLSyntax
	}
	return v, nil
}

func (p *cqlParser) orderBy() ([]cqlOrder, error) {
	p.at++
	if !p.take("by") {
		return nil, errCQLSyntax
	}
	var out []cqlOrder
	for {
		if p.at >= len(p.tokens) {
			return nil, errCQLSyntax
		}
		o := cqlOrder{field: strings.ToLower(p.tokens[p.at].text)}
		if !slices.Contains([]string{"created", "lastmodified", "title"}, o.field) {
			return nil, fmt.Errorf("cannot order by %q", o.field)
		}
		p.at++
		if p.take("desc") {
			o.descending = true
		} else {
			p.take("asc")
		}
		out = append(out, o)
		if !p.take(",") {
			return out, nil
		}
	}
}
